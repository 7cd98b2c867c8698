/// Turns the `config:` of an instance into what its plugin is given: JSON, typed by its schema.
package enum PluginConfiguration {
    /// The whole configuration of an instance.
    ///
    /// Nothing is added: a default of the schema is what the plugin takes for a key that is not
    /// there, and only it knows where that key has a meaning.
    ///
    /// - Parameters:
    ///   - node: The mapping of `config:`; `nil` when the operator gave none.
    ///   - instance: The instance, at the place where a missing key is reported.
    ///   - schema: The plugin's; `nil` when it has none, then plain numbers, `true` and `false`
    ///     are such and all else is text.
    /// - Returns: A JSON object, keys in the order of the file.
    /// - Throws: Everything the schema does not allow, in the order of the file.
    package static func json(
        of node: Node?,
        instance: Located<String>,
        schema: ConfigSchema?
    ) throws(SettingsError) -> JSONValue {
        let problems = Problems()
        let renderer = ConfigRenderer(problems: problems)
        let empty = Node(content: .mapping([]), position: instance.position)
        let label = "plugins.\(instance.value).config"
        let value = renderer.value(node ?? empty, schema, label: label)
        try problems.throwIfAny()
        return value ?? .object([])
    }

    /// A change of parameters: only those the schema lets change at run time.
    ///
    /// - Parameters:
    ///   - change: One of the instance's `changes`; one that sets nothing gives an empty object.
    ///   - instance: The instance's name.
    ///   - schema: The plugin's; without one nothing can be changed.
    /// - Returns: A JSON object with the new values in the order of the file.
    /// - Throws: Everything the schema does not allow, in the order of the file.
    package static func json(
        of change: InstanceChange,
        instance: Located<String>,
        schema: ConfigSchema?
    ) throws(SettingsError) -> JSONValue {
        let problems = Problems()
        let renderer = ConfigRenderer(problems: problems)
        let runtime = schema?.properties.filter(\.schema.isRuntime).map(\.name) ?? []
        var members: [JSONValue.Member] = []
        guard case .mapping(let entries)? = change.values?.content else { return .object([]) }
        for entry in entries {
            guard let property = schema?[entry.key], property.isRuntime else {
                let isKnown = schema?[entry.key] != nil
                problems.add(
                    entry.keyPosition,
                    isKnown
                        ? "'\(entry.key)' of \(instance.value) cannot change while it runs"
                        : "\(instance.value) has no parameter '\(Node.shortened(entry.key))'",
                    hint: runtime.isEmpty
                        ? "none of its parameters can change"
                        : NearestWord.hint(for: entry.key, among: runtime)
                )
                continue
            }
            let label = "plugins.\(instance.value).changes.set.\(entry.key)"
            if let value = renderer.value(entry.value, property, label: label) {
                members.append(JSONValue.Member(key: entry.key, value: value))
            }
        }
        try problems.throwIfAny()
        return .object(members)
    }
}
