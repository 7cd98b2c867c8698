import Domain
import Orders

/// An order to buy 10 at the market, unless said otherwise.
func sample(
    _ id: UInt64 = 1,
    instance: UInt32 = 0,
    link: UInt64 = 0,
    side: Side = .buy,
    type: OrderType = .market,
    quantity: Int64 = 10,
    _ change: (inout OrderTerms) -> Void = { _ in }
) -> Order {
    var terms = OrderTerms()
    change(&terms)
    return Order(
        id: OrderID(id),
        instance: InstanceID(instance),
        account: AccountID(1),
        instrument: InstrumentID(1),
        intent: id,
        tag: 0,
        link: link,
        side: side,
        type: type,
        timeInForce: .gtc,
        quantity: quantity,
        terms: terms
    )
}

/// An instrument whose prices are multiples of a tick.
func instrument(tick: Int64 = 1, id: UInt32 = 1) -> Instrument {
    Instrument(
        id: InstrumentID(id),
        uid: UInt64(id),
        version: 1,
        exponents: (price: -2, quantity: 0, multiplier: 0),
        tick: tick,
        lot: 1,
        multiplier: 1,
        settlement: CurrencyID(1)
    )
}

/// A market with a touch, a last trade and a last close; what is not given is unknown.
func market(
    bid: Int64? = nil,
    ask: Int64? = nil,
    last: Int64? = nil,
    close: Int64? = nil,
    phase: UInt16 = 0
) -> MarketState {
    var market = MarketState()
    market.bid = bid ?? Domain.none
    market.ask = ask ?? Domain.none
    market.last = last ?? Domain.none
    market.close = close ?? Domain.none
    market.phase = phase
    return market
}

/// A bar of one minute.
func bar(
    _ open: Int64,
    _ high: Int64,
    _ low: Int64,
    _ close: Int64,
    at minute: Int64 = 0,
    for side: Side? = nil
) -> BarPrices {
    BarPrices(
        openTime: minute * 60_000_000_000,
        closeTime: (minute + 1) * 60_000_000_000,
        open: open,
        high: high,
        low: low,
        close: close,
        volume: Domain.none,
        side: side
    )
}
