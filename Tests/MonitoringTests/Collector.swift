import Foundation
import Monitoring
import Synchronization

/// A sink that remembers, and that can be held shut.
final class Collector: LogSink {
    private let all = Mutex<[LogRecord]>([])
    private let gate = NSLock()

    var records: [LogRecord] { all.withLock { $0 } }
    var messages: [String] { records.map(\.message) }

    func write(_ records: [LogRecord]) -> Int {
        gate.withLock {}
        all.withLock { $0 += records }
        return 0
    }

    /// Lets nothing through until `open()`.
    func shut() { gate.lock() }
    func open() { gate.unlock() }
}
