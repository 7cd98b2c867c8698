/// An exact decimal number: `mantissa * 10^exponent`.
///
/// Used where numbers come in or go out as text; the core computes with mantissas whose exponent
/// the instrument or the currency states once.
@frozen
@usableFromInline
package struct Decimal: BitwiseCopyable, Sendable {
    @usableFromInline package let mantissa: Int64
    /// -18 to 18.
    @usableFromInline package let exponent: Int

    @inlinable
    package init(mantissa: Int64, exponent: Int) {
        self.mantissa = mantissa
        self.exponent = exponent
    }

    @inlinable
    package init(_ whole: Int64) { self.init(mantissa: whole, exponent: 0) }

    /// Reads plain decimal text such as `-12.50`: an optional sign, digits, at most one point with
    /// digits on both sides.
    ///
    /// No exponent, no separators, no spaces.
    ///
    /// - Returns: `nil` when the text is anything else or its mantissa leaves 64 bits or is `none`.
    ///   Trailing zeros after the point are kept in the exponent.
    package init?(_ text: some StringProtocol) {
        var mantissa: Int64 = 0
        var digits = 0
        var fraction: Int?
        var negative = false
        for (place, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where place == 0: negative = true
            case UInt8(ascii: "+") where place == 0: break
            case UInt8(ascii: ".") where fraction == nil && digits > 0: fraction = 0
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let (tens, over) = mantissa.multipliedReportingOverflow(by: 10)
                let (next, more) = tens.subtractingReportingOverflow(Int64(byte & 15))
                guard !over, !more else { return nil }
                mantissa = next
                digits += 1
                fraction = fraction.map { $0 + 1 }
            default: return nil
            }
        }
        guard digits > 0, fraction != 0, fraction ?? 0 <= 18 else { return nil }
        guard mantissa != .min else { return nil }
        if !negative { mantissa = -mantissa }
        self.init(mantissa: mantissa, exponent: -(fraction ?? 0))
    }

    /// The same number as a mantissa of another exponent, or `nil` where it is finer than that,
    /// leaves 64 bits, or would read as `none`.
    package func mantissa(at wanted: Int) -> Int64? {
        guard let exact = Decimal.rescale(Int128(mantissa), from: exponent, to: wanted),
            exact != Int128(none)
        else { return nil }
        return Int64(exactly: exact)
    }

    /// A wide mantissa at another exponent, or `nil` where digits would be lost or 128 bits left.
    package static func rescale(_ value: Int128, from: Int, to wanted: Int) -> Int128? {
        let shift = from - wanted
        if value == 0 { return 0 }
        guard shift.magnitude <= 38 else { return nil }
        if shift >= 0 {
            let (result, over) = value.multipliedReportingOverflow(by: FixedPoint.power(shift))
            return over ? nil : result
        }
        let (q, r) = value.quotientAndRemainder(dividingBy: FixedPoint.power(-shift))
        return r == 0 ? q : nil
    }

    /// The number without trailing zeros after the point.
    package var reduced: Decimal {
        var (mantissa, exponent) = (mantissa, exponent)
        while exponent < 0 && mantissa % 10 == 0 {
            mantissa /= 10
            exponent += 1
        }
        return Decimal(mantissa: mantissa, exponent: exponent)
    }
}

extension Decimal: CustomStringConvertible, Comparable {
    @usableFromInline package var description: String {
        Decimal.text(Int128(mantissa), exponent: exponent)
    }

    /// Plain text of `mantissa * 10^exponent`, with every digit of the exponent shown.
    package static func text(_ mantissa: Int128, exponent: Int) -> String {
        var digits = String(mantissa.magnitude)
        if exponent >= 0 {
            if mantissa != 0 { digits += String(repeating: "0", count: exponent) }
        } else {
            let short = -exponent + 1 - digits.count
            if short > 0 { digits = String(repeating: "0", count: short) + digits }
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: exponent))
        }
        return mantissa < 0 ? "-" + digits : digits
    }

    /// As `text(_:exponent:)` but without trailing zeros after the point.
    package static func shortText(_ mantissa: Int128, exponent: Int) -> String {
        var (mantissa, exponent) = (mantissa, exponent)
        while exponent < 0 && mantissa % 10 == 0 {
            mantissa /= 10
            exponent += 1
        }
        return text(mantissa, exponent: exponent)
    }

    /// Below zero, zero or above it, as this number is less than, equal to or more than the other.
    private func difference(from other: Decimal) -> Int {
        let low = min(exponent, other.exponent)
        let (left, isHuge) = Int128(mantissa)
            .multipliedReportingOverflow(by: FixedPoint.power(exponent - low))
        let (right, isOtherHuge) = Int128(other.mantissa)
            .multipliedReportingOverflow(by: FixedPoint.power(other.exponent - low))
        // One of the two is not scaled at all, so what leaves 128 bits is beyond the other.
        if isHuge { return Int(mantissa.signum()) }
        if isOtherHuge { return -Int(other.mantissa.signum()) }
        return left < right ? -1 : left == right ? 0 : 1
    }

    @usableFromInline
    package static func < (left: Decimal, right: Decimal) -> Bool {
        left.difference(from: right) < 0
    }

    @usableFromInline
    package static func == (left: Decimal, right: Decimal) -> Bool {
        left.difference(from: right) == 0
    }
}
