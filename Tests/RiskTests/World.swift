import Domain
import Orders
import Risk
import Support

/// Strategies, accounts, instruments and markets of one seed, with limits so near to what orders
/// ask for that every rule objects often, and often by one unit only.
struct World {
    private var strategies: [RiskLimits] = []
    private var accounts: [(limits: RiskLimits, profile: RiskProfile)] = []
    private var profileNames: [String] = []
    private var owners: [Int] = []
    private var instruments: [Instrument] = []
    private var markets: [MarketState] = []
    /// Signed holdings by instrument: the strategies', then the accounts'.
    private var held: [[Int64]] = []
    var now: Int64 = 1_000_000_000_000
    /// The opening events.
    private(set) var text = ""

    init(_ random: inout SeededGenerator) {
        for index in 0..<2 {
            let isLive = Bool.random(using: &random)
            var profile: RiskProfile = isLive ? .live : .research
            profile.collar = Int64.random(in: 0...100, using: &random) * 1_000_000
            var limits = limits(&random, missing: 25)
            if index == 0, limits.maximumOpenOrders == nil { limits.maximumOpenOrders = 6 }
            accounts.append((limits, profile))
            profileNames.append(isLive ? "live" : "research")
        }
        for _ in 0..<3 {
            strategies.append(limits(&random, missing: 4))
            owners.append(Int.random(in: 0..<2, using: &random))
        }
        for id in 1...4 {
            instruments.append(instrument(UInt32(id), &random))
            markets.append(MarketState())
            held.append([0, 0, 0, 0, 0])
        }
        text = setupText() + instruments.map(World.text).joined()
        for place in instruments.indices { text += marketText(place) }
    }

    /// A gate over this world.
    func gate() -> RiskGate {
        var gate = RiskGate(strategies: strategies, accounts: accounts)
        for instrument in instruments { gate.add(instrument, symbol: World.symbol(instrument)) }
        return gate
    }

    private static func symbol(_ instrument: Instrument) -> String { "I\(instrument.id.value)" }

    /// Limits of a scope; one of `missing` is not set.
    private func limits(_ random: inout SeededGenerator, missing: Int) -> RiskLimits {
        func isSet() -> Bool { Int.random(in: 0..<missing, using: &random) > 0 }
        var limits = RiskLimits()
        // Finer than the quantity of any instrument, so that rounding shows.
        if isSet() {
            let quantity = Int64.random(in: 800...2_500, using: &random)
            limits.maximumOrderQuantity = Decimal(mantissa: quantity, exponent: -2)
        }
        if isSet() {
            let notional = Int64.random(in: 1_000_000...5_000_000, using: &random)
            limits.maximumOrderNotional = Decimal(mantissa: notional, exponent: -3)
        }
        if isSet() {
            let position = Int64.random(in: 20...90, using: &random)
            limits.maximumPosition = Decimal(mantissa: position, exponent: 0)
        }
        if isSet() { limits.maximumOpenOrders = Int.random(in: 2...6, using: &random) }
        if Int.random(in: 0..<3, using: &random) == 0 {
            limits.maximumPriceAge = Int64.random(in: 1...30, using: &random) * 100_000_000
        }
        if Int.random(in: 0..<8, using: &random) == 0 {
            limits.restricted = ["I\(Int.random(in: 1...4, using: &random))"]
        }
        return limits
    }

    private func instrument(_ id: UInt32, _ random: inout SeededGenerator) -> Instrument {
        func often() -> Bool { Int.random(in: 0..<3, using: &random) > 0 }
        var instrument = Instrument(
            id: InstrumentID(id),
            uid: UInt64(id),
            version: 1,
            exponents: (-2, Int.random(in: -1...0, using: &random), id == 3 ? -1 : 0),
            tick: Int64.random(in: 1...5, using: &random),
            lot: Int64.random(in: 1...3, using: &random),
            multiplier: id == 3 ? 5 : Int64.random(in: 1...2, using: &random),
            settlement: CurrencyID(1)
        )
        if often() { instrument.minimumQuantity = Int64.random(in: 2...6, using: &random) }
        if often() { instrument.maximumQuantity = Int64.random(in: 15...40, using: &random) }
        if often() {
            instrument.minimumNotional = Int128(Int64.random(in: 1...40_000, using: &random))
        }
        if often() {
            instrument.maximumNotional = Int128(Int64.random(in: 200_000...600_000, using: &random))
        }
        if !often() {
            instrument.expires = now + Int64.random(in: 1...50, using: &random) * 1_000_000_000
        }
        instrument.allowsNegativePrices = !often()
        instrument.isTradable = Int.random(in: 0..<30, using: &random) > 0
        return instrument
    }

    // MARK: - Markets

    /// Moves the market of one instrument, and says so.
    mutating func moveMarket(_ random: inout SeededGenerator) -> String {
        let place = Int.random(in: 0..<instruments.count, using: &random)
        let price = Int64.random(in: place == 3 ? -4_000...4_000 : 5_000...10_000, using: &random)
        func size() -> Int64 { [none, 0, 5, 50].randomElement(using: &random) ?? none }
        switch Int.random(in: 0..<10, using: &random) {
        case 0, 1, 2, 3, 4, 5:
            let spread = Int64.random(in: -1...8, using: &random)
            let sides = Int.random(in: 0..<6, using: &random)
            markets[place].bid = sides == 0 ? none : price
            markets[place].bidQuantity = sides == 0 ? 0 : size()
            markets[place].ask = sides == 1 ? none : price + spread
            markets[place].askQuantity = sides == 1 ? 0 : size()
            markets[place].quoteTime = now
        case 6, 7:
            markets[place].last = price
            markets[place].lastTime = now
        case 8:
            markets[place].close = price
            markets[place].closeTime = now
            markets[place].barLength =
                [0, 300_000_000, 2_000_000_000].randomElement(using: &random) ?? 0
        default:
            markets[place].phase =
                [0, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 2, 3, 5, 1, 6, 7].randomElement(using: &random)
                ?? 0
        }
        return marketText(place)
    }

    // MARK: - Orders

    /// One order that a strategy might want, beside those it has already.
    func proposal(_ random: inout SeededGenerator, _ live: [Order]) -> (Order, OrderProposal) {
        let strategy = Int.random(in: 0..<3, using: &random)
        let place = Int.random(in: 0..<instruments.count, using: &random)
        let instrument = instruments[place]
        let type = type(&random)
        var quantity = Int64.random(in: -1...12, using: &random)
        if Int.random(in: 0..<4, using: &random) == 0 { quantity += 14 }
        // Mostly whole lots: the rules after R04 must come to speak, too.
        if Int.random(in: 0..<5, using: &random) > 0 { quantity -= quantity % instrument.lot }
        var side: Side = Bool.random(using: &random) ? .buy : .sell
        var terms = terms(of: type, instrument, &random)
        let position = held[place][strategy]
        if Int.random(in: 0..<5, using: &random) == 0 {
            terms.flags = .reduceOnly
            // Mostly what can reduce, and near to all of it.
            if Int.random(in: 0..<8, using: &random) > 0 { side = position > 0 ? .sell : .buy }
            if Bool.random(using: &random) {
                quantity = max(1, abs(position) + Int64.random(in: -2...2, using: &random))
            }
        }
        let order = Order(
            id: OrderID(1),
            instance: InstanceID(UInt32(strategy)),
            account: AccountID(UInt32(owners[strategy] + 1)),
            instrument: instrument.id,
            intent: 1,
            tag: 0,
            link: Bool.random(using: &random) ? 0 : UInt64.random(in: 1...3, using: &random),
            side: side,
            type: type,
            timeInForce: .gtc,
            quantity: quantity,
            terms: terms
        )
        let isChange = Int.random(in: 0..<10, using: &random) == 0
        let proposal = OrderProposal(
            instance: order.instance,
            account: order.account,
            side: side,
            type: type,
            quantity: quantity,
            price: terms.price,
            market: markets[place],
            strategyPosition: position,
            accountPosition: held[place][3 + owners[strategy]],
            now: now,
            isPermitted: Int.random(in: 0..<80, using: &random) > 0,
            terms: terms,
            filled: isChange ? Int64.random(in: 1...4, using: &random) : 0,
            reducing: World.reducing(beside: order, live)
        )
        return (order, proposal)
    }

    private func type(_ random: inout SeededGenerator) -> OrderType {
        if Bool.random(using: &random) { return .market }
        return OrderType(rawValue: UInt8.random(in: 2...9, using: &random)) ?? .market
    }

    private func terms(
        of type: OrderType,
        _ instrument: Instrument,
        _ random: inout SeededGenerator
    ) -> OrderTerms {
        func price() -> Int64 {
            if Int.random(in: 0..<15, using: &random) == 0 { return none }
            var price = Int64.random(in: 4_000...11_000, using: &random)
            let draw = Int.random(in: 0..<30, using: &random)
            if draw == 0 { price = Int64.random(in: -1...1, using: &random) }
            if draw == 1 { price = (1 << 62) - Int64.random(in: -1...1, using: &random) }
            return Bool.random(using: &random) ? price - price % instrument.tick : price
        }
        var terms = OrderTerms()
        if type.isLimit, type != .trailingStopLimit { terms.price = price() }
        let isGiven = Int.random(in: 0..<3, using: &random) == 0
        if type.isConditional, !type.isTrailing || isGiven {
            let stop = price()
            // Beyond the reach nothing but the shape looks at it.
            terms.stopPrice = stop > 20_000 ? none : stop
        }
        if type.isTrailing {
            terms.trail = Int64.random(in: 1...300, using: &random)
            terms.trailUnit = TrailUnit(rawValue: UInt8.random(in: 0...3, using: &random)) ?? .none
        }
        if type == .trailingStopLimit {
            terms.limitOffset = Int64.random(in: 0...30, using: &random)
        }
        return terms
    }

    /// What other orders of the strategy may still take off on a side, the largest of each link.
    private static func reducing(beside order: Order, _ live: [Order]) -> Int64 {
        var (sum, largest): (Int64, [UInt64: Int64]) = (0, [:])
        for other in live
        where other.instance == order.instance && other.instrument == order.instrument
            && other.side == order.side
        {
            if other.link == 0 { sum += other.leaves }
            largest[other.link] = max(largest[other.link] ?? 0, other.leaves)
        }
        largest[0] = nil
        largest[order.link] = nil
        return sum + largest.values.reduce(0, +)
    }

    /// Books a fill.
    mutating func hold(_ order: Order, _ quantity: Int64) {
        held[order.instrument.index][order.instance.index] += order.side.sign * quantity
        held[order.instrument.index][3 + order.account.index] += order.side.sign * quantity
    }

    // MARK: - Text for the model

    private static func number(_ value: Int64?) -> String {
        value.map { $0 == none ? "null" : "\($0)" } ?? "null"
    }

    private static func number(_ value: Int128) -> String { value == .min ? "null" : "\(value)" }

    private static func text(_ limits: RiskLimits) -> String {
        func quoted(_ value: Decimal?) -> String { value.map { "\"\($0)\"" } ?? "null" }
        let restricted = limits.restricted.sorted().map { "\"\($0)\"" }.joined(separator: ",")
        return "\"quantity\":\(quoted(limits.maximumOrderQuantity)),"
            + "\"notional\":\(quoted(limits.maximumOrderNotional)),"
            + "\"position\":\(quoted(limits.maximumPosition)),"
            + "\"open\":\(limits.maximumOpenOrders.map(String.init) ?? "null"),"
            + "\"age\":\(number(limits.maximumPriceAge)),\"restricted\":[\(restricted)]"
    }

    private func setupText() -> String {
        let rows = strategies.map { "{\(World.text($0))}" }.joined(separator: ",")
        let owned = accounts.indices
            .map { index in
                "{\(World.text(accounts[index].limits)),\"profile\":\"\(profileNames[index])\","
                    + "\"collar\":\(accounts[index].profile.collar)}"
            }
            .joined(separator: ",")
        return "{\"e\":\"setup\",\"strategies\":[\(rows)],\"accounts\":[\(owned)]}\n"
    }

    private static func text(_ one: Instrument) -> String {
        "{\"e\":\"instrument\",\"i\":\(one.id.value),\"symbol\":\"\(symbol(one))\","
            + "\"px_exp\":\(one.priceExponent),\"qty_exp\":\(one.quantityExponent),"
            + "\"mult_exp\":\(one.multiplierExponent),\"multiplier\":\(one.multiplier),"
            + "\"tick\":\(one.tick),\"lot\":\(one.lot),\"min_qty\":\(number(one.minimumQuantity)),"
            + "\"max_qty\":\(number(one.maximumQuantity)),"
            + "\"min_notional\":\(number(one.minimumNotional)),"
            + "\"max_notional\":\(number(one.maximumNotional)),"
            + "\"expires\":\(number(one.expires)),\"tradable\":\(one.isTradable),"
            + "\"negative\":\(one.allowsNegativePrices)}\n"
    }

    private func marketText(_ place: Int) -> String {
        let market = markets[place]
        return "{\"e\":\"market\",\"i\":\(place + 1),\"bid\":\(World.number(market.bid)),"
            + "\"bid_qty\":\(World.number(market.bidQuantity)),"
            + "\"ask\":\(World.number(market.ask)),"
            + "\"ask_qty\":\(World.number(market.askQuantity)),"
            + "\"quoted\":\(World.number(market.quoteTime)),"
            + "\"last\":\(World.number(market.last)),\"traded\":\(World.number(market.lastTime)),"
            + "\"close\":\(World.number(market.close)),\"closed\":\(World.number(market.closeTime)),"
            + "\"bar\":\(market.barLength),\"phase\":\(market.phase)}\n"
    }

    /// An order as the model reads it.
    static func text(_ order: Order, _ one: OrderProposal, _ number: UInt64) -> String {
        let terms = order.terms
        return "{\"e\":\"order\",\"n\":\(number),\"s\":\(one.instance.index),"
            + "\"a\":\(one.account.index),\"i\":\(order.instrument.value),"
            + "\"side\":\"\(one.side)\",\"type\":\"\(one.type)\",\"qty\":\(one.quantity),"
            + "\"price\":\(self.number(one.price)),\"now\":\(one.now),"
            + "\"permitted\":\(one.isPermitted),\"stop\":\(self.number(terms.stopPrice)),"
            + "\"trail\":\(self.number(terms.trail)),\"unit\":\"\(terms.trailUnit)\","
            + "\"offset\":\(self.number(terms.limitOffset)),\"filled\":\(one.filled),"
            + "\"link\":\(order.link),\"reduce\":\(order.isReduceOnly)}\n"
    }

    /// The definition of an order's instrument.
    func instrument(of order: Order) -> Instrument { instruments[order.instrument.index] }
}
