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
