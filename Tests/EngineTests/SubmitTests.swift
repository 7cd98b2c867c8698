import Boundary
import CTenon
import Domain
import Engine
import Simulation
import Testing

@Suite("Submit")
struct SubmitTests {
    /// Runs a strategy that submits once and tells the answer, and what came of it.
    private static func answer(
        symbols: Set<String>? = nil,
        maximum: Decimal? = nil,
        operations: [Int]? = nil,
        _ submit: @escaping (ScriptedStrategy) -> Int
    ) -> (status: Int, lines: [String], faults: [String]) {
        var plan = Stage.Plan()
        plan.instruments = ["AAA.X", "BBB.X"].map { Stage.definition($0) }
        let stage = StepTests.stage(
            [
                Tape.quote(1, at: 10, 100, 101), Tape.quote(1, at: 20, 101, 102),
                Tape.quote(1, at: 30, 102, 103),
            ],
            plan
        )
        let strategy = stage.strategy(maximumQuantity: maximum, symbols: symbols)
        if let operations { strategy.port.grant(operations: operations.map { UInt16($0) }) }
        var status = 1
        strategy.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        strategy.react = { strategy, event in
            if event.isQuote, event.time == 10 { status = submit(strategy) }
            return .take
        }
        let rig = stage.open().run()
        return (status, strategy.live.filter { !$0.isMarket }.map(\.description), rig.faults)
    }

    /// One way to spoil an intent, and what submit says to it.
    struct Spoiled: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let status: Int
        let change: @Sendable (inout tenon_intent) -> Void

        init(
            _ name: String,
            _ status: Int,
            _ change: @escaping @Sendable (inout tenon_intent) -> Void
        ) {
            testDescription = name
            self.status = status
            self.change = change
        }
    }

    private static let spoiled: [Spoiled] = [
        Spoiled("old definition", TENON_E_STALE) { $0.def_version = 0 },
        Spoiled("future definition", TENON_E_STALE) { $0.def_version = 2 },
        Spoiled("no instrument", TENON_E_INVALID) { $0.instrument = 0 },
        Spoiled("unknown instrument", TENON_E_INVALID) { $0.instrument = 3 },
        Spoiled("huge instrument", TENON_E_INVALID) { $0.instrument = .max },
        Spoiled("not granted", TENON_E_PERMISSION) { $0.instrument = 2 },
        Spoiled("above the grant", TENON_E_LIMIT) { $0.qty = 101 },
        Spoiled("op 0", TENON_E_INVALID) { $0.op = 0 },
        Spoiled("op 6", TENON_E_INVALID) { $0.op = 6 },
        Spoiled("op of an effect", TENON_E_INVALID) { $0.op = 0x8001 },
        Spoiled("op not granted", TENON_E_PERMISSION) { $0.op = UInt16(TENON_OP_QUERY) },
        Spoiled("side 0", TENON_E_INVALID) { $0.side = 0 },
        Spoiled("side 3", TENON_E_INVALID) { $0.side = 3 },
        Spoiled("type 0", TENON_E_INVALID) { $0.otype = 0 },
        Spoiled("type 10", TENON_E_INVALID) { $0.otype = 10 },
        Spoiled("time in force 8", TENON_E_INVALID) { $0.tif = 8 },
        Spoiled("another account", TENON_E_PERMISSION) { $0.account = 2 },
        Spoiled("size 0", TENON_E_INVALID) { $0.size = 0 },
        Spoiled("small size", TENON_E_INVALID) { $0.size = 184 },
        Spoiled("odd size", TENON_E_INVALID) { $0.size = 193 },
        Spoiled("size beyond the bytes", TENON_E_INVALID) { $0.size = 256 },
    ]

    @Test(
        "a malformed or not permitted intent is refused whole, and nothing comes of it",
        arguments: spoiled
    )
    func refused(spoiled: Spoiled) {
        for isSecond in [false, true] {
            let outcome = SubmitTests.answer(
                symbols: ["AAA.X"],
                maximum: Decimal(100),
                operations: [TENON_OP_NEW]
            ) { strategy in
                var bad = strategy.order(TENON_BUY, 5, id: 50)
                spoiled.change(&bad)
                // All or nothing: a good one before it is taken back.
                return isSecond
                    ? strategy.submit(strategy.order(TENON_BUY, 1, id: 49), bad)
                    : strategy.submit(bad)
            }
            #expect(outcome.status == spoiled.status)
            #expect(outcome.lines == [])
            #expect(outcome.faults == [])
        }
    }

    @Test("the account may be named or left to the host")
    func account() {
        for account: UInt32 in [0, 1] {
            let outcome = SubmitTests.answer { strategy in
                var intent = strategy.order(TENON_BUY, 5)
                intent.account = account
                return strategy.submit(intent)
            }
            #expect(outcome.status == TENON_OK)
            #expect(outcome.lines.last == "position 1 5")
        }
    }

    @Test("bytes that are no whole intents are refused, larger intents are read as far as known")
    func bytes() {
        func status(_ make: @escaping (ScriptedStrategy) -> [UInt8]) -> (Int, [String]) {
            let outcome = SubmitTests.answer { $0.submit(bytes: make($0)) }
            return (outcome.status, outcome.lines)
        }
        func encoded(_ strategy: ScriptedStrategy) -> [UInt8] {
            Tape.bytes(strategy.order(TENON_BUY, 5))
        }
        #expect(status { _ in [] } == (TENON_E_INVALID, []))
        #expect(status { Array(encoded($0).dropLast()) } == (TENON_E_INVALID, []))
        #expect(status { encoded($0) + [0, 0, 0, 0, 0, 0, 0, 0] } == (TENON_E_INVALID, []))
        #expect(
            status { strategy in
                (0..<5_462).flatMap { _ in encoded(strategy) }
            } == (TENON_E_LIMIT, [])
        )
        let larger = status { strategy in
            var intent = strategy.order(TENON_BUY, 5)
            intent.size = 200
            return Tape.bytes(intent) + [9, 9, 9, 9, 9, 9, 9, 9]
                + Tape.bytes(strategy.order(TENON_SELL, 2))
        }
        #expect(larger.0 == TENON_OK)
        #expect(larger.1.filter { $0.hasPrefix("position") } == ["position 1 5", "position 1 3"])
    }

    @Test("the same intent again is a duplicate and nothing new happens")
    func duplicate() {
        let outcome = SubmitTests.answer { strategy in
            let intent = strategy.order(TENON_BUY, 5)
            #expect(strategy.submit(intent) == TENON_OK)
            return strategy.submit(intent)
        }
        #expect(outcome.status == TENON_E_DUPLICATE)
        #expect(outcome.lines == ["order 1 sent", "fill 1 5@101 filled", "position 1 5"])
        #expect(outcome.faults == [])
    }

    @Test("the same id with other content, or an id that does not grow, ends the instance")
    func diverged() {
        for (id, isFirst): (UInt64, Bool) in [(7, false), (6, false), (0, true)] {
            let outcome = SubmitTests.answer { strategy in
                if !isFirst { strategy.submit(strategy.order(TENON_BUY, 5, id: 7)) }
                let status = strategy.submit(strategy.order(TENON_BUY, 6, id: id))
                // Whatever it does then: it is out of use.
                strategy.buy(1)
                return status
            }
            #expect(outcome.status == TENON_E_FAULT)
            #expect(
                outcome.faults == ["1: DIVERGED: intent \(id) came again with other content"]
            )
            #expect(!outcome.lines.contains { $0.contains("position 1 6") })
        }
    }

    @Test("a diverged instance's working orders are canceled, and the others go on")
    func divergedOrders() {
        var plan = Stage.Plan()
        plan.model = .nextBarOpen
        let stage = StepTests.stage((1...4).map { Tape.quote(at: $0 * 10, 100, 101) }, plan)
        let bad = stage.strategy()
        bad.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        bad.react = { bad, event in
            if event.time == 10, event.isQuote { bad.submit(bad.order(TENON_BUY, 5, id: 3)) }
            if event.time == 20, event.isQuote { bad.submit(bad.order(TENON_BUY, 4, id: 3)) }
            return .take
        }
        let good = StepTests.actor(stage) { $0.buy(2) }
        let rig = stage.open().run()
        #expect(rig.faults == ["1: DIVERGED: intent 3 came again with other content"])
        #expect(rig.lane.counts.canceled == 1)
        #expect(good.live.filter(\.isMarket).count == 4)
        #expect(bad.live.filter(\.isMarket).count == 2)
    }

    @Test("submit is refused outside on_batch and in control calls")
    func outside() {
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101)])
        let strategy = stage.strategy()
        var answers: [Int] = []
        strategy.atActivation = { answers.append($0.buy(1)) }
        strategy.atStart = { answers.append($0.buy(1)) }
        let rig = stage.open()
        answers.append(strategy.buy(1))
        strategy.port.control(now: 5) { answers.append(strategy.buy(1)) }
        rig.run()
        #expect(answers == [TENON_E_STATE, TENON_E_STATE, TENON_E_STATE, TENON_E_STATE])
        #expect(strategy.live.isEmpty)
    }

    @Test("while draining new orders are refused unless they reduce; cancels are not")
    func draining() {
        var plan = Stage.Plan()
        plan.model = .nextBarOpen
        let stage = StepTests.stage((1...4).map { Tape.quote(at: $0 * 10, 100, 101) }, plan)
        let strategy = stage.strategy()
        strategy.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        var answers: [Int] = []
        strategy.react = { strategy, event in
            if event.time == 10, event.isQuote { strategy.buy(5) }
            if event.time == 30, event.isQuote {
                answers.append(strategy.buy(1))
                answers.append(strategy.subscribe(to: TENON_STREAM_TRADES))
                var reducing = strategy.order(TENON_SELL, 1)
                reducing.flags = UInt32(TENON_ORDER_REDUCE_ONLY)
                answers.append(strategy.submit(reducing))
                answers.append(strategy.cancel(target: 1))
            }
            return .take
        }
        let rig = stage.open()
        rig.step(2)
        strategy.port.enter(.draining)
        rig.run()
        #expect(answers == [TENON_E_STATE, TENON_E_STATE, TENON_OK, TENON_OK])
        #expect(
            strategy.lines.filter { $0.hasPrefix("order") } == [
                "order 1 sent", "order 1 working", "order 3 denied r1 rule20",
                "order 1 cancelPending",
                "order 1 canceled",
            ]
        )
    }

    /// Something this build does not do.
    static let unsupported: [Spoiled] = [
        Spoiled("hold", 0) { $0.flags = UInt32(TENON_ORDER_HOLD) },
        Spoiled("hidden", 0) { $0.flags = UInt32(TENON_ORDER_HIDDEN) },
        Spoiled("unknown flag", 0) { $0.flags = 1 << 31 },
        Spoiled("close only", 0) { $0.effect = UInt8(TENON_EFFECT_CLOSE) },
        Spoiled("TWAP", 0) { $0.algo = UInt16(TENON_ALGO_TWAP) },
        Spoiled("smallest fill", 0) { $0.min_qty = 2 },
        Spoiled("another venue", 0) { $0.venue = 9 },
        Spoiled("unknown contingency", 0) { $0.contingency = 5 },
        Spoiled("unknown trigger", 0) { $0.trigger = 5 },
        Spoiled("unknown unit of a trail", 0) { $0.trail_unit = 4 },
    ]

    @Test(
        "what this build does not do is denied by name, never passed over",
        arguments: unsupported
    )
    func denied(unsupported: Spoiled) {
        expectDenied(unsupported, reason: TENON_REASON_UNSUPPORTED)
    }

    /// Members that do not go together, in what would be a market order.
    static let contradictions: [Spoiled] =
        [
            Spoiled("GTD without a time", 0) { $0.tif = UInt8(TENON_GTD) },
            Spoiled("a time without GTD", 0) { $0.expire_ns = 1_000 },
            Spoiled("post only", 0) { $0.flags = UInt32(TENON_ORDER_POST_ONLY) },
            Spoiled("one cancels other", 0) { $0.contingency = UInt8(TENON_CONTINGENCY_OCO) },
            Spoiled("hidden part", 0) { $0.display_qty = 2 },
            Spoiled("limit price", 0) { $0.px = 100 },
            Spoiled("stop price", 0) { $0.stop_px = 100 },
            Spoiled("trail", 0) { $0.trail = 5 },
            Spoiled("offset", 0) { $0.limit_offset = 5 },
            Spoiled("trigger", 0) { $0.trigger = UInt8(TENON_TRIGGER_BID) },
            Spoiled("at open with a trigger", 0) {
                $0.otype = UInt8(TENON_STOP)
                $0.stop_px = 100
                $0.tif = UInt8(TENON_AT_OPEN)
            },
        ]
        + [TENON_LIMIT, TENON_STOP, TENON_MARKET_IF_TOUCHED, TENON_TRAILING_STOP]
        .map { type in
            Spoiled("type \(type) with both prices", 0) {
                $0.otype = UInt8(type)
                $0.px = 100
                $0.stop_px = 100
            }
        }

    @Test("members that contradict each other are denied by name", arguments: contradictions)
    func contradicting(contradiction: Spoiled) {
        expectDenied(contradiction, reason: TENON_REASON_CONTRADICTION)
    }

    @Test("a GTD that is over when it comes is denied, not sent")
    func expired() {
        for (time, isOver): (Int64, Bool) in [(9, true), (10, true), (11, false), (-5, true)] {
            let gone = Spoiled("GTD", 0) {
                $0.tif = UInt8(TENON_GTD)
                $0.expire_ns = time
            }
            if isOver {
                expectDenied(gone, reason: TENON_REASON_EXPIRED)
            } else {
                let outcome = SubmitTests.answer { strategy in
                    var intent = strategy.order(TENON_BUY, 5)
                    gone.change(&intent)
                    return strategy.submit(intent)
                }
                #expect(outcome.lines.last == "position 1 5")
            }
        }
    }

    /// What rule R04 and R20 say of an order at a flat position.
    static let impossible: [Spoiled] =
        [
            Spoiled("reduce only", 0) { $0.flags = UInt32(TENON_ORDER_REDUCE_ONLY) },
            Spoiled("limit without price", 0) {
                $0.otype = UInt8(TENON_LIMIT)
                $0.px = TENON_NONE
            },
            Spoiled("trail without distance", 0) {
                $0.otype = UInt8(TENON_TRAILING_STOP)
                $0.trail_unit = UInt16(TENON_TRAIL_TICKS)
            },
        ]
        + [0, -1, 1 << 62, Int64.max, -(1 << 62), Int64.min + 1]
        .map { price in
            Spoiled("price \(price)", 0) {
                $0.otype = UInt8(TENON_LIMIT)
                $0.px = price
            }
        }
        + [0, -1, Int64.min + 1, TENON_NONE]
        .map { quantity in Spoiled("quantity \(quantity)", 0) { $0.qty = quantity } }

    @Test("what cannot be is denied by its rule, and nothing wraps", arguments: impossible)
    func ruled(impossible: Spoiled) {
        let rule = impossible.testDescription == "reduce only" ? 20 : 4
        expectDenied(impossible, reason: TENON_REASON_RISK, rule: rule)
    }

    private func expectDenied(_ spoiled: Spoiled, reason: Int, rule: Int = 0) {
        let outcome = SubmitTests.answer { strategy in
            var intent = strategy.order(TENON_BUY, 5)
            spoiled.change(&intent)
            return strategy.submit(intent)
        }
        #expect(outcome.status == TENON_OK)
        let line = "order 1 denied r\(reason)" + (rule == 0 ? "" : " rule\(rule)")
        #expect(outcome.lines == [line], "\(spoiled.testDescription)")
        #expect(outcome.faults == [])
    }

    @Test("members that mean nothing to a market order may be 0 or none")
    func harmless() {
        for value in [0, Domain.none] {
            let outcome = SubmitTests.answer { strategy in
                var intent = strategy.order(TENON_BUY, 5)
                intent.px = value
                intent.stop_px = value
                intent.min_qty = value
                intent.display_qty = value
                intent.expire_ns = value
                return strategy.submit(intent)
            }
            #expect(outcome.lines.last == "position 1 5")
        }
    }
}
