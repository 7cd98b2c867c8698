import Domain

/// R20: a reduce-only order makes the strategy's own position smaller, and all of them together never
/// turn it: no opening from flat, no flip, no double reduce.
///
/// Orders of one link that exclude each other count once, at their largest: only one of them fills.
///
/// Source: RISK.md; practice of derivatives venues.
enum R20ReduceOnly {
    static func check(_ order: OrderProposal, _ instrument: Instrument) -> RiskFinding? {
        let position = order.strategyPosition
        let isOpposed = order.side == .sell ? position > 0 : position < 0
        let most = isOpposed ? Int128(position.magnitude) : 0
        let all = Int128(order.reducing) + Int128(order.quantity)
        if all <= most { return nil }
        return RiskFinding(
            .reduceOnly,
            .strategy,
            .quantity,
            value: all,
            limit: most,
            exponent: instrument.quantityExponent
        )
    }
}
