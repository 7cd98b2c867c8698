import Domain

/// R16: an order needs a reference price that is fresh, not crossed and not of zero size.
///
/// The age that a bar may have is at least three bar periods, since nothing newer can exist.
/// Source: FIA guidance on automated trading.
enum R16StaleData {
    @inline(__always)
    static func check(
        _ order: OrderProposal,
        maximumAge: Int64?,
        allowsCrossed: Bool
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
                limit: Int128(market.ask)
            )
        }
        let size = order.side == .buy ? market.askQuantity : market.bidQuantity
        if reference.time == market.quoteTime, size == 0 {
            return RiskFinding(.staleData, .instrument, .quantity, value: 0, limit: 1)
        }
        guard let maximumAge else { return nil }
        let allowed = max(maximumAge, 3 &* market.barLength)
        let age = order.now &- reference.time
        if age <= allowed { return nil }
        return RiskFinding(
            .staleData,
            .instrument,
            .nanoseconds,
            value: Int128(age),
            limit: Int128(allowed),
            exponent: -9
        )
    }
}
