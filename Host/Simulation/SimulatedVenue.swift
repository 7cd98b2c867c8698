package import Domain
package import Memory
package import Orders

/// Why the simulated venue ended an order; raw values are `TENON_REASON_…`.
package enum VenueReason: UInt32, BitwiseCopyable, Sendable {
    case none = 0
    /// Nothing to trade against, or not at once what had to be at once.
    case noLiquidity = 8
    /// A reduce-only order had nothing left to reduce.
    case reduceOnly = 11
    case closed = 101
    /// It would have taken liquidity.
    case postOnly = 107
}

/// One report of the simulated venue.
package struct VenueExecution: BitwiseCopyable, Sendable {
    package var order: OrderID
    package var report: VenueReport
    /// Why it was rejected or canceled.
    package var reason = VenueReason.none
    /// Of a fill.
    package var liquidity = Liquidity.none
    /// When it happened at the venue, ns since the epoch.
    package var time: Int64
}

/// A venue that fills market orders from the data, in price-time order of arrival.
///
/// It is told of every change of an instrument that has working orders, and puts what happened into
/// `reports`, in order; the caller takes them all before it calls again.
package struct SimulatedVenue: ~Copyable {
    struct Working: BitwiseCopyable {
        var order: OrderID
        var side: Side
        var timeInForce: TimeInForce
        var leaves: Int64
        var protection: Int64
        /// When it came, ns: a bar that opened before is none for it.
        var since: Int64
        var next: Int32
    }
    struct Floor: BitwiseCopyable {
        var first: Int32 = -1
        var last: Int32 = -1
        /// What orders have already taken from the displayed size of the current quote.
        var taken = OpenSize()
    }
    struct OpenSize: BitwiseCopyable {
        var bid: Int64 = 0
        var ask: Int64 = 0
    }

    private let models: [VenueModel]
    /// The pass over one instrument's orders that `step` goes on with.
    private var news: MarketNews?
    private var newsInstrument = InstrumentID(0)
    private var floors: Slab<Floor>
    private var orders: Slab<Working>
    private var free: Slab<Int32>
    /// What happened since the caller last emptied it.
    package var reports: Slab<VenueExecution>

    /// A venue without instruments.
    ///
    /// - Parameter accounts: The venue as each account meets it, in account order.
    package init(accounts: [VenueAccount]) {
        models = accounts.map(\.model)
        floors = Slab()
        orders = Slab(capacity: 64)
        free = Slab(capacity: 64)
        reports = Slab(capacity: 64)
    }

    /// Opens trading in an instrument, or takes its new definition.
    package mutating func add(_ instrument: Instrument) {
        floors.extend(to: (instrument.id.index + 1) * models.count, with: Floor())
    }

    /// The next moment at which a request arrives or an order's time ends; `Int64.max`: none.
    package var due: Int64 { .max }

    /// Carries out one thing that is due at or before a time.
    ///
    /// - Returns: Whether something was due; `reports` may then have news.
    package mutating func passTime(
        to time: Int64,
        _ markets: borrowing Slab<MarketState>,
        _ books: borrowing Books
    ) -> Bool { false }

    /// Takes news of an instrument's market, whose new state is in `markets`; `step` then tries its
    /// orders one after another.
    package mutating func begin(_ news: MarketNews, of instrument: InstrumentID) {
        self.news = news
        newsInstrument = instrument
    }

    /// Tries orders until one has reports, so that the caller can carry out what follows from them
    /// before the next is tried.
    ///
    /// - Returns: Whether there are reports; `false`: every order was tried.
    package mutating func step(
        _ markets: borrowing Slab<MarketState>,
        _ books: borrowing Books,
        now: Int64
    ) -> Bool {
        guard let news else { return false }
        self.news = nil
        switch news {
        case .quote: quoteChanged(newsInstrument, market: markets[newsInstrument.index], now: now)
        case .bar(let bar):
            barCompleted(newsInstrument, open: bar.open, openTime: bar.openTime, side: bar.side)
        case .trade, .depth, .phase: break
        }
        return reports.count > 0
    }

    /// Whether a change of the instrument's market means anything to this venue.
    package func isConcerned(with instrument: InstrumentID) -> Bool {
        let first = instrument.index * models.count
        for index in first..<(first + models.count) {
            let floor = floors[index]
            if floor.first >= 0 || floor.taken.bid != 0 || floor.taken.ask != 0 { return true }
        }
        return false
    }

    @inline(__always)
    private func floor(_ account: AccountID, _ instrument: InstrumentID) -> Int {
        instrument.index * models.count + account.index
    }

    /// Takes an order.
    ///
    /// - Parameters:
    ///   - order: An order that has been sent; one the host triggered is a market or limit order.
    ///   - quantity: How much of it: the leaves, or a slice.
    ///   - markets: Every instrument's market now.
    ///   - books: What strategies hold, for reduce-only orders.
    ///   - now: Lane time.
    package mutating func submit(
        _ order: Order,
        quantity: Int64,
        _ markets: borrowing Slab<MarketState>,
        _ books: borrowing Books,
        now: Int64
    ) {
        let market = markets[order.instrument.index]
        var working = Working(
            order: order.id,
            side: order.side,
            timeInForce: order.timeInForce,
            leaves: quantity,
            protection: order.protection,
            since: now,
            next: -1
        )
        let place = floor(order.account, order.instrument)
        switch models[order.account.index] {
        case .sameQuote:
            let touch = order.side == .buy ? market.ask : market.bid
            guard touch != Domain.none else { return reject(order.id, .noLiquidity, now) }
            if matchQuote(&working, market, place, now) { return }
        case .sameBarClose:
            let price = SimulatedVenue.close(for: order.side, market)
            guard price != Domain.none else { return reject(order.id, .noLiquidity, now) }
            if fill(&working, price: price, available: .max, now) { return }
            // This model fills at once or not at all.
            return reject(order.id, .noLiquidity, now)
        case .nextQuote, .nextBarOpen, .nextTrade, .book: break
        }
        report(order.id, .accepted, now)
        rest(working, place)
    }

    /// The close a side trades at: of the last bar, or of the ask bars for a buy and the bid bars for
    /// a sell where the instrument has those alone; `none` without a bar.
    private static func close(for side: Side, _ market: MarketState) -> Int64 {
        if market.close != Domain.none || market.barLength == 0 { return market.close }
        return side == .buy ? market.ask : market.bid
    }

    /// Takes a replace of an order that is here or on its way.
    ///
    /// - Returns: Whether the venue has the order; its answer is a report, at once or when the
    ///   request arrives.
    package mutating func replace(
        _ order: Order,
        with new: Replacement,
        _ markets: borrowing Slab<MarketState>,
        _ books: borrowing Books,
        now: Int64
    ) -> Bool { false }

    /// Takes a cancel: the order is canceled, at once or when the request arrives, or is not here.
    ///
    /// - Returns: Whether the venue has the order.
    package mutating func cancel(_ order: Order, now: Int64) -> Bool {
        let floor = floor(order.account, order.instrument)
        var previous: Int32 = -1
        var place = floors[floor].first
        while place >= 0 {
            if orders[Int(place)].order == order.id {
                unlink(place, after: previous, floor)
                report(order.id, .canceled, now)
                return true
            }
            previous = place
            place = orders[Int(place)].next
        }
        return false
    }

    /// The touch of an instrument has moved; the new one is in `market`.
    private mutating func quoteChanged(
        _ instrument: InstrumentID,
        market: MarketState,
        now: Int64
    ) {
        for account in models.indices {
            let floor = instrument.index * models.count + account
            floors[floor].taken = OpenSize()
            guard models[account] == .sameQuote || models[account] == .nextQuote else { continue }
            matchAll(floor) { venue, working in
                venue.matchQuote(&working, market, floor, now)
            }
        }
    }

    /// A bar of an instrument is complete; one without a price fills nothing.
    ///
    /// Orders that came after it opened wait for the next one.
    ///
    /// - Parameters:
    ///   - instrument: Its instrument.
    ///   - open: The bar's open price.
    ///   - openTime: When it opened; the time of the fills.
    ///   - side: The side that trades at this bar: buys at ask bars, sells at bid bars, `nil` both.
    private mutating func barCompleted(
        _ instrument: InstrumentID,
        open: Int64,
        openTime: Int64,
        side: Side?
    ) {
        if open == Domain.none { return }
        for account in models.indices where models[account] == .nextBarOpen {
            matchAll(instrument.index * models.count + account) { venue, working in
                if let side, side != working.side { return false }
                if openTime < working.since { return false }
                return venue.fill(&working, price: open, available: .max, openTime)
            }
        }
    }

    /// Tries every working order of an instrument in order of arrival; the finished ones leave.
    private mutating func matchAll(
        _ floor: Int,
        _ attempt: (inout SimulatedVenue, inout Working) -> Bool
    ) {
        var previous: Int32 = -1
        var place = floors[floor].first
        while place >= 0 {
            var working = orders[Int(place)]
            let next = working.next
            if attempt(&self, &working) {
                unlink(place, after: previous, floor)
            } else {
                orders[Int(place)] = working
                previous = place
            }
            place = next
        }
    }

    /// Fills against the displayed size of the touch; a missing size is unknown and fills all.
    ///
    /// - Returns: Whether the order is done.
    private mutating func matchQuote(
        _ working: inout Working,
        _ market: MarketState,
        _ floor: Int,
        _ now: Int64
    ) -> Bool {
        let isBuy = working.side == .buy
        let price = isBuy ? market.ask : market.bid
        let size = isBuy ? market.askQuantity : market.bidQuantity
        if price == Domain.none { return false }
        var available = Int64.max
        if size != Domain.none {
            let taken = floors[floor].taken
            available = max(0, size - (isBuy ? taken.ask : taken.bid))
        }
        let before = working.leaves
        let done = fill(&working, price: price, available: available, now)
        if size != Domain.none {
            let used = before - working.leaves
            if isBuy {
                floors[floor].taken.ask += used
            } else {
                floors[floor].taken.bid += used
            }
        }
        return done
    }

    /// Fills what is available at a price, inside the order's protection and time in force.
    ///
    /// - Returns: Whether the order is done.
    private mutating func fill(
        _ working: inout Working,
        price: Int64,
        available: Int64,
        _ now: Int64
    ) -> Bool {
        var quantity = min(working.leaves, available)
        if working.protection != Domain.none,
            working.side == .buy ? price > working.protection : price < working.protection
        {
            quantity = 0
        }
        if working.timeInForce == .fok, quantity < working.leaves { quantity = 0 }
        if quantity > 0 {
            working.leaves -= quantity
            report(working.order, .filled(quantity: quantity, price: price), now)
        }
        if working.leaves == 0 { return true }
        guard working.timeInForce == .ioc || working.timeInForce == .fok else { return false }
        report(working.order, .canceled, now)
        return true
    }

    private mutating func report(_ order: OrderID, _ report: VenueReport, _ now: Int64) {
        reports.append(VenueExecution(order: order, report: report, time: now))
    }

    private mutating func reject(_ order: OrderID, _ reason: VenueReason, _ now: Int64) {
        reports.append(
            VenueExecution(order: order, report: .rejected, reason: reason, time: now)
        )
    }

    private mutating func rest(_ working: Working, _ floor: Int) {
        let place: Int32
        if free.count > 0 {
            place = free[free.count - 1]
            free.removeLast()
            orders[Int(place)] = working
        } else {
            place = Int32(truncatingIfNeeded: orders.append(working))
        }
        let last = floors[floor].last
        if last >= 0 {
            orders[Int(last)].next = place
        } else {
            floors[floor].first = place
        }
        floors[floor].last = place
    }

    private mutating func unlink(_ place: Int32, after previous: Int32, _ floor: Int) {
        let next = orders[Int(place)].next
        if previous >= 0 {
            orders[Int(previous)].next = next
        } else {
            floors[floor].first = next
        }
        if floors[floor].last == place { floors[floor].last = previous }
        free.append(place)
    }
}
