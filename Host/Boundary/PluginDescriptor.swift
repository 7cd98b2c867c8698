import CTenon

/// The four kinds of plugin.
package enum PluginKind: UInt32, Sendable, CaseIterable, CustomStringConvertible {
    case strategy = 1
    case connector = 2
    case broker = 3
    case channel = 4

    /// What the trade calls it.
    package var description: String {
        switch self {
        case .strategy: "strategy"
        case .connector: "data connector"
        case .broker: "broker"
        case .channel: "notification channel"
        }
    }
}

/// What a plugin says of itself: copies of its texts, taken once after loading and checked.
package struct PluginDescriptor: Sendable, Hashable {
    /// The kind decides which table its instances have.
    package let kind: PluginKind
    /// The name in plugins.yaml: letters, digits, `.`, `_` and `-`, at most 128.
    package let id: String
    /// The name for people; may be empty.
    package let name: String
    /// Never empty.
    package let version: String
    package let flags: UInt32
    package let vendor: String
    package let summary: String
    package let licence: String
    /// Shown only.
    package let language: String
    /// JSON Schema of its configuration; empty means it takes none.
    package let configSchema: String
    /// JSON of what it asks for; empty means nothing.
    package let permissions: String
    /// The schema of the state it saves; 0 means it has no state to save.
    package let stateWrites: UInt32
    /// The oldest schema of state it loads, not above `stateWrites`.
    package let stateReadsMinimum: UInt32
    package let extensions: String
    package let changes: String

    /// Copies and checks a plugin's descriptor.
    ///
    /// - Throws: `PluginError` with `.badTable` or `.badDescriptor`.
    init(_ source: UnsafePointer<tenon_descriptor>?, _ place: PluginPlace) throws(PluginError) {
        let raw = try unsafe copyTable(
            UnsafeRawPointer(source),
            zero: tenon_descriptor(),
            minimum: end(of: \tenon_descriptor.changes),
            name: "tenon_descriptor",
            place
        )
        guard let kind = unsafe PluginKind(rawValue: raw.kind) else {
            let number = unsafe raw.kind
            throw place.error(
                .badDescriptor,
                "its kind is \(number); this host knows 1 to 4",
                authorRemedy
            )
        }
        self.kind = kind
        id = try Self.checkedID(unsafe copyText(raw.id, "id", place), place)
        name = try unsafe copyText(raw.name, "name", place)
        version = try unsafe copyText(raw.version, "version", place)
        guard !version.isEmpty else {
            throw place.error(.badDescriptor, "'\(id)' has no version", authorRemedy)
        }
        flags = unsafe raw.flags
        vendor = try unsafe copyText(raw.vendor, "vendor", place)
        summary = try unsafe copyText(raw.summary, "summary", place)
        licence = try unsafe copyText(raw.licence, "licence", place)
        language = try unsafe copyText(raw.language, "language", place)
        configSchema = try unsafe copyText(raw.config_schema, "config_schema", place)
        permissions = try unsafe copyText(raw.permissions, "permissions", place)
        stateWrites = unsafe raw.state_writes
        stateReadsMinimum = unsafe raw.state_reads_min
        extensions = try unsafe copyText(raw.extensions, "extensions", place)
        changes = try unsafe copyText(raw.changes, "changes", place)
        guard stateReadsMinimum <= stateWrites else {
            throw place.error(
                .badDescriptor,
                "'\(id)' reads state from schema \(stateReadsMinimum) on but writes \(stateWrites)",
                authorRemedy
            )
        }
    }

    private static func checkedID(
        _ id: String,
        _ place: PluginPlace
    ) throws(PluginError) -> String {
        guard !id.isEmpty else { throw place.error(.badDescriptor, "has no id", authorRemedy) }
        let isPlain = id.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain, id.utf8.count <= 128 else {
            throw place.error(
                .badDescriptor,
                "its id has other signs than letters, digits, '.', '_' and '-', or more than 128",
                authorRemedy
            )
        }
        return id
    }
}
