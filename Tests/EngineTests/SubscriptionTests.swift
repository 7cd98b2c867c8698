import CTenon
import Domain
import Engine
import Journal
import Simulation
import Testing

@Suite("Subscriptions and bars")
struct SubscriptionTests {
    private static let minute = Tape.minute

    @Test("only the streams that were asked for come")
    func streams() {
        let stage = Stage()
        stage.connector()
            .feed([
                Tape.quote(at: 10, 1, 2), Tape.trade(at: 20, 5, 3),
                Tape.status(at: 30, phase: TENON_PHASE_OPEN), Tape.flatBar(closing: 40, 7),
            ])
        let kinds = [
            TENON_STREAM_QUOTES, TENON_STREAM_TRADES, TENON_STREAM_STATUS, TENON_STREAM_BARS,
            TENON_STREAM_QUOTES | TENON_STREAM_TRADES, TENON_STREAM_BOOK,
        ]
        let viewers = kinds.map { kind in
            let viewer = stage.strategy()
            viewer.atActivation = { $0.subscribe(to: kind) }
            return viewer
        }
        stage.open().run()
        #expect(
            viewers.map { $0.live.map(\.time) } == [[10], [20], [30], [40], [10, 20], []]
        )
    }

    @Test(
        "what is subscribed to as an effect comes from the next event on",
        arguments: [true, false]
    )
    func effects(runsAhead: Bool) {
        var plan = Stage.Plan()
        plan.instruments = ["AAA.X", "BBB.X"].map { Stage.definition($0) }
        plan.runsAhead = runsAhead
        let stage = Stage(plan)
        stage.connector()
            .feed(
                (1...10)
                    .flatMap { index in
                        [
                            Tape.quote(1, at: index * 10, index, index + 1),
                            Tape.quote(2, at: index * 10 + 5, index, index + 1),
                        ]
                    }
            )
        let viewer = stage.strategy()
        viewer.atActivation = { $0.subscribe(1, to: TENON_STREAM_QUOTES) }
        viewer.react = { viewer, event in
            if event.time == 30 { viewer.subscribe(2, to: TENON_STREAM_QUOTES) }
            if event.time == 55 { viewer.unsubscribe(1, from: TENON_STREAM_QUOTES) }
            if event.time == 75 { viewer.unsubscribe(2, from: TENON_STREAM_QUOTES) }
            return .take
        }
        let rig = stage.open().run()
        #expect(viewer.live.map(\.time) == [10, 20, 30, 35, 40, 45, 50, 55, 65, 75])
        #expect(rig.lane.counts.marketEvents == 20)
    }

    @Test("unsubscribing leaves the streams that were not named, and order events")
    func partly() {
        var plan = Stage.Plan()
        plan.model = .nextQuote
        let stage = Stage(plan)
        stage.connector()
            .feed([
                Tape.quote(at: 10, 1, 2), Tape.quote(at: 20, 2, 3), Tape.trade(at: 30, 2, 1),
                Tape.quote(at: 40, 3, 4),
            ])
        let viewer = stage.strategy()
        viewer.atActivation = {
            $0.subscribe(to: TENON_STREAM_QUOTES | TENON_STREAM_TRADES)
        }
        viewer.react = { viewer, event in
            if event.isQuote {
                viewer.buy(1)
                viewer.unsubscribe(from: TENON_STREAM_QUOTES | TENON_STREAM_BOOK)
            }
            return .take
        }
        stage.open().run()
        #expect(
            viewer.lines == [
                "quote 1 1/2", "order 1 sent", "order 1 working", "fill 1 1@3 filled",
                "position 1 1", "trade 1 1@2",
            ]
        )
    }

    @Test("a wish that cannot be served is refused by the call, and nothing comes of it")
    func refusals() {
        let stage = Stage()
        stage.connector().feed([Tape.quote(at: 10, 1, 2), Tape.quote(at: 20, 2, 3)])
        let viewer = stage.strategy(symbols: ["AAA.X"])
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        var answers: [Int] = []
        viewer.react = { viewer, event in
            guard event.isQuote, answers.isEmpty else { return .take }
            answers = [
                viewer.subscribe(2, to: TENON_STREAM_QUOTES),
                viewer.subscribe(to: 0),
                viewer.subscribe(to: 64),
                viewer.subscribe(to: TENON_STREAM_BARS, bars: (100, TENON_BAR_TICK)),
                viewer.subscribe(to: TENON_STREAM_BARS, bars: (1, TENON_BAR_WEEK)),
                viewer.subscribe(to: TENON_STREAM_QUOTES, bars: (1, TENON_BAR_MINUTE)),
            ]
            return .take
        }
        let rig = stage.open().run()
        #expect(
            answers == [
                TENON_E_INVALID, TENON_E_INVALID, TENON_E_INVALID, TENON_E_NOSYS, TENON_E_NOSYS,
                TENON_E_INVALID,
            ]
        )
        #expect(rig.faults == [])
        #expect(viewer.lines == ["quote 1 1/2", "quote 1 2/3"])
    }

    @Test(
        "a bar of quotes is the mid, half to even, and an input at its close before what passed it"
    )
    func midBars() {
        let minute = SubscriptionTests.minute
        let stage = Stage()
        stage.connector()
            .feed([
                Tape.quote(at: minute + 5, 100, 101),
                Tape.quote(at: minute + 6, 101, 102),
                Tape.quote(at: minute + 7, 90, 95),
                Tape.quote(at: 2 * minute - 1, 96, 97),
                Tape.quote(at: 2 * minute, 200, 202),
                Tape.quote(at: 4 * minute + 1, 300, 300),
            ])
        let viewer = stage.strategy()
        viewer.atActivation = {
            $0.subscribe(
                to: TENON_STREAM_BARS | TENON_STREAM_QUOTES,
                bars: (1, TENON_BAR_MINUTE)
            )
        }
        let rig = stage.open().run()
        let start: UInt64 = 4
        #expect(
            viewer.live.map(\.full) == [
                "\(start).0 @\(minute + 5) quote 1 100/101",
                "\(start + 1).0 @\(minute + 6) quote 1 101/102",
                "\(start + 2).0 @\(minute + 7) quote 1 90/95",
                "\(start + 3).0 @\(2 * minute - 1) quote 1 96/97",
                // 100.5 -> 100, 101.5 -> 102, 92.5 -> 92, 96.5 -> 96.
                "\(start + 4).0 @\(2 * minute) bar 1 1 100 102 92 96",
                "\(start + 5).0 @\(2 * minute) quote 1 200/202",
                "\(start + 6).0 @\(3 * minute) bar 1 1 201 201 201 201",
                "\(start + 7).0 @\(4 * minute + 1) quote 1 300/300",
            ]
        )
        let bar = viewer.live.first { $0.isBar }?.read(tenon_ev_bar.self)
        #expect(bar?.open_ns == minute && bar?.close_ns == 2 * minute)
        #expect(bar?.basis == UInt8(TENON_BASIS_MID) && bar?.complete == 1)
        #expect(bar?.volume == Domain.none && bar?.trades == 0)
        #expect(bar?.m.h.flags == UInt16(TENON_EV_SYNTHETIC))
        // A definition, two starts and two bars.
        #expect(rig.lane.journal.inputs == 5)
    }

    @Test("a bar of trades has their prices, sizes and number; quotes do not disturb it")
    func tradeBars() {
        let minute = SubscriptionTests.minute
        let stage = Stage()
        stage.connector()
            .feed([
                Tape.quote(at: 1, 10, 12), Tape.trade(at: 2, 50, 4), Tape.quote(at: 3, 10, 12),
                Tape.trade(at: 4, 40, 2), Tape.trade(at: 5, 60, 1), Tape.trade(at: 6, 45, 3),
                Tape.quote(at: minute, 10, 12), Tape.trade(at: minute + 1, 70, 1),
                Tape.quote(at: 3 * minute, 10, 12),
            ])
        let viewer = stage.strategy()
        viewer.atActivation = {
            $0.subscribe(to: TENON_STREAM_BARS, bars: (1, TENON_BAR_MINUTE))
        }
        stage.open().run()
        #expect(viewer.lines == ["bar 1 1 50 60 40 45", "bar 1 1 70 70 70 70"])
        let bar = viewer.live.first?.read(tenon_ev_bar.self)
        #expect(bar?.volume == 10 && bar?.trades == 4)
        #expect(bar?.basis == UInt8(TENON_BASIS_LAST))
    }

    @Test("two strategies with two periods, and one with both")
    func periods() {
        let minute = SubscriptionTests.minute
        let stage = Stage()
        stage.connector().feed((0...6).map { Tape.trade(at: 1 + $0 * minute, 10 + $0, 1) })
        func viewer(_ periods: [Int]) -> ScriptedStrategy {
            let viewer = stage.strategy()
            viewer.atActivation = { viewer in
                for period in periods {
                    viewer.subscribe(to: TENON_STREAM_BARS, bars: (period, TENON_BAR_MINUTE))
                }
            }
            return viewer
        }
        let (one, two, both) = (viewer([1]), viewer([2]), viewer([2, 1]))
        stage.open().run()
        let ones = (0...5).map { "bar 1 1 \(10 + $0) \(10 + $0) \(10 + $0) \(10 + $0)" }
        let twos = [10, 12, 14].map { "bar 1 2 \($0) \($0 + 1) \($0) \($0 + 1)" }
        #expect(one.lines == ones)
        #expect(two.lines == twos)
        #expect(both.lines.sorted() == (ones + twos).sorted())
        // Each bar is one input, whoever sees it.
        let seen = Set((one.live + two.live).map(\.sequence))
        #expect(Set(both.live.map(\.sequence)) == seen)
        #expect(one.live.map(\.time) == (1...6).map { Int64($0) * minute })
    }

    @Test("bars that nobody wants any more are not built")
    func unwanted() {
        let minute = SubscriptionTests.minute
        let stage = Stage()
        stage.connector().feed((0...9).map { Tape.trade(at: 1 + $0 * minute, 10 + $0, 1) })
        let viewer = stage.strategy()
        viewer.atActivation = {
            $0.subscribe(to: TENON_STREAM_BARS, bars: (1, TENON_BAR_MINUTE))
            $0.subscribe(to: TENON_STREAM_BARS, bars: (2, TENON_BAR_MINUTE))
        }
        viewer.react = { viewer, event in
            if event.time == 4 * minute, event.read(tenon_ev_bar.self).period == 2 {
                viewer.unsubscribe(from: TENON_STREAM_BARS)
            }
            return .take
        }
        let rig = stage.open().run()
        #expect(viewer.live.map(\.time) == [1, 2, 2, 3, 4, 4].map { $0 * minute })
        // The definition, two starts, ten trades, six bars.
        #expect(rig.lane.sequence == 19)
    }

    @Test("bars as published come without a period, once, whatever else is subscribed to")
    func published() {
        let minute = SubscriptionTests.minute
        let stage = Stage()
        var bars: [Tape.Record] = []
        for index: Int64 in 1...3 {
            bars.append(Tape.quote(at: index * minute - 5, 8, 10))
            bars.append(
                Tape.bar(
                    (index - 1) * minute,
                    to: index * minute,
                    (index, index + 2, index - 1, index + 1),
                    flags: index == 2 ? TENON_EV_SYNTHETIC : 0
                )
            )
        }
        stage.connector().feed(bars)
        let plain = stage.strategy()
        plain.atActivation = { $0.subscribe(to: TENON_STREAM_BARS) }
        let both = stage.strategy()
        both.atActivation = {
            $0.subscribe(to: TENON_STREAM_BARS)
            $0.subscribe(to: TENON_STREAM_BARS, bars: (1, TENON_BAR_MINUTE))
        }
        let two = stage.strategy()
        two.atActivation = {
            $0.subscribe(to: TENON_STREAM_BARS, bars: (2, TENON_BAR_MINUTE))
        }
        stage.open().run()
        let lines = (1...3).map { "bar 1 1 \($0) \($0 + 2) \($0 - 1) \($0 + 1)" }
        #expect(plain.lines == lines)
        // The first minute was also built from quotes before the connector showed bars of its own.
        #expect(both.lines == ["bar 1 1 9 9 9 9"] + lines)
        #expect(two.lines == ["bar 1 2 9 9 9 9"])
    }

    @Test("a gap is told to those who see the instrument, one of everything to all")
    func gaps() {
        var plan = Stage.Plan()
        plan.instruments = ["AAA.X", "BBB.X"].map { Stage.definition($0) }
        let stage = Stage(plan)
        var answer = 0
        let feed = stage.connector()
        feed.feed([
            Tape.quote(1, at: 10, 1, 2), Tape.gap(1, at: 20), Tape.gap(2, at: 30), Tape.gap(at: 40),
            Tape.quote(2, at: 50, 1, 2),
        ])
        feed.atStart = { answer = $0.publish([Tape.gap(3, at: 5)], on: 7) }
        let viewers = [1, 2]
            .map { instrument in
                let viewer = stage.strategy()
                viewer.atActivation = { $0.subscribe(UInt32(instrument), to: TENON_STREAM_QUOTES) }
                return viewer
            }
        stage.open().run()
        #expect(viewers[0].lines == ["quote 1 1/2", "gap 1", "gap 0"])
        #expect(viewers[1].lines == ["gap 2", "gap 0", "quote 2 1/2"])
        #expect(answer == TENON_E_INVALID)
    }
}
