import CTenon
import Command
import Domain
import MarketData
import Risk
import Testing

@Suite("Denials in words")
struct DenialTextTests {
    /// EURUSD with five decimals, a tick of 0.00005, lots of 10 from 20 to 1,000.
    private static func entry() throws -> InstrumentRegistry.Entry {
        let registry = InstrumentRegistry()
        let currency = try #require(registry.enterCurrency("USD", exponent: -8))
        var event = tenon_ev_instrument()
        event.h.size = UInt32(MemoryLayout<tenon_ev_instrument>.size)
        event.uid = 1
        event.px_exp = -5
        event.multiplier = 1
        event.tick = 5
        event.lot = 10
        event.min_qty = 20
        event.max_qty = 1_000
        event.min_notional = TENON_NONE
        event.max_notional = TENON_NONE
        event.expires_ns = TENON_NONE
        event.quote_ccy = currency.value
        event.settle_ccy = currency.value
        let id = try registry.define(symbol: "EURUSD", event)
        return try #require(registry[id])
    }

    private static func words(
        _ reason: Int,
        rule: UInt32 = 0,
        unit: Int = TENON_UNIT_NONE,
        value: Int64 = TENON_NONE,
        limit: Int64 = TENON_NONE,
        exponent: Int8 = 0,
        type: Int = TENON_LIMIT
    ) throws -> String {
        var event = tenon_ev_order()
        event.reason = UInt32(reason)
        event.rule = rule
        event.denied_unit = UInt8(unit)
        event.denied_value = value
        event.denied_limit = limit
        event.denied_exp = exponent
        event.denied_scope = UInt16(TENON_SCOPE_STRATEGY)
        event.otype = UInt8(type)
        event.tif = UInt8(TENON_IOC)
        event.qty = 100
        event.link = 7
        let text = DenialText(
            event: event,
            entry: try entry(),
            strategy: "ema",
            account: "main",
            currency: "USD"
        )
        return try #require(text.words)
    }

    @Test("every reason there is has words with a remedy of its own")
    func reasons() throws {
        var seen: Set<String> = []
        for reason in Array(2...12) + Array(100...111) + [1_234] {
            let words = try Self.words(reason)
            #expect(seen.insert(words).inserted, "\(reason): \(words)")
            // Of a venue's own number nothing is known, and of what is final there is no remedy.
            #expect(words.contains(";") || [4, 1_234].contains(reason), "\(reason): \(words)")
        }
        #expect(try Self.words(1_234).contains("1234"))
    }

    @Test("every rule has its number, and every contradiction its two members")
    func rules() throws {
        for rule: UInt32 in [2, 3, 4, 6, 9, 16, 17, 20, 29] {
            let words = try Self.words(1, rule: rule, unit: TENON_UNIT_QUANTITY, value: 5, limit: 3)
            #expect(words.hasPrefix(RiskRule(rawValue: UInt8(rule))?.name ?? "?"), "\(words)")
            #expect(words.contains("; "), "\(words)")
        }
        for wrong in IntentMember.allCases {
            for other in IntentMember.allCases where other != wrong {
                let words = try Self.words(
                    9,
                    unit: TENON_UNIT_MEMBER,
                    value: wrong.rawValue,
                    limit: other.rawValue
                )
                let start = "\(wrong.name) and \(other.name) contradict each other: "
                #expect(words.hasPrefix(start) && words.contains("; "), "\(words)")
            }
        }
    }

    @Test(
        "R04 says what is wrong with a number and which is right",
        arguments: [
            (TENON_UNIT_QUANTITY, 0, 10, "a quantity of 0 is no order; order a whole number of"),
            (TENON_UNIT_QUANTITY, -5, 10, "a quantity of -5 is no order; order a whole number of"),
            (TENON_UNIT_QUANTITY, Int64.min, 10, "no quantity is no order; order a whole number"),
            (TENON_UNIT_QUANTITY, 15, 10, "a quantity of 15; order, and show, whole lots of 10"),
            (TENON_UNIT_QUANTITY, 10, 20, "a quantity of 10; order at least 20"),
            (TENON_UNIT_QUANTITY, 2_000, 1_000, "a quantity of 2000; order at most 1000"),
            (TENON_UNIT_QUANTITY, 110, 100, "display_qty 110 is above the quantity 100; show that"),
            (TENON_UNIT_PRICE, Int64.min, Int64.min, "a limit order lacks a price or distance"),
            (TENON_UNIT_PRICE, 0, 5, "EURUSD has no price or distance of 0; send at least 0.00005"),
            (TENON_UNIT_PRICE, 108_541, 5, "1.08541 is no price of EURUSD, whose tick is 0.00005;"),
            (TENON_UNIT_PRICE, 1 << 62, 1 << 62, "is beyond the reach of prices"),
            (TENON_UNIT_PRICE, -(1 << 62), 1 << 62, "is beyond the reach of prices"),
            (TENON_UNIT_COUNT, 0, 1, "trail or limit_offset is 0, 1 allowed"),
            (TENON_UNIT_COUNT, Int64.min, 1, "trail or limit_offset is nothing, 1 allowed"),
        ] as [(Int, Int64, Int64, String)]
    )
    func numbers(_ unit: Int, _ value: Int64, _ limit: Int64, _ says: String) throws {
        let words = try Self.words(
            1,
            rule: 4,
            unit: unit,
            value: value,
            limit: limit,
            exponent: unit == TENON_UNIT_PRICE ? -5 : 0
        )
        #expect(words.hasPrefix("R04 ") && words.contains(says), "\(words)")
    }

    @Test("times are said as times, positions as quantities")
    func others() throws {
        #expect(
            try Self.words(
                10,
                unit: TENON_UNIT_TIME_NS,
                value: 1_000_000_000,
                limit: 2_000_000_000
            ) == "expire_ns is 1970-01-01T00:00:01.000000000Z, and it is"
                + " 1970-01-01T00:00:02.000000000Z already; send it with a later one"
        )
        #expect(
            try Self.words(1, rule: 20, unit: TENON_UNIT_QUANTITY, value: 30, limit: 20)
                == "R20 reduce-only orders of ema would take off 30, and there is 20 to take off on"
                + " that side; order at most what is held and not on its way out already"
        )
        #expect(
            try Self.words(9, unit: TENON_UNIT_MEMBER, value: 4, limit: 1, type: TENON_MARKET)
                == "px and otype contradict each other: a market order has no limit price; leave px"
                + " out, or send a type with a limit"
        )
    }
}
