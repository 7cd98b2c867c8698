import TenonKit

/// One instrument as the configuration describes it, every number already a mantissa.
struct InstrumentSettings {
    /// As strategies name it, for example `EURUSD.FXCM`.
    let symbol: String
    let scale: Scale
    let tick: Int64
    let lot: Int64
    let assetClass: UInt8
    let contract: UInt8
    /// `TENON_ATTR_…` bits.
    let attributes: UInt32
    /// Currency codes; the base is empty where there is none.
    let base: String
    let quote: String
    let settlement: String
    let multiplier: FixedDecimal
    /// Order filters, `TENON_NONE` where not given; the notional at the settlement's exponent.
    let minimumQuantity: Int64
    let maximumQuantity: Int64
    let minimumNotional: FixedDecimal?
    /// Its trading hours, `nil` where the configuration says nothing of them.
    let sessions: SessionSettings?

    private static let assets = ["fx", "equity", "crypto", "commodity", "rate", "index"]
    private static let contracts = ["spot", "future", "perpetual", "option", "cfd"]

    /// Reads one member of `instruments`.
    ///
    /// - Throws: `.invalid`, naming the key.
    init(symbol: String, _ config: inout Config) throws(PluginError) {
        self.symbol = symbol
        guard (1...63).contains(symbol.utf8.count) else {
            throw .invalid("\(config.path): a symbol has 1 to 63 bytes")
        }
        let tick = try Self.required("tick", &config)
        let lot = try Self.required("lot", &config)
        let price = try Self.decimals("price_decimals", of: tick, "tick", &config)
        let quantity = try Self.decimals("quantity_decimals", of: lot, "lot", &config)
        guard let asset = try config.choice("asset", of: Self.assets) else {
            throw config.invalid("asset", "is missing; use one of \(Self.assets)")
        }
        let contract = try config.choice("contract", of: Self.contracts) ?? 0
        assetClass = UInt8(asset + 1)
        self.contract = UInt8(contract + 1)
        self.tick = tick.mantissa(exponent: -price) ?? 0
        self.lot = lot.mantissa(exponent: -quantity) ?? 0
        let mayBeNegative = try config.bool("negative_prices") ?? false
        let isShortable = try config.bool("shortable") ?? true
        attributes = UInt32(
            (mayBeNegative ? TENON_ATTR_NEGATIVE_PRICES : 0)
                | (isShortable ? TENON_ATTR_SHORTABLE : 0)
        )
        scale = Scale(
            price: price,
            quantity: quantity,
            leastPrice: mayBeNegative ? .min + 1 : 1
        )
        guard let quote = try config.string("currency"), Self.isCode(quote) else {
            throw config.invalid("currency", "name the currency of the price, for example USD")
        }
        self.quote = quote
        base = try config.string("base") ?? ""
        settlement = try config.string("settle") ?? quote
        guard base.isEmpty || Self.isCode(base), Self.isCode(settlement) else {
            throw config.invalid("base", "a currency code has 1 to 15 letters and digits")
        }
        multiplier = try config.decimal("multiplier") ?? FixedDecimal(mantissa: 1, exponent: 0)
        guard multiplier.mantissa > 0, (-18...9).contains(multiplier.exponent) else {
            throw config.invalid("multiplier", "must be above 0, with at most 18 decimals")
        }
        minimumQuantity = try Self.filter("min_quantity", decimals: quantity, &config)
        maximumQuantity = try Self.filter("max_quantity", decimals: quantity, &config)
        minimumNotional = try config.decimal("min_notional")
        if var hours = try config.object("sessions") {
            sessions = try SessionSettings(&hours)
        } else {
            sessions = nil
        }
        try config.finish()
    }

    private static func required(
        _ key: String,
        _ config: inout Config
    ) throws(PluginError) -> FixedDecimal {
        guard let value = try config.decimal(key) else {
            throw config.invalid(key, "is missing; give the smallest step as a decimal")
        }
        guard value.mantissa > 0 else { throw config.invalid(key, "must be above 0") }
        return value
    }

    private static func decimals(
        _ key: String,
        of step: FixedDecimal,
        _ stepKey: String,
        _ config: inout Config
    ) throws(PluginError) -> Int {
        let own = max(0, -step.exponent)
        let decimals = try config.integer(key, in: 0...18).map { Int($0) } ?? own
        guard decimals >= own, decimals <= 18, step.mantissa(exponent: -decimals) != nil else {
            throw config.invalid(
                key,
                "cannot write the \(stepKey) \(step) with \(decimals) decimals"
            )
        }
        return decimals
    }

    private static func filter(
        _ key: String,
        decimals: Int,
        _ config: inout Config
    ) throws(PluginError) -> Int64 {
        guard let value = try config.decimal(key) else { return TENON_NONE }
        guard let mantissa = value.mantissa(exponent: -decimals), mantissa > 0 else {
            throw config.invalid(key, "must be above 0, with at most \(decimals) decimals")
        }
        return mantissa
    }

    private static func isCode(_ text: String) -> Bool {
        (1...15).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: false
                }
            }
    }
}
