import API
import ArgumentParser

/// `tenon plugins start NAME`.
struct PluginsStartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start a plugin that is stopped."
    )

    @OptionGroup var instance: InstanceArgument
    @OptionGroup var remote: RemoteOptions

    func run() throws { try instance.perform(.start, remote) }
}

/// `tenon plugins pause NAME`.
struct PluginsPauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let a strategy send no new orders; open ones stay."
    )

    @OptionGroup var instance: InstanceArgument
    @OptionGroup var remote: RemoteOptions

    func run() throws { try instance.perform(.pause, remote) }
}

/// `tenon plugins resume NAME`.
struct PluginsResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a paused strategy go on."
    )

    @OptionGroup var instance: InstanceArgument
    @OptionGroup var remote: RemoteOptions

    func run() throws { try instance.perform(.resume, remote) }
}

/// `tenon plugins stop NAME`.
struct PluginsStopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Drain and stop one plugin."
    )

    @OptionGroup var instance: InstanceArgument
    @OptionGroup var remote: RemoteOptions

    func run() throws { try instance.perform(.stop, remote) }
}

/// `tenon plugins enable NAME`.
struct PluginsEnableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Let a disabled plugin be started again."
    )

    @OptionGroup var instance: InstanceArgument
    @OptionGroup var remote: RemoteOptions

    func run() throws { try instance.perform(.enable, remote) }
}

/// `tenon plugins disable NAME`.
struct PluginsDisableCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Stop a plugin and keep it from being started."
    )

    @OptionGroup var instance: InstanceArgument
    @OptionGroup var remote: RemoteOptions

    func run() throws { try instance.perform(.disable, remote) }
}

/// `tenon plugins set NAME key=value…`.
struct PluginsSetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change parameters of a running plugin, all of them or none."
    )

    @OptionGroup var instance: InstanceArgument

    @Argument(help: "Parameters and their values, as in: fast=50 slow=200.")
    var values: [String]

    @OptionGroup var remote: RemoteOptions

    func validate() throws { _ = try settings() }

    func run() throws { try instance.perform(.set, values: settings(), remote) }

    private func settings() throws -> [ParameterSetting] {
        try values.map { text in
            guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
                throw ValidationError("'\(text)' is no key=value; write it as in: fast=50")
            }
            let value = String(text[text.index(after: equals)...])
            return ParameterSetting(name: String(text[..<equals]), value: value)
        }
    }
}
