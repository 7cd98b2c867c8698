/// Turns mantissas of one exponent into doubles, for indicators, and computed numbers back.
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

    /// A computed price or quantity as a mantissa, the multiple of a step next to it: the only way
    /// from a double into an order.
    ///
    /// - Parameters:
    ///   - value: Any double.
    ///   - step: The tick or the lot, at least 1.
    ///   - rounding: Which of the two neighbours; of a buy's limit `.down` never pays more.
    /// - Returns: The mantissa, smaller than 2^62.
    /// - Throws: `.invalid` for NaN, infinity, and what is 2^62 or beyond.
    public func mantissa(
        _ value: Double,
        step: Int64 = 1,
        rounding: FloatingPointRoundingRule = .toNearestOrEven
    ) throws(PluginError) -> Int64 {
        guard value.isFinite else { throw .invalid("\(value) is no price and no quantity") }
        guard step >= 1 else { throw .invalid("\(step) is no step; give the tick or the lot") }
        let scaled = value * divisor / factor
        guard abs(scaled) < 0x1p62 else {
            throw .invalid("\(value) is beyond the reach of numbers")
        }
        // Counted from zero: whole units, the part of one, what is left over of a step, and how much
        // that lacks to a half of it, twice.
        let size = Int64(abs(scaled))
        let part = abs(scaled) - Double(size)
        let left = size % step
        let lacks = Double(step - 2 * left) - 2 * part
        let low = size - left
        let isUp =
            switch rounding {
            case _ where left == 0 && part == 0: false
            case .towardZero: false
            case .awayFromZero: true
            case .down: scaled < 0
            case .up: scaled > 0
            case .toNearestOrAwayFromZero: lacks <= 0
            default: lacks < 0 || lacks == 0 && low / step % 2 != 0
            }
        guard !isUp || step <= (1 << 62) - 1 - low else {
            throw .invalid("\(value) is beyond the reach of numbers")
        }
        let multiple = (low + (isUp ? step : 0)) * (scaled < 0 ? -1 : 1)
        return multiple
    }
}
