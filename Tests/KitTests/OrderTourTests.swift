import CTenon
import Support
import Testing

/// A tour on a desk of its own.
private func tour(_ config: String) throws -> Desk {
    let session = try Session(BuiltLibrary("OrderTour"))
    try #require(session.configure(config) == TENON_OK, "\(session.host.failure)")
    try #require(session.activate() == TENON_OK && session.start() == TENON_OK)
    let burst = EventList()
    burst.instrument()
    try #require(session.onBatch(burst, 0..<1).status == TENON_OK, "\(session.host.failure)")
    return Desk(session)
}

@Suite("Order tour: what it sends")
struct OrderTourTests {
    private static let config = #"{"every": 3, "offset": 5, "quantity": 7}"#

    private func quotes(_ seed: UInt64 = 2) -> (EventList, [(bid: Int64, ask: Int64)]) {
        let walk = Walk(seed: seed, count: 150)
        let events = EventList()
        for quote in walk.quotes { events.quote(quote.bid, quote.ask) }
        return (events, walk.quotes)
    }

    @Test("each type, time in force, flag, contingency and trail occurs; each row once, in order")
    func everything() throws {
        let (events, touches) = quotes()
        let desk = try tour(Self.config)
        try desk.deliver(events, touches)
        let news = desk.commands.map(\.intent).filter { Int($0.op) == TENON_OP_NEW }
        #expect(news.map(\.tag) == Array(1...34))
        #expect(Set(news.map { Int($0.otype) }) == Set(TENON_MARKET...TENON_MARKET_TO_LIMIT))
        #expect(Set(news.map { Int($0.tif) }) == Set(TENON_DAY...TENON_AT_CLOSE))
        let flags = news.reduce(0) { $0 | Int($1.flags) }
        #expect(flags == TENON_ORDER_POST_ONLY | TENON_ORDER_REDUCE_ONLY)
        #expect(
            Set(news.map { Int($0.contingency) })
                == Set(TENON_CONTINGENCY_NONE...TENON_CONTINGENCY_BRACKET)
        )
        #expect(Set(news.map { Int($0.trail_unit) }) == Set(TENON_TRAIL_NONE...TENON_TRAIL_BPS))
        #expect(news.filter { $0.display_qty != TENON_NONE }.map(\.display_qty) == [3])
        #expect(news.filter { $0.expire_ns != TENON_NONE }.map { Int($0.tif) } == [TENON_GTD])
        #expect(desk.commands.count { Int($0.intent.op) == TENON_OP_REPLACE } == 1)
        #expect(news.allSatisfy { $0.qty == 7 && $0.def_version == 1 })
        #expect(desk.commands.allSatisfy { $0.tick % 3 == 0 })
    }

    @Test("orders of a group leave together under a link of their own")
    func groups() throws {
        let (events, touches) = quotes()
        let desk = try tour(Self.config)
        try desk.deliver(events, touches)
        let linked = desk.commands.filter { $0.intent.link != 0 }
        let groups = Dictionary(grouping: linked, by: \.intent.link).values
        #expect(groups.map(\.count).sorted() == [2, 2, 2, 3])
        for group in groups {
            #expect(Set(group.map(\.tick)).count == 1)
            #expect(Set(group.map(\.intent.contingency)).count == 1)
            #expect(group.allSatisfy { $0.intent.contingency != 0 })
        }
        let alone = desk.commands.filter { $0.intent.link == 0 }
        #expect(alone.allSatisfy { $0.intent.contingency == 0 })
    }

    @Test("prices stand where the row says, on quotes and on bars")
    func prices() throws {
        let walk = Walk(seed: 2, count: 150)
        let bars = EventList()
        for quote in walk.quotes { bars.bar(close: quote.bid) }
        let (events, touches) = quotes()
        let closes = walk.quotes.map { (bid: $0.bid, ask: $0.bid) }
        for (list, touches) in [(events, touches), (bars, closes)] {
            let desk = try tour(Self.config)
            try desk.deliver(list, touches)
            let news = desk.commands.filter { Int($0.intent.op) == TENON_OP_NEW }
            #expect(news.count == 34)
            func row(_ tag: UInt64) throws -> (tenon_intent, bid: Int64, ask: Int64) {
                let sent = try #require(news.first { $0.intent.tag == tag })
                return (sent.intent, touches[sent.tick].bid, touches[sent.tick].ask)
            }
            let limit = try row(2)
            #expect(limit.0.px == limit.bid - 5)
            let stopLimit = try row(5)
            #expect(
                stopLimit.0.stop_px == stopLimit.bid - 5 && stopLimit.0.px == stopLimit.bid - 10
            )
            let touched = try row(7)
            #expect(touched.0.stop_px == touched.bid - 5 && touched.0.px == touched.bid - 5)
            let day = try row(14)
            #expect(day.0.px == day.bid - 250)
            let target = try row(25)
            #expect(target.0.px == target.ask + 5 && Int(target.0.side) == TENON_SELL)
        }
    }

    @Test("what rests is canceled at the next row, but for what ends by itself")
    func cancels() throws {
        let walk = Walk(seed: 2, count: 150)
        let events = EventList()
        for quote in walk.quotes { events.quote(quote.bid, quote.ask) }
        let desk = try tour(#"{"every": 3, "offset": 1000, "quantity": 7}"#)
        try desk.deliver(events, walk.quotes)
        let news = desk.commands.filter { Int($0.intent.op) == TENON_OP_NEW }
        let stays: Set<UInt64> = [14, 15, 20, 21, 34]
        let tags = Dictionary(
            uniqueKeysWithValues: news.map { ($0.intent.intent_id, $0.intent.tag) }
        )
        let canceled = desk.commands.filter { Int($0.intent.op) == TENON_OP_CANCEL }
            .compactMap { tags[$0.intent.target] }
        #expect(stays.isDisjoint(with: canceled))
        #expect(Set(desk.resting.compactMap { tags[$0] }).isSubset(of: stays))
        #expect(canceled.contains(4) && Set(canceled).count == canceled.count)
    }

    @Test("a line is logged for each thing that comes back")
    func log() throws {
        let (events, touches) = quotes()
        let desk = try tour(Self.config)
        try desk.deliver(events, touches)
        let lines = desk.session.host.lines.map { $0.split(separator: " ").map(String.init) }
        #expect(lines.allSatisfy { $0.count >= 5 && $0[0] == "tour" })
        #expect(Set(lines.compactMap { Int($0[1]) }) == Set(1...34))
        let market = lines.filter { $0[1] == "1" }.map { $0.dropFirst(2).prefix(3) }
        #expect(market == [["market", "SENT", "STATE"], ["market", "FILLED", "FILL"]])
    }

    @Test("from a state made in the middle it goes on with the next row", arguments: 1..<30)
    func state(seed: UInt64) throws {
        let (events, touches) = quotes(seed)
        let whole = try tour(Self.config)
        try whole.deliver(events, touches)
        let cut = Int(seed) * 5
        let first = try tour(Self.config)
        try first.deliver(events, Array(touches[..<cut]))
        let session = try Session(BuiltLibrary("OrderTour"))
        try #require(session.configure(Self.config) == TENON_OK)
        try #require(try session.load(first.session.save()) == TENON_OK)
        try #require(session.activate() == TENON_OK && session.start() == TENON_OK)
        let second = Desk(session)
        try second.takeOver(from: first)
        try second.deliver(events, Array(touches[cut...]), from: cut)
        let intents = (first.commands + second.commands).map(\.intent.bytes)
        #expect(intents == whole.commands.map(\.intent.bytes), "seed \(seed)")
    }

    @Test("a quantity that has no half to show is refused when the definition comes")
    func quantity() throws {
        for quantity in ["1", "2.5"] {
            let session = try Session(BuiltLibrary("OrderTour"))
            try #require(session.configure(#"{"quantity": \#(quantity)}"#) == TENON_OK)
            try #require(session.activate() == TENON_OK && session.start() == TENON_OK)
            let burst = EventList()
            burst.instrument()
            #expect(session.onBatch(burst, 0..<1).status == tenon_status(TENON_E_INVALID))
            #expect(session.host.failure.hasPrefix("config.quantity: "))
        }
    }
}
