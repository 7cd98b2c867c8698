/// Numbers and times as people read them; everything is a function of its arguments.
enum Figures {
    /// `1,204`.
    static func grouped(_ number: UInt64) -> String { grouped("\(number)") }

    /// A rate or another number of which nobody wants decimals; `—` where it is not finite.
    static func grouped(_ number: Double) -> String {
        guard number.isFinite, number.magnitude < 1e15 else { return "—" }
        return grouped("\(Int64(number.rounded()))")
    }

    /// Decimal text with a comma before each three digits of its whole part; other text as it is.
    static func grouped(_ decimal: String) -> String {
        guard let number = DecimalText(decimal) else { return decimal }
        return (number.isNegative ? "-" : "") + grouped(number)
    }

    /// As `grouped`, with a sign before what is above zero: a position or a profit.
    static func signed(_ decimal: String) -> String {
        guard let number = DecimalText(decimal) else { return decimal }
        let sign = number.isZero ? "" : number.isNegative ? "-" : "+"
        return sign + grouped(number)
    }

    /// Money for reading: two decimals, more where it is less than one unit; a sign if asked for.
    ///
    /// The reports have every digit.
    static func money(_ decimal: String, signed isSigned: Bool = false) -> String {
        guard let number = DecimalText(decimal) else { return decimal }
        let rounded = number.rounded(to: number.isBelowOne ? number.firstDigits(3) : 2)
        return isSigned ? signed(rounded.text) : grouped(rounded.text)
    }

    private static func grouped(_ number: DecimalText) -> String {
        var whole = ""
        for (index, digit) in number.whole.enumerated() {
            if index > 0, (number.whole.count - index) % 3 == 0 { whole += "," }
            whole.append(digit)
        }
        return number.fraction.isEmpty ? whole : "\(whole).\(number.fraction)"
    }

    /// `1.2 µs`: two digits at least, in the largest unit that fits.
    static func latency(_ nanoseconds: Int64) -> String {
        let units: [(Int64, String)] = [(1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs")]
        guard nanoseconds > 0 else { return "0 ns" }
        for (size, name) in units where nanoseconds >= size {
            let tenths = nanoseconds / (size / 10)
            return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(name)" : "\(tenths / 10) \(name)"
        }
        return "\(nanoseconds) ns"
    }

    /// `15 s`, `1 min 10 s`, `2 h 5 min`, `3 d 4 h`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e12 else { return "—" }
        let whole = Int64(max(0, seconds.rounded()))
        if whole < 60 { return "\(whole) s" }
        if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
        if whole < 86_400 { return "\(whole / 3_600) h \(whole / 60 % 60) min" }
        return "\(whole / 86_400) d \(whole / 3_600 % 24) h"
    }

    /// `17 %` of a share; never 100 before the end.
    static func percent(_ share: Double) -> String { "\(Int(clamped(share) * 100)) %" }

    /// A share brought into 0…1; what is no number is 0.
    static func clamped(_ share: Double) -> Double {
        share.isNaN ? 0 : min(1, max(0, share))
    }

    /// `12:40:01`, UTC.
    static func time(_ timeNs: Int64) -> String {
        let second = floored(timeNs, by: 1_000_000_000).quotient
        let ofDay = floored(second, by: 86_400).remainder
        return "\(two(ofDay / 3_600)):\(two(ofDay / 60 % 60)):\(two(ofDay % 60))"
    }

    /// `2014-05-08`, UTC, of the proleptic Gregorian calendar.
    ///
    /// Source: the civil-from-days algorithm of Howard Hinnant's "chrono-compatible low-level date
    /// algorithms".
    static func date(_ timeNs: Int64) -> String {
        let days = floored(timeNs, by: 86_400_000_000_000).quotient + 719_468
        let (era, ofEra) = floored(days, by: 146_097)
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let dayOfYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shifted + 2) / 5 + 1
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return "\(year)-\(two(month))-\(two(day))"
    }

    /// `1 order`, `2 orders`.
    static func count(_ number: UInt64, _ noun: String) -> String {
        "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
    }

    private static func floored(_ value: Int64, by divisor: Int64)
        -> (quotient: Int64, remainder: Int64)
    {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    private static func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
