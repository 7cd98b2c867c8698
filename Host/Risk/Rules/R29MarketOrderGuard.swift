import Domain

/// R29: a market order needs a quote on the opposite side, and leaves as a marketable limit at the
/// collar.
enum R29MarketOrderGuard {
    @inline(__always)
    static func check(_ order: OrderProposal) -> RiskFinding? {
        guard order.type == .market else { return nil }
        let touch = order.side == .buy ? order.market.ask : order.market.bid
        return touch == Domain.none ? RiskFinding(.marketOrderGuard, .instrument, .price) : nil
    }

    /// The worst price the guarded order may fill at, or `nil` on overflow.
    static func protection(_ order: OrderProposal, collar: Int64) -> Int64? {
        let touch = Int128(order.side == .buy ? order.market.ask : order.market.bid)
        let ratio = order.side == .buy ? 1_000_000_000 + collar : 1_000_000_000 - collar
        let wide = touch * Int128(ratio)
        let price =
            order.side == .buy
            ? FixedPoint.dividedDown(wide, by: 1_000_000_000)
            : -FixedPoint.dividedDown(-wide, by: 1_000_000_000)
        return Int64(exactly: price)
    }
}
