/// How grave a log line or a notification is, the least first.
package enum Severity: String, CaseIterable, Sendable, Comparable {
    case trace
    case debug
    case info
    case notice
    case warning
    case error
    case critical

    package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

    /// From 1, as the `TENON_LOG_…` of the plugin interface are numbered.
    package var rank: Int { (Severity.allCases.firstIndex(of: self) ?? 0) + 1 }
}

/// What the host logs, and how: `log`.
package struct LogSettings: Sendable {
    /// What a line looks like.
    package enum Format: String, CaseIterable, Sendable {
        case text
        case json
    }

    /// What has a level of its own.
    package enum Module: String, CaseIterable, Sendable {
        case host
        case lane
        case risk
        case orders
        case plugins
        case notify
        case api
    }

    /// `info` when not given.
    package let level: Located<Severity>
    /// Of the console; `text` when not given.
    package let format: Located<Format>
    /// The modules with a level of their own, each once, in the order of the file.
    package let modules: [(module: Module, level: Located<Severity>)]

    /// The level in force for a module.
    package func level(of module: Module) -> Severity {
        (modules.first { $0.module == module }?.level ?? level).value
    }

    init(_ top: Section) {
        let section = top.section("log", keys: KeyTree.log.names)
        let severity = ScalarKind.word("a level") as ScalarKind<Severity>
        level = section.optional("level", severity, default: "info")
        format = section.optional("format", .word("a format"), default: "text")
        let levels = section.section("modules", keys: KeyTree.modules.names)
        modules = levels.entries.compactMap { entry in
            guard let module = Module(rawValue: entry.key),
                let level = levels.scalar(entry.value, of: levels.label(entry.key), severity)
            else { return nil }
            return (module, level)
        }
    }
}
