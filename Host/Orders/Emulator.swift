package import Domain
import Memory

/// Orders that the host watches because their venue lacks the type or the time in force.
///
/// It decides; the lane carries out. The rules are those of `Host/Manual/orders.md`, and where those
/// are silent:
/// - While the phase is known and not open, no order triggers and no trail moves; the next news of
///   a price after that are tested as usual, the change of the phase itself is not.
/// - Quotes and changes of the book test every order, trades those that watch no side of the touch.
/// - A bar tests the orders that came no later than it opened, where its prices are for their side.
package struct Emulator: ~Copyable {
    /// An order whose price has come.
    package struct Triggered: BitwiseCopyable, Equatable, Sendable {
        package let order: OrderID
        /// Where its stop, touch or trail stood; a price mantissa.
        package let level: Int64
        /// Of a trailing stop limit: the limit it gets; `nil` of every other type, and where the
        /// limit leaves the reach of prices: that order cannot be sent.
        package let limit: Int64?
    }

    struct Watch: BitwiseCopyable {
        var order: OrderID
        var instrument: InstrumentID
        var trigger: Trigger
        var side: Side
        var source: TriggerSource
        /// Of a trailing stop limit, or `none`.
        var limitOffset: Int64
        var onBars: Bool
        /// When it came, ns.
        var since: Int64
        /// Counts the arrivals.
        var number: UInt64
        var next: Int32 = -1
        var previous: Int32 = -1
    }

    struct Ends: BitwiseCopyable {
        var first: Int32 = -1
        var last: Int32 = -1
    }

    private var ends = Slab<Ends>()
    private var watches = Slab<Watch>(capacity: 64)
    private var free = Slab<Int32>(capacity: 64)
    private var places = IDMap()
    private var deadlines = Deadlines()
    private var arrived: UInt64 = 0
    /// The pass that `next` goes on with: its news, the next order to test, the last that was there.
    private var news = MarketNews.phase
    private var cursor: Int32 = -1
    private var newest: UInt64 = 0

    /// Nothing to watch.
    package init() {}

    /// Makes room for an instrument.
    package mutating func add(_ instrument: InstrumentID) {
        ends.extend(to: instrument.index + 1, with: Ends())
    }

    /// Whether orders of an instrument wait for a price.
    package func isWatching(_ instrument: InstrumentID) -> Bool {
        ends[instrument.index].first >= 0
    }

    /// Where the stop, touch or trail of a watched order stands; `nil` when it is not watched,
    /// `none` while the trail has seen no price.
    package func level(of order: OrderID) -> Int64? {
        places[order.value].map { watches[$0].trigger.level }
    }

    /// Watches a conditional order that has just come.
    ///
    /// - Parameters:
    ///   - order: The order; not watched yet.
    ///   - instrument: What it trades.
    ///   - market: Its market now.
    ///   - onBars: Whether its account trades on bars: they alone trigger it then, at their end.
    ///   - now: Lane time.
    /// - Returns: What it triggered, when its price is there already; it is not watched then.
    package mutating func watch(
        _ order: Order,
        of instrument: Instrument,
        market: MarketState,
        onBars: Bool,
        now: Int64
    ) -> Triggered? {
        precondition(places[order.id.value] == nil, "an order is watched once")
        arrived += 1
        let watch = Watch(
            order: order.id,
            instrument: instrument.id,
            trigger: Trigger(of: order, instrument: instrument, market: market, onBars: onBars),
            side: order.side,
            source: order.terms.trigger,
            limitOffset: order.type == .trailingStopLimit ? order.terms.limitOffset : Domain.none,
            onBars: onBars,
            since: now,
            number: arrived
        )
        return enter(watch, market)
    }

    /// Gives a watched order a new stop price or touch price; it counts as one that has just come.
    ///
    /// A trail goes on from there. One that is not watched is nothing to this table.
    ///
    /// - Returns: As `watch`.
    package mutating func move(
        _ order: OrderID,
        to level: Int64,
        market: MarketState,
        now: Int64
    ) -> Triggered? {
        guard let place = places[order.value] else { return nil }
        var watch = watches[place]
        unwatch(place)
        arrived += 1
        watch.number = arrived
        watch.since = now
        watch.trigger.move(to: level)
        return enter(watch, market)
    }

    /// Lets go of an order that has ended, or has left for the venue with a time the venue keeps.
    package mutating func forget(_ order: OrderID) {
        if let place = places[order.value] { unwatch(place) }
        deadlines.remove(order)
    }

    private mutating func enter(_ watch: Watch, _ market: MarketState) -> Triggered? {
        if !watch.onBars, Emulator.isOpen(market), watch.trigger.isReached(by: market) {
            return Emulator.triggered(watch)
        }
        link(watch)
        return nil
    }

    private static func isOpen(_ market: MarketState) -> Bool {
        market.phase == 0 || market.phase == 4
    }

    private static func triggered(_ watch: Watch) -> Triggered {
        Triggered(
            order: watch.order,
            level: watch.trigger.level,
            limit: watch.limitOffset == Domain.none
                ? nil : watch.trigger.limit(offset: watch.limitOffset)
        )
    }
}

extension Emulator {
    /// Takes news of an instrument's market; `next` then tests its orders.
    ///
    /// A pass that has not come to its end is given up.
    package mutating func begin(_ news: MarketNews, of instrument: InstrumentID) {
        self.news = news
        cursor = ends[instrument.index].first
        newest = arrived
    }

    /// Tests orders in order of arrival until one triggers; that one is watched no longer.
    ///
    /// Between two calls orders may come and go; one that came after `begin` is not tested.
    ///
    /// - Parameter market: The market of the instrument, which shows the news already.
    /// - Returns: `nil` when every order was tested.
    package mutating func next(_ market: MarketState) -> Triggered? {
        guard Emulator.isOpen(market) else {
            cursor = -1
            return nil
        }
        while cursor >= 0 {
            let place = Int(cursor)
            if watches[place].number > newest {
                cursor = -1
                return nil
            }
            cursor = watches[place].next
            guard test(place, market) else { continue }
            let watch = watches[place]
            unwatch(place)
            return Emulator.triggered(watch)
        }
        return nil
    }

    /// Whether the news trigger an order; where not, its trail follows them.
    private mutating func test(_ place: Int, _ market: MarketState) -> Bool {
        let watch = watches[place]
        if case .bar(let bar) = news {
            guard watch.onBars, bar.open != Domain.none, bar.openTime >= watch.since,
                bar.side == nil || bar.side == watch.side
            else { return false }
            if watch.trigger.reach(bar) != .no { return true }
            watches[place].trigger.follow(bar)
            return false
        }
        guard !watch.onBars, Emulator.concerns(watch.source, news) else { return false }
        if watch.trigger.isReached(by: market) { return true }
        watches[place].trigger.follow(market)
        return false
    }

    /// Whether news are tested for a source: a touch moves with quotes and books alone.
    private static func concerns(_ source: TriggerSource, _ news: MarketNews) -> Bool {
        switch news {
        case .quote, .depth: true
        case .trade: source == .last || source == .mark
        case .bar, .phase: false
        }
    }
}

extension Emulator {
    /// The earliest moment at which an order's time is over; `Int64.max` when there is none.
    package var due: Int64 { deadlines.first == .max ? .max : deadlines.first + 1 }

    /// Ends an order's time after a moment, or moves that moment.
    ///
    /// - Parameters:
    ///   - order: An order, watched or at the venue.
    ///   - until: The last moment it may live, ns since the epoch; `Int64.max` is no end.
    package mutating func keepTime(_ order: Order, until: Int64) {
        deadlines.set(order.id, until)
    }

    /// Takes the next order whose time is over: the earliest first, then in order of arrival.
    ///
    /// It is still watched if it was; `forget` it when it has ended.
    package mutating func expired(at time: Int64) -> OrderID? { deadlines.take(before: time) }
}

extension Emulator {
    private mutating func link(_ watch: Watch) {
        var watch = watch
        let at = watch.instrument.index
        watch.next = -1
        watch.previous = ends[at].last
        let place: Int32
        if free.count > 0 {
            place = free[free.count - 1]
            free.removeLast()
            watches[Int(place)] = watch
        } else {
            place = Int32(truncatingIfNeeded: watches.append(watch))
        }
        if watch.previous >= 0 {
            watches[Int(watch.previous)].next = place
        } else {
            ends[at].first = place
        }
        ends[at].last = place
        places.set(watch.order.value, to: Int(place))
    }

    private mutating func unwatch(_ place: Int) {
        let watch = watches[place]
        if Int(cursor) == place { cursor = watch.next }
        if watch.previous >= 0 {
            watches[Int(watch.previous)].next = watch.next
        } else {
            ends[watch.instrument.index].first = watch.next
        }
        if watch.next >= 0 {
            watches[Int(watch.next)].previous = watch.previous
        } else {
            ends[watch.instrument.index].last = watch.previous
        }
        places.remove(watch.order.value)
        free.append(Int32(truncatingIfNeeded: place))
    }
}
