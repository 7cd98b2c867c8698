/// One configured plugin: `plugins.<name>`.
package struct InstanceSettings: Sendable {
    /// Which plugin it is.
    package enum Source: Sendable {
        /// An id that a plugin of the plugin path describes.
        case identifier(Located<String>)
        /// A file, relative to the folder of the configuration file unless absolute, as the host
        /// works in it, and which plugin of it where it holds several.
        case file(Located<String>, identifier: Located<String>?)
    }

    /// Where the plugin's code runs.
    package enum Isolation: String, Sendable {
        case inProcess = "inprocess"
    }

    /// A change of parameters at a moment of the lane.
    package struct ParameterChange: Sendable {
        /// ns since the Unix epoch, UTC.
        package let moment: Located<Int64>
        /// A mapping from parameter to value, with at least one entry; see `PluginConfiguration`.
        package let values: Node
    }

    /// The name, at the place of its key.
    package let name: Located<String>
    package let source: Source
    /// 64 hexadecimal digits in lower case: the only content the file may have.
    package let pin: Located<String>?
    package let isolation: Located<Isolation>
    /// The account its orders go to, one of the configuration's; strategies need it.
    package let account: Located<String>?
    /// What it subscribes to, in this order; empty when not given.
    package let instruments: [Located<String>]
    package let permissions: PermissionSettings
    /// The mapping for the plugin itself, `nil` when not given; see `PluginConfiguration`.
    package let config: Node?
    /// In the order of the file.
    package let changes: [ParameterChange]

    init?(_ entry: Node.Entry, problems: Problems) {
        guard
            let section = Section(
                entry.value,
                path: "plugins.\(entry.key)",
                position: entry.keyPosition,
                keys: [
                    "plugin", "path", "pin", "isolation", "account", "instruments", "permissions",
                    "config", "changes",
                ],
                later: ["on_crash", "shadow", "enabled"],
                problems: problems
            )
        else { return nil }
        name = Located(entry.key, at: entry.keyPosition)
        let identifier = section.optional("plugin", .pluginID)
        let path = section.optional("path", .text)
        pin = section.optional("pin", .pin)
        isolation = InstanceSettings.isolation(of: section)
        account = section.optional("account", .text)
        instruments = section.list("instruments", .symbol) ?? []
        permissions = PermissionSettings(section.entry("permissions"), of: section)
        config = InstanceSettings.mapping(section, "config")
        changes = InstanceSettings.changes(of: section)
        if let path {
            source = .file(path, identifier: identifier)
        } else if let identifier {
            source = .identifier(identifier)
        } else {
            if section.entry("plugin") == nil, section.entry("path") == nil {
                problems.add(
                    entry.keyPosition,
                    "\(section.path): names no plugin",
                    hint: "add plugin: with an id, or path: with a file"
                )
            }
            return nil
        }
    }

    private static func isolation(of section: Section) -> Located<Isolation> {
        let standard = Located(Isolation.inProcess, at: section.position)
        guard let entry = section.entry("isolation") else { return standard }
        if entry.value.text == "sandbox" {
            section.problems.add(
                entry.value.position,
                "isolation: sandbox is not available in this build",
                hint: "use inprocess; a plugin that is not shipped needs pin: as well"
            )
            return standard
        }
        let kind = ScalarKind("an isolation", such: "inprocess") { Isolation(rawValue: $0) }
        return section.scalar(entry.value, of: section.label("isolation"), kind) ?? standard
    }

    private static func mapping(_ section: Section, _ key: String) -> Node? {
        guard let entry = section.entry(key) else { return nil }
        let inner = Section(
            entry.value,
            path: section.label(key),
            position: entry.keyPosition,
            keys: nil,
            problems: section.problems
        )
        return inner == nil ? nil : entry.value
    }

    private static func changes(of section: Section) -> [ParameterChange] {
        guard let entry = section.entry("changes") else { return [] }
        guard case .sequence(let elements) = entry.value.content else {
            section.problems.add(
                entry.value.position,
                "\(section.label("changes")): expected a list, found \(entry.value.found)",
                hint: "write - { at: TIME, set: { parameter: value } }"
            )
            return []
        }
        return elements.enumerated()
            .compactMap { index, element in
                guard
                    let change = Section(
                        element,
                        path: "\(section.label("changes"))[\(index)]",
                        position: element.position,
                        keys: ["at", "set"],
                        problems: section.problems
                    )
                else { return nil }
                let moment = change.required("at", .moment)
                guard change.requiredEntry("set") != nil, let values = mapping(change, "set"),
                    let moment
                else { return nil }
                guard case .mapping(let entries) = values.content, !entries.isEmpty else {
                    section.problems.add(
                        values.position,
                        "\(change.label("set")): changes nothing",
                        hint: "name a parameter and its value"
                    )
                    return nil
                }
                return ParameterChange(moment: moment, values: values)
            }
    }
}
