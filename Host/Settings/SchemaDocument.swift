/// A whole schema while it is read: its definitions, and how much of it may still be read.
///
/// A `$ref` is put in place where it stands. What refers to itself would have no end and is
/// refused; what refers twice to what refers twice is bounded by the number of parts.
struct SchemaDocument {
    private typealias Failure = ConfigSchema.Failure

    /// How many schemas, and values of `enum` and `default`, there may be with `$ref` in place.
    private static let maximumParts = 10_000
    private static let dialect = "https://json-schema.org/draft/2020-12/schema"
    /// What may stand only at the top.
    private static let top = ["$schema", "$id", "$defs"]
    /// What says what is inside a value, and cannot stand beside a `$ref`.
    private static let structure = [
        "properties", "required", "additionalProperties", "items", "oneOf", "anyOf", "$defs",
    ]
    /// What says nothing of validity: that of the place of a `$ref` goes before that of its target.
    private static let annotations = [
        "$comment", "title", "description", "examples", "default", "x-tenon-unit",
        "x-tenon-scale", "x-tenon-secret", "x-tenon-runtime",
    ]

    private var definitions: [String: JSONValue] = [:]
    private var parts = 0

    /// Reads a schema with its definitions, those that nothing refers to as well.
    static func read(_ value: JSONValue) throws(ConfigSchema.Failure) -> ConfigSchema {
        var document = SchemaDocument()
        guard case .object(let members) = value else {
            throw Failure(path: "", message: "expected an object")
        }
        if let dialect = value["$schema"], dialect != .string(SchemaDocument.dialect) {
            throw Failure(path: "$schema", message: "expected \(SchemaDocument.dialect)")
        }
        // An id changes nothing here: every reference begins with #.
        if let id = value["$id"] {
            guard case .string = id else { throw Failure(path: "$id", message: "expected a text") }
        }
        if let definitions = value["$defs"] {
            guard case .object(let members) = definitions else {
                throw Failure(path: "$defs", message: "expected an object")
            }
            for member in members { document.definitions[member.key] = member.value }
            for member in members {
                let place = SchemaPlace(definition: member.key)
                _ = try ConfigSchema(member.value, at: place, of: &document)
            }
        }
        let body = members.filter { !SchemaDocument.top.contains($0.key) }
        return try ConfigSchema(.object(body), at: SchemaPlace(), of: &document)
    }

    /// A schema object without `$ref`, and its place with what it went through.
    mutating func resolved(
        _ value: JSONValue,
        at start: SchemaPlace
    ) throws(ConfigSchema.Failure) -> (JSONValue, SchemaPlace) {
        var (value, place) = (value, start)
        while let reference = value["$ref"] {
            let (name, target) = try target(of: reference, at: place)
            guard !place.visited.contains(name) else {
                throw place.failure(
                    "'#/$defs/\(name)' contains itself, which is not available in this build"
                )
            }
            place.visited.append(name)
            value = try merged(value, onto: target, at: place)
        }
        parts += 1 + (value["enum"]?.size ?? 0) + (value["default"]?.size ?? 0)
        guard parts <= SchemaDocument.maximumParts else {
            throw place.failure("more than \(SchemaDocument.maximumParts) parts with $ref in place")
        }
        return (value, place)
    }

    private func target(
        of reference: JSONValue,
        at place: SchemaPlace
    ) throws(ConfigSchema.Failure) -> (String, JSONValue) {
        let prefix = "#/$defs/"
        guard case .string(let text) = reference, text.hasPrefix(prefix),
            !text.dropFirst(prefix.count).contains(where: { "/%".contains($0) })
        else {
            let message = "expected #/$defs/ and a name; no other $ref is available in this build"
            throw place.failure(message, "$ref")
        }
        // RFC 6901, section 4: in this order.
        let name = text.dropFirst(prefix.count)
            .replacing("~1", with: "/")
            .replacing("~0", with: "~")
        guard let target = definitions[String(name)] else {
            let hint = NearestWord.nearest(to: String(name), among: definitions.keys.sorted())
            let remedy = hint.map { "; did you mean \($0)?" } ?? ""
            throw place.failure("$defs has no '\(name)'\(remedy)", "$ref")
        }
        guard case .object = target else { throw place.failure("expected an object") }
        return (String(name), target)
    }

    /// A target with what stands beside the reference to it: both hold.
    private func merged(
        _ value: JSONValue,
        onto target: JSONValue,
        at place: SchemaPlace
    ) throws(ConfigSchema.Failure) -> JSONValue {
        guard case .object(let siblings) = value, case .object(var members) = target else {
            return target
        }
        for sibling in siblings where sibling.key != "$ref" {
            let isAnnotation = SchemaDocument.annotations.contains(sibling.key)
            if isAnnotation { members.removeAll { $0.key == sibling.key } }
            let isGiven = members.contains { $0.key == sibling.key }
            guard !isGiven, !SchemaDocument.structure.contains(sibling.key) else {
                throw place.failure(
                    "'\(sibling.key)' beside a $ref\(isGiven ? " to what has one too" : "") "
                        + "is not available in this build"
                )
            }
            members.append(sibling)
        }
        return .object(members)
    }
}
