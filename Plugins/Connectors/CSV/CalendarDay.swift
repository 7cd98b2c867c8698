/// A day of the Gregorian calendar, proleptic, without a time zone.
struct CalendarDay: Hashable {
    /// Days since 1970-01-01, negative before.
    let daysSince1970: Int64
    /// The year, 1 to 9999.
    let year: Int
    /// The month, 1 to 12.
    let month: Int
    /// The day of the month, 1 to 31.
    let day: Int

    /// Nanoseconds in a day of UTC as Unix counts it.
    static let nanoseconds: Int64 = 86_400_000_000_000

    /// Reads `YYYY-MM-DD`; `nil` for another shape and for a day that no calendar has.
    ///
    /// - Parameter text: Exactly ten bytes.
    init?(_ text: some Collection<UInt8>) {
        guard text.count == 10 else { return nil }
        var parts = [0, 0, 0]
        var part = 0
        for (index, byte) in text.enumerated() {
            if index == 4 || index == 7 {
                guard byte == UInt8(ascii: "-") else { return nil }
                part += 1
                continue
            }
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            parts[part] = parts[part] * 10 + Int(digit)
        }
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }

    /// The day with these numbers, `nil` when there is none.
    init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard day <= lengths[month - 1] else { return nil }
        self.year = year
        self.month = month
        self.day = day
        // Years that begin in March put the leap day last, so months have a closed formula.
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        daysSince1970 = Int64(era * 146_097 + dayOfEra - 719_468)
    }
}

extension CalendarDay {
    /// The day of the week of a day since 1970-01-01: 0 is Sunday.
    static func weekday(ofDay day: Int64) -> Int64 { ((day + 4) % 7 + 7) % 7 }

    /// The year of a day since 1970-01-01, which is not before it.
    static func year(ofDay day: Int64) -> Int {
        // Years that begin in March, counted from 0000-03-01 in eras of 400.
        let shifted = day + 719_468
        let dayOfEra = shifted % 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let isNewYear = dayOfYear >= 306
        return Int(yearOfEra + shifted / 146_097 * 400 + (isNewYear ? 1 : 0))
    }
}
