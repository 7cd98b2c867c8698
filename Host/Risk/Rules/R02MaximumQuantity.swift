import Domain

/// R02: no order larger than the scope allows.
///
/// Required: without the limit, no trading.
///
/// Source: RTS 6 article 15(1)(b); SEC Rule 15c3-5.
enum R02MaximumQuantity {
    @inline(__always)
    static func check(
        _ order: OrderProposal,
        _ limits: CompiledLimits,
        _ scope: RiskScope,
        _ instrument: Instrument
    ) -> RiskFinding? {
        if limits.quantity == .min {
            guard limits.isRequired else { return nil }
            return RiskFinding(
                .maximumQuantity,
                scope,
                .quantity,
                value: Int128(order.quantity),
                exponent: instrument.quantityExponent
            )
        }
        if order.quantity <= limits.quantity { return nil }
        return RiskFinding(
            .maximumQuantity,
            scope,
            .quantity,
            value: Int128(order.quantity),
            limit: Int128(limits.quantity),
            exponent: instrument.quantityExponent
        )
    }
}
