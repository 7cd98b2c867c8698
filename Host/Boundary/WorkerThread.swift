import Glibc

/// A named thread that runs one function to its end.
package final class WorkerThread: @unchecked Sendable {
    // Sound because the handle is written before `init` returns and only read afterwards.
    private final class Body {
        let name: String
        let run: @Sendable () -> Void
        init(_ name: String, _ run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }
    private var handle = pthread_t()
    /// Rung when the function has returned.
    private let over = Doorbell()

    /// Starts the thread.
    ///
    /// - Parameters:
    ///   - name: Shown by the system's tools; its first 15 bytes.
    ///   - stack: Room for the thread's stack in bytes.
    ///   - run: What it does.
    /// - Throws: `PluginError` when the system gives no more threads.
    package init(
        _ name: String,
        stack: Int = 8 << 20,
        run: @escaping @Sendable () -> Void
    ) throws(PluginError) {
        let over = over
        let body = Body(name) {
            run()
            over.ring()
        }
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        unsafe pthread_attr_setstacksize(&attributes, stack)
        let pointer = unsafe Unmanaged.passRetained(body).toOpaque()
        let status = unsafe pthread_create(
            &handle,
            &attributes,
            { argument in
                if let argument = unsafe argument {
                    let body = unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                    WorkerThread.nameThisThread(body.name)
                    body.run()
                }
                return nil
            },
            pointer
        )
        unsafe pthread_attr_destroy(&attributes)
        guard status == 0 else {
            unsafe Unmanaged<Body>.fromOpaque(pointer).release()
            throw PluginError(
                .faulted,
                file: name,
                message: "the system starts no thread: \(unsafe String(cString: strerror(status)))",
                remedy: "raise the limit on threads (ulimit -u), or run fewer plugins"
            )
        }
    }

    /// Tells the kernel the name that its tools show.
    private static func nameThisThread(_ name: String) {
        let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        let bytes = Array(name.utf8.prefix(15))
        _ = unsafe write(file, bytes, bytes.count)
        close(file)
    }

    /// Waits for the end.
    ///
    /// - Parameter most: At most so many ns.
    /// - Returns: Whether it has ended; a thread that has not is left alone for good.
    package func join(most: Int64) -> Bool {
        guard over.wait(most: most) else {
            pthread_detach(handle)
            return false
        }
        return pthread_join(handle, nil) == 0
    }
}

/// The machine's monotonic clock.
package enum MonotonicClock {
    /// Nanoseconds since some moment of the past; only differences have a meaning.
    package static func now() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    private static let anchor = (wall: wall(), machine: now())

    /// Nanoseconds since the Unix epoch, UTC: the wall clock when it was first asked and what has
    /// elapsed since; never goes back.
    package static func utc() -> Int64 { anchor.wall &+ (now() &- anchor.machine) }

    /// Processor time that the calling thread has used, ns.
    package static func ofThisThread() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }

    /// Nanoseconds since the Unix epoch, UTC, by the machine's clock, which may be set.
    package static func wall() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
    }
}
