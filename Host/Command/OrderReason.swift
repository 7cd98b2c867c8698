import CTenon

/// Reasons of order events by the names that files and logs have for them.
enum OrderReason {
    /// The name of a `TENON_REASON_…`; the number of one that is a venue's own.
    static func name(_ reason: Int) -> String {
        switch reason {
        case TENON_REASON_RISK: "risk"
        case TENON_REASON_UNSUPPORTED: "unsupported"
        case TENON_REASON_UNKNOWN_ORDER: "unknown-order"
        case TENON_REASON_TOO_LATE: "too-late"
        case TENON_REASON_OVERFLOW: "overflow"
        case TENON_REASON_CAPACITY: "capacity"
        case TENON_REASON_STOPPED: "stopped"
        case TENON_REASON_NO_LIQUIDITY: "no-liquidity"
        case TENON_REASON_CONTRADICTION: "contradiction"
        case TENON_REASON_EXPIRED: "expired"
        case TENON_REASON_REDUCE_ONLY: "reduce-only"
        case TENON_REASON_LINKED: "linked"
        case TENON_REASON_VENUE_OTHER: "venue-other"
        case TENON_REASON_VENUE_CLOSED: "closed"
        case TENON_REASON_VENUE_PRICE: "venue-price"
        case TENON_REASON_VENUE_QUANTITY: "venue-quantity"
        case TENON_REASON_VENUE_FUNDS: "venue-funds"
        case TENON_REASON_VENUE_DUPLICATE: "venue-duplicate"
        case TENON_REASON_VENUE_INSTRUMENT: "venue-instrument"
        case TENON_REASON_VENUE_POST_ONLY: "post-only"
        case TENON_REASON_VENUE_SELF_TRADE: "self-trade"
        case TENON_REASON_VENUE_RATE: "venue-rate"
        case TENON_REASON_VENUE_PERMISSION: "venue-permission"
        case TENON_REASON_VENUE_UNSUPPORTED: "venue-unsupported"
        default: "\(reason)"
        }
    }
}
