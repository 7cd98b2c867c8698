import Domain

/// Gives nodes the types a schema names; reports at its place what has no such type.
struct ConfigRenderer {
    let problems: Problems

    /// The JSON of a node; `nil` after a report.
    func value(_ node: Node, _ schema: ConfigSchema?, label: String) -> JSONValue? {
        guard let schema else { return untyped(node) }
        if schema.isSecret {
            problems.add(node.position, "\(label): secrets are not available in this build")
            return nil
        }
        let isAny = schema.kinds.isEmpty
        let value: JSONValue?
        switch node.content {
        case .refused: return nil
        case .mapping(let entries) where isAny || schema.kinds.contains(.object):
            value = object(entries, of: node, schema, label: label)
        case .sequence(let elements) where isAny || schema.kinds.contains(.array):
            value = list(elements, of: node, schema, label: label)
        case .scalar(let text, let isPlain) where !node.isAbsent:
            let kinds = isAny ? [.integer, .number, .boolean, .string] : schema.kinds
            value = scalar(text, isPlain: isPlain, kinds: kinds)
            if value == nil { mismatch(node, schema, label: label) }
        case .mapping, .sequence, .scalar:
            mismatch(node, schema, label: label)
            return nil
        }
        guard let value, isAllowed(value, node, schema, label: label) else { return nil }
        return value
    }

    /// Without a schema plain text that is a JSON number or Boolean is one.
    private func untyped(_ node: Node) -> JSONValue? {
        switch node.content {
        case .refused: return nil
        case .scalar(let text, let isPlain):
            return scalar(text, isPlain: isPlain, kinds: [.number, .boolean, .string])
        case .sequence(let elements): return .array(elements.compactMap(untyped))
        case .mapping(let entries):
            return .object(
                entries.compactMap { entry in
                    untyped(entry.value).map { JSONValue.Member(key: entry.key, value: $0) }
                }
            )
        }
    }

    /// The first type of a fixed order that the text can have: quoted text is text where it may be.
    private func scalar(_ text: String, isPlain: Bool, kinds: [ConfigSchema.Kind]) -> JSONValue? {
        if !isPlain, kinds.contains(.string) { return .string(text) }
        if kinds.contains(.integer), JSONReader.isNumber(text), Int64(text) != nil {
            return .number(text)
        }
        if kinds.contains(.number), JSONReader.isNumber(text) { return .number(text) }
        if kinds.contains(.boolean), text == "true" || text == "false" {
            return .boolean(text == "true")
        }
        if kinds.contains(.null), text == "null" { return .null }
        return kinds.contains(.string) ? .string(text) : nil
    }

    private func list(
        _ elements: [Node],
        of node: Node,
        _ schema: ConfigSchema,
        label: String
    ) -> JSONValue {
        .array(
            elements.enumerated()
                .compactMap { index, element in
                    schema.items == nil
                        ? untyped(element)
                        : value(element, schema.items, label: "\(label)[\(index)]")
                }
        )
    }

    private func object(
        _ entries: [Node.Entry],
        of node: Node,
        _ schema: ConfigSchema,
        label: String
    ) -> JSONValue {
        var members: [JSONValue.Member] = []
        for entry in entries {
            let inner = schema[entry.key]
            guard inner != nil || schema.allowsOthers else {
                problems.add(
                    entry.keyPosition,
                    "unknown key '\(Node.shortened(entry.key))' in \(label)",
                    hint: NearestWord.hint(for: entry.key, among: schema.properties.map(\.name))
                )
                continue
            }
            if let value = value(entry.value, inner, label: "\(label).\(entry.key)") {
                members.append(JSONValue.Member(key: entry.key, value: value))
            }
        }
        for property in schema.properties
        where !entries.contains(where: { $0.key == property.name }) {
            if let standard = property.schema.standard {
                members.append(JSONValue.Member(key: property.name, value: standard))
            } else if schema.required.contains(property.name) {
                problems.add(
                    node.position,
                    "\(label): the key '\(property.name)' is missing",
                    hint: "add \(property.name): \(expectation(property.schema))"
                )
            }
        }
        return .object(members)
    }

    /// Checks what goes beyond the type; reports what is not allowed.
    private func isAllowed(
        _ value: JSONValue,
        _ node: Node,
        _ schema: ConfigSchema,
        label: String
    ) -> Bool {
        if !schema.allowed.isEmpty, !schema.allowed.contains(value) {
            mismatch(node, schema, label: label)
            return false
        }
        switch value {
        case .number(let text):
            let isInside = isInside(text, schema)
            if !isInside { mismatch(node, schema, label: label) }
            return isInside
        case .string(let text):
            guard isLong(text.unicodeScalars.count, node, schema, label: label) else {
                return false
            }
            let isMatch = isMatch(text, schema.pattern)
            if !isMatch { mismatch(node, schema, label: label) }
            return isMatch
        case .array(let elements): return isLong(elements.count, node, schema, label: label)
        case .null, .boolean, .object: return true
        }
    }

    private func isInside(_ text: String, _ schema: ConfigSchema) -> Bool {
        let bounds = [
            schema.minimum, schema.maximum, schema.exclusiveMinimum, schema.exclusiveMaximum,
        ]
        guard bounds.contains(where: { $0 != nil }) else { return true }
        // Without bounds any JSON number will do; with them it must be one that can be compared.
        guard let number = Decimal(json: text) else { return false }
        return number >= schema.minimum ?? number && number <= schema.maximum ?? number
            && schema.exclusiveMinimum.map { number > $0 } ?? true
            && schema.exclusiveMaximum.map { number < $0 } ?? true
    }

    /// A long text matches no pattern: matching may cost more than its length.
    private func isMatch(_ text: String, _ pattern: String) -> Bool {
        guard !pattern.isEmpty else { return true }
        guard text.utf8.count <= 4_096, let expression = try? Regex(pattern) else { return false }
        return text.firstMatch(of: expression) != nil
    }

    private func isLong(_ length: Int, _ node: Node, _ schema: ConfigSchema, label: String) -> Bool
    {
        guard let lengths = schema.lengths, !lengths.contains(length) else { return true }
        let most = lengths.upperBound == .max ? "or more" : "to \(lengths.upperBound)"
        problems.add(
            node.position,
            "\(label): has the length \(length)",
            hint: "\(lengths.lowerBound) \(most) are allowed"
        )
        return false
    }

    private func mismatch(_ node: Node, _ schema: ConfigSchema, label: String) {
        let words = schema.allowed.map { allowed in
            if case .string(let text) = allowed { text } else { allowed.text }
        }
        problems.add(
            node.position,
            "\(label): expected \(expectation(schema)), found \(node.found)",
            hint: words.isEmpty
                ? schema.summary : NearestWord.hint(for: node.text ?? "", among: words)
        )
    }

    /// `a whole number from 1 to 500`, for "expected …".
    private func expectation(_ schema: ConfigSchema) -> String {
        let names = schema.kinds.map { kind in
            switch kind {
            case .null: "null"
            case .boolean: "true or false"
            case .integer: "a whole number"
            case .number: "a number"
            case .string: schema.allowed.isEmpty ? "a text" : "a word"
            case .array: "a list"
            case .object: "a mapping"
            }
        }
        var text = names.isEmpty ? "a value" : names.joined(separator: " or ")
        if !schema.unit.isEmpty { text += " in \(schema.unit)" }
        switch (schema.minimum, schema.maximum) {
        case (let low?, let high?): text += " from \(low) to \(high)"
        case (let low?, nil): text += " of \(low) or more"
        case (nil, let high?): text += " of \(high) or less"
        case (nil, nil): break
        }
        if let low = schema.exclusiveMinimum { text += " above \(low)" }
        if let high = schema.exclusiveMaximum { text += " below \(high)" }
        if !schema.pattern.isEmpty { text += " that matches \(schema.pattern)" }
        return text
    }
}
