import Boundary
import Synchronization

/// Lets the data's time pass at a multiple of the machine's clock; it can be held.
final class DataClock: Sendable {
    private struct State: Sendable {
        /// Data time and machine time of one moment; it runs from there.
        var data: Int64 = 0
        var machine: Int64 = 0
        var isHeld = true
    }

    /// Seconds of data in a second.
    let speed: Double
    private let state = Mutex(State())

    init(speed: Double) { self.speed = speed }

    /// The data's time as it is now.
    func now() -> Int64 {
        let state = state.withLock { $0 }
        return DataClock.time(state, speed)
    }

    private static func time(_ state: State, _ speed: Double) -> Int64 {
        if state.isHeld { return state.data }
        let passed = Double(MonotonicClock.now() - state.machine) * speed
        return passed >= 4.0e18 ? .max : state.data + Int64(passed)
    }

    /// Lets time pass from a moment of the data on.
    func run(from data: Int64) {
        state.withLock { $0 = State(data: data, machine: MonotonicClock.now(), isHeld: false) }
    }

    /// Stops time, or lets it go on.
    func hold(_ isHeld: Bool) {
        state.withLock { state in
            state.data = DataClock.time(state, speed)
            state.machine = MonotonicClock.now()
            state.isHeld = isHeld
        }
    }

    /// Whether time stands.
    var isHeld: Bool { state.withLock { $0.isHeld } }

    /// How long it takes until a moment of the data, ns of the machine; a second while it is held.
    func wait(until time: Int64) -> Int64 {
        if isHeld { return 1_000_000_000 }
        let missing = Double(time - now()) / speed
        return Int64(max(0, min(missing + 1, 1_000_000_000)))
    }
}
