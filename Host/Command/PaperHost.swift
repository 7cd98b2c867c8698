import API
import Boundary
import CTenon
import Dispatch
import Domain
import Engine
import Foundation
import Glibc
import Instances
import Logging
import MarketData
import Memory
import Monitoring
import Notifications
import Settings
import Synchronization

/// A running host on recorded data: lane, connectors, channels, log and the services behind its
/// socket.
final class PaperHost: @unchecked Sendable {
    // Sound because what changes after `start` is under `state`, or belongs to an object with a rule
    // of its own: the lane to its thread, a connector to its executor.

    /// What changes while it runs, apart from what the lane owns.
    struct Mutable {
        var phase = "starting"
        var history: [String: [HistoryEntry]] = [:]
        var disabled: Set<String> = []
        /// Why instances are out of use, by name.
        var reasons: [String: String] = [:]
        var readyMs = 0.0
        var startedNs: Int64 = 0
        var notices: UInt64 = 0
        /// Disabled by an operator; `disabled` has those of plugins.yaml as well.
        var operatorDisabled: Set<String> = []
        /// Connectors of which it was told that they hang.
        var hangingConnectors: Set<String> = []
        /// Channels whose failure has been told.
        var failedChannels: Set<String> = []
        var isStopWanted = false
        var isOver = false
        /// The strategy that is being started.
        var entering: String?
    }

    let configuration: HostConfiguration
    /// The file of it, absolute.
    let configurationPath: String
    let resolution: PluginResolution
    let instances: [SupervisedInstance]
    let settings: [InstanceSettings]
    /// What each is given, secrets in their places: never shown.
    let configs: [String]
    let services: HostServices
    let folder: StateFolder
    let log: LogHub
    let model: HostModel
    let metrics = Metrics()
    let stages: LaneMeter.Stages
    let clock: DataClock?
    let lane: LaneThread
    /// By instance index; `nil` for strategies.
    private(set) var executors: [ConnectorExecutor?] = []
    private(set) var channels: [String: ChannelAdapter] = [:]
    private(set) var dispatcher: Dispatcher?
    let state = Mutex(Mutable())
    /// Held while the file of disabled instances is written.
    let keeping = Mutex<Void>(())
    /// Rung when the run is to end or has come to its end.
    let ending = Doorbell()
    var follower: WorkerThread?
    let followerEnds = Atomic<Bool>(false)
    /// Rung when the follower has ended, and how many times it has taken news.
    let followerEnded = Doorbell()
    let followed = Atomic<UInt64>(0)
    /// Whether a snapshot has been asked for and not come.
    let isRefreshing = Atomic<Bool>(false)
    /// The follower's while it runs.
    var reports: BacktestReports
    /// Whether the reports have failed: they are not written any further.
    var haveReportsFailed = false
    /// Whether the lane's thread was ever started.
    private(set) var hasLane = false
    /// What the operator should look at when it is over.
    let problems = Mutex<[String]>([])

    /// Makes every instance; starts nothing.
    init(
        _ resolution: PluginResolution,
        path: String,
        folder: StateFolder,
        log: LogHub
    ) throws {
        configuration = resolution.configuration
        self.resolution = resolution
        configurationPath = path
        self.folder = folder
        self.log = log
        let metrics = metrics
        stages = LaneMeter.Stages { metrics.histogram("lane_\($0)_ns") }
        clock = configuration.speed.map { DataClock(speed: PaperHost.double($0.value)) }
        let builder = HostBuilder(
            resolution: resolution,
            keepsEvents: true,
            isPaper: true,
            meter: LaneMeter(configuration.lane, stages)
        ) { instance, severity, text in
            log.write(Logger.Level(plugin: severity), .plugins, text, ["instance": instance])
        }
        let host = builder.build()
        instances = host.instances
        settings = host.settings
        configs = host.privateConfigs
        services = host.services
        problems.withLock { $0 = host.failures.map(\.description) }
        model = HostModel(
            names: instances.map(\.name),
            accounts: configuration.accounts.map(\.name.value)
        )
        reports = BacktestReports(directory: configuration.reportDirectory(isBacktest: false))
        let relay = Relay()
        lane = LaneThread(
            host.takeLane(),
            spins: configuration.lane.wait.value == .spin,
            clock: clock,
            timerFired: { relay.host?.forward($0) },
            faulted: { relay.host?.takeFault($0) }
        )
        relay.host = self
        let disabled = try folder.disabled()
        let off = settings.filter { !$0.enabled.value }.map(\.name.value)
        state.withLock { state in
            state.operatorDisabled = disabled
            state.disabled = disabled.union(off)
        }
    }

    /// Lets the lane's thread reach the host, which is made after it.
    private final class Relay: @unchecked Sendable {
        // Sound because it is set before the thread starts.
        weak var host: PaperHost?
    }

    private static func double(_ decimal: Domain.Decimal) -> Double {
        Double(decimal.description) ?? 1
    }

    // MARK: - Start

    /// Starts everything: channels, connectors, strategies, the lane.
    ///
    /// - Throws: What is wrong with the configuration in the light of what connectors define, or with
    ///   the folder of the reports.
    func start() throws {
        try reports.open(names: instances.map(\.name), configuration: configuration)
        try startChannels()
        try startConnectors()
        try lane.withLane { lane in
            try PaperHost.check(self, &lane)
            awaitFirstEvent(&lane)
            startStrategies(&lane)
        }
        let ended = followerEnded
        follower = try WorkerThread("follower") { [weak self] in
            self?.follow()
            ended.ring()
        }
        try lane.begin()
        hasLane = true
    }

    private func startChannels() throws {
        let log = log
        // Told when there is somebody to tell.
        var failures: [(String, InstanceSettings, String)] = []
        for entry in resolution.entries where entry.descriptor.kind == .channel {
            let name = entry.settings.name.value
            guard !isDisabled(name) else { continue }
            do throws(PluginError) {
                channels[name] = try ChannelAdapter(
                    entry,
                    id: InstanceID(UInt32(1_000_000 + channels.count)),
                    now: { MonotonicClock.utc() },
                    log: { _, severity, text in
                        let level = Logger.Level(plugin: severity)
                        log.write(level, .plugins, text, ["instance": name])
                    }
                )
                note(name, "started", "", actor: "host")
            } catch {
                failures.append((name, entry.settings, error.description))
            }
        }
        dispatcher = Dispatcher(
            routes: configuration.notifications.map { route in
                Route(
                    patterns: route.events.map(\.value),
                    channels: route.receivers.map(\.value),
                    minimumSeverity: Int32(route.severity?.value.rank ?? 0)
                )
            },
            channels: channels,
            now: { MonotonicClock.utc() },
            jitterSeed: UInt64(bitPattern: MonotonicClock.wall()),
            report: { [weak self] in self?.take($0) }
        )
        for failure in failures { takeFailure(failure.0, failure.1, failure.2) }
    }

    private func startConnectors() throws {
        let services = services
        executors = instances.map { instance in
            guard instance.plugin.kind == .connector else { return nil }
            return ConnectorExecutor(
                instance,
                laneTime: { services.laneTime },
                reports: ConnectorExecutor.Reports(
                    faulted: { [weak self] id, reason in
                        self?.lane.submit { $0.fault(id, reason: reason) }
                    },
                    timer: { [weak self] id, timer, time in
                        self?.lane.submit { $0.setTimer(timer, of: id, at: time) }
                    }
                )
            )
        }
        let bell = lane.bell
        let executors = executors
        services.useThreads(
            giveTurn: { executors[$0.index]?.wake() },
            published: { bell.ring() }
        )
        for (index, executor) in executors.enumerated() {
            guard let executor else { continue }
            try executor.begin()
            if isDisabled(instances[index].name) { continue }
            let config = configs[index]
            let isRunning = executor.perform(most: PaperHost.controlBudget) { instance in
                instance.configure(config)
                instance.activate(now: 0)
                return instance.start(firstSequence: 1, now: 0)
            }
            if isRunning == true {
                lane.withLane { $0.start(instances[index].id) }
                note(instances[index].name, "started", "", actor: "host")
            } else {
                let why =
                    isRunning == nil
                    ? "instance '\(instances[index].name)': has not started within 5 s\n"
                        + "    it hangs in a call and was left alone; the others went on"
                    : instances[index].problem?.description ?? ""
                takeFailure(instances[index].name, settings[index], why)
            }
        }
    }

    /// What a control call may take (ABI.md 2.4: configure and activate), ns.
    static let controlBudget: Int64 = 5_000_000_000

    /// Waits until every stream has shown an event or promised a time, so that strategies start at
    /// the data's time.
    private func awaitFirstEvent(_ lane: inout Lane) {
        let end = MonotonicClock.now() + 2_000_000_000
        while MonotonicClock.now() < end {
            lane.seek()
            if lane.now > 0 || lane.isIdle { return }
            self.lane.bell.wait(most: 10_000_000)
        }
    }

    private func startStrategies(_ lane: inout Lane) {
        for (index, instance) in instances.enumerated()
        where instance.plugin.kind == .strategy && !isDisabled(instance.name) {
            if state.withLock({ $0.isStopWanted }) { return }
            state.withLock { $0.entering = instance.name }
            defer { state.withLock { $0.entering = nil } }
            instance.configure(configs[index])
            instance.activate(now: lane.now)
            lane.absorb()
            if instance.start(firstSequence: lane.sequence + 1, now: lane.now) {
                lane.start(instance.id)
                note(instance.name, "started", "", actor: "host")
            } else {
                takeFailure(
                    instance.name,
                    settings[index],
                    instance.problem?.description ?? "did not start"
                )
            }
        }
    }

    private static func check(_ host: PaperHost, _ lane: inout Lane) throws {
        try StartChecks(
            configuration: host.configuration,
            instances: host.instances,
            settings: host.settings,
            disabled: host.state.withLock { $0.disabled },
            services: host.services,
            hasFailures: host.problems.withLock { !$0.isEmpty }
        )
        .refuseUnknownSymbols()
        try StartChecks.schedule(host.instances, host.settings) { lane.schedule($0) }
    }

    func isDisabled(_ name: String) -> Bool { state.withLock { $0.disabled.contains(name) } }

    // MARK: - What happens meanwhile

    private func forward(_ timer: FiredTimer) {
        executors[timer.instance.index]?
            .timerFired(timer.id, sequence: timer.sequence, time: timer.time)
    }

    /// On the lane's thread.
    private func takeFault(_ fault: InstanceFault) {
        let instance = instances[fault.instance.index]
        if instance.plugin.kind == .strategy { instance.fault(fault.reason) }
    }

    func takeFailure(_ name: String, _ settings: InstanceSettings, _ why: String) {
        problems.withLock { $0.append("\(settings.name.position): \(why)") }
        let line = PaperHost.oneLine(why)
        state.withLock { $0.reasons[name] = line }
        note(name, "faulted", line, actor: "host")
        tell("plugin.faulted", 6, "\(name) is out of use", why, instance: name)
        log.write(.error, .plugins, "instance failed to start", ["instance": name, "reason": why])
    }

    /// A text of several lines as one.
    static func oneLine(_ text: String) -> String {
        text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "; ")
    }

    /// Enters a step of an instance's life.
    func note(
        _ name: String,
        _ what: String,
        _ detail: String,
        actor: String,
        sequence: UInt64 = 0,
        timeNs: Int64 = 0
    ) {
        let entry = HistoryEntry(
            timeNs: timeNs,
            sequence: sequence,
            wallNs: MonotonicClock.wall(),
            what: what,
            detail: detail,
            actor: actor
        )
        state.withLock { $0.history[name, default: []].append(entry) }
    }

    /// Posts news for people.
    func tell(
        _ name: String,
        _ severity: Int32,
        _ title: String,
        _ body: String = "",
        instance: String? = nil,
        sequence: UInt64 = 0,
        fields: [(String, String)] = []
    ) {
        let number = state.withLock { state in
            state.notices += 1
            return state.notices
        }
        dispatcher?
            .post(
                Notice(
                    number: number,
                    name: name,
                    severity: severity,
                    timeNs: services.laneTime,
                    wallNs: MonotonicClock.wall(),
                    sequence: sequence,
                    instance: instance,
                    title: title,
                    body: body,
                    fields: fields
                )
            )
    }

    private func take(_ report: DeliveryReport) {
        metrics.counter("notify_\(report.outcome.rawValue)_total").add(UInt64(report.count))
        let fields = [
            "notice": "\(report.number)", "name": report.noticeName, "instance": report.channel,
            "try": "\(report.attempt)", "reason": report.reason,
        ]
        let level: Logger.Level = report.outcome == .delivered ? .debug : .warning
        log.write(level, .notify, report.name, fields)
    }
}
