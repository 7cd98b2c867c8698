package import Domain

/// The limits of one scope: `risk.<account or instance>`.
///
/// A limit that is not given is `nil`; whether trading is possible without it is for the risk gate
/// to say.
package struct RiskSettings: Sendable {
    /// The account or instance, at the place of its key.
    package let scope: Located<String>
    /// R02, in the instrument's unit.
    package let maximumOrderQuantity: Located<Decimal>?
    /// R03, in the currency of the scope's account.
    package let maximumOrderNotional: Located<MoneyAmount>?
    /// R06, long or short, in the instrument's unit.
    package let maximumPosition: Located<Decimal>?
    /// R09.
    package let maximumOpenOrders: Located<Int>?
    /// R16, ns.
    package let maximumPriceAge: Located<Int64>?
    /// R29 and the worst-case price, a fraction: `5%` is 0.05.
    package let collar: Located<Decimal>?
    /// R17: symbols this scope may not trade; empty when not given.
    package let restricted: [Located<String>]

    init?(_ entry: Node.Entry, problems: Problems) {
        guard
            let section = Section(
                entry.value,
                path: "risk.\(entry.key)",
                position: entry.keyPosition,
                keys: KeyTree.limits.names,
                later: [
                    "daily_loss", "drawdown", "max_rate", "max_order_rate", "max_leverage",
                ],
                problems: problems
            )
        else { return nil }
        scope = Located(entry.key, at: entry.keyPosition)
        maximumOrderQuantity = section.optional("max_order_quantity", .positive)
        maximumOrderNotional = section.optional("max_order_notional", .money)
        maximumPosition = section.optional("max_position", .amount)
        maximumOpenOrders = section.optional("max_open_orders", .count(0...1_000_000))
        maximumPriceAge = section.optional("max_price_age", .duration)
        collar = section.optional("collar", .percent)
        restricted = section.list("restricted", .symbol) ?? []
    }
}
