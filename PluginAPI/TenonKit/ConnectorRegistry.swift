/// Where a connector makes its currencies and instruments known: `tenon.host.registry/1`.
@safe
public struct ConnectorRegistry: Sendable {
    // Sound: the host keeps its table until `destroy` and never changes it.
    nonisolated(unsafe) private let table: UnsafePointer<tenon_host_registry>
    private let host: TenonHost

    /// Looks the registry up.
    ///
    /// - Throws: `.permission` when the host does not offer it to this instance.
    public init(host: TenonHost) throws(PluginError) {
        let found = unsafe host.find(
            "tenon.host.registry/1",
            through: \tenon_host_registry.currency
        )
        guard let found = unsafe found else {
            throw PluginError(.permission, "the host does not let this instance define instruments")
        }
        unsafe table = found
        self.host = host
    }

    /// The number of a currency, made when it is new.
    ///
    /// - Parameters:
    ///   - code: For example `USD`.
    ///   - exponent: In which this connector writes money of it into definitions.
    /// - Returns: What stands in `base_ccy`, `quote_ccy` and `settle_ccy`.
    /// - Throws: `.invalid` for a code or exponent out of range, and what else the host answers.
    public func currency(_ code: String, exponent: Int) throws(PluginError) -> UInt32 {
        guard (1...16).contains(code.utf8.count) else {
            throw .invalid("'\(code)' is no currency code of 1 to 16 bytes")
        }
        guard let define = unsafe table.pointee.currency, let exponent = Int8(exactly: exponent)
        else { throw PluginError(.notOffered, "the host defines no currencies") }
        var number: UInt32 = 0
        let answer = unsafe Status(
            rawValue: tenon_str.lending(code) { code in
                unsafe define(host.table, code, exponent, &number)
            }
        )
        guard answer == .ok else { throw .refused("currency", answer) }
        return number
    }

    /// Defines an instrument; the same `uid` gives the same handle.
    ///
    /// - Returns: The handle to publish its events with, good for this session of the host.
    /// - Throws: The host's answer; `.invalid` for numbers out of range or a symbol taken.
    public func define(_ instrument: tenon_ev_instrument) throws(PluginError) -> UInt32 {
        guard let define = unsafe table.pointee.define else {
            throw PluginError(.notOffered, "the host defines no instruments")
        }
        var handle: UInt32 = 0
        let answer = unsafe withUnsafePointer(to: instrument) { definition in
            unsafe Status(rawValue: define(host.table, definition, &handle))
        }
        guard answer == .ok else { throw .refused("define", answer) }
        return handle
    }
}

extension tenon_ev_instrument {
    /// A definition with its size, names and uid set, and every limit and date unknown.
    ///
    /// - Parameter symbol: Our name, `SYMBOL.VENUE`, at most 63 bytes; `venue_symbol` is the part
    ///   before the last point.
    public init(symbol: String) {
        self.init()
        h.size = UInt32(MemoryLayout<tenon_ev_instrument>.size)
        h.space = UInt16(truncatingIfNeeded: TENON_SPACE_REFERENCE)
        h.type = UInt16(truncatingIfNeeded: TENON_TYPE_INSTRUMENT)
        uid = unsafe tenon_str.lending(symbol) { unsafe tenon_uid($0) }
        multiplier = 1
        min_qty = TENON_NONE
        max_qty = TENON_NONE
        min_notional = TENON_NONE
        max_notional = TENON_NONE
        strike = TENON_NONE
        listed_ns = TENON_NONE
        expires_ns = TENON_NONE
        last_trade_ns = TENON_NONE
        limit_up = TENON_NONE
        limit_down = TENON_NONE
        margin_init_e9 = TENON_NONE
        margin_maint_e9 = TENON_NONE
        maker_fee_e9 = TENON_NONE
        taker_fee_e9 = TENON_NONE
        let ticker = symbol.lastIndex(of: ".").map { symbol[..<$0] } ?? symbol[...]
        unsafe withUnsafeMutableBytes(of: &self.symbol) { room in
            unsafe room.copyBytes(from: symbol.utf8.prefix(63))
        }
        unsafe withUnsafeMutableBytes(of: &venue_symbol) { room in
            unsafe room.copyBytes(from: ticker.utf8.prefix(63))
        }
    }
}
