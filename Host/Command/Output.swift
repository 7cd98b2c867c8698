import Glibc

/// Lines to the terminal or whatever stands in its place.
enum Output {
    /// Writes a line.
    static func text(_ line: String, toError: Bool = false) {
        raw(line + "\n", toError: toError)
    }

    /// Writes a line if somebody takes it within a time; a reader who has stopped reading must not
    /// hold up a host.
    ///
    /// - Parameters:
    ///   - line: The line, of which the first 3,900 characters count.
    ///   - milliseconds: How long to wait for room.
    /// - Returns: Whether it was written.
    @discardableResult
    static func offer(_ line: String, within milliseconds: Int32 = 0) -> Bool {
        var place = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
        // Room for a page is promised then, and a line is shorter.
        guard unsafe poll(&place, 1, milliseconds) == 1 else { return false }
        text(String(line.prefix(3_900)))
        return true
    }

    /// Writes as it is, without a line's end.
    static func raw(_ text: String, toError: Bool = false) {
        let descriptor: Int32 = toError ? 2 : 1
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = unsafe bytes.withUnsafeBytes { buffer in
                unsafe write(descriptor, buffer.baseAddress, buffer.count)
            }
            if written < 0 {
                if errno == EINTR { continue }
                return
            }
            bytes = bytes.dropFirst(written)
        }
    }

    /// Whether standard error is a terminal.
    static var isErrorTerminal: Bool { isatty(2) == 1 }
}
