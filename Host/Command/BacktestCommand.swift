import ArgumentParser
import Boundary
import Engine
import Foundation
import Memory
import Settings

/// `tenon backtest`: runs the strategies of a configuration over recorded data.
struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest",
        abstract: "Run the strategies of plugins.yaml over recorded data.",
        discussion: """
            Writes orders.csv, fills.csv, positions.csv, equity.csv, strategies.csv, \
            performance.csv, performance.json and summary.json, and prints what each strategy and \
            account made. Exit codes: 0 ok, 1 an instance failed, 2 usage, \
            3 refused input.
            """
    )

    @OptionGroup var settings: ConfigurationOptions

    @Option(name: .shortAndLong, help: "The folder for the reports; overrides report.directory.")
    var out: String?

    @Flag(help: "Write no tables; print the summary only.")
    var noReports = false

    @Option(help: "Also write a page of the run, one HTML file that needs nothing else.")
    var report: String?

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
        if let report, report.isEmpty || report.hasSuffix("/") {
            throw ValidationError("--report names a file, such as report.html")
        }
        if timing, !json { throw ValidationError("--timing needs --json") }
    }

    func run() throws {
        let started = FileManager.default.currentDirectoryPath
        let reports = out.map { $0.hasPrefix("/") ? $0 : "\(started)/\($0)" }
        let page = report.map { $0.hasPrefix("/") ? $0 : "\(started)/\($0)" }
        let resolution = try PluginResolution(settings.read())
        let configuration = resolution.configuration
        let isQuiet = quiet
        let builder = HostBuilder(
            resolution: resolution,
            keepsEvents: !noReports || page != nil,
            samplesMarks: page != nil,
            meter: LaneMeter(configuration.lane, LaneMeter.Stages { _ in LatencyHistogram() })
        ) {
            instance,
            severity,
            text in
            guard severity >= 5 || !isQuiet else { return }
            Output.text("\(instance): \(text)", toError: true)
        }
        let host = builder.build()
        var run = BacktestRun(
            host,
            reports: noReports
                ? nil : reports ?? configuration.reportDirectory(isBacktest: true),
            page: page,
            settings: resolution.settingsOfBacktest,
            showsProgress: Output.isErrorTerminal && !quiet
        )
        try run.run()
        if json {
            Output.text(timing ? run.summary.timedJSON : run.summary.json)
        } else if !quiet {
            Output.text(run.summary.text)
            if let page { Output.text("page: \(page)") }
        }
        let problems = run.problems
        for problem in problems { Output.text(problem, toError: true) }
        if !problems.isEmpty { throw TenonExit.finding }
    }
}
