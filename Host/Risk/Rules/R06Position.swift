import Domain

/// R06: the worst case of position and open orders stays inside the scope's limit; open buys are
/// never netted against open sells.
///
/// A reduce-only order that the scope's own position covers is not judged: it opens nothing there, and
/// a limit that kept somebody from closing would raise the risk it is there to bound. It is reserved
/// like any other, and counts when others are judged.
///
/// Required: without the limit, no trading.
///
/// Source: SEC Rule 15c3-5; RTS 6 article 8(c).
enum R06Position {
    @inline(__always)
    static func check(
        _ order: OrderProposal,
        position: Int64,
        open: OpenQuantity,
        _ limits: CompiledLimits,
        _ scope: RiskScope,
        _ instrument: Instrument
    ) -> RiskFinding? {
        let pending = order.side == .buy ? open.buys : open.sells
        let worst =
            order.side == .buy
            ? Int128(position) + Int128(pending) + Int128(order.quantity)
            : -(Int128(position) - Int128(pending) - Int128(order.quantity))
        if limits.position == .min {
            guard limits.isRequired else { return nil }
            return RiskFinding(
                .position,
                scope,
                .quantity,
                value: worst,
                exponent: instrument.quantityExponent
            )
        }
        // What is reserved is counted in 64 bits: a sum beyond them is a no as well.
        let reserved = Int128(pending) + Int128(order.quantity)
        let held = order.side == .sell ? Int128(position) : -Int128(position)
        let isClosing = order.isReduceOnly && held >= Int128(order.quantity)
        if reserved <= Int128(Int64.max), worst <= Int128(limits.position) || isClosing {
            return nil
        }
        return RiskFinding(
            .position,
            scope,
            .quantity,
            value: worst,
            limit: Int128(limits.position),
            exponent: instrument.quantityExponent
        )
    }
}
