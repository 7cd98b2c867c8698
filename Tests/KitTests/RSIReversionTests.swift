import CTenon
import Foundation
import Support
import Testing

/// Wilder's index over an array, straight from its definition; nil before it exists.
private func index(_ prices: [Double], period: Int) -> [Double?] {
    var (gain, loss) = (0.0, 0.0)
    var result: [Double?] = [nil]
    for (count, pair) in zip(prices, prices.dropFirst()).enumerated() {
        let change = pair.1 - pair.0
        let (up, down) = (max(change, 0), max(-change, 0))
        let n = Double(period)
        if count < period {
            gain += up
            loss += down
            if count == period - 1 { (gain, loss) = (gain / n, loss / n) }
        } else {
            gain = (gain * (n - 1) + up) / n
            loss = (loss * (n - 1) + down) / n
        }
        let isThere = count >= period - 1
        result.append(isThere ? (gain + loss > 0 ? 100 * gain / (gain + loss) : 50) : nil)
    }
    return result
}

/// What the strategy wants to hold after each price: 1, 0, -1.
private func wants(_ prices: [Double], period: Int, shorts: Bool) -> [Int64] {
    var want: Int64 = 0
    return index(prices, period: period)
        .map { value in
            guard let value else { return want }
            if value < 30 {
                want = 1
            } else if value > 70 {
                want = shorts ? -1 : 0
            } else if (want > 0 && value >= 50) || (want < 0 && value <= 50) {
                want = 0
            }
            return want
        }
}

private func trader(_ config: String) throws -> Desk {
    let session = try Session(BuiltLibrary("RSIReversion"))
    try #require(session.configure(config) == TENON_OK, "\(session.host.failure)")
    try #require(session.activate() == TENON_OK, "\(session.host.failure)")
    try #require(session.start() == TENON_OK)
    let burst = EventList()
    burst.instrument()
    let answer = session.onBatch(burst, 0..<1)
    try #require(answer.status == TENON_OK, "\(session.host.failure)")
    return Desk(session)
}

extension Walk {
    /// The quotes alone.
    fileprivate func plain() -> EventList {
        let events = EventList()
        for quote in quotes { events.quote(quote.bid, quote.ask) }
        return events
    }
}

@Suite("RSI reversion")
struct RSIReversionTests {
    private static let shared = SharedFiles.folder

    @Test(
        "the index is TA-Lib's on SPY's closes, from its first row on",
        .enabled(if: shared != nil)
    )
    func sharedIndicator() throws {
        let lines = try SharedFiles.lines("oracles/indicators_spy_daily.csv.gz")
        let column = try #require(lines[0].split(separator: ",").firstIndex(of: "rsi_14"))
        let desk = try trader(#"{"source": "bar", "quantity": 1}"#)
        var compared = 0
        for line in lines.dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let close = try #require(SharedFiles.mantissa(fields[1], places: 2))
            let events = EventList()
            events.bar(close: close)
            try desk.deliver(events, [(close, close)])
            let memory = try desk.session.save().dropFirst(80)
            func double(_ offset: Int) -> Double {
                let bytes = memory.dropFirst(offset).prefix(8).reversed()
                return Double(bitPattern: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            }
            let (gain, loss) = (double(16), double(24))
            guard let wanted = Double(fields[column]) else {
                #expect(compared == 0, "an empty field after the first defined one")
                continue
            }
            let found = 100 * gain / (gain + loss)
            #expect(abs(found - wanted) <= 1e-9 * max(1, abs(wanted)), "\(fields[0])")
            compared += 1
        }
        #expect(compared == 1_500 - 14)
    }

    @Test("holds what the rules want, at the market", arguments: Seeds.upTo(30))
    func rules(seed: UInt64) throws {
        let shorts = seed % 2 == 0
        let period = 3 + Int(seed % 9)
        let walk = Walk(seed: seed, count: 500)
        let desk = try trader(#"{"period": \#(period), "shorts": \#(shorts), "quantity": 4}"#)
        let wanted = wants(walk.middles, period: period, shorts: shorts)
        var changes = 0
        for (place, quote) in walk.quotes.enumerated() {
            let events = EventList()
            events.quote(quote.bid, quote.ask)
            try desk.deliver(events, [quote])
            #expect(desk.position == 4 * wanted[place], "seed \(seed), price \(place)")
            changes += place > 0 && wanted[place] != wanted[place - 1] ? 1 : 0
        }
        #expect(changes > 3, "seed \(seed) tests nothing")
        #expect(desk.commands.allSatisfy { Int($0.intent.otype) == TENON_MARKET })
        let exits = desk.commands.filter { $0.intent.tag == 2 }
        #expect(exits.allSatisfy { Int($0.intent.flags) == TENON_ORDER_REDUCE_ONLY })
        #expect(!exits.isEmpty)
    }

    @Test("bars of the same prices give the same orders; auto takes the first kind")
    func bars() throws {
        let walk = Walk(seed: 4, count: 400)
        let (quotes, bars) = (EventList(), EventList())
        for quote in walk.quotes {
            quotes.quote(quote.bid, quote.bid)
            bars.bar(close: 7, isComplete: false)
            bars.bar(close: quote.bid)
        }
        let touches = walk.quotes.map { (bid: $0.bid, ask: $0.bid) }
        let onQuotes = try trader(#"{"period": 4}"#)
        try onQuotes.deliver(quotes, touches)
        let onBars = try trader(#"{"period": 4}"#)
        try onBars.deliver(bars, touches.flatMap { [$0, $0] })
        let sides = onQuotes.commands.map(\.intent.bytes)
        #expect(onBars.commands.map(\.intent.bytes) == sides && sides.count > 5)
        #expect(onBars.session.host.subscriptions == ["1:2", "1:16"])
    }

    @Test("a limit entry stands behind the price and goes when the want goes", arguments: 0..<8)
    func limits(seed: UInt64) throws {
        let walk = Walk(seed: seed, count: 500)
        let desk = try trader(#"{"period": 5, "entry": "limit", "offset": 2, "shorts": true}"#)
        let wanted = wants(walk.middles, period: 5, shorts: true)
        try desk.deliver(walk.plain(), walk.quotes)
        let entries = desk.commands.filter {
            $0.intent.tag == 1 && Int($0.intent.op) == TENON_OP_NEW
        }
        #expect(entries.count > 3)
        for entry in entries {
            let quote = walk.quotes[entry.tick]
            let isBuy = Int(entry.intent.side) == TENON_BUY
            #expect(Int(entry.intent.otype) == TENON_LIMIT)
            #expect(entry.intent.px == (isBuy ? quote.bid - 2 : quote.ask + 2))
        }
        let cancels = desk.commands.filter { Int($0.intent.op) == TENON_OP_CANCEL }
        for cancel in cancels {
            let entry = entries.first { $0.intent.intent_id == cancel.intent.target }
            let sent = try #require(entry).tick
            let span = wanted[sent...cancel.tick]
            #expect(span.dropLast().allSatisfy { $0 == wanted[sent] })
            #expect(span.last != wanted[sent])
        }
        #expect(!cancels.isEmpty && desk.fills.contains(where: \.isMaker))
    }

    @Test("each entry brings its stop, which never outlives the position", arguments: 0..<8)
    func stops(seed: UInt64) throws {
        let walk = Walk(seed: seed, count: 600)
        let config = #"{"period": 4, "stop": 1, "shorts": true, "quantity": 3}"#
        let desk = try trader(config)
        try desk.deliver(walk.plain(), walk.quotes)
        let entries = desk.commands.filter { $0.intent.tag == 1 }
        let stops = desk.commands.filter { $0.intent.tag == 3 && Int($0.intent.op) == 1 }
        #expect(entries.count == stops.count && entries.count > 3)
        for (entry, stop) in zip(entries, stops) {
            #expect(entry.intent.link == stop.intent.link && stop.intent.link > 0)
            #expect(Int(stop.intent.contingency) == TENON_CONTINGENCY_OTO)
            #expect(Int(stop.intent.flags) == TENON_ORDER_REDUCE_ONLY)
            #expect(Int(stop.intent.otype) == TENON_STOP && stop.intent.side != entry.intent.side)
            let quote = walk.quotes[entry.tick]
            // A basis point of some 1000.00 is ten ticks.
            let isBuy = Int(entry.intent.side) == TENON_BUY
            let distance = (isBuy ? quote.ask : quote.bid) / 10_000
            let wanted = isBuy ? quote.bid - distance : quote.ask + distance
            #expect(stop.intent.stop_px == wanted)
        }
        let stopped = Set(stops.map(\.intent.intent_id))
        #expect(desk.fills.contains { stopped.contains($0.intent) }, "seed \(seed) tests nothing")
        #expect(abs(desk.position) <= 3)
        #expect(desk.position != 0 || desk.resting.isEmpty)
    }

    /// Prices that make it enter at the third: they fall for a long and rise for a short.
    private func entered(
        _ touches: [(bid: Int64, ask: Int64)],
        _ more: String
    ) throws -> (desk: Desk, entry: tenon_intent, stop: tenon_intent) {
        let desk = try trader(#"{"period": 2, "shorts": true, \#(more)}"#)
        let events = EventList()
        for touch in touches { events.quote(touch.bid, touch.ask) }
        try desk.deliver(events, touches)
        try #require(desk.commands.map(\.intent.tag) == [1, 3])
        return (desk, desk.commands[0].intent, desk.commands[1].intent)
    }

    @Test("a stop nearer than a tick stands a tick beyond the far touch, and is not hit at once")
    func narrowStops() throws {
        let long = try entered([(411, 412), (410, 411), (409, 410), (409, 410)], #""stop": 20"#)
        #expect(long.stop.stop_px == 408 && long.desk.position == 1)
        let short = try entered([(407, 408), (408, 409), (409, 410), (409, 410)], #""stop": 20"#)
        #expect(short.stop.stop_px == 411 && short.desk.position == -1)
        // A limit fills when the touches have come to it: then the bid is the spread below.
        let limit = #""entry": "limit", "offset": 5, "stop": 20"#
        let behind = try entered(
            [(411, 414), (410, 413), (409, 412), (401, 404), (401, 404)],
            limit
        )
        #expect(behind.entry.px == 404 && behind.stop.stop_px == 400)
        #expect(behind.desk.position == 1)
    }

    @Test("at negative prices a stop stands on the losing side as well")
    func negativeStops() throws {
        let fall: [(Int64, Int64)] = [(-50_000, -49_990), (-50_010, -50_000), (-50_020, -50_010)]
        let long = try entered(fall + [(-50_020, -50_010)], #""stop": 20"#)
        #expect(long.stop.stop_px == -50_020 - 100 && long.desk.position == 1)
        let rise: [(Int64, Int64)] = [(-50_040, -50_030), (-50_030, -50_020), (-50_020, -50_010)]
        let short = try entered(rise + [(-50_020, -50_010)], #""stop": 20"#)
        #expect(short.stop.stop_px == -50_010 + 100 && short.desk.position == -1)
        let near: [(Int64, Int64)] = [(1, 2), (0, 1), (-1, 0), (-1, 0)]
        let zero = try entered(near, #""stop": 20"#)
        #expect(zero.stop.stop_px == -2 && zero.desk.position == 1)
    }

    @Test("prices at the end of their reach do not overflow")
    func reach() throws {
        let last = Int64(1) << 62 - 1
        let step = Int64(1) << 20  // less would be lost in the index's doubles
        let rise = (0..<3).map { (last - (3 - $0) * step, last - (2 - $0) * step) }
        let high = try entered(rise, #""stop": 9999"#)
        #expect(high.stop.stop_px == last)
        let fall = (0..<3).map { ((2 - $0) * step - last, (3 - $0) * step - last) }
        let limit = #""entry": "limit", "offset": 1000000, "stop": 9999"#
        let low = try entered(fall, limit)
        #expect(low.entry.px == -last && low.stop.stop_px == -last)
    }

    @Test("an exit waits for the end of the stop that covers the same position")
    func exitAfterStop() throws {
        let session = try trader(#"{"period": 2, "shorts": true, "stop": 20}"#).session
        let events = EventList()
        for bid in [411, 410, 409] { events.quote(Int64(bid), Int64(bid) + 1) }
        func tell(_ news: EventList) throws {
            for index in 0..<news.count {
                try #require(session.onBatch(news, index..<index + 1).status == TENON_OK)
            }
            _ = session.onBatch(EventList(), 0..<0)
        }
        try tell(events)
        let sent = session.host.intents
        try #require(sent.map(\.tag) == [1, 3])
        let filled = EventList()
        filled.order(sent[0], status: TENON_FILLED, change: TENON_CH_FILL, leaves: 0)
        filled.position(1)
        filled.order(sent[1], status: TENON_WORKING, change: TENON_CH_STATE, leaves: 1)
        try tell(filled)
        // It turns: the stop is to go, and nothing else is asked for until it has gone.
        let turned = EventList()
        for bid in [500, 600, 700] { turned.quote(Int64(bid), Int64(bid) + 1) }
        try tell(turned)
        let asked = session.host.intents.dropFirst(2)
        #expect(asked.map(\.target) == [sent[1].intent_id])
        let gone = EventList()
        gone.order(sent[1], status: TENON_CANCELED, change: TENON_CH_STATE, leaves: 0)
        try tell(gone)
        let then = session.host.intents.dropFirst(3)
        #expect(then.map(\.tag) == [2, 1, 3])
        #expect(then.map { Int($0.side) } == [TENON_SELL, TENON_SELL, TENON_BUY])
    }

    @Test("a quantity that is not of whole lots is refused when the definition comes")
    func lots() throws {
        for (quantity, isGood) in [("1", false), ("1500", false), ("2000", true)] {
            let session = try Session(BuiltLibrary("RSIReversion"))
            try #require(session.configure(#"{"quantity": \#(quantity)}"#) == TENON_OK)
            try #require(session.activate() == TENON_OK && session.start() == TENON_OK)
            let burst = EventList()
            burst.instrument(lot: 1_000)
            let status = session.onBatch(burst, 0..<1).status
            #expect(status == tenon_status(isGood ? TENON_OK : TENON_E_INVALID))
            let why = "config.quantity: \(quantity) is no multiple of the lot 1000 of EURUSD.SIM"
            #expect(session.host.failure == (isGood ? "" : why))
        }
    }

    @Test(
        "the same orders however events are batched, and from a state made in the middle",
        arguments: Seeds.upTo(20)
    )
    func stateAndBatches(seed: UInt64) throws {
        let entry = seed % 2 == 0 ? #""entry": "limit", "offset": 1"# : #""entry": "market""#
        let config = #"{"period": 4, "stop": \#(seed % 3), "shorts": true, \#(entry)}"#
        let walk = Walk(seed: seed, count: 400)
        let events = walk.plain()
        let whole = try trader(config)
        try whole.deliver(events, walk.quotes)
        #expect(whole.fills.count > 3, "seed \(seed) tests nothing")
        for size in [7, 64, 400] {
            let other = try trader(config)
            try other.deliver(events, walk.quotes, size: size)
            #expect(other.commands.map(\.intent.bytes) == whole.commands.map(\.intent.bytes))
            #expect(try other.session.digest() == whole.session.digest())
        }
        let cut = 1 + Int(seed &* 67 % 398)
        let first = try trader(config)
        try first.deliver(events, Array(walk.quotes[..<cut]))
        let state = try first.session.save()
        let session = try Session(BuiltLibrary("RSIReversion"))
        try #require(session.configure(config) == TENON_OK)
        try #require(try session.load(state, step: 7) == TENON_OK, "\(session.host.failure)")
        #expect(try session.save() == state && session.digest() == first.session.digest())
        try #require(session.activate() == TENON_OK && session.start() == TENON_OK)
        let second = Desk(session)
        try second.takeOver(from: first)
        try second.deliver(events, Array(walk.quotes[cut...]), from: cut)
        let intents = (first.commands + second.commands).map(\.intent.bytes)
        #expect(intents == whole.commands.map(\.intent.bytes), "seed \(seed), cut \(cut)")
        #expect(try second.session.save() == whole.session.save(), "seed \(seed)")
    }

    @Test("history moves the index and sends nothing")
    func warmUp() throws {
        let walk = Walk(seed: 3, count: 300)
        let events = EventList()
        for quote in walk.quotes { events.quote(quote.bid, quote.ask, flags: TENON_EV_WARMUP) }
        let desk = try trader(#"{"period": 4}"#)
        try desk.deliver(events, walk.quotes, size: 64)
        #expect(desk.commands.isEmpty)
        let other = try live(walk)
        #expect(try desk.session.save().dropFirst(80) == other.session.save().dropFirst(80))
    }

    private func live(_ walk: Walk) throws -> Desk {
        let desk = try trader(#"{"period": 4}"#)
        try desk.deliver(walk.plain(), walk.quotes)
        return desk
    }
}
