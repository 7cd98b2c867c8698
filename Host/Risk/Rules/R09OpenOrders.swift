import Domain

/// R09: no more open orders than the scope allows.
///
/// Source: UMIR 7.1; FIA guidance on automated trading.
enum R09OpenOrders {
    @inline(__always)
    static func check(open: Int, most: Int, _ scope: RiskScope) -> RiskFinding? {
        if open + 1 <= most { return nil }
        return RiskFinding(
            .openOrders,
            scope,
            .count,
            value: Int128(open + 1),
            limit: Int128(most)
        )
    }
}
