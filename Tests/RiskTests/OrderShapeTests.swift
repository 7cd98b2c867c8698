import Domain
import Orders
import Risk
import Testing

@Suite("Shape of orders")
struct OrderShapeTests {
    private static let instrument = Bench().instrument

    /// An order that is right, by type: price 100.00, stop 105.00, trail 1.00, now 1,000.
    private static func sample(
        _ type: OrderType,
        _ time: TimeInForce = .gtc,
        quantity: Int64 = 100,
        link: UInt64 = 0,
        _ change: (inout OrderTerms) -> Void = { _ in }
    ) -> Order {
        var terms = OrderTerms()
        if type.isLimit, type != .trailingStopLimit { terms.price = 10_000 }
        if type.isTrailing {
            terms.trail = 100
            terms.trailUnit = .price
        } else if type.isConditional {
            terms.stopPrice = 10_500
        }
        if type == .trailingStopLimit { terms.limitOffset = 50 }
        if time == .gtd { terms.expires = 1_001 }
        change(&terms)
        return Order(
            id: OrderID(1),
            instance: InstanceID(0),
            account: AccountID(1),
            instrument: InstrumentID(1),
            intent: 1,
            tag: 0,
            link: link,
            side: .buy,
            type: type,
            timeInForce: time,
            quantity: quantity,
            terms: terms
        )
    }

    /// The objection in one line: reason, and the finding or the members.
    private static func answer(_ order: Order, of instrument: Instrument = instrument) -> String {
        guard let objection = OrderShape.check(order, of: instrument, now: 1_000),
            let first = objection.verdict.first
        else { return "right" }
        #expect(!objection.verdict.isApproved)
        func word(_ number: Int64) -> String {
            if number == none { return "?" }
            return first.unit == .member
                ? IntentMember(rawValue: number)?.name ?? "!" : "\(number)"
        }
        let rule = first.rule.name.isEmpty ? "" : " \(first.rule.name)"
        let exponent = first.exponent == 0 ? "" : " e\(first.exponent)"
        return
            "\(objection.reason)\(rule) \(first.unit) \(word(first.value)) of \(word(first.limit))"
            + exponent
    }

    private static let types = (1...9).compactMap { OrderType(rawValue: UInt8($0)) }

    @Test("an order of each type with what it needs is right, in each time that goes with it")
    func right() {
        for type in Self.types {
            for time in [TimeInForce.gtc, .day, .ioc, .fok, .gtd] {
                #expect(Self.answer(Self.sample(type, time)) == "right", "\(type) \(time)")
            }
            let isPlain = type == .market || type == .limit
            for time in [TimeInForce.atOpen, .atClose] {
                let answer = Self.answer(Self.sample(type, time))
                #expect(answer == (isPlain ? "right" : "contradiction member tif of otype"))
            }
        }
    }

    @Test("reasons are those of the interface")
    func reasons() {
        let all: [ShapeObjection.Reason] = [.risk, .contradiction, .expired]
        #expect(all.map(\.rawValue) == [1, 9, 10])
    }

    @Test("a member that the type has no use for is a contradiction", arguments: types)
    func needless(type: OrderType) {
        let cases: [(String, Bool, (inout OrderTerms) -> Void)] = [
            ("px", type.isLimit && type != .trailingStopLimit, { $0.price = 10_000 }),
            ("stop_px", type.isConditional, { $0.stopPrice = 10_500 }),
            ("trail", type.isTrailing, { $0.trail = 100 }),
            ("trail_unit", type.isTrailing, { $0.trailUnit = .price }),
            ("limit_offset", type == .trailingStopLimit, { $0.limitOffset = 50 }),
            ("trigger", type.isConditional, { $0.trigger = .bid }),
            ("display_qty", type.isLimit, { $0.displayQuantity = 50 }),
            ("flags", type.isLimit, { $0.flags = .postOnly }),
        ]
        for (member, isRight, change) in cases {
            #expect(
                Self.answer(Self.sample(type, .gtc, change))
                    == (isRight ? "right" : "contradiction member \(member) of otype"),
                "\(type)"
            )
        }
    }

    @Test("members that do not go with a time in force are a contradiction")
    func times() {
        for time in [TimeInForce.day, .gtc, .ioc, .fok, .gtd, .atOpen, .atClose] {
            let rests = time == .gtc || time == .day || time == .gtd
            #expect(
                Self.answer(Self.sample(.limit, time) { $0.flags = .postOnly })
                    == (rests ? "right" : "contradiction member flags of tif")
            )
            let isAtOnce = time == .ioc || time == .fok
            #expect(
                Self.answer(Self.sample(.limit, time) { $0.displayQuantity = 50 })
                    == (isAtOnce ? "contradiction member display_qty of tif" : "right")
            )
            #expect(
                Self.answer(Self.sample(.limit, time) { $0.expires = 2_000 })
                    == (time == .gtd ? "right" : "contradiction member expire_ns of tif")
            )
        }
        #expect(
            Self.answer(Self.sample(.market, .gtd) { $0.expires = none })
                == "contradiction member tif of expire_ns"
        )
    }

    @Test("a trail needs its unit, a contingency its link")
    func companions() {
        for type in [OrderType.trailingStop, .trailingStopLimit] {
            #expect(
                Self.answer(Self.sample(type) { $0.trailUnit = .none })
                    == "contradiction member trail of trail_unit"
            )
        }
        let contingencies: [Contingency] = [
            .oneCancelsOther, .oneTriggersOther, .oneUpdatesOther, .bracket,
        ]
        for contingency in contingencies {
            let alone = Self.sample(.market) { $0.contingency = contingency }
            #expect(Self.answer(alone) == "contradiction member contingency of link")
            let linked = Self.sample(.market, link: 7) { $0.contingency = contingency }
            #expect(Self.answer(linked) == "right")
        }
        #expect(Self.answer(Self.sample(.market, link: 7)) == "right")
    }

    @Test("an expiry must be later than now", arguments: [-1, 0, 1])
    func expiry(step: Int64) {
        let order = Self.sample(.limit, .gtd) { $0.expires = 1_000 + step }
        #expect(
            Self.answer(order)
                == (step > 0 ? "right" : "expired nanoseconds \(1_000 + step) of 1000")
        )
    }

    @Test("R04: prices are there, in reach, positive unless they need not be, and on the tick")
    func prices() {
        let reach: Int64 = 1 << 62
        let cases: [(Int64, String, String)] = [
            (none, "? of ?", "? of ?"), (reach, "\(reach) of \(reach)", "\(reach) of \(reach)"),
            (.max, "\(Int64.max) of \(reach)", "\(Int64.max) of \(reach)"),
            (-reach, "\(-reach) of \(reach)", "\(-reach) of \(reach)"),
            (-.max, "\(-Int64.max) of \(reach)", "\(-Int64.max) of \(reach)"),
            (0, "0 of 5", "right"), (-5, "-5 of 5", "right"), (-6, "-6 of 5", "-6 of 5"),
            (5, "right", "right"), (10_001, "10001 of 5", "10001 of 5"),
            (reach - 4, "right", "right"), (reach - 3, "\(reach - 3) of 5", "\(reach - 3) of 5"),
        ]
        var free = Self.instrument
        free.allowsNegativePrices = true
        for (price, answer, freeAnswer) in cases {
            for type in Self.types where type.isLimit && type != .trailingStopLimit {
                let order = Self.sample(type) { $0.price = price }
                let says = { $0 == "right" ? $0 : "risk R04 price \($0) e-2" }
                #expect(Self.answer(order) == says(answer), "\(type) at \(price)")
                #expect(Self.answer(order, of: free) == says(freeAnswer), "\(type) at \(price)")
            }
            for type in Self.types where type.isConditional && !(type.isTrailing && price == none) {
                let order = Self.sample(type) { $0.stopPrice = price }
                let says = { $0 == "right" ? $0 : "risk R04 price \($0) e-2" }
                #expect(Self.answer(order) == says(answer), "\(type) at \(price)")
                #expect(Self.answer(order, of: free) == says(freeAnswer), "\(type) at \(price)")
            }
        }
    }

    @Test("R04: a trail is there, above 0, whole, and no further than prices go")
    func trails() {
        let reach: Int64 = 1 << 62
        let cases: [(TrailUnit, Int64, String)] = [
            (.none, none, "price ? of 5 e-2"), (.price, none, "price ? of 5 e-2"),
            (.price, 0, "price 0 of 5 e-2"), (.price, -5, "price -5 of 5 e-2"),
            (.price, 4, "price 4 of 5 e-2"), (.price, 5, "right"), (.price, 6, "price 6 of 5 e-2"),
            (.price, reach + 1, "price \(reach + 1) of \(reach - 1) e-2"),
            (.ticks, none, "count ? of 1"), (.ticks, 0, "count 0 of 1"), (.ticks, 1, "right"),
            (.ticks, (reach - 1) / 5, "right"),
            (.ticks, (reach - 1) / 5 + 1, "count \((reach - 1) / 5 + 1) of \((reach - 1) / 5)"),
            (.ticks, .max, "count \(Int64.max) of \((reach - 1) / 5)"),
            (.basisPoints, -1, "count -1 of 1"), (.basisPoints, 1, "right"),
            (.basisPoints, 1_000_000, "right"),
            (.basisPoints, 1_000_001, "count 1000001 of 1000000"),
        ]
        for (unit, trail, answer) in cases {
            let says = answer == "right" ? answer : "risk R04 \(answer)"
            for type in [OrderType.trailingStop, .trailingStopLimit] {
                let order = Self.sample(type) {
                    $0.trail = trail
                    $0.trailUnit = unit
                }
                #expect(Self.answer(order) == says, "\(type) \(unit) \(trail)")
            }
        }
        for (offset, answer): (Int64, String) in [
            (none, "price ? of 0 e-2"), (-5, "price -5 of 0 e-2"), (0, "right"), (5, "right"),
            (7, "price 7 of 5 e-2"),
        ] {
            let order = Self.sample(.trailingStopLimit) { $0.limitOffset = offset }
            #expect(Self.answer(order) == (answer == "right" ? answer : "risk R04 \(answer)"))
        }
    }

    @Test("R04: quantities are whole lots above 0, of the part that is shown as well")
    func quantities() {
        for (quantity, limit): (Int64, Int64) in [
            (0, 10), (-10, 10), (.min, 10), (-.max, 10), (101, 10), (9, 10),
        ] {
            let value = quantity == none ? "?" : "\(quantity)"
            for type in Self.types {
                #expect(
                    Self.answer(Self.sample(type, quantity: quantity))
                        == "risk R04 quantity \(value) of \(limit) e-1"
                )
            }
        }
        for (shown, answer): (Int64, String) in [
            (10, "right"), (100, "right"), (110, "110 of 100"), (0, "0 of 10"), (-10, "-10 of 10"),
            (15, "15 of 10"), (.max, "\(Int64.max) of 10"),
        ] {
            let order = Self.sample(.limit) { $0.displayQuantity = shown }
            let says = answer == "right" ? answer : "risk R04 quantity \(answer) e-1"
            #expect(Self.answer(order) == says)
        }
        var bounded = Self.instrument
        bounded.minimumQuantity = 50
        bounded.maximumQuantity = 90
        #expect(Self.answer(Self.sample(.market), of: bounded) == "risk R04 quantity 100 of 90 e-1")
        #expect(
            Self.answer(Self.sample(.market, quantity: 40), of: bounded)
                == "risk R04 quantity 40 of 50 e-1"
        )
    }

    @Test("a limit that came with the trigger or a fill may be changed")
    func later() throws {
        var order = Self.sample(.trailingStopLimit)
        order.send()
        _ = try order.apply(.triggered(level: 10_100))
        _ = try order.apply(.restated(price: 10_150))
        #expect(Self.answer(order) == "right")
        var other = Self.sample(.marketToLimit)
        other.send()
        _ = try other.apply(.filled(quantity: 30, price: 10_000))
        _ = try other.apply(.restated(price: 10_000))
        #expect(Self.answer(other) == "right")
    }
}
