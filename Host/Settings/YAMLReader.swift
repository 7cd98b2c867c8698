/// Reads one YAML document into nodes, through the system's libyaml.
///
/// Less than YAML on purpose: aliases, anchors, tags and further documents are refused, keys are
/// scalars and unique, and sizes are bounded, so that no text can cost more than it weighs.
enum YAMLReader {
    /// The bounds of what is read.
    enum Limit {
        static let bytes = 4 << 20
        static let depth = 64
        static let nodes = 125_000
        /// Of one mapping.
        static let keys = 20_000
        static let scalarBytes = 1 << 20
    }

    /// Reads a source, which is no longer than the limit.
    ///
    /// - Returns: The root, with what was refused inside it reported and marked; `nil` when the
    ///   text is empty or could not be read to its end, which is then among the problems.
    static func read(_ source: SourceText, problems: Problems) -> Node? {
        if let offset = firstInvalidByte(of: source.bytes) {
            problems.add(source.position(ofByte: offset), "not UTF-8", hint: "save it as UTF-8")
            return nil
        }
        var stream = YAMLEventStream(source)
        var builder = NodeBuilder(source: source, problems: problems)
        do {
            while let event = try stream.next() { try builder.take(event) }
        } catch let failure {
            problems.add(failure.position, failure.message, hint: failure.hint)
            return nil
        }
        return builder.root
    }

    /// The offset of the first byte that is not part of valid UTF-8.
    private static func firstInvalidByte(of bytes: [UInt8]) -> Int? {
        do throws(UTF8.ValidationError) {
            _ = try UTF8Span(validating: bytes.span)
            return nil
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}

/// Why a text cannot be read any further.
struct YAMLFailure: Error {
    let position: Position
    let message: String
    let hint: String
}

/// What libyaml found next, without what this reader has no use for.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case scalar(text: String, isPlain: Bool)
        case mappingStart
        case mappingEnd
        case sequenceStart
        case sequenceEnd
        case alias
    }

    let kind: Kind
    let position: Position
    let hasAnchor: Bool
    let hasTag: Bool
}
