import TenonKit

/// The trading hours of an instrument as configured: `instruments.SYMBOL.sessions`.
struct SessionSettings {
    /// One phase and when it begins.
    struct Mark {
        /// After midnight of the day on which the session opens, by the clocks on the wall.
        var seconds: Int64
        let phase: UInt16
        /// Whether it moves with an early close.
        let followsClose: Bool
    }

    /// A stop of trading.
    struct Halt {
        /// ns since 1970 UTC; `to` is the moment at which trading goes on.
        let from: Int64
        let to: Int64
        let reason: UInt16
    }

    let zone: Zone
    /// Of one session, in their order; the last is CLOSED.
    let marks: [Mark]
    /// Days of the week on which a session opens: bit 0 is Sunday.
    let days: UInt8
    /// Days since 1970-01-01 on which none opens.
    let holidays: Set<Int64>
    /// Seconds after midnight at which the session of a day closes early, by days since 1970-01-01.
    let earlyCloses: [Int64: Int64]
    /// In order of time, none inside another.
    let halts: [Halt]

    private static let dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let day: Int64 = 86_400

    /// Reads the object.
    ///
    /// - Throws: `.invalid`, naming the key.
    init(_ config: inout Config) throws(PluginError) {
        zone = try Self.zone(&config)
        marks = try Self.marks(&config)
        days = try Self.days(&config)
        holidays = try Self.holidays(&config)
        earlyCloses = try Self.earlyCloses(&config, marks)
        halts = try Self.halts(&config)
        try config.finish()
    }

    /// When the session closes, by the timetable.
    private static func close(of marks: [Mark]) -> Int64 {
        marks.first { [TENON_PHASE_CLOSED, TENON_PHASE_POST_CLOSE].contains(Int($0.phase)) }?
            .seconds ?? 0
    }

    /// The marks of the session that opens on a day, none on a day without one.
    func marks(ofDay day: Int64) -> [Mark] {
        guard days & (1 << UInt8(CalendarDay.weekday(ofDay: day))) != 0, !holidays.contains(day)
        else { return [] }
        guard let early = earlyCloses[day] else { return marks }
        let shift = Self.close(of: marks) - early
        return marks.map { mark in
            var moved = mark
            if mark.followsClose { moved.seconds -= shift }
            return moved
        }
    }
}

extension SessionSettings {
    private static func zone(_ config: inout Config) throws(PluginError) -> Zone {
        guard let text = try config.string("zone"), let zone = Zone(text) else {
            throw config.invalid(
                "zone",
                "use an offset as +09:00 or one of " + Zone.names.joined(separator: ", ")
            )
        }
        return zone
    }

    private static func clock(_ key: String, _ config: inout Config) throws(PluginError) -> Int64? {
        guard let text = try config.string(key) else { return nil }
        guard let time = ClockTime(text) else {
            throw config.invalid(key, "expected a time on the wall as 09:30 or 09:30:15")
        }
        return time.seconds
    }

    /// Reads when each phase begins; a time that is not after the one before is of the next day.
    private static func marks(_ config: inout Config) throws(PluginError) -> [Mark] {
        guard let open = try clock("open", &config) else {
            throw config.invalid("open", "is missing; give the time trading begins, as 09:30")
        }
        guard let close = try clock("close", &config) else {
            throw config.invalid("close", "is missing; give the time trading ends, as 16:00")
        }
        var marks: [Mark] = []
        for (key, phase) in [
            ("pre_open", TENON_PHASE_PRE_OPEN), ("opening_auction", TENON_PHASE_OPENING_AUCTION),
        ] {
            guard let time = try clock(key, &config) else { continue }
            guard time > marks.last?.seconds ?? -1, time < open else {
                throw config.invalid(key, "must come before open and after what precedes it")
            }
            marks.append(Mark(seconds: time, phase: UInt16(phase), followsClose: false))
        }
        marks.append(Mark(seconds: open, phase: UInt16(TENON_PHASE_OPEN), followsClose: false))
        let end = close > open ? close : close + day
        if let auction = try clock("closing_auction", &config) {
            let time = auction > open ? auction : auction + day
            guard time < end else { throw config.invalid("closing_auction", "is after close") }
            let phase = UInt16(TENON_PHASE_CLOSING_AUCTION)
            marks.append(Mark(seconds: time, phase: phase, followsClose: true))
        }
        let closed = UInt16(TENON_PHASE_CLOSED)
        if let until = try clock("post_close", &config) {
            let phase = UInt16(TENON_PHASE_POST_CLOSE)
            marks.append(Mark(seconds: end, phase: phase, followsClose: true))
            let sameDay = end - end % day + until
            let time = sameDay > end ? sameDay : sameDay + day
            marks.append(Mark(seconds: time, phase: closed, followsClose: true))
        } else {
            marks.append(Mark(seconds: end, phase: closed, followsClose: true))
        }
        guard let first = marks.first, let last = marks.last, last.seconds - first.seconds <= day
        else { throw config.invalid("post_close", "a session lasts at most a day, all in all") }
        return marks
    }

    private static func days(_ config: inout Config) throws(PluginError) -> UInt8 {
        guard let list = try config.list("days") else { return 0b0011_1110 }
        var days: UInt8 = 0
        for item in list {
            guard case .string(let name) = item, let place = dayNames.firstIndex(of: name) else {
                throw config.invalid(
                    "days",
                    "expected a list of " + dayNames.joined(separator: ", ")
                )
            }
            days |= 1 << UInt8(place)
        }
        guard days != 0 else { throw config.invalid("days", "names no day") }
        return days
    }

    private static func holidays(_ config: inout Config) throws(PluginError) -> Set<Int64> {
        var holidays: Set<Int64> = []
        for item in try config.list("holidays") ?? [] {
            guard case .string(let text) = item, let day = CalendarDay(Array(text.utf8)) else {
                throw config.invalid("holidays", "expected a list of days as 2013-11-28")
            }
            holidays.insert(day.daysSince1970)
        }
        return holidays
    }

    private static func earlyCloses(
        _ config: inout Config,
        _ marks: [Mark]
    ) throws(PluginError) -> [Int64: Int64] {
        guard let value = config.value("early_close") else { return [:] }
        let expected = "expected days with times, as { 2013-11-29: \"13:00\" }"
        guard case .object(let members) = value else {
            throw config.invalid("early_close", expected)
        }
        var closes: [Int64: Int64] = [:]
        for member in members {
            guard let day = CalendarDay(Array(member.name.utf8)),
                case .string(let text) = member.value, let time = ClockTime(text)
            else { throw config.invalid("early_close", expected) }
            let close = close(of: marks)
            let open = marks.first { $0.phase == UInt16(TENON_PHASE_OPEN) }?.seconds ?? 0
            let early = time.seconds > open ? time.seconds : time.seconds + Self.day
            let auction = marks.first { $0.followsClose }?.seconds ?? close
            guard early < close, auction - (close - early) > open else {
                throw config.invalid(
                    "early_close",
                    "\(member.name): \(text) is not inside the session, its closing auction included"
                )
            }
            closes[day.daysSince1970] = early
        }
        return closes
    }

    private static func halts(_ config: inout Config) throws(PluginError) -> [Halt] {
        let reasons = ["unknown", "volatility", "news", "regulatory", "technical"]
        let codes = [
            TENON_STATUS_UNKNOWN, TENON_STATUS_VOLATILITY, TENON_STATUS_NEWS,
            TENON_STATUS_REGULATORY, TENON_STATUS_TECHNICAL,
        ]
        var halts: [Halt] = []
        for (index, item) in (try config.list("halts") ?? []).enumerated() {
            var object = try Config(item, path: "\(config.path).halts[\(index)]")
            let from = try object.string("from").flatMap(ConfiguredTime.parse)
            let to = try object.string("to").flatMap(ConfiguredTime.parse)
            let reason = try object.choice("reason", of: reasons) ?? 0
            try object.finish()
            guard let from, let to, from < to, from >= halts.last?.to ?? .min else {
                throw config.invalid(
                    "halts[\(index)]",
                    "expected from and to in UTC, as 2013-10-11T15:00:00Z, in order of time"
                )
            }
            halts.append(Halt(from: from, to: to, reason: UInt16(codes[reason])))
        }
        return halts
    }
}
