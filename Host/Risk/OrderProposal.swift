package import Domain

/// An order as the gate sees it before it exists: what is wanted, and the market and holdings it
/// meets.
package struct OrderProposal: BitwiseCopyable, Sendable {
    package var instance: InstanceID
    package var account: AccountID
    package var side: Side
    package var type: OrderType
    package var quantity: Int64
    /// Limit price, or `none`.
    package var price: Int64
    package var market: MarketState
    /// Signed holdings now, by scope.
    package var strategyPosition: Int64
    package var accountPosition: Int64
    /// Lane time.
    package var now: Int64
    /// Whether the operator's `instruments` of this instance name the instrument.
    package var isPermitted: Bool
    /// Of an order of any type but market and limit: stop price, trail, flags.
    package var terms: OrderTerms
    /// What an order that is to be changed has filled already, 0 of a new one.
    ///
    /// The quantity and that together are what was ordered.
    package var filled: Int64
    /// Of a reduce-only order, what others of the strategy on its side may still take off.
    ///
    /// Each link of orders that exclude each other counts once, at its largest; the order's own does
    /// not count.
    package var reducing: Int64

    package init(
        instance: InstanceID,
        account: AccountID,
        side: Side,
        type: OrderType,
        quantity: Int64,
        price: Int64,
        market: MarketState,
        strategyPosition: Int64,
        accountPosition: Int64,
        now: Int64,
        isPermitted: Bool,
        terms: OrderTerms = OrderTerms(),
        filled: Int64 = 0,
        reducing: Int64 = 0
    ) {
        self.instance = instance
        self.account = account
        self.side = side
        self.type = type
        self.quantity = quantity
        self.price = price
        self.market = market
        self.strategyPosition = strategyPosition
        self.accountPosition = accountPosition
        self.now = now
        self.isPermitted = isPermitted
        self.terms = terms
        self.filled = filled
        self.reducing = reducing
    }

    /// The reference price of RISK.md and when it was made: the opposite touch, else the last
    /// trade, else the last close; `nil` where nothing is known.
    func reference() -> (price: Int64, time: Int64)? {
        let touch = side == .buy ? market.ask : market.bid
        if touch != Domain.none, market.quoteTime >= market.closeTime {
            return (touch, market.quoteTime)
        }
        if market.last != Domain.none, market.lastTime >= market.closeTime {
            return (market.last, market.lastTime)
        }
        if market.close != Domain.none { return (market.close, market.closeTime) }
        return touch == Domain.none ? nil : (touch, market.quoteTime)
    }

    /// Whether it may only make the position smaller.
    var isReduceOnly: Bool { terms.flags.contains(.reduceOnly) }

    /// The risk price of RISK.md: the worst an order may be worth.
    ///
    /// - A limit form: its limit, of a sell no lower than the reference. That of a trailing stop
    ///   limit is the one it would have if it triggered where it begins.
    /// - A market form: the reference plus the collar, away from zero; of one that waits for a price,
    ///   that price when it lies further from zero than the reference. So a stop is never worth less
    ///   than a market order, and a sell that waits for a higher price no less than that price.
    ///
    /// - Returns: `nil` without a reference or a price that the type needs, or on overflow.
    func riskPrice(collar: Int64, of instrument: Instrument) -> Int64? {
        if type == .market { return reference().flatMap { collared($0.price, collar) } }
        if type.isLimit {
            guard let limit = plainPrice(of: instrument) else { return nil }
            guard side == .sell, let reference = reference() else { return limit }
            return max(limit, reference.price)
        }
        guard let reference = reference()?.price else { return nil }
        if type == .marketToLimit { return collared(reference, collar) }
        guard let trigger = triggerPrice(of: instrument) else { return nil }
        return collared(trigger.magnitude > reference.magnitude ? trigger : reference, collar)
    }

    /// A price plus the collar, away from zero, rounded away from zero.
    private func collared(_ price: Int64, _ collar: Int64) -> Int64? {
        let size = Int128(price.magnitude)
        guard let widened = FixedPoint.product(size, 1_000_000_000 + collar) else { return nil }
        let worst = -FixedPoint.dividedDown(-widened, by: 1_000_000_000)
        return Int64(exactly: price < 0 ? -worst : worst)
    }

    /// What the order is worth at its limit, at the price it waits for, or at the reference without
    /// the collar; `nil` where none is known, or on overflow.
    func plainNotional(of instrument: Instrument) -> Int128? {
        guard let plain = plainPrice(of: instrument),
            let value = instrument.value(price: plain, quantity: quantity)
        else { return nil }
        return value < 0 ? -value : value
    }

    private func plainPrice(of instrument: Instrument) -> Int64? {
        switch type {
        case .market, .marketToLimit: return reference()?.price
        case .limit, .stopLimit, .limitIfTouched: return price == Domain.none ? nil : price
        case .stop, .marketIfTouched, .trailingStop: return triggerPrice(of: instrument)
        case .trailingStopLimit:
            if price != Domain.none { return price }
            guard let level = triggerPrice(of: instrument),
                let distance = distance(terms.limitOffset, from: level, instrument)
            else { return nil }
            return side == .buy ? sum(level, distance) : sum(level, -distance)
        }
    }

    /// The stop or touch price, or where a trail without one begins: its distance beside the
    /// reference.
    private func triggerPrice(of instrument: Instrument) -> Int64? {
        if terms.stopPrice != Domain.none { return terms.stopPrice }
        guard type.isTrailing, let reference = reference()?.price,
            let distance = distance(terms.trail, from: reference, instrument)
        else { return nil }
        return side == .buy ? sum(reference, distance) : sum(reference, -distance)
    }

    /// A distance in `trailUnit` as a price mantissa: of basis points the next whole tick.
    private func distance(_ distance: Int64, from price: Int64, _ instrument: Instrument)
        -> Int128?
    {
        if distance == Domain.none { return nil }
        switch terms.trailUnit {
        case .none: return nil
        case .price: return Int128(distance)
        case .ticks: return Int128(distance) * Int128(instrument.tick)
        case .basisPoints:
            let share = Int128(price.magnitude) * Int128(distance)
            let step = Int128(10_000) * Int128(instrument.tick)
            return FixedPoint.product(-FixedPoint.dividedDown(-share, by: step), instrument.tick)
        }
    }

    private func sum(_ price: Int64, _ distance: Int128) -> Int64? {
        let (sum, over) = Int128(price).addingReportingOverflow(distance)
        return over ? nil : Int64(exactly: sum)
    }
}
