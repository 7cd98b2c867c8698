import ArgumentParser
import Boundary

/// The `tenon` command: one file a subcommand.
@main
struct Tenon: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenon",
        abstract: "A trading host whose strategies, connectors, brokers and channels are plugins.",
        version: "\(PluginInterface.hostVersion)",
        subcommands: [RunCommand.self, BacktestCommand.self, ConfigCommand.self]
            + RemoteOptions.commands
    )

    static func main() {
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let code as ExitCode {
            exit(withError: code)
        } catch {
            // ArgumentParser's own exit code for a wrong call is 64; ours is 2 everywhere.
            let isHelp = exitCode(for: error) == .success
            Output.text(fullMessage(for: error), toError: !isHelp)
            exit(withError: isHelp ? nil : ExitCode(2))
        }
    }
}

/// The exit codes of every command.
enum TenonExit {
    /// Something was found that the operator should look at.
    static let finding = ExitCode(1)
    /// The input was refused.
    static let refused = ExitCode(3)
    /// The host crashed.
    static let crash = ExitCode(4)
    /// A bug of the host.
    static let bug = ExitCode(70)
}
