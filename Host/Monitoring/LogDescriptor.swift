import Glibc

/// The edge to the system's files: append, never truncate, never inherit.
struct LogDescriptor: Sendable {
    private let number: Int32

    /// The terminal or whatever stands in its place.
    static let standardError = LogDescriptor(number: 2)

    private init(number: Int32) { self.number = number }

    /// Opens a file of one's own for appending; a link in its place is refused.
    static func appending(to path: String) throws(LogFileError) -> LogDescriptor {
        // `unsafe`: the path is a C string for the length of the call.
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        let number = unsafe open(path, flags, 0o600)
        guard number >= 0 else {
            throw LogFileError(path: path, reason: unsafe String(cString: strerror(errno)))
        }
        return LogDescriptor(number: number)
    }

    /// Bytes the file holds.
    var size: Int { max(0, lseek(number, 0, SEEK_END)) }

    /// Writes all of it.
    ///
    /// - Returns: Whether it could.
    func write(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            // `unsafe`: the bytes are read for the length of the call.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(number, buffer.baseAddress, buffer.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            bytes = bytes.dropFirst(count)
        }
        return true
    }

    /// Gives the number back to the system; not to be used afterwards.
    func close() { Glibc.close(number) }
}

/// The time of day.
package enum WallClock {
    /// Now, ns since the Unix epoch.
    package static func nowNs() -> Int64 {
        var time = timespec()
        // `unsafe`: the system fills the struct during the call.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
