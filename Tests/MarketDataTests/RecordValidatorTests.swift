import CTenon
import Domain
import MarketData
import Memory
import Support
import Testing

@Suite("Record validator")
struct RecordValidatorTests {
    /// What the validator says of these bytes when two instruments are defined.
    private func objection<Event: BitwiseCopyable>(to event: Event) -> String? {
        var buffer = RecordBuffer()
        buffer.append(event)
        return objection(to: buffer.all)
    }

    /// What the validator says of a run on a fresh stream.
    private func objection(to run: RecordRun) -> String? {
        var last = none
        var ends = false
        return RecordValidator().objection(to: run, instruments: 2, after: &last, ends: &ends)
    }

    /// Changes one thing of a good event and expects this objection.
    private func expect<Event: BitwiseCopyable>(
        _ event: Event,
        _ why: String?,
        at location: SourceLocation = #_sourceLocation,
        _ change: (inout Event) -> Void
    ) {
        var changed = event
        #expect(objection(to: changed) == nil, sourceLocation: location)
        change(&changed)
        let said = objection(to: changed)
        #expect(said == why.map { "event 0: \($0)" }, sourceLocation: location)
    }

    /// The first price that is out of reach.
    private let far: Int64 = 1 << 62

    @Test("sizes: whole blocks of 64 bytes inside the run, and enough for the type")
    func sizes() {
        for (size, why): (UInt32, String) in [
            (0, "size 0 is no multiple of 64 inside the run"),
            (32, "size 32 is no multiple of 64 inside the run"),
            (130, "size 130 is no multiple of 64 inside the run"),
            (192, "size 192 is no multiple of 64 inside the run"),
            (.max, "size 4294967295 is no multiple of 64 inside the run"),
            (64, "a quote has 128 bytes"),
        ] {
            expect(Events.quote(), why) { $0.m.h.size = size }
        }
        expect(Events.trade(), "a trade has 128 bytes") { $0.m.h.size = 64 }
        expect(Events.bar(), "a bar has 192 bytes") { $0.m.h.size = 128 }
        expect(Events.book(), "a book change has 128 bytes") { $0.m.h.size = 64 }
        expect(Events.status(), "a status has 128 bytes") { $0.m.h.size = 64 }
        expect(Events.snapshot(), "a snapshot has at least 128 bytes") {
            $0.head.m.h.size = 64
        }
    }

    @Test("bytes that are no whole event are refused, not read", arguments: [1, 16, 31, 32, 63])
    func remainder(bytes: Int) {
        var buffer = RecordBuffer()
        buffer.append(Events.quote())
        for _ in 0..<bytes { buffer.append(UInt8(0)) }
        let said = objection(to: buffer.all)
        #expect(said == "event 1: \(bytes) bytes are no event")
    }

    @Test("the objection counts the events before it; an empty run has none")
    func places() {
        var buffer = RecordBuffer()
        #expect(objection(to: buffer.all) == nil)
        buffer.append(Events.quote())
        buffer.append(Events.bar())
        var bad = Events.trade()
        bad.px = none
        buffer.append(bad)
        let said = objection(to: buffer.all)
        #expect(said == "event 2: a trade's price or size is out of reach")
    }

    @Test("instrument and time of a market event")
    func header() {
        for instrument: UInt32 in [0, 3, .max] {
            expect(Events.quote(), "instrument \(instrument) is not defined") {
                $0.m.h.instrument = instrument
            }
        }
        expect(Events.quote(), nil) { $0.m.h.instrument = 2 }
        for time: Int64 in [0, -1, none, far, .max] {
            expect(Events.quote(), "ts_ns \(time) is no time") { $0.m.h.ts_ns = time }
        }
        expect(Events.quote(), nil) { $0.m.h.ts_ns = far - 1 }
    }

    @Test("times of a stream never go back, and nothing comes after its end")
    func stream() {
        var buffer = RecordBuffer()
        for time: Int64 in [50, 50, 60] {
            var quote = Events.quote()
            quote.m.h.ts_ns = time
            buffer.append(quote)
        }
        var last: Int64 = 50
        var ends = false
        let validator = RecordValidator()
        let fine = validator.objection(to: buffer.all, instruments: 1, after: &last, ends: &ends)
        #expect(fine == nil)
        #expect(last == 60)
        let back = validator.objection(to: buffer.all, instruments: 1, after: &last, ends: &ends)
        #expect(back == "event 0: ts_ns 50 goes back from 60")
        #expect(last == 60)

        // A run that is refused leaves the stream where it was.
        buffer.removeAll()
        buffer.append(Events.control(TENON_TYPE_WATERMARK, at: 70))
        buffer.append(Events.control(TENON_TYPE_END_OF_DATA, at: 0))
        buffer.append(Events.control(TENON_TYPE_WATERMARK, at: 80))
        let late = validator.objection(to: buffer.all, instruments: 1, after: &last, ends: &ends)
        #expect(late == "event 2: the stream has ended")
        #expect(last == 60)
        #expect(!ends)
        buffer.truncate(to: 128)
        let end = validator.objection(to: buffer.all, instruments: 1, after: &last, ends: &ends)
        #expect(end == nil)
        #expect(last == 70)
        #expect(ends)
    }

    @Test("spaces and types a connector does not publish")
    func kinds() {
        for space in [TENON_SPACE_ORDER, TENON_SPACE_REFERENCE, 9] {
            expect(Events.quote(), "space \(space) is not published by connectors") {
                $0.m.h.space = UInt16(space)
            }
        }
        expect(Events.quote(), "market type 99 is unknown") { $0.m.h.type = 99 }
        expect(Events.quote(), "market type 0 is unknown") { $0.m.h.type = 0 }
        for type in [TENON_TYPE_TIMER, TENON_TYPE_PARAM, TENON_TYPE_MARKER, TENON_TYPE_CLOCK] {
            let good = Events.control(TENON_TYPE_WATERMARK, at: 1)
            expect(good, "control type \(type) is not published by connectors") {
                $0.h.type = UInt16(type)
            }
        }
    }

    @Test("times of control events")
    func control() {
        let watermark = Events.control(TENON_TYPE_WATERMARK, at: 5)
        expect(watermark, "a watermark needs a time") { $0.h.ts_ns = 0 }
        expect(watermark, "a watermark needs a time") { $0.h.ts_ns = .max }
        let gap = Events.control(TENON_TYPE_GAP, at: 5)
        expect(gap, nil) { $0.h.instrument = 2 }
        expect(gap, "instrument 3 is not defined") { $0.h.instrument = 3 }
        expect(gap, "a gap needs a time") { $0.h.ts_ns = 0 }
        // It would push the time of the lane to the end of days.
        expect(gap, "a gap needs a time") { $0.h.ts_ns = far }
        #expect(objection(to: Events.control(TENON_TYPE_END_OF_DATA, at: 0)) == nil)
    }

    @Test("prices and sizes of a quote")
    func quote() {
        let why = "a quote's price or size is out of reach"
        for price in [far, .max, -far, -far - 1] {
            expect(Events.quote(), why) { $0.bid_px = price }
            expect(Events.quote(), why) { $0.ask_px = price }
        }
        for price in [far - 1, 1 - far, none, 0] {
            expect(Events.quote(), nil) { $0.bid_px = price }
            expect(Events.quote(), nil) { $0.ask_px = price }
        }
        for size in [-1, far, none + 1] {
            expect(Events.quote(), why) { $0.bid_qty = size }
            expect(Events.quote(), why) { $0.ask_qty = size }
        }
        for size in [0, far - 1, none] {
            expect(Events.quote(), nil) { $0.bid_qty = size }
            expect(Events.quote(), nil) { $0.ask_qty = size }
        }
    }

    @Test("a quote is good when each of its numbers is, and its short way says so too")
    func everyQuote() {
        let prices = [none, none + 1, -far, 1 - far, -1, 0, 1, far - 1, far, .max]
        let sizes = [none, none + 1, -1, 0, 1, far - 1, far, .max]
        var random = SeededGenerator(seed: 1)
        for _ in 0..<4_000 {
            var quote = Events.quote()
            // Mostly good numbers, so that a single bad one decides.
            func pick(_ values: [Int64]) -> Int64 {
                Int.random(in: 0..<3, using: &random) > 0
                    ? 7 : values.randomElement(using: &random) ?? 0
            }
            quote.bid_px = pick(prices)
            quote.ask_px = pick(prices)
            quote.bid_qty = pick(sizes)
            quote.ask_qty = pick(sizes)
            quote.m.h.ts_ns = pick([none, -1, 0, 1, far - 1, far, .max])
            quote.m.h.instrument =
                [0, 1, 1, 1, 1, 2, 2, 2, 2, 3].randomElement(using: &random) ?? 1
            let isGood =
                [quote.bid_px, quote.ask_px].allSatisfy { $0 == none || ($0 > -far && $0 < far) }
                && [quote.bid_qty, quote.ask_qty].allSatisfy { $0 == none || ($0 >= 0 && $0 < far) }
                && quote.m.h.ts_ns > 0 && quote.m.h.ts_ns < far
                && (1...2).contains(quote.m.h.instrument)
            if (objection(to: quote) == nil) != isGood { Issue.record("\(quote)") }
        }
    }

    @Test("price and size of a trade and of a level")
    func trade() {
        let why = "a trade's price or size is out of reach"
        for price in [far, -far, none] { expect(Events.trade(), why) { $0.px = price } }
        for size in [-1, far] { expect(Events.trade(), why) { $0.qty = size } }
        expect(Events.trade(), nil) { $0.qty = none }
        let level = "a level's price or size is out of reach"
        expect(Events.book(), level) { $0.px = far }
        expect(Events.book(), level) { $0.qty = -1 }
        for value in [none, far] { expect(Events.book(), level) { $0.px = value } }
        expect(Events.book(), level) { $0.qty = none }
        expect(Events.snapshot(), level) { $0.levels.1.px = none }
        expect(Events.snapshot(), level) { $0.levels.2.px = -far }
        expect(Events.snapshot(), level) { $0.levels.0.qty = far }
        // The fourth is room that the event does not use.
        expect(Events.snapshot(), nil) { $0.levels.3.qty = -1 }
    }

    @Test("a book is of levels: known action, side and part, no order of its own")
    func book() {
        let orders =
            "order_ref is set: this host keeps books of price levels; publish the level's whole size"
        expect(Events.book(), orders) { $0.order_ref = 1 }
        expect(Events.snapshot(), orders) { $0.levels.1.order_ref = 1 }
        expect(Events.book(), "side 3 of a level is neither BUY nor SELL") { $0.side = 3 }
        expect(Events.book(), "side 0 of a level is neither BUY nor SELL") { $0.side = 0 }
        let add = "action 2 changes no book of levels; use SET, REMOVE, CLEAR"
        expect(Events.book(), add) { $0.action = UInt8(TENON_BOOK_ADD) }
        expect(Events.book(), nil) {
            $0.action = UInt8(TENON_BOOK_REMOVE)
            $0.qty = none
        }
        for side: UInt8 in 0...2 {
            expect(Events.book(), nil) {
                $0 = Events.clear($0)
                $0.side = side
            }
        }
        expect(Events.book(), "side 3 of a book is none of 0, BUY, SELL") {
            $0 = Events.clear($0)
            $0.side = 3
        }
        expect(Events.snapshot(), "part 1 of 1 of a snapshot; they count from 0") {
            $0.head.part = 1
        }
        expect(Events.snapshot(), "part 0 of 0 of a snapshot; they count from 0") {
            $0.head.parts = 0
        }
    }

    @Test("levels lie inside their snapshot")
    func snapshot() {
        let why = "levels exceed the event"
        expect(Events.snapshot(), why) { $0.head.bids = 4 }
        expect(Events.snapshot(), why) { $0.head.asks = .max }
        expect(Events.snapshot(), why) { $0.head.level_size = 24 }
        expect(Events.snapshot(), why) { $0.head.level_size = 36 }
        expect(Events.snapshot(), why) { $0.head.level_size = 48 }
        expect(Events.snapshot(), nil) { $0.head.bids = 3 }
    }

    @Test("prices, volume and times of a bar")
    func bar() {
        let reach = "a bar's price or volume is out of reach"
        expect(Events.bar(), reach) { $0.high = far }
        expect(Events.bar(), reach) { $0.low = -far }
        expect(Events.bar(), reach) { $0.volume = -1 }
        expect(Events.bar(), reach) { $0.notional = -1 }
        let range = "a bar's high and low do not hold its open and close"
        expect(Events.bar(), range) { $0.high = 10 }
        expect(Events.bar(), range) { $0.low = 11 }
        expect(Events.bar(), range) { $0.open = 13 }
        expect(Events.bar(), range) { $0.close = 8 }
        let times = "a bar closes after it opens"
        expect(Events.bar(), times) { $0.open_ns = 100 }
        expect(Events.bar(), times) { $0.open_ns = none }
        expect(Events.bar(), times) { $0.close_ns = 40 }
        expect(Events.bar(), nil) { $0.volume = none }
    }

    @Test("a bar without a price has none of the four")
    func emptyBar() {
        let why = "a bar has all four prices or none"
        expect(Events.bar(), why) { $0.open = none }
        expect(Events.bar(), why) { $0.close = none }
        expect(Events.bar(), why) { $0.high = none }
        expect(Events.bar(), why) {
            $0.open = none
            $0.low = none
        }
        expect(Events.bar(), nil) {
            $0.open = none
            $0.high = none
            $0.low = none
            $0.close = none
        }
    }

    @Test("a complete bar is not published before its close")
    func future() {
        let why = "a complete bar comes at its close, not before"
        expect(Events.bar(), why) { $0.m.h.ts_ns = 99 }
        expect(Events.bar(), nil) { $0.m.h.ts_ns = 101 }
        expect(Events.bar(), nil) {
            $0.m.h.ts_ns = 99
            $0.complete = 0
        }
    }
}
