import CTenon
import Support
import Testing

/// A random walk of quotes in cents, and its middles as decimals would give them.
struct Walk {
    var quotes: [(bid: Int64, ask: Int64)] = []
    var middles: [Double] { quotes.map { (Double($0.bid) / 100 + Double($0.ask) / 100) * 0.5 } }

    init(seed: UInt64, count: Int) {
        var random = SeededGenerator(seed: seed)
        var bid: Int64 = 100_000
        for _ in 0..<count {
            bid += Int64.random(in: -2...2, using: &random)
            quotes.append((bid, bid + Int64.random(in: 1...3, using: &random)))
        }
    }

    /// The opening burst and the quotes.
    func events() -> EventList {
        let events = EventList()
        events.instrument()
        for quote in quotes { events.quote(quote.bid, quote.ask) }
        return events
    }
}

/// A configuration that a seed chooses.
func randomReference(_ seed: UInt64) -> Reference {
    var random = SeededGenerator(seed: seed)
    let fast = Int.random(in: 1...12, using: &random)
    return Reference(
        fast: fast,
        slow: fast + Int.random(in: 1...20, using: &random),
        quantity: Int64.random(in: 1...5, using: &random),
        isSeededByMean: Bool.random(using: &random),
        isAlways: Bool.random(using: &random),
        shorts: Bool.random(using: &random)
    )
}

/// Delivers events one by one, the first a definition, and tells after which price an order came.
func orders(_ session: Session, _ events: EventList) throws -> [Reference.Order] {
    var result: [Reference.Order] = []
    for index in 0..<events.count {
        let before = session.host.intents.count
        try session.deliver(events, index..<index + 1, size: 1)
        for intent in session.host.intents[before...] {
            result.append(Reference.Order(index: index - 1, quantity: intent.signed))
        }
    }
    return result
}

@Suite("EMA cross")
struct EMACrossTests {
    @Test("the orders follow from the rules", arguments: Twin.allCases, Seeds.upTo(40))
    func rules(twin: Twin, seed: UInt64) throws {
        let reference = randomReference(seed)
        let walk = Walk(seed: seed, count: 600)
        let session = try Session(twin, reference.config)
        let found = try orders(session, walk.events())
        let expected = reference.orders(walk.middles)
        #expect(found == expected, "seed \(seed): \(reference)")
        #expect(!expected.isEmpty || reference.slow > 20, "seed \(seed) tests nothing")
    }

    @Test(
        "both languages: the same bytes, however the events are batched",
        arguments: Seeds.upTo(20)
    )
    func twins(seed: UInt64) throws {
        let reference = randomReference(seed)
        let events = Walk(seed: seed, count: 500).events()
        var all: [(intents: [[UInt8]], state: [UInt8], digest: [UInt8])] = []
        for twin in Twin.allCases {
            for size in [1, 7, 64, events.count] {
                let session = try Session(twin, reference.config)
                session.delay = Int(seed % 4)
                try session.deliver(events, size: size)
                all.append(
                    (
                        session.host.intents.map(\.bytes), try session.save(),
                        try session.digest()
                    )
                )
            }
        }
        let first = try #require(all.first)
        #expect(!first.intents.isEmpty, "seed \(seed) tests nothing")
        for other in all {
            #expect(other.intents == first.intents, "seed \(seed)")
            #expect(other.state == first.state, "seed \(seed)")
            #expect(other.digest == first.digest, "seed \(seed)")
        }
    }

    @Test("an order that is open counts as held", arguments: Twin.allCases)
    func inFlight(twin: Twin) throws {
        let reference = Reference(isAlways: true, shorts: true)
        let walk = Walk(seed: 5, count: 400)
        let session = try Session(twin, reference.config)
        session.delay = 40
        try session.deliver(walk.events())
        let quantities = session.host.intents.map(\.signed)
        #expect(quantities == reference.orders(walk.middles).map(\.quantity))
        #expect(quantities.count > 5)
    }

    @Test(
        "a refused order counts for nothing and is not repeated",
        arguments: Twin.allCases,
        [TENON_DENIED, TENON_REJECTED, TENON_CANCELED]
    )
    func refused(twin: Twin, outcome: Int) throws {
        let reference = Reference(isAlways: true, shorts: true)
        let walk = Walk(seed: 5, count: 400)
        let session = try Session(twin, reference.config)
        session.outcome = outcome
        try session.deliver(walk.events())
        let turns = reference.orders(walk.middles).map { $0.quantity > 0 ? Int64(1) : -1 }
        #expect(session.host.intents.map(\.signed) == turns, "one of the plain quantity a turn")
    }

    @Test("submit's own no is no order and is not repeated", arguments: Twin.allCases)
    func notTaken(twin: Twin) throws {
        let walk = Walk(seed: 5, count: 400)
        let session = try Session(twin, Reference(isAlways: true, shorts: true).config)
        session.host.verdict = tenon_status(TENON_E_LIMIT)
        try session.deliver(walk.events(), 0..<200, size: 64)
        #expect(session.host.intents.isEmpty)
        session.host.verdict = tenon_status(TENON_OK)
        let events = walk.events()
        try session.deliver(events, 200..<events.count, size: 64)
        #expect(session.host.intents.first.map { abs($0.signed) } == 1)
    }

    @Test("history moves the averages and sends nothing", arguments: Twin.allCases)
    func warmUp(twin: Twin) throws {
        let walk = Walk(seed: 9, count: 300)
        let events = EventList()
        events.instrument()
        for (index, quote) in walk.quotes.enumerated() {
            events.quote(quote.bid, quote.ask, flags: index < 150 ? TENON_EV_WARMUP : 0)
        }
        let reference = Reference()
        let session = try Session(twin, reference.config)
        let found = try orders(session, events)
        let late = reference.orders(walk.middles).filter { $0.index >= 150 }
        let first = try #require(late.first { $0.quantity > 0 })
        #expect(found == late.filter { $0.index >= first.index })
    }

    @Test("a quote without a side and what is not ours move nothing", arguments: Twin.allCases)
    func holes(twin: Twin) throws {
        let walk = Walk(seed: 3, count: 200)
        let events = EventList()
        events.instrument()
        events.instrument("OTHER.SIM", handle: 2)
        for quote in walk.quotes {
            events.quote(quote.bid, quote.ask)
            events.quote(quote.bid, TENON_NONE)
            events.quote(1, 2, handle: 2)
            events.bar(close: 5)
        }
        let session = try Session(twin, Reference(isAlways: true).config)
        try session.deliver(events)
        let expected = Reference(isAlways: true).orders(walk.middles).map(\.quantity)
        #expect(session.host.intents.map(\.signed) == expected)
    }

    @Test("bars and trades give the same orders as quotes of their price", arguments: Twin.allCases)
    func sources(twin: Twin) throws {
        let walk = Walk(seed: 12, count: 300)
        let (bars, trades) = (EventList(), EventList())
        for list in [bars, trades] { list.instrument() }
        for quote in walk.quotes {
            bars.bar(close: 7, isComplete: false)
            bars.bar(close: quote.bid)
            trades.trade(7, kind: TENON_TRADE_CANCELED)
            trades.trade(quote.bid)
        }
        let expected = Reference().orders(walk.quotes.map { Double($0.bid) / 100 }).map(\.quantity)
        let onBars = try Session(twin, "{}")
        try onBars.deliver(bars)
        #expect(onBars.host.intents.map(\.signed) == expected)
        #expect(onBars.host.subscriptions == ["1:2", "1:16"])
        let onTrades = try Session(twin, #"{"source": "trade"}"#)
        try onTrades.deliver(trades)
        #expect(onTrades.host.intents.map(\.signed) == expected)
        #expect(onTrades.host.subscriptions == ["1:1"])
    }
}
