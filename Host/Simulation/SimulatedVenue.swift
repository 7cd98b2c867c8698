package import Domain
package import Memory
package import Orders

/// A venue that matches orders against market data by the rules of `Host/Manual/venue.md`.
///
/// It is told of every change of an instrument that has working orders, and puts what happened into
/// `reports`, in order; the caller takes them all before it calls again. In between it may submit,
/// cancel and replace: an order that comes while a change is worked on does not see that change.
package struct SimulatedVenue: ~Copyable {
    /// In account order.
    var accounts: Slab<VenueAccount>
    var instruments: Slab<Instrument>
    /// By instrument, then account.
    var floors: Slab<VenueFloor>
    /// Of each floor three.
    var lines: Slab<VenueFloor.Ends>
    /// Orders here or on their way, each at its place until it is over.
    var orders: Slab<VenueOrder>
    var links: Slab<VenueFloor.Link>
    var places: IDMap
    var free: Slab<Int32>
    /// What is due at a time: a heap.
    var agenda: Slab<Appointment>
    /// Where in the agenda the end of an order's time stands; -1 nowhere.
    var alarms: Slab<Int32>
    var appointments: UInt64 = 0
    /// Arrivals so far.
    var turns: UInt64 = 0
    /// Requests on their way.
    var requests: Slab<VenueRequest>
    var freeRequests: Slab<Int32>
    /// Reduce-only orders that will be canceled before anything else happens.
    var doomed: Slab<OrderID>
    var doomTime: Int64 = .max
    /// The walk over one instrument's orders that `step` goes on with.
    var pass = VenuePass()
    /// What happened since the caller last emptied it.
    package var reports: Slab<VenueExecution>

    /// A venue without instruments.
    ///
    /// - Parameter accounts: The venue as each account meets it, in account order.
    package init(accounts: [VenueAccount]) {
        self.accounts = Slab(capacity: accounts.count)
        for account in accounts { self.accounts.append(account) }
        instruments = Slab()
        floors = Slab()
        lines = Slab()
        orders = Slab(capacity: 64)
        links = Slab(capacity: 64)
        places = IDMap(capacity: 64)
        free = Slab(capacity: 64)
        agenda = Slab(capacity: 64)
        alarms = Slab(capacity: 64)
        requests = Slab()
        freeRequests = Slab()
        doomed = Slab()
        reports = Slab(capacity: 64)
    }

    /// Opens trading in an instrument, or takes its new definition; instruments come in order.
    package mutating func add(_ instrument: Instrument) {
        if instrument.id.index < instruments.count {
            instruments[instrument.id.index] = instrument
            return
        }
        instruments.extend(to: instrument.id.index + 1, with: instrument)
        floors.extend(to: instruments.count * accounts.count, with: VenueFloor())
        lines.extend(to: floors.count * VenueFloor.Line.count, with: VenueFloor.Ends())
    }

    /// Whether a change of the instrument's market means anything to this venue.
    package func isConcerned(with instrument: InstrumentID) -> Bool {
        let first = instrument.index * accounts.count
        for index in first..<(first + accounts.count) {
            let floor = floors[index]
            if floor.count > 0 || floor.takenBid != 0 || floor.takenAsk != 0 { return true }
        }
        return false
    }

    /// Takes an order.
    ///
    /// - Parameters:
    ///   - order: An order that has been sent; one the host triggered comes as the market or limit
    ///     order it has become, at `terms.price`.
    ///   - quantity: How much of it: the leaves, or a slice.
    ///   - markets: Every instrument's market now.
    ///   - depths: Every instrument's book now; what orders take of it is noted there.
    ///   - books: What strategies hold, for reduce-only orders.
    ///   - now: Lane time.
    package mutating func submit(
        _ order: Order,
        quantity: Int64,
        _ markets: borrowing Slab<MarketState>,
        _ depths: inout DepthBooks,
        _ books: borrowing Books,
        now: Int64
    ) {
        if accounts[order.account.index].latency > 0 {
            var traveler = VenueOrder(order, quantity: quantity, at: now)
            traveler.state = .traveling
            _ = store(traveler)
            return send(VenueRequest(.submit(quantity), order), now)
        }
        let place = order.instrument.index
        if fillsAtOnce(order, quantity, markets[place], now: now) { return }
        let scene = scene(order.account, order.instrument, markets, depths, now: now)
        arrive(order, quantity, at: -1, scene, &depths, books)
    }

    /// Takes a cancel: the order is canceled, at once or when the request arrives, or is not here.
    ///
    /// - Returns: Whether the venue has the order; if it is gone when the request arrives, nothing
    ///   is reported.
    package mutating func cancel(_ order: Order, now: Int64) -> Bool {
        guard let place = places[order.id.value] else { return false }
        if accounts[order.account.index].latency > 0 {
            send(VenueRequest(.cancel, order), now)
        } else {
            report(order.id, .canceled, now)
            drop(place)
        }
        return true
    }

    /// Takes a replace of an order that is here or on its way.
    ///
    /// - Returns: Whether the venue has the order; its answer is a report, at once or when the
    ///   request arrives. If it is gone by then, nothing is reported.
    package mutating func replace(
        _ order: Order,
        with new: Replacement,
        _ markets: borrowing Slab<MarketState>,
        _ depths: inout DepthBooks,
        _ books: borrowing Books,
        now: Int64
    ) -> Bool {
        guard let place = places[order.id.value] else { return false }
        if accounts[order.account.index].latency > 0 {
            send(VenueRequest(.replace(new), order), now)
        } else {
            let scene = scene(order.account, order.instrument, markets, depths, now: now)
            change(place, new, scene, &depths, books)
        }
        return true
    }

    @inline(__always)
    func floor(_ account: AccountID, _ instrument: InstrumentID) -> Int {
        instrument.index * accounts.count + account.index
    }

    /// The market as an account's model sees it.
    func scene(
        _ account: AccountID,
        _ instrument: InstrumentID,
        _ markets: borrowing Slab<MarketState>,
        _ depths: borrowing DepthBooks,
        now: Int64
    ) -> VenueScene {
        let model = accounts[account.index].model
        var market = markets[instrument.index]
        if model == .book {
            market.bid = depths.best(instrument, .buy)?.price ?? Domain.none
            market.ask = depths.best(instrument, .sell)?.price ?? Domain.none
        }
        return VenueScene(
            market: market,
            model: model,
            floor: floor(account, instrument),
            now: now,
            time: now
        )
    }

    // MARK: - Reports

    mutating func report(
        _ order: OrderID,
        _ report: VenueReport,
        _ time: Int64,
        _ reason: VenueReason = .none,
        _ liquidity: Liquidity = .none
    ) {
        reports.append(
            VenueExecution(
                order: order,
                report: report,
                reason: reason,
                liquidity: liquidity,
                time: time
            )
        )
    }

    /// Ends an order that is worked on as a copy.
    mutating func end(
        _ order: inout VenueOrder,
        _ report: VenueReport,
        _ reason: VenueReason,
        _ time: Int64
    ) {
        order.isOver = true
        self.report(order.id, report, time, reason)
    }

    /// Cancels what an order that had to be filled at once is left with.
    mutating func endImmediate(_ order: inout VenueOrder, _ time: Int64) {
        if order.isImmediate, !order.isOver { end(&order, .canceled, .noLiquidity, time) }
    }
}

/// What an order meets: a market seen through its account's model.
struct VenueScene: BitwiseCopyable {
    var market = MarketState()
    var model = VenueModel.sameQuote
    var floor = 0
    /// Lane time.
    var now: Int64 = 0
    /// When what happens now happens at the venue: the open of a bar, else lane time.
    var time: Int64 = 0
}
