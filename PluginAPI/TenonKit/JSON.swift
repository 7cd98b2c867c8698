/// A JSON value as it stands in the text: members in their order, numbers with their exact digits.
///
/// Made for configuration and small payloads in control calls; it allocates.
public enum JSON: Equatable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number as written, valid JSON syntax: `1.10` stays `1.10`.
    case number(String)
    /// Text with its escapes resolved.
    case string(String)
    /// Values in their order.
    case array([JSON])
    /// Members in their order; names are unique.
    case object([Member])

    /// A name and its value.
    public struct Member: Equatable, Sendable {
        /// The name with its escapes resolved.
        public let name: String
        /// What the name stands for.
        public let value: JSON

        /// A member of an object.
        public init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// Reads one JSON text (RFC 8259): UTF-8, nothing after the value, at most 64 levels deep.
    ///
    /// - Throws: `PluginError` with status `.invalid`, naming line, column and what was expected.
    ///   A member name that appears twice in one object is refused.
    public init(parsing text: Span<UInt8>) throws(PluginError) {
        var reader = JSONReader(bytes: Array(copying: text))
        self = try reader.document()
    }

    /// Reads one JSON text from a string.
    ///
    /// - Throws: As above.
    public init(parsing text: String) throws(PluginError) {
        var reader = JSONReader(bytes: Array(text.utf8))
        self = try reader.document()
    }

    /// The value of a member; `nil` when this is no object or has no such member.
    public subscript(name: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// What kind of value this is, in the words of a message: `a string`.
    public var kind: StaticString {
        switch self {
        case .null: "null"
        case .bool: "true or false"
        case .number: "a number"
        case .string: "a string"
        case .array: "a list"
        case .object: "an object"
        }
    }
}
