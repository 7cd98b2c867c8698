import Boundary
import CTenon
import Domain
import Engine
import Glibc
import Instances
import MarketData
import Memory
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

    init(_ host: consuming BuiltHost, reports directory: String?, showsProgress: Bool) {
        problems = host.failures.map(\.description)
        reports = BacktestReports(directory: directory)
        self.showsProgress = showsProgress
        self.host = host
    }

    mutating func run() throws {
        try reports.open(names: host.instances.map(\.name), configuration: host.configuration)
        startInstances(connectors: true)
        try refuseUnknownSymbols()
        try scheduleChanges()
        host.lane.seek()
        startInstances(connectors: false)
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
        problems += unmadeChanges()
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
    }

    /// Configures, activates and starts all instances of one half: connectors define what the
    /// strategies then find.
    private mutating func startInstances(connectors: Bool) {
        for (index, instance) in host.instances.enumerated()
        where (instance.plugin.kind == .connector) == connectors {
            instance.configure(host.privateConfigs[index])
            instance.activate(now: host.lane.now)
            host.lane.absorb()
            guard
                instance.start(
                    firstSequence: host.lane.sequence + 1,
                    now: host.lane.now
                )
            else { continue }
            host.lane.start(instance.id)
        }
    }

    /// A symbol that no connector defines, or that settles in another currency than the account,
    /// is a mistake of the configuration.
    private func refuseUnknownSymbols() throws {
        let registry = host.services.registry
        let known = registry.entries.map(\.symbol)
        // A connector that failed has its own error; what it would have defined is not known.
        let isComplete = host.instances.allSatisfy { instance in
            instance.plugin.kind != .connector || instance.problem == nil
        }
        guard isComplete, host.failures.isEmpty else { return }
        var problems: [Diagnostic] = []
        for settings in host.settings {
            let account = host.configuration.accounts.first { account in
                account.name.value == settings.account?.value
            }
            for symbol in settings.instruments {
                guard let id = registry.find(symbol.value), let entry = registry[id] else {
                    problems.append(
                        Diagnostic(
                            at: symbol.position,
                            "no connector defines '\(symbol.value)'",
                            hint: "known: \(known.prefix(8).joined(separator: ", "))"
                        )
                    )
                    continue
                }
                let currency = registry.currency(entry.instrument.settlement)?.code ?? ""
                if let account, account.currency.value != currency {
                    problems.append(
                        Diagnostic(
                            at: symbol.position,
                            "\(symbol.value) settles in \(currency), account "
                                + "\(account.name.value) is in \(account.currency.value)",
                            hint: "use an account in \(currency)"
                        )
                    )
                }
            }
        }
        guard problems.isEmpty else {
            throw BuildError.settings(problems.map(\.description).joined(separator: "\n"))
        }
    }

    /// Changes whose moment the data never reached.
    private func unmadeChanges() -> [String] {
        guard host.lane.failure == nil else { return [] }
        return host.settings.flatMap(\.changes)
            .filter { $0.moment.value > host.lane.now }
            .map { change in
                Diagnostic(
                    at: change.moment.position,
                    "the data ended before this change was made",
                    hint: "the last input was at \(host.lane.now) ns since the epoch"
                )
                .description
            }
    }

    /// Enters the parameter changes of `plugins.<name>.changes`.
    private mutating func scheduleChanges() throws {
        for (instance, settings) in zip(host.instances, host.settings) {
            guard !settings.changes.isEmpty, instance.problem == nil else { continue }
            let parameters = try instance.plugin.parameters()
            let text = instance.plugin.descriptor.configSchema
            let schema = text.isEmpty ? nil : try? ConfigSchema(text)
            for change in settings.changes {
                if case .lifecycle(let action) = change.action {
                    throw BuildError.settings(
                        Diagnostic(
                            at: action.position,
                            "'\(action.value.rawValue)' at a time is not available in this build",
                            hint: "leave it out"
                        )
                        .description
                    )
                }
                let values = try PluginConfiguration.json(
                    of: change,
                    instance: settings.name,
                    schema: schema
                )
                guard case .object(let members) = values else { continue }
                for member in members {
                    guard let found = parameters.first(where: { $0.name == member.key }),
                        found.isRuntime, let value = found.value(of: member.value.plainText)
                    else {
                        throw BuildError.settings(
                            Diagnostic(
                                at: change.values?.position ?? change.moment.position,
                                "\(settings.name.value) does not take this '\(member.key)'",
                                hint: "while it runs it takes "
                                    + parameters.filter(\.isRuntime).map(\.name)
                                    .joined(separator: ", ")
                            )
                            .description
                        )
                    }
                    host.lane.schedule(
                        ScheduledChange(
                            time: change.moment.value,
                            instance: instance.id,
                            parameter: found.id,
                            value: value
                        )
                    )
                }
            }
        }
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

extension JSONValue {
    /// A scalar as parameters read it; a text without its quotes.
    var plainText: String {
        if case .string(let text) = self { text } else { text }
    }
}
