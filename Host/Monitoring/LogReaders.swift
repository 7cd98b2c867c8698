import Synchronization

/// The sink whose readers are streams: those of `tenon logs --follow`.
final class LogReaders: LogSink {
    private struct Reader {
        let after: UInt64
        let fits: @Sendable (LogRecord) -> Bool
        /// Whether the line found room; one for a reader who has left counts as taken.
        let offer: @Sendable (LogRecord) -> Bool
        let finish: @Sendable () -> Void
        var missed: UInt64 = 0
    }

    private struct State {
        var readers: [Int: Reader] = [:]
        var next = 0
        var isClosed = false
        var dropped: UInt64 = 0
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Int64

    init(now: @escaping @Sendable () -> Int64) { self.now = now }

    /// Lines that readers were too slow for.
    var dropped: UInt64 { state.withLock { $0.dropped } }

    /// Whether anybody reads.
    var areThere: Bool { state.withLock { !$0.readers.isEmpty } }

    /// A stream of the given lines and then of those numbered above `after`, in the reader's shape.
    func add<Line: Sendable>(
        _ old: [LogRecord],
        after: UInt64,
        buffer: Int,
        where fits: @escaping @Sendable (LogRecord) -> Bool,
        as shape: @escaping @Sendable (LogRecord) -> Line
    ) -> AsyncStream<Line> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Line.self,
            bufferingPolicy: .bufferingOldest(old.count + max(2, buffer))
        )
        for record in old { continuation.yield(shape(record)) }
        let reader = Reader(
            after: after,
            fits: fits,
            offer: {
                if case .dropped = continuation.yield(shape($0)) { return false }
                return true
            },
            finish: { continuation.finish() }
        )
        let id: Int? = state.withLock { state in
            guard !state.isClosed else { return nil }
            state.next += 1
            state.readers[state.next] = reader
            return state.next
        }
        guard let id else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [weak self] _ in self?.remove(id) }
        return stream
    }

    func write(_ records: [LogRecord]) -> Int {
        // Yielding runs no code of ours under the lock: a stream that ended is only not fed.
        state.withLock { state in
            for id in state.readers.keys {
                for record in records { Self.offer(record, to: id, of: &state, at: now) }
            }
        }
        return 0
    }

    /// Ends every stream, and those asked for later.
    func close() {
        let ended = state.withLock { state in
            state.isClosed = true
            defer { state.readers.removeAll() }
            return state.readers.values.map(\.finish)
        }
        // Outside the lock: it calls back into `remove`.
        for finish in ended { finish() }
    }

    private func remove(_ id: Int) {
        state.withLock { state in
            _ = state.readers.removeValue(forKey: id)
        }
    }

    private static func offer(
        _ record: LogRecord,
        to id: Int,
        of state: inout State,
        at now: () -> Int64
    ) {
        guard let reader = state.readers[id] else { return }
        var missed = reader.missed
        if record.number == 0 {
            // Told by the queue in front of this sink: it is passed on with what is missed here.
            missed += record.fields["count"].flatMap(UInt64.init) ?? 0
        } else {
            guard record.number > reader.after, reader.fits(record) else { return }
        }
        if missed > 0, reader.offer(.dropped(missed, wallNs: now())) { missed = 0 }
        if record.number > 0, missed > 0 || !reader.offer(record) {
            missed += 1
            state.dropped += 1
        }
        state.readers[id]?.missed = missed
    }
}
