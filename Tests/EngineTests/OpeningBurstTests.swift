import CTenon
import Domain
import Engine
import Testing

@Suite("Opening burst")
struct OpeningBurstTests {
    private func stage() -> Stage {
        var plan = Stage.Plan()
        plan.instruments = ["AAA.X", "BBB.X", "CCC.Y"].map { Stage.definition($0) }
        let stage = Stage(plan)
        let feed = stage.connector()
        feed.atActivation = { $0.currency("EUR", exponent: -2) }
        feed.feed([1, 2, 3].map { Tape.quote($0, at: Int64($0) * 10, 1, 2) })
        return stage
    }

    @Test("currencies, permitted instruments, balance, the mark; then what is live")
    func contents() {
        let stage = stage()
        let viewer = stage.strategy(symbols: ["AAA.X", "CCC.Y"])
        viewer.atActivation = {
            $0.subscribe(1, to: TENON_STREAM_QUOTES)
            $0.subscribe(3, to: TENON_STREAM_QUOTES)
        }
        stage.open().run()
        #expect(
            viewer.events.map(\.description) == [
                "currency 1", "currency 2", "instrument 1 v1", "instrument 3 v1",
                "balance 100000000000000", "started", "quote 1 1/2", "quote 3 1/2",
            ]
        )
        let burst = viewer.events.prefix(6)
        #expect(Set(burst.map(\.sequence)).count == 1)
        #expect(burst.map(\.ordinal) == [1, 2, 3, 4, 5, 6])
        #expect(viewer.events[5].read(tenon_ev_control.self).id == TENON_MARK_STARTED)
    }

    @Test("definitions and money are told as the host keeps them")
    func details() {
        let stage = stage()
        let viewer = stage.strategy()
        stage.open()
        let currency = viewer.events[0].read(tenon_ev_currency.self)
        #expect(currency.exp == Int8(Stage.ledger))
        #expect(
            unsafe withUnsafeBytes(of: currency.code) { unsafe $0.prefix(4) }
                .elementsEqual([85, 83, 68, 0])
        )
        let instrument = viewer.events[2].read(tenon_ev_instrument.self)
        #expect(instrument.uid == Stage.definition("AAA.X").uid)
        // Bits 1 to 9 and 1 to 7: every type and time in force.
        #expect(instrument.otypes == 0x3FE && instrument.tifs == 0xFE)
        let balance = viewer.events[5].read(tenon_ev_balance.self)
        #expect(balance.total == balance.available && balance.total == balance.equity)
        #expect(balance.account == 1 && balance.ccy == 1)
        #expect(balance.cause == UInt8(TENON_CAUSE_BURST))
    }

    @Test("a second start tells the positions held by then")
    func positions() {
        let stage = stage()
        let viewer = StepTests.actor(stage) { $0.buy(3) }
        let rig = stage.open().run()
        rig.lane.start(viewer.id)
        let last = viewer.events.suffix(8).map(\.description)
        #expect(last.first == "currency 1")
        #expect(last.last == "started")
        let position = viewer.events[viewer.events.count - 2].position
        #expect(position?.qty == 3)
        #expect(position?.cause == UInt8(TENON_CAUSE_BURST))
        // 3 bought at 2 and valued at the middle, 1.5.
        let balance = viewer.events[viewer.events.count - 3].read(tenon_ev_balance.self)
        #expect(balance.total == 99_999_400_000_000)
        #expect(balance.equity == 99_999_850_000_000)
    }

    @Test("nothing comes before start, and nothing of instruments that are not permitted")
    func silence() {
        let stage = stage()
        let viewer = stage.strategy(symbols: ["BBB.X"])
        var answers: [Int] = []
        viewer.atActivation = { viewer in
            #expect(viewer.calls.isEmpty)
            answers.append(viewer.subscribe(1, to: TENON_STREAM_QUOTES))
            answers.append(viewer.subscribe(2, to: TENON_STREAM_QUOTES))
            answers.append(viewer.subscribe(9, to: TENON_STREAM_QUOTES))
        }
        viewer.atStart = { #expect($0.calls.isEmpty) }
        stage.open().run()
        #expect(answers == [TENON_E_PERMISSION, TENON_OK, TENON_E_INVALID])
        #expect(viewer.lines == ["quote 2 1/2"])
        #expect(!viewer.events.contains { $0.isMarket && $0.instrument != 2 })
    }

    @Test("resolve tells what is defined, what is not, and what is not granted")
    func resolve() {
        let stage = stage()
        let viewer = stage.strategy(symbols: ["BBB.X", "DDD.X"])
        var found: [Result<UInt32, ScriptedStrategy.Answer>] = []
        viewer.atActivation = { viewer in
            found = ["AAA.X", "BBB.X", "DDD.X"].map { viewer.resolve($0) }
        }
        stage.open()
        #expect(
            found == [
                .failure(.init(status: TENON_E_PERMISSION)), .success(2),
                .failure(.init(status: TENON_E_INVALID)),
            ]
        )
    }

    @Test("a strategy is given the tables of its kind, and a connector those of its own")
    func tables() {
        let stage = stage()
        let viewer = stage.strategy()
        stage.open()
        #expect(viewer.finds("tenon.host.orders/1"))
        #expect(viewer.finds("tenon.host.subscribe/1"))
        for id in [
            "tenon.host.publish/1", "tenon.host.registry/1", "tenon.host.portfolio/1",
            "tenon.host.orders/2", "tenon.host.orders", "",
        ] {
            #expect(!viewer.finds(id), "\(id)")
        }
    }
}
