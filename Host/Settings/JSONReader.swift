/// Reads JSON text (RFC 8259), as plugins bring it in their descriptors.
///
/// Stricter than the standard where it leaves a choice: keys are unique, at most 64 levels, 1 MiB.
package struct JSONReader {
    /// Why a text is not accepted.
    package struct Failure: Error, CustomStringConvertible {
        /// The byte at which reading stopped, from 0.
        package let offset: Int
        package let message: String

        package var description: String { "byte \(offset): \(message)" }
    }

    private static let maximumBytes = 1 << 20
    private static let maximumDepth = 64

    private let bytes: [UInt8]
    private var offset = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Reads a whole text.
    ///
    /// - Throws: `Failure` at the first byte that does not belong.
    package static func read(_ text: String) throws(Failure) -> JSONValue {
        var reader = JSONReader(Array(text.utf8))
        guard reader.bytes.count <= maximumBytes else {
            throw Failure(offset: maximumBytes, message: "more than \(maximumBytes) bytes")
        }
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.offset == reader.bytes.count else {
            throw reader.failure("something follows the value")
        }
        return value
    }

    /// Whether a text is a JSON number: `-12.5e3`, but not `+1`, `.5`, `1.` or `012`.
    static func isNumber(_ text: String) -> Bool {
        var reader = JSONReader(Array(text.utf8))
        return reader.takeNumber() && reader.offset == reader.bytes.count
    }

    private func failure(_ message: String) -> Failure { Failure(offset: offset, message: message) }

    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { offset += 1 }
    }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: letter) else { return false }
        offset += 1
        return true
    }

    private mutating func value(depth: Int) throws(Failure) -> JSONValue {
        guard depth < JSONReader.maximumDepth else { throw failure("nested too deep") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default:
            let start = offset
            guard takeNumber() else { throw failure("expected a value") }
            return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Failure) -> JSONValue {
        guard bytes[offset...].starts(with: word.utf8) else { throw failure("expected \(word)") }
        offset += word.utf8.count
        return value
    }

    private mutating func object(depth: Int) throws(Failure) -> JSONValue {
        offset += 1
        var members: [JSONValue.Member] = []
        var keys: Set<String> = []
        skipSpace()
        if take("}") { return .object([]) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw failure("expected a key") }
            let start = offset
            let key = try string()
            guard keys.insert(key).inserted else {
                throw Failure(offset: start, message: "key '\(key)' is given twice")
            }
            skipSpace()
            guard take(":") else { throw failure("expected a colon") }
            members.append(JSONValue.Member(key: key, value: try value(depth: depth + 1)))
            skipSpace()
        } while take(",")
        guard take("}") else { throw failure("expected a comma or a closing brace") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Failure) -> JSONValue {
        offset += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take("]") { return .array([]) }
        repeat {
            elements.append(try value(depth: depth + 1))
            skipSpace()
        } while take(",")
        guard take("]") else { throw failure("expected a comma or a closing bracket") }
        return .array(elements)
    }

    private mutating func takeDigits() -> Int {
        let start = offset
        while let byte = next, isDigit(byte) { offset += 1 }
        return offset - start
    }

    private mutating func takeNumber() -> Bool {
        _ = take("-")
        let hasLeadingZero = next == UInt8(ascii: "0")
        let whole = takeDigits()
        guard whole == 1 || (whole > 1 && !hasLeadingZero) else { return false }
        if take("."), takeDigits() == 0 { return false }
        if take("e") || take("E") {
            if !take("-") { _ = take("+") }
            if takeDigits() == 0 { return false }
        }
        return true
    }

    private mutating func string() throws(Failure) -> String {
        offset += 1
        var scalars = String.UnicodeScalarView()
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(scalars)
            case UInt8(ascii: "\\"):
                offset += 1
                scalars.append(try escaped())
            case 0..<0x20: throw failure("a control character in a string")
            default:
                let run = bytes[offset...].prefix { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
                scalars.append(contentsOf: String(decoding: run, as: UTF8.self).unicodeScalars)
                offset += run.count
            }
        }
        throw failure("a string without an end")
    }

    private mutating func escaped() throws(Failure) -> Unicode.Scalar {
        guard let byte = next else { throw failure("a string without an end") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try hexadecimal()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            // A high surrogate stands for a character only with the low one behind it.
            if (0xD800..<0xDC00).contains(unit), take("\\"), take("u") {
                let low = try hexadecimal()
                let value = 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF))
                if (0xDC00..<0xE000).contains(low), let scalar = Unicode.Scalar(value) {
                    return scalar
                }
            }
            throw failure("half a surrogate pair")
        default:
            offset -= 1
            throw failure("an unknown escape")
        }
    }

    private mutating func hexadecimal() throws(Failure) -> UInt32 {
        let digits = bytes[offset...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
        else { throw failure("expected four hexadecimal digits") }
        offset += 4
        return value
    }
}
