package import CTenon
import Domain
package import MarketData
import Monitoring
import Orders
import Risk

/// Why an order was denied, rejected or taken off, in plain words: rule, value, limit, remedy.
package struct DenialText {
    let event: tenon_ev_order
    let entry: InstrumentRegistry.Entry
    let strategy: String
    let account: String
    /// Code of the currency of `denied_ccy`.
    let currency: String

    /// What is said about an event.
    ///
    /// - Parameters:
    ///   - event: Any order event.
    ///   - entry: Its instrument.
    ///   - strategy: Its owner's name.
    ///   - account: Its account's name.
    ///   - currency: Code of the currency of `denied_ccy`, or nothing.
    package init(
        event: tenon_ev_order,
        entry: InstrumentRegistry.Entry,
        strategy: String,
        account: String,
        currency: String
    ) {
        self.event = event
        self.entry = entry
        self.strategy = strategy
        self.account = account
        self.currency = currency
    }

    /// One sentence, or `nil` when the event is no refusal.
    package var words: String? {
        guard event.reason != 0 else { return nil }
        switch Int(event.reason) {
        case TENON_REASON_RISK: return risk
        case TENON_REASON_UNSUPPORTED:
            return
                "neither the venue nor the host does \(type) orders that are \(time) with all that"
                + " was asked for; ask for less, or see order_types and times_in_force of"
                + " accounts.\(account)"
        case TENON_REASON_UNKNOWN_ORDER: return "no such order of \(strategy); see tenon orders"
        case TENON_REASON_TOO_LATE: return "the order is final already"
        case TENON_REASON_OVERFLOW:
            return "its numbers go past what the host can hold; order less, or nearer to the market"
        case TENON_REASON_CAPACITY: return "a table of the host is full; cancel orders first"
        case TENON_REASON_STOPPED:
            return "\(strategy) is stopping or stopped; see tenon plugins inspect \(strategy)"
        case TENON_REASON_NO_LIQUIDITY:
            return "the venue had nothing to fill it with; send it when \(entry.symbol) is quoted"
        case TENON_REASON_CONTRADICTION: return contradiction
        case TENON_REASON_EXPIRED:
            return "expire_ns is \(value), and it is \(limit) already; send it with a later one"
        case TENON_REASON_REDUCE_ONLY:
            return "reduce-only, and nothing is left of the position; nothing to do"
        case TENON_REASON_LINKED:
            return "another order of its link \(event.link) was filled or ended; nothing to do"
        default: return venue
        }
    }

    private var risk: String? {
        guard let rule = RiskRule(rawValue: UInt8(truncatingIfNeeded: event.rule)) else {
            return "by the risk gate"
        }
        let (what, remedy) = explained(rule)
        return rule == .shape ? "\(what); \(remedy)" : "\(rule.name) \(what); \(remedy)"
    }

    private func explained(_ rule: RiskRule) -> (String, String) {
        let over = "\(value), at most \(limit) for \(scope)"
        switch rule {
        case .maximumQuantity:
            return ("order quantity \(over)", "order less, or raise \(key("max_order_quantity"))")
        case .maximumNotional:
            return ("order value \(over)", "order less, or raise \(key("max_order_notional"))")
        case .venueFilters: return filters
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
        case .reduceOnly:
            return (
                "reduce-only orders of \(strategy) would take off \(value), and there is \(limit) to"
                    + " take off on that side",
                "order at most what is held and not on its way out already"
            )
        case .shape: return ("the order contradicts itself", "see its reason")
        case .marketOrderGuard:
            return ("no fresh quote to trade against", "wait for a quote of \(entry.symbol)")
        }
    }

    var value: String { number(event.denied_value) }
    var limit: String { number(event.denied_limit) }
    var type: String { OrderType(rawValue: event.otype)?.name ?? "type \(event.otype)" }
    var time: String { (TimeInForce(rawValue: event.tif) ?? .day).name }

    private func number(_ mantissa: Int64) -> String {
        if mantissa == Domain.none { return "nothing" }
        let text = Decimal.shortText(Int128(mantissa), exponent: Int(event.denied_exp))
        switch RiskUnit(rawValue: event.denied_unit) {
        case .money: return "\(text) \(currency)"
        case .nanoseconds where Int(event.reason) == TENON_REASON_EXPIRED:
            return UTCTime.iso(mantissa)
        case .nanoseconds:
            return "\(Decimal.shortText(Int128(mantissa), exponent: -9)) s"
        case .member: return IntentMember(rawValue: mantissa)?.name ?? "member \(mantissa)"
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
