public import CTenon
package import Domain
public import Memory

/// The host side of one instance: the table its plugin keeps, and the one way into its code.
///
/// The storage lives as long as the process: a plugin's code is never unloaded and may hold on to
/// the table. One thread at a time uses a port (ABI.md 2.4, the exclusion rule).
@safe
@frozen
@usableFromInline
package struct HostPort: BitwiseCopyable, @unchecked Sendable {
    // Sound because the storage is never freed and calls into one instance never overlap.
    @usableFromInline let storage: UnsafeMutablePointer<PortStorage>

    /// Makes the tables of an instance.
    ///
    /// - Parameters:
    ///   - instance: Its place in the configuration.
    ///   - kind: `TENON_KIND_…`; it decides which tables the plugin is given.
    ///   - account: The account its orders go to by default.
    ///   - seed: Start of the instance's random stream.
    ///   - services: The host behind the tables.
    package init(
        instance: InstanceID,
        kind: UInt32,
        account: AccountID?,
        seed: UInt64,
        services: any PortServices
    ) {
        unsafe storage = UnsafeMutablePointer<PortStorage>.allocate(capacity: 1)
        unsafe storage.initialize(
            to: PortStorage(
                host: HostTables.host(instance: UInt64(instance.value) + 1),
                instance: instance,
                kind: kind,
                phase: .closed,
                random: seed,
                account: account?.value ?? 0,
                batch: tenon_batch(),
                implementation: nil,
                onBatch: nil,
                outbox: RecordBuffer(capacity: 16_384),
                inbox: RecordBuffer(capacity: 16_384),
                grants: Slab(),
                recent: Slab(capacity: PortStorage.recentIntents),
                timers: TimerIDs(),
                services: services
            )
        )
        unsafe storage.pointee.host.ctx = UnsafeMutableRawPointer(storage)
        unsafe storage.pointee.batch.size = UInt32(MemoryLayout<tenon_batch>.size)
        unsafe storage.pointee.recent.extend(
            to: PortStorage.recentIntents,
            with: RecentIntent(id: 0, digest: 0)
        )
    }

    /// The table to hand to the plugin's `create`.
    package var table: UnsafePointer<tenon_host> {
        unsafe UnsafePointer(
            UnsafeMutableRawPointer(storage).assumingMemoryBound(to: tenon_host.self)
        )
    }

    /// The text the plugin last gave to `fail`.
    package var failure: String { unsafe storage.pointee.failure }

    /// The text the plugin last gave to `fail`, which is forgotten.
    package func takeFailure() -> String {
        defer { unsafe storage.pointee.failure = "" }
        return unsafe storage.pointee.failure
    }

    /// How many submits were answered with an error, and what the first was told: such intents
    /// reach neither the gate nor the reports, so this is all there is to be seen of them.
    package var refusals: (count: UInt64, first: String) {
        unsafe (storage.pointee.refusals, storage.pointee.firstRefusal)
    }

    /// What the instance may call from now on.
    package func enter(_ phase: PortPhase) { unsafe storage.pointee.phase = phase }

    /// Connects the instance's `on_batch`.
    package func connect(
        implementation: UnsafeMutableRawPointer?,
        onBatch: (
            @convention(c) (
                UnsafeMutableRawPointer?, UnsafePointer<tenon_batch>?, UnsafeMutablePointer<UInt32>?
            ) -> tenon_status
        )?
    ) {
        unsafe storage.pointee.implementation = implementation
        unsafe storage.pointee.onBatch = onBatch
    }

    /// Runs one control call with the host functions of that state open to the plugin.
    package func control<R, E: Error>(now: Int64, _ body: () throws(E) -> R) throws(E) -> R {
        unsafe storage.pointee.batch.now_ns = now
        unsafe storage.pointee.isInCall = true
        unsafe storage.pointee.isControl = true
        defer {
            unsafe storage.pointee.isInCall = false
            unsafe storage.pointee.isControl = false
        }
        return try body()
    }

    /// Sets what the instance may do with an instrument.
    package func grant(_ instrument: InstrumentID, _ grant: InstrumentGrant) {
        unsafe storage.pointee.grants.extend(
            to: instrument.index + 1,
            with: InstrumentGrant(version: 0)
        )
        unsafe storage.pointee.grants[instrument.index] = grant
    }

    /// Whether the instance may trade an instrument.
    package func isGranted(_ instrument: InstrumentID) -> Bool {
        guard unsafe instrument.index < storage.pointee.grants.count else { return false }
        return unsafe storage.pointee.grants[instrument.index].version != 0
    }

    /// Restricts the instance to these operations (`TENON_OP_…`); cancels are always allowed.
    package func grant(operations: [UInt16]) {
        var bits: UInt32 = 1 << UInt32(TENON_OP_CANCEL)
        bits |= 1 << UInt32(TENON_OP_CANCEL_ALL)
        for operation in operations where operation < 32 { bits |= 1 << UInt32(operation) }
        unsafe storage.pointee.operations = bits
    }

    /// How one delivery went.
    @frozen
    @usableFromInline
    package struct Delivery: BitwiseCopyable, Sendable {
        @usableFromInline package var status: tenon_status
        @usableFromInline package var consumed: Int
        /// Bytes in the outbox after the call.
        @usableFromInline package var outbox: Int
        /// Whether it asked for an empty batch.
        @usableFromInline package var wantsTurn: Bool

        @inlinable
        init(status: tenon_status, consumed: Int, outbox: Int, wantsTurn: Bool) {
            self.status = status
            self.consumed = consumed
            self.outbox = outbox
            self.wantsTurn = wantsTurn
        }
    }

    /// Hands events to the instance.
    ///
    /// - Parameters:
    ///   - run: Packed events, 64-byte aligned; empty for a wake.
    ///   - count: How many events the run holds.
    ///   - first: Sequence number of the first event; 0 for a wake.
    ///   - last: Sequence number of the last event; 0 for a wake.
    ///   - now: Time of the last event, or lane time; ns since the epoch, UTC.
    /// - Returns: The plugin's status and how many events it says it took.
    @inlinable
    package func deliver(_ run: RecordRun, count: Int, first: UInt64, last: UInt64, now: Int64)
        -> Delivery
    {
        guard let onBatch = unsafe storage.pointee.onBatch else {
            return Delivery(
                status: tenon_status(TENON_E_STATE),
                consumed: 0,
                outbox: 0,
                wantsTurn: false
            )
        }
        // The batch is kept and only what changes is written: a call costs little more than in C.
        unsafe storage.pointee.batch.count = UInt32(truncatingIfNeeded: count)
        unsafe storage.pointee.batch.first_seq = first
        unsafe storage.pointee.batch.last_seq = last
        unsafe storage.pointee.batch.now_ns = now
        unsafe storage.pointee.batch.bytes = UnsafePointer(
            run.address?.assumingMemoryBound(to: UInt8.self)
        )
        unsafe storage.pointee.batch.nbytes = UInt64(truncatingIfNeeded: run.count)
        unsafe storage.pointee.consumed = 0
        unsafe storage.pointee.isInCall = true
        unsafe storage.pointee.wantsTurn = false
        let status = unsafe onBatch(
            storage.pointee.implementation,
            &storage.pointee.batch,
            &storage.pointee.consumed
        )
        unsafe storage.pointee.isInCall = false
        let consumed = unsafe storage.pointee.consumed
        unsafe storage.pointee.batch.delivery &+= UInt64(consumed)
        return unsafe Delivery(
            status: status,
            consumed: Int(consumed),
            outbox: storage.pointee.outbox.count,
            wantsTurn: storage.pointee.wantsTurn
        )
    }

    /// Intents and effects of the calls since the last `clearOutbox`, in order of submission.
    @inlinable
    package var outbox: RecordRun { unsafe storage.pointee.outbox.all }

    /// Events that wait to be delivered.
    @inlinable
    package var inbox: RecordRun { unsafe storage.pointee.inbox.all }

    /// Appends an event for the next delivery.
    @inlinable
    package func post<Record: BitwiseCopyable>(_ record: Record) {
        unsafe storage.pointee.inbox.append(record)
    }

    /// Appends a copy of events for the next delivery.
    @inlinable
    package func post(_ run: RecordRun) { unsafe storage.pointee.inbox.append(run) }

    /// Puts a copy of events in front of those that wait.
    package func postFirst(_ run: RecordRun) {
        guard unsafe !storage.pointee.inbox.isEmpty else { return post(run) }
        var waiting = unsafe RecordBuffer(capacity: storage.pointee.inbox.count)
        unsafe waiting.append(storage.pointee.inbox.all)
        unsafe storage.pointee.inbox.removeAll()
        unsafe storage.pointee.inbox.append(run)
        unsafe storage.pointee.inbox.append(waiting.all)
    }

    /// Forgets the first `count` bytes of the inbox.
    package func dropInbox(_ count: Int) { unsafe storage.pointee.inbox.removeFirst(count) }

    /// Forgets the inbox.
    @inlinable
    package func clearInbox() { unsafe storage.pointee.inbox.removeAll() }

    /// A timer of the instance has become an event and is not set any more.
    package func timerFired(_ id: UInt64) { unsafe storage.pointee.timers.remove(id) }

    /// Forgets the outbox.
    @inlinable
    package func clearOutbox() { unsafe storage.pointee.outbox.removeAll() }
}

extension PortStorage {
    /// How many intents are remembered to recognise a repeat.
    static var recentIntents: Int { 256 }
}
