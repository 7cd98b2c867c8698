package import Domain
package import Memory
package import Orders

/// One report of the simulated venue, for the order at a place of the order table.
package struct VenueExecution: BitwiseCopyable, Sendable {
    package var order: OrderID
    package var report: VenueReport
    /// When it happened at the venue, ns since the epoch.
    package var time: Int64
}

/// A venue that fills market orders from the data, in price-time order of arrival.
///
/// It is told of every change of an instrument that has working orders, and puts what happened into
/// `reports`, in order; the caller takes them all before it calls again.
package struct SimulatedVenue: ~Copyable {
    private struct Working: BitwiseCopyable {
        var order: OrderID
        var side: Side
        var timeInForce: TimeInForce
        var leaves: Int64
        var protection: Int64
        var next: Int32
    }
    private struct Floor: BitwiseCopyable {
        var first: Int32 = -1
        var last: Int32 = -1
        /// What orders have already taken from the displayed size of the current quote.
        var taken = OpenSize()
    }
    private struct OpenSize: BitwiseCopyable {
        var bid: Int64 = 0
        var ask: Int64 = 0
    }

    /// How market orders fill.
    package let model: VenueModel
    private var floors: Slab<Floor>
    private var orders: Slab<Working>
    private var free: Slab<Int32>
    /// What happened since the caller last emptied it.
    package var reports: Slab<VenueExecution>

    /// A venue without instruments.
    package init(model: VenueModel) {
        self.model = model
        floors = Slab()
        orders = Slab(capacity: 64)
        free = Slab(capacity: 64)
        reports = Slab(capacity: 64)
    }

    /// Opens trading in an instrument.
    package mutating func add(_ instrument: InstrumentID) {
        floors.extend(to: instrument.index + 1, with: Floor())
    }

    /// Whether a change of the instrument's market means anything to this venue.
    package func isConcerned(with instrument: InstrumentID) -> Bool {
        let floor = floors[instrument.index]
        return floor.first >= 0 || floor.taken.bid != 0 || floor.taken.ask != 0
    }

    /// Takes an order.
    ///
    /// - Parameters:
    ///   - order: A market order that has been sent.
    ///   - market: The instrument's market now.
    ///   - now: Lane time.
    package mutating func submit(_ order: Order, market: MarketState, now: Int64) {
        var working = Working(
            order: order.id,
            side: order.side,
            timeInForce: order.timeInForce,
            leaves: order.quantity,
            protection: order.protection,
            next: -1
        )
        switch model {
        case .sameQuote:
            guard market.hasQuote else { return report(order.id, .rejected, now) }
            if matchQuote(&working, market, order.instrument, now) { return }
        case .sameBarClose:
            guard market.close != Domain.none else { return report(order.id, .rejected, now) }
            if fill(&working, price: market.close, available: .max, now) { return }
        case .nextQuote, .nextBarOpen: break
        }
        report(order.id, .accepted, now)
        rest(working, order.instrument)
    }

    /// Takes a cancel: the order is canceled, or is not here.
    ///
    /// - Returns: Whether the order was working.
    package mutating func cancel(_ order: OrderID, _ instrument: InstrumentID, now: Int64) -> Bool {
        var previous: Int32 = -1
        var place = floors[instrument.index].first
        while place >= 0 {
            if orders[Int(place)].order == order {
                unlink(place, after: previous, instrument)
                report(order, .canceled, now)
                return true
            }
            previous = place
            place = orders[Int(place)].next
        }
        return false
    }

    /// The touch of an instrument has moved; the new one is in `market`.
    package mutating func quoteChanged(
        _ instrument: InstrumentID,
        market: MarketState,
        now: Int64
    ) {
        floors[instrument.index].taken = OpenSize()
        guard model == .sameQuote || model == .nextQuote else { return }
        matchAll(instrument, now) { venue, working in
            venue.matchQuote(&working, market, instrument, now)
        }
    }

    /// A bar of an instrument is complete.
    ///
    /// - Parameters:
    ///   - instrument: Its instrument.
    ///   - open: The bar's open price.
    ///   - openTime: When it opened; the time of the fills.
    ///   - side: The side that trades at this bar: buys at ask bars, sells at bid bars, `nil` both.
    package mutating func barCompleted(
        _ instrument: InstrumentID,
        open: Int64,
        openTime: Int64,
        side: Side?
    ) {
        guard model == .nextBarOpen else { return }
        matchAll(instrument, openTime) { venue, working in
            if let side, side != working.side { return false }
            return venue.fill(&working, price: open, available: .max, openTime)
        }
    }

    /// Tries every working order of an instrument in order of arrival; the finished ones leave.
    private mutating func matchAll(
        _ instrument: InstrumentID,
        _ now: Int64,
        _ attempt: (inout SimulatedVenue, inout Working) -> Bool
    ) {
        var previous: Int32 = -1
        var place = floors[instrument.index].first
        while place >= 0 {
            var working = orders[Int(place)]
            let next = working.next
            if attempt(&self, &working) {
                unlink(place, after: previous, instrument)
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
        _ instrument: InstrumentID,
        _ now: Int64
    ) -> Bool {
        let isBuy = working.side == .buy
        let price = isBuy ? market.ask : market.bid
        let size = isBuy ? market.askQuantity : market.bidQuantity
        if price == Domain.none { return false }
        var available = Int64.max
        if size != Domain.none {
            let taken = floors[instrument.index].taken
            available = max(0, size - (isBuy ? taken.ask : taken.bid))
        }
        let before = working.leaves
        let done = fill(&working, price: price, available: available, now)
        if size != Domain.none {
            let used = before - working.leaves
            if isBuy {
                floors[instrument.index].taken.ask += used
            } else {
                floors[instrument.index].taken.bid += used
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

    private mutating func rest(_ working: Working, _ instrument: InstrumentID) {
        let place: Int32
        if free.count > 0 {
            place = free[free.count - 1]
            free.removeLast()
            orders[Int(place)] = working
        } else {
            place = Int32(truncatingIfNeeded: orders.append(working))
        }
        let last = floors[instrument.index].last
        if last >= 0 {
            orders[Int(last)].next = place
        } else {
            floors[instrument.index].first = place
        }
        floors[instrument.index].last = place
    }

    private mutating func unlink(_ place: Int32, after previous: Int32, _ instrument: InstrumentID)
    {
        let next = orders[Int(place)].next
        if previous >= 0 {
            orders[Int(previous)].next = next
        } else {
            floors[instrument.index].first = next
        }
        if floors[instrument.index].last == place { floors[instrument.index].last = previous }
        free.append(place)
    }
}
