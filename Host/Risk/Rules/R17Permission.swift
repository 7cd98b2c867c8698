import Domain

/// R17: only instruments that can be traded and the operator allowed, not restricted, not halted or
/// closed, not expired.
///
/// Source: SEC Rule 15c3-5 (c)(2); RTS 6 article 15(5).
enum R17Permission {
    /// Phases in which an order may be sent; 0 is "the feed does not tell".
    private static let openPhases: ClosedRange<UInt16> = 2...5

    @inline(__always)
    static func check(
        _ order: OrderProposal,
        _ limits: CompiledLimits,
        _ scope: RiskScope,
        _ instrument: Instrument
    ) -> RiskFinding? {
        if limits.isRestricted { return RiskFinding(.permission, scope) }
        guard scope == .strategy else { return nil }
        if !order.isPermitted { return RiskFinding(.permission, .strategy) }
        if !instrument.isTradable { return RiskFinding(.permission, .instrument) }
        let phase = order.market.phase
        if phase != 0, !openPhases.contains(phase) {
            return RiskFinding(.permission, .instrument, .none, value: Int128(phase))
        }
        if instrument.expires != Domain.none, order.now >= instrument.expires {
            return RiskFinding(
                .permission,
                .instrument,
                .nanoseconds,
                value: Int128(order.now),
                limit: Int128(instrument.expires)
            )
        }
        return nil
    }
}
