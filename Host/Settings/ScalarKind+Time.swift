extension ScalarKind where Value == Int64 {
    /// A length of time above 0, in ns.
    static var duration: ScalarKind {
        ScalarKind("a duration above 0", such: "250ms, 2s, 1m, 4h or 1d") { text in
            nanoseconds(text).flatMap { $0 > 0 ? $0 : nil }
        }
    }

    /// A length of time up to a day, in ns; a plain 0 is none.
    static var delay: ScalarKind {
        ScalarKind("a duration of 0 to 1d", such: "0, 250us, 5ms or 2s") { text in
            text == "0" ? 0 : nanoseconds(text).flatMap { $0 <= 86_400_000_000_000 ? $0 : nil }
        }
    }

    /// A whole number and its unit; `nil` when the text is none or 64 bits cannot hold it.
    private static func nanoseconds(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let units: [String: Int64] = [
            "ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
            "h": 3_600_000_000_000, "d": 86_400_000_000_000,
        ]
        guard let count = Int64(digits), let unit = units[String(text.dropFirst(digits.count))]
        else { return nil }
        let (total, isOver) = count.multipliedReportingOverflow(by: unit)
        return isOver ? nil : total
    }

    /// A moment in UTC, in ns since the epoch.
    static var moment: ScalarKind {
        ScalarKind("a time in UTC", such: "2014-05-08T12:40:00Z or with up to 9 decimals") {
            MomentText.nanoseconds(of: $0)
        }
    }
}

/// `YYYY-MM-DDThh:mm:ss[.fffffffff]Z`, and nothing else of ISO 8601.
enum MomentText {
    /// ns since the Unix epoch; `nil` when the text is no such time or 64 bits cannot hold it.
    static func nanoseconds(of text: String) -> Int64? {
        var rest = text.utf8[...]
        guard let year = number(4, of: &rest), take("-", of: &rest),
            let month = number(2, of: &rest), take("-", of: &rest),
            let day = number(2, of: &rest), take("T", of: &rest),
            let hour = number(2, of: &rest), take(":", of: &rest),
            let minute = number(2, of: &rest), take(":", of: &rest),
            let second = number(2, of: &rest),
            let fraction = fraction(of: &rest), take("Z", of: &rest), rest.isEmpty,
            (1...12).contains(month), (1...days(of: month, year: year)).contains(day),
            hour < 24, minute < 60, second < 60
        else { return nil }
        let clock = (hour * 60 + minute) * 60 + second
        let seconds = Int128(daysSinceEpoch(year, month, day)) * 86_400 + Int128(clock)
        return Int64(exactly: seconds * 1_000_000_000 + Int128(fraction))
    }

    private static func number(_ count: Int, of rest: inout Substring.UTF8View) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(isDigit) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 & 15) }
    }

    private static func take(_ letter: Unicode.Scalar, of rest: inout Substring.UTF8View) -> Bool {
        guard rest.first == UInt8(ascii: letter) else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// The ns after an optional point; `nil` for a point without 1 to 9 digits.
    private static func fraction(of rest: inout Substring.UTF8View) -> Int? {
        guard take(".", of: &rest) else { return 0 }
        let digits = rest.prefix(while: isDigit)
        guard (1...9).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        let value = digits.reduce(0) { $0 * 10 + Int($1 & 15) }
        return (digits.count..<9).reduce(value) { result, _ in result * 10 }
    }

    private static func days(of month: Int, year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        default: 31
        }
    }

    /// The days from 1970-01-01 in the Gregorian calendar.
    private static func daysSinceEpoch(_ year: Int, _ month: Int, _ day: Int) -> Int {
        // Years begin in March, so that the leap day is the last (Hinnant, chrono-compatible
        // low-level date algorithms); year 0 and later only.
        let marchYear = month <= 2 ? year - 1 + 400 : year + 400
        let era = marchYear / 400
        let yearOfEra = marchYear % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468 - 146_097
    }
}
