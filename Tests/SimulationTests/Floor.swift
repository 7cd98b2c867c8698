import Domain
import Memory
import Orders
import Simulation

/// One instrument at a simulated venue, and what the venue says, as text.
final class Floor {
    private var venue: SimulatedVenue
    private var orders: [UInt64: Order] = [:]
    private var markets = Slab<MarketState>()
    private var books = Books(strategies: 1, accounts: 2)
    private(set) var market = MarketState() {
        didSet { markets[0] = market }
    }
    private var now: Int64 = 0

    /// A venue with one account for each model.
    init(_ models: VenueModel...) {
        venue = SimulatedVenue(accounts: models.map { VenueAccount(model: $0) })
        for id in UInt32(1)...2 {
            let instrument = Instrument(
                id: InstrumentID(id),
                uid: UInt64(id),
                version: 1,
                exponents: (0, 0, 0),
                tick: 1,
                lot: 1,
                multiplier: 1,
                settlement: CurrencyID(1)
            )
            venue.add(instrument)
            books.add(instrument.id)
            markets.append(MarketState())
        }
    }

    /// Sends an order and returns what was reported.
    func order(
        _ id: UInt64,
        _ side: Side,
        _ quantity: Int64,
        _ timeInForce: TimeInForce = .gtc,
        protection: Int64 = none,
        account: UInt32 = 1,
        at time: Int64? = nil
    ) -> [String] {
        now = time ?? now
        var order = Order(
            id: OrderID(id),
            instance: InstanceID(0),
            account: AccountID(account),
            instrument: InstrumentID(1),
            intent: id,
            tag: 0,
            side: side,
            type: .market,
            timeInForce: timeInForce,
            quantity: quantity
        )
        order.protection = protection
        order.send()
        orders[id] = order
        venue.submit(order, quantity: quantity, markets, books, now: now)
        return said()
    }

    /// Asks for a cancel; `["not here"]` when the venue does not have the order.
    func cancel(_ id: UInt64) -> [String] {
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
        now = time
        market.bid = bid
        market.ask = ask
        market.bidQuantity = sizes.bid
        market.askQuantity = sizes.ask
        market.quoteTime = time
        return match(.quote)
    }

    /// A complete bar of ten time units, of trades or of the side that trades at it.
    func bar(_ open: Int64, _ close: Int64, side: Side? = nil, closing time: Int64)
        -> [String]
    {
        now = time
        let bar = BarPrices(
            openTime: time - 10,
            closeTime: time,
            open: open,
            high: max(open, close),
            low: min(open, close),
            close: close,
            volume: none,
            side: side
        )
        let lines = match(.bar(bar))
        market.barLength = 10
        switch side {
        case .buy: market.ask = close
        case .sell: market.bid = close
        case nil:
            market.close = close
            market.closeTime = time
        }
        return lines
    }

    /// Lets the venue try every order, as the engine does.
    private func match(_ news: MarketNews) -> [String] {
        venue.begin(news, of: InstrumentID(1))
        var lines: [String] = []
        while venue.step(markets, books, now: now) { lines += said() }
        return lines
    }

    /// Whether news of the instrument means anything to the venue.
    func isConcerned(_ instrument: UInt32 = 1) -> Bool {
        venue.isConcerned(with: InstrumentID(instrument))
    }

    /// Takes every report; each is applied to its order, as the engine does.
    private func said() -> [String] {
        var lines: [String] = []
        for place in 0..<venue.reports.count {
            let one = venue.reports[place]
            let id = one.order.value
            do throws(OrderError) {
                _ = try orders[id]?.apply(one.report)
            } catch {
                lines.append("\(id): \(error)")
            }
            switch one.report {
            case .filled(let quantity, let price):
                lines.append("\(id) \(quantity)@\(price) t\(one.time)")
            case .accepted: lines.append("\(id) accepted")
            case .canceled: lines.append("\(id) canceled t\(one.time)")
            case .rejected: lines.append("\(id) rejected")
            case .expired: lines.append("\(id) expired")
            case .triggered(let level): lines.append("\(id) triggered \(level)")
            case .restated(let price): lines.append("\(id) restated \(price)")
            case .replaced: lines.append("\(id) replaced")
            case .replaceRejected: lines.append("\(id) replace rejected")
            }
        }
        venue.reports.removeAll()
        return lines
    }
}
