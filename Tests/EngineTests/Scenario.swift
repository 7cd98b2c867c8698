import CTenon
import Domain
import Engine
import Memory
import Orders
import Risk
import Simulation
import Support

/// A small world that a seed makes: instruments, data, strategies with minds of their own, limits.
///
/// What a strategy does depends on the number of the event it sees and on nothing else, so that
/// it does the same however its events are cut into batches.
struct Scenario {
    /// How the same world is run.
    struct Mode: CustomStringConvertible {
        var runsAhead: Bool
        /// The most events a strategy takes in one call; 0 draws a number for each call.
        var appetite: Int
        /// Whether it answers AGAIN to some events before it takes them.
        var hesitates = false
        /// The most records a connector publishes at once.
        var piece = 7

        var description: String {
            "\(runsAhead ? "ahead" : "step by step"), \(appetite) at once, \(piece) published"
                + (hesitates ? ", hesitating" : "")
        }
    }

    /// Everything that must not depend on the mode.
    struct Outcome: Equatable {
        var digest: String
        var sequence: UInt64
        var counts: [UInt64]
        var transcripts: [[SeenEvent]]
        var answers: [[tenon_status]]
        var positions: [String]
        var cash: [Int64]
        var samples: [String]
        var faults: [String]
        var failure: String?
    }

    let seed: UInt64
    let strategies: Int

    init(seed: UInt64) {
        self.seed = seed
        var random = SeededGenerator(seed: seed)
        strategies = [1, 1, 2, 3].randomElement(using: &random) ?? 1
    }

    func run(_ mode: Mode) -> Outcome {
        var random = SeededGenerator(seed: seed &+ 1)
        let plan = plan(mode, &random)
        let stage = Stage(plan)
        for index in 0..<Int.random(in: 1...2, using: &random) {
            let feed = stage.connector()
            feed.piece = { mode.piece }
            for stream in 0..<UInt32.random(in: 1...2, using: &random) {
                feed.feed(tape(plan.instruments.count, &random), on: stream)
            }
            _ = index
        }
        let actors = (0..<strategies).map { _ in actor(stage, plan, mode, &random) }
        let rig = stage.open().run(inputs: mode.appetite + 1)
        rig.lane.sampleEquity()
        return outcome(rig, actors)
    }

    private func plan(_ mode: Mode, _ random: inout SeededGenerator) -> Stage.Plan {
        var plan = Stage.Plan()
        plan.runsAhead = mode.runsAhead
        plan.model = VenueModel.allCases.randomElement(using: &random) ?? .sameQuote
        plan.accounts = Int.random(in: 1...2, using: &random)
        plan.fees = FeeModel(
            rate: Decimal(mantissa: Int64.random(in: 0...30, using: &random), exponent: -4),
            decimals: [nil, 2, 4].randomElement(using: &random) ?? nil
        )
        let period = Int64.random(in: 1...90, using: &random)
        plan.sampling =
            [.never, .bar, .every(period)].randomElement(using: &random) ?? .never
        plan.accountLimits.maximumPosition = Decimal(Int64.random(in: 5...60, using: &random))
        plan.accountLimits.maximumOpenOrders = Int.random(in: 1...9, using: &random)
        plan.profile = Bool.random(using: &random) ? .research : .live
        plan.instruments = ["AAA.X", "BBB.X", "CCC.X"].prefix(Int.random(in: 1...3, using: &random))
            .map { symbol in
                Stage.definition(
                    symbol,
                    price: Int.random(in: -4...0, using: &random),
                    quantity: Int.random(in: -2...0, using: &random),
                    multiplier: (Int64.random(in: 1...12, using: &random), 0)
                )
            }
        return plan
    }

    /// One stream of mixed events.
    private func tape(_ instruments: Int, _ random: inout SeededGenerator) -> [Tape.Record] {
        var time = Int64.random(in: 1...20, using: &random)
        var records: [Tape.Record] = []
        let kinds = Int.random(in: 1...8, using: &random)
        for _ in 0..<Int.random(in: 0...120, using: &random) {
            time += [0, 0, 1, 3, 10, 40].randomElement(using: &random) ?? 1
            let instrument = UInt32.random(in: 1...UInt32(instruments), using: &random)
            let price = Int64.random(in: 90...110, using: &random)
            switch Int.random(in: 0..<kinds, using: &random) {
            case 0, 1, 2:
                func size() -> Int64 {
                    [Domain.none, 0, 3, 9].randomElement(using: &mutableRandom) ?? 0
                }
                var mutableRandom = random
                let sizes = (size(), size())
                random = mutableRandom
                records.append(
                    Tape.quote(
                        instrument,
                        at: time,
                        price,
                        price + Int64.random(in: 0...3, using: &random),
                        sizes: sizes
                    )
                )
            case 3:
                records.append(
                    Tape.trade(instrument, at: time, price, Int64.random(in: 1...5, using: &random))
                )
            case 4: records.append(Tape.watermark(at: time))
            case 5: records.append(Tape.gap(instrument, at: time))
            case 6:
                let phase = [TENON_PHASE_OPEN, TENON_PHASE_HALTED].randomElement(using: &random)
                records.append(Tape.status(instrument, at: time, phase: phase ?? 0))
            default:
                let basis = [TENON_BASIS_LAST, TENON_BASIS_BID, TENON_BASIS_ASK]
                    .randomElement(using: &random)
                records.append(
                    Tape.bar(
                        time - 20,
                        to: time,
                        (price, price + 2, price - 2, price + 1),
                        of: instrument,
                        basis: basis ?? TENON_BASIS_LAST
                    )
                )
            }
        }
        return records
    }

    private func actor(
        _ stage: Stage,
        _ plan: Stage.Plan,
        _ mode: Mode,
        _ random: inout SeededGenerator
    ) -> ScriptedStrategy {
        var limits = RiskLimits()
        limits.maximumOpenOrders = Int.random(in: 1...6, using: &random)
        let actor = stage.strategy(
            account: UInt32.random(in: 1...UInt32(plan.accounts), using: &random),
            limits: limits
        )
        let streams = [
            TENON_STREAM_QUOTES, TENON_STREAM_QUOTES | TENON_STREAM_TRADES, TENON_STREAM_BARS, 63,
            0,
        ]
        let wishes = (0..<plan.instruments.count)
            .map { _ in streams.randomElement(using: &random) ?? 63 }
        let period = Int.random(in: 0...2, using: &random) * 20
        actor.atActivation = { actor in
            for (index, wish) in wishes.enumerated() where wish != 0 {
                actor.subscribe(UInt32(index + 1), to: wish)
            }
            if period > 0 {
                actor.subscribe(1, to: TENON_STREAM_BARS, bars: (period, TENON_BAR_MILLISECOND))
            }
        }
        let own = seed ^ UInt64(actor.id.value) << 40
        let instruments = UInt32(plan.instruments.count)
        var hesitated: Set<UInt64> = []
        actor.react = { actor, event in
            let place = event.sequence << 16 | UInt64(event.ordinal)
            var mind = SeededGenerator(seed: own ^ place &* 0x9E37_79B9_7F4A_7C15)
            guard actor.events.contains(where: \.isStarted) else { return .take }
            if mode.hesitates, Int.random(in: 0..<5, using: &mind) == 0,
                hesitated.insert(place).inserted
            {
                actor.wake()
                return .again
            } else if !mode.hesitates {
                _ = Int.random(in: 0..<5, using: &mind)
            }
            Scenario.act(actor, event, instruments, &mind)
            return .take
        }
        var hunger = SeededGenerator(seed: own)
        if mode.appetite > 0 {
            actor.appetite = { _ in mode.appetite }
        } else {
            actor.appetite = { Int.random(in: 1...max(1, $0), using: &hunger) }
        }
        return actor
    }

    /// Does something now and then.
    private static func act(
        _ actor: ScriptedStrategy,
        _ event: SeenEvent,
        _ instruments: UInt32,
        _ mind: inout SeededGenerator
    ) {
        let instrument = UInt32.random(in: 1...instruments, using: &mind)
        let quantity = Int64.random(in: 1...9, using: &mind)
        let tif = [TENON_GTC, TENON_GTC, TENON_IOC, TENON_FOK].randomElement(using: &mind) ?? 0
        let past = UInt64.random(in: 1...actor.nextIntent, using: &mind)
        // Rarely at its own news: nine rounds of answers to answers would be a fault.
        switch Int.random(in: 0..<(event.isMarket ? 40 : 200), using: &mind) {
        case 0...3: actor.buy(quantity, of: instrument, tif: tif)
        case 4...7: actor.sell(quantity, of: instrument, tif: tif)
        case 8:
            actor.submit(
                actor.order(TENON_BUY, quantity, of: instrument),
                actor.order(TENON_SELL, quantity + 1, of: instrument)
            )
        case 9, 10: actor.cancel(target: past)
        case 11: actor.cancel(order: past)
        case 12: actor.cancelAll(of: quantity > 4 ? instrument : 0)
        case 13, 14: actor.setTimer(past % 3, at: event.time + quantity * 5 - 10)
        case 15: actor.clearTimer(past % 3)
        case 16: actor.subscribe(instrument, to: TENON_STREAM_QUOTES)
        case 17: actor.unsubscribe(instrument, from: quantity > 4 ? 63 : TENON_STREAM_BARS)
        case 18:
            actor.subscribe(
                instrument,
                to: TENON_STREAM_BARS,
                bars: (Int(quantity) * 10, TENON_BAR_MILLISECOND)
            )
        case 19:
            var query = actor.blank(TENON_OP_QUERY)
            query.target = past
            actor.submit(query)
        default: break
        }
    }

    private func outcome(_ rig: Rig, _ actors: [ScriptedStrategy]) -> Outcome {
        let counts = rig.lane.counts
        var positions: [String] = []
        for instrument in 0..<rig.lane.books.instruments {
            let id = InstrumentID(UInt32(instrument + 1))
            for actor in actors {
                let entry = rig.lane.books[actor.id, id]
                positions.append(
                    "\(entry.position.quantity) \(entry.position.cost) \(entry.position.realized)"
                        + " \(entry.fees) \(entry.turnover) \(entry.fills)"
                )
            }
        }
        var cash: [Int64] = []
        for account in 0..<rig.lane.cash.count {
            cash.append(rig.lane.cash[AccountID(UInt32(account + 1))].balance)
        }
        var samples: [String] = []
        for place in 0..<rig.lane.samples.count {
            let sample = rig.lane.samples[place]
            samples.append(
                "\(sample.time) \(sample.account.value) \(sample.cash) \(sample.holdings)"
            )
        }
        return Outcome(
            digest: rig.digest,
            sequence: rig.lane.sequence,
            counts: [
                counts.marketEvents, counts.delivered, counts.intents, counts.orders, counts.denied,
                counts.fills, counts.canceled, counts.rejected, counts.backward,
            ],
            transcripts: actors.map(\.events),
            answers: actors.map(\.answers),
            positions: positions,
            cash: cash,
            samples: samples,
            faults: rig.faults,
            failure: rig.lane.failure
        )
    }
}
