import CTenon
import Domain
import Engine
import Simulation
import Testing

@Suite("Batches")
struct BatchTests {
    private let quotes = (1...6).map { Tape.quote(at: Int64($0) * 10, 100, 101, mark: UInt64($0)) }

    /// What ends an instance, and the words it ends with.
    enum Misdeed: String, CaseIterable, CustomTestStringConvertible {
        case takesNothing, takesTooMany, refuses, faults, claimsWithAgain
        var testDescription: String { rawValue }

        func reaction(_ strategy: ScriptedStrategy) -> Reaction {
            switch self {
            case .takesNothing: .leave
            case .takesTooMany, .claimsWithAgain: .claim(1_000)
            case .refuses: .fail(TENON_E_INVALID)
            case .faults: .fail(TENON_E_FAULT)
            }
        }
    }

    @Test(
        "a wrong answer ends that instance alone, and its working orders",
        arguments: Misdeed.allCases,
        [true, false]
    )
    func misdeeds(misdeed: Misdeed, isAlone: Bool) {
        var plan = Stage.Plan()
        plan.model = .nextBarOpen
        let stage = StepTests.stage(quotes, plan)
        let bad = stage.strategy()
        bad.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        bad.react = { bad, event in
            guard event.isQuote else { return .take }
            if event.mark == 1, !isAlone { bad.buy(7) }
            return event.mark == 4 ? misdeed.reaction(bad) : .take
        }
        let good = stage.strategy()
        if !isAlone { good.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) } }
        let rig = stage.open().run()
        #expect(rig.lane.faults.map(\.instance) == [bad.id])
        #expect(rig.lane.failure == nil)
        #expect(rig.lane.counts.marketEvents == 6)
        #expect(rig.lane.counts.backward == 0)
        #expect(rig.lane.now == 60)
        #expect(rig.lane.counts.canceled == (isAlone ? 0 : 1))
        #expect(bad.live.filter(\.isQuote).map(\.mark) == [1, 2, 3])
        if !isAlone { #expect(good.live.map(\.mark) == [1, 2, 3, 4, 5, 6]) }
        // Faulted at the event that it would not take, wherever batches were cut; a wrong count
        // does not tell at which.
        if isAlone, misdeed == .takesTooMany || misdeed == .claimsWithAgain { return }
        let before: UInt64 = isAlone ? 4 : 5
        #expect(rig.lane.faults.first?.sequence == before + 4)
    }

    @Test(
        "AGAIN keeps events in order, and they come again with the next ones",
        arguments: [true, false]
    )
    func again(runsAhead: Bool) {
        var plan = Stage.Plan()
        plan.model = .nextQuote
        plan.runsAhead = runsAhead
        let stage = StepTests.stage(quotes, plan)
        let slow = stage.strategy()
        slow.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        var refusals = 0
        slow.react = { slow, event in
            guard event.isQuote else { return .take }
            if event.mark == 2, refusals < 2 {
                refusals += 1
                return .again
            }
            if event.mark == 1 { slow.buy(1) }
            return .take
        }
        let rig = stage.open().run()
        #expect(rig.faults == [])
        // The fill of quote 2 stays behind quote 2, which waited for quote 4.
        #expect(
            slow.live.map { $0.isMarket ? "\($0.mark)" : "\($0)" } == [
                "1", "order 1 sent", "order 1 working", "2", "fill 1 1@101 filled",
                "position 1 1", "3", "4", "5", "6",
            ]
        )
        #expect(refusals == 2)
        let numbers = slow.live.map { ($0.sequence, $0.ordinal) }
        #expect(numbers.elementsEqual(numbers.sorted { $0 < $1 }, by: ==))
    }

    @Test("a wake after AGAIN brings the events, not an empty batch", arguments: [true, false])
    func wakeAfterAgain(runsAhead: Bool) {
        var plan = Stage.Plan()
        plan.runsAhead = runsAhead
        let stage = StepTests.stage(quotes, plan)
        let slow = stage.strategy()
        slow.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        var times: [Int64] = []
        var refusals = 0
        var empty = 0
        slow.atWake = { _ in empty += 1 }
        slow.react = { slow, event in
            guard event.isQuote else { return .take }
            times.append(slow.now)
            if event.mark == 3, refusals < 3 {
                refusals += 1
                slow.wake()
                return .again
            }
            return .take
        }
        let rig = stage.open().run()
        #expect(rig.faults == [])
        #expect(slow.live.map(\.mark) == [1, 2, 3, 4, 5, 6])
        #expect(slow.live.map(\.time) == [10, 20, 30, 40, 50, 60])
        #expect(empty == 0)
        #expect(rig.lane.counts.backward == 0)
    }

    @Test("delivery counts what was taken, the batch names its events, bytes lie on 64")
    func fields() {
        var plan = Stage.Plan()
        plan.keepsEvents = true
        let stage = StepTests.stage(quotes, plan)
        let picky = stage.strategy()
        picky.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        picky.appetite = { max(1, $0 / 2) }
        picky.react = { picky, event in
            if event.isQuote, event.mark % 2 == 0 { picky.buy(1) }
            return .take
        }
        stage.open().run()
        var taken = 0
        for call in picky.calls {
            #expect(call.delivery == UInt64(taken))
            #expect(call.isAligned)
            #expect(call.count > 0 && call.taken > 0)
            let first = picky.events[taken]
            // What was given again begins where it was left.
            #expect(call.first == first.sequence)
            taken += Int(call.taken)
            // Events given ahead and not taken come again with the numbers they then get.
            guard call.taken == call.count else { continue }
            let given = picky.events[(taken - Int(call.taken))...].prefix(Int(call.count))
            #expect(call.last == given.last?.sequence)
            #expect(call.now == given.last?.time)
        }
        #expect(taken == picky.events.count)
        #expect(picky.live.filter(\.isMarket).map(\.mark) == [1, 2, 3, 4, 5, 6])
    }

    @Test("a sole viewer without orders gets runs of events, cut at an effect")
    func runs() {
        let many = (1...1_000).map { Tape.quote(at: Int64($0), 100, 101, mark: UInt64($0)) }
        let stage = StepTests.stage(many)
        stage.connector().feed([])
        let viewer = stage.strategy()
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        viewer.react = { viewer, event in
            if event.isQuote, event.mark == 500 { viewer.buy(1) }
            return .take
        }
        stage.open().run()
        #expect(viewer.calls.contains { $0.count > 32 })
        #expect(viewer.calls.allSatisfy { $0.count <= 256 })
        #expect(viewer.live.filter(\.isMarket).map(\.mark) == Array(1...1_000))
        #expect(viewer.fills.map(\.h.ts_ns) == [500])
    }

    @Test("bars of bid and ask in one run both move the market")
    func barsAhead() {
        let minute = Tape.minute
        var bars: [Tape.Record] = []
        for index in 1...20 {
            let close = Int64(index) * minute
            let price = Int64(index)
            bars.append(
                Tape.bar(
                    close - minute,
                    to: close,
                    (price, price, price, price),
                    basis: TENON_BASIS_BID
                )
            )
            bars.append(
                Tape.bar(
                    close - minute,
                    to: close,
                    (price + 100, price + 100, price + 100, price + 100),
                    basis: TENON_BASIS_ASK
                )
            )
        }
        let stage = StepTests.stage(bars)
        let viewer = stage.strategy()
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_BARS) }
        viewer.react = { viewer, event in
            if event.isBar, event.read(tenon_ev_bar.self).open == 117 {
                viewer.submit(viewer.order(TENON_BUY, 1), viewer.order(TENON_SELL, 2))
            }
            return .take
        }
        stage.open().run()
        #expect(viewer.calls.contains { $0.count > 2 })
        #expect(viewer.fills.map(\.last_px) == [117, 17])
    }
}
