import Glibc

/// Lets data time pass at a multiple of the machine's monotonic clock.
///
/// A connector may read clocks and block in its turn; what comes out is the same as at full speed.
struct Pacer {
    /// The longest sleep of one turn: short, so that a stop is heard.
    private static let longestSleep: Int64 = 10_000_000

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

    /// Sleeps until a data time is due, ten milliseconds at most.
    func sleep(until time: Int64) {
        let missing = Double(time - due()) / speed
        guard missing > 0 else { return }
        let wait = missing < Double(Self.longestSleep) ? Int64(missing) + 1 : Self.longestSleep
        var request = timespec(tv_sec: 0, tv_nsec: Int(wait))
        // A signal that wakes it early costs nothing but another turn.
        _ = unsafe nanosleep(&request, nil)
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
