package import Memory
import Synchronization

/// The host's counts and durations by name, such as `api_requests_total`.
///
/// A name is looked up once; what comes back is changed without a lock. The registry lives as long
/// as everything it gave out.
package final class Metrics: Sendable {
    /// A number that only grows; any thread.
    package final class Counter: Sendable {
        private let number = Atomic<UInt64>(0)

        fileprivate init() {}

        /// Adds to the count.
        package func add(_ amount: UInt64 = 1) { number.wrappingAdd(amount, ordering: .relaxed) }
        /// The count so far.
        package var value: UInt64 { number.load(ordering: .relaxed) }
    }

    /// A number that goes up and down; any thread.
    package final class Gauge: Sendable {
        private let number = Atomic<Int64>(0)

        fileprivate init() {}

        /// Replaces the number.
        package func set(_ value: Int64) { number.store(value, ordering: .relaxed) }
        /// Changes the number.
        package func add(_ amount: Int64) { number.wrappingAdd(amount, ordering: .relaxed) }
        /// The number now.
        package var value: Int64 { number.load(ordering: .relaxed) }
    }

    /// What one name stood at.
    package enum Reading: Equatable, Sendable {
        case counter(UInt64)
        case gauge(Int64)
        case durations(LatencyHistogram.Snapshot)
    }

    private enum Series {
        case counter(Counter)
        case gauge(Gauge)
        case durations(LatencyHistogram)
    }

    private let series = Mutex<[String: Series]>([:])

    package init() {}

    deinit {
        series.withLock { series in
            for case .durations(let histogram) in series.values { histogram.destroy() }
        }
    }

    /// The counter of this name, made at the first call.
    ///
    /// A name has one kind.
    package func counter(_ name: String) -> Counter {
        series.withLock { series in
            guard let found = series[name] else {
                let counter = Counter()
                series[name] = .counter(counter)
                return counter
            }
            guard case .counter(let counter) = found else {
                preconditionFailure("the metric '\(name)' is no counter")
            }
            return counter
        }
    }

    /// The gauge of this name, made at the first call.
    ///
    /// A name has one kind.
    package func gauge(_ name: String) -> Gauge {
        series.withLock { series in
            guard let found = series[name] else {
                let gauge = Gauge()
                series[name] = .gauge(gauge)
                return gauge
            }
            guard case .gauge(let gauge) = found else {
                preconditionFailure("the metric '\(name)' is no gauge")
            }
            return gauge
        }
    }

    /// The durations of this name, ns.
    ///
    /// One thread records. A name has one kind.
    package func histogram(_ name: String) -> LatencyHistogram {
        series.withLock { series in
            guard let found = series[name] else {
                let histogram = LatencyHistogram()
                series[name] = .durations(histogram)
                return histogram
            }
            guard case .durations(let histogram) = found else {
                preconditionFailure("the metric '\(name)' holds no durations")
            }
            return histogram
        }
    }

    /// Everything there is, in the order of the names.
    package func readings() -> [(name: String, reading: Reading)] {
        let all = series.withLock { $0 }
        return all.keys.sorted()
            .compactMap { name in
                switch all[name] {
                case .counter(let counter): (name, .counter(counter.value))
                case .gauge(let gauge): (name, .gauge(gauge.value))
                case .durations(let histogram): (name, .durations(histogram.snapshot()))
                case nil: nil
                }
            }
    }
}
