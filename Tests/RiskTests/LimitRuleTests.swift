import Domain
import Risk
import Testing

@Suite("Limits")
struct LimitRuleTests {
    private let bench = Bench()

    @Test("an order inside every limit is approved, by both profiles")
    func approved() {
        #expect(bench.answer() == "approved")
        #expect(bench.with { $0.profile = .research }.answer() == "approved")
        #expect(bench.verdict().isApproved)
    }

    @Test("R02: one unit above the limit is too much, in either scope", arguments: [-1, 0, 1])
    func quantity(step: Int64) {
        // 10.0 is ordered.
        let limit = Decimal(mantissa: 100 - step, exponent: -1)
        let strategy = bench.with { $0.strategy.maximumOrderQuantity = limit }.answer()
        let account = bench.with { $0.account.maximumOrderQuantity = limit }.answer()
        if step <= 0 {
            #expect(strategy == "approved")
            #expect(account == "approved")
        } else {
            #expect(strategy == "R02 strategy quantity 100 of 99 e-1")
            #expect(account == "R02 account quantity 100 of 99 e-1")
        }
    }

    @Test("R03: the notional at the risk price, in either scope", arguments: [-1, 0, 1])
    func notional(step: Int64) {
        let limit = Decimal(mantissa: 2_000_000 - step, exponent: -3)
        let strategy = bench.with { $0.strategy.maximumOrderNotional = limit }.answer()
        let account = bench.with { $0.account.maximumOrderNotional = limit }.answer()
        if step <= 0 {
            #expect(strategy == "approved")
            #expect(account == "approved")
        } else {
            #expect(strategy == "R03 strategy money 2000000 of 1999999 e-3")
            #expect(account == "R03 account money 2000000 of 1999999 e-3")
        }
    }

    @Test("R06: position, open orders of the side and the order itself", arguments: [-1, 0, 1])
    func position(step: Int64) {
        let limit = Decimal(mantissa: 150 - step, exponent: -1)
        // Long 2.0 with 3.0 more on the way, and sells that do not count: 15.0 at worst.
        let buy = bench.with {
            $0.order.strategyPosition = 20
            $0.order.accountPosition = 20
            $0.open = [(.buy, 10), (.sell, 70), (.buy, 20)]
        }
        // Short 2.0 with 3.0 more on the way.
        let sell = bench.with {
            $0.order.side = .sell
            $0.order.strategyPosition = -20
            $0.order.accountPosition = -20
            $0.open = [(.sell, 30), (.buy, 70)]
        }
        for case_ in [buy, sell] {
            let strategy = case_.with { $0.strategy.maximumPosition = limit }.answer()
            let account = case_.with { $0.account.maximumPosition = limit }.answer()
            if step <= 0 {
                #expect(strategy == "approved")
                #expect(account == "approved")
            } else {
                #expect(strategy == "R06 strategy quantity 150 of 149 e-1")
                #expect(account == "R06 account quantity 150 of 149 e-1")
            }
        }
    }

    @Test("R06: each scope counts its own position")
    func scopes() {
        let both = bench.with {
            $0.strategy.maximumPosition = Decimal(20)
            $0.account.maximumPosition = Decimal(20)
        }
        #expect(
            both.with { $0.order.strategyPosition = 101 }.answer()
                == "R06 strategy quantity 201 of 200 e-1"
        )
        #expect(
            both.with { $0.order.accountPosition = 101 }.answer()
                == "R06 account quantity 201 of 200 e-1"
        )
        // What is against the order makes room.
        #expect(both.with { $0.order.accountPosition = -300 }.answer() == "approved")
    }

    @Test(
        "R20: reduce-only orders take off what is held, all of them together",
        arguments: [-1, 0, 1]
    )
    func reduceOnly(step: Int64) {
        // 10.0 is ordered and 3.0 more are on the way out.
        for (side, sign): (Side, Int64) in [(.sell, 1), (.buy, -1)] {
            let exit = bench.with {
                $0.order.terms.flags = .reduceOnly
                $0.order.side = side
                $0.order.reducing = 30
                $0.order.strategyPosition = sign * (130 - step)
            }
            let says = "R20 strategy quantity 130 of \(130 - step) e-1"
            #expect(exit.answer() == (step <= 0 ? "approved" : says))
            let wrong = exit.with { $0.order.strategyPosition.negate() }
            #expect(wrong.answer() == "R20 strategy quantity 130 of 0 e-1")
            let flat = exit.with { $0.order.strategyPosition = 0 }
            #expect(flat.answer() == "R20 strategy quantity 130 of 0 e-1")
            #expect(flat.with { $0.order.terms.flags = .postOnly }.answer() == "approved")
        }
        let far = bench.with {
            $0.order.terms.flags = .reduceOnly
            $0.order.side = .sell
            $0.order.strategyPosition = .max
            $0.order.reducing = .max
        }
        #expect(far.answer() == "R20 strategy quantity \(Int64.max) of \(Int64.max) e-1")
    }

    @Test("R20: a position of the lowest number has a size, too")
    func lowest() {
        let exit = bench.with {
            $0.order.terms.flags = .reduceOnly
            $0.order.strategyPosition = .min
            $0.account.maximumPosition = Decimal(.max)
        }
        #expect(exit.answer() == "approved")
    }

    @Test("R06: what closes the scope's own position is never too much, and counts for others")
    func exits() {
        let exit = bench.with {
            $0.order.terms.flags = .reduceOnly
            $0.order.side = .sell
            $0.order.strategyPosition = 100
            $0.order.accountPosition = 100
            $0.open = [(.sell, 100)]
            $0.account.maximumPosition = Decimal(0)
            $0.order.quantity = 100
        }
        #expect(!exit.answer().contains("R06"), "\(exit.answer())")
        // The strategy is long and its account is not: there the order opens.
        #expect(
            exit.with {
                $0.order.accountPosition = 0
                $0.open = []
            }
            .answer() == "R06 account quantity 100 of 0 e-1"
        )
        #expect(
            exit.with { $0.order.terms.flags = [] }.answer() == "R06 account quantity 100 of 0 e-1"
        )
        // What is reserved is counted in 64 bits.
        let full = exit.with { $0.open = [(.sell, .max - 50)] }
        #expect(full.answer().hasPrefix("R06 account quantity"))
    }

    @Test("R04: of an order that is changed the whole of it is in lots, not what is left")
    func changed() {
        let left = bench.with {
            $0.order.quantity = 37
            $0.order.filled = 63
            $0.instrument.minimumQuantity = 90
        }
        #expect(left.answer() == "approved")
        #expect(
            left.with { $0.order.filled = 64 }.answer() == "R04 instrument quantity 101 of 10 e-1"
        )
        #expect(left.with { $0.order.filled = .max }.answer().hasPrefix("R04 instrument quantity"))
        let none = left.with {
            $0.order.quantity = 0
            $0.order.filled = 100
        }
        #expect(none.answer() == "R04 instrument quantity 0 of 10 e-1")
    }

    @Test("R09: open orders, the new one counted", arguments: [-1, 0, 1])
    func openOrders(step: Int) {
        let three = bench.with { $0.open = [(.buy, 10), (.sell, 10), (.buy, 10)] }
        let limit = 4 - step
        let strategy = three.with { $0.strategy.maximumOpenOrders = limit }.answer()
        let account = three.with { $0.account.maximumOpenOrders = limit }.answer()
        if step <= 0 {
            #expect(strategy == "approved")
            #expect(account == "approved")
        } else {
            #expect(strategy == "R09 strategy count 4 of 3 e0")
            #expect(account == "R09 account count 4 of 3 e0")
        }
    }

    @Test("R09: the profile's number binds an account without one")
    func defaultOpenOrders() {
        let full = bench.with { $0.open = Array(repeating: (.buy, 1), count: 200) }
        #expect(full.answer() == "R09 account count 201 of 200 e0")
        #expect(full.with { $0.open.removeLast() }.answer() == "approved")
        #expect(full.with { $0.account.maximumOpenOrders = 201 }.answer() == "approved")
    }

    @Test("an account without a required limit trades nothing; a strategy needs none")
    func required() {
        #expect(
            bench.with { $0.account.maximumOrderQuantity = nil }.answer()
                == "R02 account quantity 100 of ? e-1"
        )
        #expect(
            bench.with { $0.account.maximumOrderNotional = nil }.answer()
                == "R03 account money 2000000 of ? e-3"
        )
        #expect(
            bench.with { $0.account.maximumPosition = nil }.answer()
                == "R06 account quantity 100 of ? e-1"
        )
        #expect(
            bench.with { $0.account = RiskLimits() }.answer()
                == "R02 account quantity 100 of ? e-1 [2, 3, 6]"
        )
    }

    @Test("an instrument for which nothing was compiled is not traded")
    func uncompiled() {
        var gate = RiskGate(strategies: [bench.strategy], accounts: [(bench.account, .live)])
        var second = bench.instrument
        second.id = InstrumentID(2)
        gate.add(second, symbol: "Y")
        let verdict = gate.check(bench.order, of: bench.instrument)
        #expect(!verdict.isApproved)
        #expect(verdict.rules == 1 << 17 | 1 << 2 | 1 << 3 | 1 << 6)
    }

    @Test("a limit finer than the unit is rounded down, also below zero")
    func rounded() {
        for (text, isApproved) in [
            ("10", true), ("10.09", true), ("9.99", false), ("9.9999999", false), ("0", false),
            ("-0.01", false), ("-9223372036854775807", false), ("9223372036854775807", true),
        ] {
            let limit = Decimal(text)
            for bound in [
                bench.with { $0.strategy.maximumOrderQuantity = limit },
                bench.with { $0.account.maximumOrderQuantity = limit },
                bench.with { $0.strategy.maximumPosition = limit },
            ] {
                #expect((bound.answer() == "approved") == isApproved, "limit \(text)")
            }
        }
        let fine = bench.with { $0.strategy.maximumOrderQuantity = Decimal("-0.01") }
        #expect(fine.answer() == "R02 strategy quantity 100 of -1 e-1")
    }

    @Test("a limit far beyond or below the numbers is no hole")
    func extremes() {
        let far = bench.with { $0.instrument.quantityExponent = -18 }
        for (mantissa, isApproved): (Int64, Bool) in [(.max, true), (-.max, false)] {
            let limit = Decimal(mantissa: mantissa, exponent: 18)
            let answer =
                far.with {
                    $0.strategy.maximumOrderQuantity = limit
                    $0.strategy.maximumOrderNotional = limit
                    $0.strategy.maximumPosition = limit
                }
                .answer()
            #expect((answer == "approved") == isApproved, "\(answer)")
        }
    }

    @Test("the numbers of an order that leaves 128 bits are a no")
    func overflow() {
        let huge = bench.with {
            $0.instrument.multiplier = .max
            $0.instrument.lot = 1
            $0.order.quantity = .max
            $0.account.maximumOrderQuantity = Decimal(.max)
            $0.account.maximumPosition = Decimal(.max)
            $0.instrument.quantityExponent = 0
        }
        #expect(huge.answer() == "R03 account money ? of 100000000 e-2")
        #expect(
            huge.with { $0.order.accountPosition = .max }.answer()
                == "R03 account money ? of 100000000 e-2 [3, 6]"
        )
    }
}
