/// Turns mantissas of one exponent into doubles: for indicators, never for orders.
///
/// One division (or multiplication), so the result is the double nearest to the decimal for up to
/// 15 digits and exponents from -22 to 22: the same as parsing the text.
public struct DecimalScale: Sendable {
    @usableFromInline let divisor: Double
    @usableFromInline let factor: Double

    /// The scale of an instrument's `px_exp` or `qty_exp`, or of a currency.
    public init(exponent: Int8) {
        divisor = powerOfTen(-Int(exponent))
        factor = powerOfTen(Int(exponent))
    }

    /// The number a mantissa stands for.
    ///
    /// Not `Double(mantissa)`: the processor's conversion waits for what its target register held before, which in a batch
    /// is the result of the event before. Up to 2^51 an addition to the bits of 1.5 × 2^52 is exact
    /// and waits for nothing.
    @inlinable
    @inline(__always)
    public func double(_ mantissa: Int64) -> Double {
        let half: Int64 = 1 << 51
        let value =
            UInt64(bitPattern: mantissa &+ half) < UInt64(1 << 52)
            ? Double(bitPattern: 0x4338_0000_0000_0000 &+ UInt64(bitPattern: mantissa))
                - 6_755_399_441_055_744
            : Double(mantissa)
        return value / divisor * factor
    }
}
