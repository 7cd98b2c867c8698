/// Exact integer arithmetic on scaled numbers: powers of ten, rescaling, rounding division.
@frozen
@usableFromInline
package enum FixedPoint {
    /// 10 to the power `exponent`, 0 to 38.
    @inlinable
    package static func power(_ exponent: Int) -> Int128 {
        precondition(exponent >= 0 && exponent <= 38, "a power of ten outside 0...38")
        if exponent <= 18 { return Int128(small(exponent)) }
        return Int128(small(18))
            * (exponent <= 36
                ? Int128(small(exponent - 18))
                : Int128(small(18)) * Int128(small(exponent - 36)))
    }

    /// 10 to the power `exponent`, 0 to 18.
    @inlinable
    @inline(__always)
    package static func small(_ exponent: Int) -> Int64 {
        precondition(exponent >= 0 && exponent <= 18, "a power of ten outside 0...18")
        switch exponent {
        case 0: return 1
        case 1: return 10
        case 2: return 100
        case 3: return 1_000
        case 4: return 10_000
        case 5: return 100_000
        case 6: return 1_000_000
        case 7: return 10_000_000
        case 8: return 100_000_000
        case 9: return 1_000_000_000
        case 10: return 10_000_000_000
        case 11: return 100_000_000_000
        case 12: return 1_000_000_000_000
        case 13: return 10_000_000_000_000
        case 14: return 100_000_000_000_000
        case 15: return 1_000_000_000_000_000
        case 16: return 10_000_000_000_000_000
        case 17: return 100_000_000_000_000_000
        default: return 1_000_000_000_000_000_000
        }
    }

    /// The product, or `nil` where it leaves 128 bits.
    @inlinable
    @inline(__always)
    package static func product(_ a: Int128, _ b: Int64) -> Int128? {
        let narrow = Int64(truncatingIfNeeded: a)
        return Int128(narrow) == a ? Int128(narrow) &* Int128(b) : wideProduct(a, b)
    }

    @usableFromInline
    static func wideProduct(_ a: Int128, _ b: Int64) -> Int128? {
        let (result, overflow) = a.multipliedReportingOverflow(by: Int128(b))
        return overflow ? nil : result
    }

    /// The quotient rounded half to even.
    ///
    /// `divisor` is positive.
    @inlinable
    @inline(__always)
    package static func dividedHalfEven(_ value: Int128, by divisor: Int128) -> Int128 {
        let (a, b) = (Int64(truncatingIfNeeded: value), Int64(truncatingIfNeeded: divisor))
        // What trade is made of fits here, and a division of 64 bits is many times faster.
        if Int128(a) == value, Int128(b) == divisor, b > 0, b <= Int64.max / 2 {
            return Int128(narrowDividedHalfEven(a, by: b))
        }
        return wideDividedHalfEven(value, by: divisor)
    }

    /// The quotient rounded half to even.
    ///
    /// `divisor` is positive and at most half of what 64 bits hold.
    @inlinable
    @inline(__always)
    package static func narrowDividedHalfEven(_ value: Int64, by divisor: Int64) -> Int64 {
        precondition(divisor > 0 && divisor <= Int64.max / 2, "a divisor is positive and small")
        let (q, r) = value.quotientAndRemainder(dividingBy: divisor)
        let twice = r.magnitude &* 2
        if twice > UInt64(divisor) || (twice == UInt64(divisor) && q & 1 != 0) {
            return value < 0 ? q &- 1 : q &+ 1
        }
        return q
    }

    @usableFromInline
    static func wideDividedHalfEven(_ value: Int128, by divisor: Int128) -> Int128 {
        precondition(divisor > 0, "a divisor is positive")
        let (q, r) = value.quotientAndRemainder(dividingBy: divisor)
        let rest = r.magnitude
        let other = divisor.magnitude - rest
        if rest > other || (rest == other && q & 1 != 0) { return value < 0 ? q - 1 : q + 1 }
        return q
    }

    /// The quotient rounded half away from zero.
    ///
    /// `divisor` is positive.
    @inlinable
    package static func dividedHalfUp(_ value: Int128, by divisor: Int128) -> Int128 {
        precondition(divisor > 0, "a divisor is positive")
        let (q, r) = value.quotientAndRemainder(dividingBy: divisor)
        if r.magnitude >= divisor.magnitude - r.magnitude { return value < 0 ? q - 1 : q + 1 }
        return q
    }

    /// `value * factor / divisor` rounded half to even, through 256 bits where 128 do not hold the
    /// product; `nil` where the result itself leaves 128 bits.
    ///
    /// `divisor` is positive.
    @inlinable
    package static func scaled(_ value: Int128, by factor: Int64, over divisor: Int64) -> Int128? {
        precondition(divisor > 0, "a divisor is positive")
        if let exact = product(value, factor) {
            return dividedHalfEven(exact, by: Int128(divisor))
        }
        let wide = value.magnitude.multipliedFullWidth(by: UInt128(factor.magnitude))
        let by = UInt128(divisor)
        guard wide.high < by else { return nil }
        var (q, r) = by.dividingFullWidth(wide)
        let isNegative = (value < 0) != (factor < 0)
        let most = Int128.max.magnitude &+ (isNegative ? 1 : 0)
        guard q <= most else { return nil }
        if r > by - r || (r == by - r && q & 1 != 0) { q += 1 }
        guard q <= most else { return nil }
        return Int128(truncatingIfNeeded: isNegative ? 0 &- q : q)
    }
}

extension Int128 {
    /// The signed 128-bit value of a full-width product.
    @inlinable
    package init(_ wide: (high: Int64, low: UInt64)) {
        self = Int128(wide.high) << 64 | Int128(wide.low)
    }
}

extension FixedPoint {
    /// The quotient rounded toward negative infinity.
    ///
    /// `divisor` is positive.
    @inlinable
    package static func dividedDown(_ value: Int128, by divisor: Int128) -> Int128 {
        precondition(divisor > 0, "a divisor is positive")
        if let a = Int64(exactly: value), let b = Int64(exactly: divisor) {
            let (q, r) = a.quotientAndRemainder(dividingBy: b)
            return Int128(r < 0 ? q - 1 : q)
        }
        let (q, r) = value.quotientAndRemainder(dividingBy: divisor)
        return r < 0 ? q - 1 : q
    }
}
