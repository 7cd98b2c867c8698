/// A moment as the calendar has it, in UTC.
package struct CivilTime: Sendable, Equatable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int
    package let hour: Int
    package let minute: Int
    package let second: Int

    private static let nanosecondsOfDay: Int64 = 86_400_000_000_000

    /// A moment given as ns since 1970-01-01 UTC.
    package init(_ time: Int64) {
        let number = CivilTime.dayNumber(time)
        let rest = time - number * CivilTime.nanosecondsOfDay
        // Howard Hinnant, "chrono-compatible low-level date algorithms": civil_from_days.
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let seconds = Int(rest / 1_000_000_000)
        hour = seconds / 3_600
        minute = seconds / 60 % 60
        second = seconds % 60
    }

    /// The start of a day, ns since 1970-01-01 UTC.
    package static func start(year: Int, month: Int, day: Int = 1) -> Int64 {
        // days_from_civil, of the same source.
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468) * nanosecondsOfDay
    }

    /// Days since 1970-01-01, rounded down.
    package static func dayNumber(_ time: Int64) -> Int64 {
        let (quotient, rest) = time.quotientAndRemainder(dividingBy: nanosecondsOfDay)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// Monday is 0, Sunday 6.
    package static func weekday(_ dayNumber: Int64) -> Int {
        // 1970-01-01 was a Thursday.
        Int(((dayNumber + 3) % 7 + 7) % 7)
    }

    /// `2014-05-08`.
    package var dateText: String {
        "\(year)-\(CivilTime.two(month))-\(CivilTime.two(day))"
    }

    /// `12:40:05`.
    package var timeText: String {
        "\(CivilTime.two(hour)):\(CivilTime.two(minute)):\(CivilTime.two(second))"
    }

    /// At least two digits.
    package static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
