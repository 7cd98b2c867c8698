/// One configured plugin: `plugins.<name>`.
package struct InstanceSettings: Sendable {
    /// Which plugin it is.
    package enum Source: Sendable {
        /// An id that a plugin of the plugin path describes.
        case identifier(Located<String>)
        /// A file, relative to the folder of the configuration file unless absolute, as the host
        /// works in it, and which plugin of it where it holds several.
        case file(Located<String>, identifier: Located<String>?)
        /// Already reported; a whole configuration has none.
        case refused
    }

    /// Where the plugin's code runs.
    package enum Isolation: String, Sendable {
        case inProcess = "inprocess"
    }

    /// What becomes of the open orders of an instance when it is paused.
    package enum OnPause: String, CaseIterable, Sendable {
        case keep
        case cancel
    }

    /// The name, at the place of its key.
    package let name: Located<String>
    package let source: Source
    /// 64 hexadecimal digits in lower case: the only content the file may have.
    package let pin: Located<String>?
    package let isolation: Located<Isolation>
    /// The account its orders go to, one of the configuration's; strategies need it.
    package let account: Located<String>?
    /// Whether `account` is given, be it wrong.
    package let namesAccount: Bool
    /// What it subscribes to, in this order; empty when not given.
    package let instruments: [Located<String>]
    package let permissions: PermissionSettings
    /// The mapping for the plugin itself, refused when it is none, `nil` when not given; see
    /// `PluginConfiguration`.
    package let config: Node?
    /// In the order of the file.
    package let changes: [InstanceChange]
    /// Whether it is made at all; true when not given.
    package let enabled: Located<Bool>
    /// `keep` when not given.
    package let onPause: Located<OnPause>
    /// Whether `on_pause` is given.
    package let namesOnPause: Bool

    init?(_ entry: Node.Entry, problems: Problems) {
        guard
            let section = Section(
                entry.value,
                path: "plugins.\(entry.key)",
                position: entry.keyPosition,
                keys: KeyTree.instance.names,
                later: ["on_crash", "shadow"],
                problems: problems
            )
        else { return nil }
        name = Located(entry.key, at: entry.keyPosition)
        let identifier = section.optional("plugin", .pluginID)
        let path = section.optional("path", .text)
        pin = section.optional("pin", .pin)
        isolation = InstanceSettings.isolation(of: section)
        account = section.optional("account", .text)
        namesAccount = section.entry("account") != nil
        instruments = section.list("instruments", .symbol) ?? []
        permissions = PermissionSettings(section.entry("permissions"), of: section)
        let given = section.entry("config")
        let unread = given.map { Node(content: .refused, position: $0.value.position) }
        config = section.mapping("config") ?? unread
        changes = InstanceChange.all(of: section)
        enabled = section.optional("enabled", .boolean, default: "true")
        namesOnPause = section.entry("on_pause") != nil
        onPause = section.optional("on_pause", .word("keep or cancel"), default: "keep")
        let isReported =
            path == nil && section.entry("path") != nil
            || identifier == nil && section.entry("plugin") != nil
            || pin == nil && section.entry("pin") != nil
        if isReported {
            source = .refused
        } else if let path {
            source = .file(path, identifier: identifier)
        } else if let identifier {
            source = .identifier(identifier)
        } else {
            source = .refused
            problems.add(
                entry.keyPosition,
                "\(section.path): names no plugin",
                hint: "add plugin: with an id, or path: with a file"
            )
        }
    }

    private static func isolation(of section: Section) -> Located<Isolation> {
        let kind = ScalarKind("an isolation", such: "inprocess") { Isolation(rawValue: $0) }
        if let value = section.entry("isolation")?.value, value.text == "sandbox" {
            section.problems.add(
                value.position,
                "isolation: sandbox is not available in this build",
                hint: "use inprocess; a plugin that is not shipped needs pin: as well"
            )
            return Located(.inProcess, at: value.position)
        }
        return section.optional("isolation", kind, default: "inprocess")
    }
}
