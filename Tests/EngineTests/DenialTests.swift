import CTenon
import Domain
import Engine
import Orders
import Risk
import Simulation
import Testing

@Suite("Denials")
struct DenialTests {
    /// What a denial must say.
    struct Expected: Equatable {
        var rule: UInt32
        var scope: Int
        var unit: Int
        var value: Int64
        var limit: Int64
        var exponent: Int8 = 0
        var currency: UInt32 = 0
    }

    /// Submits one order at a quote of 100 to 101 and reads its denial.
    private static func denial(
        of quantity: Int64 = 50,
        side: Int = TENON_BUY,
        account: (inout RiskLimits) -> Void = { _ in },
        strategy: (inout RiskLimits) -> Void = { _ in },
        definition: (inout tenon_ev_instrument) -> Void = { _ in },
        profile: RiskProfile = .research,
        records: [Tape.Record] = [Tape.quote(at: 10, 100, 101)]
    ) -> tenon_ev_order? {
        var plan = Stage.Plan()
        account(&plan.accountLimits)
        definition(&plan.instruments[0])
        plan.profile = profile
        let stage = StepTests.stage(records, plan)
        var limits = RiskLimits()
        strategy(&limits)
        let actor = stage.strategy(limits: limits)
        actor.atActivation = { $0.subscribe(to: 63) }
        let last = SeenEvent(bytes: records[records.count - 1]).time
        actor.react = { actor, event in
            if event.isMarket, event.time == last, actor.nextIntent == 1 {
                actor.submit(actor.order(side, quantity))
            }
            return .take
        }
        let rig = stage.open().run()
        #expect(rig.lane.counts.fills == 0)
        #expect(rig.lane.books[actor.id, InstrumentID(1)].position.quantity == 0)
        let orders = actor.live.compactMap(\.order)
        #expect(orders.count == 1)
        return orders.first
    }

    private static func expect(
        _ denial: tenon_ev_order?,
        _ expected: Expected,
        at location: SourceLocation = #_sourceLocation
    ) {
        guard let denial else { return }
        #expect(
            Expected(
                rule: denial.rule,
                scope: Int(denial.denied_scope),
                unit: Int(denial.denied_unit),
                value: denial.denied_value,
                limit: denial.denied_limit,
                exponent: denial.denied_exp,
                currency: denial.denied_ccy
            ) == expected,
            sourceLocation: location
        )
        #expect(denial.status == UInt16(TENON_DENIED), sourceLocation: location)
        #expect(denial.reason == UInt32(TENON_REASON_RISK), sourceLocation: location)
        #expect(denial.change == UInt16(TENON_CH_STATE), sourceLocation: location)
        #expect(denial.leaves_qty == 0 && denial.filled_qty == 0, sourceLocation: location)
        #expect(denial.order > 0 && denial.intent_id == 1, sourceLocation: location)
    }

    @Test("R02: the largest quantity of the account and of the strategy")
    func quantity() {
        DenialTests.expect(
            DenialTests.denial(account: { $0.maximumOrderQuantity = Decimal(49) }),
            Expected(
                rule: 2,
                scope: TENON_SCOPE_ACCOUNT,
                unit: TENON_UNIT_QUANTITY,
                value: 50,
                limit: 49
            )
        )
        DenialTests.expect(
            DenialTests.denial(strategy: {
                $0.maximumOrderQuantity = Decimal(mantissa: 499, exponent: -1)
            }),
            Expected(
                rule: 2,
                scope: TENON_SCOPE_STRATEGY,
                unit: TENON_UNIT_QUANTITY,
                value: 50,
                limit: 49
            )
        )
    }

    @Test("R03: the notional at the risk price, with the currency")
    func notional() {
        DenialTests.expect(
            DenialTests.denial(account: { $0.maximumOrderNotional = Decimal(5_349) }),
            // 101 and 5 % more, rounded up: 107 x 50.
            Expected(
                rule: 3,
                scope: TENON_SCOPE_ACCOUNT,
                unit: TENON_UNIT_MONEY,
                value: 5_350,
                limit: 5_349,
                currency: 1
            )
        )
    }

    @Test("R04: lot and smallest quantity of the instrument")
    func filters() {
        DenialTests.expect(
            DenialTests.denial(definition: { $0.lot = 20 }),
            Expected(
                rule: 4,
                scope: TENON_SCOPE_INSTRUMENT,
                unit: TENON_UNIT_QUANTITY,
                value: 50,
                limit: 20
            )
        )
        DenialTests.expect(
            DenialTests.denial(definition: { $0.min_qty = 60 }),
            Expected(
                rule: 4,
                scope: TENON_SCOPE_INSTRUMENT,
                unit: TENON_UNIT_QUANTITY,
                value: 50,
                limit: 60
            )
        )
    }

    @Test("R04: no quantity, and less", arguments: [0, -1, -50, Int64.min + 1, Domain.none])
    func nothing(quantity: Int64) {
        DenialTests.expect(
            DenialTests.denial(of: quantity),
            Expected(
                rule: 4,
                scope: TENON_SCOPE_INSTRUMENT,
                unit: TENON_UNIT_QUANTITY,
                value: quantity,
                limit: 1
            )
        )
    }

    @Test("R06: the worst case of position and open orders, by side")
    func position() {
        for side in [TENON_BUY, TENON_SELL] {
            DenialTests.expect(
                DenialTests.denial(side: side, account: { $0.maximumPosition = Decimal(30) }),
                Expected(
                    rule: 6,
                    scope: TENON_SCOPE_ACCOUNT,
                    unit: TENON_UNIT_QUANTITY,
                    value: 50,
                    limit: 30
                )
            )
        }
    }

    @Test("R09: the number of open orders")
    func openOrders() {
        DenialTests.expect(
            DenialTests.denial(strategy: { $0.maximumOpenOrders = 0 }),
            Expected(
                rule: 9,
                scope: TENON_SCOPE_STRATEGY,
                unit: TENON_UNIT_COUNT,
                value: 1,
                limit: 0
            )
        )
    }

    @Test("R16: a stale price, and none at all")
    func stale() {
        DenialTests.expect(
            DenialTests.denial(
                account: { $0.maximumPriceAge = 100 },
                records: [
                    Tape.quote(at: 10, 100, 101), Tape.status(at: 200, phase: TENON_PHASE_OPEN),
                ]
            ),
            Expected(
                rule: 16,
                scope: TENON_SCOPE_INSTRUMENT,
                unit: TENON_UNIT_TIME_NS,
                value: 190,
                limit: 100
            )
        )
        DenialTests.expect(
            DenialTests.denial(records: [Tape.status(at: 10, phase: TENON_PHASE_OPEN)]),
            Expected(
                rule: 16,
                scope: TENON_SCOPE_INSTRUMENT,
                unit: TENON_UNIT_TIME_NS,
                value: Domain.none,
                limit: Domain.none
            )
        )
    }

    @Test("R17: a restricted symbol, and a halted instrument")
    func permission() {
        let restricted = DenialTests.denial(account: { $0.restricted = ["AAA.X"] })
        #expect(restricted?.rule == 17)
        #expect(restricted?.denied_scope == UInt16(TENON_SCOPE_ACCOUNT))
        let halted = DenialTests.denial(records: [
            Tape.quote(at: 10, 100, 101), Tape.status(at: 20, phase: TENON_PHASE_HALTED),
        ])
        #expect(halted?.rule == 17)
        #expect(halted?.denied_scope == UInt16(TENON_SCOPE_INSTRUMENT))
    }

    @Test("R29: under the live profile a market order needs a quote")
    func guarded() {
        let denial = DenialTests.denial(profile: .live, records: [Tape.trade(at: 10, 100, 5)])
        #expect(denial?.rule == 29)
    }

    @Test("a denied order takes an order number and reserves nothing")
    func numbers() {
        var plan = Stage.Plan()
        plan.model = .nextBarOpen
        plan.accountLimits.maximumPosition = Decimal(10)
        let stage = StepTests.stage([Tape.quote(at: 10, 100, 101)], plan)
        let strategy = StepTests.actor(stage) {
            $0.submit($0.order(TENON_BUY, 11), $0.order(TENON_BUY, 10), $0.order(TENON_SELL, 10))
        }
        let rig = stage.open().run()
        #expect(
            strategy.live.compactMap(\.order).map { "\($0.order) \($0.status)" } == [
                "1 \(TENON_DENIED)", "2 \(TENON_SENT)", "2 \(TENON_WORKING)", "3 \(TENON_SENT)",
                "3 \(TENON_WORKING)",
            ]
        )
        #expect(rig.lane.counts.denied == 1)
    }
}
