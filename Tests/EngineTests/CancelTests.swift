import CTenon
import Domain
import Engine
import Orders
import Risk
import Simulation
import Testing

@Suite("Cancels and queries")
struct CancelTests {
    /// A strategy whose orders work until canceled: the venue waits for bars that do not come.
    private static func stage(_ instruments: Int = 1) -> Stage {
        var plan = Stage.Plan()
        plan.model = .nextBarOpen
        plan.instruments = ["AAA.X", "BBB.X"].prefix(instruments).map { Stage.definition($0) }
        let stage = Stage(plan)
        stage.connector()
            .feed(
                (1...9)
                    .flatMap { time in
                        (1...UInt32(instruments))
                            .map { Tape.quote($0, at: time * 10, 100, 101) }
                    }
            )
        return stage
    }

    private static func strategy(
        _ stage: Stage,
        _ act: [Int64: (ScriptedStrategy) -> Void]
    ) -> ScriptedStrategy {
        let strategy = stage.strategy()
        strategy.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        strategy.react = { strategy, event in
            if event.isQuote { act[event.time]?(strategy) }
            return .take
        }
        return strategy
    }

    private static func news(_ strategy: ScriptedStrategy) -> [String] {
        strategy.live.filter { !$0.isQuote }.map { "@\($0.time) \($0)" }
    }

    @Test("by the intent's id and by the order's number", arguments: [true, false])
    func named(byTarget: Bool) {
        let stage = CancelTests.stage()
        let strategy = CancelTests.strategy(
            stage,
            [
                10: { $0.buy(5) },
                20: { _ = byTarget ? $0.cancel(target: 1) : $0.cancel(order: 1) },
            ]
        )
        let rig = stage.open().run()
        #expect(
            CancelTests.news(strategy) == [
                "@10 order 1 sent", "@10 order 1 working", "@20 order 1 cancelPending",
                "@20 order 1 canceled",
            ]
        )
        let last = strategy.live.compactMap(\.order).last
        #expect(last?.leaves_qty == 0 && last?.filled_qty == 0 && last?.qty == 5)
        #expect(rig.lane.counts.canceled == 1 && rig.lane.counts.fills == 0)
    }

    @Test("what was filled before the cancel stays")
    func partlyFilled() {
        var plan = Stage.Plan()
        plan.model = .nextQuote
        let stage = StepTests.stage(
            [
                Tape.quote(at: 10, 100, 101), Tape.quote(at: 20, 100, 101, sizes: (2, 2)),
                Tape.quote(at: 30, 100, 101, sizes: (0, 0)), Tape.quote(at: 40, 100, 101),
            ],
            plan
        )
        let strategy = CancelTests.strategy(
            stage,
            [10: { $0.buy(5) }, 30: { $0.cancel(target: 1) }]
        )
        let rig = stage.open().run()
        #expect(
            CancelTests.news(strategy) == [
                "@10 order 1 sent", "@10 order 1 working", "@20 fill 1 2@101 partlyFilled",
                "@20 position 1 2", "@30 order 1 cancelPending", "@30 order 1 canceled",
            ]
        )
        #expect(strategy.live.compactMap(\.order).last?.filled_qty == 2)
        #expect(rig.lane.books[strategy.id, InstrumentID(1)].position.quantity == 2)
    }

    @Test("another's order is as unknown as one that never was")
    func foreign() {
        let stage = CancelTests.stage()
        let owner = CancelTests.strategy(stage, [10: { $0.buy(5) }])
        let other = CancelTests.strategy(
            stage,
            [
                20: { $0.cancel(order: 1) }, 30: { $0.cancel(order: 999) },
                40: { $0.cancel(target: 1) }, 50: { $0.cancel(target: 777) },
                60: {
                    var query = $0.blank(TENON_OP_QUERY)
                    query.order = 1
                    $0.submit(query)
                },
                70: { $0.cancel(target: 0) },
            ]
        )
        stage.open().run()
        #expect(CancelTests.news(owner) == ["@10 order 1 sent", "@10 order 1 working"])
        let answers = other.live.compactMap(\.order)
        #expect(answers.count == 6)
        for answer in answers {
            #expect(answer.reason == UInt32(TENON_REASON_UNKNOWN_ORDER))
            #expect(answer.qty == 0 && answer.filled_qty == 0 && answer.status == 0)
            #expect(answer.side == 0 && answer.last_qty == Domain.none)
        }
        #expect(answers.prefix(4).allSatisfy { $0.change == UInt16(TENON_CH_CANCEL_REJECTED) })
        #expect(answers[4].change == UInt16(TENON_CH_STATUS))
    }

    @Test("a finished order is too late to cancel, however it is named")
    func tooLate() {
        let stage = StepTests.stage((1...5).map { Tape.quote(at: $0 * 10, 100, 101) })
        let strategy = CancelTests.strategy(
            stage,
            [10: { $0.buy(5) }, 20: { $0.cancel(order: 1) }, 30: { $0.cancel(target: 1) }]
        )
        stage.open().run()
        #expect(
            CancelTests.news(strategy) == [
                "@10 order 1 sent", "@10 fill 1 5@101 filled", "@10 position 1 5",
                "@20 cancel-rejected 1 r4", "@30 cancel-rejected 1 r4",
            ]
        )
        let rejected = strategy.live.compactMap(\.order).suffix(2)
        #expect(rejected.allSatisfy { $0.status == UInt16(TENON_FILLED) && $0.filled_qty == 5 })
    }

    @Test("CANCEL_ALL keeps to the instrument and the side it names, and to its owner")
    func all() {
        for (instrument, side, expected): (UInt32, Int, Set<UInt64>) in [
            (0, 0, [1, 2, 3, 4]), (1, 0, [1, 2]), (2, 0, [3, 4]), (0, TENON_BUY, [1, 3]),
            (1, TENON_SELL, [2]), (2, TENON_BUY, [3]),
        ] {
            let stage = CancelTests.stage(2)
            let strategy = CancelTests.strategy(
                stage,
                [
                    20: {
                        $0.submit(
                            $0.order(TENON_BUY, 1, of: 1),
                            $0.order(TENON_SELL, 1, of: 1),
                            $0.order(TENON_BUY, 1, of: 2),
                            $0.order(TENON_SELL, 1, of: 2)
                        )
                    },
                    30: { $0.cancelAll(of: instrument, side: side) },
                ]
            )
            let other = CancelTests.strategy(stage, [10: { $0.buy(1) }])
            stage.open().run()
            let canceled = strategy.live.compactMap(\.order)
                .filter { $0.status == UInt16(TENON_CANCELED) }
            #expect(Set(canceled.map(\.intent_id)) == expected)
            #expect(canceled.allSatisfy { $0.cause_seq < $0.h.seq })
            #expect(CancelTests.news(other).count == 2)
        }
    }

    @Test("a query tells how the order stands and changes nothing")
    func query() {
        let stage = CancelTests.stage()
        let strategy = CancelTests.strategy(
            stage,
            [
                10: { $0.buy(5) },
                20: {
                    var query = $0.blank(TENON_OP_QUERY)
                    query.target = 1
                    $0.submit(query)
                },
            ]
        )
        stage.open().run()
        #expect(
            CancelTests.news(strategy) == [
                "@10 order 1 sent", "@10 order 1 working", "@20 status 1 working r0",
            ]
        )
    }

    @Test("a canceled order frees its reservation")
    func freed() {
        var plan = Stage.Plan()
        plan.model = .nextBarOpen
        plan.accountLimits.maximumPosition = Decimal(10)
        let stage = StepTests.stage((1...5).map { Tape.quote(at: $0 * 10, 100, 101) }, plan)
        let strategy = CancelTests.strategy(
            stage,
            [
                10: { $0.buy(8) }, 20: { $0.buy(3) }, 30: { $0.cancel(target: 1) },
                40: { $0.buy(10) },
            ]
        )
        stage.open().run()
        #expect(
            CancelTests.news(strategy) == [
                "@10 order 1 sent", "@10 order 1 working", "@20 order 2 denied r1 rule6",
                "@30 order 1 cancelPending", "@30 order 1 canceled", "@40 order 4 sent",
                "@40 order 4 working",
            ]
        )
    }
}
