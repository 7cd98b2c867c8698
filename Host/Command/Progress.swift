import Glibc

/// A line on a terminal that tells how far a run is, how fast, and how long it still takes.
struct Progress {
    private let files: DataFiles
    private let began = Progress.now()
    private var shown = 0.0

    init(files: DataFiles) { self.files = files }

    /// Shows the line again, five times a second at most.
    mutating func show(events: UInt64) {
        let now = Progress.now()
        guard now - shown >= 0.2, now > began else { return }
        shown = now
        let seconds = now - began
        var line = "\(events) events, \(Int(Double(events) / seconds)) a second"
        if let share = files.share {
            line += ", \(Int(share * 100)) %, \(Int(seconds / share - seconds) + 1) s left"
        }
        Output.raw("\r\u{1B}[K\(line)", toError: true)
    }

    /// Removes the line.
    func end() { Output.raw("\r\u{1B}[K", toError: true) }

    private static func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
