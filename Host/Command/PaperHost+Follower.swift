import API
import Boundary
import Domain
import Engine
import Instances
import Logging
import MarketData
import Memory
import Monitoring
import Settings
import Synchronization

// The follower's thread: it folds what the lane has decided into what operators see, and gives log,
// notifications and reports theirs.

extension PaperHost {
    /// How often snapshots are asked for at least and at most, ns.
    private static let longest: Int64 = 1_000_000_000
    private static let shortest: Int64 = 200_000_000

    /// Follows until it is told to end and nothing is left.
    func follow() {
        var refreshed: Int64 = 0
        while !followerEnds.load(ordering: .acquiring) {
            lane.follower.wait(most: PaperHost.longest)
            takeNews()
            let now = MonotonicClock.now()
            guard now - refreshed >= PaperHost.shortest else { continue }
            refreshed = now
            refresh()
            tellFailedChannels()
            tellHangingConnectors()
            write { () throws in try reports.flush() }
        }
        takeNews()
    }

    /// Asks the lane for a fresh snapshot, one at a time; readers of the model see it when it is
    /// there.
    private func refresh() {
        guard !isRefreshing.exchange(true, ordering: .acquiringAndReleasing) else { return }
        lane.submit { [self] lane in
            model.take(lane.snapshot(), at: MonotonicClock.now())
            isRefreshing.store(false, ordering: .releasing)
        }
    }

    private func takeNews() {
        let news = lane.takeNews()
        let registry = services.registryNow()
        for one in model.take(news.records.all, registry) { tell(one) }
        write { () throws in
            try reports.take(news.records.all, news.samples, news.strategySamples, registry)
        }
        for fault in news.faults { take(fault) }
        followed.wrappingAdd(1, ordering: .relaxed)
        guard news.isOver, !state.withLock({ $0.isOver }) else { return }
        state.withLock { $0.isOver = true }
        log.write(.info, .lane, "data ended")
        tell("data.ended", 3, "the data has ended")
        ending.ring()
    }

    /// Writes to the reports; the first failure is told and ends the run.
    private func write(_ body: () throws -> Void) {
        guard !haveReportsFailed else { return }
        do {
            try body()
        } catch {
            haveReportsFailed = true
            problems.withLock { $0.append("the reports are incomplete: \(error)") }
            log.write(.critical, .host, "reports failed", ["reason": PaperHost.oneLine("\(error)")])
            wantEnd()
        }
    }

    private func take(_ fault: InstanceFault) {
        let name = instances[fault.instance.index].name
        let reason = PaperHost.oneLine(fault.reason)
        state.withLock { $0.reasons[name] = reason }
        problems.withLock { $0.append("\(name): \(fault.reason) (at input \(fault.sequence))") }
        note(name, "faulted", reason, actor: "host", sequence: fault.sequence)
        log.write(
            .error,
            .plugins,
            "instance faulted",
            ["instance": name, "seq": "\(fault.sequence)", "reason": reason]
        )
        tell(
            "plugin.faulted",
            6,
            "\(name) is out of use",
            fault.reason,
            instance: name,
            sequence: fault.sequence
        )
    }

    /// Channels start and fail on threads of their own.
    private func tellFailedChannels() {
        for (name, channel) in channels {
            guard case .failed(let problem) = channel.state,
                state.withLock({ $0.failedChannels.insert(name).inserted }),
                let entry = resolution.entries.first(where: { $0.settings.name.value == name })
            else { continue }
            takeFailure(name, entry.settings, problem.description)
        }
    }

    /// A connector that does not come out of a call holds up the streams that are merged with its own.
    private func tellHangingConnectors() {
        for (instance, executor) in zip(instances, executors) {
            guard let executor, let seconds = executor.secondsInCall, seconds >= 2,
                state.withLock({ $0.hangingConnectors.insert(instance.name).inserted })
            else { continue }
            log.write(
                .error,
                .plugins,
                "connector hangs",
                ["instance": instance.name, "seconds": "\(seconds)"]
            )
        }
    }

    private func tell(_ news: HostModel.OrderNews) {
        metrics.counter("orders_\(news.what)_total").add()
        let view = news.view
        var fields = [
            "order": "\(view.order)", "intent": "\(view.intent)", "seq": "\(view.sequence)",
            "cause": "\(view.causeSequence)", "instance": view.strategy, "symbol": view.symbol,
            "side": view.side, "quantity": view.quantity,
        ]
        if let fill = news.fill {
            fields["price"] = fill.price
            fields["filled"] = fill.quantity
        }
        if let reason = view.reason { fields["reason"] = reason }
        let isDenied = news.what == "denied"
        let isTrouble = isDenied || news.what == "rejected"
        let level: Logger.Level =
            isTrouble ? .warning : news.what == "sent" ? .debug : .info
        log.write(level, isDenied ? .risk : .orders, "order \(news.what)", fields)
        let name = isDenied ? "risk.denied" : "order.\(news.what)"
        let price = news.fill.map { " at \($0.price)" } ?? ""
        tell(
            name,
            isTrouble ? 5 : 3,
            "\(view.strategy): \(view.side) \(view.quantity) \(view.symbol) \(news.what)\(price)",
            view.reason ?? "",
            instance: view.strategy,
            sequence: view.sequence,
            fields: fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        )
    }
}
