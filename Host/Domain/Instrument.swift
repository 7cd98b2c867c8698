/// What the host knows of one instrument: identity, exponents and trading filters.
///
/// Prices are mantissas of `priceExponent`, quantities of `quantityExponent`, the multiplier of
/// `multiplierExponent`. A value in the settlement currency is price x quantity x multiplier, at
/// `valueExponent`.
@frozen
@usableFromInline
package struct Instrument: BitwiseCopyable, Sendable {
    @usableFromInline package var id: InstrumentID
    /// Stable over sessions: a hash of the symbol, given by the connector.
    @usableFromInline package var uid: UInt64
    /// Grows with each new definition.
    @usableFromInline package var version: UInt32
    @usableFromInline package var priceExponent: Int
    @usableFromInline package var quantityExponent: Int
    @usableFromInline package var multiplierExponent: Int
    /// Smallest price step, a price mantissa; every order price is a multiple.
    @usableFromInline package var tick: Int64
    /// Smallest quantity step, a quantity mantissa; every order quantity is a multiple.
    @usableFromInline package var lot: Int64
    /// Order quantity filters, or `none`.
    @usableFromInline package var minimumQuantity: Int64
    @usableFromInline package var maximumQuantity: Int64
    /// Order notional filters at `valueExponent`; `Int128.min` where there is none.
    @usableFromInline package var minimumNotional: Int128
    @usableFromInline package var maximumNotional: Int128
    /// Contract multiplier, a mantissa of `multiplierExponent`; positive.
    @usableFromInline package var multiplier: Int64
    @usableFromInline package var settlement: CurrencyID
    /// When it expires, ns since the epoch, or `none`.
    @usableFromInline package var expires: Int64
    /// What its venue takes: bit n for the order type or time in force with the raw value n; 0 says
    /// nothing.
    @usableFromInline package var orderTypes: UInt32 = 0
    @usableFromInline package var timesInForce: UInt32 = 0
    /// The order flags its venue takes, all bits where its definition does not tell.
    @usableFromInline package var orderFlags: UInt32 = .max
    /// Whether orders are possible at all; an index is for reading only.
    @usableFromInline package var isTradable: Bool
    /// Whether prices may be zero or negative.
    @usableFromInline package var allowsNegativePrices = false

    /// The exponent of price x quantity x multiplier.
    @inlinable
    package var valueExponent: Int { priceExponent + quantityExponent + multiplierExponent }

    /// Creates a definition; the caller has checked every field.
    package init(
        id: InstrumentID,
        uid: UInt64,
        version: UInt32,
        exponents: (price: Int, quantity: Int, multiplier: Int),
        tick: Int64,
        lot: Int64,
        multiplier: Int64,
        settlement: CurrencyID
    ) {
        self.id = id
        self.uid = uid
        self.version = version
        priceExponent = exponents.price
        quantityExponent = exponents.quantity
        multiplierExponent = exponents.multiplier
        self.tick = tick
        self.lot = lot
        self.multiplier = multiplier
        self.settlement = settlement
        minimumQuantity = none
        maximumQuantity = none
        minimumNotional = .min
        maximumNotional = .min
        expires = none
        isTradable = true
    }

    /// Price x quantity x multiplier at `valueExponent`, or `nil` where it leaves 128 bits.
    ///
    /// A value can be negated: the one number without an opposite is out of reach as well.
    @inlinable
    @inline(__always)
    package func value(price: Int64, quantity: Int64) -> Int128? {
        let product = Int128(price) &* Int128(quantity)
        return multiplier == 1 ? product : multiplied(product)
    }

    @usableFromInline
    func multiplied(_ product: Int128) -> Int128? {
        guard let value = FixedPoint.product(product, multiplier), value != .min else {
            return nil
        }
        return value
    }
}
