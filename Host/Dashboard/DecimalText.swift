/// A number as decimal text, taken apart by its digits: views carry exact text, and the page
/// needs no more of arithmetic than a spread and a rounding.
struct DecimalText: Equatable {
    var isNegative: Bool
    /// Digits before the point, no zeros in front; `0` when there are none.
    var whole: [Character]
    /// Digits behind the point as they were written.
    var fraction: String

    /// `nil` where the text is no plain decimal.
    init?(_ text: String) {
        var rest = Substring(text)
        isNegative = rest.hasPrefix("-")
        if isNegative || rest.hasPrefix("+") { rest = rest.dropFirst() }
        let parts = rest.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy {
            !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        }
        guard isDigits, let first = parts.first else { return nil }
        whole = Array(first.drop { $0 == "0" })
        if whole.isEmpty { whole = ["0"] }
        fraction = parts.count == 2 ? String(parts[1]) : ""
        if isZero { isNegative = false }
    }

    var isZero: Bool { isBelowOne && fraction.allSatisfy { $0 == "0" } }
    var isBelowOne: Bool { whole == ["0"] }

    var text: String {
        (isNegative ? "-" : "") + String(whole) + (fraction.isEmpty ? "" : ".\(fraction)")
    }

    /// How many decimals show `count` digits of a number below one: 2 to 8, and none that are 0
    /// at the end beyond two.
    func firstDigits(_ count: Int) -> Int {
        let zeros = fraction.prefix { $0 == "0" }.count
        let most = min(8, max(2, zeros + count))
        let significant = fraction.prefix(most).reversed().drop { $0 == "0" }.count
        return max(2, significant)
    }

    /// The same with exactly `places` decimals, half away from zero: for reading, not for books.
    func rounded(to places: Int) -> DecimalText {
        var result = self
        let kept = fraction.prefix(places)
        result.fraction = kept + String(repeating: "0", count: places - kept.count)
        guard let next = fraction.dropFirst(places).first, next >= "5" else {
            if result.isZero { result.isNegative = false }
            return result
        }
        var digits = result.whole + Array(result.fraction)
        var index = digits.count - 1
        while index >= 0, digits[index] == "9" {
            digits[index] = "0"
            index -= 1
        }
        if index < 0 {
            digits.insert("1", at: 0)
        } else {
            let digit = digits[index].wholeNumberValue ?? 0
            digits[index] = Character("\(digit + 1)")
        }
        result.whole = Array(digits.dropLast(places))
        result.fraction = String(digits.suffix(places))
        return result
    }

    /// The exact difference of two decimal texts, or `nil` where one is no number or too long.
    static func difference(_ left: String, _ right: String) -> String? {
        guard let left = DecimalText(left), let right = DecimalText(right) else { return nil }
        let places = max(left.fraction.count, right.fraction.count)
        guard let first = left.mantissa(places), let second = right.mantissa(places) else {
            return nil
        }
        let difference = first - second
        var digits = Array("\(difference.magnitude)")
        while digits.count <= places { digits.insert("0", at: 0) }
        let whole = String(digits.dropLast(places))
        let fraction = String(digits.suffix(places))
        return (difference < 0 ? "-" : "") + (places == 0 ? whole : "\(whole).\(fraction)")
    }

    private func mantissa(_ places: Int) -> Int128? {
        let zeros = String(repeating: "0", count: places - fraction.count)
        // 36 digits leave room for a difference.
        guard whole.count + places <= 36, let value = Int128(String(whole) + fraction + zeros)
        else { return nil }
        return isNegative ? -value : value
    }
}
