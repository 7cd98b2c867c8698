import Domain

/// Reads the keywords of one schema object.
struct SchemaReader {
    typealias Failure = ConfigSchema.Failure

    private static let known: Set<String> = [
        "$comment", "title", "description", "examples", "type", "properties", "required",
        "additionalProperties", "items", "enum", "const", "oneOf", "anyOf", "default", "minimum",
        "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "minLength", "maxLength",
        "minItems", "maxItems", "minProperties", "maxProperties", "x-tenon-unit", "x-tenon-scale",
        "x-tenon-secret", "x-tenon-runtime",
    ]

    private let value: JSONValue
    private let place: SchemaPlace

    init(_ value: JSONValue, at place: SchemaPlace) throws(Failure) {
        self.value = value
        self.place = place
        guard case .object(let members) = value else { throw place.failure("expected an object") }
        for member in members where !SchemaReader.known.contains(member.key) {
            let message =
                ["$defs", "$id", "$schema"].contains(member.key)
                ? "'\(member.key)' belongs at the top of the schema"
                : "keyword '\(member.key)' is not available in this build"
            throw place.failure(message)
        }
        let own = ["x-tenon-secret", "x-tenon-runtime"]
        if place.isJudge, let key = own.first(where: { value[$0] != nil }) {
            throw place.failure("'\(key)' belongs to the property, not to a branch")
        }
    }

    private func wrong(_ key: String, _ expected: String) -> Failure {
        place.failure("expected \(expected)", key)
    }

    /// The values of `enum` and `const`, those that both name where both are given.
    func allowed() throws(Failure) -> [JSONValue]? {
        let listed = try array("enum")
        guard let only = value["const"] else {
            guard listed?.isEmpty != true else { throw wrong("enum", "at least one value") }
            return listed
        }
        guard listed?.contains(where: { $0.equals(only) }) != false else {
            throw wrong("const", "one of enum, found \(only.text)")
        }
        return [only]
    }

    /// The types of `type`, or of the values allowed: they say as much.
    func kinds(allowed: [JSONValue]?) throws(Failure) -> [ConfigSchema.Kind] {
        guard let type = value["type"] else {
            let kinds = (allowed ?? []).map(\.kind)
            return ConfigSchema.Kind.allCases.filter(kinds.contains)
        }
        let names: [JSONValue] = if case .array(let names) = type { names } else { [type] }
        var kinds: [ConfigSchema.Kind] = []
        for name in names {
            guard case .string(let text) = name, let kind = ConfigSchema.Kind(rawValue: text) else {
                throw wrong("type", "a JSON type, found \(name.text)")
            }
            kinds.append(kind)
        }
        guard !kinds.isEmpty else { throw wrong("type", "at least one JSON type") }
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

    func bounds() throws(Failure) -> ConfigSchema.Bounds {
        ConfigSchema.Bounds(
            minimum: try number("minimum"),
            maximum: try number("maximum"),
            exclusiveMinimum: try number("exclusiveMinimum"),
            exclusiveMaximum: try number("exclusiveMaximum")
        )
    }

    private func number(_ key: String) throws(Failure) -> Decimal? {
        guard let found = value[key] else { return nil }
        guard case .number(let text) = found, let number = Decimal(json: text) else {
            throw wrong(key, "a number of at most 18 digits")
        }
        return number
    }

    /// The bounds of a length or a count, whichever are given.
    func range(_ lowKey: String, _ highKey: String) throws(Failure) -> ClosedRange<Int>? {
        let (low, high) = (try number(lowKey), try number(highKey))
        guard low != nil || high != nil else { return nil }
        guard let least = (low ?? Decimal(0)).mantissa(at: 0),
            let most = (high ?? Decimal(Int64.max)).mantissa(at: 0), 0 <= least, least <= most
        else { throw wrong(low == nil ? highKey : lowKey, "whole numbers, the smaller first") }
        return Int(least)...Int(most)
    }

    /// The schema of a keyword, if it is given.
    func schemas(
        _ key: String,
        of document: inout SchemaDocument
    ) throws(Failure) -> [ConfigSchema] {
        guard let found = value[key] else { return [] }
        return [try ConfigSchema(found, at: try place.inside(key), of: &document)]
    }

    /// The branches of `oneOf` or `anyOf`, as their owner's place has it; empty when not given.
    func branches(
        _ key: String,
        of owner: SchemaPlace,
        document: inout SchemaDocument
    ) throws(Failure) -> [ConfigSchema] {
        guard let found = try array(key) else { return [] }
        guard !found.isEmpty else { throw wrong(key, "at least one schema") }
        var branches: [ConfigSchema] = []
        for (index, value) in found.enumerated() {
            let inner = try owner.branch("\(key)[\(index)]")
            branches.append(try ConfigSchema(value, at: inner, of: &document))
        }
        return branches
    }
}
