package import Domain

/// When and at which price the simulated venue fills orders.
///
/// The rules of each are those of `Host/Manual/venue.md`.
package enum VenueModel: String, CaseIterable, BitwiseCopyable, Sendable {
    /// At once, against the quote the strategy has just seen: a buy at its ask, a sell at its bid.
    case sameQuote = "same-quote"
    /// Against the next quote of the instrument.
    case nextQuote = "next-quote"
    /// Against the instrument's next trade.
    case nextTrade = "next-trade"
    /// At once, against the displayed levels of the order book.
    case book
    /// At once, at the close of the bar the strategy has just seen.
    case sameBarClose = "same-bar-close"
    /// At the open of the instrument's next bar.
    case nextBarOpen = "next-bar-open"

    /// Whether bars fill its orders, and nothing else.
    package var isOnBars: Bool { self == .sameBarClose || self == .nextBarOpen }
}

/// The venue as one account meets it.
package struct VenueAccount: BitwiseCopyable, Sendable {
    package var model: VenueModel
    /// How long a request is on its way to the venue, ns.
    package var latency: Int64
    /// The share of a bar's volume that all orders together may fill, in units of 1e-9; `nil`: all.
    package var participation: Int64?

    package init(model: VenueModel, latency: Int64 = 0, participation: Int64? = nil) {
        self.model = model
        self.latency = latency
        self.participation = participation
    }
}

/// What the venue charges: a rate on the value of each fill.
package struct FeeModel: BitwiseCopyable, Sendable {
    /// Share of the fill's value, for example 0.001.
    package var rate: Decimal
    /// Decimals the venue rounds a fee to, half away from zero; `nil`: the ledger's own exponent,
    /// half to even.
    package var decimals: Int?

    package init(rate: Decimal, decimals: Int? = nil) {
        self.rate = rate
        self.decimals = decimals
    }

    /// The fee of a fill.
    ///
    /// - Parameters:
    ///   - value: Value of the fill, at `exponent`; its sign does not matter.
    ///   - exponent: The instrument's value exponent.
    ///   - ledger: The ledger exponent of the account's currency.
    /// - Returns: The fee at the ledger exponent; `nil` where it leaves 64 bits.
    package func fee(value: Int128, exponent: Int, ledger: Int) -> Int64? {
        if rate.mantissa == 0 { return 0 }
        guard value != .min,
            let raw = FixedPoint.product(value < 0 ? -value : value, rate.mantissa)
        else { return nil }
        let target = decimals.map { -$0 } ?? ledger
        let shift = exponent + rate.exponent - target
        var fee = raw
        if shift > 0 {
            guard shift <= 18, let wide = FixedPoint.product(raw, FixedPoint.small(shift)) else {
                return nil
            }
            fee = wide
        } else if shift < 0 {
            guard shift >= -38 else { return 0 }
            let unit = FixedPoint.power(-shift)
            fee =
                decimals == nil
                ? FixedPoint.dividedHalfEven(raw, by: unit)
                : FixedPoint.dividedHalfUp(raw, by: unit)
        }
        let last = target - ledger
        guard last >= 0, last <= 18,
            let exact = FixedPoint.product(fee, FixedPoint.small(last))
        else { return nil }
        return Int64(exactly: exact)
    }
}
