/// A strategy: events in, intents out, the same for the same events however they are batched.
///
/// Write only the handlers you need. Each gets one event, lent for the call, and `effects` to act
/// through; after the event in which a handler acted, the kit ends the batch and the host sends
/// the rest again. No clocks, randomness, files or order of hashing: `effects.host` has what is
/// allowed. Handlers for market data run per event: keep them free of allocation, and mark them
/// `@inline(__always)`, so that only the members they read are loaded and not the whole event.
///
/// A thrown error ends the batch before the event and faults the instance.
public protocol Strategy: Plugin, ~Copyable {
    /// Best bid and ask; prices and quantities are mantissas of the instrument's exponents.
    mutating func onQuote(
        _ quote: tenon_ev_quote,
        _ effects: inout Effects
    ) throws(PluginError)

    /// One execution in the market.
    mutating func onTrade(
        _ trade: tenon_ev_trade,
        _ effects: inout Effects
    ) throws(PluginError)

    /// A bar, delivered at its close; `complete` is 0 while it still grows.
    mutating func onBar(
        _ bar: tenon_ev_bar,
        _ effects: inout Effects
    ) throws(PluginError)

    /// One change of an order book.
    mutating func onBook(
        _ change: tenon_ev_book,
        _ effects: inout Effects
    ) throws(PluginError)

    /// The state of an instrument's market.
    mutating func onStatus(
        _ status: tenon_ev_status,
        _ effects: inout Effects
    ) throws(PluginError)

    /// News of an own order.
    mutating func onOrder(
        _ order: tenon_ev_order,
        _ effects: inout Effects
    ) throws(PluginError)

    /// A position; `scope` tells the own one from the account's.
    mutating func onPosition(
        _ position: tenon_ev_position,
        _ effects: inout Effects
    ) throws(PluginError)

    /// A balance; `scope` as for positions.
    mutating func onBalance(
        _ balance: tenon_ev_balance,
        _ effects: inout Effects
    ) throws(PluginError)

    /// An instrument's definition, before anything else of it; again when it changes.
    mutating func onInstrument(
        _ instrument: tenon_ev_instrument,
        _ effects: inout Effects
    ) throws(PluginError)

    /// A currency's definition.
    mutating func onCurrency(
        _ currency: tenon_ev_currency,
        _ effects: inout Effects
    ) throws(PluginError)

    /// Timers, gaps, sessions, markers and the like: `control.h.type` says which.
    ///
    /// Parameters do not come here: the kit checks them and calls `set`.
    mutating func onControl(
        _ control: tenon_ev_control,
        _ effects: inout Effects
    ) throws(PluginError)
}

extension Strategy where Self: ~Copyable {
    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onQuote(
        _ quote: tenon_ev_quote,
        _ effects: inout Effects
    ) throws(PluginError) {}

    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onTrade(
        _ trade: tenon_ev_trade,
        _ effects: inout Effects
    ) throws(PluginError) {}

    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onBar(
        _ bar: tenon_ev_bar,
        _ effects: inout Effects
    ) throws(PluginError) {}

    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onBook(
        _ change: tenon_ev_book,
        _ effects: inout Effects
    ) throws(PluginError) {}

    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onStatus(
        _ status: tenon_ev_status,
        _ effects: inout Effects
    ) throws(PluginError) {}

    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onOrder(
        _ order: tenon_ev_order,
        _ effects: inout Effects
    ) throws(PluginError) {}

    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onPosition(
        _ position: tenon_ev_position,
        _ effects: inout Effects
    ) throws(PluginError) {}

    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onBalance(
        _ balance: tenon_ev_balance,
        _ effects: inout Effects
    ) throws(PluginError) {}

    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onInstrument(
        _ instrument: tenon_ev_instrument,
        _ effects: inout Effects
    ) throws(PluginError) {}

    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onCurrency(
        _ currency: tenon_ev_currency,
        _ effects: inout Effects
    ) throws(PluginError) {}

    /// Takes no notice.
    @inlinable @inline(__always)
    public mutating func onControl(
        _ control: tenon_ev_control,
        _ effects: inout Effects
    ) throws(PluginError) {}
}

/// `on_batch` of a strategy, as the header declares it.
public typealias OnBatch =
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafePointer<tenon_batch>?, UnsafeMutablePointer<UInt32>?
    ) -> tenon_status

extension ExportedPlugin {
    /// A strategy.
    ///
    /// - Parameters:
    ///   - type: The author's struct.
    ///   - onBatch: Always `{ unsafe deliver(Mine.self, $0, $1, $2) }`: a C function cannot be made
    ///     from generic code, so this one line stands in the author's module.
    /// - Returns: An entry for `PluginLibrary`.
    public static func strategy<S: Strategy & ~Copyable>(
        _ type: S.Type,
        onBatch: OnBatch
    ) -> ExportedPlugin {
        unsafe ExportedPlugin(
            type,
            kind: .strategy,
            table: Immortal(
                tenon_strategy(
                    size: UInt32(MemoryLayout<tenon_strategy>.size),
                    reserved0: 0,
                    on_batch: onBatch
                )
            )
            .rawAddress
        )
    }
}
