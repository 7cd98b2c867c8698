import Synchronization

/// The channels of a dispatcher, each with its queue, and one turn of the dispatcher's thread.
final class ChannelLines: Sendable {
    /// One channel with its queue; without a channel the queue is closed.
    private final class Line: Sendable {
        let name: String
        let channel: (any NotificationChannel)?
        let queue: Mutex<DeliveryQueue>

        init(
            _ name: String,
            _ channel: (any NotificationChannel)?,
            _ queue: consuming DeliveryQueue
        ) {
            self.name = name
            self.channel = channel
            self.queue = Mutex(queue)
        }
    }

    /// In order of their names.
    private let lines: [Line]
    let now: @Sendable () -> Int64
    private let report: @Sendable (DeliveryReport) -> Void
    /// Wakes the dispatcher's thread.
    let bell = Bell()
    /// Rings when a turn is over, for whoever waits that nothing is left.
    let changed = Bell()

    init(
        named names: [String],
        channels: [String: any NotificationChannel],
        limits: DeliveryQueue.Limits,
        now: @escaping @Sendable () -> Int64,
        jitterSeed: UInt64,
        report: @escaping @Sendable (DeliveryReport) -> Void
    ) {
        self.now = now
        self.report = report
        lines = names.enumerated()
            .map { index, name in
                var queue = DeliveryQueue(
                    channel: name,
                    limits: limits,
                    seed: jitterSeed &+ UInt64(index)
                )
                let channel = channels[name]
                if channel == nil { queue.close("no channel '\(name)' runs", now: now()) }
                return Line(name, channel, queue)
            }
    }

    func offer(_ notice: Notice, to names: [String]) {
        guard !names.isEmpty else { return }
        let time = now()
        for line in lines where names.contains(line.name) {
            line.queue.withLock { $0.offer(notice, now: time) }
        }
        bell.ring()
    }

    var counters: [String: ChannelCounters] {
        var counters: [String: ChannelCounters] = [:]
        for line in lines { counters[line.name] = line.queue.withLock { $0.counters } }
        return counters
    }

    var areIdle: Bool { lines.allSatisfy { line in line.queue.withLock { $0.isIdle } } }

    /// Hands out what is due and reports what happened.
    ///
    /// - Returns: In how many ns there is something to do even if nothing happens.
    func turn() -> Int64? {
        var due: Int64?
        for line in lines {
            if let time = advance(line) { due = min(due ?? time, time) }
        }
        flush()
        changed.ring()
        return due.map { max(0, $0 - now()) }
    }

    /// Takes steps of one queue until there is nothing to do now; when there will be.
    private func advance(_ line: Line) -> Int64? {
        while true {
            switch line.queue.withLock({ $0.next(now: now()) }) {
            case .wait(let time): return time
            case .deliver(let attempt):
                line.channel?
                    .begin(attempt) { [self] result in
                        line.queue.withLock {
                            _ = $0.finished(attempt.token, result, now: now())
                        }
                        bell.ring()
                    }
            }
        }
    }

    /// Hands out the reports that wait; by one thread at a time.
    func flush() {
        for line in lines {
            for one in line.queue.withLock({ $0.takeReports() }) { report(one) }
        }
    }

    /// Takes nothing more and gives up what is left.
    func close(_ reason: String) {
        for line in lines { line.queue.withLock { $0.close(reason, now: now()) } }
    }

    func endChannels() {
        for line in lines { line.channel?.end() }
    }

    /// The channels that have not ended when no time is left.
    func abandoned(left: () -> Int64) -> [String] {
        lines.filter { $0.channel?.hasEnded(within: left()) == false }.map(\.name)
    }
}
