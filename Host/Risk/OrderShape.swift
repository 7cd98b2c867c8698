package import Domain
package import Orders

/// A member of `tenon_intent` that a contradiction is about.
///
/// Raw values are `TENON_MEMBER_…`.
package enum IntentMember: Int64, CaseIterable, BitwiseCopyable, Sendable {
    case type = 1
    case timeInForce
    case flags
    case price
    case stopPrice
    case displayQuantity
    case trail
    case trailUnit
    case limitOffset
    case trigger
    case expires
    case contingency
    case link

    /// The name in the header.
    package var name: String {
        switch self {
        case .type: "otype"
        case .timeInForce: "tif"
        case .flags: "flags"
        case .price: "px"
        case .stopPrice: "stop_px"
        case .displayQuantity: "display_qty"
        case .trail: "trail"
        case .trailUnit: "trail_unit"
        case .limitOffset: "limit_offset"
        case .trigger: "trigger"
        case .expires: "expire_ns"
        case .contingency: "contingency"
        case .link: "link"
        }
    }
}

/// Why an order is no order that could be, whatever the market and the limits are.
package struct ShapeObjection: BitwiseCopyable, Sendable {
    /// What kind of no it is.
    ///
    /// Raw values are `TENON_REASON_…`.
    package enum Reason: UInt32, BitwiseCopyable, Sendable {
        /// Rule R04.
        case risk = 1
        case contradiction = 9
        case expired = 10
    }

    package let reason: Reason
    /// The finding, told as the gate's are: of a contradiction the member that must change and the
    /// one it does not go with, of an expired order its time and the lane's.
    package let verdict: RiskVerdict

    init(_ reason: Reason, _ finding: RiskFinding) {
        self.reason = reason
        verdict = RiskVerdict(finding)
    }
}

/// What an order's members say about each other and about its instrument: the first thing that is
/// asked of a new order, and of one that is to be changed.
///
/// The rules are those of `Host/Manual/orders.md`. Numbers are whole, so that there is no NaN and no
/// infinity; what is beyond the reach of prices is a no like any other.
package enum OrderShape {
    /// Looks at an order with its whole quantity; of one that is to be changed, as it would be.
    ///
    /// Members that the type does not need are `none` in its terms.
    ///
    /// - Parameters:
    ///   - order: What was asked for.
    ///   - instrument: What it trades.
    ///   - now: Lane time.
    /// - Returns: The first objection: a contradiction, an expiry that is over, a number (R04).
    package static func check(_ order: Order, of instrument: Instrument, now: Int64)
        -> ShapeObjection?
    {
        if let (wrong, other) = contradiction(in: order) {
            return ShapeObjection(
                .contradiction,
                RiskFinding(
                    .shape,
                    .strategy,
                    .member,
                    value: Int128(wrong.rawValue),
                    limit: Int128(other.rawValue)
                )
            )
        }
        if order.terms.expires != Domain.none, order.terms.expires <= now {
            return ShapeObjection(
                .expired,
                RiskFinding(
                    .shape,
                    .strategy,
                    .nanoseconds,
                    value: Int128(order.terms.expires),
                    limit: Int128(now)
                )
            )
        }
        return R04VenueFilters.check(order, instrument).map { ShapeObjection(.risk, $0) }
    }

    /// The member that must change, and the one it does not go with.
    private static func contradiction(in order: Order) -> (IntentMember, IntentMember)? {
        let (type, time, terms) = (order.type, order.timeInForce, order.terms)
        if terms.price != Domain.none, !mayHavePrice(order) { return (.price, .type) }
        if let pair = contradictionOfTrigger(type, terms) { return pair }
        if terms.displayQuantity != Domain.none {
            if !type.isLimit { return (.displayQuantity, .type) }
            if time == .ioc || time == .fok { return (.displayQuantity, .timeInForce) }
        }
        if (time == .gtd) != (terms.expires != Domain.none) {
            return time == .gtd ? (.timeInForce, .expires) : (.expires, .timeInForce)
        }
        if terms.flags.contains(.postOnly) {
            if !type.isLimit { return (.flags, .type) }
            if time != .gtc, time != .day, time != .gtd { return (.flags, .timeInForce) }
        }
        if time == .atOpen || time == .atClose, type != .market, type != .limit {
            return (.timeInForce, .type)
        }
        if terms.contingency != .none, order.link == 0 { return (.contingency, .link) }
        return nil
    }

    /// Whether a limit price has a meaning: a type that gets one later has it from then on.
    private static func mayHavePrice(_ order: Order) -> Bool {
        switch order.type {
        case .limit, .stopLimit, .limitIfTouched: true
        case .trailingStopLimit: order.isTriggered
        case .marketToLimit: order.filled > 0
        case .market, .stop, .marketIfTouched, .trailingStop: false
        }
    }

    private static func contradictionOfTrigger(_ type: OrderType, _ terms: OrderTerms)
        -> (IntentMember, IntentMember)?
    {
        if !type.isConditional {
            if terms.stopPrice != Domain.none { return (.stopPrice, .type) }
            if terms.trigger != .last { return (.trigger, .type) }
        }
        if type.isTrailing {
            if terms.trail != Domain.none, terms.trailUnit == .none { return (.trail, .trailUnit) }
        } else {
            if terms.trail != Domain.none { return (.trail, .type) }
            if terms.trailUnit != .none { return (.trailUnit, .type) }
        }
        if terms.limitOffset != Domain.none, type != .trailingStopLimit {
            return (.limitOffset, .type)
        }
        return nil
    }
}
