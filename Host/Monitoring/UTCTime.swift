/// Moments as people read them: UTC, from ns since the Unix epoch, without a library's tables.
package enum UTCTime {
    /// `2014-05-08 12:40:00.123`.
    package static func text(_ ns: Int64) -> String {
        "\(day(ns)) \(clock(ns))"
    }

    /// `12:40:00.123`.
    package static func clock(_ ns: Int64) -> String {
        let (_, second, rest) = split(ns)
        return "\(hms(second)).\(padded(rest / 1_000_000, to: 3))"
    }

    /// `2014-05-08T12:40:00.123456789Z`, RFC 3339.
    package static func iso(_ ns: Int64) -> String {
        let (_, second, rest) = split(ns)
        return "\(day(ns))T\(hms(second)).\(padded(rest, to: 9))Z"
    }

    /// Days since the epoch, seconds of the day, ns of the second.
    private static func split(_ ns: Int64) -> (day: Int64, second: Int64, ns: Int64) {
        let dayLength: Int64 = 86_400_000_000_000
        var day = ns / dayLength
        var rest = ns % dayLength
        if rest < 0 {
            day -= 1
            rest += dayLength
        }
        return (day, rest / 1_000_000_000, rest % 1_000_000_000)
    }

    /// The date in the proleptic Gregorian calendar.
    ///
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    private static func day(_ ns: Int64) -> String {
        let shifted = split(ns).day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(padded(year, to: 4))-\(padded(month, to: 2))-\(padded(day, to: 2))"
    }

    private static func hms(_ second: Int64) -> String {
        let parts = [second / 3_600, second / 60 % 60, second % 60]
        return parts.map { padded($0, to: 2) }.joined(separator: ":")
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
