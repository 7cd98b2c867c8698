import Boundary
import CTenon
import Domain
import Engine
import Support
import Testing

/// What operators do to instances between two inputs, and what of it a replay repeats.
@Suite("Operator commands")
struct OperatorTests {
    private static func value(_ number: Int64) -> tenon_param_value {
        var value = tenon_param_value()
        value.size = UInt32(MemoryLayout<tenon_param_value>.size)
        value.type = UInt16(TENON_PARAM_I64)
        value.i64 = number
        return value
    }

    private static func ticks(_ times: [Int64]) -> [Tape.Record] {
        times.map { Tape.quote(at: $0, $0, $0 + 1) }
    }

    /// A strategy that sees quotes.
    private static func viewer(_ stage: Stage) -> ScriptedStrategy {
        let strategy = stage.strategy()
        strategy.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        return strategy
    }

    private static func seen(_ strategy: ScriptedStrategy) -> [String] {
        strategy.live.map { "@\($0.time) \($0)" }
    }

    /// Quotes at 10, 20, 30, 40 and a strategy that sees them.
    private static func rig() -> (Rig, ScriptedStrategy) {
        var plan = Stage.Plan()
        // So that a step is one event.
        plan.runsAhead = false
        let stage = StepTests.stage(OperatorTests.ticks([10, 20, 30, 40]), plan)
        let strategy = OperatorTests.viewer(stage)
        return (stage.open(), strategy)
    }

    @Test("a paused instance misses the market, and is told of the gap when it is resumed")
    func pause() {
        let (rig, strategy) = OperatorTests.rig()
        rig.step()
        let paused = rig.lane.perform(LaneCommand(.pause(cancelsOrders: false), of: strategy.id))
        #expect(paused.refusal == nil)
        rig.step(2)
        let resumed = rig.lane.perform(LaneCommand(.resume, of: strategy.id))
        #expect(resumed.refusal == nil)
        #expect(resumed.sequence > paused.sequence)
        rig.run()
        let lines = OperatorTests.seen(strategy)
        #expect(lines.first == "@10 quote 1 10/11")
        #expect(lines.last == "@40 quote 1 40/41")
        #expect(lines.filter { $0.contains("quote") }.count == 2)
        #expect(
            strategy.live.filter { $0.isA(TENON_SPACE_CONTROL, TENON_TYPE_GAP) }.count == 1
        )
    }

    @Test("one that missed nothing is told of no gap")
    func pauseAtOnce() {
        let (rig, strategy) = OperatorTests.rig()
        rig.step()
        _ = rig.lane.perform(LaneCommand(.pause(cancelsOrders: false), of: strategy.id))
        _ = rig.lane.perform(LaneCommand(.resume, of: strategy.id))
        rig.run()
        #expect(
            strategy.live.filter { $0.isA(TENON_SPACE_CONTROL, TENON_TYPE_GAP) }.isEmpty
        )
        #expect(OperatorTests.seen(strategy).count == 4)
    }

    @Test("a parameter set while paused is delivered when it is resumed, before the market goes on")
    func setWhilePaused() {
        let (rig, strategy) = OperatorTests.rig()
        rig.step()
        _ = rig.lane.perform(LaneCommand(.pause(cancelsOrders: false), of: strategy.id))
        let set = LaneCommand(.set(parameter: 7, value: OperatorTests.value(3)), of: strategy.id)
        #expect(rig.lane.perform(set).refusal == nil)
        #expect(OperatorTests.seen(strategy).count == 1)
        _ = rig.lane.perform(LaneCommand(.resume, of: strategy.id))
        #expect(OperatorTests.seen(strategy).last?.contains("param 7=3") == true)
        rig.run()
        #expect(OperatorTests.seen(strategy).last == "@40 quote 1 40/41")
    }

    @Test("a stopped instance sees nothing; started again it gets the opening burst and the market")
    func stopAndStart() {
        let (rig, strategy) = OperatorTests.rig()
        rig.step()
        #expect(rig.lane.perform(LaneCommand(.stop, of: strategy.id)).refusal == nil)
        rig.step()
        #expect(OperatorTests.seen(strategy).count == 1)
        strategy.port.enter(.activated)
        strategy.port.control(now: rig.lane.now) { strategy.atActivation(strategy) }
        strategy.port.enter(.running)
        #expect(rig.lane.perform(LaneCommand(.start, of: strategy.id)).refusal == nil)
        rig.run()
        let quotes = strategy.events.filter(\.isQuote).map(\.time)
        #expect(quotes == [10, 30, 40])
        #expect(strategy.events.filter(\.isStarted).count == 2)
    }

    @Test("what an instance is not in the state for is refused, and is no input")
    func refusals() {
        let (rig, strategy) = OperatorTests.rig()
        rig.step()
        let before = rig.lane.sequence
        let resume = rig.lane.perform(LaneCommand(.resume, of: strategy.id))
        #expect(resume.refusal == "is not paused")
        #expect(rig.lane.perform(LaneCommand(.start, of: strategy.id)).refusal == "runs already")
        #expect(rig.lane.sequence == before)
        _ = rig.lane.perform(LaneCommand(.pause(cancelsOrders: false), of: strategy.id))
        let again = rig.lane.perform(LaneCommand(.pause(cancelsOrders: false), of: strategy.id))
        #expect(again.refusal == "is paused already")
        let stranger = LaneCommand(.stop, of: InstanceID(99))
        #expect(rig.lane.perform(stranger).refusal == "is no instance of the lane")
    }

    /// A strategy that orders one unit at every quote, the side by its parameter.
    private static func trader(_ stage: Stage) -> ScriptedStrategy {
        let strategy = OperatorTests.viewer(stage)
        var side = TENON_BUY
        strategy.react = { strategy, event in
            if event.isA(TENON_SPACE_CONTROL, TENON_TYPE_PARAM) {
                side = Int(event.read(tenon_ev_control.self).i64)
            }
            if event.isQuote { strategy.submit(strategy.order(side, 1)) }
            return .take
        }
        return strategy
    }

    @Test(
        "commands that came in between make the same orders when they are scheduled at their times",
        arguments: 0..<40
    )
    func replay(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let ticks = (1...60).map { Int64($0 * 10) }
        let live = StepTests.stage(OperatorTests.ticks(ticks), Stage.Plan())
        let trader = OperatorTests.trader(live)
        let rig = live.open()
        var script: [ScheduledChange] = []
        for _ in 0..<8 {
            rig.step(Int(random.next() % 7))
            let actions: [LaneCommand.Action] = [
                .set(parameter: 1, value: OperatorTests.value(Int64(1 + random.next() % 2))),
                .pause(cancelsOrders: random.next() % 2 == 0), .resume,
            ]
            let action = actions[Int(random.next() % 3)]
            let answer = rig.lane.perform(LaneCommand(action, of: trader.id))
            guard answer.refusal == nil else { continue }
            let command = LaneCommand(action, of: trader.id)
            script.append(ScheduledChange(time: answer.time, command: command))
        }
        rig.run()
        let second = StepTests.stage(OperatorTests.ticks(ticks), Stage.Plan())
        let again = OperatorTests.trader(second)
        let replay = second.open()
        for change in script { replay.lane.schedule(change) }
        replay.run()
        #expect(trader.live.map(\.full) == again.live.map(\.full), "seed \(seed)")
        #expect(rig.digest == replay.digest, "seed \(seed)")
        #expect(!script.isEmpty)
    }
}
