/// A time zone as trading hours need it: its offset from UTC, with daylight saving.
///
/// The rules are part of the connector, so that a run says the same on every machine. They are
/// those in force since 1997, `firstDay`; earlier days have none here and are refused.
struct Zone: Equatable {
    /// When a zone changes its clocks.
    enum Rule {
        case never
        /// USA and Canada: from 2007 on second Sunday of March to first of November, before that
        /// first Sunday of April to last of October, at 02:00 of the clocks on the wall.
        case america
        /// EU and United Kingdom: last Sunday of March to last of October, at 01:00 UTC.
        case europe
    }

    /// The first day whose rules are known, in days since 1970-01-01.
    static let firstDay: Int64 = 9_862

    /// Seconds east of UTC without daylight saving.
    let standard: Int64
    let rule: Rule

    private static let hour: Int64 = 3_600
    private static let known: [(name: String, minutes: Int64, rule: Rule)] = [
        ("UTC", 0, .never), ("America/New_York", -300, .america),
        ("America/Toronto", -300, .america), ("America/Chicago", -360, .america),
        ("America/Denver", -420, .america), ("America/Los_Angeles", -480, .america),
        ("Europe/London", 0, .europe), ("Europe/Dublin", 0, .europe),
        ("Europe/Lisbon", 0, .europe), ("Europe/Amsterdam", 60, .europe),
        ("Europe/Berlin", 60, .europe), ("Europe/Brussels", 60, .europe),
        ("Europe/Copenhagen", 60, .europe), ("Europe/Madrid", 60, .europe),
        ("Europe/Oslo", 60, .europe), ("Europe/Paris", 60, .europe),
        ("Europe/Rome", 60, .europe), ("Europe/Stockholm", 60, .europe),
        ("Europe/Vienna", 60, .europe), ("Europe/Warsaw", 60, .europe),
        ("Europe/Zurich", 60, .europe), ("Europe/Athens", 120, .europe),
        ("Europe/Helsinki", 120, .europe), ("Asia/Dubai", 240, .never),
        ("Asia/Kolkata", 330, .never), ("Asia/Bangkok", 420, .never),
        ("Asia/Hong_Kong", 480, .never), ("Asia/Shanghai", 480, .never),
        ("Asia/Singapore", 480, .never), ("Asia/Taipei", 480, .never),
        ("Asia/Tokyo", 540, .never), ("Australia/Brisbane", 600, .never),
    ]

    /// The names that are served.
    static var names: [String] { known.map(\.name) }

    /// A zone by its name, or one of a fixed offset: `+09:00`; `nil` for any other text.
    init?(_ text: String) {
        if let zone = Self.known.first(where: { $0.name == text }) {
            standard = zone.minutes * 60
            rule = zone.rule
            return
        }
        guard let sign = text.first, sign == "+" || sign == "-",
            let clock = ClockTime(String(text.dropFirst())), clock.seconds <= 14 * Self.hour
        else { return nil }
        standard = sign == "+" ? clock.seconds : -clock.seconds
        rule = .never
    }

    /// The moment at which the clocks on the wall show `seconds` after midnight of a day.
    ///
    /// An hour that comes twice is its first; one that is left out counts from the clocks before.
    ///
    /// - Parameters:
    ///   - day: Days since 1970-01-01.
    ///   - seconds: After midnight; also below 0 or beyond the day's end.
    /// - Returns: Seconds since 1970-01-01 UTC.
    func moment(day: Int64, seconds: Int64) -> Int64 {
        let wall = day * 86_400 + seconds
        let saving = wall - standard - Self.hour
        return isSaving(at: saving) ? saving : wall - standard
    }

    /// The day on the wall at a moment, in days since 1970-01-01.
    func day(at moment: Int64) -> Int64 {
        let wall = moment + standard + (isSaving(at: moment) ? Self.hour : 0)
        return (wall - (wall % 86_400 + 86_400) % 86_400) / 86_400
    }

    /// Whether daylight saving is on at a moment of UTC.
    func isSaving(at moment: Int64) -> Bool {
        if rule == .never { return false }
        let year = CalendarDay.year(ofDay: moment / 86_400)
        let start: Int64
        let end: Int64
        if rule == .europe {
            start = Self.sunday(.last, of: 3, in: year) * 86_400 + Self.hour
            end = Self.sunday(.last, of: 10, in: year) * 86_400 + Self.hour
        } else {
            let isNew = year >= 2007
            let first =
                isNew
                ? Self.sunday(.second, of: 3, in: year)
                : Self.sunday(.first, of: 4, in: year)
            let last =
                isNew
                ? Self.sunday(.first, of: 11, in: year)
                : Self.sunday(.last, of: 10, in: year)
            start = first * 86_400 + 2 * Self.hour - standard
            end = last * 86_400 + Self.hour - standard
        }
        return moment >= start && moment < end
    }

    private enum Place { case first, second, last }

    /// A Sunday of a month, in days since 1970-01-01.
    private static func sunday(_ place: Place, of month: Int, in year: Int) -> Int64 {
        // The last Sunday is asked of months with 31 days only.
        let from = place == .first ? 1 : place == .second ? 8 : 25
        let day = CalendarDay(year: year, month: month, day: from)?.daysSince1970 ?? 0
        return day + (7 - CalendarDay.weekday(ofDay: day)) % 7
    }
}

/// A time on the wall: `09:30` or `09:30:15`.
struct ClockTime {
    /// Since midnight, below 86,400.
    let seconds: Int64

    /// Reads two or three groups of two digits; `nil` for another shape and for 24:00.
    init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3 else { return nil }
        var seconds: Int64 = 0
        for (index, part) in parts.enumerated() {
            guard part.utf8.count == 2,
                part.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int64(part), number < (index == 0 ? 24 : 60)
            else { return nil }
            seconds = seconds * 60 + number
        }
        self.seconds = parts.count == 2 ? seconds * 60 : seconds
    }
}
