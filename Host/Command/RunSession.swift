import API
import Boundary
import Dashboard
import Dispatch
import Domain
import Engine
import Foundation
import Glibc
import Instances
import Logging
import Monitoring
import Settings
import Synchronization

/// One `tenon run` from start to end: the host, its socket, signals, and what is shown meanwhile.
final class RunSession {
    private let host: PaperHost
    private let isQuiet: Bool
    private let hasTable: Bool
    private let table = LiveTable()
    private var signals: [any DispatchSourceSignal] = []
    private var profits: [String: [Double]] = [:]
    private var isDisplayHeld = false
    private var message: String?
    /// First lane time, for how far the data is.
    private var firstTime: Int64 = 0
    private var files: DataFiles?
    private var began: Int64 = 0

    init(_ host: PaperHost, isQuiet: Bool, hasTable: Bool) {
        self.host = host
        self.hasTable = hasTable
        self.isQuiet = isQuiet
    }

    /// Starts, shows, ends.
    ///
    /// - Parameter began: When the process came to life, by the monotonic clock.
    /// - Throws: Why it cannot start.
    func run(since began: Int64) throws {
        self.began = began
        catchSignals()
        let server = try SocketServer(
            stateFolder: host.folder.url,
            service: host,
            log: host.log,
            metrics: host.metrics
        )
        let serving = serve(server)
        do {
            try host.start()
            try serving.awaitListening()
        } catch {
            host.end()
            server.stop()
            serving.awaitEnd()
            throw error
        }
        announce(since: began)
        watch()
        defer {
            server.stop()
            serving.awaitEnd()
        }
        host.end()
        if !isQuiet {
            for line in table.summary(frame(), next: nextCommands).split(separator: "\n") {
                guard Output.offer(String(line), within: 1_000) else { break }
            }
        }
    }

    /// The status at the end.
    ///
    /// - Throws: `ServiceError` when a number of it is no number.
    func json() throws -> String {
        String(decoding: try APICoding.encode(host.statusView(host.model.now)), as: UTF8.self)
    }

    private func announce(since began: Int64) {
        let ready = MonotonicClock.now()
        host.state.withLock { state in
            state.phase = "running"
            state.readyMs = Double(ready - began) * 1e-6
            state.startedNs = MonotonicClock.wall()
        }
        host.log.write(
            .notice,
            .host,
            "ready",
            ["ms": "\((ready - began) / 1_000_000)", "pid": "\(PaperHost.processID)"]
        )
        host.tell("host.ready", 3, "the host is ready")
        files = DataFiles()
        firstTime = host.services.laneTime
        guard !isQuiet else { return }
        for line in table.readyLines(host.statusView(host.fresh())) {
            Output.offer(line, within: 1_000)
        }
    }

    // MARK: - The socket

    private final class Serving: Sendable {
        let listening = Doorbell()
        let ended = Doorbell()
        let failure = Mutex<(any Error)?>(nil)

        func awaitListening() throws {
            listening.wait(most: 5_000_000_000)
            if let error = failure.withLock({ $0 }) { throw error }
        }

        func awaitEnd() { ended.wait(most: 5_000_000_000) }
    }

    private func serve(_ server: SocketServer) -> Serving {
        let serving = Serving()
        Task.detached {
            do {
                try await server.run { serving.listening.ring() }
            } catch {
                serving.failure.withLock { $0 = error }
                serving.listening.ring()
            }
            serving.ended.ring()
        }
        return serving
    }

    // MARK: - Signals

    /// Interrupt, terminate and hang-up end the run in good order.
    private func catchSignals() {
        let host = host
        signal(SIGPIPE, SIG_IGN)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { host.wantEnd() }
            source.activate()
            signals.append(source)
        }
    }

    // MARK: - What is shown

    private var isOver: Bool { host.state.withLock { $0.isOver || $0.isStopWanted } }

    private func watch() {
        if isQuiet {
            while !isOver { host.ending.wait(most: 1_000_000_000) }
        } else if hasTable, var terminal = Terminal() {
            while !isOver {
                if !isDisplayHeld { terminal.show(frame()) }
                for key in terminal.keys(within: 200) { press(key, &terminal) }
            }
            terminal.restore()
        } else {
            while !isOver {
                host.ending.wait(most: 1_000_000_000)
                Output.offer(table.plainLine(frame()))
            }
        }
    }

    private func press(_ key: Terminal.Key, _ terminal: inout Terminal) {
        switch key {
        case .quit, .hangUp: host.wantEnd()
        case .pause:
            if let clock = host.clock {
                clock.hold(!clock.isHeld)
                host.lane.bell.ring()
                message = clock.isHeld ? "the data's time stands; p lets it go on" : nil
            } else {
                isDisplayHeld.toggle()
                message =
                    isDisplayHeld
                    ? "the page stands, trading goes on: the connectors set the pace" : nil
                terminal.show(frame())
            }
        }
    }

    private func frame() -> LiveFrame {
        let now = host.fresh()
        let status = host.statusView(now)
        for instance in status.instances {
            guard let profit = instance.trading?.profit, let value = Double(profit) else {
                continue
            }
            profits[instance.name, default: []].append(value)
            let count = profits[instance.name]?.count ?? 0
            if count > 600 { profits[instance.name]?.removeFirst(count - 600) }
        }
        return LiveFrame(
            status: status,
            quotes: host.quoteViews(now),
            fills: Array(now.fills.suffix(50).reversed()),
            denials: Array(now.denials.suffix(50).reversed()),
            profitHistory: profits,
            isPaused: isDisplayHeld || host.clock?.isHeld == true,
            message: message,
            progress: progress(status)
        )
    }

    /// How far the data is, by how much of its files was read; nobody knows where the connectors read
    /// ahead of the host's clock.
    private func progress(_ status: StatusView) -> LiveProgress? {
        guard host.clock == nil, let share = files?.share, share > 0 else { return nil }
        let passed = Double(MonotonicClock.now() - began) * 1e-9
        return LiveProgress(share: share, secondsLeft: passed / share - passed)
    }

    private var nextCommands: [String] {
        let strategy = host.instances.first { $0.plugin.kind == .strategy }?.name ?? "NAME"
        let report = host.configuration.reportDirectory(isBacktest: false)
        return [
            "Host/tenon run --set speed=600     # the same, ten times as fast",
            "Host/tenon plugins inspect \(strategy)      # while it runs, from another terminal",
            "Host/tenon backtest                # the same data at full speed",
            "less \(report)/fills.csv",
        ]
    }
}
