extension ConfigRenderer {
    /// Renders a list or a mapping, and judges it by `oneOf` and `anyOf`.
    ///
    /// A schema that says itself what is inside gives the types, and its branches judge the
    /// outcome; else the branch that fits gives them.
    ///
    /// - Parameters:
    ///   - node: The list or mapping.
    ///   - keys: Those given; `nil` of a list.
    ///   - schema: One that allows the kind.
    ///   - label: Names the node in messages.
    ///   - contents: Renders what is inside by the schema itself.
    /// - Returns: The value; `nil` after a report, here or inside.
    func collection(
        _ node: Node,
        _ keys: [String]?,
        _ schema: ConfigSchema,
        label: String,
        contents: () -> JSONValue
    ) -> JSONValue? {
        let before = problems.count
        let value: JSONValue
        if schema.isShaped || schema.branches.allSatisfy(\.isChoice) {
            value = contents()
        } else if let chosen = chosen(node, schema, label: label) {
            value = chosen
        } else {
            return nil
        }
        // Keys count as given even where their values are refused.
        let exclusive = judge(schema.exclusive, isExclusive: true, keys, of: node, label: label)
        let inclusive = judge(schema.inclusive, isExclusive: false, keys, of: node, label: label)
        guard problems.count == before else { return nil }
        let fault = schema.ownFault(of: value)
        let branchFault = exclusive && inclusive ? nil : schema.branchFault(of: value)
        guard let fault = fault ?? branchFault else { return value }
        report(fault, of: node, schema, label: label)
        return nil
    }

    /// Judges branches that only ask for keys.
    ///
    /// - Returns: Whether the branches were such, or none.
    private func judge(
        _ branches: [ConfigSchema],
        isExclusive: Bool,
        _ keys: [String]?,
        of node: Node,
        label: String
    ) -> Bool {
        guard !branches.isEmpty else { return true }
        guard let keys, branches.allSatisfy(\.isChoice) else { return false }
        let complete = branches.filter { $0.required.allSatisfy(keys.contains) }
        let names = branches.map { $0.required.joined(separator: " and ") }
            .joined(separator: ", ")
        if complete.isEmpty {
            problems.add(
                node.position,
                "\(label): none of \(names) is given",
                hint: isExclusive ? "give one of \(names)" : "give one of \(names), or several"
            )
        } else if isExclusive, complete.count > 1 {
            let given = complete.map { $0.required.joined(separator: " and ") }
                .joined(separator: " and ")
            problems.add(
                node.position,
                "\(label): \(given) exclude each other",
                hint: "give one of \(names), not \(complete.count == 2 ? "both" : "several")"
            )
        }
        return true
    }

    /// A value with the types of the branch that fits; `nil` after a report.
    private func chosen(_ node: Node, _ schema: ConfigSchema, label: String) -> JSONValue? {
        let isExclusive = !schema.exclusive.isEmpty
        let attempts = (isExclusive ? schema.exclusive : schema.inclusive)
            .map { branch in
                Attempt(branch, node, label: label)
            }
        let fitting = attempts.filter(\.problems.isEmpty)
        // As with a text, what it means without a schema comes first, then the order of branches.
        let readings = [untyped(node)] + fitting.map(\.value)
        for case let reading? in readings {
            let takers = attempts.filter { $0.branch.allows(reading) }
            let isOne = !isExclusive || takers.count == 1
            if isOne, takers.contains(where: \.problems.isEmpty) { return reading }
        }
        let nearest = attempts.filter { $0.branch.admits(node) }
            .min { ($0.strangeness, $0.problems.count) < ($1.strangeness, $1.problems.count) }
        if fitting.isEmpty, let nearest {
            problems.add(nearest.problems)
        } else {
            report(fitting.isEmpty ? .mismatch : .ambiguous, of: node, schema, label: label)
        }
        return nil
    }
}

/// A node as one branch has it.
private struct Attempt {
    let branch: ConfigSchema
    let value: JSONValue?
    let problems = Problems()
    /// How many keys have another value than the only one the branch allows: what tells branches
    /// apart.
    let strangeness: Int

    init(_ branch: ConfigSchema, _ node: Node, label: String) {
        self.branch = branch
        let renderer = ConfigRenderer(problems: problems)
        value = renderer.value(node, branch, label: label)
        strangeness = branch.properties.count { property in
            guard property.schema.allowed?.count == 1, let inner = node[property.name],
                let value = renderer.untyped(inner)
            else { return false }
            return !property.schema.allows(value)
        }
    }
}

extension ConfigSchema {
    /// Whether this says nothing but which keys there must be, as in
    /// `"oneOf": [{ "required": ["file"] }, { "required": ["files"] }]`.
    fileprivate var isChoice: Bool {
        !required.isEmpty && kinds.allSatisfy { $0 == .object } && !isShaped && allowed == nil
            && memberCount == nil && branches.isEmpty
    }

    /// Whether a node of this kind, list or mapping, may be valid.
    fileprivate func admits(_ node: Node) -> Bool {
        let kind: Kind = if case .mapping = node.content { .object } else { .array }
        guard kinds.isEmpty || kinds.contains(kind) else { return false }
        return branches.isEmpty || branches.contains { $0.admits(node) }
    }
}
