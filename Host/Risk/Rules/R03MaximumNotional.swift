import Domain

/// R03: no order worth more than the scope allows at its risk price.
///
/// Required: without the limit, no trading.
///
/// Source: RTS 6 article 15(1)(c); SEC Rule 15c3-5.
enum R03MaximumNotional {
    @inline(__always)
    static func check(
        _ notional: Int128?,
        _ limits: CompiledLimits,
        _ scope: RiskScope,
        _ instrument: Instrument
    ) -> RiskFinding? {
        if limits.notional == .min {
            guard limits.isRequired else { return nil }
            return RiskFinding(
                .maximumNotional,
                scope,
                .money,
                value: notional,
                exponent: instrument.valueExponent
            )
        }
        if let notional, notional <= limits.notional { return nil }
        return RiskFinding(
            .maximumNotional,
            scope,
            .money,
            value: notional,
            limit: limits.notional,
            exponent: instrument.valueExponent
        )
    }
}
