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

/// "No value" for prices, quantities and times (`TENON_NONE`).
@inlinable
package var none: Int64 { Int64.min }
