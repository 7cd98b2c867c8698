package import Domain
package import Orders

/// Why the simulated venue ended an order; raw values are `TENON_REASON_…`.
package enum VenueReason: UInt32, BitwiseCopyable, Sendable {
    case none = 0
    /// Nothing to trade against, or not at once what had to be at once.
    case noLiquidity = 8
    /// A reduce-only order had nothing left to reduce.
    case reduceOnly = 11
    case closed = 101
    /// It would have taken liquidity.
    case postOnly = 107
}

/// One report of the simulated venue.
package struct VenueExecution: BitwiseCopyable, Sendable {
    package var order: OrderID
    package var report: VenueReport
    /// Why it was rejected or canceled.
    package var reason = VenueReason.none
    /// Of a fill.
    package var liquidity = Liquidity.none
    /// When it happened at the venue, ns since the epoch.
    package var time: Int64
}
