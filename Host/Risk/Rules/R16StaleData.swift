import Domain

/// R16: an order needs a reference price that is fresh, not crossed and not of zero size.
///
/// Source: FIA guidance on automated trading.
enum R16StaleData {
    /// How old a price may be, ns; `nil` where the rule does not bind.
    ///
    /// Where the profile waits for bars, it is at least three bar periods: nothing newer can exist.
    @inline(__always)
    static func allowedAge(_ maximum: Int64, _ profile: RiskProfile, _ market: MarketState)
        -> Int64?
    {
        if maximum == .max { return nil }
        return profile.waitsForBars ? max(maximum, 3 &* market.barLength) : maximum
    }

    @inline(__always)
    static func check(
        _ order: OrderProposal,
        allowedAge: Int64?,
        allowsCrossed: Bool,
        _ instrument: Instrument
    ) -> RiskFinding? {
        guard let reference = order.reference() else {
            return RiskFinding(.staleData, .instrument, .nanoseconds)
        }
        let market = order.market
        if !allowsCrossed, market.hasQuote, market.bid > market.ask {
            return RiskFinding(
                .staleData,
                .instrument,
                .price,
                value: Int128(market.bid),
                limit: Int128(market.ask),
                exponent: instrument.priceExponent
            )
        }
        // A side without an order has the size 0 as well, but then it is not the reference.
        let isBuy = order.side == .buy
        let touch = isBuy ? market.ask : market.bid
        let size = isBuy ? market.askQuantity : market.bidQuantity
        if size == 0, touch != Domain.none, reference.time == market.quoteTime {
            return RiskFinding(
                .staleData,
                .instrument,
                .quantity,
                value: 0,
                limit: 1,
                exponent: instrument.quantityExponent
            )
        }
        guard let allowedAge else { return nil }
        let age = order.now &- reference.time
        if age <= allowedAge { return nil }
        return RiskFinding(
            .staleData,
            .instrument,
            .nanoseconds,
            value: Int128(age),
            limit: Int128(allowedAge)
        )
    }
}
