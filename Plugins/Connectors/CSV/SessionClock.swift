import TenonKit

/// The phases of one instrument in the order of time: its timetable, with the halts laid over it.
///
/// While it is halted the timetable goes on unseen; a halt ends with the session, and beyond a close
/// there is nothing to halt.
struct SessionClock {
    /// A phase that begins.
    struct Change: Equatable {
        /// ns since 1970 UTC.
        var time: Int64
        var phase: UInt16
        var reason: UInt16
    }

    private static let second: Int64 = 1_000_000_000

    private let settings: SessionSettings
    /// The day whose marks are at hand, and the first of them that has not come.
    private var day: Int64
    private var marks: [SessionSettings.Mark]
    private var mark = 0
    /// The halt that comes or lasts.
    private var halt = 0
    private var isHalted = false
    /// What the timetable says now.
    private var scheduled = UInt16(TENON_PHASE_CLOSED)

    /// The phase at a moment, and the clock standing there.
    ///
    /// - Parameters:
    ///   - settings: The trading hours.
    ///   - time: ns since 1970 UTC; what begins then has begun.
    init(_ settings: SessionSettings, at time: Int64) {
        self.settings = settings
        // A session lasts a day at most: what holds now began on one of these.
        day = settings.zone.day(at: time / Self.second) - 2
        marks = settings.marks(ofDay: day)
        while nextTime() <= time { step() }
    }

    /// The phase that holds.
    var phase: UInt16 { isHalted && isStoppable ? UInt16(TENON_PHASE_HALTED) : scheduled }

    /// Why it does.
    var reason: UInt16 {
        isHalted && isStoppable
            ? settings.halts[halt].reason : UInt16(TENON_STATUS_SCHEDULED)
    }

    /// Goes on to the next moment at which another phase begins.
    mutating func next() -> Change {
        while true {
            let before = phase
            let (time, isMark) = step()
            // A close and an opening at one moment are told both.
            if phase != before || isMark && phase == scheduled {
                return Change(time: time, phase: phase, reason: reason)
            }
        }
    }

    /// Whether a halt makes a difference: not where trading is over.
    private var isStoppable: Bool {
        scheduled != UInt16(TENON_PHASE_CLOSED) && scheduled != UInt16(TENON_PHASE_POST_CLOSE)
    }

    private func markTime() -> Int64 {
        settings.zone.moment(day: day, seconds: marks[mark].seconds) * Self.second
    }

    private func haltTime() -> Int64 {
        guard halt < settings.halts.count else { return .max }
        return isHalted ? settings.halts[halt].to : settings.halts[halt].from
    }

    /// When something comes next; days without a session are passed over.
    private mutating func nextTime() -> Int64 {
        while mark == marks.count {
            day += 1
            marks = settings.marks(ofDay: day)
            mark = 0
        }
        return min(markTime(), haltTime())
    }

    /// Takes the mark or the halt that comes next; of one moment the mark.
    @discardableResult
    private mutating func step() -> (time: Int64, isMark: Bool) {
        let time = nextTime()
        guard markTime() == time else {
            if isHalted { halt += 1 }
            isHalted.toggle()
            return (time, false)
        }
        scheduled = marks[mark].phase
        mark += 1
        return (time, true)
    }
}
