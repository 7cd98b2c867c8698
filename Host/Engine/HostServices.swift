package import Boundary
package import CTenon
package import Domain
package import MarketData
package import Memory
import Synchronization

/// The host behind the plugins' tables: instruments, streams, subscriptions, wakes, logs.
///
/// In a backtest every call arrives on the lane's own thread, because the lane itself gives the
/// connectors their turn; in a paper run connectors call from threads of their own. What changes
/// here is taken over by the lane between two inputs.
package final class HostServices: PortServices, @unchecked Sendable {
    // Sound because whatever may change is touched under `lock` alone, or is atomic.
    private let lock = Mutex<Void>(())
    /// Under `lock` while connectors run on threads of their own.
    package let registry = InstrumentRegistry()
    /// Streams in order of (instance, stream).
    private var streams: [FeedStream] = []
    /// Whether a stream has been opened since the lane last looked.
    private var hasNewStreams = false
    /// Subscription changes since the lane last looked, in order.
    private var subscriptionChanges: [SubscriptionChange] = []
    /// Whether anything of this has changed since the lane last looked.
    private let news = Atomic<Bool>(false)
    /// Lane time when a connector was last given its turn: a stream opened now begins no earlier.
    private let time = Atomic<Int64>(0)
    /// Connectors that asked for an empty batch.
    private var wakes: Set<UInt32> = []
    /// Connectors whose queue was full, and whether there are any.
    private var blocked: Set<UInt32> = []
    private let hasBlocked = Atomic<Bool>(false)
    /// Who gives a connector its turn instead of the lane: set once, before anything runs.
    private var turnGiver: (@Sendable (InstanceID) -> Void)?
    /// Told after something was published: set once, before anything runs.
    private var publishListener: (@Sendable () -> Void)?
    /// Ledger exponents that the operator set for currencies.
    private let exponents: [String: Int]
    private let validator = RecordValidator()
    private let logSink: (InstanceID, Int32, String) -> Void
    /// Whether the operator lets an instance see and trade a symbol.
    private let permits: (InstanceID, String) -> Bool

    /// One wish to see, or to see no longer.
    package struct SubscriptionChange: Sendable {
        package let instance: InstanceID
        package let subscription: Subscription
        package let isEnd: Bool
    }

    /// Services with no instruments.
    ///
    /// - Parameters:
    ///   - currencyExponents: Ledger exponents by currency code that override what connectors say.
    ///   - permits: Whether the operator lets an instance see and trade a symbol.
    ///   - log: Takes a plugin's log line: instance, `TENON_LOG_…`, text.
    package init(
        currencyExponents: [String: Int] = [:],
        permits: @escaping (InstanceID, String) -> Bool,
        log: @escaping (InstanceID, Int32, String) -> Void
    ) {
        exponents = currencyExponents
        self.permits = permits
        logSink = log
    }

    /// Lets connectors run on threads of their own.
    ///
    /// - Parameters:
    ///   - giveTurn: Asked, from any thread, to call an instance with an empty batch.
    ///   - published: Told, from any thread, that the lane has something to look at.
    package func useThreads(
        giveTurn: @escaping @Sendable (InstanceID) -> Void,
        published: @escaping @Sendable () -> Void
    ) {
        turnGiver = giveTurn
        publishListener = published
    }

    /// Runs a reading of the registry while nobody changes it.
    package func read<R: Sendable, E: Error>(
        _ body: (InstrumentRegistry) throws(E) -> R
    ) throws(E) -> R {
        try lock.withLock { (_) throws(E) -> R in try body(registry) }
    }

    /// The registry as it is now, a copy of its own.
    package func registryNow() -> InstrumentRegistry {
        lock.withLock { _ in Copy(registry: registry.copy()) }.registry
    }

    /// Carries a registry that nobody else has out of the lock.
    private struct Copy: @unchecked Sendable {
        // Sound because it was made for the one caller.
        let registry: InstrumentRegistry
    }

    /// Whether a look is worth the lane's while.
    @inline(__always)
    var hasNews: Bool { news.load(ordering: .acquiring) }

    /// Lane time as connectors' streams begin; readable from any thread.
    package internal(set) var laneTime: Int64 {
        get { time.load(ordering: .relaxed) }
        set { time.store(newValue, ordering: .relaxed) }
    }

    /// What plugins have defined, opened and subscribed since the last look.
    func takeNews() -> News {
        lock.withLock { _ in
            news.store(false, ordering: .relaxed)
            defer {
                hasNewStreams = false
                registry.changes = []
                subscriptionChanges = []
            }
            return News(
                streams: hasNewStreams ? streams : nil,
                entries: registry.changes.compactMap { registry[$0] },
                subscriptions: subscriptionChanges
            )
        }
    }

    /// What the lane takes over between two inputs.
    struct News: Sendable {
        /// All streams, when there is a new one.
        var streams: [FeedStream]?
        /// Instruments defined or redefined, in order.
        var entries: [InstrumentRegistry.Entry]
        /// Subscription changes, in order.
        var subscriptions: [SubscriptionChange]
    }

    /// Takes note of a wake, if there is one.
    func takeWake(_ instance: InstanceID) -> Bool {
        lock.withLock { _ in wakes.remove(instance.value) != nil }
    }

    /// Whether a connector asked for an empty batch.
    func isWoken(_ instance: InstanceID) -> Bool {
        lock.withLock { _ in wakes.contains(instance.value) }
    }

    package func publish(_ instance: InstanceID, stream: UInt32, records: RecordRun) -> PortAnswer {
        let answer = lock.withLock { _ in
            let answer = take(records, instance, stream)
            guard answer.status == tenon_status(TENON_E_AGAIN), turnGiver != nil else {
                return answer
            }
            blocked.insert(instance.value)
            hasBlocked.store(true, ordering: .sequentiallyConsistent)
            // The lane may have made room before it could see this.
            return take(records, instance, stream)
        }
        if answer.status == 0 { publishListener?() }
        return answer
    }

    /// Tells a connector whose queue was full that there is room again.
    @inline(__always)
    func noteRoom(_ instance: Int, in ring: RecordRing) {
        guard hasBlocked.load(ordering: .relaxed), ring.isHalfFree else { return }
        giveTurnAgain(InstanceID(UInt32(truncatingIfNeeded: instance)))
    }

    @inline(never)
    private func giveTurnAgain(_ instance: InstanceID) {
        let wasBlocked = lock.withLock { _ in
            let wasBlocked = blocked.remove(instance.value) != nil
            hasBlocked.store(!blocked.isEmpty, ordering: .releasing)
            return wasBlocked
        }
        if wasBlocked { turnGiver?(instance) }
    }

    private func take(_ records: RecordRun, _ instance: InstanceID, _ stream: UInt32) -> PortAnswer
    {
        let count = registry.count
        if let answer = streams.take(records, instance, stream, instruments: count, validator) {
            return answer
        }
        guard stream < FeedStream.most else {
            return .refused(TENON_E_LIMIT, "stream \(stream) is not below \(FeedStream.most)")
        }
        // Entered only with something taken: the lane would wait for a stream that shows nothing.
        var fresh = FeedStream(instance: instance, number: stream, notBefore: laneTime)
        let answer = fresh.take(records, instruments: count, validator)
        if answer.status == 0 { enter(fresh) } else { fresh.ring.destroy() }
        return answer
    }

    private func enter(_ stream: FeedStream) {
        let index =
            streams.firstIndex { other in
                (other.instance.value, other.number) > (stream.instance.value, stream.number)
            } ?? streams.count
        streams.insert(stream, at: index)
        hasNewStreams = true
        note()
    }

    private func note() { news.store(true, ordering: .releasing) }

    package func wake(_ instance: InstanceID) {
        if let turnGiver { return turnGiver(instance) }
        lock.withLock { _ in _ = wakes.insert(instance.value) }
    }

    package func resolve(_ instance: InstanceID, symbol: String) -> PortAnswer {
        guard let id = lock.withLock({ _ in registry.find(symbol) }) else {
            return .refused(TENON_E_INVALID, "resolve: no connector has defined \(symbol)")
        }
        guard permits(instance, symbol) else {
            return .refused(TENON_E_PERMISSION, "resolve: \(symbol) is not granted")
        }
        return .accepted(id.value)
    }

    package func subscribe(_ instance: InstanceID, to subscription: Subscription) -> PortAnswer {
        let answer = check(instance, subscription)
        guard answer.status == 0 else { return answer }
        enter(SubscriptionChange(instance: instance, subscription: subscription, isEnd: false))
        return .accepted()
    }

    private func enter(_ change: SubscriptionChange) {
        lock.withLock { _ in
            subscriptionChanges.append(change)
            note()
        }
    }

    package func unsubscribe(_ instance: InstanceID, instrument: InstrumentID, streams: UInt32)
        -> PortAnswer
    {
        let wish = Subscription(instrument: instrument, streams: streams)
        enter(SubscriptionChange(instance: instance, subscription: wish, isEnd: true))
        return .accepted()
    }

    package func check(_ instance: InstanceID, _ subscription: Subscription) -> PortAnswer {
        guard let entry = lock.withLock({ _ in registry[subscription.instrument] }) else {
            return .refused(
                TENON_E_INVALID,
                "subscribe: no instrument \(subscription.instrument.value)"
            )
        }
        guard permits(instance, entry.symbol) else {
            return .refused(TENON_E_PERMISSION, "subscribe: \(entry.symbol) is not granted")
        }
        guard subscription.streams != 0, subscription.streams < 64 else {
            return .refused(
                TENON_E_INVALID,
                "subscribe: streams \(subscription.streams) are no TENON_STREAM_ bits"
            )
        }
        let hasBars = subscription.streams & UInt32(TENON_STREAM_BARS) != 0
        guard subscription.barPeriod == 0 || hasBars else {
            return .refused(TENON_E_INVALID, "subscribe: a bar_period without TENON_STREAM_BARS")
        }
        if subscription.barPeriod > 0,
            BarBuilder(
                subscription.instrument,
                period: subscription.barPeriod,
                unit: subscription.barUnit
            ) == nil
        {
            return .refused(
                TENON_E_NOSYS,
                "subscribe: \(subscription.barPeriod) of bar_unit \(subscription.barUnit) are"
                    + " not available; use milliseconds to days"
            )
        }
        return .accepted()
    }

    package func define(
        _ instance: InstanceID,
        symbol: String,
        _ definition: tenon_ev_instrument
    ) -> PortAnswer {
        lock.withLock { _ in
            do throws(InstrumentRegistry.Refusal) {
                let id = try registry.define(symbol: symbol, definition, by: instance)
                note()
                return .accepted(id.value)
            } catch {
                return .refused(TENON_E_INVALID, "define: \(error.reason)")
            }
        }
    }

    package func currency(_ instance: InstanceID, code: String, exponent: Int) -> PortAnswer {
        let id = lock.withLock { _ in
            registry.enterCurrency(
                code,
                exponent: exponents[code] ?? max(-12, min(exponent, HostServices.ledgerExponent)),
                written: exponent,
                by: instance
            )
        }
        guard let id else {
            return .refused(TENON_E_INVALID, "currency '\(code)' of exponent \(exponent)")
        }
        return .accepted(id.value)
    }

    /// The ledger exponent of a currency that nothing else is said of: finer than any coin, so
    /// that fees and profits of small lots stay exact, and still 92 billion units wide.
    package static let ledgerExponent = -8

    package func log(_ instance: InstanceID, severity: Int32, text: String) {
        logSink(instance, severity, text)
    }
}

/// One stream of one connector: the queue between them and the lane.
package struct FeedStream: Sendable {
    /// Streams a connector may open.
    package static let most: UInt32 = 64
    /// Room for about 4,000 quotes: small enough to stay in the second-level cache.
    static let capacity = 1 << 19

    package let instance: InstanceID
    package let number: UInt32
    package let ring: RecordRing
    /// Time of the last event: the next one is not earlier.
    var lastTime: Int64
    /// Whether END_OF_DATA was published.
    var isEnded = false

    init(instance: InstanceID, number: UInt32, notBefore: Int64) {
        lastTime = notBefore
        self.instance = instance
        self.number = number
        ring = RecordRing(capacity: FeedStream.capacity)
    }

    /// Checks records and queues them, all or nothing.
    mutating func take(_ records: RecordRun, instruments: Int, _ validator: RecordValidator)
        -> PortAnswer
    {
        guard !isEnded else {
            return .refused(TENON_E_STATE, "publish on stream \(number): it has ended")
        }
        var last = lastTime
        var ends = false
        if let why = validator.objection(
            to: records,
            instruments: instruments,
            after: &last,
            ends: &ends
        ) {
            return .refused(TENON_E_INVALID, "publish on stream \(number): \(why)")
        }
        guard records.count <= ring.capacity / 2 else {
            return .refused(TENON_E_LIMIT, "publish at most \(ring.capacity / 2) bytes at once")
        }
        guard ring.push(records) else { return .refused(TENON_E_AGAIN, "") }
        lastTime = last
        isEnded = ends
        return .accepted()
    }
}

extension [FeedStream] {
    /// Hands records to the stream they are for; one access to the list, as it happens at each
    /// publish.
    ///
    /// - Returns: `nil` when no such stream is open.
    mutating func take(
        _ records: RecordRun,
        _ instance: InstanceID,
        _ number: UInt32,
        instruments: Int,
        _ validator: RecordValidator
    ) -> PortAnswer? {
        for index in indices
        where self[index].number == number && self[index].instance == instance {
            return self[index].take(records, instruments: instruments, validator)
        }
        return nil
    }
}
