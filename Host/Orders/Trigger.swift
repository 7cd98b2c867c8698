package import Domain

/// The price a conditional order waits for, fixed or following the market.
///
/// One judge for venues that take such orders and for the host where it emulates them. The rules
/// are those of `Host/Manual/orders.md`.
package struct Trigger: BitwiseCopyable, Sendable {
    /// Where a bar reaches the level.
    package enum Reach: BitwiseCopyable, Sendable {
        case no
        /// The bar opens at or beyond it.
        case open
        /// Between open and close; the price is the level.
        case inside
    }

    /// Stop price, touch price, or where the trail stands; a price mantissa, `none` until the first
    /// price of a trail is known.
    package private(set) var level: Int64
    /// Whether it is reached from below.
    package let isRising: Bool
    private let side: Side
    private let source: TriggerSource
    private let unit: TrailUnit
    private let isTrailing: Bool
    private let trail: Int64
    private let tick: Int64

    /// The trigger of a conditional order.
    ///
    /// - Parameters:
    ///   - order: An order whose type is conditional.
    ///   - instrument: What it trades.
    ///   - market: Its market now: where a trail without a stop price begins.
    ///   - onBars: Whether the last close is the price, not the touch.
    package init(of order: Order, instrument: Instrument, market: MarketState, onBars: Bool) {
        let touches = order.type == .marketIfTouched || order.type == .limitIfTouched
        side = order.side
        isRising = (order.side == .buy) != touches
        source = order.terms.trigger
        unit = order.terms.trailUnit
        isTrailing = order.type.isTrailing
        trail = order.terms.trail
        tick = instrument.tick
        level = order.terms.stopPrice
        if isTrailing, level == Domain.none {
            if onBars {
                let reference = Trigger.onBar(market, side)
                if reference != Domain.none { follow(twice: 2 * Int128(reference)) }
            } else {
                follow(market)
            }
        }
    }

    /// The price it watches, or `none` while it is unknown; of a mid rounded towards the level.
    package func price(_ market: MarketState) -> Int64 {
        switch source {
        case .bid: return market.bid
        case .ask: return market.ask
        case .mark where market.hasQuote:
            // Half a unit never lies between a level and the price that reaches it; the sum, which
            // may leave the reach, is never made.
            let half = (market.bid ^ market.ask) >> 1
            return isRising ? (market.bid & market.ask) + half : (market.bid | market.ask) - half
        case .last, .mark:
            if market.last != Domain.none { return market.last }
            return side == .buy ? market.ask : market.bid
        }
    }

    /// Whether the market is at the level or beyond.
    package func isReached(by market: MarketState) -> Bool {
        let price = price(market)
        guard price != Domain.none, level != Domain.none else { return false }
        return isRising ? price >= level : price <= level
    }

    /// Where a bar reaches the level.
    package func reach(_ bar: BarPrices) -> Reach {
        guard level != Domain.none else { return .no }
        if isRising ? bar.open >= level : bar.open <= level { return .open }
        return (isRising ? bar.high >= level : bar.low <= level) ? .inside : .no
    }

    /// Lets a trail follow the market; after `isReached` said no.
    package mutating func follow(_ market: MarketState) {
        guard isTrailing else { return }
        follow(twice: twice(market))
    }

    /// Lets a trail follow the best price of a bar; after `reach` said no.
    package mutating func follow(_ bar: BarPrices) {
        guard isTrailing else { return }
        follow(twice: 2 * Int128(side == .sell ? bar.high : bar.low))
    }

    /// Takes the level of a replaced order.
    package mutating func move(to level: Int64) { self.level = level }

    /// The limit of a trailing stop limit that has just triggered; `nil` beyond the reach.
    package func limit(offset: Int64) -> Int64? {
        guard offset != Domain.none, level != Domain.none,
            let distance = distance(offset, from: 2 * Int128(level))
        else { return nil }
        let (limit, over) =
            side == .buy
            ? level.addingReportingOverflow(distance) : level.subtractingReportingOverflow(distance)
        return over || limit == Domain.none ? nil : limit
    }

    private mutating func follow(twice: Int128?) {
        guard let twice, let beside = beside(twice: twice) else { return }
        if level == Domain.none {
            level = beside
        } else {
            level = side == .sell ? max(level, beside) : min(level, beside)
        }
    }

    /// Twice the price it watches, exactly; `nil` while it is unknown.
    private func twice(_ market: MarketState) -> Int128? {
        if source == .mark, market.hasQuote { return Int128(market.bid) + Int128(market.ask) }
        let price = price(market)
        return price == Domain.none ? nil : Int128(price) * 2
    }

    /// The level one trail away from half of `twice`, half a unit rounded away from it; `nil` beyond
    /// the reach.
    private func beside(twice: Int128) -> Int64? {
        guard let distance = distance(trail, from: twice) else { return nil }
        let wide =
            side == .sell ? twice - 2 * Int128(distance) : twice + 2 * Int128(distance) + 1
        let level = Int64(exactly: wide >> 1)
        return level == Domain.none ? nil : level
    }

    /// A distance from half of `twice` as a price mantissa: of basis points the next whole tick.
    private func distance(_ distance: Int64, from twice: Int128) -> Int64? {
        switch unit {
        case .none, .price: return distance
        case .ticks:
            let (wide, over) = distance.multipliedReportingOverflow(by: tick)
            return over ? nil : wide
        case .basisPoints:
            let share = (twice < 0 ? -twice : twice) * Int128(distance)
            let ticks = -FixedPoint.dividedDown(-share, by: 20_000 * Int128(tick))
            return FixedPoint.product(ticks, tick).flatMap(Int64.init(exactly:))
        }
    }

    /// Where trails begin among bars: the last close, or of the side's own bars.
    private static func onBar(_ market: MarketState, _ side: Side) -> Int64 {
        if market.close != Domain.none { return market.close }
        return side == .buy ? market.ask : market.bid
    }
}
