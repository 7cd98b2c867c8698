/// The last known market of one instrument: touch, last trade, last bar.
///
/// Prices and quantities are mantissas of the instrument; `none` where nothing is known yet.
/// A missing size is `none`, never 0.
@frozen
@usableFromInline
package struct MarketState: BitwiseCopyable, Sendable {
    @usableFromInline package var bid: Int64 = .min
    @usableFromInline package var bidQuantity: Int64 = .min
    @usableFromInline package var ask: Int64 = .min
    @usableFromInline package var askQuantity: Int64 = .min
    /// Lane time of the last quote.
    @usableFromInline package var quoteTime: Int64 = .min
    @usableFromInline package var last: Int64 = .min
    /// Lane time of the last trade.
    @usableFromInline package var lastTime: Int64 = .min
    /// Close of the last complete bar.
    @usableFromInline package var close: Int64 = .min
    /// Lane time of that close.
    @usableFromInline package var closeTime: Int64 = .min
    /// Length of that bar in ns.
    @usableFromInline package var barLength: Int64 = 0
    /// Market events so far.
    @usableFromInline package var events: UInt64 = 0
    /// Session phase, `TENON_PHASE_…`; 0 is unknown.
    @usableFromInline package var phase: UInt16 = 0

    /// Nothing is known yet.
    @inlinable
    package init() {}

    /// Whether both sides of the touch are known.
    @inlinable
    package var hasQuote: Bool { bid != .min && ask != .min }

    /// Twice the price a holding is marked at: the mid of the touch, else the last trade, else the
    /// last close; `none` where nothing is known.
    ///
    /// The latest of the three wins.
    @inlinable
    package var twiceMark: Int64 {
        if hasQuote && quoteTime >= lastTime && quoteTime >= closeTime { return bid &+ ask }
        let latest = lastTime >= closeTime ? last : close
        if latest != .min { return latest &* 2 }
        return hasQuote ? bid &+ ask : .min
    }
}
