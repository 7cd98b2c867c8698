import TenonKit

extension BarPeriod {
    /// Reads `30s`, `1m`, `4h`, `1d`, `1w`.
    ///
    /// - Returns: `nil` for another shape, for 0, and for more than a year.
    init?(_ text: String) {
        let number = text.prefix { $0.isNumber }
        let unit: (code: Int, seconds: Int64)? =
            switch text.dropFirst(number.count) {
            case "s": (TENON_BAR_SECOND, 1)
            case "m": (TENON_BAR_MINUTE, 60)
            case "h": (TENON_BAR_HOUR, 3600)
            case "d": (TENON_BAR_DAY, 86_400)
            case "w": (TENON_BAR_WEEK, 604_800)
            default: nil
            }
        guard let count = UInt32(number), count > 0, let unit else { return nil }
        let seconds = Int64(count) * unit.seconds
        guard seconds <= 366 * 86_400 else { return nil }
        self.init(
            count: count,
            unit: UInt8(truncatingIfNeeded: unit.code),
            nanoseconds: seconds * 1_000_000_000
        )
    }
}

/// A point of time in a configuration.
enum ConfiguredTime {
    /// The latest time a row may have: far enough from the end of `Int64` to add a bar's length.
    static let last: Int64 = 9_100_000_000_000_000_000

    /// Reads nanoseconds since 1970-01-01 UTC, `2014-05-08`, or `2014-05-08T05:00:00.5Z`.
    ///
    /// - Returns: `nil` for another shape and for a time before 1970.
    static func parse(_ text: String) -> Int64? {
        let bytes = Array(text.utf8)
        if let number = Int64(text) { return (0...last).contains(number) ? number : nil }
        guard bytes.count >= 10, let day = CalendarDay(bytes[..<10]) else { return nil }
        guard day.daysSince1970 >= 0, day.daysSince1970 <= last / CalendarDay.nanoseconds else {
            return nil
        }
        let midnight = day.daysSince1970 * CalendarDay.nanoseconds
        if bytes.count == 10 { return midnight }
        guard bytes[10] == UInt8(ascii: "T"), bytes.last == UInt8(ascii: "Z") else { return nil }
        let clock = bytes[11..<(bytes.count - 1)]
            .split(
                separator: UInt8(ascii: ":"),
                omittingEmptySubsequences: false
            )
        guard clock.count == 3, clock[0].count == 2, clock[1].count == 2, clock[2].count >= 2,
            case .success(let hours) = ExactDecimal.mantissa(of: clock[0], fraction: 0),
            case .success(let minutes) = ExactDecimal.mantissa(of: clock[1], fraction: 0),
            case .success(let fraction) = ExactDecimal.mantissa(of: clock[2], fraction: 9),
            (0..<24).contains(hours), (0..<60).contains(minutes),
            (0..<60_000_000_000).contains(fraction)
        else { return nil }
        return midnight + (hours * 60 + minutes) * 60_000_000_000 + fraction
    }
}
