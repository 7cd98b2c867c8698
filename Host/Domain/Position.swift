/// A signed holding of one instrument with its exact cost, by the average-cost method.
///
/// `cost` and `realized` are at the instrument's value exponent with `Position.guardDigits` more
/// decimal digits, so that the share of the cost that a partial close takes is rounded far below
/// a currency unit; what that rounding leaves stays in `cost`, so cost and realized profit together
/// are exact always.
@frozen
@usableFromInline
package struct Position: BitwiseCopyable, Sendable {
    /// Decimal digits that cost and profit carry beyond the value exponent.
    @inlinable
    package static var guardDigits: Int { 9 }
    @inlinable
    static var guardFactor: Int64 { 1_000_000_000 }

    /// Long positive, short negative; a quantity mantissa.
    @usableFromInline package var quantity: Int64 = 0
    /// Signed: positive for a long position.
    @usableFromInline package var cost: Int128 = 0
    /// Realized profit before fees.
    @usableFromInline package var realized: Int128 = 0

    @inlinable
    package init() {}

    /// What one fill did to a position.
    @frozen
    @usableFromInline
    package struct Change: BitwiseCopyable, Sendable {
        /// Profit of the closed part, before fees; at the value exponent with guard digits.
        @usableFromInline package var realized: Int128
        /// The quantity that closed.
        @usableFromInline package var closed: Int64

        @inlinable
        init(realized: Int128, closed: Int64) {
            self.realized = realized
            self.closed = closed
        }
    }

    /// Applies one fill: the part against the position closes it at average cost, the rest opens.
    ///
    /// - Parameters:
    ///   - signed: Quantity, positive for a buy, not 0.
    ///   - price: Fill price, a price mantissa.
    ///   - instrument: The instrument of this position.
    /// - Returns: The profit of what closed, or `nil` on overflow; the position is then unchanged.
    @inlinable
    package mutating func apply(signed: Int64, price: Int64, of instrument: Instrument)
        -> Change?
    {
        guard let value = instrument.value(price: price, quantity: signed) else { return nil }
        return apply(signed: signed, price: price, value: value, of: instrument)
    }

    /// As `apply(signed:price:of:)`, for a caller that knows the value of the fill already.
    @inlinable
    package mutating func apply(
        signed: Int64,
        price: Int64,
        value: Int128,
        of instrument: Instrument
    ) -> Change? {
        let (after, overflow) = quantity.addingReportingOverflow(signed)
        guard !overflow, after != .min, signed != .min else { return nil }
        guard let paid = FixedPoint.product(value, Position.guardFactor) else { return nil }
        if quantity == 0 || (quantity > 0) == (signed > 0) {
            let (sum, over) = cost.addingReportingOverflow(paid)
            guard !over else { return nil }
            quantity = after
            cost = sum
            return Change(realized: 0, closed: 0)
        }
        let held = Int64(quantity.magnitude)
        let closed = min(held, Int64(signed.magnitude))
        let removed: Int128
        let received: Int128
        if closed == held {
            removed = cost
        } else {
            guard let share = FixedPoint.scaled(cost, by: closed, over: held) else { return nil }
            removed = share
        }
        if closed == Int64(signed.magnitude) {
            received = paid
        } else {
            guard
                let part = instrument.value(
                    price: price,
                    quantity: signed > 0 ? closed : -closed
                ),
                let exact = FixedPoint.product(part, Position.guardFactor)
            else { return nil }
            received = exact
        }
        let (spent, tooMuch) = received.addingReportingOverflow(removed)
        guard !tooMuch, spent != .min else { return nil }
        let profit = -spent
        let (total, over) = realized.addingReportingOverflow(profit)
        guard !over else { return nil }
        quantity = after
        cost = cost &- removed &+ (paid &- received)
        realized = total
        return Change(realized: profit, closed: closed)
    }

    /// Unrealized profit at a mark given as twice the price (so that a mid is exact), at the value
    /// exponent with guard digits; `nil` on overflow.
    @inlinable
    package func unrealized(twiceMark: Int64, of instrument: Instrument) -> Int128? {
        if quantity == 0 { return 0 }
        guard let twice = instrument.value(price: twiceMark, quantity: quantity),
            let scaled = FixedPoint.product(twice, Position.guardFactor / 2)
        else { return nil }
        let (result, over) = scaled.subtractingReportingOverflow(cost)
        return over ? nil : result
    }

    /// Average price of the holding as a price mantissa rounded half to even; 0 when flat.
    @inlinable
    package func averagePrice(of instrument: Instrument) -> Int64 {
        if quantity == 0 { return 0 }
        let units = Int128(quantity) * Int128(instrument.multiplier)
        guard let size = FixedPoint.product(units, Position.guardFactor), size != .min else {
            return fractionalAverage(units)
        }
        let average =
            size < 0
            ? -FixedPoint.dividedHalfEven(cost, by: -size)
            : FixedPoint.dividedHalfEven(cost, by: size)
        return Int64(truncatingIfNeeded: average)
    }

    /// The average where its divisor leaves 128 bits: less than 1, so 0 or the next whole price.
    @usableFromInline
    func fractionalAverage(_ units: Int128) -> Int64 {
        let size = units < 0 ? -units : units
        guard let half = FixedPoint.product(size, Position.guardFactor / 2),
            cost.magnitude > half.magnitude
        else { return 0 }
        return (cost < 0) == (quantity < 0) ? 1 : -1
    }
}
