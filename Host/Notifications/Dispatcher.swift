import Synchronization

/// Takes notices from any thread and sees to it that each reaches its channels, or that it is
/// known why not.
///
/// One thread decides when to try what; each channel works on a thread of its own. So a channel
/// that hangs keeps its own notices waiting and nothing else.
package final class Dispatcher: Sendable {
    private let routes: [Route]
    private let lines: ChannelLines
    private let worker: Worker
    private let isStopped = Atomic(false)

    /// Starts the dispatcher's thread.
    ///
    /// - Parameters:
    ///   - routes: Which notices go where; a channel that is not among `channels` gets nothing,
    ///     and each notice for it is reported as failed.
    ///   - channels: By the names of their instances.
    ///   - queueLimit: Notices that may wait for one channel, above 0.
    ///   - limits: The other bounds.
    ///   - now: ns UTC, never going back: UTC at the start plus what has elapsed.
    ///   - jitterSeed: Of the waits before another try.
    ///   - report: Takes what became of each notice; called by one thread at a time, never inside
    ///     `post`. It may post.
    package init(
        routes: [Route],
        channels: [String: any NotificationChannel],
        queueLimit: Int = DeliveryQueue.Limits().waiting,
        limits: DeliveryQueue.Limits = DeliveryQueue.Limits(),
        now: @escaping @Sendable () -> Int64,
        jitterSeed: UInt64,
        report: @escaping @Sendable (DeliveryReport) -> Void
    ) {
        precondition(queueLimit > 0, "a queue of \(queueLimit) notices holds none")
        var limits = limits
        limits.waiting = queueLimit
        let lines = ChannelLines(
            named: Set(routes.flatMap(\.channels)).union(channels.keys).sorted(),
            channels: channels,
            limits: limits,
            now: now,
            jitterSeed: jitterSeed,
            report: report
        )
        self.routes = routes
        self.lines = lines
        worker = Worker(
            name: "notify",
            bell: lines.bell,
            turn: { lines.turn() },
            last: { lines.flush() }
        )
    }

    deinit { worker.end() }

    /// Takes a notice for each channel that a route gives it to, each once.
    ///
    /// From any thread; after `stop` it is counted as failed and not reported. Holds each queue's lock for the moment of entering it and waits for
    /// nothing else: not for channels, tries or reports.
    package func post(_ notice: Notice) {
        var names: [String] = []
        for route in routes where route.takes(notice) {
            for name in route.channels where !names.contains(name) { names.append(name) }
        }
        lines.offer(notice, to: names)
    }

    /// How each channel fares, by the name of its instance; from any thread.
    package var counters: [String: ChannelCounters] { lines.counters }

    /// Delivers what it can, ends the channels and gives up the rest, each with its report.
    ///
    /// Half of the time is for deliveries, the rest for the channels to end. A second call does
    /// nothing. Returns in time whatever the channels do.
    /// - Parameter deadline: How long it may take, ns.
    /// - Returns: The channels that were still inside a call and were left alone with their
    ///   thread.
    @discardableResult
    package func stop(deadline: Int64 = 2_000_000_000) -> [String] {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return [] }
        let began = lines.now()
        func left(of share: Int64) -> Int64 { max(0, began + share - lines.now()) }
        while !lines.areIdle, left(of: deadline / 2) > 0 {
            lines.changed.wait(atMost: left(of: deadline / 2))
        }
        lines.close("the host stopped")
        worker.end()
        lines.endChannels()
        let abandoned = lines.abandoned { left(of: deadline) }
        // Its last act is to report what was given up; it takes long only when `report` does.
        _ = worker.hasEnded(within: left(of: deadline))
        return abandoned
    }
}
