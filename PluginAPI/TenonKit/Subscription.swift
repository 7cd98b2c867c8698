/// Which events of one instrument a strategy wants.
public struct Subscription: Sendable {
    /// The instrument's handle.
    public var instrument: UInt32
    /// Kinds of events.
    public var streams: Streams
    /// Levels of the order book; 0 for all there are.
    public var depth: UInt32 = 0
    /// Length of the bars wanted, in `barUnit`; 0 for the bars the connector brings.
    public var barPeriod: UInt32 = 0
    /// One of the header's `TENON_BAR_` units; 0 together with `barPeriod`.
    public var barUnit: UInt32 = 0

    /// A subscription to whole books and to the connector's own bars.
    public init(instrument: UInt32, streams: Streams) {
        self.instrument = instrument
        self.streams = streams
    }

    /// Kinds of market events; the header's `TENON_STREAM_` bits.
    public struct Streams: OptionSet, Sendable {
        /// The bits.
        public let rawValue: UInt32

        /// Takes bits as they are.
        @inlinable
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// Executions in the market.
        @inlinable public static var trades: Streams { Streams(rawValue: 1) }
        /// Best bid and ask.
        @inlinable public static var quotes: Streams { Streams(rawValue: 2) }
        /// Changes of the order book.
        @inlinable public static var book: Streams { Streams(rawValue: 4) }
        /// Whole order books.
        @inlinable public static var snapshots: Streams { Streams(rawValue: 8) }
        /// Bars.
        @inlinable public static var bars: Streams { Streams(rawValue: 16) }
        /// The state of the market.
        @inlinable public static var status: Streams { Streams(rawValue: 32) }
    }
}

extension TenonHost {
    /// Whether this instance may submit intents. [created and later]
    public var offersOrders: Bool {
        unsafe find("tenon.host.orders/1", through: \tenon_host_orders.submit) != nil
    }

    /// Whether this instance may ask for market data. [created and later]
    public var offersSubscriptions: Bool {
        unsafe find("tenon.host.subscribe/1", through: \tenon_host_subscribe.subscribe) != nil
    }

    /// The handle of an instrument, by `tenon.host.subscribe/1`. [activated, or in-call in running]
    ///
    /// - Returns: `nil` when no such instrument is defined (yet) or it is not granted.
    public func resolve(_ symbol: String) -> UInt32? {
        guard
            let extensions = unsafe find(
                "tenon.host.subscribe/1",
                through: \tenon_host_subscribe.resolve
            ), let resolve = unsafe extensions.pointee.resolve
        else { return nil }
        var handle: UInt32 = 0
        let status = unsafe tenon_str.lending(symbol) { text in
            unsafe resolve(table, text, &handle)
        }
        return status == Status.ok.rawValue ? handle : nil
    }

    /// Asks for events of an instrument. [activated; in a batch use `Effects.subscribe`]
    ///
    /// - Returns: `.permission` when the host offers no subscriptions to this instance, else the
    ///   host's answer.
    public func subscribe(_ wanted: Subscription) -> Status {
        guard
            let extensions = unsafe find(
                "tenon.host.subscribe/1",
                through: \tenon_host_subscribe.subscribe
            ), let subscribe = unsafe extensions.pointee.subscribe
        else { return .permission }
        return unsafe Status(
            rawValue: subscribe(
                table,
                wanted.instrument,
                wanted.streams.rawValue,
                wanted.depth,
                wanted.barPeriod,
                wanted.barUnit
            )
        )
    }
}
