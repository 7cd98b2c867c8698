import CTenon
import Domain
import MarketData
import Testing

@Suite("Instrument registry")
struct InstrumentRegistryTests {
    private let registry = InstrumentRegistry()
    private let usd: CurrencyID?

    init() { usd = registry.enterCurrency("USD", exponent: -8) }

    /// Defines what must be taken.
    @discardableResult
    private func define(
        _ symbol: String,
        _ event: tenon_ev_instrument,
        by connector: InstanceID? = nil
    ) throws -> Instrument {
        let id = try registry.define(symbol: symbol, event, by: connector)
        return try #require(registry[id]).instrument
    }

    /// Why a definition of `X` is refused.
    private func refusal(_ change: (inout tenon_ev_instrument) -> Void) -> String? {
        var event = Events.instrument()
        change(&event)
        do throws(InstrumentRegistry.Refusal) {
            _ = try registry.define(symbol: "X", event)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("handles are dense from 1, by symbol and by number")
    func handles() throws {
        let one = try define("A.X", Events.instrument(uid: 5))
        let two = try define("B.X", Events.instrument(uid: 6))
        #expect((one.id.value, two.id.value) == (1, 2))
        #expect(registry.find("B.X") == two.id)
        #expect(registry.find("C.X") == nil)
        #expect(registry[InstrumentID(0)] == nil)
        #expect(registry[InstrumentID(3)] == nil)
        #expect(registry.changes == [one.id, two.id])
        let entry = try #require(registry[two.id])
        #expect(entry.event.h.instrument == 2)
        #expect(entry.event.h.type == UInt16(TENON_TYPE_INSTRUMENT))
        #expect(entry.event.def_version == 1)
        #expect(entry.instrument.version == 1)
    }

    @Test("the same content again changes nothing and is no news")
    func identical() throws {
        let first = try define("A", Events.instrument())
        registry.changes = []
        var again = Events.instrument()
        // What the host does not read makes no difference.
        again.h.seq = 9
        again.h.ts_ns = 5
        again.def_version = 77
        again.reserved0 = 1
        again.reserved1 = (3, 4)
        let second = try define("A", again)
        #expect(second.id == first.id)
        #expect(second.version == 1)
        #expect(registry.changes.isEmpty)
    }

    @Test("other content is the next version of the same handle")
    func changed() throws {
        let first = try define("A", Events.instrument())
        registry.changes = []
        var event = Events.instrument()
        event.tick = 5
        let second = try define("A", event)
        #expect(second.id == first.id)
        #expect((second.version, second.tick) == (2, 5))
        #expect(registry[second.id]?.event.def_version == 2)
        #expect(registry.changes == [first.id])
        event.taker_fee_e9 = 1
        #expect(try define("A", event).version == 3)
        #expect(try define("A", event).version == 3)
        #expect(registry.entries.count == 1)
    }

    @Test("another name of the same uid takes the place of the old one")
    func renamed() throws {
        let first = try define("OLD", Events.instrument())
        let second = try define("NEW", Events.instrument())
        #expect(second.id == first.id)
        #expect(second.version == 2)
        #expect(registry.find("NEW") == first.id)
        #expect(registry.find("OLD") == nil)
        #expect(try define("OLD", Events.instrument(uid: 8)).id.value == 2)
    }

    @Test("what is wrong with a definition is said, and nothing is entered")
    func refusals() {
        #expect(refusal { $0.uid = 0 } == "X: uid 0 names no instrument")
        #expect(refusal { $0.px_exp = -19 } == "X: px_exp -19 is outside -18...9")
        #expect(refusal { $0.qty_exp = 10 } == "X: qty_exp 10 is outside -18...9")
        #expect(refusal { $0.mult_exp = 10 } == "X: mult_exp 10 is outside -18...9")
        #expect(
            refusal {
                $0.px_exp = -9
                $0.qty_exp = -10
            } == "X: price, quantity and multiplier exponents sum below -18"
        )
        for value in [0, -1, none, 1 << 62] {
            let why = "\(value) is not between 0 and 2^62"
            #expect(refusal { $0.tick = value } == "X: tick \(why)")
            #expect(refusal { $0.lot = value } == "X: lot \(why)")
            #expect(refusal { $0.multiplier = value } == "X: multiplier \(why)")
        }
        #expect(refusal { $0.settle_ccy = 0 } == "X: settle_ccy 0 is no currency")
        #expect(refusal { $0.settle_ccy = 2 } == "X: settle_ccy 2 is no currency")
        #expect(refusal { $0.quote_ccy = 0 } == "X: quote_ccy 0 is no currency")
        #expect(refusal { $0.base_ccy = 9 } == "X: base_ccy 9 is no currency")
        #expect(refusal { $0.min_qty = -1 } == "X: min_qty -1 is below 0")
        #expect(refusal { $0.max_notional = -5 } == "X: max_notional -5 is below 0")
        #expect(
            refusal {
                $0.min_qty = 6
                $0.max_qty = 5
            } == "X: min_qty 6 is above max_qty 5"
        )
        #expect(registry.entries.isEmpty)
        #expect(registry.changes.isEmpty)
        #expect(refusal { _ in } == nil)
    }

    @Test(
        "a symbol that would break a table or a terminal is refused, and shown without harm",
        arguments: [
            ("A,B", "A,B"), ("A\nB", "A?B"), ("\u{1B}[2J", "?[2J"), ("A\u{85}", "A?"),
        ]
    )
    func symbols(symbol: String, shown: String) {
        do throws(InstrumentRegistry.Refusal) {
            _ = try registry.define(symbol: symbol, Events.instrument())
            Issue.record("\(shown) is defined")
        } catch {
            #expect(
                error.reason == "\(shown): a symbol holds no commas and no control characters;"
                    + " give it another name"
            )
        }
        #expect(registry.entries.isEmpty)
    }

    @Test("what this build cannot compute is refused")
    func unavailable() throws {
        _ = try #require(registry.enterCurrency("EUR", exponent: -8))
        #expect(
            refusal { $0.settle_ccy = 2 }
                == "X: prices in USD settled in EUR need a conversion, which is not available in"
                + " this build"
        )
        #expect(
            refusal { $0.attrs = UInt32(TENON_ATTR_INVERSE) }
                == "X: inverse contracts are not available in this build"
        )
        #expect(
            refusal { $0.attrs = UInt32(TENON_ATTR_QUANTO) }
                == "X: quanto contracts are not available in this build"
        )
        #expect(
            refusal { $0.tick_table = 1 } == "X: tick tables are not available in this build"
        )
    }

    @Test("the scale of what may be held already stays")
    func scale() throws {
        try define("X", Events.instrument())
        let changes: [(inout tenon_ev_instrument) -> Void] = [
            { $0.px_exp = -3 }, { $0.qty_exp = -1 }, { $0.mult_exp = -1 }, { $0.multiplier = 2 },
        ]
        for change in changes {
            #expect(
                refusal(change)
                    == "X: exponents, multiplier and currency of a defined instrument cannot"
                    + " change in this build"
            )
        }
        #expect(registry.entries.count == 1)
        #expect(registry.entries[0].instrument.version == 1)
    }

    @Test("a name belongs to one uid")
    func names() throws {
        try define("X", Events.instrument(uid: 1))
        #expect(refusal { $0.uid = 2 } == "X is defined already with another uid")
        #expect(registry.entries.count == 1)
        #expect(throws: InstrumentRegistry.Refusal.self) {
            try registry.define(symbol: "", Events.instrument())
        }
    }

    @Test("filters of 0 and none are none")
    func filters() throws {
        var event = Events.instrument()
        event.min_qty = 0
        event.max_qty = 9
        event.expires_ns = 0
        event.min_notional = 0
        event.attrs = UInt32(TENON_ATTR_NOT_TRADABLE)
        let instrument = try define("X", event)
        #expect(instrument.minimumQuantity == none)
        #expect(instrument.maximumQuantity == 9)
        #expect(instrument.expires == none)
        #expect(instrument.minimumNotional == .min)
        #expect(instrument.maximumNotional == .min)
        #expect(!instrument.isTradable)
    }
}

@Suite("Money in definitions")
struct DefinitionMoneyTests {
    private let registry = InstrumentRegistry()

    /// A definition whose values have `exponent`, its money written at `written`.
    private func define(
        _ low: Int64,
        _ high: Int64,
        written: Int,
        valueExponent exponent: Int
    ) throws -> InstrumentRegistry.Entry {
        let connector = InstanceID(4)
        _ = try #require(
            registry.enterCurrency("USD", exponent: -8, written: written, by: connector)
        )
        var event = Events.instrument()
        event.px_exp = Int8(exponent)
        event.min_notional = low
        event.max_notional = high
        let id = try registry.define(symbol: "X", event, by: connector)
        return try #require(registry[id])
    }

    @Test("10 USD written in cents is 10 USD at the value's and at the ledger's exponent")
    func rescaled() throws {
        let entry = try define(1_000, 5_000_000, written: -2, valueExponent: -5)
        #expect(entry.instrument.minimumNotional == 1_000_000)
        #expect(entry.instrument.maximumNotional == 5_000_000_000)
        #expect(entry.event.min_notional == 1_000_000_000)
        #expect(entry.event.max_notional == 5_000_000_000_000)
    }

    @Test("a value coarser than the filter: the lower one is rounded up, the upper one down")
    func rounded() throws {
        let entry = try define(1_001, 1_999, written: -3, valueExponent: -1)
        #expect(entry.instrument.minimumNotional == 11)
        #expect(entry.instrument.maximumNotional == 19)
    }

    @Test("a filter finer than the ledger is told rounded the same way")
    func finer() throws {
        let entry = try define(1, 19_999_999_999, written: -18, valueExponent: -18)
        #expect(entry.instrument.minimumNotional == 1)
        #expect(entry.instrument.maximumNotional == 19_999_999_999)
        #expect(entry.event.min_notional == 1)
        #expect(entry.event.max_notional == 1)
    }

    @Test("an upper filter beyond all money is none where it does not fit; a lower one is refused")
    func huge() throws {
        let entry = try define(none, .max, written: 0, valueExponent: -18)
        #expect(entry.instrument.maximumNotional == Int128(Int64.max) * FixedPoint.power(18))
        #expect(entry.event.max_notional == none)
        #expect(throws: InstrumentRegistry.Refusal.self) {
            try define(.max, none, written: 0, valueExponent: -18)
        }
    }

    @Test("each connector writes in the exponent it gave; who gave none writes in the ledger's")
    func connectors() throws {
        let cents = InstanceID(1)
        let micros = InstanceID(2)
        _ = registry.enterCurrency("USD", exponent: -8, written: -2, by: cents)
        _ = registry.enterCurrency("USD", exponent: -8, written: -6, by: micros)
        for (connector, uid, filter): (InstanceID?, UInt64, Int64) in [
            (cents, 1, 500), (micros, 2, 5_000_000), (nil, 3, 500_000_000),
        ] {
            var event = Events.instrument(uid: uid)
            event.min_notional = filter
            let id = try registry.define(symbol: "\(uid)", event, by: connector)
            let entry = try #require(registry[id])
            #expect(entry.instrument.minimumNotional == 500)
            #expect(entry.event.min_notional == 500_000_000)
        }
    }

    @Test("currencies: one handle for a code, the first ledger exponent, bounds")
    func currencies() throws {
        let usd = try #require(registry.enterCurrency("USD", exponent: -8))
        #expect(registry.enterCurrency("USD", exponent: -2) == usd)
        #expect(registry.currency(usd)?.exponent == -8)
        #expect(registry.enterCurrency("EUR", exponent: 0)?.value == 2)
        #expect(registry.enterCurrency("", exponent: -8) == nil)
        #expect(registry.enterCurrency("SIXTEENLETTERSXX", exponent: -8) == nil)
        #expect(registry.enterCurrency("ABC", exponent: 1) == nil)
        #expect(registry.enterCurrency("ABC", exponent: -13) == nil)
        #expect(registry.enterCurrency("ABC", exponent: -8, written: -19) == nil)
        #expect(registry.enterCurrency("ABC", exponent: -8, written: 10) == nil)
        #expect(registry.currency(CurrencyID(0)) == nil)
        #expect(registry.currency(CurrencyID(3)) == nil)
        #expect(registry.currencies.count == 2)
    }
}
