import CTenon
import Domain
import Memory

/// One definition on its way into the registry: what is checked of it, and what becomes of it.
struct InstrumentDefinition {
    typealias Refusal = InstrumentRegistry.Refusal

    let symbol: String
    let event: tenon_ev_instrument

    /// Mantissas stay below this, as in everything a connector publishes.
    private static let reach: Int64 = 1 << 62

    /// A refusal that names the instrument.
    func refusal(_ reason: String) -> Refusal { Refusal(reason: "\(symbol): \(reason)") }

    /// What can be said of the definition by itself.
    func checkShape() throws(Refusal) {
        guard !symbol.isEmpty else { throw Refusal(reason: "an instrument needs a symbol") }
        // Tables quote nothing, and a terminal shows symbols as they are.
        guard
            symbol.unicodeScalars.allSatisfy({
                $0 != "," && $0.properties.generalCategory != .control
            })
        else {
            let shown = String(
                String.UnicodeScalarView(
                    symbol.unicodeScalars.map {
                        $0.properties.generalCategory == .control ? "?" : $0
                    }
                )
            )
            throw Refusal(
                reason: "\(shown): a symbol holds no commas and no control characters;"
                    + " give it another name"
            )
        }
        guard event.uid != 0 else { throw refusal("uid 0 names no instrument") }
        for (name, exponent) in [
            ("px_exp", event.px_exp), ("qty_exp", event.qty_exp), ("mult_exp", event.mult_exp),
        ] where exponent < -18 || exponent > 9 {
            throw refusal("\(name) \(exponent) is outside -18...9")
        }
        for (name, value) in [
            ("tick", event.tick), ("lot", event.lot), ("multiplier", event.multiplier),
        ] where value <= 0 || value >= InstrumentDefinition.reach {
            throw refusal("\(name) \(value) is not between 0 and 2^62")
        }
        guard Int(event.px_exp) + Int(event.qty_exp) + Int(event.mult_exp) >= -18 else {
            throw refusal("price, quantity and multiplier exponents sum below -18")
        }
        try checkRange("qty", from: event.min_qty, to: event.max_qty)
        try checkRange("notional", from: event.min_notional, to: event.max_notional)
        for (name, bit) in [
            ("inverse contracts", TENON_ATTR_INVERSE), ("quanto contracts", TENON_ATTR_QUANTO),
        ] where event.attrs & UInt32(bit) != 0 {
            throw refusal("\(name) are not available in this build")
        }
        guard event.tick_table == 0 else {
            throw refusal("tick tables are not available in this build")
        }
    }

    /// Two filters of one thing: each above 0, 0 or none, the lower not above the upper.
    private func checkRange(_ name: String, from low: Int64, to high: Int64) throws(Refusal) {
        for (end, value) in [("min", low), ("max", high)] where value < 0 && value != none {
            throw refusal("\(end)_\(name) \(value) is below 0")
        }
        guard low <= 0 || high <= 0 || low <= high else {
            throw refusal("min_\(name) \(low) is above max_\(name) \(high)")
        }
    }

    /// What must stay as long as the host holds prices and quantities of the instrument.
    func checkChange(from old: InstrumentRegistry.Entry) throws(Refusal) {
        let before = old.event
        let isSameScale =
            event.px_exp == before.px_exp && event.qty_exp == before.qty_exp
            && event.mult_exp == before.mult_exp && event.multiplier == before.multiplier
            && event.settle_ccy == before.settle_ccy
        guard isSameScale else {
            throw refusal(
                "exponents, multiplier and currency of a defined instrument cannot change in this"
                    + " build"
            )
        }
    }

    /// The definition as the host keeps it.
    ///
    /// - Parameters:
    ///   - id: The instrument's handle.
    ///   - version: Its version.
    ///   - written: The exponent of the money in it.
    ///   - ledger: The exponent of the money in what the host tells of it.
    /// - Returns: The instrument with its filters at the value exponent, and the event to tell.
    /// - Throws: When the lower notional filter leaves the reach of the numbers.
    func entry(
        id: InstrumentID,
        version: UInt32,
        written: Int,
        ledger: Int
    ) throws(Refusal) -> InstrumentRegistry.Entry {
        var instrument = Instrument(
            id: id,
            uid: event.uid,
            version: version,
            exponents: (Int(event.px_exp), Int(event.qty_exp), Int(event.mult_exp)),
            tick: event.tick,
            lot: event.lot,
            multiplier: event.multiplier,
            settlement: CurrencyID(event.settle_ccy)
        )
        instrument.minimumQuantity = InstrumentDefinition.filter(event.min_qty)
        instrument.maximumQuantity = InstrumentDefinition.filter(event.max_qty)
        instrument.expires = InstrumentDefinition.filter(event.expires_ns)
        instrument.isTradable = event.attrs & UInt32(TENON_ATTR_NOT_TRADABLE) == 0
        instrument.orderTypes = event.otypes
        instrument.timesInForce = event.tifs
        // A definition that tells what its venue takes tells the flags as well.
        if event.otypes != 0 || event.order_flags != 0 { instrument.orderFlags = event.order_flags }
        instrument.allowsNegativePrices = event.attrs & UInt32(TENON_ATTR_NEGATIVE_PRICES) != 0
        let value = instrument.valueExponent
        instrument.minimumNotional = try lowest(at: value, written) ?? .min
        instrument.maximumNotional = highest(at: value, written) ?? .min
        var copy = event
        copy.h = tenon_ev()
        copy.h.size = UInt32(MemoryLayout<tenon_ev_instrument>.size)
        copy.h.space = UInt16(TENON_SPACE_REFERENCE)
        copy.h.type = UInt16(TENON_TYPE_INSTRUMENT)
        copy.h.instrument = id.value
        copy.def_version = version
        copy.reserved0 = 0
        copy.reserved1 = (0, 0)
        guard let told = try lowest(at: ledger, written).map(Int64.init(exactly:)) ?? none else {
            throw refusal("min_notional leaves 64 bits at the ledger's exponent \(ledger)")
        }
        copy.min_notional = told
        // A limit that no amount of money can reach is none.
        copy.max_notional = highest(at: ledger, written).flatMap(Int64.init(exactly:)) ?? none
        return InstrumentRegistry.Entry(instrument: instrument, symbol: symbol, event: copy)
    }

    /// The smallest order value at another exponent, rounded up; `nil` where there is none.
    private func lowest(at exponent: Int, _ written: Int) throws(Refusal) -> Int128? {
        guard event.min_notional > 0 else { return nil }
        guard let value = InstrumentDefinition.rescaled(-event.min_notional, written, exponent)
        else { throw refusal("min_notional leaves the reach of the numbers") }
        return -value
    }

    /// The largest order value at another exponent, rounded down; `nil` where there is none, or it
    /// is beyond every order.
    private func highest(at exponent: Int, _ written: Int) -> Int128? {
        guard event.max_notional > 0 else { return nil }
        return InstrumentDefinition.rescaled(event.max_notional, written, exponent)
    }

    /// A mantissa at another exponent, rounded down; `nil` where it leaves 128 bits.
    private static func rescaled(_ value: Int64, _ from: Int, _ wanted: Int) -> Int128? {
        let shift = from - wanted
        if shift >= 0 { return Decimal.rescale(Int128(value), from: from, to: wanted) }
        return FixedPoint.dividedDown(Int128(value), by: FixedPoint.power(min(-shift, 38)))
    }

    /// A filter of 0 is no filter.
    private static func filter(_ value: Int64) -> Int64 { value == 0 ? none : value }
}

extension InstrumentRegistry.Entry {
    /// Whether another definition of the instrument says nothing new.
    func isSame(as other: Self) -> Bool {
        guard symbol == other.symbol,
            instrument.minimumNotional == other.instrument.minimumNotional,
            instrument.maximumNotional == other.instrument.maximumNotional
        else { return false }
        // The event is whole words without padding: the words say whether it is the same.
        var words = RecordBuffer()
        words.append(event)
        words.append(other.event)
        let run = words.all
        let size = MemoryLayout<tenon_ev_instrument>.size
        for offset in stride(from: 0, to: size, by: 8)
        where run.load(at: offset, as: UInt64.self) != run.load(at: size + offset, as: UInt64.self)
        {
            return false
        }
        return true
    }
}
