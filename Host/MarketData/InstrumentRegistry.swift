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
    /// Who writes money of which currency.
    private struct Writing: Hashable {
        let connector: InstanceID
        let currency: CurrencyID
    }
    private var writtenExponents: [Writing: Int] = [:]
    private var handles: [String: InstrumentID] = [:]
    private var uids: [UInt64: InstrumentID] = [:]

    /// An empty registry.
    package init() {}

    /// Another registry with the same content, for reading.
    package func copy() -> InstrumentRegistry {
        let copy = InstrumentRegistry()
        copy.entries = entries
        copy.currencies = currencies
        copy.handles = handles
        copy.uids = uids
        return copy
    }

    /// How many instruments are defined.
    package var count: Int { entries.count }

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
    /// - Parameters:
    ///   - code: Such as `USD`.
    ///   - exponent: The ledger exponent, unless the currency is known already.
    ///   - written: The exponent in which `connector` writes money of this currency into
    ///     definitions, -18 to 9; the ledger's when `nil`.
    ///   - connector: Who asks.
    /// - Returns: `nil` when the code is empty, too long, or the exponent outside -12...0.
    package func enterCurrency(
        _ code: String,
        exponent: Int,
        written: Int? = nil,
        by connector: InstanceID? = nil
    ) -> CurrencyID? {
        guard written.map({ (-18...9).contains($0) }) ?? true else { return nil }
        let id: CurrencyID
        if let known = currencies.first(where: { $0.code == code }) {
            id = known.id
        } else {
            guard !code.isEmpty, code.utf8.count <= 15, exponent >= -12, exponent <= 0 else {
                return nil
            }
            id = CurrencyID(UInt32(currencies.count + 1))
            currencies.append(Currency(id: id, code: code, exponent: exponent))
        }
        if let written, let connector {
            writtenExponents[Writing(connector: connector, currency: id)] = written
        }
        return id
    }

    /// Why a definition was refused.
    package struct Refusal: Error {
        package let reason: String
    }

    /// Enters or redefines an instrument; the same content again changes nothing.
    ///
    /// - Parameters:
    ///   - symbol: Its name, the one in the event.
    ///   - event: The definition; money in the exponents that `connector` gave to its currencies.
    ///   - connector: Who defines it.
    /// - Returns: Its handle.
    /// - Throws: What is wrong with the definition; nothing is entered.
    package func define(
        symbol: String,
        _ event: tenon_ev_instrument,
        by connector: InstanceID? = nil
    ) throws(Refusal) -> InstrumentID {
        let definition = InstrumentDefinition(symbol: symbol, event: event)
        try definition.checkShape()
        let currency = try settlement(of: definition)
        if let known = handles[symbol], let entry = self[known], entry.instrument.uid != event.uid {
            throw Refusal(reason: "\(symbol) is defined already with another uid")
        }
        let id = uids[event.uid] ?? InstrumentID(UInt32(entries.count + 1))
        let old = self[id]
        var entry = try definition.entry(
            id: id,
            version: old?.instrument.version ?? 1,
            written: connector.flatMap {
                writtenExponents[Writing(connector: $0, currency: currency.id)]
            } ?? currency.exponent,
            ledger: currency.exponent
        )
        if let old {
            if old.isSame(as: entry) { return id }
            try definition.checkChange(from: old)
            entry.instrument.version += 1
            entry.event.def_version += 1
            handles[old.symbol] = nil
            entries[id.index] = entry
        } else {
            entries.append(entry)
        }
        handles[symbol] = id
        uids[event.uid] = id
        changes.append(id)
        return id
    }

    /// The currency a definition is settled in, which is also the one of its prices.
    private func settlement(of definition: InstrumentDefinition) throws(Refusal) -> Currency {
        let event = definition.event
        guard let settlement = currency(CurrencyID(event.settle_ccy)) else {
            throw definition.refusal("settle_ccy \(event.settle_ccy) is no currency")
        }
        guard let quote = currency(CurrencyID(event.quote_ccy)) else {
            throw definition.refusal("quote_ccy \(event.quote_ccy) is no currency")
        }
        guard event.base_ccy == 0 || currency(CurrencyID(event.base_ccy)) != nil else {
            throw definition.refusal("base_ccy \(event.base_ccy) is no currency")
        }
        guard quote.id == settlement.id else {
            throw definition.refusal(
                "prices in \(quote.code) settled in \(settlement.code) need a conversion, which"
                    + " is not available in this build"
            )
        }
        return settlement
    }
}
