import Dashboard
import Glibc

/// The operator's terminal with the live table on it, from `init` to `restore`.
///
/// One thread uses it. Nothing here waits for a key longer than it is told to; writing waits for
/// the terminal, so the lane must not do it.
struct Terminal: ~Copyable {
    /// What an operator can ask for by a key.
    enum Key: Equatable {
        case quit
        case pause
        /// The terminal is gone.
        case hangUp
    }

    /// Whether pieces may be colored: not where `NO_COLOR` is set.
    let hasColor: Bool
    private let table = LiveTable()
    private var change = ScreenChange()
    private var reader = KeyReader()

    /// Whether a page makes sense: keys and screen are a terminal that understands sequences, and
    /// it is ours: a job in the background is stopped when it touches its terminal.
    static var isPresent: Bool {
        isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
            && tcgetpgrp(STDIN_FILENO) == getpgrp()
            && !["", "dumb"].contains(Terminal.environment("TERM") ?? "")
    }

    /// Takes the terminal over; `nil` where there is none or it refuses.
    init?() {
        hasColor = (Terminal.environment("NO_COLOR") ?? "").isEmpty
        guard Terminal.isPresent else { return nil }
        TerminalSignals.install()
        guard TerminalMode.enter() else { return nil }
    }

    deinit { TerminalMode.leave() }

    /// Columns and rows now; 80 and 24 where the terminal does not say.
    var size: (width: Int, height: Int) {
        var size = winsize()
        // The call fills the structure and keeps no pointer.
        let isKnown = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
        guard isKnown, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Shows a frame in the size the terminal has now, by writing the lines that differ.
    mutating func show(_ frame: LiveFrame) {
        if TerminalMode.refresh() { change.forget() }
        let (width, height) = size
        let lines = table.render(frame, width: width, height: height, color: hasColor)
        let text = change.text(lines, width: width, height: height)
        if !text.isEmpty { Output.raw(text) }
    }

    /// Reads the keys pressed since the last call.
    ///
    /// - Parameter milliseconds: How long to wait for one when there is none; 0 does not wait.
    /// - Returns: Those with a meaning, in order.
    mutating func keys(within milliseconds: Int32 = 0) -> [Key] {
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        // The call reads and fills the one structure; a signal ends the wait, which is no fault.
        guard unsafe poll(&descriptor, 1, milliseconds) == 1 else { return [] }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe read(STDIN_FILENO, buffer.baseAddress, buffer.count)
        }
        if count <= 0, descriptor.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
            return [.hangUp]
        }
        return reader.keys(Array(bytes.prefix(max(0, count)))).compactMap(Terminal.key)
    }

    /// Gives the terminal back as it was; what is written now stays on the ordinary screen.
    func restore() { TerminalMode.leave() }

    private static func key(_ scalar: Unicode.Scalar) -> Key? {
        switch scalar {
        case "q", "Q", "\u{03}": .quit
        case "p", "P": .pause
        default: nil
        }
    }

    private static func environment(_ name: String) -> String? {
        // The environment is set before the first thread and never changed.
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }
}
