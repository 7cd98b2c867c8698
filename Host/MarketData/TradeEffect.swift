public import CTenon

/// What a trade counts for: the last price, the range and the volume of its instrument.
///
/// A trade reported late tells a price of the past: it adds its volume and moves no price. The
/// report that an earlier trade was canceled or corrected is no trade and counts for nothing; what
/// the first report did to bars and prices stays, as a reader of the feed would have seen it.
@frozen
@usableFromInline
package struct TradeEffect: BitwiseCopyable, Sendable {
    /// Whether it is a trade at all.
    @usableFromInline package let isTrade: Bool
    /// Whether it sets the last price, and with it triggers and fills.
    @usableFromInline package let setsLast: Bool
    /// Whether it counts for high and low.
    @usableFromInline package let setsRange: Bool
    /// Whether it counts for volume.
    @usableFromInline package let addsVolume: Bool

    /// What a trade with these conditions (`TENON_CONDITION_…`, bits) and of this kind
    /// (`TENON_TRADE_…`) counts for.
    @inlinable
    package init(conditions: UInt32, kind: UInt8) {
        isTrade = kind != UInt8(TENON_TRADE_CANCELED) && kind != UInt8(TENON_TRADE_CORRECTED)
        let late = UInt32(TENON_CONDITION_LATE)
        setsLast = isTrade && conditions & (late | UInt32(TENON_CONDITION_NO_LAST)) == 0
        setsRange = isTrade && conditions & (late | UInt32(TENON_CONDITION_NO_RANGE)) == 0
        addsVolume = isTrade && conditions & UInt32(TENON_CONDITION_NO_VOLUME) == 0
    }

    /// An ordinary trade.
    @inlinable
    package static var whole: Self {
        TradeEffect(conditions: 0, kind: UInt8(TENON_TRADE_REGULAR))
    }
}
