// Text crosses the boundary as a pointer and a length, UTF-8, without a terminator.

extension tenon_str {
    /// No text.
    public static var empty: tenon_str { unsafe tenon_str("") }

    /// A text that lives as long as the process: what descriptors are made of.
    public init(_ text: StaticString) {
        precondition(text.hasPointerRepresentation, "a descriptor's text is a string literal")
        let bytes = unsafe UnsafeRawPointer(text.utf8Start)
        unsafe self.init(
            ptr: bytes.assumingMemoryBound(to: CChar.self),
            len: UInt64(text.utf8CodeUnitCount)
        )
    }

    /// Lends a string to C for the time of one call.
    public static func lending<Result>(
        _ text: String,
        _ body: (tenon_str) -> Result
    ) -> Result {
        var text = text
        return text.withUTF8 { bytes in
            let start = unsafe UnsafeRawPointer(bytes.baseAddress)
            guard let start = unsafe start else { return unsafe body(.empty) }
            return unsafe body(
                tenon_str(
                    ptr: start.assumingMemoryBound(to: CChar.self),
                    len: UInt64(bytes.count)
                )
            )
        }
    }

    /// Lets the bytes be read; they are valid only inside `body`.
    public func withBytes<Result, Failure: Error>(
        _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = unsafe UnsafeRawPointer(ptr)?.assumingMemoryBound(to: UInt8.self)
        let bytes = unsafe UnsafeBufferPointer(
            start: start,
            count: start == nil ? 0 : Int(clamping: len)
        )
        return try unsafe body(bytes.span)
    }

    /// A copy of the text that may be kept; broken UTF-8 is repaired with U+FFFD.
    public var string: String {
        unsafe withBytes { span in
            String(decoding: Array(copying: span), as: UTF8.self)
        }
    }
}

extension Array where Element == UInt8 {
    /// The bytes of a span, to keep.
    public init(copying span: Span<UInt8>) {
        self.init()
        reserveCapacity(span.count)
        for index in span.indices { append(span[index]) }
    }
}

/// Whether a C string is exactly this text; a null pointer never is.
///
/// - Parameters:
///   - text: Terminated by 0. At most one byte past the literal's length is read.
///   - expected: A literal.
/// - Returns: `true` when they are equal, byte by byte.
@unsafe
public func isText(_ text: UnsafePointer<CChar>?, _ expected: StaticString) -> Bool {
    guard let text = unsafe text else { return false }
    let expectedBytes = unsafe expected.utf8Start
    for index in 0..<expected.utf8CodeUnitCount
    where unsafe UInt8(bitPattern: text[index]) != expectedBytes[index] {
        return false
    }
    return unsafe text[expected.utf8CodeUnitCount] == 0
}
