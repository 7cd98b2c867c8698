import Glibc

/// Gives the terminal back when a signal is about to end or to stop the process.
///
/// SIGINT, SIGTERM and SIGHUP are not here: the run ends in good order on those, and leaves then.
enum TerminalSignals {
    private static let deadly = [
        SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS, SIGQUIT,
    ]
    // Allocated and filled by `install`, which runs once, before a handler can read it.
    private nonisolated(unsafe) static let previous = UnsafeMutablePointer<sigaction>
        .allocate(capacity: 65)
    private static let installed: Void = {
        for signal in deadly { handle(signal) { TerminalSignals.die($0) } }
        handle(SIGTSTP) { _ in TerminalSignals.stop() }
        handle(SIGCONT) { _ in TerminalMode.goOn() }
        atexit { TerminalMode.leave() }
    }()

    /// From now on, for the life of the process.
    static func install() { installed }

    private static func handle(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void)
    {
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = handler
        action.sa_flags = SA_RESTART
        // Both structures outlive the call; there are 64 signals.
        _ = unsafe sigaction(signal, &action, previous + Int(signal))
    }

    /// Leaves, and lets the signal do what it would have done without us.
    private static func die(_ signal: Int32) {
        TerminalMode.leave()
        _ = unsafe sigaction(signal, previous + Int(signal), nil)
        // Blocked until this handler returns, then delivered to whoever had it before.
        _ = raise(signal)
    }

    private static func stop() {
        let before = errno
        TerminalMode.leave()
        _ = raise(SIGSTOP)
        TerminalMode.goOn()
        errno = before
    }
}
