import Boundary
import CTenon
import Domain
import Engine
import Glibc
import Instances
import MarketData
import Memory
import Report
import Settings

/// One backtest: starts the instances, lets the lane run dry, ends them, keeps the reports.
struct BacktestRun: ~Copyable {
    private var host: BuiltHost
    private var reports: BacktestReports
    private let showsProgress: Bool
    /// What the operator should look at, in words.
    private(set) var problems: [String]
    /// What came of it; set by `run`.
    private(set) var summary = BacktestSummary()

    /// Where the page goes, `nil` for none.
    private let page: String?
    /// What the page says of accounts, limits and samples.
    private let settings: [(name: String, text: String)]

    init(
        _ host: consuming BuiltHost,
        reports directory: String?,
        page: String? = nil,
        settings: [(name: String, text: String)] = [],
        showsProgress: Bool
    ) {
        problems = host.failures.map(\.description)
        reports = BacktestReports(directory: directory, hasPage: page != nil)
        self.page = page
        self.settings = settings
        self.showsProgress = showsProgress
        self.host = host
    }

    mutating func run() throws {
        if let page { try PageFile(page).check(besides: reports.directory) }
        try reports.open(names: host.instances.map(\.name), configuration: host.configuration)
        // A run of hours must not end with a page that has no place to go.
        if let page { try PageFile(page).clear() }
        host.startInstances(connectors: true)
        try host.refuseUnknownSymbols()
        try host.scheduleChanges()
        host.lane.seek()
        host.startInstances(connectors: false)
        let files = DataFiles()
        var progress = showsProgress ? Progress(files: files) : nil
        let began = LaneTime.now()
        // Who watches a run at the pace of its data sees it move; nothing else depends on this.
        let inputs = showsProgress ? 512 : 50_000
        while host.lane.advance(inputs: inputs) {
            try reports.take(&host.lane, host.services.registry)
            progress?.show(events: host.lane.counts.marketEvents)
        }
        progress?.end()
        host.lane.finishSampling()
        try reports.take(&host.lane, host.services.registry)
        let elapsed = LaneTime.now() - began
        for fault in host.lane.faults {
            host.instances[fault.instance.index]
                .fault(
                    "\(fault.reason) (at input \(fault.sequence))"
                )
        }
        for (instance, settings) in zip(host.instances, host.settings) {
            instance.end(now: host.lane.now)
            if let problem = instance.problem {
                problems.append(HostBuilder.placed(problem, settings).description)
            }
        }
        if let failure = host.lane.failure { problems.append("the lane stopped: \(failure)") }
        problems += host.unmadeChanges()
        problems += StartChecks.refusals(host.lane.refused, host.instances, host.settings)
        if host.lane.counts.marketEvents == 0 {
            problems.append(
                "no market event came in\n    check the connectors: their files, symbols and times"
            )
        }
        try reports.finish(host.lane, host.services.registry)
        summary = BacktestSummary(
            host.lane,
            registry: host.services.registry,
            instances: host.instances,
            configuration: host.configuration,
            elapsed: elapsed,
            directory: reports.directory,
            configs: host.configs,
            files: files
        )
        try reports.write(summary: summary)
        try writePage()
    }

    private func writePage() throws {
        guard let page, let book = reports.page, let samples = reports.performance else { return }
        let contents = RunPage(
            summary: summary.value,
            settings: settings,
            statistics: PerformanceFiles(samples),
            book: book,
            samples: samples,
            registry: host.services.registry
        )
        try PageFile(page).write(contents.html)
    }
}

/// What the lane took, ns: by the clock, and of processor time in its own thread.
struct LaneTime {
    var clock: Int64 = 0
    var processor: Int64 = 0

    /// The moment of the call, on clocks that only differences have a meaning of.
    static func now() -> LaneTime {
        LaneTime(clock: read(CLOCK_MONOTONIC), processor: read(CLOCK_THREAD_CPUTIME_ID))
    }

    static func - (left: LaneTime, right: LaneTime) -> LaneTime {
        LaneTime(clock: left.clock - right.clock, processor: left.processor - right.processor)
    }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
