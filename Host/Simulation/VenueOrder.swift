import Domain
import Orders

/// An order as the venue has it.
///
/// Whatever its type, it waits (for its trigger, for the open, for the close) or it is live, as a
/// market or as a limit order.
struct VenueOrder: BitwiseCopyable {
    enum State: UInt8 {
        /// On its way to the venue.
        case traveling
        case waitsForTrigger, waitsForOpen, waitsForClose
        case live
    }

    let id: OrderID
    let instance: InstanceID
    let account: AccountID
    let instrument: InstrumentID
    let side: Side
    let timeInForce: TimeInForce
    let isConditional: Bool
    /// Whether its type is a stop or a trailing stop.
    let isStop: Bool
    let isPostOnly: Bool
    let isReduceOnly: Bool
    /// Whether less than the order's leaves came here: the host keeps the rest.
    let isSlice: Bool
    let isMarketToLimit: Bool
    /// What it is, or will be, once live: a limit or a market order.
    var isLimit: Bool
    var isTriggered: Bool
    var state = State.live
    /// Nothing more will happen to it here.
    var isOver = false
    /// Has not yet met an event that it can act on since it came or was triggered.
    var isFresh = true
    /// At the open: the day it waits for has begun.
    var hasBegun = false
    /// Which price its trigger watches.
    let source: TriggerSource
    var trigger: Trigger?
    let limitOffset: Int64
    let isTrailing: Bool

    var leaves: Int64
    /// Filled of the whole order, before it came here and here.
    var filled: Int64
    /// What the order's total is.
    var total: Int64
    /// Signed quantity of its fills that are not in the books yet.
    var unbooked: Int64 = 0
    /// The worst price it may fill at: of a limit order its limit, of a market order its protection.
    var bound: Int64
    var display: Int64
    /// What is left of the slice that is shown.
    var shown: Int64 = .max
    /// What others have in the queue before it.
    var ahead: Int64 = .max

    /// When it came, ns.
    var since: Int64
    /// GTD: the last moment it may fill.
    var expires: Int64
    /// A UTC day among bars, by time in force: of the first active bar (DAY), of the last bar before
    /// it came (at the open), of the last active bar (at the close); `none` before there is one.
    var day: Int64 = Domain.none
    /// At the close: the price that would be the closing price if the day had just ended.
    var closing: Int64 = Domain.none
    /// Grows with every arrival: time priority.
    var turn: UInt64 = 0
    /// The last pass that has tried it.
    var seen: UInt64 = 0

    /// An order that comes to the venue at a time.
    init(_ order: Order, quantity: Int64, at time: Int64) {
        id = order.id
        instance = order.instance
        account = order.account
        instrument = order.instrument
        side = order.side
        timeInForce = order.timeInForce
        isConditional = order.type.isConditional
        isStop = order.type == .stop || order.type == .trailingStop
        isPostOnly = order.terms.flags.contains(.postOnly)
        isReduceOnly = order.isReduceOnly
        isSlice = quantity < order.quantity - order.filled
        isMarketToLimit = order.type == .marketToLimit
        isLimit = order.type.isLimit
        isTriggered = order.isTriggered
        source = order.terms.trigger
        limitOffset = order.type == .trailingStopLimit ? order.terms.limitOffset : Domain.none
        isTrailing = order.type.isTrailing
        leaves = quantity
        filled = order.filled
        total = order.filled + quantity
        bound = order.type.isLimit ? order.terms.price : order.protection
        display = order.terms.displayQuantity
        since = time
        expires = order.timeInForce == .gtd ? order.terms.expires : .max
    }

    /// Whether what it cannot have at once is canceled.
    var isImmediate: Bool { timeInForce == .ioc || timeInForce == .fok }

    /// Whether it must see every event: its trail moves, or it waits for a day.
    var isRestless: Bool {
        switch state {
        case .waitsForOpen, .waitsForClose: true
        case .waitsForTrigger: isTrailing
        case .traveling, .live: false
        }
    }

    /// Whether it may fill at a price.
    @inline(__always)
    func accepts(_ price: Int64) -> Bool {
        bound == Domain.none || side.accepts(price, limit: bound)
    }

    /// Shows a slice, of an order that shows less than it is.
    mutating func showSlice() { shown = display == Domain.none ? .max : min(display, leaves) }
}

extension Side {
    var opposite: Side { self == .buy ? .sell : .buy }

    /// Whether a price is at the limit of this side or better.
    @inline(__always)
    func accepts(_ price: Int64, limit: Int64) -> Bool {
        self == .buy ? price <= limit : price >= limit
    }
}

extension MarketState {
    /// Price and size of the touch of a side; a buy is the bid.
    @inline(__always)
    func touch(_ side: Side) -> (price: Int64, size: Int64) {
        side == .buy ? (bid, bidQuantity) : (ask, askQuantity)
    }

    /// Whether a known session phase forbids trading now.
    var isHalted: Bool { phase != 0 && phase != MarketState.openPhase }

    /// `TENON_PHASE_OPEN`.
    static var openPhase: UInt16 { 4 }

    /// Whether the session has ended: CLOSED or POST_CLOSE.
    var isAfterSession: Bool { phase == 1 || phase == 6 }

    /// Whether the day's closing price is being found or known: after the session, or
    /// CLOSING_AUCTION.
    var isClosing: Bool { isAfterSession || phase == 5 }

    /// The close a side trades at among bars: of the last one, or of the ask bars for a buy and the
    /// bid bars for a sell where the instrument has those alone; `none` without a bar.
    func close(for side: Side) -> Int64 {
        if close != Domain.none || barLength == 0 { return close }
        return side == .buy ? ask : bid
    }

    /// What a day that ends now closes at: last trade, else last close, else what the side would pay.
    func closingPrice(for side: Side) -> Int64 {
        if last != Domain.none { return last }
        return close != Domain.none ? close : touch(side.opposite).price
    }
}

/// Days of UTC, counted from the epoch.
enum UTCDay {
    static var length: Int64 { 86_400_000_000_000 }

    static func of(_ time: Int64) -> Int64 {
        let (day, rest) = time.quotientAndRemainder(dividingBy: length)
        return rest < 0 ? day - 1 : day
    }
}
