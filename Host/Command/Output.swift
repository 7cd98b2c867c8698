import Glibc

/// Lines to the terminal or whatever stands in its place.
enum Output {
    /// Writes a line.
    static func text(_ line: String, toError: Bool = false) {
        raw(line + "\n", toError: toError)
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
