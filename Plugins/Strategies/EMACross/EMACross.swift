import TenonKit

/// Follows the crossing of two exponential moving averages with market orders.
///
/// A price is the middle of a quote, the close of a complete bar, or the price of a trade. Each
/// price p moves both averages: average += 2 / (period + 1) * (p - average). The seed is the first
/// price, or the mean of the first `period` prices.
///
/// Entry `always`: from price number `slow` on the position should be +quantity while fast > slow
/// and -quantity (without shorts: 0) while fast < slow; one market order makes up the difference.
/// Entry `cross`: from price number `slow` + 1 on, when fast comes above slow with nothing held,
/// buy up to quantity; when it comes down again with something held, sell it, and quantity more
/// with shorts.
///
/// What is held is the position the host tells plus what is still open in own orders, so an order
/// that was refused counts for nothing. After a refusal it waits until the averages turn.
struct EMACross: ~Copyable, Strategy {
    let host: TenonHost
    var settings = Settings()
    var memory = Memory()
    var orders = OpenOrders()
    /// 2 / (period + 1).
    var fastWeight = 0.0
    var slowWeight = 0.0
    /// Of the instrument's prices.
    var scale = DecimalScale(exponent: 0)
    /// The quantity as a mantissa of the instrument's exponent.
    var units: Int64 = 0
    /// As the host told last.
    var position: Int64 = 0
    /// The handle found in `activate`; 0 when the symbol has to be awaited.
    var resolved: UInt32 = 0
    /// The handle once its definition has come; 0 before.
    var instrument: UInt32 = 0
    var definition: UInt32 = 0
    var quantityExponent: Int8 = 0
    var isSubscribed = false
    var isDraining = false

    init(host: TenonHost) {
        self.host = host
        reset()
    }

    mutating func configure(_ config: inout Config) throws(PluginError) {
        settings = try Settings(&config)
        reset()
    }

    mutating func activate() throws(PluginError) {
        guard host.offersOrders else {
            throw PluginError(.permission, "needs orders: grant them in permissions")
        }
        guard host.offersSubscriptions else {
            throw PluginError(.permission, "needs market data: grant instruments")
        }
        try applySettings()
        guard !memory.symbol.isEmpty, let handle = host.resolve(memory.symbol) else { return }
        resolved = handle
        let host = host
        try subscribed { host.subscribe($0) }
    }

    mutating func drain(deadline: Int64) throws(PluginError) {
        isDraining = true
        if orders.count > 0 { throw PluginError(.again, "\(orders.count) orders are open") }
    }

    mutating func deactivate() { reset() }

    @inline(__always)
    mutating func onQuote(
        _ quote: tenon_ev_quote,
        _ effects: inout Effects
    ) throws(PluginError) {
        let isWanted = listens(to: .quotes, of: quote.m.h.instrument)
        guard isWanted && quote.bid_px != TENON_NONE && quote.ask_px != TENON_NONE else { return }
        let middle = (scale.double(quote.bid_px) + scale.double(quote.ask_px)) * 0.5
        onPrice(middle, .quotes, quote.m.h.flags, &effects)
    }

    @inline(__always)
    mutating func onBar(
        _ bar: tenon_ev_bar,
        _ effects: inout Effects
    ) throws(PluginError) {
        let isWanted = listens(to: .bars, of: bar.m.h.instrument)
        guard isWanted && bar.complete != 0 && bar.close != TENON_NONE else { return }
        onPrice(scale.double(bar.close), .bars, bar.m.h.flags, &effects)
    }

    @inline(__always)
    mutating func onTrade(
        _ trade: tenon_ev_trade,
        _ effects: inout Effects
    ) throws(PluginError) {
        let counts =
            Int(trade.kind) < TENON_TRADE_CANCELED
            && Int(trade.conditions) & TENON_CONDITION_NO_LAST == 0
        let isWanted = listens(to: .trades, of: trade.m.h.instrument)
        guard isWanted && counts && trade.px != TENON_NONE else { return }
        onPrice(scale.double(trade.px), .trades, trade.m.h.flags, &effects)
    }

    mutating func onOrder(
        _ order: tenon_ev_order,
        _ effects: inout Effects
    ) throws(PluginError) {
        guard order.h.instrument == instrument && instrument != 0 else { return }
        try orders.update(order)
        if order.isFinished && Int(order.status) != TENON_FILLED { memory.isWaiting = true }
    }

    mutating func onPosition(
        _ event: tenon_ev_position,
        _ effects: inout Effects
    ) throws(PluginError) {
        guard event.h.instrument == instrument && instrument != 0 else { return }
        if Int(event.scope) == TENON_BOOK_MINE { position = event.qty }
    }

    mutating func onInstrument(
        _ event: tenon_ev_instrument,
        _ effects: inout Effects
    ) throws(PluginError) {
        let symbol = event.symbolText
        let isOurs =
            resolved != 0
            ? event.h.instrument == resolved : memory.symbol.isEmpty || symbol == memory.symbol
        guard isOurs else { return }
        let (isFirst, before) = (instrument == 0, quantityExponent)
        (resolved, instrument) = (event.h.instrument, event.h.instrument)
        definition = event.def_version
        quantityExponent = event.qty_exp
        memory.symbol = symbol
        scale = DecimalScale(exponent: event.px_exp)
        try applySettings()
        if !isFirst && before != quantityExponent { try rescale(from: before) }
        if !isSubscribed { try subscribed { effects.subscribe($0) } }
    }

    /// Whether an event may move the averages.
    @inline(__always)
    private func listens(to stream: Subscription.Streams, of other: UInt32) -> Bool {
        other == instrument && instrument != 0 && memory.streams.contains(stream)
    }
}
