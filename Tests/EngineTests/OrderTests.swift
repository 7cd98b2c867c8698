import CTenon
import Domain
import Engine
import Orders
import Simulation
import Testing

@Suite("The way of an order")
struct OrderTests {
    private typealias Sizes = (bid: Int64, ask: Int64)

    /// Runs quotes or bars under a venue model; the strategy sees all and acts at the first.
    private static func lines(
        _ model: VenueModel,
        _ records: [Tape.Record],
        fees: FeeModel = FeeModel(rate: Decimal(0)),
        _ act: @escaping (ScriptedStrategy) -> Void
    ) -> [String] {
        var plan = Stage.Plan()
        plan.model = model
        plan.fees = fees
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
            if event.isMarket, isFirst {
                isFirst = false
                act(strategy)
            }
            return .take
        }
        let rig = stage.open().run()
        #expect(rig.faults == [])
        #expect(rig.lane.failure == nil)
        return strategy.live.map { "@\($0.time) \($0)" }
    }

    @Test("same-quote fills at once, and what is not displayed at the quotes that follow")
    func sameQuote() {
        let lines = OrderTests.lines(
            .sameQuote,
            [
                Tape.quote(at: 10, 100, 101, sizes: (9, 3)),
                Tape.quote(at: 20, 101, 102, sizes: (9, 0)),
                Tape.quote(at: 30, 102, 103, sizes: (9, 4)),
                Tape.quote(at: 40, 103, 104, sizes: (9, 4)),
            ]
        ) { $0.buy(8) }
        #expect(
            lines == [
                "@10 quote 1 100/101", "@10 order 1 sent", "@10 fill 1 3@101 partlyFilled",
                "@10 position 1 3", "@20 quote 1 101/102", "@30 quote 1 102/103",
                "@30 fill 1 4@103 partlyFilled", "@30 position 1 7", "@40 quote 1 103/104",
                "@40 fill 1 1@104 filled", "@40 position 1 8",
            ]
        )
    }

    @Test("an unknown size fills all")
    func unknownSize() {
        let lines = OrderTests.lines(.sameQuote, [Tape.quote(at: 10, 100, 101)]) { $0.sell(8_000) }
        #expect(lines.last == "@10 position 1 -8000")
    }

    @Test("two orders share what one quote displays")
    func sharedSize() {
        let lines = OrderTests.lines(
            .sameQuote,
            [Tape.quote(at: 10, 100, 101, sizes: (5, 5)), Tape.quote(at: 20, 99, 100)]
        ) { $0.submit($0.order(TENON_BUY, 4), $0.order(TENON_BUY, 4), $0.order(TENON_SELL, 2)) }
        #expect(
            lines == [
                "@10 quote 1 100/101", "@10 order 1 sent", "@10 fill 1 4@101 filled",
                "@10 position 1 4", "@10 order 2 sent", "@10 fill 2 1@101 partlyFilled",
                "@10 position 1 5", "@10 order 3 sent", "@10 fill 3 2@100 filled",
                "@10 position 1 3", "@20 quote 1 99/100", "@20 fill 2 3@100 filled",
                "@20 position 1 6",
            ]
        )
    }

    @Test("next-quote works until the next quote, and fills against what that displays")
    func nextQuote() {
        let lines = OrderTests.lines(
            .nextQuote,
            [
                Tape.quote(at: 10, 100, 101), Tape.trade(at: 15, 90, 1),
                Tape.quote(at: 20, 101, 102, sizes: (2, 3)),
                Tape.quote(at: 30, 102, 103, sizes: (2, 9)),
            ]
        ) { $0.buy(5) }
        #expect(
            lines == [
                "@10 quote 1 100/101", "@10 order 1 sent", "@10 order 1 working",
                "@15 trade 1 1@90", "@20 quote 1 101/102", "@20 fill 1 3@102 partlyFilled",
                "@20 position 1 3", "@30 quote 1 102/103", "@30 fill 1 2@103 filled",
                "@30 position 1 5",
            ]
        )
    }

    @Test("next-bar-open fills whole at the open of the next bar")
    func nextBarOpen() {
        let minute = Tape.minute
        let lines = OrderTests.lines(
            .nextBarOpen,
            [
                Tape.bar(0, to: minute, (10, 12, 9, 11)),
                Tape.bar(minute, to: 2 * minute, (20, 22, 19, 21)),
                Tape.bar(2 * minute, to: 3 * minute, (30, 32, 29, 31)),
            ]
        ) { $0.buy(5_000) }
        #expect(
            lines == [
                "@\(minute) bar 1 1 10 12 9 11", "@\(minute) order 1 sent",
                "@\(minute) order 1 working", "@\(2 * minute) bar 1 1 20 22 19 21",
                "@\(2 * minute) fill 1 5000@20 filled", "@\(2 * minute) position 1 5000",
                "@\(3 * minute) bar 1 1 30 32 29 31",
            ]
        )
    }

    @Test("next-bar-open buys at ask bars and sells at bid bars")
    func sidedBars() {
        let minute = Tape.minute
        func bar(_ minutes: Int64, _ price: Int64, _ basis: Int) -> Tape.Record {
            Tape.bar(
                (minutes - 1) * minute,
                to: minutes * minute,
                (price, price, price, price),
                basis: basis
            )
        }
        let lines = OrderTests.lines(
            .nextBarOpen,
            [
                bar(1, 10, TENON_BASIS_BID), bar(1, 12, TENON_BASIS_ASK),
                bar(2, 20, TENON_BASIS_BID), bar(2, 22, TENON_BASIS_ASK),
            ]
        ) { $0.setTimer(1, at: 1) }
        #expect(lines.filter { $0.contains("fill") } == [])
        var plan = Stage.Plan()
        plan.model = .nextBarOpen
        let stage = StepTests.stage(
            [
                bar(1, 10, TENON_BASIS_BID), bar(1, 12, TENON_BASIS_ASK),
                bar(2, 20, TENON_BASIS_BID), bar(2, 22, TENON_BASIS_ASK),
            ],
            plan
        )
        let strategy = stage.strategy()
        strategy.atActivation = { $0.subscribe(to: TENON_STREAM_BARS) }
        strategy.react = { strategy, event in
            if event.isBar, event.read(tenon_ev_bar.self).open == 12 {
                strategy.submit(strategy.order(TENON_BUY, 1), strategy.order(TENON_SELL, 2))
            }
            return .take
        }
        stage.open().run()
        #expect(
            strategy.fills.map { "\($0.last_qty)@\($0.last_px)" }.sorted() == ["1@22", "2@20"]
        )
    }

    @Test("same-bar-close fills at once at the close just seen")
    func sameBarClose() {
        let minute = Tape.minute
        let lines = OrderTests.lines(
            .sameBarClose,
            [
                Tape.bar(0, to: minute, (10, 12, 9, 11)),
                Tape.bar(minute, to: 2 * minute, (20, 22, 19, 21)),
            ]
        ) { $0.sell(5_000) }
        #expect(
            lines == [
                "@\(minute) bar 1 1 10 12 9 11", "@\(minute) order 1 sent",
                "@\(minute) fill 1 5000@11 filled", "@\(minute) position 1 -5000",
                "@\(2 * minute) bar 1 1 20 22 19 21",
            ]
        )
    }

    @Test("an IOC takes what is there and is canceled, a FOK takes all or nothing")
    func immediate() {
        let quotes = [
            Tape.quote(at: 10, 100, 101, sizes: (3, 3)),
            Tape.quote(at: 20, 100, 101, sizes: (3, 3)),
        ]
        #expect(
            OrderTests.lines(.sameQuote, quotes) { $0.buy(5, tif: TENON_IOC) } == [
                "@10 quote 1 100/101", "@10 order 1 sent", "@10 fill 1 3@101 partlyFilled",
                "@10 position 1 3", "@10 order 1 canceled r8", "@20 quote 1 100/101",
            ]
        )
        #expect(
            OrderTests.lines(.sameQuote, quotes) { $0.buy(5, tif: TENON_FOK) } == [
                "@10 quote 1 100/101", "@10 order 1 sent", "@10 order 1 canceled r8",
                "@20 quote 1 100/101",
            ]
        )
        #expect(
            OrderTests.lines(.sameQuote, quotes) { $0.buy(3, tif: TENON_FOK) } == [
                "@10 quote 1 100/101", "@10 order 1 sent", "@10 fill 1 3@101 filled",
                "@10 position 1 3", "@20 quote 1 100/101",
            ]
        )
        #expect(
            OrderTests.lines(.nextQuote, quotes) { $0.sell(5, tif: TENON_IOC) } == [
                "@10 quote 1 100/101", "@10 order 1 sent", "@10 order 1 working",
                "@20 quote 1 100/101", "@20 fill 1 3@100 partlyFilled", "@20 position 1 -3",
                "@20 order 1 canceled r8",
            ]
        )
        #expect(
            OrderTests.lines(.nextQuote, quotes) { $0.sell(5, tif: TENON_FOK) } == [
                "@10 quote 1 100/101", "@10 order 1 sent", "@10 order 1 working",
                "@20 quote 1 100/101", "@20 order 1 canceled r8",
            ]
        )
    }

    @Test("a venue without anything to trade against rejects")
    func rejected() {
        #expect(
            OrderTests.lines(.sameQuote, [Tape.trade(at: 10, 50, 1)]) { $0.buy(1) } == [
                "@10 trade 1 1@50", "@10 order 1 sent", "@10 order 1 rejected r8",
            ]
        )
        #expect(
            OrderTests.lines(.sameBarClose, [Tape.quote(at: 10, 50, 51)]) { $0.buy(1) } == [
                "@10 quote 1 50/51", "@10 order 1 sent", "@10 order 1 rejected r8",
            ]
        )
    }

    @Test("an order event holds the whole order, a fill its execution and the fee")
    func fields() throws {
        var plan = Stage.Plan()
        plan.instruments = [
            Stage.definition("AAA.X", price: -2, quantity: -1, multiplier: (50, -1))
        ]
        plan.fees = FeeModel(rate: Decimal(mantissa: 1, exponent: -3))
        let stage = StepTests.stage(
            [
                Tape.quote(at: 10, 12_300, 12_345, sizes: (9, 4)),
                Tape.quote(at: 20, 12_300, 12_400),
            ],
            plan
        )
        let strategy = StepTests.actor(stage) { strategy in
            var intent = strategy.order(TENON_BUY, 10)
            intent.tag = 77
            intent.link = 88
            strategy.submit(intent)
        }
        let rig = stage.open().run()
        let orders = strategy.live.compactMap(\.order)
        #expect(orders.count == 3)
        for order in orders {
            #expect(order.intent_id == 1 && order.order == 1 && order.tag == 77)
            #expect(order.link == 88)
            #expect(order.px == Domain.none && order.stop_px == Domain.none)
            #expect(order.qty == 10 && order.filled_qty + order.leaves_qty == 10)
            #expect(order.account == 1 && order.fee_ccy == 1)
            #expect(order.side == UInt8(TENON_BUY) && order.otype == UInt8(TENON_MARKET))
            #expect(order.tif == UInt8(TENON_GTC))
            #expect(order.reason == 0 && order.rule == 0 && order.denied_scope == 0)
            #expect(order.denied_value == Domain.none && order.denied_limit == Domain.none)
        }
        let sent = orders[0]
        #expect(sent.last_px == Domain.none && sent.last_qty == Domain.none)
        #expect(sent.fee == 0 && sent.exec == 0 && sent.cum_cost == 0)
        #expect(sent.liquidity == UInt8(TENON_LIQUIDITY_NONE))
        let (first, second) = (orders[1], orders[2])
        #expect(first.last_px == 12_345 && first.last_qty == 4 && first.leaves_qty == 6)
        #expect(second.last_px == 12_400 && second.last_qty == 6 && second.leaves_qty == 0)
        #expect(first.exec == 1 && second.exec == 2)
        #expect(first.ts_venue_ns == 10 && second.ts_venue_ns == 20)
        // 0.4 x 123.45 x 5 = 246.9, 0.6 x 124 x 5 = 372; money has eight decimals.
        #expect(first.cum_cost == 24_690_000_000)
        #expect(second.cum_cost == 61_890_000_000)
        #expect(first.fee == 24_690_000 && second.fee == 37_200_000)
        #expect(second.cause_seq == second.h.seq)
        let position = try #require(strategy.live.last?.position)
        #expect(position.qty == 10 && position.cost == 61_890_000_000)
        #expect(position.avg_px == 12_378)
        #expect(position.mark_px == 12_350 && position.unrealized == -140_000_000)
        #expect(position.realized == 0 && position.open_buy_qty == 0)
        #expect(position.scope == UInt8(TENON_BOOK_MINE))
        #expect(position.cause == UInt8(TENON_CAUSE_FILL))
        let cash = rig.lane.cash[AccountID(1)]
        #expect(cash.balance == 100_000_000_000_000 - 61_890_000_000 - 61_890_000)
        #expect(cash.fees == 61_890_000)
    }

    @Test("open quantities are told with the position")
    func openQuantities() {
        var plan = Stage.Plan()
        plan.model = .nextQuote
        let stage = StepTests.stage(
            [
                Tape.quote(at: 10, 100, 101), Tape.quote(at: 20, 100, 101, sizes: (2, 3)),
                Tape.quote(at: 30, 100, 101),
            ],
            plan
        )
        let strategy = StepTests.actor(stage) {
            $0.submit($0.order(TENON_BUY, 5), $0.order(TENON_SELL, 9))
        }
        stage.open().run()
        let positions = strategy.live.compactMap(\.position)
        #expect(positions.map(\.qty) == [3, 1, 3, -4])
        #expect(positions.map(\.open_buy_qty) == [2, 2, 0, 0])
        #expect(positions.map(\.open_sell_qty) == [9, 7, 7, 0])
    }
}
