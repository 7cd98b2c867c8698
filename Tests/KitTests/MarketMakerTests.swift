import CTenon
import Foundation
import Support
import Testing

/// The decisions of the market maker once more, straight from its rules.
private struct MakerRules {
    var every = 250
    var offset: Int64 = 1
    var quantity: Int64 = 1
    var max: Int64 = 3
    var skew: Int64 = 0

    var config: String {
        """
        {"every": \(every), "offset": \(Double(offset) / 100), "quantity": \(quantity), \
        "max": \(max), "skew": \(skew)}
        """
    }

    /// The prices at which it wants to stand.
    func prices(_ touch: (bid: Int64, ask: Int64), position: Int64) -> [Int64?] {
        let shift = skew * position / max
        return [
            position < max ? touch.bid - offset - shift : nil,
            position > -max ? touch.ask + offset - shift : nil,
        ]
    }
}

/// A market maker on a desk of its own.
private func maker(_ config: String) throws -> Desk {
    let session = try Session(BuiltLibrary("MarketMaker"))
    try #require(session.configure(config) == TENON_OK, "\(session.host.failure)")
    try #require(session.activate() == TENON_OK, "\(session.host.failure)")
    try #require(session.start() == TENON_OK)
    return Desk(session)
}

/// The definition, told alone.
private func define(_ desk: Desk, priceExponent: Int8 = -2) throws {
    let burst = EventList()
    burst.instrument(priceExponent: priceExponent)
    let answer = desk.session.onBatch(burst, 0..<1)
    try #require(answer.status == TENON_OK, "\(desk.session.host.failure)")
}

@Suite("Market maker")
struct MarketMakerTests {
    private static let shared = SharedFiles.folder

    @Test("the shared case: its orders, cancels and fills, one by one", .enabled(if: shared != nil))
    func sharedCase() throws {
        let folder = try #require(Self.shared)
        let place = "oracles/nt_market_maker_eurusd_quotes"
        let lines = try SharedFiles.lines("data/fx_eurusd_fxcm_quotes_2014-05-08_09.csv.gz")
        let desk = try maker(
            #"{"every": 250, "offset": "0.00004", "quantity": 100000, "max": 300000}"#
        )
        try define(desk, priceExponent: -5)
        let events = EventList()
        var touches: [(bid: Int64, ask: Int64)] = []
        for line in lines.dropFirst().prefix(80_000) {
            let fields = line.split(separator: ",")
            let bid = try #require(SharedFiles.mantissa(fields[1], places: 5))
            let ask = try #require(SharedFiles.mantissa(fields[2], places: 5))
            events.quote(bid, ask)
            touches.append((bid, ask))
        }
        try desk.deliver(events, touches, size: 64)

        let news = desk.commands.filter { Int($0.intent.op) == TENON_OP_NEW }
        let cancels = desk.commands.filter { Int($0.intent.op) == TENON_OP_CANCEL }
        let ended = Dictionary(
            uniqueKeysWithValues: cancels.map { ($0.intent.target, "\($0.tick)") }
        )
        let sent = news.map { order in
            let side = Int(order.intent.side) == TENON_BUY ? "buy" : "sell"
            return "\(order.tick),\(side),\(order.intent.qty),\(order.intent.px),"
                + (ended[order.intent.intent_id] ?? "")
        }
        let wanted = try SharedFiles.rows("\(place)/orders.csv", in: folder)
            .map { row in
                let px = SharedFiles.mantissa(Substring(row["limit_price"] ?? ""), places: 5) ?? 0
                return [row["quote"], row["side"], row["qty"], "\(px)", row["cancel_quote"]]
                    .map { $0 ?? "?" }.joined(separator: ",")
            }
        #expect(sent == wanted)
        #expect(sent.count == 588)

        let numbers = Dictionary(
            uniqueKeysWithValues: news.enumerated().map { ($1.intent.intent_id, $0 + 1) }
        )
        let fills = desk.fills.map { fill in
            "\(fill.tick),\(numbers[fill.intent] ?? 0),\(fill.price),"
                + (fill.isMaker ? "maker" : "taker")
        }
        let expected = try SharedFiles.rows("\(place)/fills.csv", in: folder)
            .map { row in
                let px = SharedFiles.mantissa(Substring(row["price"] ?? ""), places: 5) ?? 0
                return [row["quote"], row["order_id"], "\(px)", row["liquidity"]]
                    .map { $0 ?? "?" }.joined(separator: ",")
            }
        #expect(Set(fills) == Set(expected))
        #expect(fills.count == 440)
        #expect(desk.position == -200_000)
    }

    @Test("prices follow touch, offset and position", arguments: Seeds.upTo(20))
    func rules(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let rules = MakerRules(
            every: Int.random(in: 1...9, using: &random),
            offset: Int64.random(in: 0...1, using: &random),
            quantity: Int64.random(in: 1...3, using: &random),
            max: Int64.random(in: 1...6, using: &random),
            skew: Int64.random(in: 0...5, using: &random)
        )
        let walk = Walk(seed: seed, count: 300)
        let desk = try maker(rules.config)
        try define(desk)
        var before = 0
        var sent = 0
        for (index, quote) in walk.quotes.enumerated() {
            let events = EventList()
            events.quote(quote.bid, quote.ask)
            // What rests fills before the strategy decides.
            let fillsBefore = desk.fills.count
            let position = desk.position
            try desk.deliver(events, [quote])
            let resting = desk.fills[fillsBefore...].filter(\.isMaker).map(\.quantity)
            let decided = position + resting.reduce(0, +)
            let news = desk.commands[before...].filter { Int($0.intent.op) == TENON_OP_NEW }
            before = desk.commands.count
            let prices = index % rules.every == 0 ? rules.prices(quote, position: decided) : []
            #expect(news.map(\.intent.px) == prices.compactMap { $0 }, "seed \(seed), \(index)")
            #expect(news.allSatisfy { $0.intent.qty == rules.quantity })
            sent += news.count
        }
        #expect(sent > 20 && !desk.fills.isEmpty, "seed \(seed) tests nothing")
    }

    @Test("replacing leaves what is right, moves what is not, and ends where cancelling does")
    func replacing() throws {
        let walk = Walk(seed: 8, count: 400)
        let events = EventList()
        for quote in walk.quotes { events.quote(quote.bid, quote.ask) }
        let desk = try maker(
            #"{"every": 1, "offset": 0.01, "quantity": 2, "max": 8, "refresh": "replace"}"#
        )
        try define(desk)
        try desk.deliver(events, walk.quotes)
        let operations = Set(desk.commands.map { Int($0.intent.op) })
        #expect(operations.contains(TENON_OP_REPLACE) && operations.contains(TENON_OP_NEW))
        #expect(desk.resting.count <= 2 && abs(desk.position) <= 8)
        // With the same quote again nothing is to be done.
        let count = desk.commands.count
        let last = try #require(walk.quotes.last)
        let again = EventList()
        for _ in 0..<3 { again.quote(last.bid, last.ask) }
        try desk.deliver(again, [last, last, last])
        #expect(desk.commands.count <= count + 2)
        let settled = desk.commands.count
        try desk.deliver(again, [last, last, last])
        #expect(desk.commands.count == settled)
    }

    @Test("post-only goes with each order, a tick from the other side; the rejected is sent anew")
    func postOnly() throws {
        let desk = try maker(#"{"every": 1, "offset": 0, "post_only": true}"#)
        try define(desk)
        let events = EventList()
        for _ in 0..<3 { events.quote(100, 100) }
        // The venue's price has moved on already: what was to rest would take.
        try desk.deliver(events, [(105, 105)])
        #expect(desk.commands.map(\.intent.px) == [99, 101])
        #expect(desk.resting == [1])
        try desk.deliver(events, [(100, 100), (100, 100)], from: 1)
        #expect(
            desk.commands.allSatisfy {
                Int($0.intent.flags) & TENON_ORDER_POST_ONLY != 0
                    || Int($0.intent.op) == TENON_OP_CANCEL
            }
        )
        #expect(desk.fills.isEmpty && desk.resting.count == 2)
    }

    @Test("a skew past the other side takes, unless it is post-only", arguments: [true, false])
    func skewed(isPassive: Bool) throws {
        let config =
            #"{"every": 1, "offset": 0.01, "max": 1, "skew": 9, "post_only": \#(isPassive)}"#
        let desk = try maker(config)
        try define(desk)
        let events = EventList()
        events.quote(100, 102)
        events.quote(97, 99)  // the buy at 99 fills, the position is at its maximum
        try desk.deliver(events, [(100, 102), (97, 99)])
        let sell = try #require(desk.commands.last?.intent)
        #expect(Int(sell.side) == TENON_SELL && sell.px == (isPassive ? 98 : 91))
        #expect(desk.position == (isPassive ? 1 : 0))
    }

    @Test("a side whose price is past what a price can be has no order")
    func reach() throws {
        let last = Int64(1) << 62 - 1
        let desk = try maker(#"{"every": 1, "offset": 0.05}"#)
        try define(desk)
        let events = EventList()
        events.quote(last - 7, last - 4)
        events.quote(last - 8, last - 5)
        try desk.deliver(events, [(last - 7, last - 4)])
        #expect(desk.commands.map(\.intent.px) == [last - 12])
        try desk.deliver(events, [(last - 8, last - 5)], from: 1)
        let news = desk.commands.filter { Int($0.intent.op) == TENON_OP_NEW }
        #expect(news.map(\.intent.px) == [last - 12, last - 13, last])
    }

    @Test("a quantity that is not of whole lots is refused when the definition comes")
    func lots() throws {
        for (quantity, isGood) in [("1", false), ("2500.5", false), ("2000", true)] {
            let session = try Session(BuiltLibrary("MarketMaker"))
            let config = #"{"offset": 0.01, "quantity": \#(quantity), "max": 3000}"#
            try #require(session.configure(config) == TENON_OK)
            try #require(session.activate() == TENON_OK && session.start() == TENON_OK)
            let burst = EventList()
            burst.instrument(quantityExponent: -1, lot: 10_000)
            let status = session.onBatch(burst, 0..<1).status
            #expect(status == tenon_status(isGood ? TENON_OK : TENON_E_INVALID))
            let why = "config.quantity: \(quantity) is no multiple of the lot 1000 of EURUSD.SIM"
            #expect(session.host.failure == (isGood ? "" : why))
        }
    }

    @Test("a missing side has no order; a gap leaves nothing resting")
    func holes() throws {
        let desk = try maker(#"{"every": 1, "offset": 0.01}"#)
        try define(desk)
        let events = EventList()
        events.quote(100, TENON_NONE)
        events.quote(100, 103)
        events.gap(streams: TENON_STREAM_TRADES)
        events.gap(streams: TENON_STREAM_QUOTES)
        let far: (Int64, Int64) = (100, 1_000)
        try desk.deliver(events, [far])
        #expect(desk.commands.map { Int($0.intent.side) } == [TENON_BUY])
        try desk.deliver(events, [(100, 103), (100, 103)], from: 1)
        #expect(desk.resting.count == 2)
        try desk.deliver(events, [(100, 103)], from: 3)
        #expect(desk.resting.isEmpty)
    }

    @Test("the book's best prices are those of its levels", arguments: Seeds.upTo(20))
    func book(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let config = #"{"every": 1, "offset": 0, "max": 1000, "source": "book"}"#
        let desk = try maker(config)
        try define(desk)
        let events = EventList()
        events.book(TENON_BUY, 5_000, 9)  // before the first snapshot: of an unknown book
        events.snapshot(bids: [1_000], asks: [], part: 0, parts: 2)
        events.snapshot(bids: [999], asks: [3_000], part: 1, parts: 2)
        var (bids, asks) = ([Int64: Int64](), [Int64: Int64]())
        (bids[1_000], bids[999], asks[3_000]) = (5, 5, 5)
        var touches: [(bid: Int64, ask: Int64)] = [(0, 9_999), (0, 9_999), (1_000, 3_000)]
        var best: [(Int64?, Int64?)] = [(nil, nil), (nil, nil), (1_000, 3_000)]
        for _ in 0..<400 {
            let isBuy = Bool.random(using: &random)
            let price = Int64.random(in: isBuy ? 100...1_900 : 2_000...4_000, using: &random)
            let isKnown = isBuy ? bids[price] != nil : asks[price] != nil
            let quantity: Int64 = isKnown ? 0 : Int64.random(in: 0...9, using: &random)
            let more = Int.random(in: 0..<4, using: &random) == 0
            events.book(isBuy ? TENON_BUY : TENON_SELL, price, quantity, more: more)
            if isBuy {
                bids[price] = quantity == 0 ? nil : quantity
            } else {
                asks[price] = quantity == 0 ? nil : quantity
            }
            touches.append((0, 9_999))  // no order ever fills
            best.append(more ? (nil, nil) : (bids.keys.max(), asks.keys.min()))
        }
        try desk.deliver(events, touches)
        for (tick, prices) in best.enumerated() {
            let news = desk.commands.filter { $0.tick == tick && Int($0.intent.op) == TENON_OP_NEW }
            #expect(news.map(\.intent.px) == [prices.0, prices.1].compactMap { $0 }, "\(tick)")
        }
    }

    @Test("of a deep book the worst levels are forgotten, the best are right")
    func deepBook() throws {
        let desk = try maker(#"{"every": 1, "offset": 0, "source": "book"}"#)
        try define(desk)
        let events = EventList()
        events.snapshot(bids: [1], asks: [90_000])
        for price in 2...1_500 { events.book(TENON_BUY, Int64(price), 1) }
        for price in (1_000...1_500).reversed() { events.book(TENON_BUY, Int64(price), 0) }
        events.book(TENON_BUY, 2, 1)
        let count = 1 + 1_499 + 501 + 1
        try desk.deliver(events, Array(repeating: (bid: 0, ask: 99_999), count: count))
        let bids = desk.commands.filter {
            Int($0.intent.op) == TENON_OP_NEW && Int($0.intent.side) == TENON_BUY
        }
        #expect(bids.last?.intent.px == 999)
        #expect(bids.map(\.intent.px).max() == 1_500)
    }

    @Test(
        "the same orders however events are batched, and from a state made in the middle",
        arguments: Seeds.upTo(12)
    )
    func stateAndBatches(seed: UInt64) throws {
        let refresh = seed % 2 == 0 ? "cancel" : "replace"
        let config = #"{"every": 7, "offset": 0.02, "skew": 2, "refresh": "\#(refresh)"}"#
        let walk = Walk(seed: seed, count: 400)
        let events = EventList()
        for quote in walk.quotes { events.quote(quote.bid, quote.ask) }
        let whole = try maker(config)
        try define(whole)
        try whole.deliver(events, walk.quotes)
        #expect(whole.fills.count > 3, "seed \(seed) tests nothing")
        for size in [7, 64, 400] {
            let other = try maker(config)
            try define(other)
            try other.deliver(events, walk.quotes, size: size)
            #expect(other.commands.map(\.intent.bytes) == whole.commands.map(\.intent.bytes))
            #expect(try other.session.digest() == whole.session.digest())
        }
        let cut = 1 + Int(seed &* 61 % 398)
        let first = try maker(config)
        try define(first)
        try first.deliver(events, Array(walk.quotes[..<cut]))
        let state = try first.session.save()
        let session = try Session(BuiltLibrary("MarketMaker"))
        try #require(session.configure(config) == TENON_OK)
        try #require(try session.load(state) == TENON_OK, "\(session.host.failure)")
        #expect(try session.save() == state && session.digest() == first.session.digest())
        try #require(session.activate() == TENON_OK && session.start() == TENON_OK)
        let second = Desk(session)
        try second.takeOver(from: first)
        try second.deliver(events, Array(walk.quotes[cut...]), from: cut)
        let intents = (first.commands + second.commands).map(\.intent.bytes)
        #expect(intents == whole.commands.map(\.intent.bytes), "seed \(seed)")
        #expect(try second.session.save() == whole.session.save(), "seed \(seed)")
    }
}
