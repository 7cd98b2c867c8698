import Domain

/// What a plugin says of its configuration: the part of JSON Schema 2020-12 this host checks.
///
/// A keyword it does not check is an error, not a promise left unkept. Unlike plain JSON Schema,
/// an object whose schema lists properties and says nothing of others has no others.
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
    /// The values that are valid; empty when the types decide alone.
    package let allowed: [JSONValue]
    /// What stands for a missing value.
    package let standard: JSONValue?
    /// For people; empty when not given.
    package let summary: String
    /// `x-tenon-unit`; empty when not given.
    package let unit: String
    /// `x-tenon-secret`: the value is a reference to a secret.
    package let isSecret: Bool
    /// `x-tenon-runtime`: the value may change while the instance runs.
    package let isRuntime: Bool
    let minimum: Decimal?
    let maximum: Decimal?
    /// A bound that is itself not allowed.
    let exclusiveMinimum: Decimal?
    let exclusiveMaximum: Decimal?
    /// A regular expression that compiles and that a text must match somewhere; empty when none.
    let pattern: String
    let lengths: ClosedRange<Int>?
    /// The schema of list elements: none or one (an array, as a value cannot hold its own type).
    private let elements: [ConfigSchema]

    /// The schema of each element of a list; `nil` when any is valid.
    package var items: ConfigSchema? { elements.first }

    /// The schema of a property; `nil` when the schema does not list it.
    package subscript(_ name: String) -> ConfigSchema? {
        properties.first { $0.name == name }?.schema
    }

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
        try self.init(value, path: "")
    }

    private init(_ value: JSONValue, path: String) throws(Failure) {
        let reader = try SchemaReader(value, path: path)
        let allowed = try reader.array("enum") ?? []
        let kinds = try reader.kinds()
        self.allowed = allowed
        // A list of words alone says as much as the type.
        self.kinds =
            kinds.isEmpty ? Kind.allCases.filter { allowed.map(\.kind).contains($0) } : kinds
        required = try reader.texts("required")
        standard = value["default"]
        summary = try reader.text("description")
        unit = try reader.text("x-tenon-unit")
        isSecret = try reader.boolean("x-tenon-secret") ?? false
        isRuntime = try reader.boolean("x-tenon-runtime") ?? false
        minimum = try reader.number("minimum")
        maximum = try reader.number("maximum")
        exclusiveMinimum = try reader.number("exclusiveMinimum")
        exclusiveMaximum = try reader.number("exclusiveMaximum")
        pattern = try reader.pattern()
        lengths = try reader.lengths()
        var properties: [Property] = []
        for member in try reader.object("properties") ?? [] {
            let inner = reader.path("properties.\(member.key)")
            let schema = try ConfigSchema(member.value, path: inner)
            properties.append(Property(name: member.key, schema: schema))
        }
        self.properties = properties
        allowsOthers = try reader.boolean("additionalProperties") ?? properties.isEmpty
        if let items = value["items"] {
            elements = [try ConfigSchema(items, path: reader.path("items"))]
        } else {
            elements = []
        }
        if let missing = required.first(where: { self[$0] == nil }) {
            throw Failure(path: path, message: "required '\(missing)' is no property")
        }
    }
}

/// Reads the keywords of one schema object.
private struct SchemaReader {
    typealias Failure = ConfigSchema.Failure

    private static let known: Set<String> = [
        "$schema", "$id", "$comment", "title", "description", "examples", "type", "properties",
        "required", "additionalProperties", "items", "enum", "default", "minimum", "maximum",
        "exclusiveMinimum", "exclusiveMaximum", "pattern", "minLength", "maxLength", "minItems",
        "maxItems", "x-tenon-unit", "x-tenon-scale",
        "x-tenon-secret", "x-tenon-runtime",
    ]

    private let value: JSONValue
    private let place: String

    init(_ value: JSONValue, path: String) throws(Failure) {
        self.value = value
        place = path
        guard case .object(let members) = value else {
            throw Failure(path: path, message: "expected an object")
        }
        if let unknown = members.first(where: { !SchemaReader.known.contains($0.key) }) {
            let message = "keyword '\(unknown.key)' is not available in this build"
            throw Failure(path: path, message: message)
        }
    }

    func path(_ key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    private func wrong(_ key: String, _ expected: String) -> Failure {
        Failure(path: path(key), message: "expected \(expected)")
    }

    func kinds() throws(Failure) -> [ConfigSchema.Kind] {
        guard let type = value["type"] else { return [] }
        let names: [JSONValue] = if case .array(let names) = type { names } else { [type] }
        var kinds: [ConfigSchema.Kind] = []
        for name in names {
            guard case .string(let text) = name, let kind = ConfigSchema.Kind(rawValue: text) else {
                throw wrong("type", "a JSON type, found \(name.text)")
            }
            kinds.append(kind)
        }
        return kinds
    }

    func array(_ key: String) throws(Failure) -> [JSONValue]? {
        guard let found = value[key] else { return nil }
        guard case .array(let elements) = found else { throw wrong(key, "a list") }
        return elements
    }

    func object(_ key: String) throws(Failure) -> [JSONValue.Member]? {
        guard let found = value[key] else { return nil }
        guard case .object(let members) = found else { throw wrong(key, "an object") }
        return members
    }

    func texts(_ key: String) throws(Failure) -> [String] {
        var texts: [String] = []
        for element in try array(key) ?? [] {
            guard case .string(let text) = element else { throw wrong(key, "a list of names") }
            texts.append(text)
        }
        return texts
    }

    func text(_ key: String) throws(Failure) -> String {
        guard let found = value[key] else { return "" }
        guard case .string(let text) = found else { throw wrong(key, "a text") }
        return text
    }

    func pattern() throws(Failure) -> String {
        let pattern = try text("pattern")
        do {
            _ = try Regex(pattern)
        } catch {
            throw wrong("pattern", "a regular expression")
        }
        return pattern
    }

    func boolean(_ key: String) throws(Failure) -> Bool? {
        guard let found = value[key] else { return nil }
        guard case .boolean(let value) = found else { throw wrong(key, "true or false") }
        return value
    }

    func number(_ key: String) throws(Failure) -> Decimal? {
        guard let found = value[key] else { return nil }
        guard case .number(let text) = found, let number = Decimal(json: text) else {
            throw wrong(key, "a number of at most 18 digits")
        }
        return number
    }

    /// The bounds of a text's or a list's length, whichever are given.
    func lengths() throws(Failure) -> ClosedRange<Int>? {
        let low = try number(value["minLength"] == nil ? "minItems" : "minLength")
        let high = try number(value["maxLength"] == nil ? "maxItems" : "maxLength")
        guard low != nil || high != nil else { return nil }
        guard let least = (low ?? Decimal(0)).mantissa(at: 0),
            let most = (high ?? Decimal(Int64.max)).mantissa(at: 0), 0 <= least, least <= most
        else { throw wrong("length", "whole numbers, the smaller first") }
        return Int(least)...Int(most)
    }
}

extension JSONValue {
    /// The type this value has; of a whole number `number`, which admits it.
    fileprivate var kind: ConfigSchema.Kind {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }
}

extension Decimal {
    /// A JSON number, exactly; `nil` for other text and where 64 bits or the exponents -18 to 18
    /// do not reach.
    init?(json text: String) {
        guard JSONReader.isNumber(text) else { return nil }
        let parts = text.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
        guard let base = Decimal(parts[0]) else { return nil }
        guard parts.count == 2 else {
            self = base
            return
        }
        guard let shift = Int(parts[1]), (-36...36).contains(shift),
            (-18...18).contains(base.exponent + shift)
        else { return nil }
        self.init(mantissa: base.mantissa, exponent: base.exponent + shift)
    }
}
