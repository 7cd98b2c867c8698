import Domain

/// R29: a market order needs a fresh quote on the opposite side, and leaves as a marketable limit at
/// the collar.
enum R29MarketOrderGuard {
    /// Whether orders of a type take what the market offers as soon as they arrive.
    @inline(__always)
    static func guards(_ type: OrderType) -> Bool { type == .market || type == .marketToLimit }

    @inline(__always)
    static func check(_ order: OrderProposal, allowedAge: Int64?, _ instrument: Instrument)
        -> RiskFinding?
    {
        guard guards(order.type) else { return nil }
        let touch = order.side == .buy ? order.market.ask : order.market.bid
        if touch == Domain.none {
            return RiskFinding(
                .marketOrderGuard,
                .instrument,
                .price,
                exponent: instrument.priceExponent
            )
        }
        guard let allowedAge else { return nil }
        let age = order.now &- order.market.quoteTime
        if age <= allowedAge { return nil }
        return RiskFinding(
            .marketOrderGuard,
            .instrument,
            .nanoseconds,
            value: Int128(age),
            limit: Int128(allowedAge)
        )
    }

    /// The worst price the guarded order may fill at, never further from the touch than the collar;
    /// `nil` on overflow.
    static func protection(_ order: OrderProposal, collar: Int64) -> Int64? {
        let touch = order.side == .buy ? order.market.ask : order.market.bid
        let wide = Int128(touch.magnitude) * Int128(collar)
        let reach = FixedPoint.dividedDown(wide, by: 1_000_000_000)
        let price = order.side == .buy ? Int128(touch) + reach : Int128(touch) - reach
        return Int64(exactly: price)
    }
}
