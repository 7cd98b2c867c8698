/// Why bytes are not a library this host loads: the code, the fact and the remedy, without the
/// file's name, which the caller adds.
struct ELFFault: Error, Sendable {
    let code: PluginError.Code
    let fact: String
    let remedy: String

    /// The file ends, or points, where it cannot.
    static func outside(_ what: String) -> ELFFault {
        ELFFault(
            code: .truncated,
            fact: "\(what) lies outside the file: it is truncated or damaged",
            remedy: "build or copy the plugin again"
        )
    }

    /// The file is no shared library.
    static func notLibrary(_ fact: String) -> ELFFault {
        ELFFault(
            code: .notLibrary,
            fact: fact,
            remedy: "name a shared library: cc -shared -fPIC … -o libname.so"
        )
    }

    /// A header holds a value that no linker writes.
    static func damaged(_ fact: String) -> ELFFault {
        ELFFault(code: .notLibrary, fact: fact, remedy: "build or copy the plugin again")
    }
}

/// Little-endian integers out of a file's bytes; every read is checked against the end.
struct ELFReader: Sendable {
    let bytes: [UInt8]

    /// The file's size in bytes.
    var size: UInt64 { UInt64(bytes.count) }

    /// The integer at `offset`; `what` names it for the error.
    func integer<Value: FixedWidthInteger & UnsignedInteger>(
        _ type: Value.Type,
        at offset: UInt64,
        _ what: @autoclosure () -> String
    ) throws(ELFFault) -> Value {
        let width = UInt64(MemoryLayout<Value>.size)
        guard holds(offset, width) else { throw ELFFault.outside(what()) }
        var value: Value = 0
        for index in (0..<Int(width)).reversed() {
            value = value << 8 | Value(truncatingIfNeeded: bytes[Int(offset) + index])
        }
        return value
    }

    /// Whether `count` bytes from `offset` lie inside the file.
    func holds(_ offset: UInt64, _ count: UInt64) -> Bool {
        let (end, overflow) = offset.addingReportingOverflow(count)
        return !overflow && end <= size
    }

    /// Whether `count` records of `width` bytes from `offset` lie inside the file.
    func holds(_ offset: UInt64, _ count: UInt64, of width: UInt64) -> Bool {
        let (total, overflow) = count.multipliedReportingOverflow(by: width)
        return !overflow && holds(offset, total)
    }

    /// The text at `offset` up to its NUL, at most `limit` bytes; bad UTF-8 is repaired, since
    /// the text is only shown or compared.
    func text(at offset: UInt64, limit: UInt64) -> String {
        guard offset < size else { return "" }
        let end = min(size, offset + min(limit, size - offset))
        return String(decoding: bytes[Int(offset)..<Int(end)].prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Whether the bytes at `offset` start with `prefix`.
    func starts(at offset: UInt64, with prefix: StaticString) -> Bool {
        let count = UInt64(prefix.utf8CodeUnitCount)
        guard holds(offset, count) else { return false }
        let start = Int(offset)
        return prefix.withUTF8Buffer { unsafe bytes[start..<start + Int(count)].elementsEqual($0) }
    }
}
