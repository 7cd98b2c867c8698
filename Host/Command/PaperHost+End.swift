import API
import Boundary
import Dispatch
import Domain
import Engine
import Foundation
import Glibc
import Instances
import Logging
import Monitoring
import Notifications
import Synchronization

// How a run ends: in good order, and in bounded time whatever hangs.

extension PaperHost {
    /// Asks for the end of the run.
    func wantEnd() {
        let isStarting = state.withLock { state in
            state.isStopWanted = true
            return state.phase == "starting"
        }
        ending.ring()
        guard isStarting else { return }
        DispatchQueue.global()
            .asyncAfter(deadline: .now() + .nanoseconds(Int(PaperHost.controlBudget))) {
                self.abandonStart()
            }
    }

    /// Ends the process when a strategy does not come back from its start: nothing else can end it
    /// in good order then.
    private func abandonStart() {
        let name = state.withLock { $0.phase == "starting" ? $0.entering : nil }
        guard let name else { return }
        log.write(.critical, .plugins, "hangs while it starts", ["instance": name])
        _ = log.flush()
        Output.text("\(name): hangs in a call while it starts and was left alone", toError: true)
        // Its socket lies in a folder that the process has locked until now.
        try? FileManager.default.removeItem(at: folder.url.appending(path: "tenon.sock"))
        _exit(1)
    }

    /// Ends everything in reverse: connectors, strategies, lane, follower, reports, channels.
    ///
    /// What goes wrong meanwhile is added to `problems`.
    func end() {
        state.withLock { $0.phase = "stopping" }
        tell("host.stopping", 3, "the host is stopping")
        log.write(.info, .host, "stopping")
        let isOver = state.withLock { $0.isOver }
        stopConnectors(isOver: isOver)
        if !hasLane || endLane(isOver: isOver) {
            if endFollower() { finishReports() }
            endInstances()
        } else {
            add("the lane did not end within 5 s: a strategy hangs in a call")
            if endFollower() { flushReports() }
        }
        tell("host.stopped", 3, "the host has stopped")
        state.withLock { $0.phase = "stopped" }
        for name in dispatcher?.stop(deadline: 2_000_000_000) ?? [] {
            add("\(name): hangs in a call and was left alone")
        }
        log.close()
    }

    private func add(_ problem: String) { problems.withLock { $0.append(problem) } }

    private func stopConnectors(isOver: Bool) {
        // Where the data has ended the accounts are valued at its end, as a backtest does.
        if hasLane, isOver { _ = lane.ask(most: 2_000_000_000) { $0.finishSampling() } }
        for (index, executor) in executors.enumerated() {
            guard let executor else { continue }
            let now = services.laneTime
            _ = executor.perform(most: patience(with: executor, 2_000_000_000)) { instance in
                instance.stop(now: now)
                return true
            }
            lane.submit { [id = instances[index].id] lane in
                _ = lane.perform(LaneCommand(.stop, of: id))
            }
        }
    }

    /// - Returns: Whether the lane's thread has ended.
    private func endLane(isOver: Bool) -> Bool {
        _ = lane.ask(most: 2_000_000_000) { [instances] lane in
            for instance in instances where instance.plugin.kind == .strategy {
                _ = lane.perform(LaneCommand(.stop, of: instance.id))
            }
            if !isOver { lane.finishSampling() }
        }
        return lane.end(most: 5_000_000_000)
    }

    /// Lets the follower take what is left, for as long as it gets on with it.
    ///
    /// - Returns: Whether the reports are nobody's but the caller's now.
    private func endFollower() -> Bool {
        guard let follower else { return true }
        followerEnds.store(true, ordering: .releasing)
        lane.follower.ring()
        var before = UInt64.max
        var handled = UInt64.max
        while !followerEnded.wait(most: 5_000_000_000) {
            let turns = followed.load(ordering: .relaxed)
            let taken = model.taken
            if turns == before, taken == handled {
                add(
                    "the reports are incomplete: they have not got on for 5 s, with more to write\n"
                        + "    see whether the disk of the reports answers"
                )
                return false
            }
            (before, handled) = (turns, taken)
        }
        _ = follower.join(most: 1_000_000_000)
        return true
    }

    private func finishReports() {
        let registry = services.registryNow()
        lane.withLane { lane in
            model.take(lane.snapshot(), at: MonotonicClock.now())
            if let failure = lane.failure {
                add("the lane stopped: \(failure)")
                tell("lane.failed", 7, "the lane has stopped", failure)
            }
            for problem in StartChecks.refusals(lane.refused, instances, settings) { add(problem) }
            // A run that somebody has ended is not to be blamed for what was still to come.
            if state.withLock({ $0.isOver }), lane.failure == nil {
                for problem in StartChecks.unmade(settings, now: lane.now) { add(problem) }
            }
            if state.withLock({ $0.isOver }), lane.counts.marketEvents == 0 { add(silence) }
            guard !haveReportsFailed, hasLane else { return }
            do {
                try reports.finish(lane, registry)
            } catch {
                add("the reports are incomplete: \(error)")
            }
        }
    }

    /// Why no market event came in, as far as it is known.
    private var silence: String {
        let off = instances.filter { $0.plugin.kind == .connector && isDisabled($0.name) }
            .map(\.name)
        let file = folder.url.appending(path: "instances.json").path
        return "no market event came in\n"
            + (off.isEmpty
                ? "    check the connectors: their files, symbols and times"
                : "    disabled: \(off.joined(separator: ", ")); take it out of \(file), or out of "
                    + "plugins.yaml's enabled: false")
    }

    private func flushReports() {
        guard !haveReportsFailed else { return }
        do {
            try reports.flush()
        } catch {
            add("the reports are incomplete: \(error)")
        }
    }

    private func endInstances() {
        for (index, instance) in instances.enumerated() {
            let now = services.laneTime
            let hasEnded: Bool
            if executors.indices.contains(index), let executor = executors[index] {
                let answer = executor.perform(most: patience(with: executor, 1_000_000_000)) {
                    one in
                    one.end(now: now)
                    return true
                }
                let isOver = executor.end(most: patience(with: executor, 1_000_000_000))
                hasEnded = isOver && answer == true
            } else {
                // On a thread that can be left alone if the plugin does not come back.
                let last = try? WorkerThread("end") { instance.end(now: now) }
                hasEnded = last?.join(most: 2_000_000_000) ?? false
            }
            if !hasEnded { add("\(instance.name): hangs in a call and was left alone") }
        }
    }

    /// How long to wait for a connector, ns: one that has been inside a call for 2 s is not waited for
    /// again and again.
    private func patience(with executor: ConnectorExecutor, _ most: Int64) -> Int64 {
        guard let since = executor.callSince, MonotonicClock.now() - since > 2_000_000_000 else {
            return most
        }
        return min(most, 50_000_000)
    }
}
