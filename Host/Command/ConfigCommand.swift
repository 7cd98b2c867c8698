import ArgumentParser
import Boundary
import Settings

/// `tenon config`: what a configuration says, without running it.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Check plugins.yaml, and say what is in force and why.",
        subcommands: [ConfigCheckCommand.self, ConfigExplainCommand.self]
    )
}

/// `tenon config check`: everything wrong with a configuration and its plugins.
struct ConfigCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report everything wrong with a configuration at once.",
        discussion: """
            Finds and loads the plugins it names and holds their configuration to their schemas; \
            makes no instance and runs nothing. Exit codes: 0 ok, 2 usage, 3 something is wrong.
            """
    )

    @OptionGroup var settings: ConfigurationOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func run() throws {
        try ConfigReport.refusing(json: json) {
            let resolution = try PluginResolution(settings.read(), isStrict: true)
            let configuration = resolution.configuration
            let plugins = configuration.instances.count
            let accounts = configuration.accounts.count
            if json {
                ConfigReport.show(
                    [("plugins", .number("\(plugins)")), ("accounts", .number("\(accounts)"))],
                    problems: []
                )
            } else {
                Output.text(
                    "\(settings.file): ok, \(plugins) \(plugins == 1 ? "plugin" : "plugins"), "
                        + "\(accounts) \(accounts == 1 ? "account" : "accounts")"
                )
            }
        }
    }
}

/// `tenon config explain`: every value in force, with where it comes from.
struct ConfigExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show every value in force and where it comes from.",
        discussion: """
            Without a key all of them; with one those below it, as in: tenon config explain \
            risk.main. Secrets are shown as the references they are. Exit codes: 0 ok, 1 no such \
            key is in force, 2 usage, 3 something is wrong with the configuration.
            """
    )

    @Argument(help: "Show this key and those below it.")
    var key: String?

    @Argument(help: "The configuration; paths in it start from its folder.")
    var file = "plugins.yaml"

    @Option(name: .customLong("set"), help: "Override a value: --set accounts.main.cash=5000.")
    var overrides: [String] = []

    @Flag(help: "Print the values as JSON.")
    var json = false

    func run() throws {
        // A lone argument that looks like a file is the file.
        let isFile = key.map { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") || $0.contains("/") }
        let isAlone = file == "plugins.yaml" && isFile == true
        let wanted = isAlone ? nil : key
        try ConfigReport.refusing(json: json) {
            let reading = try ConfigurationOptions.read(
                isAlone ? key ?? file : file,
                overrides: overrides
            )
            let resolution = try PluginResolution(reading, isStrict: true)
            let all = resolution.configuration.settings(adding: resolution.defaults)
            let shown = all.filter { setting in wanted.map { isBelow(setting.key, $0) } ?? true }
            if json {
                ConfigReport.show([("settings", .array(shown.map(\.json)))], problems: [])
            } else if !shown.isEmpty {
                Output.text(ConfigReport.table(shown))
            }
            guard shown.isEmpty, let wanted else { return }
            let hint = NearestWord.nearest(to: wanted, among: ConfigReport.keys(all))
            Output.text(
                "no key '\(wanted)' is in force"
                    + (hint.map { "\n    did you mean \($0)?" } ?? ""),
                toError: true
            )
            throw TenonExit.finding
        }
    }

    /// Whether a key is the wanted one or stands below it.
    private func isBelow(_ key: String, _ wanted: String) -> Bool {
        key == wanted || key.hasPrefix("\(wanted).") || key.hasPrefix("\(wanted)[")
    }
}
