package import Boundary
package import CTenon
package import Domain
package import Memory
import Synchronization

/// The host behind a channel's tables: it takes results, wakes and log lines.
///
/// What is for connectors or strategies is refused with a sentence.
package final class ChannelServices: PortServices {
    private struct State {
        /// Messages whose RESULT has not come.
        var open: Set<UInt64> = []
        /// Results that came, in order: message and status.
        var results: [(id: UInt64, status: tenon_status)] = []
        var isAwake = false
    }
    private let state = Mutex(State())
    private let sink: @Sendable (InstanceID, Int32, String) -> Void
    private let signal: @Sendable () -> Void

    /// Services of one channel.
    ///
    /// - Parameters:
    ///   - log: Takes its log lines: instance, `TENON_LOG_…`, text; from any thread.
    ///   - signal: Called when a turn is wanted: a result or a wake came; from any thread.
    init(
        log: @escaping @Sendable (InstanceID, Int32, String) -> Void,
        signal: @escaping @Sendable () -> Void
    ) {
        sink = log
        self.signal = signal
    }

    /// Waits for the result of a message from now on.
    func open(_ id: UInt64) { state.withLock { _ = $0.open.insert(id) } }

    /// Waits no longer; a result that comes later is refused.
    func close(_ id: UInt64) {
        state.withLock { state in
            state.open.remove(id)
            state.results.removeAll { $0.id == id }
        }
    }

    /// The results that came since this was last asked, in order.
    func takeResults() -> [(id: UInt64, status: tenon_status)] {
        state.withLock { state in
            defer { state.results.removeAll() }
            return state.results
        }
    }

    /// Whether the channel asked for a batch since this was last asked.
    func takeWake() -> Bool {
        state.withLock { state in
            defer { state.isAwake = false }
            return state.isAwake
        }
    }

    package func publish(_ instance: InstanceID, stream: UInt32, records: RecordRun) -> PortAnswer {
        let size = MemoryLayout<tenon_ev_control>.size
        var results: [(id: UInt64, status: tenon_status)] = []
        for offset in stride(from: 0, to: records.count, by: size) {
            let record = records.load(at: offset, as: tenon_ev_control.self)
            guard Int(record.h.size) == size, record.h.space == UInt16(TENON_SPACE_CONTROL),
                record.h.type == UInt16(TENON_TYPE_RESULT)
            else {
                return .refused(
                    TENON_E_INVALID,
                    "publish: a channel publishes RESULT events and nothing else"
                )
            }
            guard let status = tenon_status(exactly: record.i64), status <= 0 else {
                return .refused(
                    TENON_E_INVALID,
                    "publish: \(record.i64) in a RESULT is no tenon_status"
                )
            }
            results.append((record.id, status))
        }
        let stranger: UInt64? = state.withLock { state in
            var open = state.open
            for result in results where open.remove(result.id) == nil { return result.id }
            state.open = open
            state.results += results
            return nil
        }
        if let stranger {
            return .refused(
                TENON_E_INVALID,
                "publish: no RESULT is awaited for message \(stranger)"
            )
        }
        signal()
        return .accepted()
    }

    package func wake(_ instance: InstanceID) {
        state.withLock { $0.isAwake = true }
        signal()
    }

    package func log(_ instance: InstanceID, severity: Int32, text: String) {
        sink(instance, severity, text)
    }

    package func resolve(_ instance: InstanceID, symbol: String) -> PortAnswer {
        .refused(TENON_E_PERMISSION, "resolve: a channel sees no instruments")
    }

    package func check(_ instance: InstanceID, _ subscription: Subscription) -> PortAnswer {
        .refused(TENON_E_PERMISSION, "subscribe: a channel sees no market data")
    }

    package func subscribe(_ instance: InstanceID, to subscription: Subscription) -> PortAnswer {
        check(instance, subscription)
    }

    package func unsubscribe(_ instance: InstanceID, instrument: InstrumentID, streams: UInt32)
        -> PortAnswer
    {
        .refused(TENON_E_PERMISSION, "unsubscribe: a channel sees no market data")
    }

    package func define(
        _ instance: InstanceID,
        symbol: String,
        _ definition: tenon_ev_instrument
    ) -> PortAnswer {
        .refused(TENON_E_PERMISSION, "define: a channel defines no instruments")
    }

    package func currency(_ instance: InstanceID, code: String, exponent: Int) -> PortAnswer {
        .refused(TENON_E_PERMISSION, "currency: a channel defines no currencies")
    }
}
