/// The notices of one channel, in order, and what is to be done with the first.
///
/// It decides; `Dispatcher` carries out. One notice is in the channel's hands at a time, and one
/// that is to be tried again keeps its place, so a channel sees notices in the order they were
/// offered.
package struct DeliveryQueue: ~Copyable {
    /// The bounds of a queue; durations in ns.
    package struct Limits: Sendable {
        /// Notices that may wait behind the one that is under way or to be tried again.
        package var waiting = 256
        /// Tries of one notice.
        package var tries = 6
        /// What a try may take.
        package var tryDuration: Int64 = 5_000_000_000
        /// How long a notice is worth delivering.
        package var lifetime: Int64 = 600_000_000_000
        /// The first wait before another try; it doubles.
        package var firstWait: Int64 = 250_000_000
        package var longestWait: Int64 = 30_000_000_000

        /// The usual bounds.
        package init() {}
    }

    /// What to do next.
    package enum Step: Sendable {
        /// Hand this to the channel; it is under way from now on.
        case deliver(DeliveryAttempt)
        /// Ask again at this time, or after the next input.
        case wait(until: Int64?)
    }

    private struct Entry {
        let notice: Notice
        let expires: Int64
        /// Tries so far that counted.
        var tries = 0
        /// Answers "busy" in a row.
        var busy = 0
        var notBefore: Int64
    }

    private struct Flight {
        var entry: Entry
        let token: UInt64
        let hungAt: Int64
        var isHung = false
    }

    private let channel: String
    private let limits: Limits
    private var random: UInt64
    private var waiting: [Entry] = []
    private var flight: Flight?
    private var lastToken: UInt64 = 0
    private var reports: [DeliveryReport] = []
    /// Why nothing is taken any more.
    private var closure: String?
    private var count = ChannelCounters()

    /// An empty queue.
    ///
    /// - Parameters:
    ///   - channel: Its name in the reports.
    ///   - limits: Its bounds.
    ///   - seed: Of the jitter of its waits.
    package init(channel: String, limits: Limits, seed: UInt64) {
        self.channel = channel
        self.limits = limits
        random = seed
    }

    /// How the channel fares now.
    package var counters: ChannelCounters {
        var now = count
        now.waiting = waiting.count
        now.underway = flight == nil ? 0 : 1
        now.isHung = flight?.isHung ?? false
        return now
    }

    /// Whether nothing waits and nothing is under way.
    package var isIdle: Bool { waiting.isEmpty && flight == nil }

    /// Takes a notice; when the queue is full, the oldest of the least severe goes, be it this one.
    package mutating func offer(_ notice: Notice, now: Int64) {
        count.offered += 1
        let entry = Entry(notice: notice, expires: now + limits.lifetime, notBefore: now)
        if let closure { return fail(entry, closure, now) }
        waiting.append(entry)
        guard waiting.count > limits.waiting else { return }
        let least = waiting.lazy.map(\.notice.severity).min()
        guard let place = waiting.firstIndex(where: { $0.notice.severity == least }) else { return }
        drop(waiting.remove(at: place), now)
    }

    /// What to do at `now`; an answer of `.deliver` is a promise to do it.
    package mutating func next(now: Int64) -> Step {
        expire(now)
        if let due = watch(now) { return .wait(until: due) }
        if flight != nil { return .wait(until: waiting.first?.expires) }
        guard let first = waiting.first else { return .wait(until: nil) }
        guard first.notBefore <= now else {
            return .wait(until: min(first.notBefore, first.expires))
        }
        waiting.removeFirst()
        lastToken += 1
        if first.tries + first.busy > 0 { count.retries += 1 }
        flight = Flight(
            entry: first,
            token: lastToken,
            hungAt: now + 2 * limits.tryDuration
        )
        return .deliver(
            DeliveryAttempt(
                notice: first.notice,
                token: lastToken,
                attempt: first.tries + 1,
                deadlineNs: now + limits.tryDuration
            )
        )
    }

    /// Takes the channel's answer to a try.
    ///
    /// - Returns: `false` when that try is not under way: answered already, or given up at `close`.
    @discardableResult
    package mutating func finished(_ token: UInt64, _ result: DeliveryResult, now: Int64) -> Bool {
        guard var entry = flight?.entry, flight?.token == token else { return false }
        flight = nil
        switch result {
        case .delivered:
            entry.tries += 1
            count.delivered += 1
            report(entry, .delivered, "", now)
        case .busy(let reason):
            entry.busy += 1
            again(entry, after: entry.busy, reason, now)
        case .retry(let reason):
            entry.tries += 1
            entry.busy = 0
            guard entry.tries < limits.tries else {
                fail(entry, "\(reason); given up after \(entry.tries) tries", now)
                break
            }
            again(entry, after: entry.tries, reason, now)
        case .refused(let reason):
            entry.tries += 1
            fail(entry, reason, now)
        case .unusable(let reason):
            fail(entry, reason, now)
            close(reason, now: now)
        }
        return true
    }

    /// Takes nothing more: what waits, what is under way and what is offered later has failed.
    package mutating func close(_ reason: String, now: Int64) {
        closure = closure ?? reason
        if let open = flight {
            flight = nil
            var entry = open.entry
            entry.tries += 1
            fail(entry, "\(reason); it was under way, so it may have arrived", now)
        }
        let left = waiting
        waiting = []
        for entry in left { fail(entry, reason, now) }
    }

    /// What happened since this was last asked, in order; at most a few more than may wait.
    package mutating func takeReports() -> [DeliveryReport] {
        defer { reports.removeAll(keepingCapacity: true) }
        return reports
    }

    /// Notes a channel that has hung, once; when it will have.
    private mutating func watch(_ now: Int64) -> Int64? {
        guard let open = flight, !open.isHung else { return nil }
        guard now >= open.hungAt else { return min(open.hungAt, waiting.first?.expires ?? .max) }
        flight?.isHung = true
        var entry = open.entry
        entry.tries += 1
        let milliseconds = 2 * limits.tryDuration / 1_000_000
        report(entry, .hung, "no answer for \(milliseconds) ms; the others go on", now)
        return nil
    }

    /// Gives up what is not worth delivering any more; they expire in order.
    private mutating func expire(_ now: Int64) {
        while let first = waiting.first, first.expires <= now {
            waiting.removeFirst()
            fail(first, "not delivered within \(limits.lifetime / 1_000_000_000) s", now)
        }
    }

    private mutating func again(_ entry: Entry, after times: Int, _ reason: String, _ now: Int64) {
        if let closure { return fail(entry, "\(reason); \(closure)", now) }
        var entry = entry
        entry.notBefore = now + wait(times)
        guard entry.notBefore < entry.expires else {
            let seconds = limits.lifetime / 1_000_000_000
            return fail(entry, "\(reason); not delivered within \(seconds) s", now)
        }
        waiting.insert(entry, at: 0)
        report(entry, .retrying, reason, now, retry: entry.notBefore)
    }

    /// The wait before another try: doubling, and between half and all of it, so that channels
    /// that failed together do not come back together.
    private mutating func wait(_ times: Int) -> Int64 {
        var base = limits.firstWait
        for _ in 1..<max(times, 1) where base < limits.longestWait { base *= 2 }
        base = min(base, limits.longestWait)
        // SplitMix64 (Steele, Lea, Flood 2014).
        random &+= 0x9E37_79B9_7F4A_7C15
        var mixed = random
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return base / 2 + Int64(mixed % UInt64(base / 2 + 1))
    }

    private mutating func fail(_ entry: Entry, _ reason: String, _ now: Int64) {
        count.failed += 1
        report(entry, .failed, reason, now)
    }

    private mutating func drop(_ entry: Entry, _ now: Int64) {
        count.dropped += 1
        report(entry, .dropped, "more than \(limits.waiting) notices wait", now)
    }

    private mutating func report(
        _ entry: Entry,
        _ outcome: DeliveryReport.Outcome,
        _ reason: String,
        _ now: Int64,
        retry: Int64? = nil
    ) {
        // A flood while nobody takes the reports becomes one report with a count.
        if reports.count > limits.waiting, let last = reports.indices.last,
            reports[last].outcome == outcome, outcome == .dropped || outcome == .failed,
            reports[last].attempt == 0, entry.tries == 0
        {
            reports[last].count += 1
            return
        }
        reports.append(
            DeliveryReport(
                number: entry.notice.number,
                noticeName: entry.notice.name,
                channel: channel,
                attempt: entry.tries,
                outcome: outcome,
                reason: reason,
                retryNs: retry,
                wallNs: now
            )
        )
    }
}
