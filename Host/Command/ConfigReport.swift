import ArgumentParser
import Boundary
import Settings

/// What `tenon config` prints.
enum ConfigReport {
    /// Does something with a configuration, and ends with 3 and all that is wrong where it cannot
    /// be used.
    static func refusing(json: Bool, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as SettingsError {
            if json {
                show([], problems: error.diagnostics, omitted: error.omitted)
            } else {
                Output.text("\(error)", toError: true)
            }
            throw TenonExit.refused
        } catch BuildError.settings(let text) {
            Output.text(text, toError: true)
            throw TenonExit.refused
        } catch let error as PluginError {
            Output.text(error.description, toError: true)
            throw TenonExit.refused
        }
    }

    /// One JSON object: `ok`, what is given, and the problems.
    static func show(
        _ members: [(String, JSONValue)],
        problems: [Diagnostic],
        omitted: Int = 0
    ) {
        var all: [(String, JSONValue)] = [("ok", .boolean(problems.isEmpty))] + members
        all.append(("problems", .array(problems.map(\.json))))
        all.append(("omitted", .number("\(omitted)")))
        Output.text(JSONValue.object(all).text)
    }

    /// Every key that has settings below it or is one, each once.
    static func keys(_ settings: [SettingInForce]) -> [String] {
        var seen: Set<String> = []
        return
            settings.flatMap { setting in
                let parts = setting.key.split(separator: ".")
                return parts.indices.map { parts[...$0].joined(separator: ".") }
            }
            .filter { seen.insert($0).inserted }
    }

    /// Key, value, origin, and what was replaced, in columns.
    static func table(_ settings: [SettingInForce]) -> String {
        let rows = settings.map { setting in
            [setting.key, Diagnostic.printable(setting.text), setting.origin]
        }
        // One long value does not push all origins out of sight.
        let widths = [0, 1].map { column in min(rows.map { $0[column].count }.max() ?? 0, 40) }
        return zip(rows, settings)
            .map { row, setting in
                let columns = zip(row, widths)
                    .map { text, width in
                        text + String(repeating: " ", count: max(0, width - text.count))
                    }
                let replaced = setting.replaced
                    .map { ", before \(Diagnostic.printable($0.text)) (\($0.position))" }
                    .joined()
                return "\((columns + [row[2]]).joined(separator: "  "))\(replaced)"
            }
            .joined(separator: "\n")
    }
}

extension JSONValue {
    /// An object with these members, in their order.
    fileprivate static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { Member(key: $0.0, value: $0.1) })
    }
}

extension Position {
    /// `origin`, and file, line and column where it has them.
    fileprivate var members: [(String, JSONValue)] {
        let isInFile = source.showsPositions
        return [
            ("origin", .string(description)), ("file", isInFile ? .string(source.name) : .null),
            ("line", isInFile ? .number("\(line)") : .null),
            ("column", isInFile ? .number("\(column)") : .null),
        ]
    }
}

extension Diagnostic {
    fileprivate var json: JSONValue {
        .object(
            position.members + [
                ("message", .string(message)), ("hint", .string(hint)),
                ("notes", .array(notes.map(JSONValue.string))),
            ]
        )
    }
}

extension SettingInForce {
    /// Where the value comes from.
    var origin: String { position.map(\.description) ?? "default" }

    var json: JSONValue {
        let none: [(String, JSONValue)] = [
            ("origin", .string("default")), ("file", .null), ("line", .null), ("column", .null),
        ]
        return .object(
            [("key", .string(key)), ("value", .string(text))]
                + (position.map(\.members) ?? none)
                + [
                    (
                        "replaced",
                        .array(
                            replaced.map {
                                .object([("value", .string($0.text))] + $0.position.members)
                            }
                        )
                    )
                ]
        )
    }
}
