import API
import ArgumentParser
import Boundary
import Monitoring
import Settings

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
            if let refusal = refusal(error) {
                Output.text(refusal, toError: true)
                exit(withError: TenonExit.refused)
            }
            switch exitCode(for: error) {
            case .success:
                Output.text(fullMessage(for: error))
                exit(withError: nil)
            // ArgumentParser's own exit code for a wrong call is 64; ours is 2 everywhere.
            case .validationFailure:
                Output.text(fullMessage(for: error), toError: true)
                exit(withError: ExitCode(2))
            default:
                Output.text(
                    "tenon: \(error)\n    a bug of the host: report it with the command",
                    toError: true
                )
                exit(withError: TenonExit.bug)
            }
        }
    }

    /// What to say of an error that operator or machine can mend; `nil` for any other.
    private static func refusal(_ error: any Error) -> String? {
        switch error {
        case let error as SettingsError: error.description
        case BuildError.settings(let text): text
        case let error as PluginError: error.description
        case let error as ReportError: error.description
        case let error as StateFolder.Refusal: error.description
        case let error as LogFileError: error.description
        case let error as SocketError: error.description
        default: nil
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
