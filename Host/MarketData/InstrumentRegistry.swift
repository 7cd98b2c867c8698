package import CTenon
package import Domain

/// Instruments and currencies by name and handle, as connectors define them.
///
/// Handles are dense and start at 1; the same uid keeps its handle, a changed definition gets the
/// next version. Used by the lane's thread alone.
package final class InstrumentRegistry {
    /// One currency.
    package struct Currency: Sendable {
        package let id: CurrencyID
        package let code: String
        /// The one ledger exponent of this currency.
        package let exponent: Int
    }

    /// One instrument with its definition as an event.
    package struct Entry: Sendable {
        package var instrument: Instrument
        package var symbol: String
        package var event: tenon_ev_instrument
    }

    /// By index of the handle.
    package private(set) var entries: [Entry] = []
    package private(set) var currencies: [Currency] = []
    /// Instruments defined or redefined since the lane last looked, in order.
    package var changes: [InstrumentID] = []
    private var handles: [String: InstrumentID] = [:]
    private var uids: [UInt64: InstrumentID] = [:]

    /// An empty registry.
    package init() {}

    /// The handle of a symbol, or `nil`.
    package func find(_ symbol: String) -> InstrumentID? { handles[symbol] }

    /// The entry of a handle, or `nil`.
    package subscript(id: InstrumentID) -> Entry? {
        id.value > 0 && id.index < entries.count ? entries[id.index] : nil
    }

    /// The currency of a handle, or `nil`.
    package func currency(_ id: CurrencyID) -> Currency? {
        id.value > 0 && id.index < currencies.count ? currencies[id.index] : nil
    }

    /// The handle of a currency code; a new one gets the given ledger exponent.
    ///
    /// - Returns: `nil` when the code is empty, too long, or the exponent outside -12...0.
    package func enterCurrency(_ code: String, exponent: Int) -> CurrencyID? {
        if let known = currencies.first(where: { $0.code == code }) { return known.id }
        guard !code.isEmpty, code.utf8.count <= 15, exponent >= -12, exponent <= 0 else {
            return nil
        }
        let id = CurrencyID(UInt32(currencies.count + 1))
        currencies.append(Currency(id: id, code: code, exponent: exponent))
        return id
    }

    /// Why a definition was refused.
    package struct Refusal: Error {
        package let reason: String
    }

    /// Enters or redefines an instrument.
    ///
    /// - Returns: Its handle.
    /// - Throws: What is wrong with the definition; nothing is entered.
    package func define(symbol: String, _ event: tenon_ev_instrument) throws(Refusal)
        -> InstrumentID
    {
        guard !symbol.isEmpty else { throw Refusal(reason: "an instrument needs a symbol") }
        for (name, exponent) in [
            ("px_exp", event.px_exp), ("qty_exp", event.qty_exp), ("mult_exp", event.mult_exp),
        ] where exponent < -18 || exponent > 9 {
            throw Refusal(reason: "\(symbol): \(name) \(exponent) is outside -18...9")
        }
        guard event.tick > 0, event.lot > 0, event.multiplier > 0 else {
            throw Refusal(reason: "\(symbol): tick, lot and multiplier are positive")
        }
        guard let settlement = currency(CurrencyID(event.settle_ccy)) else {
            throw Refusal(reason: "\(symbol): settle_ccy \(event.settle_ccy) is no currency")
        }
        if let known = handles[symbol], let entry = self[known], entry.instrument.uid != event.uid {
            throw Refusal(reason: "\(symbol) is defined already with another uid")
        }
        let id = uids[event.uid] ?? InstrumentID(UInt32(entries.count + 1))
        let version = (self[id]?.instrument.version ?? 0) + 1
        var instrument = Instrument(
            id: id,
            uid: event.uid,
            version: version,
            exponents: (Int(event.px_exp), Int(event.qty_exp), Int(event.mult_exp)),
            tick: event.tick,
            lot: event.lot,
            multiplier: event.multiplier,
            settlement: settlement.id
        )
        guard instrument.valueExponent >= -18 else {
            throw Refusal(
                reason: "\(symbol): price, quantity and multiplier exponents sum below -18"
            )
        }
        instrument.minimumQuantity = InstrumentRegistry.filter(event.min_qty)
        instrument.maximumQuantity = InstrumentRegistry.filter(event.max_qty)
        instrument.minimumNotional = InstrumentRegistry.filter(event.min_notional)
        instrument.maximumNotional = InstrumentRegistry.filter(event.max_notional)
        instrument.expires = InstrumentRegistry.filter(event.expires_ns)
        var copy = event
        copy.h.instrument = id.value
        copy.def_version = version
        let entry = Entry(instrument: instrument, symbol: symbol, event: copy)
        if id.index < entries.count { entries[id.index] = entry } else { entries.append(entry) }
        handles[symbol] = id
        uids[event.uid] = id
        changes.append(id)
        return id
    }

    /// A filter of 0 is no filter.
    private static func filter(_ value: Int64) -> Int64 { value == 0 ? Domain.none : value }
}
