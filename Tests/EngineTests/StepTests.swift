import CTenon
import Domain
import Engine
import Journal
import Orders
import Simulation
import Testing

@Suite("Lane steps")
struct StepTests {
    /// A stage with one feed of quotes.
    static func stage(_ quotes: [Tape.Record], _ plan: Stage.Plan = Stage.Plan()) -> Stage {
        let stage = Stage(plan)
        stage.connector().feed(quotes)
        return stage
    }

    /// A strategy that sees quotes and calls `act` with its first one.
    static func actor(
        _ stage: Stage,
        account: UInt32 = 1,
        _ act: @escaping (ScriptedStrategy) -> Void
    )
        -> ScriptedStrategy
    {
        let actor = stage.strategy(account: account)
        var isFirst = true
        actor.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        actor.react = { actor, event in
            if event.isQuote, isFirst {
                isFirst = false
                act(actor)
            }
            return .take
        }
        return actor
    }

    @Test("inputs are numbered without a gap, decisions share the number and count ordinals")
    func numbers() {
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101), Tape.quote(at: 20, 101, 102)])
        let actor = StepTests.actor(stage) { $0.buy(5) }
        let rig = stage.open().run()
        // 1 the definition, 2 and 3 the starts.
        #expect(
            actor.live.map(\.full) == [
                "4.0 @10 quote 1 100/101",
                "5.1 @10 order 1 sent",
                "5.2 @10 fill 1 5@101 filled",
                "5.3 @10 position 1 5",
                "6.0 @20 quote 1 101/102",
            ]
        )
        #expect(rig.lane.sequence == 6)
        #expect(actor.live.compactMap(\.order).map(\.cause_seq) == [4, 4])
    }

    @Test("each intent is an input of its own, caused by the last event taken")
    func causes() {
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101), Tape.quote(at: 20, 101, 102)])
        let actor = stage.strategy()
        actor.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        actor.react = { actor, event in
            if event.isQuote, event.time == 10 {
                actor.submit(actor.order(TENON_BUY, 1), actor.order(TENON_SELL, 2))
            }
            if event.isPosition, event.sequence == 5 { actor.buy(3) }
            return .take
        }
        let rig = stage.open().run()
        #expect(
            actor.live.compactMap(\.order).map { "\($0.h.seq) because \($0.cause_seq)" } == [
                "5 because 4", "5 because 4", "6 because 4", "6 because 4",
                "7 because 5", "7 because 5",
            ]
        )
        #expect(rig.lane.counts.intents == 3)
        // Definition, two starts and the intents; quotes are journaled by reference.
        #expect(rig.lane.journal.inputs == 6)
        #expect(rig.lane.journal.references == 2)
        #expect(rig.lane.journal.decisions == 9)
    }

    @Test("everyone sees an input before anyone's intents are executed")
    func inputFirst() {
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101)])
        var log: [String] = []
        for name in ["a", "b", "c"] {
            let actor = stage.strategy()
            actor.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
            actor.react = { actor, event in
                if event.isMarket || event.isOrder { log.append("\(name) \(event)") }
                if event.isQuote { actor.buy(1) }
                return .take
            }
        }
        stage.open().run()
        #expect(
            log == [
                "a quote 1 100/101", "b quote 1 100/101", "c quote 1 100/101",
                "a order 1 sent", "a fill 1 1@101 filled",
                "b order 1 sent", "b fill 1 1@101 filled",
                "c order 1 sent", "c fill 1 1@101 filled",
            ]
        )
    }

    @Test("intents are executed by instance, then by submission")
    func executionOrder() {
        let sizes = (bid: Int64(10), ask: Int64(6))
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101, sizes: sizes)])
        let first = StepTests.actor(stage) {
            $0.submit($0.order(TENON_BUY, 1), $0.order(TENON_BUY, 2))
        }
        let second = StepTests.actor(stage) {
            $0.submit($0.order(TENON_BUY, 2))
            $0.submit($0.order(TENON_BUY, 4))
        }
        stage.open().run()
        #expect(first.live.compactMap(\.order).map(\.order) == [1, 1, 2, 2])
        #expect(second.live.compactMap(\.order).map(\.order) == [3, 3, 4, 4])
        #expect(first.fills.map(\.last_qty) == [1, 2])
        // One of the six is left for the last order.
        #expect(second.fills.map(\.last_qty) == [2, 1])
    }

    @Test("a turn that was asked for does not go before an earlier instance")
    func wakeOrder() {
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101)])
        let first = stage.strategy()
        first.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        first.react = { actor, event in
            if event.isQuote { actor.buy(1) }
            if event.isPosition, actor.nextIntent == 2 { actor.buy(1) }
            return .take
        }
        let second = stage.strategy()
        second.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        second.react = { actor, event in
            if event.isQuote { actor.wake() }
            return .take
        }
        second.atWake = { $0.buy(1) }
        stage.open().run()
        // Order 1 in the step itself; 2 and 3 both in the first round.
        #expect(first.fills.map(\.order) == [1, 2])
        #expect(second.fills.map(\.order) == [3])
    }

    @Test("a turn is an empty batch, and what it submits belongs to the present input")
    func emptyBatch() {
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101)])
        let actor = StepTests.actor(stage) { $0.wake() }
        actor.atWake = { $0.sell(1) }
        stage.open().run()
        let empty = actor.calls.filter { $0.count == 0 }
        #expect(empty.count == 1)
        #expect(empty.first?.first == 0 && empty.first?.last == 0)
        #expect(empty.first?.now == 10)
        #expect(empty.first?.delivery == UInt64(actor.events.count - 3))
        #expect(actor.fills.map(\.cause_seq) == [4])
    }

    @Test("eight rounds are enough or the instance is faulted", arguments: [8, 9])
    func rounds(submissions: UInt64) {
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101), Tape.quote(at: 20, 101, 102)])
        let busy = stage.strategy()
        busy.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        busy.react = { actor, event in
            if event.isQuote || event.isPosition, actor.nextIntent <= submissions { actor.buy(1) }
            return .take
        }
        let other = StepTests.actor(stage) { $0.buy(1) }
        let rig = stage.open().run()
        let isFaulted = submissions > 8
        #expect(rig.faults == (isFaulted ? ["1: still busy after 8 rounds of one step"] : []))
        #expect(rig.lane.books[busy.id, InstrumentID(1)].position.quantity == Int64(submissions))
        #expect(busy.lines.contains("quote 1 101/102") == !isFaulted)
        #expect(other.lines.last == "quote 1 101/102")
    }

    @Test("asking for a turn at each turn ends as a fault")
    func wakesForEver() {
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101)])
        let actor = StepTests.actor(stage) { $0.wake() }
        actor.atWake = { $0.wake() }
        let rig = stage.open().run()
        #expect(rig.faults == ["1: still busy after 8 rounds of one step"])
    }

    @Test("what an input fills comes after it, owner by owner")
    func derived() {
        var plan = Stage.Plan()
        plan.model = .nextQuote
        let stage = StepTests.stage(
            [Tape.quote(at: 10, 100, 101), Tape.quote(at: 20, 102, 103)],
            plan
        )
        var log: [String] = []
        let actors = ["a", "b"]
            .map { name in
                let actor = StepTests.actor(stage) { $0.buy(1) }
                let react = actor.react
                actor.react = { actor, event in
                    if event.time == 20 { log.append("\(name) \(event.full)") }
                    return react(actor, event)
                }
                return actor
            }
        stage.open().run()
        #expect(actors.count == 2)
        #expect(
            log == [
                "a 8.0 @20 quote 1 102/103",
                "a 8.1 @20 fill 1 1@103 filled",
                "a 8.2 @20 position 1 1",
                "b 8.0 @20 quote 1 102/103",
                "b 8.3 @20 fill 1 1@103 filled",
                "b 8.4 @20 position 1 1",
            ]
        )
    }
}
