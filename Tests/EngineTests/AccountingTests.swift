import CTenon
import Domain
import Engine
import Memory
import Orders
import Simulation
import Support
import Testing

@Suite("Accounting")
struct AccountingTests {
    /// One step of the world: an event, and what every strategy then wants.
    private struct Step {
        var time: Int64
        var instrument: Int
        var event: PlainModel.Event
        var wishes: [[PlainModel.Wish]]

        var isBar: Bool { if case .bar = event { true } else { false } }
    }

    private struct World {
        var model: VenueModel
        var instruments: [PlainModel.Instrument]
        var accounts: [Int]
        var feeRate: (mantissa: Int64, exponent: Int)
        var feeDecimals: Int?
        var steps: [Step]

        init(_ model: VenueModel, seed: UInt64) {
            var random = SeededGenerator(seed: seed)
            self.model = model
            instruments = (0..<Int.random(in: 1...3, using: &random))
                .map { _ in
                    PlainModel.Instrument(
                        price: Int.random(in: -5...0, using: &random),
                        quantity: Int.random(in: -4...0, using: &random),
                        multiplier: Int64.random(in: 1...50, using: &random)
                    )
                }
            let many = Int.random(in: 1...2, using: &random)
            accounts = (0..<Int.random(in: 1...4, using: &random))
                .map { _ in Int.random(in: 0..<many, using: &random) }
            feeRate = (Int64.random(in: 0...99, using: &random), -4)
            feeDecimals = [nil, 0, 2, 5].randomElement(using: &random) ?? nil
            steps = []
            var time: Int64 = 0
            for _ in 0..<150 {
                time += Int64.random(in: 0...9, using: &random)
                steps.append(step(time, &random))
            }
        }

        private func step(_ time: Int64, _ random: inout SeededGenerator) -> Step {
            let price = Int64.random(in: 900...1_100, using: &random)
            func size(_ random: inout SeededGenerator) -> Int64? {
                Bool.random(using: &random) ? Int64.random(in: 1...12, using: &random) : nil
            }
            let event: PlainModel.Event =
                switch Int.random(in: 0..<4, using: &random) {
                case 0: .trade(price)
                case 1:
                    .bar(
                        open: price,
                        close: price + Int64.random(in: -9...9, using: &random),
                        opened: time + 1 - Int64.random(in: 1...15, using: &random)
                    )
                default:
                    .quote(
                        bid: price,
                        ask: price + Int64.random(in: 0...5, using: &random),
                        bidSize: size(&random),
                        askSize: size(&random)
                    )
                }
            return Step(
                time: time + 1,
                instrument: Int.random(in: 0..<instruments.count, using: &random),
                event: event,
                wishes: accounts.map { _ in wishes(&random) }
            )
        }

        private func wishes(_ random: inout SeededGenerator) -> [PlainModel.Wish] {
            (0..<([0, 0, 0, 1, 2].randomElement(using: &random) ?? 0))
                .map { _ in
                    if Int.random(in: 0..<4, using: &random) == 0 {
                        return .cancel(Int.random(in: 0...30, using: &random))
                    }
                    return .order(
                        instrument: Int.random(in: 0..<instruments.count, using: &random),
                        isBuy: Bool.random(using: &random),
                        quantity: Int64.random(in: 1...20, using: &random),
                        life: [.gtc, .gtc, .ioc, .fok].randomElement(using: &random) ?? .gtc
                    )
                }
        }

        /// The world without the lane.
        func told() -> (model: PlainModel, samples: [[Int64]]) {
            var plain = PlainModel(
                model: model,
                instruments: instruments,
                accounts: accounts,
                cash: 100_000_000_000_000,
                feeRate: feeRate,
                feeDecimals: feeDecimals
            )
            var samples: [[Int64]] = []
            for (index, step) in steps.enumerated() {
                plain.take(step.event, of: step.instrument, at: step.time)
                for (strategy, wishes) in step.wishes.enumerated() {
                    for wish in wishes { plain.take(wish, from: strategy) }
                }
                // A time with a bar is valued once, after everything that happens at it.
                guard index + 1 == steps.count || steps[index + 1].time > step.time else {
                    continue
                }
                let isLast = index + 1 == steps.count
                guard isLast || steps.contains(where: { $0.time == step.time && $0.isBar }) else {
                    continue
                }
                for account in plain.cash.indices {
                    let worth = plain.worth(of: account)
                    samples.append([step.time, Int64(account + 1), plain.cash[account], worth])
                }
            }
            return (plain, samples)
        }

        /// The world through the lane.
        func run() -> (rig: Rig, actors: [ScriptedStrategy]) {
            var plan = Stage.Plan()
            plan.model = model
            plan.accounts = (accounts.max() ?? 0) + 1
            plan.sampling = .bar
            plan.fees = FeeModel(
                rate: Decimal(mantissa: feeRate.mantissa, exponent: feeRate.exponent),
                decimals: feeDecimals
            )
            plan.instruments = instruments.enumerated()
                .map { index, one in
                    Stage.definition(
                        "I\(index).X",
                        price: one.price,
                        quantity: one.quantity,
                        multiplier: (one.multiplier, 0)
                    )
                }
            let stage = Stage(plan)
            stage.connector().feed(steps.enumerated().map { record($1, mark: UInt64($0)) })
            let actors = accounts.enumerated()
                .map { place, account in
                    let actor = stage.strategy(account: UInt32(account + 1))
                    actor.atActivation = { actor in
                        for one in 1...instruments.count { actor.subscribe(UInt32(one), to: 63) }
                    }
                    actor.react = { actor, event in
                        guard event.isMarket else { return .take }
                        for wish in steps[Int(event.mark)].wishes[place] { carry(out: wish, actor) }
                        return .take
                    }
                    return actor
                }
            return (stage.open().run(), actors)
        }

        private func record(_ step: Step, mark: UInt64) -> Tape.Record {
            let instrument = UInt32(step.instrument + 1)
            switch step.event {
            case .quote(let bid, let ask, let bidSize, let askSize):
                return Tape.quote(
                    instrument,
                    at: step.time,
                    bid,
                    ask,
                    sizes: (bidSize ?? Domain.none, askSize ?? Domain.none),
                    mark: mark
                )
            case .trade(let price):
                return Tape.trade(instrument, at: step.time, price, mark: mark)
            case .bar(let open, let close, let opened):
                var bar = SeenEvent(
                    bytes: Tape.bar(
                        opened,
                        to: step.time,
                        (open, max(open, close), min(open, close), close),
                        of: instrument
                    )
                )
                .read(tenon_ev_bar.self)
                bar.m.venue_seq = mark
                return Tape.bytes(bar)
            }
        }

        private func carry(out wish: PlainModel.Wish, _ actor: ScriptedStrategy) {
            switch wish {
            case .cancel(let order):
                var intent = actor.blank(TENON_OP_CANCEL)
                intent.target = UInt64(order + 1) * 100
                actor.submit(intent)
            case .order(let instrument, let isBuy, let quantity, let life):
                let tif =
                    switch life {
                    case .gtc: TENON_GTC
                    case .ioc: TENON_IOC
                    case .fok: TENON_FOK
                    }
                actor.submit(
                    actor.order(
                        isBuy ? TENON_BUY : TENON_SELL,
                        quantity,
                        of: UInt32(instrument + 1),
                        id: nextOrder(actor),
                        tif: tif
                    )
                )
            }
        }

        /// The id of the next order: 100, 200 and so on; cancels have the ids between.
        private func nextOrder(_ actor: ScriptedStrategy) -> UInt64 {
            (actor.nextIntent + 99) / 100 * 100
        }
    }

    @Test(
        "fills, books, cash, fees and equity are those of a plain model",
        arguments: [VenueModel.sameQuote, .nextQuote, .sameBarClose, .nextBarOpen],
        Seeds.upTo(60)
    )
    func plainModel(model: VenueModel, seed: UInt64) {
        let world = World(model, seed: seed)
        let (plain, samples) = world.told()
        let (rig, actors) = world.run()
        rig.lane.finishSampling()
        #expect(rig.faults == [], "seed \(seed)")
        #expect(rig.lane.failure == nil, "seed \(seed)")
        for (place, actor) in actors.enumerated() {
            AccountingTests.compare(actor, plain, place, "seed \(seed), strategy \(place)")
            AccountingTests.compareBooks(rig, plain, place, actor.id, "seed \(seed)")
        }
        for account in plain.cash.indices {
            let cash = rig.lane.cash[AccountID(UInt32(account + 1))]
            #expect(cash.balance == plain.cash[account], "seed \(seed)")
            #expect(cash.fees == plain.fees[account], "seed \(seed)")
            // What was posted and what rounding left are the exact sum.
            #expect(cash.rounding == plain.left[account], "seed \(seed)")
        }
        var taken: [[Int64]] = []
        for place in 0..<rig.lane.samples.count {
            let sample = rig.lane.samples[place]
            taken.append([sample.time, Int64(sample.account.value), sample.cash, sample.holdings])
        }
        AccountingTests.expectSame(taken, samples, "seed \(seed)")
        AccountingTests.expectStrategiesSumUp(rig, "seed \(seed)")
    }

    /// Holds the strategies' samples to the accounts': what all strategies of an account made is what
    /// the account made, but for the rounding of each fill and of each holding.
    private static func expectStrategiesSumUp(_ rig: Rig, _ comment: String) {
        let cash = 1_000_000 * 100_000_000 as Int64
        var wanted: [[Int64]: Int64] = [:]
        for place in 0..<rig.lane.samples.count {
            let sample = rig.lane.samples[place]
            wanted[[sample.time, Int64(sample.account.value)]] = sample.equity - cash
        }
        var made: [[Int64]: Int64] = [:]
        for place in 0..<rig.lane.strategySamples.count {
            let sample = rig.lane.strategySamples[place]
            made[[sample.time, Int64(sample.account.value)], default: 0] += sample.equity - cash
        }
        let reach = Int64(rig.lane.counts.fills) + 20
        #expect(!made.isEmpty, "\(comment)")
        for (key, profit) in made {
            #expect(abs(profit - (wanted[key] ?? .max / 2)) <= reach, "\(comment): \(key)")
        }
    }

    private static func compare(
        _ actor: ScriptedStrategy,
        _ plain: PlainModel,
        _ place: Int,
        _ what: String
    ) {
        let fills = actor.fills.map { fill in
            PlainModel.Fill(
                time: fill.h.ts_ns,
                order: Int(fill.intent_id / 100) - 1,
                quantity: fill.last_qty,
                price: fill.last_px,
                filled: fill.filled_qty,
                leaves: fill.leaves_qty,
                fee: fill.fee,
                paid: fill.cum_cost
            )
        }
        expectSame(fills, plain.fills[place], what)
        let holdings = actor.live.compactMap(\.position)
            .map {
                PlainModel.Holding(
                    quantity: $0.qty,
                    cost: $0.cost,
                    realized: $0.realized,
                    unrealized: $0.unrealized
                )
            }
        expectSame(holdings, plain.holdings[place], what)
    }

    /// Names the first difference instead of printing both lists.
    private static func expectSame<Item: Equatable>(_ left: [Item], _ right: [Item], _ what: String)
    {
        for (index, pair) in zip(left, right).enumerated() where pair.0 != pair.1 {
            Issue.record("\(what), item \(index): \(pair.0), the model says \(pair.1)")
            return
        }
        #expect(left.count == right.count, "\(what)")
    }

    private static func compareBooks(
        _ rig: Rig,
        _ plain: PlainModel,
        _ place: Int,
        _ id: InstanceID,
        _ what: String
    ) {
        for instrument in plain.instruments.indices {
            let handle = InstrumentID(UInt32(instrument + 1))
            let account = plain.accounts[place]
            let pairs = [
                (rig.lane.books[id, handle], plain.books[place][instrument]),
                (
                    rig.lane.books[AccountID(UInt32(account + 1)), handle],
                    plain.accountBooks[account][instrument]
                ),
            ]
            for (entry, book) in pairs {
                #expect(entry.position.quantity == book.quantity, "\(what)")
                #expect(entry.position.cost == book.cost, "\(what)")
                #expect(entry.position.realized == book.realized, "\(what)")
            }
        }
    }

    @Test(
        "the strategies' books add up to the account's, money included",
        arguments: Seeds.upTo(20)
    )
    func sums(seed: UInt64) {
        let world = World(.sameQuote, seed: seed)
        let (rig, actors) = world.run()
        for account in 0...(world.accounts.max() ?? 0) {
            let own = actors.indices.filter { world.accounts[$0] == account }
            for instrument in world.instruments.indices {
                let handle = InstrumentID(UInt32(instrument + 1))
                let whole = rig.lane.books[AccountID(UInt32(account + 1)), handle]
                let parts = own.map { rig.lane.books[actors[$0].id, handle] }
                #expect(whole.position.quantity == parts.reduce(0) { $0 + $1.position.quantity })
                #expect(whole.fees == parts.reduce(0) { $0 + $1.fees })
                #expect(whole.fills == parts.reduce(0) { $0 + $1.fills })
                #expect(whole.turnover == parts.reduce(0) { $0 + $1.turnover })
                // Money in minus money out is the same whoever closed whose position.
                let flow = whole.position.cost - whole.position.realized
                #expect(flow == parts.reduce(0) { $0 + $1.position.cost - $1.position.realized })
            }
        }
    }

    @Test("samples on a grid show the books as they were before the events of their time")
    func grid() {
        var plan = Stage.Plan()
        plan.sampling = .every(10)
        let stage = StepTests.stage(
            [
                Tape.quote(at: 3, 100, 100), Tape.quote(at: 5, 110, 110),
                Tape.quote(at: 12, 120, 120), Tape.quote(at: 20, 130, 130),
                Tape.quote(at: 55, 140, 140), Tape.quote(at: 60, 150, 150),
            ],
            plan
        )
        _ = StepTests.actor(stage) { $0.buy(1) }
        let rig = stage.open().run()
        var samples: [String] = []
        for place in 0..<rig.lane.samples.count {
            let sample = rig.lane.samples[place]
            samples.append("\(sample.time) \(sample.equity / 100_000_000)")
        }
        // Bought at 100: equity is a million and the rise since.
        #expect(samples == ["10 1000010", "20 1000020", "30 1000030", "50 1000030", "60 1000040"])
    }
}
