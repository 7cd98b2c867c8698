import Domain

/// What a plugin says of its configuration: the part of JSON Schema 2020-12 this host checks.
///
/// A keyword it does not check is an error, not a promise left unkept. Unlike plain JSON Schema,
/// an object whose schema lists properties and says nothing of others has no others, but for the
/// branches of `oneOf` and `anyOf` of a schema that lists properties itself.
///
/// `$ref` is put in place while the schema is read, so that a value here refers to nothing.
package struct ConfigSchema: Sendable {
    /// Why a schema cannot be used.
    package struct Failure: Error, CustomStringConvertible {
        /// Where in the schema: `properties.fast`, empty for the whole.
        package let path: String
        package let message: String

        package var description: String {
            path.isEmpty ? "config schema: \(message)" : "config schema, \(path): \(message)"
        }
    }

    /// A JSON type by its schema name.
    package enum Kind: String, CaseIterable, Sendable {
        case null
        case boolean
        case integer
        case number
        case string
        case array
        case object
    }

    /// One named property.
    package struct Property: Sendable {
        package let name: String
        package let schema: ConfigSchema
    }

    /// The types a value may have; empty when any.
    package let kinds: [Kind]
    /// In the order of the schema.
    package let properties: [Property]
    /// The names of the properties an object must have.
    package let required: [String]
    /// Whether an object may have properties the schema does not list.
    package let allowsOthers: Bool
    /// The values that are valid, of `enum` and `const`; `nil` when the types decide alone.
    package let allowed: [JSONValue]?
    /// What the plugin takes for a missing value; for people, as the host adds nothing.
    package let standard: JSONValue?
    /// For people; empty when not given.
    package let summary: String
    /// `x-tenon-unit`; empty when not given.
    package let unit: String
    /// `x-tenon-secret`: the value, or a branch of it, is a reference to a secret.
    package let isSecret: Bool
    /// `x-tenon-runtime`: the value may change while the instance runs.
    package let isRuntime: Bool
    /// Exactly one of these is valid; empty when `oneOf` is not given.
    package let exclusive: [ConfigSchema]
    /// At least one of these is valid; empty when `anyOf` is not given.
    package let inclusive: [ConfigSchema]
    let bounds: Bounds
    /// A regular expression that compiles and that a text must match somewhere; empty when none.
    let pattern: String
    /// Of a text, in Unicode scalars.
    let textLength: ClosedRange<Int>?
    let elementCount: ClosedRange<Int>?
    let memberCount: ClosedRange<Int>?
    /// Whether it says what is inside a list or an object, so that its branches only judge.
    let isShaped: Bool
    /// None or one each (arrays, as a value cannot hold its own type).
    private let elements: [ConfigSchema]
    private let rest: [ConfigSchema]

    /// The schema of each element of a list; `nil` when any is valid.
    package var items: ConfigSchema? { elements.first }

    /// The schema of each property that is not listed; `nil` when any, or none, is valid.
    package var others: ConfigSchema? { rest.first }

    /// The schema of a property; `nil` when the schema does not list it.
    package subscript(_ name: String) -> ConfigSchema? {
        properties.first { $0.name == name }?.schema
    }

    /// The branches of `oneOf` and `anyOf`.
    var branches: [ConfigSchema] { exclusive + inclusive }

    /// Reads the text of a descriptor.
    ///
    /// - Throws: `Failure` for text that is not JSON, and for what this host does not check.
    package init(_ text: String) throws(Failure) {
        let value: JSONValue
        do {
            value = try JSONReader.read(text)
        } catch let failure {
            throw Failure(path: "", message: failure.description)
        }
        self = try SchemaDocument.read(value)
    }

    /// Reads one schema object, and all inside it.
    ///
    /// - Parameters:
    ///   - value: As the document has it.
    ///   - place: Where it stands.
    ///   - document: What `$ref` refers to, and what is left of the limit on parts.
    /// - Throws: `Failure` at the first keyword that is wrong or not checked.
    init(
        _ value: JSONValue,
        at place: SchemaPlace,
        of document: inout SchemaDocument
    ) throws(Failure) {
        let (value, place) = try document.resolved(value, at: place)
        let reader = try SchemaReader(value, at: place)
        allowed = try reader.allowed()
        kinds = try reader.kinds(allowed: allowed)
        required = try reader.texts("required")
        standard = value["default"]
        summary = try reader.text("description")
        unit = try reader.text("x-tenon-unit")
        isRuntime = try reader.boolean("x-tenon-runtime") ?? false
        bounds = try reader.bounds()
        pattern = try reader.pattern()
        textLength = try reader.range("minLength", "maxLength")
        elementCount = try reader.range("minItems", "maxItems")
        memberCount = try reader.range("minProperties", "maxProperties")

        var properties: [Property] = []
        for member in try reader.object("properties") ?? [] {
            let inner = try place.inside("properties.\(member.key)")
            let schema = try ConfigSchema(member.value, at: inner, of: &document)
            properties.append(Property(name: member.key, schema: schema))
        }
        self.properties = properties
        elements = try reader.schemas("items", of: &document)
        if case .boolean(let allowsOthers)? = value["additionalProperties"] {
            self.allowsOthers = allowsOthers
            rest = []
        } else {
            rest = try reader.schemas("additionalProperties", of: &document)
            allowsOthers = !rest.isEmpty || properties.isEmpty || place.isJudge
        }
        let isOpen = value["additionalProperties"] != nil && allowsOthers
        isShaped =
            !properties.isEmpty || !elements.isEmpty || value["additionalProperties"] != nil
        var owner = place
        owner.own(properties.map(\.name), isOpen: isOpen, isShaped: isShaped)
        exclusive = try reader.branches("oneOf", of: owner, document: &document)
        inclusive = try reader.branches("anyOf", of: owner, document: &document)
        isSecret =
            try reader.boolean("x-tenon-secret") ?? false
            || (exclusive + inclusive).contains(where: \.isSecret)
        try check(owner)
    }

    /// Refuses what no configuration could follow.
    private func check(_ place: SchemaPlace) throws(Failure) {
        if let known = place.knownNames {
            let names = Set(known + branches.flatMap { $0.properties.map(\.name) })
            if let missing = required.first(where: { !names.contains($0) }) {
                throw place.failure("required '\(missing)' is no property")
            }
        }
        if let standard, !allows(standard) {
            throw place.failure("the default \(standard.text) is not valid itself")
        }
    }
}
