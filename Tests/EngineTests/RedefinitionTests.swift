import CTenon
import Domain
import Engine
import Orders
import Testing

@Suite("Redefinition of an instrument")
struct RedefinitionTests {
    /// A feed of one quote a turn, so that what it defines lies between two of them; at its n-th
    /// turn it does what `act` says.
    private static func stage(_ act: [Int: (ScriptedConnector) -> Void]) -> Stage {
        let stage = Stage()
        let feed = stage.connector()
        feed.feed((1...6).map { Tape.quote(at: $0 * 10, 100, 101) })
        feed.piece = { 1 }
        feed.turn = { feed in
            act[feed.turns]?(feed)
            return feed.publishPieces() ? TENON_E_AGAIN : TENON_OK
        }
        feed.atStart = { $0.publishPieces() }
        return stage
    }

    private static func changed(
        _ change: (inout tenon_ev_instrument) -> Void
    ) -> tenon_ev_instrument {
        var definition = Stage.definition("AAA.X")
        change(&definition)
        return definition
    }

    @Test("a new definition has the next version and comes before the next event")
    func version() {
        let stage = RedefinitionTests.stage([
            2: { $0.define(RedefinitionTests.changed { $0.lot = 5 }) }
        ])
        let viewer = stage.strategy()
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        let stranger = stage.strategy(symbols: ["BBB.X"])
        stage.open().run()
        #expect(
            viewer.live.map(\.full).prefix(4) == [
                "5.0 @10 quote 1 100/101", "6.0 @20 quote 1 100/101", "7.1 @20 instrument 1 v2",
                "8.0 @30 quote 1 100/101",
            ]
        )
        let told = viewer.live.first { $0.isA(TENON_SPACE_REFERENCE, TENON_TYPE_INSTRUMENT) }
        #expect(told?.read(tenon_ev_instrument.self).lot == 5)
        #expect(stranger.live.isEmpty)
    }

    @Test("the same definition again is no news")
    func same() {
        let stage = RedefinitionTests.stage([
            2: { #expect($0.define(Stage.definition("AAA.X")) == .success(1)) }
        ])
        let viewer = stage.strategy()
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        let rig = stage.open().run()
        #expect(viewer.lines.allSatisfy { $0 == "quote 1 100/101" })
        #expect(rig.lane.sequence == 9)
    }

    @Test("orders made with the old definition are stale, and its filters hold no more")
    func stale() {
        let stage = RedefinitionTests.stage([
            2: { $0.define(RedefinitionTests.changed { $0.lot = 5 }) },
            4: { $0.define(RedefinitionTests.changed { $0.lot = 7 }) },
        ])
        let viewer = stage.strategy()
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        var answers: [String] = []
        viewer.react = { viewer, event in
            guard event.isQuote else { return .take }
            var statuses: [Int] = []
            for version: UInt32 in 1...3 {
                var intent = viewer.order(TENON_BUY, 5)
                intent.def_version = version
                statuses.append(viewer.submit(intent))
            }
            answers.append("@\(event.time) \(statuses)")
            return .take
        }
        stage.open().run()
        let (ok, stale) = (TENON_OK, TENON_E_STALE)
        #expect(
            answers == [
                "@10 \([ok, stale, stale])", "@20 \([ok, stale, stale])",
                "@30 \([stale, ok, stale])", "@40 \([stale, ok, stale])",
                "@50 \([stale, stale, ok])", "@60 \([stale, stale, ok])",
            ]
        )
        #expect(viewer.lines.filter { $0.hasPrefix("order") && $0.contains("denied") }.count == 2)
        #expect(viewer.fills.count == 4)
    }

    @Test("a change of scale is refused, whatever is held, and the feed goes on")
    func scale() {
        let changes: [(inout tenon_ev_instrument) -> Void] = [
            { $0.px_exp = -1 }, { $0.qty_exp = -1 }, { $0.mult_exp = -1 }, { $0.multiplier = 2 },
        ]
        for change in changes {
            var answer: Result<UInt32, ScriptedStrategy.Answer> = .success(0)
            let stage = RedefinitionTests.stage([
                3: { answer = $0.define(RedefinitionTests.changed(change)) }
            ])
            let viewer = stage.strategy()
            viewer.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
            viewer.react = { viewer, event in
                if event.isQuote { viewer.buy(1) }
                return .take
            }
            let rig = stage.open().run()
            #expect(answer == .failure(.init(status: TENON_E_INVALID)))
            #expect(rig.faults == [])
            #expect(viewer.fills.count == 6)
            #expect(rig.lane.books[viewer.id, InstrumentID(1)].position.quantity == 6)
        }
    }

    @Test("an instrument may be defined while the lane runs, and traded from then on")
    func new() {
        let stage = RedefinitionTests.stage([
            2: { feed in
                #expect(feed.define(Stage.definition("BBB.X")) == .success(2))
                feed.feed([Tape.quote(2, at: 45, 7, 8)], on: 1)
            }
        ])
        let viewer = stage.strategy()
        viewer.atActivation = { $0.subscribe(1, to: TENON_STREAM_QUOTES) }
        viewer.react = { viewer, event in
            if event.isA(TENON_SPACE_REFERENCE, TENON_TYPE_INSTRUMENT), event.instrument == 2 {
                viewer.subscribe(2, to: TENON_STREAM_QUOTES)
            }
            if event.isQuote, event.instrument == 2 { viewer.sell(3, of: 2) }
            return .take
        }
        let rig = stage.open().run()
        #expect(viewer.lines.contains("quote 2 7/8"))
        #expect(viewer.fills.map { "\($0.h.instrument) \($0.last_px)" } == ["2 7"])
        #expect(rig.lane.books[viewer.id, InstrumentID(2)].position.quantity == -3)
        #expect(rig.faults == [])
    }

    @Test("a grant is rounded down to the new unit")
    func grant() {
        var plan = Stage.Plan()
        plan.instruments = [Stage.definition("AAA.X", quantity: -1)]
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101)], plan)
        let viewer = stage.strategy(maximumQuantity: Decimal(mantissa: 129, exponent: -2))
        viewer.atActivation = { $0.subscribe(to: TENON_STREAM_QUOTES) }
        var answers: [Int] = []
        viewer.react = { viewer, event in
            if event.isQuote { answers = [viewer.buy(13), viewer.buy(12)] }
            return .take
        }
        stage.open().run()
        #expect(answers == [TENON_E_LIMIT, TENON_OK])
    }
}
