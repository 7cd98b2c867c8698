import Dispatch
package import Logging
import Synchronization

/// The host's log: takes lines from any thread, keeps the last ones, hands them to its sinks.
///
/// A caller pays for a level check, a short lock and a copy. Memory is bounded everywhere: the last
/// lines in a ring, each sink and each reader behind a queue that drops and counts.
package final class LogHub: Sendable {
    private struct Lines {
        var count: UInt64 = 0
        var ring: [LogRecord] = []
    }

    /// Of each module; lines below are not taken.
    package let levels: LogLevels
    private let lines = Mutex(Lines())
    private let capacity: Int
    private let outlets: [LogOutlet]
    private let readers: LogReaders
    private let readersOutlet: LogOutlet
    private let now: @Sendable () -> Int64

    /// A log that writes to the given sinks.
    ///
    /// - Parameters:
    ///   - levels: The least level of each module.
    ///   - sinks: Each is served by a thread of its own, so that one that hangs delays no other.
    ///   - capacity: How many lines are kept for who asks later, and how many may wait for a sink.
    ///   - now: The wall clock, ns since the Unix epoch.
    package init(
        levels: LogLevels = LogLevels(),
        sinks: [any LogSink] = [],
        capacity: Int = 4_096,
        now: @escaping @Sendable () -> Int64 = { WallClock.nowNs() }
    ) {
        self.levels = levels
        self.capacity = max(1, capacity)
        self.now = now
        readers = LogReaders(now: now)
        outlets = sinks.map { LogOutlet($0, capacity: max(1, capacity), now: now) }
        readersOutlet = LogOutlet(readers, capacity: max(1, capacity), now: now)
    }

    /// Lines that a sink could not take in time, over all sinks, and that readers missed.
    package var dropped: UInt64 {
        outlets.reduce(readers.dropped + readersOutlet.dropped) { $0 + $1.dropped }
    }

    /// Whether a line of this level would be taken: ask before gathering costly fields.
    package func takes(_ level: Logger.Level, _ module: LogModule) -> Bool {
        level >= levels[module]
    }

    /// Writes a line, if its level is high enough.
    ///
    /// - Parameters:
    ///   - level: How much it matters.
    ///   - module: The part of the host it is about.
    ///   - message: Constant: what happened, without the values.
    ///   - fields: What varies: `seq`, `intent`, `order`, `instance` and the like.
    package func write(
        _ level: Logger.Level,
        _ module: LogModule,
        _ message: String,
        _ fields: @autoclosure () -> [String: String] = [:]
    ) {
        guard takes(level, module) else { return }
        append(level, module, message, fields())
    }

    /// A logger of swift-log whose lines come here.
    package func logger(_ module: LogModule) -> Logger {
        Logger(label: module.rawValue) { _ in HubLogHandler(hub: self, module: module) }
    }

    /// The last lines that fit, the oldest first.
    package func last(_ most: Int, where fits: (LogRecord) -> Bool = { _ in true }) -> [LogRecord] {
        Self.last(most, of: lines.withLock { $0 }, capacity: capacity, where: fits)
    }

    /// The last lines that fit, then new ones as they come, none missed between and none twice.
    ///
    /// - Parameters:
    ///   - last: How many of those that are there already.
    ///   - buffer: How many may wait for a slow reader; it is told how many it missed by a line
    ///     `log lines dropped` with the field `count`.
    ///   - fits: Asked on a thread of the log; may not log itself.
    ///   - shape: What the reader sees of a line.
    /// - Returns: A stream that ends when its reader stops or the log closes.
    package func follow<Line: Sendable>(
        last: Int,
        buffer: Int = 1_024,
        where fits: @escaping @Sendable (LogRecord) -> Bool,
        as shape: @escaping @Sendable (LogRecord) -> Line
    ) -> AsyncStream<Line> {
        // Most lines are looked at outside the lock, which writers need.
        let before = lines.withLock { $0 }
        let old = Self.last(last, of: before, capacity: capacity, where: fits)
        return lines.withLock { lines in
            let since = Self.last(
                last,
                of: lines,
                capacity: capacity,
                after: before.count,
                where: fits
            )
            return readers.add(
                (old + since).suffix(last),
                after: lines.count,
                buffer: buffer,
                where: fits,
                as: shape
            )
        }
    }

    /// Waits until every sink has written what came before, for at most two seconds in all.
    ///
    /// - Returns: Whether all have.
    @discardableResult
    package func flush() -> Bool {
        let deadline = DispatchTime.now() + .seconds(2)
        return (outlets + [readersOutlet]).map { $0.flush(until: deadline) }.allSatisfy { $0 }
    }

    /// Flushes and ends every reader's stream; lines written later still reach the sinks.
    package func close() {
        flush()
        readers.close()
    }

    func append(
        _ level: Logger.Level,
        _ module: LogModule,
        _ message: String,
        _ fields: [String: String]
    ) {
        let moment = now()
        lines.withLock { lines in
            lines.count += 1
            let record = LogRecord(
                number: lines.count,
                wallNs: moment,
                level: level,
                module: module,
                message: message,
                fields: fields
            )
            if lines.ring.count < capacity {
                lines.ring.append(record)
            } else {
                lines.ring[Int((lines.count - 1) % UInt64(capacity))] = record
            }
            // Inside the lock, so that every sink sees the order of the numbers.
            for outlet in outlets { outlet.offer(record) }
            // Readers come under this lock too, and get what was before from the ring: where there is
            // none, nothing is queued and nothing can be missed.
            if readers.areThere { readersOutlet.offer(record) }
        }
    }

    private static func last(
        _ most: Int,
        of lines: Lines,
        capacity: Int,
        after number: UInt64 = 0,
        where fits: (LogRecord) -> Bool
    ) -> [LogRecord] {
        let isFull = lines.ring.count == capacity
        let start = isFull ? Int(lines.count % UInt64(capacity)) : 0
        var found: [LogRecord] = []
        for step in lines.ring.indices.reversed() where found.count < most {
            let record = lines.ring[(start + step) % lines.ring.count]
            guard record.number > number else { break }
            if fits(record) { found.append(record) }
        }
        return found.reversed()
    }
}
