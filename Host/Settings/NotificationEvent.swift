/// The events an operator can be notified of.
package enum NotificationEvent {
    /// Every name there is, as patterns of `notify:` are matched against it.
    package static let names = [
        "host.ready", "host.stopping", "host.stopped", "plugin.started", "plugin.paused",
        "plugin.resumed", "plugin.stopped", "plugin.faulted", "plugin.enabled", "plugin.disabled",
        "plugin.set", "order.sent", "order.filled", "order.canceled", "order.rejected",
        "order.expired", "risk.denied", "data.ended", "data.gap", "lane.failed",
    ]

    /// Whether a pattern names an event: `*` stands for any characters, also none.
    package static func matches(_ pattern: String, _ name: String) -> Bool {
        matches(Array(pattern.utf8)[...], Array(name.utf8)[...])
    }

    private static func matches(_ pattern: ArraySlice<UInt8>, _ name: ArraySlice<UInt8>) -> Bool {
        var (pattern, name) = (pattern, name)
        // Where the last star stands, and what it has not swallowed yet: only it need be retried.
        var retry: (pattern: ArraySlice<UInt8>, name: ArraySlice<UInt8>)?
        while true {
            if pattern.first == UInt8(ascii: "*") {
                pattern = pattern.dropFirst()
                retry = (pattern, name)
            } else if let letter = name.first, pattern.first == letter {
                (pattern, name) = (pattern.dropFirst(), name.dropFirst())
            } else if name.isEmpty, pattern.isEmpty {
                return true
            } else if let last = retry, !last.name.isEmpty {
                (pattern, name) = (last.pattern, last.name.dropFirst())
                retry = (pattern, name)
            } else {
                return false
            }
        }
    }

    /// The remedy for a pattern that no event has: the nearest name, or family of names.
    static func hint(for pattern: String) -> String {
        let families = names.compactMap { $0.split(separator: ".").first }.map { "\($0).*" }
        var words = names
        for family in families where !words.contains(family) { words.append(family) }
        let ordered = pattern.contains("*") ? words.reversed() : words
        return NearestWord.nearest(to: pattern, among: ordered).map { "did you mean \($0)?" }
            ?? "use one of \(words.joined(separator: ", "))"
    }
}

/// One route of notifications: an entry of `notify`.
package struct NotificationRoute: Sendable {
    /// Where the entry begins.
    package let position: Position
    /// Patterns, at least one; each matches an event.
    package let events: [Located<String>]
    /// Names of instances, at least one.
    package let receivers: [Located<String>]
    /// What is less grave is not sent; `nil` for everything.
    package let severity: Located<Severity>?

    /// Whether an event goes this way.
    package func takes(_ event: String, _ severity: Severity) -> Bool {
        severity >= self.severity?.value ?? .trace
            && events.contains { NotificationEvent.matches($0.value, event) }
    }

    /// The routes of `notify`, those that are whole.
    static func all(_ top: Section, instances: [String]) -> [NotificationRoute] {
        top.elements("notify", such: "- { on: [risk.*], to: [console] }")
            .enumerated()
            .compactMap { index, element in
                Section(
                    element,
                    path: "notify[\(index)]",
                    position: element.position,
                    keys: KeyTree.route.names,
                    problems: top.problems
                )
                .flatMap { NotificationRoute($0, instances: instances) }
            }
    }

    private init?(_ section: Section, instances: [String]) {
        position = section.position
        severity = section.optional("severity", .word("a severity"))
        let pattern =
            ScalarKind("an event or a pattern", hint: NotificationEvent.hint) { text in
                NotificationEvent.names.contains { NotificationEvent.matches(text, $0) }
                    ? text : nil
            } as ScalarKind<String>
        let name =
            ScalarKind(
                "an instance",
                hint: { NearestWord.hint(for: $0, among: instances) },
                read: { instances.contains($0) ? $0 : nil }
            ) as ScalarKind<String>
        let events = NotificationRoute.words("on", section, pattern)
        let receivers = NotificationRoute.words("to", section, name)
        guard let events, let receivers else { return nil }
        self.events = events
        self.receivers = receivers
    }

    /// A required list with at least one element; `nil` after a report.
    private static func words(
        _ key: String,
        _ section: Section,
        _ kind: ScalarKind<String>
    ) -> [Located<String>]? {
        guard let entry = section.requiredEntry(key) else { return nil }
        if case .sequence(let elements) = entry.value.content, elements.isEmpty {
            section.problems.add(
                entry.value.position,
                "\(section.label(key)): is empty",
                hint: "name at least one, or leave the entry out"
            )
            return nil
        }
        return section.list(key, kind)
    }
}
