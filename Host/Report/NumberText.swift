/// Doubles as text, the same text for the same number everywhere.
package enum NumberText {
    /// Plain decimal text of at most 12 significant digits without closing zeros; very small and
    /// very large numbers have an exponent, as JSON allows it.
    ///
    /// - Returns: `nil` for what is no finite number.
    package static func exact(_ value: Double) -> String? {
        guard value.isFinite else { return nil }
        let (digits, point) = rounded(value, to: 12)
        if digits.isEmpty { return "0" }
        let sign = value < 0 ? "-" : ""
        if point > 15 || point < -6 {
            let rest = digits.dropFirst()
            return "\(sign)\(digits.prefix(1))\(rest.isEmpty ? "" : ".")\(rest)e\(point - 1)"
        }
        return sign + placed(digits, point)
    }

    /// Text with so many places after the point, thousands apart; for people.
    ///
    /// - Returns: `nil` for what is no finite number.
    package static func fixed(_ value: Double, places: Int) -> String? {
        guard value.isFinite else { return nil }
        let (digits, point) = rounded(value, to: nil, places: places)
        let text = placed(digits, point)
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let padded = fraction + String(repeating: "0", count: max(0, places - fraction.count))
        let sign = value < 0 && !digits.isEmpty ? "\u{2212}" : ""
        return sign + grouped(parts[0]) + (places > 0 ? ".\(padded)" : "")
    }

    /// Digits in threes with a thin space between; shorter ones as they are.
    package static func grouped(_ digits: some StringProtocol) -> String {
        guard digits.count > 4 else { return String(digits) }
        var text = ""
        for (place, digit) in digits.enumerated() {
            if place > 0, (digits.count - place).isMultiple(of: 3) { text += "\u{202F}" }
            text.append(digit)
        }
        return text
    }

    /// The digits before the point at `point` places of `digits`, and those after.
    private static func placed(_ digits: String, _ point: Int) -> String {
        if digits.isEmpty { return "0" }
        if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
        if point >= digits.count {
            return digits + String(repeating: "0", count: point - digits.count)
        }
        return "\(digits.prefix(point)).\(digits.dropFirst(point))"
    }

    /// Digits without zeros at either end, and how many of them stand before the point.
    ///
    /// Rounded half up, from the shortest digits that read back as the same number.
    private static func rounded(_ value: Double, to most: Int?, places: Int = 0)
        -> (digits: String, point: Int)
    {
        let parts = value.magnitude.description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        var point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        var digits = mantissa.joined().utf8.map { Int($0) - 48 }
        while digits.first == 0 {
            digits.removeFirst()
            point -= 1
        }
        let kept = most ?? point + places
        if kept < 0 { return ("", 0) }
        if digits.count > kept {
            let isUp = digits[kept] >= 5
            digits.removeSubrange(kept...)
            if isUp {
                var place = kept - 1
                while place >= 0, digits[place] == 9 {
                    digits[place] = 0
                    place -= 1
                }
                if place >= 0 {
                    digits[place] += 1
                } else {
                    digits.insert(1, at: 0)
                    point += 1
                }
            }
        }
        while digits.last == 0 { digits.removeLast() }
        return (digits.map(String.init).joined(), digits.isEmpty ? 0 : point)
    }
}
