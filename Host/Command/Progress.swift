import Foundation
import Glibc

/// A line on a terminal that tells how far a run is, how fast, and how long it still takes.
///
/// How far: by the positions of the regular files this process reads, as the kernel knows them, so
/// that any connector that reads files is covered.
struct Progress {
    private var began = 0.0
    private var shown = 0.0
    private var files: [(descriptor: String, size: Double)] = []

    mutating func begin() {
        began = Progress.now()
        shown = began
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            var status = stat()
            guard let number = Int32(name), number > 2, unsafe fstat(number, &status) == 0,
                status.st_mode & S_IFMT == S_IFREG, status.st_size > 0
            else { continue }
            let isReading = fcntl(number, F_GETFL) & O_ACCMODE == O_RDONLY
            if isReading { files.append((name, Double(status.st_size))) }
        }
    }

    mutating func show(events: UInt64) {
        let now = Progress.now()
        guard now - shown >= 0.2 else { return }
        shown = now
        let seconds = now - began
        var line = "\(events) events, \(Int(Double(events) / seconds)) a second"
        let total = files.reduce(0) { $0 + $1.size }
        let done = files.reduce(0) { $0 + min(position(of: $1.descriptor), $1.size) }
        if total > 0, done > 0 {
            let share = done / total
            line += ", \(Int(share * 100)) %, \(Int(seconds / share - seconds) + 1) s left"
        }
        Output.raw("\r\u{1B}[K\(line)", toError: true)
    }

    func end() { Output.raw("\r\u{1B}[K", toError: true) }

    private func position(of descriptor: String) -> Double {
        guard
            let text = try? String(
                contentsOfFile: "/proc/self/fdinfo/\(descriptor)",
                encoding: .utf8
            ), let line = text.split(separator: "\n").first(where: { $0.hasPrefix("pos:") })
        else { return 0 }
        return Double(line.dropFirst(4).trimmingCharacters(in: .whitespaces)) ?? 0
    }

    private static func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
