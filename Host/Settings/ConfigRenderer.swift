import Domain

/// Gives nodes the types a schema names; reports at its place what has no such type.
struct ConfigRenderer {
    let problems: Problems

    /// The JSON of a node; `nil` after a report.
    func value(_ node: Node, _ schema: ConfigSchema?, label: String) -> JSONValue? {
        guard let schema else { return untyped(node) }
        if schema.isSecret { return secret(node, label: label) }
        let isAny = schema.kinds.isEmpty
        switch node.content {
        case .refused: return nil
        case .scalar(let text, let isPlain) where !node.isAbsent:
            return scalar(text, isPlain: isPlain, of: node, schema, label: label)
        case .mapping(let entries) where isAny || schema.kinds.contains(.object):
            return collection(node, entries.map(\.key), schema, label: label) {
                object(entries, of: node, schema, label: label)
            }
        case .sequence(let elements) where isAny || schema.kinds.contains(.array):
            return collection(node, nil, schema, label: label) {
                list(elements, schema, label: label)
            }
        case .mapping, .sequence, .scalar:
            report(.mismatch, of: node, schema, label: label)
            return nil
        }
    }

    /// Without a schema plain text that is a JSON number or Boolean is one.
    func untyped(_ node: Node) -> JSONValue? {
        switch node.content {
        case .refused: nil
        case .scalar(let text, let isPlain): ConfigRenderer.readings(text, isPlain: isPlain).first
        case .sequence(let elements): .array(elements.compactMap(untyped))
        case .mapping(let entries):
            .object(
                entries.compactMap { entry in
                    untyped(entry.value).map { JSONValue.Member(key: entry.key, value: $0) }
                }
            )
        }
    }

    /// What a text may mean, the likeliest first: quoted text is text and nothing else.
    private static func readings(_ text: String, isPlain: Bool) -> [JSONValue] {
        guard isPlain else { return [.string(text)] }
        if JSONReader.isNumber(text) { return [.number(text), .string(text)] }
        switch text {
        case "true", "false": return [.boolean(text == "true"), .string(text)]
        default: return [.string(text)]
        }
    }

    /// The first meaning of a text that is valid.
    private func scalar(
        _ text: String,
        isPlain: Bool,
        of node: Node,
        _ schema: ConfigSchema,
        label: String
    ) -> JSONValue? {
        var readings = ConfigRenderer.readings(text, isPlain: isPlain)
        if isPlain, text == "null", schema.namesNull { readings.insert(.null, at: 0) }
        if let value = readings.first(where: schema.allows) { return value }
        let candidate = readings.first { value in
            schema.kinds.isEmpty || schema.kinds.contains { value.hasKind($0) }
        }
        let fault = candidate.flatMap { schema.ownFault(of: $0) ?? schema.branchFault(of: $0) }
        report(fault ?? .mismatch, of: node, schema, label: label)
        return nil
    }

    private func list(_ elements: [Node], _ schema: ConfigSchema, label: String) -> JSONValue {
        .array(
            elements.enumerated()
                .compactMap { index, element in
                    value(element, schema.items, label: "\(label)[\(index)]")
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
            let inner = schema[entry.key] ?? schema.others
            guard inner != nil || schema.allowsOthers else {
                problems.add(
                    entry.keyPosition,
                    "unknown key '\(Node.shortened(entry.key))' in \(label)",
                    hint: NearestWord.hint(for: entry.key, among: schema.properties.map(\.name))
                )
                continue
            }
            let name = "\(label).\(Node.shortened(entry.key))"
            if let value = value(entry.value, inner, label: name) {
                members.append(JSONValue.Member(key: entry.key, value: value))
            }
        }
        for name in schema.required where !entries.contains(where: { $0.key == name }) {
            let inner = schema[name] ?? schema.others
            problems.add(
                node.position,
                "\(label): the key '\(name)' is missing",
                hint: "add \(name):\(inner.map { " \($0.expectation)" } ?? "")"
            )
        }
        return .object(members)
    }

    /// Reports what is wrong with a value as a whole.
    func report(
        _ fault: ConfigSchema.Fault,
        of node: Node,
        _ schema: ConfigSchema,
        label: String
    ) {
        switch fault {
        case .mismatch:
            var hint = schema.hint(for: node.text ?? "")
            if case .scalar(let text, isPlain: false) = node.content,
                ConfigRenderer.readings(text, isPlain: true).contains(where: schema.allows)
            {
                hint = "leave out the quotes: they make it a text"
            }
            problems.add(
                node.position,
                "\(label): expected \(schema.expectation), found \(node.found)",
                hint: hint
            )
        case .length(let length, let range):
            let most = range.upperBound == .max ? "or more" : "to \(range.upperBound)"
            problems.add(
                node.position,
                "\(label): has the length \(length)",
                hint: "\(range.lowerBound) \(most) are allowed"
            )
        case .ambiguous:
            problems.add(
                node.position,
                "\(label): fits more than one of \(schema.expectation), which exclude each other",
                hint: schema.summary
            )
        }
    }
}

extension ConfigSchema {
    /// Whether the schema asks for null by name, so that the plain word is one.
    fileprivate var namesNull: Bool {
        kinds.contains(.null) || branches.contains(where: \.namesNull)
    }
}
