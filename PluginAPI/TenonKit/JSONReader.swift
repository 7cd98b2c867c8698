/// Reads a JSON text byte by byte; never looks past the end and never recurses deeper than 64.
struct JSONReader {
    private let bytes: [UInt8]
    private var at = 0
    private var depth = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(PluginError) -> JSON {
        skipSpace()
        let result = try value()
        skipSpace()
        guard at == bytes.count else { throw expected("nothing more") }
        return result
    }

    private mutating func value() throws(PluginError) -> JSON {
        switch peek {
        case UInt8(ascii: "{"): return try nested(Self.object)
        case UInt8(ascii: "["): return try nested(Self.array)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func nested(
        _ body: (inout JSONReader) throws(PluginError) -> JSON
    ) throws(PluginError) -> JSON {
        guard depth < 64 else { throw expected("at most 64 levels") }
        depth += 1
        at += 1
        skipSpace()
        let result = try body(&self)
        depth -= 1
        return result
    }

    private static func object(
        _ reader: inout JSONReader
    ) throws(PluginError) -> JSON {
        var members: [JSON.Member] = []
        var names: Set<String> = []
        if reader.take("}") { return .object([]) }
        repeat {
            reader.skipSpace()
            let start = reader.at
            guard reader.peek == UInt8(ascii: "\"") else {
                throw reader.expected("a name in quotes")
            }
            let name = try reader.string()
            guard names.insert(name).inserted else {
                reader.at = start
                throw reader.expected("each name once, but '\(name)' is here again")
            }
            reader.skipSpace()
            guard reader.take(":") else { throw reader.expected("':' after the name") }
            reader.skipSpace()
            members.append(JSON.Member(name, try reader.value()))
            reader.skipSpace()
        } while reader.take(",")
        guard reader.take("}") else { throw reader.expected("',' or '}'") }
        return .object(members)
    }

    private static func array(
        _ reader: inout JSONReader
    ) throws(PluginError) -> JSON {
        var values: [JSON] = []
        if reader.take("]") { return .array([]) }
        repeat {
            reader.skipSpace()
            values.append(try reader.value())
            reader.skipSpace()
        } while reader.take(",")
        guard reader.take("]") else { throw reader.expected("',' or ']'") }
        return .array(values)
    }

    private mutating func word(_ word: String, _ value: JSON) throws(PluginError) -> JSON {
        guard bytes[at...].starts(with: word.utf8) else { throw expected("'\(word)'") }
        at += word.utf8.count
        return value
    }

    private mutating func number() throws(PluginError) -> String {
        let start = at
        _ = take("-")
        let first = peek
        let whole = digits()
        guard whole > 0 else {
            at = start
            throw expected("a value")
        }
        guard whole == 1 || first != UInt8(ascii: "0") else {
            at = start
            throw expected("a number without a leading 0")
        }
        if take(".") {
            guard digits() > 0 else { throw expected("a digit after the point") }
        }
        if peek | 0x20 == UInt8(ascii: "e") {
            at += 1
            if !take("+") { _ = take("-") }
            guard digits() > 0 else { throw expected("a digit of the exponent") }
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private mutating func digits() -> Int {
        let start = at
        while peek >= UInt8(ascii: "0") && peek <= UInt8(ascii: "9") { at += 1 }
        return at - start
    }

    private mutating func string() throws(PluginError) -> String {
        at += 1
        var text: [UInt8] = []
        while true {
            guard at < bytes.count else { throw expected("a closing '\"'") }
            let byte = bytes[at]
            guard byte >= 0x20 else { throw expected("no control character in a string") }
            at += 1
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\") { try escape(into: &text) } else { text.append(byte) }
        }
        guard let string = String(validating: text, as: UTF8.self) else {
            throw expected("UTF-8 in the string before")
        }
        return string
    }

    private mutating func escape(into text: inout [UInt8]) throws(PluginError) {
        let byte = peek
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(8)
        case UInt8(ascii: "f"): text.append(12)
        case UInt8(ascii: "n"): text.append(10)
        case UInt8(ascii: "r"): text.append(13)
        case UInt8(ascii: "t"): text.append(9)
        case UInt8(ascii: "u"): text.append(contentsOf: try scalar().utf8)
        default:
            at -= 1
            throw expected("one of \" \\ / b f n r t u after '\\'")
        }
    }

    /// The character of `\uXXXX`, or of two of them where the first is half of a pair.
    private mutating func scalar() throws(PluginError) -> String {
        var code = try hexadecimal()
        if code >= 0xD800, code < 0xDC00, take("\\"), take("u") {
            let low = try hexadecimal()
            if low >= 0xDC00 && low < 0xE000 {
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
        }
        guard let scalar = Unicode.Scalar(code) else { throw expected("a whole surrogate pair") }
        return String(Character(scalar))
    }

    private mutating func hexadecimal() throws(PluginError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(peek)).hexDigitValue, peek < 0x80 else {
                throw expected("four hexadecimal digits")
            }
            code = code << 4 + UInt32(digit)
            at += 1
        }
        return code
    }

    /// The byte at hand, 0 at the end.
    private var peek: UInt8 { at < bytes.count ? bytes[at] : 0 }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard peek == UInt8(ascii: character), at < bytes.count else { return false }
        at += 1
        return true
    }

    private mutating func skipSpace() {
        while case let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            at += 1
        }
    }

    private func expected(_ what: String) -> PluginError {
        let before = bytes.prefix(at)
        let line = before.count { $0 == 0x0A } + 1
        let column = at - (before.lastIndex(of: 0x0A) ?? -1)
        return .invalid("\(line):\(column): expected \(what)")
    }
}
