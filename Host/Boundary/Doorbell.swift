import Glibc
import Synchronization

/// Wakes one waiting thread: any thread rings, the owner waits.
///
/// Rings before the next wait are one. A ring costs one atomic exchange while the owner is awake.
@safe
package final class Doorbell: @unchecked Sendable {
    // Sound because the state is atomic, and mutex and condition are only used through their own
    // functions, at addresses that stay until the bell goes.
    private enum State {
        static let quiet = 0
        static let rung = 1
        static let waiting = 2
    }
    private let state = Atomic<Int>(State.quiet)
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    package init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        unsafe pthread_cond_init(condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    /// Wakes the owner, now or at its next wait.
    package func ring() {
        let before = state.exchange(State.rung, ordering: .acquiringAndReleasing)
        guard before == State.waiting else { return }
        unsafe pthread_mutex_lock(mutex)
        unsafe pthread_cond_signal(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Whether it was rung since the last look; the owner's way to spin.
    package func take() -> Bool {
        state.load(ordering: .acquiring) == State.rung
            && state.exchange(State.quiet, ordering: .acquiringAndReleasing) == State.rung
    }

    /// Waits until somebody rings.
    ///
    /// - Parameter most: At most so many ns.
    /// - Returns: Whether it was rung.
    @discardableResult
    package func wait(most: Int64) -> Bool {
        if take() { return true }
        let (isSet, _) = state.compareExchange(
            expected: State.quiet,
            desired: State.waiting,
            ordering: .acquiringAndReleasing
        )
        guard isSet else { return take() }
        var end = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &end)
        let ns = Int64(end.tv_nsec) + max(0, min(most, 86_400_000_000_000))
        end.tv_sec += Int(ns / 1_000_000_000)
        end.tv_nsec = Int(ns % 1_000_000_000)
        unsafe pthread_mutex_lock(mutex)
        while state.load(ordering: .acquiring) == State.waiting {
            if unsafe pthread_cond_timedwait(condition, mutex, &end) == ETIMEDOUT { break }
        }
        unsafe pthread_mutex_unlock(mutex)
        return state.exchange(State.quiet, ordering: .acquiringAndReleasing) == State.rung
    }
}
