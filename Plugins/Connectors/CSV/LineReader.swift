import CZlib
import Glibc

/// Hands out the lines of a file, gzip or plain, from one large buffer.
///
/// Owns the open file and the buffer; closes both when it goes.
@safe
struct LineReader: ~Copyable {
    /// One line: its bytes without the line end, or why it cannot be read at all.
    @unsafe
    struct Line {
        /// Valid until the next call of `next`.
        let bytes: UnsafeBufferPointer<UInt8>
        /// Set for a line that is too long, or that the file ends inside of.
        let fault: Refusal?
    }

    /// The longest line that is read, in bytes; a longer one is refused as a whole.
    static let longestLine = 65_536

    private static let capacity = 512 * 1024

    private let file: gzFile
    private let buffer: UnsafeMutablePointer<UInt8>
    private var position = 0
    private var filled = 0
    private var lineStart = 0
    private var isAtEnd = false
    /// The line handed out last, counted from 1: the header is line 1.
    private(set) var number = 0
    /// What zlib says about a file that is truncated or damaged, once that was met.
    private(set) var damage: String?

    /// Opens a file; `nil` when it cannot be opened, and `errno` tells why.
    ///
    /// - Parameter path: As the operating system takes it.
    init?(path: String) {
        guard let file = unsafe gzopen(path, "rbe") else { return nil }
        unsafe self.file = unsafe file
        _ = unsafe gzbuffer(file, 256 * 1024)
        unsafe buffer = .allocate(capacity: Self.capacity)
    }

    deinit {
        _ = unsafe gzclose_r(file)
        unsafe buffer.deallocate()
    }

    /// The next line, `nil` after the last.
    @inline(__always)
    mutating func next() -> Line? {
        let start = unsafe buffer + position
        guard filled > position,
            let found = unsafe memchr(start, Int32(UInt8(ascii: "\n")), filled - position)
        else { return unsafe nextAcrossRefill() }
        let count = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(start)
        return unsafe line(count: count, step: count + 1)
    }

    /// Puts the line handed out last back: `next` answers it again.
    mutating func pushBack() {
        position = lineStart
        number -= 1
    }

    @inline(__always)
    private mutating func line(count: Int, step: Int) -> Line {
        lineStart = position
        position += step
        number += 1
        var length = count
        if length > 0, unsafe buffer[lineStart + length - 1] == UInt8(ascii: "\r") { length -= 1 }
        let bytes = unsafe UnsafeBufferPointer(start: buffer + lineStart, count: length)
        return unsafe Line(bytes: bytes, fault: count > Self.longestLine ? .tooLong : nil)
    }

    @inline(never)
    private mutating func nextAcrossRefill() -> Line? {
        while true {
            let rest = filled - position
            if let found = unsafe memchr(buffer + position, Int32(UInt8(ascii: "\n")), rest) {
                let count = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(buffer + position)
                return unsafe line(count: count, step: count + 1)
            }
            if isAtEnd {
                guard rest > 0 else { return nil }
                let last = unsafe line(count: rest, step: rest)
                return unsafe damage == nil ? last : Line(bytes: last.bytes, fault: .truncated)
            }
            if rest > Self.longestLine { return unsafe skipLongLine() }
            unsafe memmove(buffer, buffer + position, rest)
            position = 0
            filled = rest
            fill()
        }
    }

    /// Drops a line that has no end within the longest length, up to its end.
    private mutating func skipLongLine() -> Line {
        number += 1
        position = filled
        while true {
            let rest = filled - position
            if let found = unsafe memchr(buffer + position, Int32(UInt8(ascii: "\n")), rest) {
                position = unsafe UnsafeRawPointer(found) - UnsafeRawPointer(buffer) + 1
                break
            }
            if isAtEnd {
                position = filled
                break
            }
            position = 0
            filled = 0
            fill()
        }
        lineStart = position
        let none = unsafe UnsafeBufferPointer<UInt8>(start: buffer, count: 0)
        return unsafe Line(bytes: none, fault: .tooLong)
    }

    /// Reads more behind what is filled; notes the end and what zlib has to say about it.
    private mutating func fill() {
        let room = Self.capacity - filled
        let count = unsafe gzread(file, buffer + filled, UInt32(room))
        if count > 0 { filled += Int(count) }
        guard count < Int32(room) else { return }
        var code: Int32 = Z_OK
        let text = unsafe gzerror(file, &code)
        if code == Z_OK || code == Z_STREAM_END {
            isAtEnd = unsafe count <= 0 || gzeof(file) == 1
            return
        }
        isAtEnd = true
        // Z_ERRNO has its text in errno, the others in zlib.
        let reason = unsafe code == Z_ERRNO ? strerror(errno) : UnsafeMutablePointer(mutating: text)
        damage = unsafe reason.map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
