import API
import ArgumentParser

/// `tenon plugins`: the configured plugins, and what an operator does to one.
struct PluginsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugins",
        abstract: "Show the plugins of the running host, and command one of them.",
        subcommands: [
            PluginsListCommand.self, PluginsInspectCommand.self, PluginsHistoryCommand.self,
            PluginsStartCommand.self, PluginsPauseCommand.self, PluginsResumeCommand.self,
            PluginsStopCommand.self, PluginsEnableCommand.self, PluginsDisableCommand.self,
            PluginsSetCommand.self,
        ],
        defaultSubcommand: PluginsListCommand.self
    )
}

/// `tenon plugins list`.
struct PluginsListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show every configured plugin."
    )

    @OptionGroup var remote: RemoteOptions

    func run() throws {
        try remote.show(ViewText.instances) { try await $0.get([InstanceView].self, ["plugins"]) }
    }
}

/// `tenon plugins inspect NAME`.
struct PluginsInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show one plugin in full: its file, parameters and positions."
    )

    @OptionGroup var instance: InstanceArgument
    @OptionGroup var remote: RemoteOptions

    func run() throws {
        let route = ["plugins", instance.name]
        try remote.show(ViewText.detail) { try await $0.get(InstanceDetail.self, route) }
    }
}

/// `tenon plugins history NAME`.
struct PluginsHistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what happened to one plugin, and who asked for it."
    )

    @OptionGroup var instance: InstanceArgument
    @OptionGroup var remote: RemoteOptions

    func run() throws {
        let route = ["plugins", instance.name, "history"]
        try remote.show(ViewText.history) { try await $0.get([HistoryEntry].self, route) }
    }
}

/// The plugin a command is about.
struct InstanceArgument: ParsableArguments {
    @Argument(help: "The name of the instance in plugins.yaml.")
    var name: String

    /// Has an action carried out and prints what came of it.
    func perform(
        _ action: InstanceCommand.Action,
        values: [ParameterSetting] = [],
        _ remote: RemoteOptions
    ) throws {
        let route = ["plugins", name, action.rawValue]
        try remote.show(ViewText.receipt) { client in
            let body = values.isEmpty ? nil : try APICoding.encode(SetBody(values: values))
            return try await client.post(CommandReceipt.self, route, body: body)
        }
    }
}
