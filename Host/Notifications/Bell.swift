import Glibc

/// Wakes one thread that waits; a ring while nobody waits is kept for the next wait.
@safe
package final class Bell: @unchecked Sendable {
    // Sound because `isRung` is touched under the mutex only, and both stores live as long as the
    // object.
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var isRung = false

    /// A bell that has not rung.
    package init() {
        unsafe mutex = .allocate(capacity: 1)
        unsafe condition = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        unsafe condition.initialize(to: pthread_cond_t())
        unsafe pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        // Waits are lengths: a correction of the wall clock must not stretch them.
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

    /// Wakes the thread that waits, or lets the next wait return at once; never blocks for long.
    package func ring() {
        unsafe pthread_mutex_lock(mutex)
        isRung = true
        unsafe pthread_cond_signal(condition)
        unsafe pthread_mutex_unlock(mutex)
    }

    /// Waits for a ring.
    ///
    /// - Parameter nanoseconds: How long at most; `nil` for ever.
    /// - Returns: Whether it rang.
    @discardableResult
    package func wait(atMost nanoseconds: Int64? = nil) -> Bool {
        var end = timespec()
        if let nanoseconds {
            unsafe clock_gettime(CLOCK_MONOTONIC, &end)
            let (seconds, rest) = max(0, nanoseconds)
                .quotientAndRemainder(dividingBy: 1_000_000_000)
            let sum = Int64(end.tv_nsec) + rest
            end.tv_sec += Int(seconds + sum / 1_000_000_000)
            end.tv_nsec = Int(sum % 1_000_000_000)
        }
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        while !isRung {
            let status =
                nanoseconds == nil
                ? unsafe pthread_cond_wait(condition, mutex)
                : unsafe pthread_cond_timedwait(condition, mutex, &end)
            if status == ETIMEDOUT { break }
        }
        defer { isRung = false }
        return isRung
    }
}
