import API
import ArgumentParser
import Boundary
import Dashboard
import Engine
import Foundation
import Glibc
import Logging
import Monitoring
import Settings
import Synchronization

/// `tenon run`: trades a configuration on paper, until its data ends or somebody stops it.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Trade plugins.yaml on paper, on recorded data at a pace.",
        discussion: """
            Shows a live table on a terminal, otherwise a line a second, and ends by itself when the \
            data ends. While it runs, status, orders, positions, quotes, plugins, logs and stop reach \
            it from another terminal. Exit codes: 0 ok, 1 an instance failed, 2 usage, 3 refused \
            input.
            """
    )

    @OptionGroup var settings: ConfigurationOptions

    @Flag(help: "Begin anew: remove the log, the reports and what was disabled before this run.")
    var fresh = false

    @Flag(help: "Write the log to standard error as well, and show lines instead of the table.")
    var log = false

    @Flag(name: .shortAndLong, help: "Show neither table nor lines; errors only.")
    var quiet = false

    @Flag(help: "Print the status as JSON at the end, and nothing else.")
    var json = false

    func run() throws {
        // When the process came to life.
        let began = MonotonicClock.now()
        let path = URL(
            filePath: settings.file,
            relativeTo: URL(
                filePath: FileManager.default.currentDirectoryPath,
                directoryHint: .isDirectory
            )
        )
        .standardizedFileURL.path
        let reading = try settings.read()
        let resolution = try PluginResolution(reading, isStrict: true)
        let configuration = resolution.configuration
        try refuse(configuration)
        let folder = try StateFolder(
            configuration.state.value,
            isFresh: fresh,
            now: UTCTime.text(MonotonicClock.wall())
        )
        let hub = try makeLog(configuration, folder)
        let host = try PaperHost(resolution, path: path, folder: folder, log: hub)
        let session = RunSession(host, isQuiet: quiet || json, hasTable: !log)
        try session.run(since: began)
        if json { Output.text(try session.json()) }
        let problems = host.problems.withLock { $0 }
        for problem in problems { Output.text(problem, toError: true) }
        if !problems.isEmpty { throw TenonExit.finding }
    }

    private func refuse(_ configuration: HostConfiguration) throws(BuildError) {
        guard configuration.mode.value == .paper else {
            throw .settings(
                Diagnostic(
                    at: configuration.mode.position,
                    "mode: \(configuration.mode.value.rawValue) is not for tenon run",
                    hint: "write mode: paper, or use tenon backtest"
                )
                .description
            )
        }
    }

    /// A log to the folder, and to standard error where that was asked for.
    private func makeLog(_ configuration: HostConfiguration, _ folder: StateFolder) throws -> LogHub
    {
        var levels = LogLevels(RunCommand.level(configuration.log.level.value))
        for module in LogModule.allCases {
            guard let named = LogSettings.Module(rawValue: module.rawValue) else { continue }
            levels[module] = RunCommand.level(configuration.log.level(of: named))
        }
        let file = folder.url.appending(path: "log").appending(path: "tenon.jsonl")
        var sinks: [any LogSink] = [try FileSink(file)]
        if log { sinks.append(ConsoleSink(isJSON: configuration.log.format.value == .json)) }
        return LogHub(levels: levels, sinks: sinks)
    }

    private static func level(_ severity: Severity) -> Logger.Level {
        Logger.Level(rawValue: severity.rawValue) ?? .info
    }
}
