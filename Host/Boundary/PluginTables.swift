package import CTenon

/// What this host says of itself to a plugin, and the version of the header it speaks.
package enum PluginInterface {
    /// The major is also the N in `tenon_entry_N`.
    package static let major = UInt32(TENON_ABI_MAJOR)
    /// Plugins that need a higher minor are refused.
    package static let minor = UInt32(TENON_ABI_MINOR)
    /// The name and version that plugins are told.
    package static let hostName: StaticString = "Tenon"
    /// Semantic version of this host.
    package static let hostVersion: StaticString = "0.1.0"
    /// More plugins in one file than this is taken for a broken count.
    static let mostPlugins: UInt32 = 64
    /// A text of a plugin's descriptor has at most this many bytes.
    static let longestText: UInt64 = 65_536
    /// A table of a plugin has at most this many bytes, however new its header is.
    static let largestTable: UInt32 = 4_096
}

/// The byte where `field` ends: a table whose last needed field it is has at least this size.
func end<Root, Value>(of field: KeyPath<Root, Value>) -> Int {
    guard let offset = MemoryLayout<Root>.offset(of: field) else {
        preconditionFailure("tenon.h has stored fields only")
    }
    return offset + MemoryLayout<Value>.size
}

/// Copies the prefix of a plugin's table that both sides know; the rest stays zero.
///
/// Every table starts with its own size. A newer plugin's longer table is cut, an older one's
/// shorter table leaves later slots NULL, and one shorter than `minimum` is refused: so no later
/// code asks again how much of a table there is.
/// - Parameters:
///   - source: The plugin's table, aligned to 8 bytes.
///   - zero: A table of zeros.
///   - minimum: The bytes up to the last field that the first minor has.
///   - name: The type in tenon.h, for the error.
///   - place: Where the error will point.
/// - Returns: The copy.
/// - Throws: `PluginError` with `.badTable`.
func copyTable<Table>(
    _ source: UnsafeRawPointer?,
    zero: Table,
    minimum: Int,
    name: String,
    _ place: PluginPlace
) throws(PluginError) -> Table {
    guard let source = unsafe source else {
        throw place.error(.badTable, "gave no \(name) (NULL)", authorRemedy)
    }
    guard UInt(bitPattern: source) % 8 == 0 else {
        throw place.error(.badTable, "its \(name) is not aligned to 8 bytes", authorRemedy)
    }
    let size = unsafe source.load(as: UInt32.self)
    guard size >= minimum, size <= PluginInterface.largestTable else {
        throw place.error(
            .badTable,
            "its \(name).size is \(size); it must be \(minimum) to "
                + "\(PluginInterface.largestTable), as sizeof(\(name)) is",
            authorRemedy
        )
    }
    var copy = zero
    unsafe withUnsafeMutableBytes(of: &copy) { bytes in
        let known = min(Int(size), bytes.count)
        unsafe bytes.copyMemory(from: UnsafeRawBufferPointer(start: source, count: known))
    }
    return copy
}

/// Refuses a table whose mandatory slot is NULL.
func requireSlots(
    _ table: String,
    _ slots: [(name: String, isThere: Bool)],
    _ place: PluginPlace
) throws(PluginError) {
    for slot in slots where !slot.isThere {
        throw place.error(.badTable, "its \(table).\(slot.name) is NULL", authorRemedy)
    }
}

/// Copies a plugin's text: at most 64 KiB of UTF-8.
func copyText(
    _ text: tenon_str,
    _ field: String,
    _ place: PluginPlace
) throws(PluginError) -> String {
    guard unsafe text.len > 0 else { return "" }
    guard let start = unsafe text.ptr else {
        let length = unsafe text.len
        throw place.error(
            .badDescriptor,
            "its \(field) is NULL with a length of \(length)",
            authorRemedy
        )
    }
    guard unsafe text.len <= PluginInterface.longestText else {
        let length = unsafe text.len
        throw place.error(
            .badDescriptor,
            "its \(field) has \(length) bytes; \(PluginInterface.longestText) is the most",
            authorRemedy
        )
    }
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(text.len))
    guard let copy = unsafe String(validating: bytes, as: UTF8.self) else {
        throw place.error(.badDescriptor, "its \(field) is not UTF-8", authorRemedy)
    }
    return copy
}

/// A status as the header names it, with its number.
package func statusName(_ status: tenon_status) -> String {
    let name: String
    switch Int(status) {
    case TENON_OK: name = "OK"
    case TENON_E_AGAIN: name = "E_AGAIN"
    case TENON_E_INVALID: name = "E_INVALID"
    case TENON_E_STATE: name = "E_STATE"
    case TENON_E_NOSYS: name = "E_NOSYS"
    case TENON_E_PERMISSION: name = "E_PERMISSION"
    case TENON_E_LIMIT: name = "E_LIMIT"
    case TENON_E_DUPLICATE: name = "E_DUPLICATE"
    case TENON_E_STALE: name = "E_STALE"
    case TENON_E_TOOSMALL: name = "E_TOOSMALL"
    case TENON_E_VERSION: name = "E_VERSION"
    case TENON_E_IO: name = "E_IO"
    case TENON_E_FAULT: name = "E_FAULT"
    case TENON_E_FATAL: name = "E_FATAL"
    default: name = "an unknown status"
    }
    return "\(name) (\(status))"
}
