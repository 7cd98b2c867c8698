/// An exact decimal number: mantissa × 10^exponent, as prices and quantities cross the boundary.
///
/// There is no arithmetic on purpose: a strategy computes in mantissas of one exponent, or in
/// doubles where rounding does not matter.
public struct FixedDecimal: Equatable, Sendable, CustomStringConvertible {
    /// The digits with their sign.
    public let mantissa: Int64
    /// The power of ten.
    public let exponent: Int

    /// A number from its parts, kept as given: 10 × 10^-1 stays apart from 1 × 10^0.
    public init(mantissa: Int64, exponent: Int) {
        self.mantissa = mantissa
        self.exponent = exponent
    }

    /// Reads `-12.50`, `3`, `1e-7`: JSON's number syntax, with nothing before or after.
    ///
    /// Zeros at the end do not count: `2.50` is 25 × 10^-1.
    ///
    /// - Returns: `nil` for any other text, and for more than 18 digits that count.
    public init?(_ text: String) {
        let utf8 = Array(text.utf8)
        self.init(utf8.span)
    }

    /// Reads a number from its bytes.
    public init?(_ text: Span<UInt8>) {
        guard let number = scan(text) else { return nil }
        self = number
    }

    /// The mantissa of the same number with another exponent.
    ///
    /// - Returns: `nil` when digits would be lost or the mantissa would not fit.
    public func mantissa(exponent wanted: Int) -> Int64? {
        var value = mantissa
        if value == 0 { return 0 }
        for _ in 0..<max(0, exponent - wanted) {
            let (scaled, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            value = scaled
        }
        for _ in 0..<max(0, wanted - exponent) {
            let (quotient, remainder) = value.quotientAndRemainder(dividingBy: 10)
            if remainder != 0 { return nil }
            value = quotient
        }
        return value
    }

    /// The nearest double: one conversion and one division, so the same as the parsed text.
    ///
    /// Exact rounding is promised for up to 15 digits and exponents from -22 to 22.
    public var double: Double {
        exponent <= 0
            ? Double(mantissa) / powerOfTen(-exponent) : Double(mantissa) * powerOfTen(exponent)
    }

    /// The number in plain digits: `-12.5`, never with an `e`.
    public var description: String {
        let digits = String(mantissa.magnitude)
        let sign = mantissa < 0 ? "-" : ""
        if exponent >= 0 {
            return sign + digits + (mantissa == 0 ? "" : String(repeating: "0", count: exponent))
        }
        let padding = max(0, 1 - exponent - digits.count)
        let padded = String(repeating: "0", count: padding) + digits
        return sign + padded.dropLast(-exponent) + "." + padded.suffix(-exponent)
    }
}

/// 10^n as a double, exact up to 22.
public func powerOfTen(_ exponent: Int) -> Double {
    var power = 1.0
    for _ in 0..<max(0, exponent) { power *= 10 }
    return power
}

/// The largest exponent a text may have; a mantissa of 18 digits fits in nothing beyond.
private let reach = 64

/// Reads sign, digits, fraction and exponent; see `FixedDecimal.init`.
private func scan(_ text: Span<UInt8>) -> FixedDecimal? {
    var at = 0
    func peek() -> UInt8 { at < text.count ? text[at] : 0 }
    let isNegative = peek() == UInt8(ascii: "-")
    if isNegative { at += 1 }
    var (mantissa, exponent, zeros) = (Int64(0), 0, 0)
    /// Takes a run of digits; zeros wait until a digit follows them. Nil past 18 digits.
    func digits(step: Int) -> Int? {
        let start = at
        while case let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            let digit = Int64(byte - UInt8(ascii: "0"))
            at += 1
            exponent += step
            zeros += 1
            guard digit != 0 else { continue }
            for _ in 0..<zeros {
                let (next, overflow) = mantissa.multipliedReportingOverflow(by: 10)
                if overflow { return nil }
                mantissa = next
            }
            zeros = 0
            mantissa += digit
            if mantissa > 999_999_999_999_999_999 { return nil }
        }
        return at - start
    }
    let first = peek()
    guard let whole = digits(step: 0), whole > 0 else { return nil }
    if whole > 1 && first == UInt8(ascii: "0") { return nil }
    if peek() == UInt8(ascii: ".") {
        at += 1
        guard let fraction = digits(step: -1), fraction > 0 else { return nil }
    }
    exponent += zeros
    if peek() | 0x20 == UInt8(ascii: "e") {
        at += 1
        let isDown = peek() == UInt8(ascii: "-")
        if isDown || peek() == UInt8(ascii: "+") { at += 1 }
        let start = at
        var power = 0
        while case let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            power = min(power * 10 + Int(byte - UInt8(ascii: "0")), 10_000)
            at += 1
        }
        guard at > start else { return nil }
        exponent += isDown ? -power : power
    }
    guard at == text.count else { return nil }
    if mantissa == 0 { return FixedDecimal(mantissa: 0, exponent: 0) }
    guard abs(exponent) <= reach else { return nil }
    return FixedDecimal(mantissa: isNegative ? -mantissa : mantissa, exponent: exponent)
}
