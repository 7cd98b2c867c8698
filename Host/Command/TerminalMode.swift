import Glibc
import Synchronization

/// How the terminal is set while the live table is up, and the way back.
///
/// The way back must also work in a signal's handler, so it allocates nothing and takes no lock.
enum TerminalMode {
    // Written by `enter` before `isOn` is set and by nobody while it is; read behind `isOn`.
    private nonisolated(unsafe) static var saved = termios()
    // As `saved`.
    private nonisolated(unsafe) static var raw = termios()
    private static let isOn = Atomic<Bool>(false)
    /// Set when the process was stopped and goes on: the screen is somebody else's until then.
    private static let isStale = Atomic<Bool>(false)

    /// The alternate screen, no cursor, lines are cut at the edge.
    private static let opening: StaticString = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
    private static let closing: StaticString = "\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l"

    /// Keys arrive at once and unseen; Control-C is still a signal, Control-Z and Control-S are
    /// plain keys.
    ///
    /// - Returns: Whether the terminal took it; if not, nothing has changed.
    static func enter() -> Bool {
        guard !isOn.load(ordering: .acquiring) else { return true }
        // The calls of C below fill or read the structure handed to them and keep no pointer.
        guard unsafe tcgetattr(STDIN_FILENO, &saved) == 0 else { return false }
        unsafe raw = saved
        unsafe raw.c_lflag &= ~tcflag_t(ICANON | ECHO | IEXTEN)
        unsafe raw.c_iflag &= ~tcflag_t(IXON)
        unsafe raw.c_cc.10 = 0  // VSUSP: _POSIX_VDISABLE
        unsafe raw.c_cc.6 = 0  // VMIN
        unsafe raw.c_cc.5 = 0  // VTIME
        guard unsafe tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0 else { return false }
        isOn.store(true, ordering: .releasing)
        put(opening)
        return true
    }

    /// Puts the terminal back as it was found; does nothing the second time.
    static func leave() {
        guard isOn.exchange(false, ordering: .acquiringAndReleasing) else { return }
        put(closing)
        _ = unsafe tcsetattr(STDIN_FILENO, TCSANOW, &saved)
    }

    /// Notes in a handler that the process goes on after a stop.
    static func goOn() { isStale.store(true, ordering: .releasing) }

    /// Sets the terminal again after a stop.
    ///
    /// - Returns: Whether there was one, so that the screen must be written anew.
    static func refresh() -> Bool {
        guard isStale.exchange(false, ordering: .acquiringAndReleasing) else { return false }
        leave()
        return enter()
    }

    private static func put(_ text: StaticString) {
        // A literal lies in the program and outlives every call.
        _ = unsafe write(STDOUT_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }
}
