import Dispatch
import Synchronization

/// Where log lines end up: a terminal, a file, the readers of the API.
package protocol LogSink: Sendable {
    /// Takes lines in their order; called on one thread at a time, and may take its time.
    ///
    /// - Returns: How many of them could not be kept.
    func write(_ records: [LogRecord]) -> Int
}

/// A bounded queue in front of a sink: whoever logs never waits for a disk or a terminal.
///
/// What does not fit is counted, and told to the sink at most once a second.
final class LogOutlet: Sendable {
    private struct Waiting {
        var records: [LogRecord] = []
        var dropped: UInt64 = 0
        var lastReport: ContinuousClock.Instant?
        /// Whether the queue will come to look without being called again.
        var isScheduled = false
    }

    private let waiting = Mutex(Waiting())
    private let lost = Atomic<UInt64>(0)
    private let capacity: Int
    private let sink: any LogSink
    private let queue: DispatchQueue
    private let now: @Sendable () -> Int64

    init(_ sink: any LogSink, capacity: Int, now: @escaping @Sendable () -> Int64) {
        self.sink = sink
        self.capacity = capacity
        self.now = now
        queue = DispatchQueue(label: "tenon.log")
    }

    /// Lines that were left out so far.
    var dropped: UInt64 { lost.load(ordering: .relaxed) }

    /// Hands a line over, or counts it as dropped; waits for nobody.
    func offer(_ record: LogRecord) {
        let isFirst = waiting.withLock { waiting in
            guard waiting.records.count < capacity else {
                waiting.dropped += 1
                lost.wrappingAdd(1, ordering: .relaxed)
                return false
            }
            waiting.records.append(record)
            defer { waiting.isScheduled = true }
            return !waiting.isScheduled
        }
        if isFirst { queue.async { self.drain(isLast: false) } }
    }

    /// Waits until what was offered before has been written, for at most `limit`.
    ///
    /// - Returns: Whether it has been.
    func flush(until deadline: DispatchTime) -> Bool {
        let done = DispatchSemaphore(value: 0)
        queue.async {
            self.drain(isLast: true)
            done.signal()
        }
        return done.wait(timeout: deadline) == .success
    }

    private func drain(isLast: Bool) {
        while true {
            let records = waiting.withLock { waiting in
                var records = waiting.records
                waiting.records.removeAll(keepingCapacity: true)
                if let notice = notice(of: &waiting, isLast: isLast) { records.append(notice) }
                if records.isEmpty { waiting.isScheduled = false }
                return records
            }
            if records.isEmpty { return }
            let failed = sink.write(records)
            if failed > 0 { lost.wrappingAdd(UInt64(failed), ordering: .relaxed) }
        }
    }

    private func notice(of waiting: inout Waiting, isLast: Bool) -> LogRecord? {
        guard waiting.dropped > 0 else { return nil }
        let moment = ContinuousClock.now
        if !isLast, let last = waiting.lastReport, moment - last < .seconds(1) { return nil }
        defer {
            waiting.dropped = 0
            waiting.lastReport = moment
        }
        return .dropped(waiting.dropped, wallNs: now())
    }
}
