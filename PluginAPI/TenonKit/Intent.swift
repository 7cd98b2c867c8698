/// Buy or sell.
public enum Side: UInt8, Sendable {
    /// Adds to the position.
    case buy = 1
    /// Takes from the position.
    case sell
}

extension tenon_intent {
    /// A market order, good till canceled, for the instance's own account.
    ///
    /// - Parameters:
    ///   - side: Buy or sell.
    ///   - quantity: More than 0, a mantissa of the instrument's `qty_exp`.
    ///   - instrument: The handle.
    ///   - definition: `def_version` of the instrument's last definition.
    ///   - id: Above every id this instance used before, also in its earlier lives.
    /// - Returns: The intent, to be submitted.
    @inlinable
    public static func market(
        _ side: Side,
        _ quantity: Int64,
        of instrument: UInt32,
        definition: UInt32,
        id: UInt64
    ) -> tenon_intent {
        var intent = tenon_intent()
        intent.size = UInt32(MemoryLayout<tenon_intent>.size)
        intent.op = UInt16(TENON_OP_NEW)
        intent.side = side.rawValue
        intent.otype = UInt8(TENON_MARKET)
        intent.tif = UInt8(TENON_GTC)
        intent.instrument = instrument
        intent.def_version = definition
        intent.intent_id = id
        intent.qty = quantity
        intent.px = TENON_NONE
        intent.stop_px = TENON_NONE
        intent.display_qty = TENON_NONE
        intent.min_qty = TENON_NONE
        intent.trail = TENON_NONE
        intent.limit_offset = TENON_NONE
        intent.expire_ns = TENON_NONE
        return intent
    }

    /// A limit order, good till canceled; as `market`, with a price.
    ///
    /// - Parameters:
    ///   - side: Buy or sell.
    ///   - quantity: More than 0, a mantissa of the instrument's `qty_exp`.
    ///   - price: A mantissa of the instrument's `px_exp`, a multiple of its tick.
    ///   - instrument: The handle.
    ///   - definition: `def_version` of the instrument's last definition.
    ///   - id: Above every id this instance used before, also in its earlier lives.
    /// - Returns: The intent, to be submitted.
    @inlinable
    public static func limit(
        _ side: Side,
        _ quantity: Int64,
        at price: Int64,
        of instrument: UInt32,
        definition: UInt32,
        id: UInt64
    ) -> tenon_intent {
        var intent = market(side, quantity, of: instrument, definition: definition, id: id)
        intent.otype = UInt8(TENON_LIMIT)
        intent.px = price
        return intent
    }

    /// Cancels the order that an earlier intent made.
    ///
    /// - Parameters:
    ///   - target: The id of that intent.
    ///   - instrument: The handle of its instrument.
    ///   - definition: `def_version` of the instrument's last definition.
    ///   - id: A new id of its own.
    /// - Returns: The intent, to be submitted.
    @inlinable
    public static func cancel(
        _ target: UInt64,
        of instrument: UInt32,
        definition: UInt32,
        id: UInt64
    ) -> tenon_intent {
        var intent = market(.buy, TENON_NONE, of: instrument, definition: definition, id: id)
        intent.op = UInt16(TENON_OP_CANCEL)
        intent.side = 0
        intent.otype = 0
        intent.tif = 0
        intent.target = target
        return intent
    }
}

extension tenon_ev_order {
    /// Whether nothing more will happen to the order, busts and corrections aside.
    @inlinable public var isFinished: Bool {
        switch Int(status) {
        case TENON_DENIED, TENON_FILLED, TENON_CANCELED, TENON_REJECTED, TENON_EXPIRED: true
        default: false
        }
    }
}

extension tenon_ev_instrument {
    /// The symbol, up to its first 0; copied, so for control work only.
    public var symbolText: String {
        unsafe withUnsafeBytes(of: symbol) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
