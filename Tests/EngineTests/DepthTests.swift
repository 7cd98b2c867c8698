import CTenon
import Domain
import Engine
import Memory
import Testing

@Suite("Books in the lane")
struct DepthTests {
    /// The touch and the number of levels after each event of a stream.
    private func touches(_ records: [Tape.Record]) -> [String] {
        let stage = Stage()
        stage.connector().feed(records)
        let rig = stage.open()
        // The definition and the connector's start come first.
        while rig.lane.counts.marketEvents == 0 { rig.step() }
        var lines = [touch(rig)]
        for _ in 1..<records.count {
            rig.step()
            lines.append(touch(rig))
        }
        #expect(rig.faults == [])
        return lines
    }

    private func touch(_ rig: Rig) -> String {
        let market = rig.lane.markets[0]
        let one = InstrumentID(1)
        let book =
            rig.lane.depths.hasBook(one)
            ? "\(rig.lane.depths.count(one, .buy))+\(rig.lane.depths.count(one, .sell))" : "none"
        func text(_ value: Int64) -> String { value == Domain.none ? "-" : "\(value)" }
        let bid = "\(text(market.bid))x\(text(market.bidQuantity))"
        let ask = "\(text(market.ask))x\(text(market.askQuantity))"
        return "\(bid) \(ask) @\(text(market.quoteTime)) \(book)"
    }

    private let whole = Tape.snapshot(
        at: 10,
        bids: [(99, 5), (98, 7)],
        asks: [(101, 3), (102, 4)]
    )

    @Test("changes before a snapshot do nothing; after it they move the touch")
    func changes() {
        let lines = touches([
            Tape.change(at: 5, TENON_BUY, 90, 1), whole,
            Tape.change(at: 20, TENON_BUY, 100, 2),
            Tape.change(at: 30, TENON_SELL, 101, 0),
            Tape.change(at: 40, TENON_BUY, 100, .min, action: TENON_BOOK_REMOVE),
            Tape.change(at: 50, TENON_SELL, .min, .min, action: TENON_BOOK_CLEAR),
            Tape.change(at: 60, 0, .min, .min, action: TENON_BOOK_CLEAR),
            Tape.change(at: 70, TENON_SELL, 103, 8),
        ])
        #expect(
            lines == [
                "-x- -x- @- none", "99x5 101x3 @10 2+2", "100x2 101x3 @20 3+2",
                "100x2 102x4 @30 3+1", "99x5 102x4 @40 2+1", "99x5 -x0 @50 2+0",
                "-x0 -x0 @60 0+0", "-x0 103x8 @70 0+1",
            ]
        )
    }

    @Test("events flagged MORE are one change: the touch moves with the last")
    func more() {
        let lines = touches([
            whole, Tape.change(at: 20, TENON_BUY, 101, 2, more: true),
            Tape.change(at: 20, TENON_SELL, 101, 0),
        ])
        #expect(lines == ["99x5 101x3 @10 2+2", "99x5 101x3 @10 3+2", "101x2 102x4 @20 3+1"])
    }

    @Test("a snapshot in parts counts when it is whole; a part missing loses the book")
    func parts() {
        let lines = touches([
            Tape.snapshot(at: 10, bids: [(99, 5)], asks: [], part: (0, of: 2)),
            Tape.snapshot(at: 10, bids: [(98, 5)], asks: [(101, 3)], part: (1, of: 2)),
            Tape.snapshot(at: 20, bids: [(97, 1)], asks: [], part: (0, of: 2)),
            Tape.snapshot(at: 20, bids: [], asks: [(103, 1)], part: (1, of: 2)),
            Tape.snapshot(at: 30, bids: [(50, 1)], asks: [], part: (0, of: 3)),
            Tape.snapshot(at: 30, bids: [], asks: [(150, 1)], part: (2, of: 3)),
        ])
        #expect(
            lines == [
                "-x- -x- @- none", "99x5 101x3 @10 2+1", "99x5 101x3 @10 2+1",
                "97x1 103x1 @20 1+1", "97x1 103x1 @20 1+1", "97x0 103x0 @20 none",
            ]
        )
    }

    @Test(
        "a gap in the book loses it until the next snapshot; one in other streams does not",
        arguments: [
            (0, true), (TENON_STREAM_BOOK, true), (TENON_STREAM_BOOK | TENON_STREAM_TRADES, true),
            (TENON_STREAM_TRADES, false),
        ]
    )
    func gap(streams: Int, isLost: Bool) {
        let lines = touches([
            whole, Tape.gap(at: 20, streams: streams), Tape.change(at: 30, TENON_BUY, 100, 1),
            whole.at(40),
        ])
        let after = isLost ? "99x0 101x0 @10 none" : "100x1 101x3 @30 3+2"
        #expect(lines[2] == after)
        #expect(lines[3] == "99x5 101x3 @40 2+2")
    }
}

extension Tape.Record {
    /// The same event at another time.
    fileprivate func at(_ time: Int64) -> Tape.Record {
        var record = self
        record.replaceSubrange(24..<32, with: Tape.bytes(time))
        return record
    }
}

@Suite("Trades that do not set the last price")
struct TradeEffectTests {
    @Test("they leave last price and its time alone", arguments: [true, false])
    func last(runsAhead: Bool) {
        var plan = Stage.Plan()
        plan.runsAhead = runsAhead
        let stage = Stage(plan)
        stage.connector()
            .feed([
                Tape.trade(at: 10, 100, conditions: TENON_CONDITION_ODD_LOT | 1 << 20),
                Tape.trade(at: 11, 90, conditions: TENON_CONDITION_NO_LAST),
                Tape.trade(at: 12, 80, conditions: TENON_CONDITION_LATE),
                Tape.trade(at: 13, 70, conditions: 0, kind: TENON_TRADE_CANCELED),
                Tape.trade(at: 14, 60, conditions: 0, kind: TENON_TRADE_CORRECTED),
            ])
        let viewer = stage.strategy()
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_TRADES) }
        let rig = stage.open().run()
        let market = rig.lane.markets[0]
        #expect(viewer.live.count == 5)
        #expect((market.last, market.lastTime, market.events) == (100, 10, 5))
        #expect(rig.lane.now == 14)
    }

    @Test("a run of none but such trades sets nothing", arguments: [true, false])
    func none(runsAhead: Bool) {
        var plan = Stage.Plan()
        plan.runsAhead = runsAhead
        let stage = Stage(plan)
        let late = TENON_CONDITION_LATE
        stage.connector().feed((1...4).map { Tape.trade(at: $0, 90 + $0, conditions: late) })
        stage.strategy().atActivation = { $0.subscribe(to: TENON_STREAM_TRADES) }
        let rig = stage.open().run()
        let market = rig.lane.markets[0]
        #expect((market.last, market.lastTime, market.events) == (Domain.none, Domain.none, 4))
        #expect(rig.lane.now == 4)
    }
}
