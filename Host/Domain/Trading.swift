/// The side of an order or a fill.
@frozen
@usableFromInline
package enum Side: UInt8, BitwiseCopyable, Sendable {
    case buy = 1
    case sell = 2

    /// 1 for buy, -1 for sell.
    @inlinable
    package var sign: Int64 { self == .buy ? 1 : -1 }
}

/// How an order meets the market.
///
/// Raw values are those of `tenon_intent.otype`.
@frozen
@usableFromInline
package enum OrderType: UInt8, BitwiseCopyable, Sendable {
    case market = 1
    case limit
    case stop
    case stopLimit
    case marketIfTouched
    case limitIfTouched
    case trailingStop
    case trailingStopLimit
    case marketToLimit
}

/// How long an order lives.
///
/// Raw values are those of `tenon_intent.tif`.
@frozen
@usableFromInline
package enum TimeInForce: UInt8, BitwiseCopyable, Sendable {
    case day = 1
    case gtc
    case ioc
    case fok
    case gtd
    case atOpen
    case atClose
}

/// Where an order stands.
///
/// Raw values are those of `tenon_ev_order.status`.
@frozen
@usableFromInline
package enum OrderStatus: UInt16, BitwiseCopyable, Sendable {
    case pending = 1
    case denied
    case sent
    case working
    case partlyFilled
    case filled
    case cancelPending
    case replacePending
    case canceled
    case rejected
    case expired
    case unknown
    case held
    case emulated

    /// Whether nothing more is expected to happen to the order.
    @inlinable
    package var isFinal: Bool {
        switch self {
        case .denied, .filled, .canceled, .rejected, .expired: true
        case .pending, .sent, .working, .partlyFilled, .cancelPending, .replacePending, .unknown,
            .held, .emulated:
            false
        }
    }
}

extension OrderType {
    /// The name in files and commands.
    package var name: String {
        switch self {
        case .market: "market"
        case .limit: "limit"
        case .stop: "stop"
        case .stopLimit: "stop-limit"
        case .marketIfTouched: "market-if-touched"
        case .limitIfTouched: "limit-if-touched"
        case .trailingStop: "trailing-stop"
        case .trailingStopLimit: "trailing-stop-limit"
        case .marketToLimit: "market-to-limit"
        }
    }
}

extension TimeInForce {
    /// The name in files and commands.
    package var name: String {
        switch self {
        case .day: "day"
        case .gtc: "gtc"
        case .ioc: "ioc"
        case .fok: "fok"
        case .gtd: "gtd"
        case .atOpen: "at-open"
        case .atClose: "at-close"
        }
    }
}

extension OrderStatus {
    /// The name in files and commands.
    package var name: String {
        switch self {
        case .pending: "pending"
        case .denied: "denied"
        case .sent: "sent"
        case .working: "working"
        case .partlyFilled: "partly-filled"
        case .filled: "filled"
        case .cancelPending: "cancel-pending"
        case .replacePending: "replace-pending"
        case .canceled: "canceled"
        case .rejected: "rejected"
        case .expired: "expired"
        case .unknown: "unknown"
        case .held: "held"
        case .emulated: "emulated"
        }
    }
}

/// "No value" for prices, quantities and times (`TENON_NONE`).
@inlinable
package var none: Int64 { Int64.min }
