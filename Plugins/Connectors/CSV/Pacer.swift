import Glibc

/// Lets data time pass at a multiple of the machine's monotonic clock.
///
/// A connector may read clocks and block in its turn; what comes out is the same as at full speed.
struct Pacer {
    /// The longest wait of one turn in milliseconds: short, so that a stop is heard.
    private static let longestWait = 10.0

    private let speed: Double
    private let dataStart: Int64
    private let clockStart: Int64

    /// Starts the clock: `dataStart` is due now.
    init(speed: Double, dataStart: Int64) {
        self.speed = speed
        self.dataStart = dataStart
        clockStart = Self.clock()
    }

    /// The data time that is due now.
    func due() -> Int64 {
        let passed = Double(Self.clock() - clockStart) * speed
        return passed >= 9.0e18 ? .max : dataStart.addingSaturating(Int64(passed))
    }

    /// Blocks until a data time is due, ten milliseconds at most.
    func wait(for time: Int64) {
        let missing = Double(time - due()) / speed
        guard missing > 0 else { return }
        let milliseconds = min(missing / 1_000_000 + 1, Self.longestWait)
        // Waits for no file at all; a signal that ends it early costs nothing but another turn.
        _ = poll(nil, 0, Int32(milliseconds))
    }

    private static func clock() -> Int64 {
        var now = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
    }
}

extension Int64 {
    /// The sum, `max` where it would be more.
    fileprivate func addingSaturating(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
