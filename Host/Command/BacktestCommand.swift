import ArgumentParser
import Boundary
import Foundation
import Settings

/// `tenon backtest`: runs the strategies of a configuration over recorded data.
struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Run the strategies of plugins.yaml over recorded data.",
        discussion: """
            Writes orders.csv, fills.csv, positions.csv, equity.csv and summary.json, and prints \
            what each strategy and account made. Exit codes: 0 ok, 1 an instance failed, 2 usage, \
            3 refused input.
            """
    )

    @Argument(help: "The configuration; paths in it start from its folder.")
    var file = "plugins.yaml"

    @Option(name: .customLong("set"), help: "Override a value: --set accounts.main.cash=5000.")
    var overrides: [String] = []

    @Option(name: .shortAndLong, help: "The folder for the reports; overrides report.directory.")
    var out: String?

    @Flag(help: "Write no files; print the summary only.")
    var noReports = false

    @Flag(help: "Print the summary as JSON.")
    var json = false

    @Flag(help: "With --json: also what the lane took, lane_ns, and its thread, lane_cpu_ns.")
    var timing = false

    @Flag(name: .shortAndLong, help: "Print errors only.")
    var quiet = false

    func validate() throws {
        if noReports, out != nil {
            throw ValidationError("--no-reports and --out exclude each other")
        }
        if timing, !json { throw ValidationError("--timing needs --json") }
    }

    func run() throws {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            Output.text(
                "\(file): cannot be read\n    name a configuration, as in: tenon backtest plugins.yaml",
                toError: true
            )
            throw TenonExit.refused
        }
        let started = FileManager.default.currentDirectoryPath
        let folder = (file as NSString).deletingLastPathComponent
        let reports = out.map { $0.hasPrefix("/") ? $0 : "\(started)/\($0)" }
        do {
            let configuration = try HostConfiguration(
                bytes: Array(bytes),
                name: file,
                overrides: overrides
            )
            if !folder.isEmpty, !FileManager.default.changeCurrentDirectoryPath(folder) {
                Output.text(
                    "\(folder): cannot be entered\n    make the folder of the configuration readable",
                    toError: true
                )
                throw TenonExit.refused
            }
            let isQuiet = quiet
            let builder = HostBuilder(
                configuration: configuration,
                keepsEvents: !noReports
            ) {
                instance,
                severity,
                text in
                guard severity >= 5 || !isQuiet else { return }
                Output.text("\(instance): \(text)", toError: true)
            }
            let host = try builder.build()
            var run = BacktestRun(
                host,
                reports: noReports
                    ? nil : reports ?? configuration.reportDirectory(isBacktest: true),
                showsProgress: Output.isErrorTerminal && !quiet
            )
            try run.run()
            if json {
                Output.text(timing ? run.summary.timedJSON : run.summary.json)
            } else if !quiet {
                Output.text(run.summary.text)
            }
            let problems = run.problems
            for problem in problems { Output.text(problem, toError: true) }
            if !problems.isEmpty { throw TenonExit.finding }
        } catch let error as SettingsError {
            Output.text("\(error)", toError: true)
            throw TenonExit.refused
        } catch let error as BuildError {
            switch error {
            case .settings(let text): Output.text(text, toError: true)
            case .plugin(let problem): Output.text("\(problem)", toError: true)
            }
            throw TenonExit.refused
        } catch let error as ReportError {
            Output.text(error.description, toError: true)
            throw TenonExit.refused
        } catch let error as PluginError {
            Output.text(error.description, toError: true)
            throw TenonExit.refused
        }
    }
}
