import CTenon
import Domain
import Engine
import Orders
import Testing

@Suite("Slices of an iceberg that the host shows")
struct SliceTests {
    @Test("a later slice that the venue refuses ends the order as canceled, with its fills")
    func refusedSlice() {
        let records = [
            Tape.quote(at: 10, 100, 102), Tape.quote(at: 20, 96, 98, sizes: (9, 9)),
            Tape.quote(at: 30, 90, 92),
        ]
        var plan = Stage.Plan()
        plan.abilities.showsParts = false
        let stage = StepTests.stage(records, plan)
        let strategy = stage.strategy()
        strategy.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        var isFirst = true
        strategy.react = { strategy, event in
            guard event.isMarket else { return .take }
            if isFirst {
                strategy.submit(
                    strategy.limit(TENON_BUY, 6, at: 98).showing(2)
                        .flagged(TENON_ORDER_POST_ONLY)
                )
            }
            isFirst = false
            return .take
        }
        let rig = stage.open().run()
        #expect(rig.faults == [])
        #expect(rig.lane.failure == nil)
        // The second slice would take what is left of the quote that filled the first.
        #expect(
            strategy.live.filter { !$0.isMarket && !$0.isPosition }.map { "@\($0.time) \($0)" } == [
                "@10 order 1 emulated", "@10 order 1 sent", "@10 order 1 working",
                "@20 fill 1 2@98 partlyFilled", "@20 order 1 canceled r107",
            ]
        )
    }
}
