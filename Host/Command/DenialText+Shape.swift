import CTenon
import Domain
import MarketData
import Risk

// Words for orders that are none: numbers that cannot be (R04), members that contradict each other,
// and what venues say.

extension DenialText {
    /// What R04 found, and the remedy.
    var filters: (String, String) {
        switch RiskUnit(rawValue: event.denied_unit) {
        case .quantity: quantity
        case .price: price
        case .money:
            (
                "an order of \(entry.symbol) worth \(value) is outside its filters, \(limit)",
                event.denied_value == Domain.none
                    ? "order less, or wait for a price"
                    : "order \(event.denied_value > event.denied_limit ? "less" : "more")"
            )
        default:
            (
                "trail or limit_offset is \(value), \(limit) allowed",
                "count it in whole ticks or basis points from there"
            )
        }
    }

    private var quantity: (String, String) {
        let instrument = entry.instrument
        let (found, bound) = (event.denied_value, event.denied_limit)
        if found <= 0 {
            let found = found == Domain.none ? "no quantity" : "a quantity of \(value)"
            return ("\(found) is no order", "order a whole number of lots of \(limit) above 0")
        }
        if bound > 0, found % bound != 0, bound == instrument.lot {
            return (
                "\(entry.symbol) does not trade a quantity of \(value)",
                "order, and show, whole lots of \(limit)"
            )
        }
        if found < bound {
            return (
                "\(entry.symbol) does not trade a quantity of \(value)", "order at least \(limit)"
            )
        }
        let isShown = bound == event.qty && event.qty != found
        return isShown
            ? ("display_qty \(value) is above the quantity \(limit)", "show that much or less")
            : ("\(entry.symbol) does not trade a quantity of \(value)", "order at most \(limit)")
    }

    private var price: (String, String) {
        let (found, bound) = (event.denied_value, event.denied_limit)
        if found == Domain.none {
            return (
                "a \(type) order lacks a price or distance that it needs",
                "set px, stop_px, trail or limit_offset"
            )
        }
        if found >= 1 << 62 || found <= -(1 << 62) {
            return ("price \(value) is beyond the reach of prices, \(limit)", "send a nearer price")
        }
        // Off the tick first: where prices may be negative, one below 0 is none too small.
        if bound > 0, found % bound != 0 {
            return (
                "\(value) is no price of \(entry.symbol), whose tick is \(limit)",
                "round px, stop_px, trail and limit_offset to the tick"
            )
        }
        return found <= 0
            ? ("\(entry.symbol) has no price or distance of \(value)", "send at least \(limit)")
            : ("a distance of \(value) is too far, at most \(limit)", "send a shorter one")
    }

    /// What contradicts what, and the remedy.
    var contradiction: String {
        guard let wrong = IntentMember(rawValue: event.denied_value),
            let other = IntentMember(rawValue: event.denied_limit)
        else { return "two members of the intent contradict each other; leave one of them out" }
        let (what, remedy) = explained(wrong, other)
        return "\(wrong.name) and \(other.name) contradict each other: \(what); \(remedy)"
    }

    private func explained(_ wrong: IntentMember, _ other: IntentMember) -> (String, String) {
        switch (wrong, other) {
        case (.price, _):
            ("a \(type) order has no limit price", "leave px out, or send a type with a limit")
        case (.stopPrice, _):
            ("a \(type) order waits for no price", "leave stop_px out, or send a stop or a touch")
        case (.trigger, _):
            ("a \(type) order waits for no price", "leave trigger out, or send a stop or a touch")
        case (.trail, .trailUnit): ("the trail has no unit", "set trail_unit")
        case (.trail, _), (.trailUnit, _):
            ("a \(type) order trails nothing", "leave \(wrong.name) out, or send a trailing stop")
        case (.limitOffset, _):
            (
                "a \(type) order has no limit that follows",
                "leave limit_offset out, or send a trailing stop limit"
            )
        case (.displayQuantity, .timeInForce):
            ("an order that is \(time) does not rest, so nothing is shown", "leave display_qty out")
        case (.displayQuantity, _):
            ("a \(type) order shows nothing", "leave display_qty out, or send a type with a limit")
        case (.expires, _):
            ("only gtd ends at a time, this is \(time)", "leave expire_ns out, or send it gtd")
        case (.timeInForce, .expires): ("gtd needs a time at which it ends", "set expire_ns")
        case (.timeInForce, _):
            (
                "\(time) takes market and limit orders, not \(type)",
                "send one of those, or another time in force"
            )
        case (.flags, .timeInForce):
            ("post-only rests, and \(time) does not", "leave out the flag, or send it gtc")
        case (.flags, _):
            (
                "post-only never takes, and a \(type) order does",
                "leave out the flag, or send a type with a limit"
            )
        case (.contingency, _):
            ("no link says which orders belong together", "give all of them one link above 0")
        case (.type, _), (.link, _): ("they do not go together", "leave one of them out")
        }
    }

    /// What the venue said, and the remedy.
    var venue: String {
        switch Int(event.reason) {
        case TENON_REASON_VENUE_OTHER: "the venue gives no reason; ask it"
        case TENON_REASON_VENUE_CLOSED: "the venue is closed; send it in its session"
        case TENON_REASON_VENUE_PRICE: "the venue does not take its price; send a nearer one"
        case TENON_REASON_VENUE_QUANTITY: "the venue does not take its quantity; order less"
        case TENON_REASON_VENUE_FUNDS: "the venue's account has too little for it; order less"
        case TENON_REASON_VENUE_DUPLICATE: "the venue has it already; see tenon orders"
        case TENON_REASON_VENUE_INSTRUMENT: "the venue does not trade \(entry.symbol) now; see it"
        case TENON_REASON_VENUE_POST_ONLY:
            "it is post-only and would have taken; send it further from the market"
        case TENON_REASON_VENUE_SELF_TRADE:
            "it would have met an order of the same account; cancel that one first"
        case TENON_REASON_VENUE_RATE: "the venue got too many at once; send fewer"
        case TENON_REASON_VENUE_PERMISSION: "the venue does not allow it to this account; ask it"
        case TENON_REASON_VENUE_UNSUPPORTED:
            "the venue does not do \(type) orders that are \(time); send another"
        default: "the venue's reason \(event.reason)"
        }
    }
}
