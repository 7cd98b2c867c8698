import CTenon
import Engine
import Foundation
import Simulation
import Testing

@Suite("Steady state")
struct SteadyStateTests {
    /// Publishes quotes from one block of memory whose times it moves on, without an allocation.
    @safe
    private final class Source {
        // Sound because only this test's thread uses the block, and it is never freed.
        private let block: UnsafeMutableBufferPointer<tenon_ev_quote>
        private var time: Int64 = 1
        var left: Int

        init(events: Int) {
            left = events
            unsafe block = .allocate(capacity: 500)
            let quote = SeenEvent(bytes: Tape.quote(at: 1, 100, 101, sizes: (5, 5)))
                .read(tenon_ev_quote.self)
            unsafe block.initialize(repeating: quote)
        }

        /// Moves the times on and hands the block's bytes to `publish`.
        func next(_ publish: (UnsafeRawBufferPointer) -> Int) -> Bool {
            for index in unsafe block.indices {
                time += 1
                unsafe block[index].m.h.ts_ns = time
                unsafe block[index].bid_px = 100 + time % 7
                unsafe block[index].ask_px = 101 + time % 7
            }
            guard unsafe publish(UnsafeRawBufferPointer(block)) == TENON_OK else { return false }
            left -= unsafe block.count
            return left > 0
        }
    }

    /// Bytes of data and stack that this process was given, or `Int.max` if that is not told.
    ///
    /// Pages in memory would not do: a system may take idle ones away and bring them back.
    private static func held() -> Int {
        let words = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?
            .split(separator: " ")
        guard let words, words.count > 5, let pages = Int(words[5]) else { return .max }
        return pages * 4_096
    }

    /// Runs a million quotes with an order, a cancel or a timer at every tenth, and tells by how
    /// much the process grew after the warm-up.
    private static func growth() -> Int {
        var plan = Stage.Plan()
        plan.model = .nextQuote
        let stage = Stage(plan)
        let feed = stage.connector()
        let source = Source(events: 1_100_000)
        feed.atStart = { $0.publish([Tape.watermark(at: 1)]) }
        feed.turn = { feed in
            if source.left == 0 { return TENON_OK }
            let goesOn = unsafe source.next { unsafe feed.publish(raw: $0) }
            if source.left <= 0 { feed.publish([Tape.end]) }
            return goesOn ? TENON_E_AGAIN : TENON_OK
        }
        let trader = LeanTrader(stage.strategy())
        let rig = stage.open()
        while rig.lane.counts.marketEvents < 100_000, rig.lane.advance(inputs: 10_000) {}
        let before = held()
        while rig.lane.advance(inputs: 10_000) {}
        let after = held()
        guard rig.lane.counts.marketEvents == 1_100_000, rig.lane.failure == nil,
            rig.lane.faults.isEmpty, rig.lane.counts.fills > 100_000, trader.timers > 10_000,
            rig.lane.counts.canceled > 10_000
        else { return .max }
        return after - before
    }

    @Test("nothing grows over a million events with orders, cancels and timers")
    func flat() async {
        // A process of its own: other tests allocate at the same time.
        await #expect(processExitsWith: .success) {
            let grown = SteadyStateTests.growth()
            // The allocator asks for no less than 128 KiB: one byte an event would show.
            exit(grown < 65_536 ? 0 : 1)
        }
    }
}

/// A strategy without memory of what it saw: an order, a cancel of all, or a timer at each tenth
/// quote, all made from values that exist already.
private final class LeanTrader {
    private let strategy: ScriptedStrategy
    private(set) var timers = 0
    private var seen = 0

    init(_ strategy: ScriptedStrategy) {
        self.strategy = strategy
        strategy.remembers = false
        strategy.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        strategy.react = { [unowned self] strategy, event in self.act(strategy, event) }
    }

    private func act(_ strategy: ScriptedStrategy, _ event: SeenEvent) -> Reaction {
        if event.isTimer { timers += 1 }
        guard event.isQuote else { return .take }
        seen += 1
        switch seen % 10 {
        case 0:
            strategy.submit(
                strategy.order(TENON_BUY, 7),
                strategy.order(TENON_SELL, 7),
                strategy.order(TENON_BUY, 1)
            )
        case 1 where seen % 20 == 1: strategy.cancelAll()
        case 5: strategy.setTimer(UInt64(seen % 3), at: event.time + 3)
        default: break
        }
        return .take
    }
}
