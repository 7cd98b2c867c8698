import CTenon
import Testing

/// A session with a venue that follows the rules of quotes: what is marketable fills at the touch
/// as it arrives, what rests fills at its own price, and the strategy sees a quote before what
/// the quote did to its orders.
@safe
final class Desk {
    /// What the venue did, in order.
    struct Fill: Equatable {
        /// Index of the market event.
        var tick: Int
        var intent: UInt64
        var quantity: Int64
        var price: Int64
        var isMaker: Bool
    }
    /// A command of the strategy, with the market event it followed.
    struct Command {
        var tick: Int
        var intent: tenon_intent
    }
    private struct Order {
        var intent: tenon_intent
        var filled: Int64 = 0
        var isHeld = false
        var leaves: Int64 { intent.qty - filled }
        var id: UInt64 { intent.intent_id }
    }

    let session: Session
    private(set) var fills: [Fill] = []
    private(set) var commands: [Command] = []
    private(set) var position: Int64 = 0
    private var orders: [Order] = []
    private var seen = 0
    private var wakes = 0
    private var tick = -1
    private var touch: (bid: Int64, ask: Int64) = (0, 0)
    /// News that the strategy has not been told.
    private var news = EventList()

    init(_ session: Session) { self.session = session }

    /// Intent ids of what rests, in order of arrival.
    var resting: [UInt64] { orders.map(\.intent.intent_id) }

    /// The state a strategy is told of a position and of orders when it starts again.
    func takeOver(from other: Desk) throws {
        (position, orders, touch) = (other.position, other.orders, other.touch)
        (tick, news) = (other.tick, EventList())
        news.instrument()
        news.position(position)
        for order in orders.sorted(by: { $0.id < $1.id }) {
            tell(order, TENON_WORKING, TENON_CH_STATE)
        }
        try flush()
    }

    /// Delivers market events; `touches` are their best bids and asks.
    ///
    /// - Parameters:
    ///   - events: Holds the market events.
    ///   - touches: One for each event to deliver.
    ///   - start: Index of the first one in `events`.
    ///   - size: How many one batch may hold while nothing rests; otherwise it is one, with what
    ///     it caused.
    /// - Throws: When the strategy fails or never comes to rest.
    func deliver(
        _ events: EventList,
        _ touches: [(bid: Int64, ask: Int64)],
        from start: Int = 0,
        size: Int = 1
    ) throws {
        var next = 0
        while next < touches.count {
            let most = orders.isEmpty ? min(size, touches.count - next) : 1
            if most > 1 {
                let used = try call(events, start + next..<start + next + most)
                tick += used
                next += used
                touch = touches[next - 1]
            } else {
                tick += 1
                touch = touches[next]
                news = EventList()
                match()
                _ = try call(events, start + next..<start + next + 1)
                next += 1
            }
            try settle()
        }
    }

    private func call(_ events: EventList, _ range: Range<Int>) throws -> Int {
        let (status, used) = session.onBatch(events, range)
        try #require(status == TENON_OK, "\(session.host.failure)")
        try #require(used > 0 || range.isEmpty)
        return used
    }

    /// Tells what happened, gives turns, and executes what is asked for, until nothing is left.
    func settle() throws {
        var rounds = 0
        repeat {
            rounds += 1
            try #require(rounds < 9, "never comes to rest")
            try flush()
            if session.host.wakes > wakes {
                wakes = session.host.wakes
                _ = try call(EventList(), 0..<0)
            }
            let new = session.host.intents[seen...]
            seen = session.host.intents.count
            for intent in new { execute(intent) }
        } while news.count > 0 || session.host.wakes > wakes
    }

    private func flush() throws {
        let events = news
        news = EventList()
        var told = 0
        while told < events.count { told += try call(events, told..<events.count) }
    }

    private func execute(_ intent: tenon_intent) {
        commands.append(Command(tick: tick, intent: intent))
        let place = orders.firstIndex { $0.intent.intent_id == intent.target }
        switch Int(intent.op) {
        case TENON_OP_CANCEL:
            if let place { end(place, TENON_CANCELED) }
        case TENON_OP_REPLACE:
            guard let place else { return }
            var changed = orders.remove(at: place)
            if intent.px != TENON_NONE { changed.intent.px = intent.px }
            if intent.qty != TENON_NONE { changed.intent.qty = intent.qty }
            orders.append(changed)
            tell(changed, TENON_WORKING, TENON_CH_REPLACED)
            arrive(orders.count - 1)
        default:
            let isChild =
                Int(intent.contingency) == TENON_CONTINGENCY_OTO
                && orders.contains { $0.intent.link == intent.link }
            orders.append(Order(intent: intent, isHeld: isChild))
            tell(orders[orders.count - 1], isChild ? TENON_EMULATED : TENON_SENT, TENON_CH_STATE)
            if !isChild { arrive(orders.count - 1) }
        }
    }

    /// What an order does as it arrives.
    private func arrive(_ place: Int) {
        let intent = orders[place].intent
        let isBuy = Int(intent.side) == TENON_BUY
        let opposite = isBuy ? touch.ask : touch.bid
        switch Int(intent.otype) {
        case TENON_MARKET: fill(place, at: opposite, isMaker: false)
        case TENON_LIMIT:
            guard isBuy ? intent.px >= opposite : intent.px <= opposite else { return }
            if Int(intent.flags) & TENON_ORDER_POST_ONLY != 0 {
                end(place, TENON_REJECTED)
            } else {
                fill(place, at: opposite, isMaker: false)
            }
        default: break
        }
    }

    /// What the new touch does to what rests.
    private func match() {
        for order in orders where !order.isHeld {
            guard let place = orders.firstIndex(where: { $0.intent.intent_id == order.id }) else {
                continue
            }
            let intent = order.intent
            let isBuy = Int(intent.side) == TENON_BUY
            if Int(intent.otype) == TENON_STOP {
                let isReached =
                    isBuy ? touch.ask >= intent.stop_px : touch.bid <= intent.stop_px
                if isReached { fill(place, at: intent.stop_px, isMaker: false) }
            } else if isBuy ? touch.ask <= intent.px : touch.bid >= intent.px {
                fill(place, at: intent.px, isMaker: true)
            }
        }
    }

    private func fill(_ place: Int, at price: Int64, isMaker: Bool) {
        var order = orders[place]
        var quantity = order.leaves
        let sign: Int64 = Int(order.intent.side) == TENON_BUY ? 1 : -1
        if Int(order.intent.flags) & TENON_ORDER_REDUCE_ONLY != 0 {
            quantity = min(quantity, max(0, -sign * position))
            if quantity == 0 { return end(place, TENON_CANCELED) }
        }
        position += sign * quantity
        order.filled += quantity
        orders[place] = order
        fills.append(
            Fill(
                tick: tick,
                intent: order.id,
                quantity: sign * quantity,
                price: price,
                isMaker: isMaker
            )
        )
        let isWhole = order.leaves == 0
        tell(order, isWhole ? TENON_FILLED : TENON_PARTLY_FILLED, TENON_CH_FILL)
        news.position(position)
        if isWhole { orders.remove(at: place) }
        afterFill(of: order)
    }

    /// Children that were waiting are sent; reduce-only orders with nothing to reduce end.
    private func afterFill(of order: Order) {
        for child in orders where child.isHeld && child.intent.link == order.intent.link {
            guard let place = orders.firstIndex(where: { $0.id == child.id }) else { continue }
            orders[place].isHeld = false
            tell(orders[place], TENON_SENT, TENON_CH_STATE)
        }
        guard position == 0 else { return }
        for other in orders
        where !other.isHeld && Int(other.intent.flags) & TENON_ORDER_REDUCE_ONLY != 0 {
            if let place = orders.firstIndex(where: { $0.id == other.id }) {
                end(place, TENON_CANCELED)
            }
        }
    }

    private func end(_ place: Int, _ status: Int) {
        let order = orders.remove(at: place)
        tell(order, status, TENON_CH_STATE, leaves: 0)
        for child in orders where child.isHeld && child.intent.link == order.intent.link {
            if let place = orders.firstIndex(where: { $0.id == child.id }) {
                end(place, TENON_CANCELED)
            }
        }
    }

    private func tell(_ order: Order, _ status: Int, _ change: Int, leaves: Int64? = nil) {
        news.order(order.intent, status: status, change: change, leaves: leaves ?? order.leaves)
    }
}
