package import Domain

/// What the venue charges: a rate on the value of each fill and an amount for each unit of it, with
/// a least charge for an order.
package struct FeeModel: BitwiseCopyable, Sendable {
    /// Share of a fill's value that an order which gave liquidity pays; negative pays it back.
    package var makerRate: Decimal
    /// Share of a fill's value that an order which took liquidity pays, for example 0.001.
    package var takerRate: Decimal
    /// For one unit of quantity, in the account's currency; negative pays it back.
    package var perUnit = Decimal(0)
    /// The least an order with a fill pays, in the account's currency; `nil`: no such least.
    package var minimum: Decimal?
    /// Decimals the venue rounds a fee to, half away from zero; `nil`: the ledger's own exponent,
    /// half to even.
    package var decimals: Int?

    /// One rate for all fills.
    package init(rate: Decimal, decimals: Int? = nil) {
        makerRate = rate
        takerRate = rate
        self.decimals = decimals
    }

    /// What one fill costs.
    package struct Charge: BitwiseCopyable, Sendable, Equatable {
        /// Rate and amount for each unit, rounded; their sum is what a minimum is held against.
        package var raw: Int64
        /// What is charged: `raw`, and what is missing to the minimum.
        package var fee: Int64
    }

    /// The fee of a fill.
    ///
    /// Rate and amount for each unit are added exactly and rounded once. With a minimum the total
    /// charged to the order after the fill is the greater of the minimum and of the sum of its
    /// fills' own fees; this fill is charged the difference to what the fills before were charged.
    ///
    /// - Parameters:
    ///   - value: Value of the fill, at `exponent`; its sign does not matter.
    ///   - exponent: The instrument's value exponent.
    ///   - quantity: Of the fill, positive, at `quantityExponent`.
    ///   - quantityExponent: The instrument's quantity exponent.
    ///   - liquidity: What it gave or took; an auction counts as taking.
    ///   - ledger: The ledger exponent of the account's currency.
    ///   - before: Sum of `raw` of the order's fills so far; `nil` when this is the first.
    /// - Returns: The charge at the ledger exponent; `nil` where a number leaves its reach.
    package func charge(
        value: Int128,
        exponent: Int,
        quantity: Int64,
        quantityExponent: Int,
        liquidity: Liquidity,
        ledger: Int,
        before: Int64?
    ) -> Charge? {
        guard value != .min else { return nil }
        let rate = liquidity == .maker ? makerRate : takerRate
        guard
            let raw = rounded(
                Term(value < 0 ? -value : value, exponent, rate),
                Term(Int128(quantity), quantityExponent, perUnit),
                ledger
            )
        else { return nil }
        guard let minimum else { return Charge(raw: raw, fee: raw) }
        guard let least = rounded(Term(1, 0, minimum), Term(0, 0, perUnit), ledger) else {
            return nil
        }
        let (sum, over) = raw.addingReportingOverflow(before ?? 0)
        let charged = before.map { max(least, $0) } ?? 0
        let (fee, tooMuch) = max(least, sum).subtractingReportingOverflow(charged)
        return over || tooMuch ? nil : Charge(raw: raw, fee: fee)
    }

    /// The fee of a fill of an account without minimum and amounts for each unit, at the rate of
    /// takers; `nil` where it leaves 64 bits.
    package func fee(value: Int128, exponent: Int, ledger: Int) -> Int64? {
        charge(
            value: value,
            exponent: exponent,
            quantity: 0,
            quantityExponent: 0,
            liquidity: .taker,
            ledger: ledger,
            before: nil
        )?
        .fee
    }

    /// A product that is not carried out yet.
    private struct Term {
        var size: Int128
        var exponent: Int
        var factor: Int64

        init(_ size: Int128, _ exponent: Int, _ rate: Decimal) {
            self.size = size
            self.exponent = exponent + rate.exponent
            factor = rate.mantissa
        }
    }

    /// The sum of two products at the ledger exponent, rounded once.
    private func rounded(_ one: Term, _ other: Term, _ ledger: Int) -> Int64? {
        let target = decimals.map { -$0 } ?? ledger
        guard let sum = exact(one, other) else { return nil }
        if sum.value == 0 { return 0 }
        let shift = sum.exponent - target
        var fee = sum.value
        if shift > 0 {
            guard shift <= 18, let wide = FixedPoint.product(fee, FixedPoint.small(shift))
            else { return nil }
            fee = wide
        } else if shift < 0 {
            guard shift >= -38 else { return 0 }
            let unit = FixedPoint.power(-shift)
            fee =
                decimals == nil
                ? FixedPoint.dividedHalfEven(fee, by: unit)
                : FixedPoint.dividedHalfUp(fee, by: unit)
        }
        let last = target - ledger
        guard last >= 0, last <= 18,
            let whole = FixedPoint.product(fee, FixedPoint.small(last))
        else { return nil }
        return Int64(exactly: whole)
    }

    /// The exact sum, at the finer of both exponents.
    private func exact(_ one: Term, _ other: Term) -> (value: Int128, exponent: Int)? {
        guard let left = FixedPoint.product(one.size, one.factor),
            let right = FixedPoint.product(other.size, other.factor)
        else { return nil }
        if right == 0 { return (left, one.exponent) }
        if left == 0 { return (right, other.exponent) }
        let finest = min(one.exponent, other.exponent)
        let (up, down) = (one.exponent - finest, other.exponent - finest)
        guard up <= 18, down <= 18, let wide = FixedPoint.product(left, FixedPoint.small(up)),
            let slim = FixedPoint.product(right, FixedPoint.small(down))
        else { return nil }
        let (sum, over) = wide.addingReportingOverflow(slim)
        return over ? nil : (sum, finest)
    }
}
