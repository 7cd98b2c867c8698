/// Collects the bytes of a state: little endian, nothing between the values.
public struct StateWriter {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []

    /// An empty state.
    public init() {}

    /// Appends an integer in as many bytes as its type has.
    public mutating func write<Value: FixedWidthInteger>(_ value: Value) {
        for byte in 0..<Value.bitWidth / 8 {
            bytes.append(UInt8(truncatingIfNeeded: value >> Value(byte * 8)))
        }
    }

    /// Appends the 8 bytes of a double, bit for bit.
    public mutating func write(_ value: Double) { write(value.bitPattern) }

    /// Appends a text in a field of `width` bytes, the rest 0.
    ///
    /// - Throws: `.invalid` when the text does not fit.
    public mutating func write(_ text: String, width: Int) throws(PluginError) {
        let utf8 = Array(text.utf8)
        guard utf8.count <= width else {
            throw .invalid("state: '\(text)' is longer than \(width) bytes")
        }
        bytes += utf8 + Array(repeating: 0, count: width - utf8.count)
    }
}

/// Hands out the values of a state in the order they were written.
public struct StateReader {
    private let bytes: [UInt8]
    private var at = 0

    /// Reads from bytes at hand.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next integer.
    ///
    /// - Throws: `.invalid` when the bytes end before it.
    public mutating func read<Value: FixedWidthInteger>(
        _ type: Value.Type
    ) throws(PluginError) -> Value {
        let width = Value.bitWidth / 8
        guard bytes.count - at >= width else { throw short(by: width) }
        var value = Value.zero
        for byte in (0..<width).reversed() {
            value = value << 8 | Value(truncatingIfNeeded: bytes[at + byte])
        }
        at += width
        return value
    }

    /// The next double, bit for bit.
    ///
    /// - Throws: `.invalid` when the bytes end before it.
    public mutating func readDouble() throws(PluginError) -> Double {
        Double(bitPattern: try read(UInt64.self))
    }

    /// The text of a field of `width` bytes.
    ///
    /// - Throws: `.invalid` when the bytes end before it, are no UTF-8, or go on after the first 0.
    public mutating func readText(width: Int) throws(PluginError) -> String {
        guard bytes.count - at >= width else { throw short(by: width) }
        let field = bytes[at..<at + width]
        let text = field.prefix { $0 != 0 }
        guard field.dropFirst(text.count).allSatisfy({ $0 == 0 }),
            let string = String(validating: text, as: UTF8.self)
        else { throw .invalid("state: byte \(at) on is no text of \(width) bytes") }
        at += width
        return string
    }

    /// Ends the reading.
    ///
    /// - Throws: `.invalid` when bytes are left.
    public func finish() throws(PluginError) {
        guard at == bytes.count else {
            throw .invalid("state: \(bytes.count - at) bytes too many, expected \(at)")
        }
    }

    private func short(by width: Int) -> PluginError {
        .invalid("state: ends at byte \(bytes.count), expected \(width) more at \(at)")
    }
}

/// The 32 bytes that `tenon_state.digest` answers: equal states, equal digests.
///
/// Four FNV-1a sums with different starts, little endian. It finds a difference between two copies
/// of a strategy; it is no protection against someone who looks for a collision (the host frames
/// saved states with SHA-256).
public func stateDigest(_ bytes: [UInt8]) -> [UInt8] {
    var writer = StateWriter()
    for lane in 0..<4 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(lane)
        for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        writer.write(sum)
    }
    return writer.bytes
}
