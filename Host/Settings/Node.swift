/// One value of a settings text, with the place it was written.
///
/// Scalars are text: what they mean is the schema's to say, never YAML's to guess.
package struct Node: Sendable {
    /// What stands there.
    package enum Content: Sendable {
        /// `isPlain` is false for quoted and block text.
        case scalar(text: String, isPlain: Bool)
        /// In the order of the text, each key once.
        case mapping([Entry])
        case sequence([Node])
        /// Already reported, to be passed over in silence.
        case refused
    }

    /// One key of a mapping with its value.
    package struct Entry: Sendable {
        package let key: String
        package let keyPosition: Position
        package let value: Node
    }

    package let content: Content
    package let position: Position

    /// The value of a key of this mapping; `nil` when there is none or this is no mapping.
    package subscript(_ key: String) -> Node? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }

    /// The text of a scalar; `nil` of anything else.
    package var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// Whether nothing is written where a value was expected, as in `file:` and an end of line.
    var isAbsent: Bool {
        if case .scalar(let text, let isPlain) = content { text.isEmpty && isPlain } else { false }
    }

    /// What stands here, for a message: `'12'`, `a list`, `a mapping`, `nothing`.
    var found: String {
        switch content {
        case .scalar(let text, _): isAbsent ? "nothing" : "'\(Node.shortened(text))'"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .refused: "nothing"
        }
    }

    /// At most 60 characters of a text, for a message.
    static func shortened(_ text: String) -> String {
        // The bytes are counted first: that costs nothing, and most texts are short.
        text.utf8.count > 60 && text.count > 60 ? "\(text.prefix(60))…" : text
    }
}
