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
        isPermitted: Bool
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

    /// The risk price of RISK.md: the limit (sell: no lower than the reference), for a market order
    /// the reference plus the collar, away from zero; `nil` without a reference, for a limit order
    /// without a limit, or on overflow.
    func riskPrice(collar: Int64) -> Int64? {
        if type == .limit {
            if price == Domain.none { return nil }
            guard side == .sell, let reference = reference() else { return price }
            return max(price, reference.price)
        }
        guard let reference = reference() else { return nil }
        let size = Int128(reference.price.magnitude)
        guard let widened = FixedPoint.product(size, 1_000_000_000 + collar) else { return nil }
        let worst = -FixedPoint.dividedDown(-widened, by: 1_000_000_000)
        return Int64(exactly: reference.price < 0 ? -worst : worst)
    }

    /// What the order is worth at its limit, or at the reference without the collar; `nil` where
    /// neither is known, or on overflow.
    func plainNotional(of instrument: Instrument) -> Int128? {
        let plain = type == .limit ? price : reference()?.price ?? Domain.none
        guard plain != Domain.none, let value = instrument.value(price: plain, quantity: quantity)
        else { return nil }
        return value < 0 ? -value : value
    }
}
