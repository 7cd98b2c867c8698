import CTenon
import Domain
import Engine
import Orders
import Risk
import Simulation
import Testing

@Suite("Orders that hang together, and orders the host works")
struct LinkTests {
    /// Runs records; the strategy acts at the first event, and `later` at each one after it.
    private static func lines(
        _ records: [Tape.Record],
        _ change: (inout Stage.Plan) -> Void = { _ in },
        later: @escaping (ScriptedStrategy, Int64) -> Void = { _, _ in },
        first act: @escaping (ScriptedStrategy) -> Void
    ) -> [String] {
        var plan = Stage.Plan()
        change(&plan)
        let stage = StepTests.stage(records, plan)
        let strategy = stage.strategy()
        strategy.atActivation = {
            $0.subscribe(
                to: TENON_STREAM_QUOTES | TENON_STREAM_TRADES | TENON_STREAM_BARS
                    | TENON_STREAM_STATUS
            )
        }
        var isFirst = true
        strategy.react = { strategy, event in
            guard event.isMarket else { return .take }
            if isFirst { act(strategy) } else { later(strategy, event.time) }
            isFirst = false
            return .take
        }
        let rig = stage.open().run()
        #expect(rig.faults == [])
        #expect(rig.lane.failure == nil)
        return strategy.live.filter { !$0.isMarket && !$0.isPosition }
            .map { "@\($0.time) \($0)" }
    }

    private static let quotes = [
        Tape.quote(at: 10, 100, 102), Tape.quote(at: 20, 104, 106), Tape.quote(at: 30, 96, 98),
        Tape.quote(at: 40, 90, 92), Tape.quote(at: 50, 110, 112),
    ]

    @Test("OCO: the first fill cancels the other, at the same quote")
    func oneCancelsOther() {
        let lines = LinkTests.lines(LinkTests.quotes) {
            $0.submit(
                $0.limit(TENON_BUY, 5, at: 97).linked(7, TENON_CONTINGENCY_OCO),
                $0.stop(TENON_BUY, 5, at: 106).linked(7, TENON_CONTINGENCY_OCO)
            )
        }
        #expect(
            lines == [
                "@10 order 1 sent", "@10 order 1 working", "@10 order 2 sent",
                "@10 order 2 working", "@20 triggered 2 working", "@20 fill 2 5@106 filled",
                "@20 order 1 cancelPending r12", "@20 order 1 canceled",
            ]
        )
    }

    @Test("a bar that reaches both sides of an OCO fills one")
    func oneBarBothSides() {
        let minute = Tape.minute
        let records = [
            Tape.bar(minute, to: 2 * minute, (100, 101, 99, 100)),
            Tape.bar(2 * minute, to: 3 * minute, (100, 120, 80, 100)),
        ]
        let lines = LinkTests.lines(
            records,
            { $0.model = .nextBarOpen },
            first: {
                $0.submit(
                    $0.limit(TENON_SELL, 5, at: 110).linked(7, TENON_CONTINGENCY_OCO),
                    $0.stop(TENON_SELL, 5, at: 90).linked(7, TENON_CONTINGENCY_OCO)
                )
            }
        )
        #expect(lines.filter { $0.contains("fill") } == ["@\(3 * minute) fill 1 5@110 filled"])
        #expect(lines.last == "@\(3 * minute) order 2 canceled")
    }

    @Test("bracket: exits wait for the entry, then exclude each other")
    func bracket() {
        let lines = LinkTests.lines(LinkTests.quotes) {
            $0.submit(
                $0.limit(TENON_BUY, 5, at: 98).linked(7, TENON_CONTINGENCY_BRACKET),
                $0.limit(TENON_SELL, 5, at: 110).flagged(TENON_ORDER_REDUCE_ONLY)
                    .linked(7, TENON_CONTINGENCY_BRACKET),
                $0.stop(TENON_SELL, 5, at: 90).flagged(TENON_ORDER_REDUCE_ONLY)
                    .linked(7, TENON_CONTINGENCY_BRACKET)
            )
        }
        #expect(
            lines == [
                "@10 order 1 sent", "@10 order 1 working", "@10 order 2 emulated",
                "@10 order 3 emulated", "@30 fill 1 5@98 filled", "@30 order 2 sent",
                "@30 order 2 working", "@30 order 3 sent", "@30 order 3 working",
                "@40 triggered 3 working", "@40 fill 3 5@90 filled",
                "@40 order 2 cancelPending r12", "@40 order 2 canceled",
            ]
        )
    }

    @Test("OTO: an entry that ends without a fill takes its children with it")
    func childrenEnd() {
        let lines = LinkTests.lines(
            LinkTests.quotes,
            later: { strategy, time in if time == 20 { strategy.cancel(target: 1) } },
            first: {
                $0.submit(
                    $0.limit(TENON_BUY, 5, at: 80).linked(7, TENON_CONTINGENCY_OTO),
                    $0.order(TENON_SELL, 5).linked(7, TENON_CONTINGENCY_OTO)
                )
            }
        )
        #expect(
            lines == [
                "@10 order 1 sent", "@10 order 1 working", "@10 order 2 emulated",
                "@20 order 1 cancelPending", "@20 order 1 canceled", "@20 order 2 canceled r12",
            ]
        )
    }

    @Test("a child whose parent was denied never becomes a parent")
    func deniedParent() {
        let lines = LinkTests.lines(
            LinkTests.quotes,
            { $0.accountLimits.maximumOrderQuantity = Decimal(6) },
            first: {
                $0.submit(
                    $0.limit(TENON_BUY, 7, at: 98).linked(7, TENON_CONTINGENCY_OTO),
                    $0.stop(TENON_SELL, 5, at: 90).linked(7, TENON_CONTINGENCY_OTO)
                )
            }
        )
        #expect(
            lines == [
                "@10 order 1 denied r1 rule2", "@10 order 2 emulated", "@10 order 2 canceled r12",
            ]
        )
    }

    @Test("a stop the venue lacks is watched by the host, says so, and leaves as a market order")
    func emulatedStop() {
        let lines = LinkTests.lines(
            LinkTests.quotes,
            { $0.abilities.types = 1 << 1 | 1 << 2 },
            first: { $0.submit($0.stop(TENON_BUY, 5, at: 105)) }
        )
        #expect(
            lines == [
                "@10 order 1 emulated", "@20 triggered 1 emulated", "@20 order 1 sent",
                "@20 fill 1 5@106 filled",
            ]
        )
    }

    @Test("a time the venue does not keep is kept by the host")
    func emulatedTime() {
        let lines = LinkTests.lines(
            LinkTests.quotes,
            { $0.abilities.timesInForce = 1 << 2 | 1 << 3 | 1 << 4 },
            first: { $0.submit($0.limit(TENON_BUY, 5, at: 80).lasting(TENON_GTD, until: 25)) }
        )
        #expect(
            lines == [
                "@10 order 1 emulated", "@10 order 1 sent", "@10 order 1 working",
                "@26 order 1 cancelPending", "@26 order 1 expired",
            ]
        )
    }

    @Test("an iceberg the venue lacks goes out slice by slice")
    func emulatedIceberg() {
        let records = [
            Tape.quote(at: 10, 100, 102),
            Tape.quote(at: 20, 96, 97, sizes: (9, 5)), Tape.quote(at: 30, 96, 97, sizes: (9, 9)),
        ]
        let lines = LinkTests.lines(
            records,
            { $0.abilities.showsParts = false },
            first: {
                $0.submit($0.limit(TENON_BUY, 7, at: 98).showing(2))
            }
        )
        #expect(
            lines == [
                "@10 order 1 emulated", "@10 order 1 sent", "@10 order 1 working",
                "@20 fill 1 2@98 partlyFilled", "@20 fill 1 2@97 partlyFilled",
                "@20 fill 1 1@97 partlyFilled", "@30 fill 1 1@98 partlyFilled",
                "@30 fill 1 1@97 filled",
            ]
        )
    }

    @Test("a replace moves price and size; what was asked too late is refused")
    func replace() {
        let lines = LinkTests.lines(
            LinkTests.quotes,
            later: { strategy, time in
                if time == 20 {
                    strategy.submit(strategy.replacement(of: 1, quantity: 9, price: 97))
                }
                if time == 50 { strategy.submit(strategy.replacement(of: 1, price: 95)) }
            },
            first: { $0.submit($0.limit(TENON_BUY, 5, at: 80)) }
        )
        #expect(
            lines == [
                "@10 order 1 sent", "@10 order 1 working", "@20 order 1 replacePending",
                "@20 replaced 1 9@97 working", "@40 fill 1 9@97 filled",
                "@50 replace-rejected 1 r4",
            ]
        )
    }

    @Test("reduce-only goes when the position is gone")
    func reduceOnly() {
        let lines = LinkTests.lines(
            LinkTests.quotes,
            later: { strategy, time in
                if time == 20 {
                    strategy.submit(
                        strategy.limit(TENON_SELL, 5, at: 120).flagged(TENON_ORDER_REDUCE_ONLY)
                    )
                }
                if time == 30 { strategy.sell(5) }
            },
            first: { $0.submit($0.order(TENON_BUY, 5)) }
        )
        #expect(
            lines == [
                "@10 order 1 sent", "@10 fill 1 5@102 filled", "@20 order 2 sent",
                "@20 order 2 working", "@30 order 3 sent", "@30 fill 3 5@96 filled",
                "@30 order 2 cancelPending r11", "@30 order 2 canceled",
            ]
        )
    }

    @Test("a request takes its time to the venue, and a fill may overtake it")
    func latency() {
        let lines = LinkTests.lines(
            LinkTests.quotes,
            { $0.latency = 5 },
            later: { strategy, time in if time == 20 { strategy.cancel(target: 1) } },
            first: { $0.submit($0.limit(TENON_BUY, 5, at: 97)) }
        )
        #expect(
            lines == [
                "@10 order 1 sent", "@15 order 1 working", "@20 order 1 cancelPending",
                "@25 order 1 canceled",
            ]
        )
    }

    @Test("a slice that would take ends a post-only iceberg that has fills, and nothing else")
    func slicedPostOnly() {
        let records = [Tape.quote(at: 10, 100, 102), Tape.quote(at: 20, 96, 97, sizes: (9, 5))]
        let lines = LinkTests.lines(
            records,
            { $0.abilities.showsParts = false },
            first: {
                $0.submit(
                    $0.limit(TENON_BUY, 7, at: 98).showing(2).flagged(TENON_ORDER_POST_ONLY)
                )
            }
        )
        #expect(
            lines == [
                "@10 order 1 emulated", "@10 order 1 sent", "@10 order 1 working",
                "@20 fill 1 2@98 partlyFilled", "@20 order 1 canceled r107",
            ]
        )
    }

    @Test("two exits of one entry never turn the position: the first is booked before the second")
    func twoExits() {
        let lines = LinkTests.lines(LinkTests.quotes) {
            $0.submit(
                $0.order(TENON_BUY, 5).linked(7, TENON_CONTINGENCY_OTO),
                $0.order(TENON_SELL, 5).flagged(TENON_ORDER_REDUCE_ONLY)
                    .linked(7, TENON_CONTINGENCY_OTO),
                $0.order(TENON_SELL, 5).flagged(TENON_ORDER_REDUCE_ONLY)
                    .linked(7, TENON_CONTINGENCY_OTO)
            )
        }
        #expect(
            lines == [
                "@10 order 1 sent", "@10 fill 1 5@102 filled", "@10 order 2 sent",
                "@10 fill 2 5@100 filled", "@10 order 3 denied r1 rule20",
            ]
        )
    }

    @Test("an exit keeps what the target leaves, also while a reduction is on its way")
    func reducedTwice() {
        let records = [
            Tape.quote(at: 10, 100, 102), Tape.quote(at: 100, 110, 112, sizes: (1, 1)),
            Tape.quote(at: 102, 110, 112, sizes: (2, 1)), Tape.quote(at: 200, 100, 102),
            Tape.quote(at: 300, 80, 82),
        ]
        let lines = LinkTests.lines(
            records,
            { $0.latency = 5 },
            later: { strategy, time in
                if time == 200 { strategy.cancel(target: 2) }
            },
            first: {
                $0.submit(
                    $0.order(TENON_BUY, 9).linked(7, TENON_CONTINGENCY_BRACKET),
                    $0.limit(TENON_SELL, 9, at: 110).linked(7, TENON_CONTINGENCY_BRACKET),
                    $0.stop(TENON_SELL, 9, at: 90).linked(7, TENON_CONTINGENCY_BRACKET)
                )
            }
        )
        #expect(lines.contains("@105 replaced 3 8@\(Domain.none) working"))
        #expect(lines.contains("@110 replaced 3 6@\(Domain.none) working"))
        #expect(lines.last == "@300 fill 3 6@90 filled", "\(lines)")
    }
}
