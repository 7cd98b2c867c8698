/// Which price a stop, a touch or a trail watches.
///
/// Raw values are those of `tenon_intent.trigger`.
@frozen
@usableFromInline
package enum TriggerSource: UInt8, BitwiseCopyable, Sendable {
    /// The last trade; while none has been seen, the touch the order would trade at.
    case last = 1
    case bid
    case ask
    /// The mid of the touch.
    case mark
}

/// What the distance of a trailing order is counted in.
///
/// Raw values are those of `tenon_intent.trail_unit`.
@frozen
@usableFromInline
package enum TrailUnit: UInt8, BitwiseCopyable, Sendable {
    case none = 0
    /// Price mantissas.
    case price
    /// Ticks of the instrument.
    case ticks
    /// 1/10000 of the price.
    case basisPoints
}

/// How the orders of one link hang together.
///
/// Raw values are those of `tenon_intent.contingency`.
@frozen
@usableFromInline
package enum Contingency: UInt8, BitwiseCopyable, Sendable {
    case none = 0
    /// One fills, the others are canceled.
    case oneCancelsOther
    /// The first fills, the others are sent.
    case oneTriggersOther
    /// One fills in part, the others are reduced by as much.
    case oneUpdatesOther
    /// An entry, and exits that exclude each other.
    case bracket
}

/// Bits of `tenon_intent.flags`.
@frozen
@usableFromInline
package struct OrderFlags: OptionSet, BitwiseCopyable, Sendable {
    @usableFromInline package let rawValue: UInt32

    @inlinable
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Never takes liquidity.
    @inlinable
    package static var postOnly: OrderFlags { OrderFlags(rawValue: 1) }
    /// May only make the position smaller.
    @inlinable
    package static var reduceOnly: OrderFlags { OrderFlags(rawValue: 2) }

    /// The names in files and commands.
    package var names: [String] {
        (contains(.postOnly) ? ["post-only"] : []) + (contains(.reduceOnly) ? ["reduce-only"] : [])
    }
}

/// What an order asks for beyond side, type and quantity; a plain market order has the defaults.
@frozen
@usableFromInline
package struct OrderTerms: BitwiseCopyable, Sendable {
    /// Limit price, a price mantissa, or `none`.
    @usableFromInline package var price: Int64 = .min
    /// Stop or touch price, or `none`.
    @usableFromInline package var stopPrice: Int64 = .min
    /// The part of the quantity that is shown, or `none` for all of it.
    @usableFromInline package var displayQuantity: Int64 = .min
    /// Distance of a trailing stop, in `trailUnit`, or `none`.
    @usableFromInline package var trail: Int64 = .min
    /// Distance of the limit from the stop of a trailing stop limit, in `trailUnit`, or `none`.
    @usableFromInline package var limitOffset: Int64 = .min
    /// GTD: the last moment it may fill, ns since the epoch, or `none`.
    @usableFromInline package var expires: Int64 = .min
    @usableFromInline package var trailUnit = TrailUnit.none
    @usableFromInline package var trigger = TriggerSource.last
    @usableFromInline package var contingency = Contingency.none
    @usableFromInline package var flags: OrderFlags = []

    /// Those of a plain market order.
    @inlinable
    package init() {}

    /// Whether nothing is asked for.
    @inlinable
    package var isPlain: Bool {
        price & stopPrice & displayQuantity & trail & limitOffset & expires == .min
            && price | stopPrice | displayQuantity | trail | limitOffset | expires == .min
            && trailUnit == .none && trigger == .last && contingency == .none && flags.isEmpty
    }

    /// Those of a plain limit order.
    @inlinable
    package init(price: Int64) { self.price = price }
}

/// The new values of a replace; `none` leaves what was.
@frozen
@usableFromInline
package struct Replacement: BitwiseCopyable, Sendable {
    /// The new total, what was filled included.
    @usableFromInline package var quantity: Int64 = .min
    @usableFromInline package var price: Int64 = .min
    @usableFromInline package var stopPrice: Int64 = .min
    @usableFromInline package var displayQuantity: Int64 = .min
    @usableFromInline package var expires: Int64 = .min

    /// Nothing changes.
    @inlinable
    package init() {}
}

extension OrderType {
    /// Whether it waits for a price before it works.
    @inlinable
    package var isConditional: Bool {
        switch self {
        case .stop, .stopLimit, .marketIfTouched, .limitIfTouched, .trailingStop,
            .trailingStopLimit:
            true
        case .market, .limit, .marketToLimit: false
        }
    }

    /// Whether its trigger follows the market.
    @inlinable
    package var isTrailing: Bool { self == .trailingStop || self == .trailingStopLimit }

    /// Whether it is a limit order once it works.
    @inlinable
    package var isLimit: Bool {
        switch self {
        case .limit, .stopLimit, .limitIfTouched, .trailingStopLimit: true
        case .market, .stop, .marketIfTouched, .trailingStop, .marketToLimit: false
        }
    }
}

/// Whether a fill gave or took liquidity.
///
/// Raw values are those of `tenon_ev_order.liquidity`.
@frozen
@usableFromInline
package enum Liquidity: UInt8, BitwiseCopyable, Sendable {
    case none = 0
    case maker
    case taker
    case auction

    /// The name in files and commands.
    package var name: String {
        switch self {
        case .none: ""
        case .maker: "maker"
        case .taker: "taker"
        case .auction: "auction"
        }
    }
}

/// One complete bar as the venue and triggers see it.
@frozen
@usableFromInline
package struct BarPrices: BitwiseCopyable, Sendable {
    /// The period is [openTime, closeTime).
    @usableFromInline package var openTime: Int64
    @usableFromInline package var closeTime: Int64
    @usableFromInline package var open: Int64
    @usableFromInline package var high: Int64
    @usableFromInline package var low: Int64
    @usableFromInline package var close: Int64
    /// Quantity traded, or `none`.
    @usableFromInline package var volume: Int64
    /// The side that trades at this bar: buys at ask bars, sells at bid bars, `nil` both.
    @usableFromInline package var side: Side?

    @inlinable
    package init(
        openTime: Int64,
        closeTime: Int64,
        open: Int64,
        high: Int64,
        low: Int64,
        close: Int64,
        volume: Int64,
        side: Side?
    ) {
        self.openTime = openTime
        self.closeTime = closeTime
        self.open = open
        self.high = high
        self.low = low
        self.close = close
        self.volume = volume
        self.side = side
    }
}

/// What has just happened in an instrument's market; the market state shows it already.
package enum MarketNews: BitwiseCopyable, Sendable {
    case quote
    /// Quantity or `none`; `aggressor` is `nil` where the venue does not tell.
    case trade(price: Int64, quantity: Int64, aggressor: Side?)
    /// The last of a group of changes of the book.
    case depth
    case bar(BarPrices)
    /// The session phase has changed; the market state shows the new one.
    case phase
}
