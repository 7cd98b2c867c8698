import CTenon
import Domain
import Engine
import Testing

@Suite("Timers and parameters")
struct TimerTests {
    private static func ticks(_ times: Int64...) -> [Tape.Record] {
        times.map { Tape.quote(at: $0, $0, $0 + 1) }
    }

    /// A strategy that calls `act` when it sees the quote of a time.
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

    @Test(
        "a timer is an input at its time, before the event that passed it",
        arguments: [true, false]
    )
    func order(runsAhead: Bool) {
        var plan = Stage.Plan()
        plan.runsAhead = runsAhead
        let stage = StepTests.stage(TimerTests.ticks(10, 20, 30, 40), plan)
        let strategy = TimerTests.strategy(
            stage,
            [
                10: {
                    $0.setTimer(7, at: 30)
                    $0.setTimer(3, at: 25)
                    $0.setTimer(5, at: 25)
                }
            ]
        )
        stage.open().run()
        #expect(
            strategy.live.map(\.full) == [
                "4.0 @10 quote 1 10/11", "5.0 @20 quote 1 20/21", "6.0 @25 timer 3",
                "7.0 @25 timer 5", "8.0 @30 timer 7", "9.0 @30 quote 1 30/31",
                "10.0 @40 quote 1 40/41",
            ]
        )
        let timer = strategy.live.first { $0.isTimer }?.read(tenon_ev_control.self)
        #expect(timer?.id == 3 && timer?.i64 == 25 && timer?.arg == 0)
    }

    @Test("setting again moves, clearing removes, and one that is not set cannot be cleared")
    func moveAndClear() {
        let stage = StepTests.stage(TimerTests.ticks(10, 20, 30, 40, 50))
        var answers: [Int] = []
        let strategy = TimerTests.strategy(
            stage,
            [
                10: {
                    $0.setTimer(1, at: 15)
                    $0.setTimer(2, at: 25)
                    $0.setTimer(1, at: 35)
                    answers.append($0.clearTimer(9))
                },
                20: {
                    answers.append($0.clearTimer(2))
                    answers.append($0.clearTimer(2))
                },
                40: { answers.append($0.clearTimer(1)) },
            ]
        )
        let rig = stage.open().run()
        #expect(strategy.live.filter(\.isTimer).map(\.full) == ["7.0 @35 timer 1"])
        #expect(answers == [TENON_E_INVALID, TENON_OK, TENON_E_INVALID, TENON_E_INVALID])
        #expect(rig.faults == [])
    }

    @Test("a time that has passed fires with the next input, one without a time is refused")
    func past() {
        let stage = StepTests.stage(TimerTests.ticks(10, 20))
        var answer = 0
        let strategy = TimerTests.strategy(
            stage,
            [
                10: {
                    $0.setTimer(1, at: 3)
                    $0.setTimer(2, at: 10)
                    answer = $0.setTimer(3, at: Domain.none)
                }
            ]
        )
        stage.open().run()
        #expect(
            strategy.lines == ["quote 1 10/11", "timer 1", "timer 2", "quote 1 20/21"]
        )
        #expect(strategy.live.filter(\.isTimer).map(\.time) == [10, 10])
        #expect(answer == TENON_E_INVALID)
    }

    @Test("the 1,025th timer is refused; moving one of the others is not")
    func tooMany() {
        let stage = StepTests.stage(TimerTests.ticks(10, 20, 30))
        var answers: [Int] = []
        let strategy = TimerTests.strategy(
            stage,
            [
                10: { strategy in
                    for id in 0..<1_025 { answers.append(strategy.setTimer(UInt64(id), at: 25)) }
                    answers.append(strategy.setTimer(5, at: 28))
                },
                30: { strategy in
                    answers.append(strategy.setTimer(2_000, at: 40))
                },
            ]
        )
        let rig = stage.open().run()
        #expect(answers.prefix(1_024).allSatisfy { $0 == TENON_OK })
        #expect(answers.suffix(3) == [TENON_E_LIMIT, TENON_OK, TENON_OK])
        #expect(strategy.live.filter { $0.isTimer && $0.time == 25 }.count == 1_023)
        #expect(strategy.live.filter { $0.isTimer && $0.time == 28 }.count == 1)
        #expect(rig.faults == [])
    }

    @Test("at one time come bars, then parameter changes, then timers, then the event")
    func ties() {
        let minute = Tape.minute
        let stage = Stage()
        stage.connector().feed([Tape.trade(at: 5, 9, 1), Tape.trade(at: minute, 8, 1)])
        let strategy = stage.strategy()
        strategy.atActivation = {
            $0.subscribe(
                to: TENON_STREAM_TRADES | TENON_STREAM_BARS,
                bars: (1, TENON_BAR_MINUTE)
            )
        }
        strategy.react = { strategy, event in
            if event.time == 5 { strategy.setTimer(1, at: minute) }
            return .take
        }
        let rig = stage.open()
        rig.lane.schedule(TimerTests.change(strategy, at: minute, parameter: 4, to: 77))
        rig.run()
        #expect(
            strategy.live.map(\.full) == [
                "4.0 @5 trade 1 1@9",
                "5.0 @\(minute) bar 1 1 9 9 9 9",
                "6.0 @\(minute) param 4=77",
                "7.0 @\(minute) timer 1",
                "8.0 @\(minute) trade 1 1@8",
            ]
        )
    }

    private static func change(
        _ strategy: ScriptedStrategy,
        at time: Int64,
        parameter: UInt32,
        to value: Int64
    ) -> ScheduledChange {
        var new = tenon_param_value()
        new.size = UInt32(MemoryLayout<tenon_param_value>.size)
        new.type = UInt16(TENON_PARAM_I64)
        new.i64 = value
        return ScheduledChange(
            time: time,
            command: LaneCommand(.set(parameter: parameter, value: new), of: strategy.id)
        )
    }

    @Test(
        "parameter changes come at their time, in order, to their instance",
        arguments: [true, false]
    )
    func parameters(runsAhead: Bool) {
        var plan = Stage.Plan()
        plan.runsAhead = runsAhead
        let stage = StepTests.stage(TimerTests.ticks(10, 20, 30, 40), plan)
        let first = TimerTests.strategy(stage, [:])
        let second = stage.strategy()
        let rig = stage.open()
        rig.lane.schedule(TimerTests.change(first, at: 25, parameter: 2, to: 5))
        rig.lane.schedule(TimerTests.change(second, at: 15, parameter: 9, to: 1))
        rig.lane.schedule(TimerTests.change(first, at: 20, parameter: 2, to: 4))
        rig.lane.schedule(TimerTests.change(first, at: 25, parameter: 2, to: 6))
        rig.run()
        #expect(
            first.live.map { "@\($0.time) \($0)" } == [
                "@10 quote 1 10/11", "@20 param 2=4", "@20 quote 1 20/21", "@25 param 2=5",
                "@25 param 2=6", "@30 quote 1 30/31", "@40 quote 1 40/41",
            ]
        )
        #expect(second.live.map { "@\($0.time) \($0)" } == ["@15 param 9=1"])
        let event = first.live.first { $0.isA(TENON_SPACE_CONTROL, TENON_TYPE_PARAM) }
        #expect(event?.read(tenon_ev_control.self).arg == UInt64(TENON_PARAM_I64))
    }

    @Test("a timer may be set in activate and in start")
    func early() {
        let stage = StepTests.stage(TimerTests.ticks(10, 20))
        let strategy = stage.strategy()
        strategy.atActivation = { $0.setTimer(1, at: 15) }
        strategy.atStart = {
            $0.setTimer(2, at: 12)
            $0.setTimer(1, at: 17)
        }
        stage.open().run()
        #expect(strategy.live.map { "@\($0.time) \($0)" } == ["@12 timer 2", "@17 timer 1"])
    }

    @Test("a connector has timers too, and may open a stream and define when one fires")
    func connectors() {
        let stage = Stage()
        let feed = stage.connector()
        feed.atActivation = { $0.setTimer(1, at: 15) }
        feed.feed([10, 20, 30].map { Tape.quote(at: $0, 1, 2) })
        feed.turn = { feed in
            if feed.events.last?.isTimer == true, feed.streams[1] == nil {
                feed.define(Stage.definition("BBB.X"))
                feed.feed([Tape.quote(2, at: 25, 7, 8)], on: 1)
                feed.setTimer(2, at: 22)
            }
            return feed.publishPieces() ? TENON_E_AGAIN : TENON_OK
        }
        feed.atStart = { $0.publishPieces() }
        let viewer = stage.strategy()
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        viewer.react = { viewer, event in
            if event.time == 20, event.isQuote { viewer.subscribe(2, to: TENON_STREAM_QUOTES) }
            return .take
        }
        let rig = stage.open().run()
        #expect(feed.events.map { "@\($0.time) \($0)" } == ["@15 timer 1", "@22 timer 2"])
        #expect(
            viewer.live.map { "@\($0.time) \($0)" } == [
                "@10 quote 1 1/2", "@15 instrument 2 v1", "@20 quote 1 1/2", "@25 quote 2 7/8",
                "@30 quote 1 1/2",
            ]
        )
        #expect(rig.faults == [])
    }

    @Test("the timers of a faulted instance are gone")
    func faulted() {
        let stage = StepTests.stage(TimerTests.ticks(10, 20, 30))
        let bad = stage.strategy()
        bad.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        bad.react = { bad, event in
            if event.time == 10 { bad.setTimer(1, at: 25) }
            return event.time == 20 ? .fail(TENON_E_FAULT) : .take
        }
        let rig = stage.open().run()
        #expect(rig.faults.count == 1)
        // Definition, two starts, three quotes; no timer.
        #expect(rig.lane.sequence == 6)
    }

    @Test("effects are refused before activate, and what is drawn is the instance's own stream")
    func random() {
        let draws = (0..<2)
            .map { _ in
                let stage = StepTests.stage(TimerTests.ticks(10, 20))
                var numbers: [UInt64] = []
                let strategy = TimerTests.strategy(stage, [10: { numbers.append($0.random()) }])
                strategy.atActivation = {
                    $0.subscribe(to: TENON_STREAM_QUOTES)
                    numbers.append($0.random())
                }
                stage.open().run()
                #expect(strategy.random() == 0, "outside a call nothing is drawn")
                #expect(strategy.now == Domain.none)
                #expect(strategy.setTimer(1, at: 99) == TENON_E_STATE)
                #expect(strategy.subscribe(to: TENON_STREAM_QUOTES) == TENON_E_STATE)
                #expect(strategy.buy(1) == TENON_E_STATE)
                return numbers
            }
        #expect(draws[0].count == 2)
        #expect(draws[0] == draws[1])
        #expect(draws[0][0] != draws[0][1])
    }
}
