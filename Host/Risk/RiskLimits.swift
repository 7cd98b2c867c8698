package import Domain

/// The limits of one scope as the operator wrote them; `nil` where none is set.
package struct RiskLimits: Sendable {
    /// R02, in the instrument's unit.
    package var maximumOrderQuantity: Decimal?
    /// R03, in the account's currency.
    package var maximumOrderNotional: Decimal?
    /// R06, in the instrument's unit, for each instrument.
    package var maximumPosition: Decimal?
    /// R09.
    package var maximumOpenOrders: Int?
    /// R16, ns.
    package var maximumPriceAge: Int64?
    /// R17: symbols that may not be traded.
    package var restricted: Set<String> = []

    package init() {}
}

/// Thresholds that come from the profile of an account (RISK.md, "Profiles").
package struct RiskProfile: BitwiseCopyable, Sendable {
    /// R16 when no limit names an age, ns; `nil`: the rule does not bind.
    package var maximumPriceAge: Int64?
    /// Whether a crossed touch is a price.
    package var allowsCrossed: Bool
    /// Whether R29 guards market orders.
    package var guardsMarketOrders: Bool
    /// R29's collar and the market side of the risk price, a ratio in units of 1e-9.
    package var collar: Int64
    /// R09 when no limit names a number.
    package var maximumOpenOrders: Int
    /// Whether R16 lets a price be three bar periods old, since bars bring nothing newer.
    package var waitsForBars: Bool

    /// RISK.md's table.
    package static let live = RiskProfile(
        maximumPriceAge: 2_000_000_000,
        allowsCrossed: false,
        guardsMarketOrders: true,
        collar: 50_000_000,
        maximumOpenOrders: 200,
        waitsForBars: false
    )
    /// The default of a backtest: data of bars and recorded quotes bind only what they can carry.
    package static let research = RiskProfile(
        maximumPriceAge: nil,
        allowsCrossed: true,
        guardsMarketOrders: false,
        collar: 50_000_000,
        maximumOpenOrders: 200,
        waitsForBars: true
    )
}

/// The limits of one scope for one instrument, in that instrument's own units.
struct CompiledLimits: BitwiseCopyable {
    /// `Int64.min` where no limit is set.
    var quantity: Int64 = .min
    /// At the instrument's value exponent; `Int128.min` where no limit is set.
    var notional: Int128 = .min
    var position: Int64 = .min
    var isRestricted = true
    /// Whether quantity, notional and position are required of this scope (RISK.md: "required").
    var isRequired = true

    /// Of an instrument that nobody compiled limits for: nothing is allowed.
    init() {}

    /// A limit finer than the instrument's unit is rounded down: never above what was written.
    init(_ limits: RiskLimits, for instrument: Instrument, symbol: String, isRequired: Bool) {
        if let value = limits.maximumOrderQuantity {
            quantity = CompiledLimits.floor64(value, at: instrument.quantityExponent)
        }
        if let value = limits.maximumOrderNotional {
            notional = CompiledLimits.floor(value, at: instrument.valueExponent)
        }
        if let value = limits.maximumPosition {
            position = CompiledLimits.floor64(value, at: instrument.quantityExponent)
        }
        isRestricted = limits.restricted.contains(symbol)
        self.isRequired = isRequired
    }

    /// A limit beyond the reach of the numbers is one that nothing reaches; the lowest numbers mean
    /// "no limit" and are never the result.
    private static func floor(_ value: Decimal, at exponent: Int) -> Int128 {
        let shift = value.exponent - exponent
        if shift >= 0 {
            let (result, over) = Int128(value.mantissa)
                .multipliedReportingOverflow(by: FixedPoint.power(min(shift, 38)))
            return over ? (value.mantissa < 0 ? -.max : .max) : result
        }
        let unit = FixedPoint.power(min(-shift, 38))
        return FixedPoint.dividedDown(Int128(value.mantissa), by: unit)
    }

    private static func floor64(_ value: Decimal, at exponent: Int) -> Int64 {
        max(Int64(clamping: floor(value, at: exponent)), -.max)
    }
}
