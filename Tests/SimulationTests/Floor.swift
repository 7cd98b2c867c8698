import Domain
import Memory
import Orders
import Simulation

/// One instrument at a simulated venue, and what the venue says, as text.
final class Floor {
    private var venue: SimulatedVenue
    private var orders: [UInt64: Order] = [:]
    private var markets = Slab<MarketState>()
    private(set) var depths = DepthBooks()
    private var books = Books(strategies: 1, accounts: 8)
    private let instrument: Instrument
    /// What the engine does about a report before the venue goes on.
    var reaction: ((VenueExecution) -> [String])?
    private(set) var market = MarketState() {
        didSet { markets[0] = market }
    }
    private var now: Int64 = 0

    /// A venue with one account for each model.
    convenience init(_ models: VenueModel...) {
        self.init(models.map { VenueAccount(model: $0) })
    }

    /// A venue as these accounts meet it; sizes are lots of `lot`.
    init(_ accounts: [VenueAccount], lot: Int64 = 1) {
        venue = SimulatedVenue(accounts: accounts)
        func instrument(_ id: UInt32) -> Instrument {
            Instrument(
                id: InstrumentID(id),
                uid: UInt64(id),
                version: 1,
                exponents: (0, 0, 0),
                tick: 1,
                lot: lot,
                multiplier: 1,
                settlement: CurrencyID(1)
            )
        }
        self.instrument = instrument(1)
        for id in UInt32(1)...2 {
            venue.add(instrument(id))
            books.add(InstrumentID(id))
            depths.add(InstrumentID(id))
            markets.append(MarketState())
        }
    }

    /// What the strategy holds.
    var position: Int64 { books[InstanceID(0), InstrumentID(1)].position.quantity }

    /// Sends a market order, or one of another type with its terms, and returns what was reported.
    func order(
        _ id: UInt64,
        _ side: Side,
        _ quantity: Int64,
        _ timeInForce: TimeInForce = .gtc,
        _ type: OrderType = .market,
        limit: Int64 = none,
        stop: Int64 = none,
        display: Int64 = none,
        trail: Int64 = none,
        unit: TrailUnit = .none,
        offset: Int64 = none,
        trigger: TriggerSource = .last,
        until expires: Int64 = none,
        flags: OrderFlags = [],
        protection: Int64 = none,
        account: UInt32 = 1,
        at time: Int64? = nil
    ) -> [String] {
        now = time ?? now
        var terms = OrderTerms(price: limit)
        terms.stopPrice = stop
        terms.displayQuantity = display
        terms.trail = trail
        terms.trailUnit = unit
        terms.limitOffset = offset
        terms.trigger = trigger
        terms.expires = expires
        terms.flags = flags
        var order = Order(
            id: OrderID(id),
            instance: InstanceID(0),
            account: AccountID(account),
            instrument: InstrumentID(1),
            intent: id,
            tag: 0,
            side: side,
            type: type,
            timeInForce: timeInForce,
            quantity: quantity,
            terms: terms
        )
        order.protection = protection
        order.send()
        orders[id] = order
        venue.submit(order, quantity: quantity, markets, &depths, books, now: now)
        return said()
    }

    /// Sends a limit order.
    func limit(
        _ id: UInt64,
        _ side: Side,
        _ quantity: Int64,
        _ price: Int64,
        _ timeInForce: TimeInForce = .gtc,
        at time: Int64? = nil
    ) -> [String] {
        order(id, side, quantity, timeInForce, .limit, limit: price, at: time)
    }

    /// Asks for new values; `["not here"]` when the venue does not have the order.
    func replace(
        _ id: UInt64,
        quantity: Int64 = none,
        limit: Int64 = none,
        stop: Int64 = none,
        display: Int64 = none,
        until expires: Int64 = none,
        at time: Int64? = nil
    ) -> [String] {
        now = time ?? now
        var new = Replacement()
        new.quantity = quantity
        new.price = limit
        new.stopPrice = stop
        new.displayQuantity = display
        new.expires = expires
        guard let order = orders[id] else { return ["no such order"] }
        let isHere = venue.replace(order, with: new, markets, &depths, books, now: now)
        return isHere ? said() : said() + ["not here"]
    }

    /// Asks for a cancel; `["not here"]` when the venue does not have the order.
    func cancel(_ id: UInt64, at time: Int64? = nil) -> [String] {
        now = time ?? now
        guard let order = orders[id] else { return ["no such order"] }
        let isHere = venue.cancel(order, now: now)
        return isHere ? said() : said() + ["not here"]
    }

    /// A new quote.
    func quote(
        _ bid: Int64,
        _ ask: Int64,
        sizes: (bid: Int64, ask: Int64) = (none, none),
        at time: Int64
    ) -> [String] {
        let before = pass(to: time)
        market.bid = bid
        market.ask = ask
        market.bidQuantity = sizes.bid
        market.askQuantity = sizes.ask
        market.quoteTime = time
        return before + match(.quote)
    }

    /// A trade of the market.
    func trade(
        _ price: Int64,
        _ quantity: Int64 = none,
        by aggressor: Side? = nil,
        at time: Int64
    ) -> [String] {
        let before = pass(to: time)
        market.last = price
        market.lastTime = time
        return before + match(.trade(price: price, quantity: quantity, aggressor: aggressor))
    }

    /// A session phase, `TENON_PHASE_…`.
    func phase(_ phase: UInt16, at time: Int64) -> [String] {
        let before = pass(to: time)
        market.phase = phase
        return before + match(.phase)
    }

    /// Changes of the book that belong together: sizes at prices, 0 removes; a snapshot first.
    func book(
        bids: [(price: Int64, size: Int64)] = [],
        asks: [(price: Int64, size: Int64)] = [],
        isSnapshot: Bool = false,
        at time: Int64
    ) -> [String] {
        let before = pass(to: time)
        let id = InstrumentID(1)
        if isSnapshot { depths.beginSnapshot(id) }
        for level in bids {
            depths.set(id, side: .buy, price: level.price, quantity: level.size)
        }
        for level in asks {
            depths.set(id, side: .sell, price: level.price, quantity: level.size)
        }
        if isSnapshot { depths.endSnapshot(id) }
        market.bid = depths.best(id, .buy)?.price ?? none
        market.ask = depths.best(id, .sell)?.price ?? none
        return before + match(.depth)
    }

    /// The book is lost.
    func gap() { depths.clear(InstrumentID(1)) }

    /// A complete bar of ten time units that goes straight from its open to its close.
    func bar(_ open: Int64, _ close: Int64, side: Side? = nil, closing time: Int64) -> [String] {
        candle(open, max(open, close), min(open, close), close, side: side, closing: time)
    }

    /// A complete bar of ten time units, of trades or of the side that trades at it.
    func candle(
        _ open: Int64,
        _ high: Int64,
        _ low: Int64,
        _ close: Int64,
        volume: Int64 = none,
        side: Side? = nil,
        from start: Int64? = nil,
        closing time: Int64
    ) -> [String] {
        let before = pass(to: time)
        let bar = BarPrices(
            openTime: start ?? time - 10,
            closeTime: time,
            open: open,
            high: high,
            low: low,
            close: close,
            volume: volume,
            side: side
        )
        market.barLength = time - bar.openTime
        switch side {
        case .buy: market.ask = close
        case .sell: market.bid = close
        case nil:
            market.close = close
            market.closeTime = time
        }
        return before + match(.bar(bar))
    }

    /// Lets time go by without data.
    func pass(to time: Int64) -> [String] {
        var lines: [String] = []
        while venue.due <= time {
            now = max(now, venue.due)
            guard venue.passTime(to: venue.due, markets, &depths, books) else {
                return lines + ["due and not passed"]
            }
            lines += said()
        }
        now = max(now, time)
        return lines
    }

    /// Lets the venue try every order, as the engine does.
    private func match(_ news: MarketNews) -> [String] {
        guard venue.isConcerned(with: InstrumentID(1)) else { return [] }
        venue.begin(news, of: InstrumentID(1))
        var lines: [String] = []
        while venue.step(markets, &depths, books, now: now) { lines += said() }
        return lines
    }

    /// Whether news of the instrument means anything to the venue.
    func isConcerned(_ instrument: UInt32 = 1) -> Bool {
        venue.isConcerned(with: InstrumentID(instrument))
    }

    /// Takes every report, as the engine does: each is applied to its order, fills are booked, and
    /// what follows from them is done at once.
    private func said() -> [String] {
        var lines: [String] = []
        var taken: [VenueExecution] = []
        for place in 0..<venue.reports.count { taken.append(venue.reports[place]) }
        venue.reports.removeAll()
        for one in taken {
            let id = one.order.value
            do throws(OrderError) {
                _ = try orders[id]?.apply(one.report)
            } catch {
                lines.append("\(id): \(error)")
            }
            lines.append(text(of: one))
            if case .filled(let quantity, let price) = one.report, let order = orders[id] {
                book(order, quantity, price)
            }
            if let reaction { lines += reaction(one) }
        }
        return lines
    }

    private func text(of one: VenueExecution) -> String {
        let id = one.order.value
        let why = one.reason == .none || one.reason == .noLiquidity ? "" : " \(one.reason)"
        switch one.report {
        case .filled(let quantity, let price):
            let side = one.liquidity == .taker ? "" : " \(one.liquidity)"
            return "\(id) \(quantity)@\(price) t\(one.time)\(side)"
        case .accepted: return "\(id) accepted"
        case .canceled: return "\(id) canceled t\(one.time)\(why)"
        case .rejected: return "\(id) rejected\(why)"
        case .expired: return "\(id) expired t\(one.time)"
        case .triggered(let level): return "\(id) triggered \(level)"
        case .restated(let price): return "\(id) restated \(price)"
        case .replaced: return "\(id) replaced"
        case .replaceRejected: return "\(id) replace rejected"
        }
    }

    private func book(_ order: Order, _ quantity: Int64, _ price: Int64) {
        let signed = order.side.sign * quantity
        let isBooked = books.apply(
            order.instance,
            order.account,
            signed: signed,
            price: price,
            value: Int128(signed) * Int128(price),
            fee: 0,
            of: instrument
        )
        precondition(isBooked, "the books of a test overflow")
    }
}
