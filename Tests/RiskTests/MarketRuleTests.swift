import Domain
import Risk
import Testing

@Suite("Venue filters and permission")
struct PermissionRuleTests {
    private let bench = Bench()

    @Test("R04: whole lots above zero")
    func lots() {
        for quantity: Int64 in [0, -10, 99, 101, 105] {
            #expect(
                bench.with { $0.order.quantity = quantity }.answer()
                    == "R04 instrument quantity \(quantity) of 10 e-1"
            )
        }
        #expect(bench.with { $0.order.quantity = 110 }.answer() == "approved")
    }

    @Test("R04: smallest and largest quantity")
    func sizes() {
        let filtered = bench.with {
            $0.instrument.minimumQuantity = 90
            $0.instrument.maximumQuantity = 110
        }
        for (quantity, answer): (Int64, String) in [
            (80, "R04 instrument quantity 80 of 90 e-1"), (90, "approved"), (110, "approved"),
            (120, "R04 instrument quantity 120 of 110 e-1"),
        ] {
            #expect(filtered.with { $0.order.quantity = quantity }.answer() == answer)
        }
    }

    @Test("R04: whole ticks, of a limit price only")
    func ticks() {
        let limit = bench.with {
            $0.order.type = .limit
            $0.instrument.allowsNegativePrices = true
        }
        for (price, answer): (Int64, String) in [
            (9_995, "approved"), (9_996, "R04 instrument price 9996 of 5 e-2"),
            (9_999, "R04 instrument price 9999 of 5 e-2"), (-5, "approved"),
            (-6, "R04 instrument price -6 of 5 e-2"),
        ] {
            #expect(limit.with { $0.order.price = price }.answer() == answer)
        }
    }

    @Test("R04: the notional at the value's exponent", arguments: [-1, 0, 1])
    func notional(step: Int128) {
        let low = bench.with { $0.instrument.minimumNotional = 2_000_000 + step }
        let high = bench.with { $0.instrument.maximumNotional = 2_000_000 - step }
        if step <= 0 {
            #expect(low.answer() == "approved")
            #expect(high.answer() == "approved")
        } else {
            #expect(low.answer() == "R04 instrument money 2000000 of 2000001 e-3")
            #expect(high.answer() == "R04 instrument money 2000000 of 1999999 e-3")
        }
    }

    @Test("R04: the collar does not lift an order over the lower filter")
    func collar() {
        let bound = bench.with {
            $0.profile.collar = 50_000_000
            $0.instrument.minimumNotional = 2_000_001
            $0.instrument.maximumNotional = 2_099_999
        }
        #expect(bound.answer() == "R04 instrument money 2000000 of 2000001 e-3")
        #expect(
            bound.with { $0.instrument.minimumNotional = .min }.answer()
                == "R04 instrument money 2100000 of 2099999 e-3"
        )
    }

    @Test("R17: the operator's word comes first")
    func permission() {
        #expect(
            bench.with { $0.strategy.restricted = ["X"] }.answer() == "R17 strategy none ? of ? e0"
        )
        #expect(
            bench.with { $0.account.restricted = ["X", "Y"] }.answer()
                == "R17 account none ? of ? e0"
        )
        #expect(bench.with { $0.account.restricted = ["Y"] }.answer() == "approved")
        #expect(
            bench.with { $0.order.isPermitted = false }.answer() == "R17 strategy none ? of ? e0"
        )
        #expect(
            bench.with { $0.instrument.isTradable = false }.answer()
                == "R17 instrument none ? of ? e0"
        )
    }

    @Test("R17: the phases in which orders may be entered", arguments: 0...9)
    func phases(phase: UInt16) {
        let answer = bench.with { $0.order.market.phase = phase }.answer()
        switch phase {
        case 0, 2, 3, 4, 5: #expect(answer == "approved")
        default: #expect(answer == "R17 instrument none \(phase) of ? e0")
        }
    }

    @Test("R17: an instrument expires at its time", arguments: [-1, 0, 1])
    func expiry(step: Int64) {
        let answer = bench.with { $0.instrument.expires = 1_000 + step }.answer()
        if step > 0 {
            #expect(answer == "approved")
        } else {
            #expect(answer == "R17 instrument nanoseconds 1000 of \(1_000 + step) e0")
        }
    }
}

@Suite("Prices")
struct PriceRuleTests {
    private let bench = Bench()
    private let second: Int64 = 1_000_000_000

    @Test("R16: age of the touch, two seconds by the live profile", arguments: [-1, 0, 1])
    func age(step: Int64) {
        let late = bench.with { $0.order.now = 1_000 + 2 * second + step }
        if step <= 0 {
            #expect(late.answer() == "approved")
        } else {
            #expect(
                late.answer()
                    == "R16 instrument nanoseconds 2000000001 of 2000000000 e0 [16, 29]"
            )
        }
        #expect(late.with { $0.profile = .research }.answer() == "approved")
    }

    @Test("R16: the stricter age of strategy and account binds")
    func strictest() {
        let late = bench.with { $0.order.now = 1_000 + second + 1 }
        let why = "R16 instrument nanoseconds 1000000001 of 1000000000 e0 [16, 29]"
        #expect(late.with { $0.strategy.maximumPriceAge = second }.answer() == why)
        #expect(late.with { $0.account.maximumPriceAge = second }.answer() == why)
        #expect(
            late.with {
                $0.strategy.maximumPriceAge = second
                $0.account.maximumPriceAge = 9 * second
            }
            .answer() == why
        )
        // The account's own number replaces the profile's.
        let later = late.with { $0.order.now = 1_000 + 9 * second }
        #expect(later.with { $0.account.maximumPriceAge = 9 * second }.answer() == "approved")
    }

    @Test("R16: bars stretch the age where the profile waits for them, not in live")
    func bars() {
        let late = bench.with {
            $0.account.maximumPriceAge = second
            $0.order.market.barLength = 60 * second
            $0.order.now = 1_000 + 180 * second
        }
        #expect(
            late.answer() == "R16 instrument nanoseconds 180000000000 of 1000000000 e0 [16, 29]"
        )
        let research = late.with { $0.profile = .research }
        #expect(research.answer() == "approved")
        #expect(
            research.with { $0.order.now += 1 }.answer()
                == "R16 instrument nanoseconds 180000000001 of 180000000000 e0"
        )
    }

    @Test("R16: without any price nothing is ordered")
    func noPrice() {
        let blind = bench.with { $0.order.market = MarketState() }
        #expect(blind.answer() == "R16 instrument nanoseconds ? of ? e0 [3, 16, 29]")
        // A limit order has a price of its own, but nothing to compare it with.
        let limit = blind.with {
            $0.order.type = .limit
            $0.order.price = 10_000
        }
        #expect(limit.answer() == "R16 instrument nanoseconds ? of ? e0")
    }

    @Test("R16: a crossed touch is no price in live, and one in research")
    func crossed() {
        let crossed = bench.with { $0.order.market.bid = 10_001 }
        #expect(crossed.answer() == "R16 instrument price 10001 of 10000 e-2")
        #expect(crossed.with { $0.profile = .research }.answer() == "approved")
        #expect(bench.with { $0.order.market.bid = 10_000 }.answer() == "approved")
    }

    @Test("R16: a touch of size zero is none; an unknown size is no reason")
    func zeroSize() {
        #expect(
            bench.with { $0.order.market.askQuantity = 0 }.answer()
                == "R16 instrument quantity 0 of 1 e-1"
        )
        #expect(bench.with { $0.order.market.bidQuantity = 0 }.answer() == "approved")
        #expect(bench.with { $0.order.market.askQuantity = none }.answer() == "approved")
        #expect(
            bench.with {
                $0.order.side = .sell
                $0.order.market.bidQuantity = 0
            }
            .answer() == "R16 instrument quantity 0 of 1 e-1"
        )
        // An empty side has no size either; the last trade, of the same time, is the price.
        #expect(
            bench.with {
                $0.profile = .research
                $0.order.market.ask = none
                $0.order.market.askQuantity = 0
                $0.order.market.last = 10_000
                $0.order.market.lastTime = 1_000
            }
            .answer() == "approved"
        )
    }

    @Test("the reference is the touch, then the last trade, then the close; a newer bar replaces")
    func reference() {
        // What the reference is shows in the notional.
        let bound = bench.with {
            $0.profile.guardsMarketOrders = false
            $0.account.maximumOrderNotional = Decimal(0)
            $0.order.market.last = 11_000
            $0.order.market.lastTime = 1_000
            $0.order.market.close = 12_000
            $0.order.market.closeTime = 1_000
        }
        let cases: [(String, (inout Bench) -> Void)] = [
            ("2000000", { _ in }),
            ("1998000", { $0.order.side = .sell }),
            ("2400000", { $0.order.market.closeTime = 1_001 }),
            ("2200000", { $0.order.market.ask = none }),
            (
                "2400000",
                {
                    $0.order.market.ask = none
                    $0.order.market.last = none
                }
            ),
            (
                "2400000",
                {
                    $0.order.market.ask = none
                    $0.order.market.lastTime = 999
                }
            ),
        ]
        for (value, change) in cases {
            #expect(bound.with(change).answer() == "R03 account money \(value) of 0 e-3")
        }
    }

    @Test("the risk price: limits as they are, sells no lower than the reference, markets collared")
    func riskPrice() {
        let bound = bench.with {
            $0.profile.collar = 50_000_000
            $0.account.maximumOrderNotional = Decimal(0)
            $0.order.quantity = 10
        }
        let cases: [(String, (inout Bench) -> Void)] = [
            ("210000", { _ in }),
            ("209800", { $0.order.side = .sell }),
            // 1.05 x 99.90 was 104.895, 1.05 x 99.91 is 104.9055: rounded up.
            ("209820", { $0.order.market.ask = 9_991 }),
            (
                "180000",
                {
                    $0.order.type = .limit
                    $0.order.price = 9_000
                }
            ),
            (
                "199800",
                {
                    $0.order.type = .limit
                    $0.order.side = .sell
                    $0.order.price = 9_000
                }
            ),
            (
                "220000",
                {
                    $0.order.type = .limit
                    $0.order.side = .sell
                    $0.order.price = 11_000
                }
            ),
            // Below zero the collar leads away from zero, too.
            (
                "209820",
                {
                    $0.order.market.ask = -9_991
                    $0.order.market.bid = -9_992
                }
            ),
            ("?", { $0.order.type = .limit }),
        ]
        for (value, change) in cases {
            #expect(bound.with(change).answer() == "R03 account money \(value) of 0 e-3")
        }
    }

    @Test("the risk price of what waits: no less than a market order's, and than what it waits for")
    func waitingPrice() {
        let bound = bench.with {
            $0.profile.collar = 50_000_000
            $0.account.maximumOrderNotional = Decimal(0)
            $0.order.quantity = 10
        }
        // Multiplier 2: 100.00 is 200000 and 210000 with the collar.
        let cases: [(OrderType, Side, Int64, String)] = [
            (.stop, .buy, 11_000, "231000"), (.stop, .buy, 9_000, "210000"),
            (.stop, .sell, 9_000, "209800"), (.stop, .sell, 11_000, "231000"),
            (.marketIfTouched, .buy, 9_000, "210000"),
            (.marketIfTouched, .sell, 11_000, "231000"),
        ]
        for (type, side, price, value) in cases {
            let one = bound.with {
                $0.order.type = type
                $0.order.side = side
                $0.order.terms.stopPrice = price
            }
            #expect(one.answer() == "R03 account money \(value) of 0 e-3")
            #expect(
                one.with { $0.order.terms.stopPrice = none }.answer()
                    == "R03 account money ? of 0 e-3"
            )
            let limited = one.with {
                $0.order.type = type == .stop ? .stopLimit : .limitIfTouched
                $0.order.price = 8_000
            }
            let worth = side == .buy ? "160000" : "199800"
            #expect(limited.answer() == "R03 account money \(worth) of 0 e-3")
        }
        #expect(
            bound.with { $0.order.type = .marketToLimit }.answer()
                == "R03 account money 210000 of 0 e-3"
        )
        // Further below zero than the reference is further away.
        #expect(
            bound.with {
                $0.order.type = .stop
                $0.order.terms.stopPrice = -11_000
                $0.order.market.ask = -10_000
                $0.order.market.bid = -10_000
            }
            .answer() == "R03 account money 231000 of 0 e-3"
        )
    }

    @Test("the risk price of a trail is that of a stop where it begins")
    func trailingPrice() {
        let bound = bench.with {
            $0.profile.collar = 0
            $0.account.maximumOrderNotional = Decimal(0)
            $0.order.quantity = 10
            $0.order.type = .trailingStop
        }
        for (unit, trail, value): (TrailUnit, Int64, String) in [
            (.price, 500, "210000"), (.ticks, 100, "210000"),
            // 1 and 1.01 % of 100.00, up to the next tick of 0.05.
            (.basisPoints, 100, "202000"), (.basisPoints, 101, "202100"), (.none, 5, "?"),
        ] {
            let buy = bound.with {
                $0.order.terms.trailUnit = unit
                $0.order.terms.trail = trail
            }
            #expect(buy.answer() == "R03 account money \(value) of 0 e-3", "\(unit)")
            let limit = buy.with {
                $0.order.type = .trailingStopLimit
                $0.order.terms.limitOffset = 0
            }
            #expect(limit.answer() == "R03 account money \(value) of 0 e-3", "\(unit)")
        }
        let sell = bound.with {
            $0.order.side = .sell
            $0.order.terms.trailUnit = .price
            $0.order.terms.trail = 500
        }
        #expect(sell.answer() == "R03 account money 199800 of 0 e-3")
        let given = sell.with { $0.order.terms.stopPrice = 12_000 }
        #expect(given.answer() == "R03 account money 240000 of 0 e-3")
        let limit = given.with {
            $0.order.type = .trailingStopLimit
            $0.order.terms.limitOffset = 1_000
        }
        #expect(limit.answer() == "R03 account money 220000 of 0 e-3")
        let far = bound.with {
            $0.order.terms.trailUnit = .ticks
            $0.order.terms.trail = .max
        }
        #expect(far.answer() == "R03 account money ? of 0 e-3")
    }

    @Test("R04: the value filters judge a waiting order at the price it waits for")
    func waitingValue() {
        let stop = bench.with {
            $0.order.type = .stop
            $0.order.terms.stopPrice = 11_000
        }
        let low = stop.with { $0.instrument.minimumNotional = 2_200_000 }
        #expect(low.answer() == "approved")
        #expect(
            low.with { $0.instrument.minimumNotional = 2_200_001 }.answer()
                == "R04 instrument money 2200000 of 2200001 e-3"
        )
        #expect(
            stop.with { $0.instrument.maximumNotional = 2_199_999 }.answer()
                == "R04 instrument money 2200000 of 2199999 e-3"
        )
    }

    @Test("R29: a market order needs a fresh opposite quote")
    func marketOrders() {
        let traded = bench.with {
            $0.order.market.ask = none
            $0.order.market.last = 10_000
            $0.order.market.lastTime = 1_000
        }
        #expect(traded.answer() == "R29 instrument price ? of ? e-2")
        #expect(traded.with { $0.order.side = .sell }.answer() == "approved")
        #expect(traded.with { $0.profile = .research }.answer() == "approved")
        #expect(
            traded.with {
                $0.order.type = .limit
                $0.order.price = 10_000
            }
            .answer() == "approved"
        )
        #expect(
            traded.with { $0.order.type = .marketToLimit }.answer()
                == "R29 instrument price ? of ? e-2"
        )
        // A fresh bar is a reference, but the old quote is nothing to trade against.
        let stale = bench.with {
            $0.order.now = 1_000 + 2 * second + 1
            $0.order.market.close = 10_000
            $0.order.market.closeTime = $0.order.now
        }
        #expect(stale.answer() == "R29 instrument nanoseconds 2000000001 of 2000000000 e0")
    }

    @Test("R29: the order leaves as a limit at the collar, never beyond it")
    func protection() {
        for (side, touch, price): (Side, Int64, Int64) in [
            (.buy, 10_000, 10_500), (.sell, 10_000, 9_500), (.buy, 9_991, 10_490),
            (.sell, 9_991, 9_492), (.buy, -9_991, -9_492), (.sell, -9_991, -10_490), (.buy, 0, 0),
        ] {
            let order = bench.with {
                $0.profile = .live
                $0.order.side = side
                $0.order.market.bid = touch
                $0.order.market.ask = touch
            }
            let gate = RiskGate(strategies: [], accounts: [(order.account, order.profile)])
            let found = gate.protection(order.order)
            #expect(found == price, "\(side) at \(touch)")
        }
        let research = RiskGate(strategies: [], accounts: [(bench.account, .research)])
        #expect(research.protection(bench.order) == none)
        let live = RiskGate(strategies: [], accounts: [(bench.account, .live)])
        #expect(live.protection(bench.with { $0.order.type = .limit }.order) == none)
    }
}
