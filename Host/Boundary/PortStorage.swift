public import CTenon
import Domain
public import Memory

/// What an instance may do with one instrument; the engine keeps one per instrument.
@frozen
@usableFromInline
package struct InstrumentGrant: BitwiseCopyable, Sendable {
    /// Version of the definition that orders must have been computed with; 0 = not granted.
    @usableFromInline package var version: UInt32
    /// Largest order quantity, a quantity mantissa.
    @usableFromInline package var maximumQuantity: Int64

    @inlinable
    package init(version: UInt32, maximumQuantity: Int64 = .max) {
        self.version = version
        self.maximumQuantity = maximumQuantity
    }
}

/// An effect of a call that is not an order: a timer or a subscription, in the outbox beside the
/// intents and told from them by `op`.
@frozen
@usableFromInline
package struct PortEffect: BitwiseCopyable, Sendable {
    /// The kinds of effect; the values continue those of `tenon_intent.op`.
    @frozen
    @usableFromInline
    package enum Operation: UInt16, BitwiseCopyable, Sendable {
        case timerSet = 0x8001
        case timerClear
        case subscribe
        case unsubscribe
        /// An intent id came again with other content.
        case diverged
    }
    @usableFromInline package var size: UInt32 = 64
    @usableFromInline package var operation: UInt16
    @usableFromInline var reserved: UInt16 = 0
    /// Timer id, or the id of the intent that diverged.
    @usableFromInline package var id: UInt64 = 0
    /// When the timer is due.
    @usableFromInline package var time: Int64 = 0
    @usableFromInline package var instrument: UInt32 = 0
    @usableFromInline package var streams: UInt32 = 0
    @usableFromInline package var depth: UInt32 = 0
    @usableFromInline package var barPeriod: UInt32 = 0
    @usableFromInline package var barUnit: UInt32 = 0
    @usableFromInline var padding: (UInt32, UInt64) = (0, 0)

    @inlinable
    init(_ operation: Operation) { self.operation = operation.rawValue }
}

/// When host functions are legal (ABI.md 2.4), as the port needs to know it.
package enum PortPhase: UInt8, Sendable {
    /// loaded, created, faulted: `fail` and `log` only.
    case closed
    /// configured.
    case configured
    /// activated: may subscribe, define, set timers.
    case activated
    /// Inside `start`: may also publish.
    case starting
    case running
    case draining
}

/// Everything the host side of one instance keeps where C functions find it.
///
/// What the lane touches at each call is open to inlining into it.
@unsafe
@usableFromInline
struct PortStorage: ~Copyable {
    /// The table the plugin keeps; its `ctx` points back here.
    var host: tenon_host
    var instance: InstanceID
    var kind: UInt32
    var phase: PortPhase
    /// Whether a call into the instance is under way.
    @usableFromInline var isInCall = false
    /// Whether that call is a control call.
    var isControl = false
    /// Whether a strategy has asked for an empty batch in this call.
    @usableFromInline var wantsTurn = false
    var random: UInt64
    var account: UInt32 = 0
    /// The batch of the present call; `delivery` counts the events taken so far, `now_ns` is lane
    /// time also in control calls.
    @usableFromInline var batch: tenon_batch
    /// What the plugin says it took of it.
    @usableFromInline var consumed: UInt32 = 0
    @usableFromInline var implementation: UnsafeMutableRawPointer?
    @usableFromInline var onBatch:
        (
            @convention(c) (
                UnsafeMutableRawPointer?, UnsafePointer<tenon_batch>?, UnsafeMutablePointer<UInt32>?
            ) -> tenon_status
        )?
    @usableFromInline var outbox: RecordBuffer
    /// Events that wait for this instance.
    @usableFromInline var inbox: RecordBuffer
    /// By instrument index.
    var grants: Slab<InstrumentGrant>
    /// Bit n: operation n is granted.
    var operations: UInt32 = .max
    var lastIntent: UInt64 = 0
    /// The last intents and a digest of their content, by intent id modulo their number.
    var recent: Slab<RecentIntent>
    /// The timers that are set.
    var timers: TimerIDs
    var failure: String = ""
    /// The minute of lane time that `logLines` counts.
    var logMinute: Int64 = 0
    var logLines = 0
    /// Submits answered with an error so far, and what the first was told.
    var refusals: UInt64 = 0
    var firstRefusal = ""
    var services: any PortServices
}

/// What is remembered of an intent to tell a repeat from a contradiction.
struct RecentIntent: BitwiseCopyable {
    var id: UInt64
    var digest: UInt64
}

/// The ids of the timers an instance has set: few, so a list.
struct TimerIDs: ~Copyable {
    /// Timers an instance may have at once.
    static var most: Int { 1_024 }
    private var ids = Slab<UInt64>(capacity: 16)

    private func place(of id: UInt64) -> Int? {
        for place in 0..<ids.count where ids[place] == id { return place }
        return nil
    }

    /// Notes a timer that is set or moved; `false` when there are too many.
    mutating func insert(_ id: UInt64) -> Bool {
        if place(of: id) != nil { return true }
        guard ids.count < TimerIDs.most else { return false }
        ids.append(id)
        return true
    }

    /// Forgets a timer; `false` when it was not set.
    @discardableResult
    mutating func remove(_ id: UInt64) -> Bool {
        guard let place = place(of: id) else { return false }
        ids[place] = ids[ids.count - 1]
        ids.removeLast()
        return true
    }
}
