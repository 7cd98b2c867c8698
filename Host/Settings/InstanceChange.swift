/// What happens to an instance at a moment of the lane: an entry of `plugins.<name>.changes`.
package struct InstanceChange: Sendable {
    /// Where an instance is led.
    package enum Lifecycle: String, CaseIterable, Sendable {
        case pause
        case resume
        case stop
        case start
    }

    /// What the change does.
    package enum Action: Sendable {
        /// A mapping from parameter to value, with at least one entry; see `PluginConfiguration`.
        case set(Node)
        case lifecycle(Located<Lifecycle>)
    }

    /// ns since the Unix epoch, UTC; changes of one moment happen in the order of the file.
    package let moment: Located<Int64>
    package let action: Action

    /// The new values; `nil` when no parameter changes.
    package var values: Node? { if case .set(let values) = action { values } else { nil } }

    /// The changes of an instance, those that are whole.
    static func all(of section: Section) -> [InstanceChange] {
        section.elements("changes", such: "- { at: TIME, set: { parameter: value } }")
            .enumerated()
            .compactMap { index, element in
                Section(
                    element,
                    path: "\(section.label("changes"))[\(index)]",
                    position: element.position,
                    keys: KeyTree.change.names,
                    problems: section.problems
                )
                .flatMap(InstanceChange.init)
            }
    }

    private init?(_ section: Section) {
        let moment = section.required("at", .moment)
        let lifecycle = section.optional("do", .word("an action") as ScalarKind<Lifecycle>)
        let values = InstanceChange.values(section)
        switch (section.entry("set"), section.entry("do")) {
        case (nil, nil):
            section.problems.add(
                section.position,
                "\(section.path): does nothing",
                hint: "add set: { parameter: value }, or do: with one of "
                    + Lifecycle.allCases.map(\.rawValue).joined(separator: ", ")
            )
            return nil
        case (_?, let second?):
            section.problems.add(
                second.keyPosition,
                "\(section.path): set and do exclude each other",
                hint: "give an entry each: those with the same time keep their order"
            )
            return nil
        case (_?, nil), (nil, _?): break
        }
        guard let moment else { return nil }
        self.moment = moment
        if let values {
            action = .set(values)
        } else if let lifecycle {
            action = .lifecycle(lifecycle)
        } else {
            return nil
        }
    }

    /// The mapping of `set`, when it changes something.
    private static func values(_ section: Section) -> Node? {
        guard let values = section.mapping("set") else { return nil }
        guard case .mapping(let entries) = values.content, !entries.isEmpty else {
            section.problems.add(
                values.position,
                "\(section.label("set")): changes nothing",
                hint: "name a parameter and its value"
            )
            return nil
        }
        return values
    }
}
