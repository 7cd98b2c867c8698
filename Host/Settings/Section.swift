/// Reads one mapping of the settings: names its keys, and reports what is missing, unknown or wrong.
///
/// A getter answers `nil` after it has reported why; the caller goes on, so that everything wrong
/// is found in one go.
struct Section {
    /// `risk.main`; empty for the whole file.
    let path: String
    /// Where the section's own key stands.
    let position: Position
    let entries: [Node.Entry]
    let problems: Problems

    /// Reports every key that does not belong; `nil` after reporting that the node is no mapping.
    ///
    /// - Parameters:
    ///   - node: What should be a mapping.
    ///   - path: Names the section in messages.
    ///   - position: Where a missing key is reported.
    ///   - keys: The valid keys, in the order they are shown; `nil` when any is.
    ///   - later: Keys that are documented and that this build does not have.
    ///   - problems: Takes what is wrong, now and in the getters.
    init?(
        _ node: Node,
        path: String,
        position: Position,
        keys: [String]?,
        later: [String] = [],
        problems: Problems
    ) {
        guard case .mapping(let entries) = node.content else {
            if case .refused = node.content { return nil }
            let subject = path.isEmpty ? "" : "\(path): "
            let keyHint = keys.map { "its keys are \($0.joined(separator: ", "))" } ?? ""
            problems.add(
                node.position,
                "\(subject)expected a mapping, found \(node.found)",
                hint: keyHint
            )
            return nil
        }
        self.path = path
        self.position = position
        // What does not belong is reported once, and not searched through again and again.
        self.entries = keys.map { keys in entries.filter { keys.contains($0.key) } } ?? entries
        self.problems = problems
        guard let keys else { return }
        let place = path.isEmpty ? "" : " in \(path)"
        for entry in entries where !keys.contains(entry.key) {
            if later.contains(entry.key) {
                problems.add(
                    entry.keyPosition,
                    "'\(Node.shortened(entry.key))'\(place) is not available in this build",
                    hint: "leave it out"
                )
            } else {
                problems.add(
                    entry.keyPosition,
                    "unknown key '\(Node.shortened(entry.key))'\(place)",
                    hint: NearestWord.hint(for: entry.key, among: keys)
                )
            }
        }
    }

    /// The entry of a key, or `nil`, silently.
    func entry(_ key: String) -> Node.Entry? { entries.first { $0.key == key } }

    /// The entry of a key; reports when there is none.
    func requiredEntry(_ key: String) -> Node.Entry? {
        if let entry = entry(key) { return entry }
        let subject = path.isEmpty ? "the key" : "\(path): the key"
        problems.add(position, "\(subject) '\(key)' is missing", hint: "add \(key):")
        return nil
    }

    /// A scalar that must be there.
    func required<Value>(_ key: String, _ kind: ScalarKind<Value>) -> Located<Value>? {
        requiredEntry(key).flatMap { scalar($0.value, of: label(key), kind) }
    }

    /// A scalar that may be left out; `nil` also after a report.
    func optional<Value>(_ key: String, _ kind: ScalarKind<Value>) -> Located<Value>? {
        entry(key).flatMap { scalar($0.value, of: label(key), kind) }
    }

    /// A scalar that may be left out; its default after a report as well.
    ///
    /// The default is given as it would be written, and is of this kind.
    func optional<Value>(
        _ key: String,
        _ kind: ScalarKind<Value>,
        default standard: String
    ) -> Located<Value> {
        if entry(key) == nil {
            problems.note(DefaultSetting(path, key, standard))
        } else if let value = optional(key, kind) {
            return value
        }
        guard let value = kind.read(standard) else {
            preconditionFailure("the default '\(standard)' of \(label(key)) is no \(kind.expected)")
        }
        return Located(value, at: position)
    }

    /// The mapping of a key with its own known keys; an empty one when the key is left out or its
    /// value is no mapping, which is then reported.
    func section(_ key: String, keys: [String], later: [String] = []) -> Section {
        let inner = entry(key)
            .flatMap { entry in
                Section(
                    entry.value,
                    path: label(key),
                    position: entry.keyPosition,
                    keys: keys,
                    later: later,
                    problems: problems
                )
            }
        return inner ?? Section(path: label(key), position: position, problems: problems)
    }

    /// A section without entries.
    private init(path: String, position: Position, problems: Problems) {
        self.path = path
        self.position = position
        self.entries = []
        self.problems = problems
    }

    /// The mapping of any keys that a key has; `nil` when it is left out or is no mapping, which
    /// is then reported.
    func mapping(_ key: String) -> Node? {
        guard let entry = entry(key) else { return nil }
        let inner = Section(
            entry.value,
            path: label(key),
            position: entry.keyPosition,
            keys: nil,
            problems: problems
        )
        return inner == nil ? nil : entry.value
    }

    /// The elements of a list that may be left out; the example is what to write instead of
    /// something else.
    func elements(_ key: String, such example: String) -> [Node] {
        guard let entry = entry(key) else { return [] }
        if case .sequence(let elements) = entry.value.content { return elements }
        if case .refused = entry.value.content { return [] }
        problems.add(
            entry.value.position,
            "\(label(key)): expected a list, found \(entry.value.found)",
            hint: "write \(example)"
        )
        return []
    }

    /// A list of scalars that may be left out, without the wrong ones.
    func list<Value>(_ key: String, _ kind: ScalarKind<Value>) -> [Located<Value>]? {
        guard let entry = entry(key) else { return nil }
        switch entry.value.content {
        case .sequence(let elements):
            return elements.compactMap { scalar($0, of: label(key), kind) }
        case .refused: return nil
        case .scalar, .mapping:
            problems.add(
                entry.value.position,
                "\(label(key)): expected a list, found \(entry.value.found)",
                hint: "write [\(entry.value.text ?? "a, b")]"
            )
            return nil
        }
    }

    /// `risk.main.collar`, or the key alone at the top.
    func label(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Reads one scalar.
    func scalar<Value>(
        _ node: Node,
        of label: String,
        _ kind: ScalarKind<Value>
    ) -> Located<Value>? {
        if case .refused = node.content { return nil }
        let text = node.text ?? ""
        if node.text != nil, let value = kind.read(text) {
            return Located(value, at: node.position)
        }
        problems.add(
            node.position,
            "\(label): expected \(kind.expected), found \(node.found)",
            hint: kind.hint(text)
        )
        return nil
    }
}
