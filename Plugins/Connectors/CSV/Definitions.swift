import TenonKit

/// Makes the currencies and instruments of a configuration known to the host.
struct Definitions {
    private let settings: Settings
    private let registry: ConnectorRegistry
    private var currencies: [(code: String, number: UInt32)] = []
    private var handles: [String: UInt32] = [:]

    /// Decimals in which a definition writes money: exact for fees of every venue.
    private static let moneyDecimals = 8

    init(_ settings: Settings, registry: ConnectorRegistry) {
        self.settings = settings
        self.registry = registry
    }

    /// Defines what a file needs: one plan for each of its symbols.
    ///
    /// - Parameters:
    ///   - file: One of the settings' files.
    ///   - number: The file's, from 1.
    /// - Returns: The plans in the order of the file's symbols.
    /// - Throws: What the host answers, naming the symbol; `.io` when an option file cannot be
    ///   read for its contracts.
    mutating func plans(
        for file: FileSettings,
        number: Int
    ) throws(PluginError) -> [FilePlan] {
        var plans: [FilePlan] = []
        for (index, pair) in file.symbols.enumerated() {
            guard let instrument = settings.instrument(pair.instrument) else {
                throw .invalid("'\(pair.instrument)' is not described in instruments")
            }
            var handle: UInt32 = 0
            var contracts: [OptionContract: UInt32] = [:]
            if file.layout == .optionBars {
                contracts = try defineContracts(of: file, row: pair.row, as: instrument)
            } else {
                handle = try define(try definition(instrument), instrument.symbol)
            }
            let scale = instrument.scale
            let fixedSize = file.sizes?.mantissa(exponent: -scale.quantity)
            if let sizes = file.sizes, fixedSize == nil || sizes.mantissa < 0 {
                throw .invalid(
                    "\(file.path): sizes: \(sizes) is negative or finer than the lot of "
                        + instrument.symbol
                )
            }
            plans.append(
                FilePlan(
                    file,
                    number: number,
                    symbol: index,
                    stopsAtBadRow: settings.stopsAtBadRow,
                    instrument: .init(handle: handle, scale: scale, fixedSize: fixedSize),
                    contracts: contracts
                )
            )
        }
        return plans
    }
}

extension Definitions {
    /// The phases of the instruments that have sessions, in the configuration's order.
    ///
    /// - Parameter plans: All of the files; what they define is defined.
    /// - Returns: The timetable, empty where no instrument has sessions.
    func timetable(_ plans: [FilePlan]) -> Timetable {
        var entries: [Timetable.Entry] = []
        for instrument in settings.instruments {
            guard let sessions = instrument.sessions, let handle = handles[instrument.symbol]
            else { continue }
            let ends = plans.filter { $0.symbol == instrument.symbol }.map(\.to)
            entries.append(
                Timetable.Entry(
                    symbol: instrument.symbol,
                    instrument: handle,
                    settings: sessions,
                    to: ends.max() ?? .max
                )
            )
        }
        return Timetable(entries)
    }

    private mutating func definition(
        _ instrument: InstrumentSettings
    ) throws(PluginError) -> tenon_ev_instrument {
        var event = tenon_ev_instrument(symbol: instrument.symbol)
        event.attrs = instrument.attributes
        event.px_exp = Int8(-instrument.scale.price)
        event.qty_exp = Int8(-instrument.scale.quantity)
        let decimals = max(0, -instrument.multiplier.exponent)
        event.mult_exp = Int8(-decimals)
        event.multiplier = instrument.multiplier.mantissa(exponent: -decimals) ?? 1
        event.asset_class = instrument.assetClass
        event.contract = instrument.contract
        event.tick = instrument.tick
        event.lot = instrument.lot
        event.min_qty = instrument.minimumQuantity
        event.max_qty = instrument.maximumQuantity
        if !instrument.base.isEmpty { event.base_ccy = try currency(instrument.base) }
        event.quote_ccy = try currency(instrument.quote)
        event.settle_ccy = try currency(instrument.settlement)
        if let notional = instrument.minimumNotional {
            guard let mantissa = notional.mantissa(exponent: -Self.moneyDecimals),
                mantissa > 0
            else {
                throw .invalid(
                    "instruments.\(instrument.symbol).min_notional: \(notional) is not above 0 or "
                        + "has more than \(Self.moneyDecimals) decimals"
                )
            }
            event.min_notional = mantissa
        }
        // What any file of this configuration brings for the symbol.
        event.streams =
            settings.files
            .filter { $0.brings(instrument.symbol) }
            .reduce(0) { $0 | $1.layout.streams }
        if instrument.sessions != nil { event.streams |= UInt32(TENON_STREAM_STATUS) }
        return event
    }

    private mutating func defineContracts(
        of file: FileSettings,
        row: String,
        as underlying: InstrumentSettings
    ) throws(PluginError) -> [OptionContract: UInt32] {
        guard underlying.contract == UInt8(truncatingIfNeeded: TENON_CONTRACT_OPTION) else {
            throw .invalid(
                "instruments.\(underlying.symbol).contract: '\(file.path)' has options; give option"
            )
        }
        var handles: [OptionContract: UInt32] = [:]
        for contract in try OptionContract.all(in: file, symbol: row) {
            let strike = FixedDecimal(
                mantissa: contract.strike,
                exponent: -OptionContract.strikeDecimals
            )
            // A strike the price cannot write is no contract: its rows are refused as such.
            guard let price = strike.mantissa(exponent: -underlying.scale.price) else { continue }
            let symbol = contract.symbol(of: underlying.symbol)
            var event = tenon_ev_instrument(symbol: symbol)
            let named = event
            event = try definition(underlying)
            event.uid = named.uid
            event.symbol = named.symbol
            event.venue_symbol = named.venue_symbol
            event.right = contract.right
            event.exercise = contract.exercise
            event.strike = price
            // The end of its last day, UTC: the file does not say at which hour it stops.
            event.expires_ns = (contract.expiry.daysSince1970 + 1) * CalendarDay.nanoseconds
            handles[contract] = try define(event, symbol)
        }
        return handles
    }

    /// Defines an instrument, once however many files have it.
    private mutating func define(
        _ event: tenon_ev_instrument,
        _ symbol: String
    ) throws(PluginError) -> UInt32 {
        if let known = handles[symbol] { return known }
        do throws(PluginError) {
            let handle = try registry.define(event)
            handles[symbol] = handle
            return handle
        } catch {
            throw PluginError(error.status, "instruments.\(symbol): \(error.why)")
        }
    }

    /// The number of a currency, asked for once.
    private mutating func currency(_ code: String) throws(PluginError) -> UInt32 {
        if let known = currencies.first(where: { $0.code == code }) { return known.number }
        let number = try registry.currency(code, exponent: -Self.moneyDecimals)
        currencies.append((code, number))
        return number
    }
}
