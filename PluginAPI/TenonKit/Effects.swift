/// What a strategy can cause while it handles one event.
///
/// Each call below is an *effect* of that event: whatever the host answers, the batch ends after
/// it, so the same events give the same intents however they are batched.
@safe
public struct Effects {
    /// The host, for logging and random numbers.
    public let host: TenonHost
    @usableFromInline let orders: UnsafePointer<tenon_host_orders>?
    /// Whether the event at hand has caused something.
    @usableFromInline var happened = false

    @usableFromInline
    @inline(__always)
    @unsafe
    init(host: TenonHost, orders: UnsafePointer<tenon_host_orders>?) {
        self.host = host
        unsafe self.orders = orders
    }

    /// Sends one intent to the risk gate.
    ///
    /// - Parameter intent: With an id above every one before it, and the `def_version` of the last
    ///   definition of its instrument.
    /// - Returns: A local verdict: `.ok`, or why it went nowhere (`.permission`, `.limit`,
    ///   `.stale`, `.state`, `.again`, `.invalid`). What becomes of it comes to `onOrder`.
    public mutating func submit(_ intent: tenon_intent) -> Status {
        happened = true
        guard let submit = unsafe orders?.pointee.submit else { return .permission }
        return unsafe withUnsafePointer(to: intent) { intent in
            unsafe Status(rawValue: submit(host.table, intent, UInt64(intent.pointee.size)))
        }
    }

    /// Asks for a timer event at `time`, ns since the epoch; the same id sets it anew.
    public mutating func setTimer(_ id: UInt64, at time: Int64) -> Status {
        happened = true
        return host.setTimer(id, at: time)
    }

    /// Forgets a timer.
    public mutating func clearTimer(_ id: UInt64) -> Status {
        happened = true
        return host.clearTimer(id)
    }

    /// Asks for more events; see `TenonHost.subscribe`.
    public mutating func subscribe(_ subscription: Subscription) -> Status {
        happened = true
        return host.subscribe(subscription)
    }
}
