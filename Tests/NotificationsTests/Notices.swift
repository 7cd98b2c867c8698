import Notifications

/// Notices and queues for tests, on a clock that stands at 0 ns unless said otherwise.
enum Given {
    static let second: Int64 = 1_000_000_000

    /// A notice that is told by its number.
    static func notice(_ number: UInt64, severity: Int32 = 5, name: String = "risk.denied")
        -> Notice
    {
        Notice(
            number: number,
            name: name,
            severity: severity,
            timeNs: 0,
            wallNs: 0,
            title: "notice \(number)"
        )
    }

    /// An empty queue of the channel `mail`.
    static func queue(waiting: Int = 4, seed: UInt64 = 1) -> TestedQueue {
        var limits = DeliveryQueue.Limits()
        limits.waiting = waiting
        return TestedQueue(DeliveryQueue(channel: "mail", limits: limits, seed: seed))
    }
}

/// A queue as an object: the macros of the tests take no noncopyable values.
final class TestedQueue {
    private var queue: DeliveryQueue

    init(_ queue: consuming DeliveryQueue) { self.queue = queue }

    var counters: ChannelCounters { queue.counters }
    var isIdle: Bool { queue.isIdle }

    func offer(_ notice: Notice, now: Int64) { queue.offer(notice, now: now) }

    /// The try that is due now, or `nil`.
    func attempt(_ now: Int64) -> DeliveryAttempt? {
        if case .deliver(let attempt) = queue.next(now: now) { attempt } else { nil }
    }

    /// When to ask again, or `nil` for "after the next input" and while something is due.
    func due(_ now: Int64) -> Int64? {
        if case .wait(let time) = queue.next(now: now) { time } else { nil }
    }

    @discardableResult
    func finished(_ token: UInt64, _ result: DeliveryResult, now: Int64) -> Bool {
        queue.finished(token, result, now: now)
    }

    func close(_ reason: String, now: Int64) { queue.close(reason, now: now) }
    func takeReports() -> [DeliveryReport] { queue.takeReports() }

    /// Outcomes and numbers of what happened since this was last asked.
    func told() -> [String] { takeReports().map { "\($0.name) \($0.number)" } }
}
