import CTenon
import Domain
import MarketData
import Orders
import Risk

/// Why an order was denied or rejected, in plain words: rule, value, limit, remedy.
struct DenialText {
    let event: tenon_ev_order
    let entry: InstrumentRegistry.Entry
    let strategy: String
    let account: String
    /// Code of the currency of `denied_ccy`.
    let currency: String

    /// One sentence, or `nil` when the event is no refusal.
    var words: String? {
        guard event.reason != 0 else { return nil }
        switch Int(event.reason) {
        case TENON_REASON_RISK: return risk
        case TENON_REASON_UNSUPPORTED:
            return "this host takes market orders with gtc, ioc or fok alone; send one of those"
        case TENON_REASON_UNKNOWN_ORDER: return "no such order of \(strategy); see tenon orders"
        case TENON_REASON_TOO_LATE: return "the order is final already"
        case TENON_REASON_NO_LIQUIDITY:
            return "the venue had nothing to fill it with; send it when \(entry.symbol) is quoted"
        default: return "the venue's reason \(event.reason)"
        }
    }

    private var risk: String? {
        guard let rule = RiskRule(rawValue: UInt8(truncatingIfNeeded: event.rule)) else {
            return "by the risk gate"
        }
        let (what, remedy) = explained(rule)
        return "\(rule.name) \(what); \(remedy)"
    }

    private func explained(_ rule: RiskRule) -> (String, String) {
        let over = "\(value), at most \(limit) for \(scope)"
        switch rule {
        case .maximumQuantity:
            return ("order quantity \(over)", "order less, or raise \(key("max_order_quantity"))")
        case .maximumNotional:
            return ("order value \(over)", "order less, or raise \(key("max_order_notional"))")
        case .venueFilters:
            let bound = event.denied_limit == Domain.none ? "" : ", \(limit) allowed"
            return (
                "\(entry.symbol) does not trade a quantity of \(value)\(bound)",
                "keep to its lot and its smallest and largest order"
            )
        case .position:
            return (
                "position would reach \(over)", "trade less, or raise \(key("max_position"))"
            )
        case .openOrders:
            return (
                "open orders would be \(over)", "cancel some, or raise \(key("max_open_orders"))"
            )
        case .staleData:
            if RiskUnit(rawValue: event.denied_unit) == .price {
                return (
                    "the quote is crossed: bid \(value) above ask \(limit)",
                    "nothing to do: the next quote that is not crossed trades"
                )
            }
            if event.denied_value == Domain.none {
                return ("there is no price to judge by", "wait for a quote of \(entry.symbol)")
            }
            return (
                "the price is \(value) old, at most \(limit) for \(scope)",
                "wait for a fresh quote, or raise \(key("max_price_age"))"
            )
        case .permission:
            return (
                "\(entry.symbol) may not be traded by \(scope)",
                "list it in instruments, take it out of restricted, or wait for the session"
            )
        case .marketOrderGuard:
            return ("no fresh quote to trade against", "wait for a quote of \(entry.symbol)")
        }
    }

    private var value: String { number(event.denied_value) }
    private var limit: String { number(event.denied_limit) }

    private func number(_ mantissa: Int64) -> String {
        if mantissa == Domain.none { return "nothing" }
        let text = Decimal.shortText(Int128(mantissa), exponent: Int(event.denied_exp))
        switch RiskUnit(rawValue: event.denied_unit) {
        case .money: return "\(text) \(currency)"
        case .nanoseconds:
            return "\(Decimal.shortText(Int128(mantissa), exponent: -9)) s"
        default: return text
        }
    }

    private var scope: String {
        switch RiskScope(rawValue: event.denied_scope) {
        case .account: "account \(account)"
        case .strategy: "strategy \(strategy)"
        case .instrument: entry.symbol
        case .venue: "the venue"
        case .global, nil: "the host"
        }
    }

    private func key(_ name: String) -> String {
        switch RiskScope(rawValue: event.denied_scope) {
        case .strategy: "risk.\(strategy).\(name)"
        default: "risk.\(account).\(name)"
        }
    }
}
