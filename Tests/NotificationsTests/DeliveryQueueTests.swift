import Notifications
import Testing

@Suite("Delivery queue")
struct DeliveryQueueTests {
    @Test("notices go out one at a time, in order")
    func inOrder() throws {
        let queue = Given.queue()
        queue.offer(Given.notice(1), now: 0)
        queue.offer(Given.notice(2), now: 0)
        let first = try #require(queue.attempt(0))
        #expect(first.notice.number == 1 && first.attempt == 1)
        #expect(first.deadlineNs == 5 * Given.second)
        #expect(queue.attempt(0) == nil)
        queue.finished(first.token, .delivered, now: 1)
        #expect(try #require(queue.attempt(1)).notice.number == 2)
        #expect(queue.told() == ["notify.delivered 1"])
    }

    @Test("waits double from 250 ms, half of each is chance, and the sixth failure is the last")
    func backoff() throws {
        let queue = Given.queue()
        queue.offer(Given.notice(1), now: 0)
        queue.offer(Given.notice(2), now: 0)
        var now: Int64 = 0
        for attempt in 1...5 {
            let one = try #require(queue.attempt(now))
            #expect(one.notice.number == 1 && one.attempt == attempt)
            queue.finished(one.token, .retry("no"), now: now)
            let report = try #require(queue.takeReports().first)
            let retry = try #require(report.retryNs)
            let base = Int64(250_000_000) << (attempt - 1)
            #expect((base / 2...base).contains(retry - now), "try \(attempt): \(retry - now)")
            #expect(queue.attempt(retry - 1) == nil)
            now = retry
        }
        let last = try #require(queue.attempt(now))
        queue.finished(last.token, .retry("no"), now: now)
        let report = try #require(queue.takeReports().first)
        #expect(report.outcome == .failed && report.reason == "no; given up after 6 tries")
        #expect(try #require(queue.attempt(now)).notice.number == 2)
        #expect(queue.counters.retries == 5 && queue.counters.failed == 1)
    }

    @Test("a busy channel uses up no try, is asked at most every 30 s, and has ten minutes")
    func busy() throws {
        let queue = Given.queue()
        queue.offer(Given.notice(1), now: 0)
        var now: Int64 = 0
        var longest: Int64 = 0
        var asked = 0
        while let one = queue.attempt(now) {
            #expect(one.attempt == 1)
            asked += 1
            queue.finished(one.token, .busy("full"), now: now)
            let report = try #require(queue.takeReports().first)
            guard let retry = report.retryNs else {
                #expect(report.reason == "full; not delivered within 600 s")
                break
            }
            longest = max(longest, retry - now)
            now = retry
        }
        #expect(asked > 20 && longest <= 30 * Given.second && longest > 15 * Given.second)
        #expect(now > 560 * Given.second && queue.isIdle)
    }

    @Test("a refusal is final, and the next notice goes")
    func refusal() throws {
        let queue = Given.queue()
        queue.offer(Given.notice(1), now: 0)
        queue.offer(Given.notice(2), now: 0)
        queue.finished(try #require(queue.attempt(0)).token, .refused("404"), now: 0)
        #expect(queue.told() == ["notify.failed 1"])
        #expect(try #require(queue.attempt(0)).notice.number == 2)
    }

    @Test("a full queue drops the oldest of the least severe, be it the newest")
    func drops() {
        let queue = Given.queue(waiting: 3)
        queue.offer(Given.notice(1, severity: 6), now: 0)
        queue.offer(Given.notice(2, severity: 4), now: 0)
        queue.offer(Given.notice(3, severity: 4), now: 0)
        queue.offer(Given.notice(4, severity: 5), now: 0)
        #expect(queue.told() == ["notify.dropped 2"])
        queue.offer(Given.notice(5, severity: 3), now: 0)
        #expect(queue.told() == ["notify.dropped 5"])
        queue.offer(Given.notice(6, severity: 4), now: 0)
        #expect(queue.told() == ["notify.dropped 3"])
        #expect(queue.counters.dropped == 3 && queue.counters.waiting == 3)
    }

    @Test("a channel that does not answer is told of once, at twice its deadline")
    func hung() throws {
        let queue = Given.queue()
        queue.offer(Given.notice(1), now: 0)
        let one = try #require(queue.attempt(0))
        #expect(queue.due(1) == 10 * Given.second)
        #expect(queue.due(10 * Given.second - 1) == 10 * Given.second)
        #expect(queue.told() == [])
        #expect(queue.due(10 * Given.second) == nil)
        #expect(queue.told() == ["notify.hung 1"] && queue.counters.isHung)
        #expect(queue.due(20 * Given.second) == nil && queue.told() == [])
        // It comes to after all.
        #expect(queue.finished(one.token, .delivered, now: 21 * Given.second))
        #expect(queue.told() == ["notify.delivered 1"] && !queue.counters.isHung)
    }

    @Test("what waits behind a channel that hangs is given up after ten minutes")
    func expiry() throws {
        let queue = Given.queue()
        queue.offer(Given.notice(1), now: 0)
        _ = try #require(queue.attempt(0))
        queue.offer(Given.notice(2), now: 5)
        _ = queue.due(10 * Given.second)
        _ = queue.told()
        #expect(queue.due(11 * Given.second) == 600 * Given.second + 5)
        #expect(queue.due(600 * Given.second + 5) == nil)
        #expect(queue.told() == ["notify.failed 2"] && queue.counters.underway == 1)
    }

    @Test("an answer counts once, and not for another try")
    func staleAnswers() throws {
        let queue = Given.queue()
        queue.offer(Given.notice(1), now: 0)
        let one = try #require(queue.attempt(0))
        #expect(!queue.finished(one.token + 1, .delivered, now: 0))
        #expect(queue.finished(one.token, .delivered, now: 0))
        #expect(!queue.finished(one.token, .delivered, now: 0))
        #expect(queue.counters.delivered == 1)
    }

    @Test("a channel out of use fails what waits and what comes")
    func unusable() throws {
        let queue = Given.queue()
        queue.offer(Given.notice(1), now: 0)
        queue.offer(Given.notice(2), now: 0)
        let one = try #require(queue.attempt(0))
        queue.finished(one.token, .unusable("it faulted"), now: 0)
        queue.offer(Given.notice(3), now: 0)
        let reports = queue.takeReports()
        #expect(reports.map(\.number) == [1, 2, 3])
        #expect(reports.allSatisfy { $0.outcome == .failed && $0.reason == "it faulted" })
    }

    @Test("closing tells that what is under way may have arrived")
    func closing() throws {
        let queue = Given.queue()
        queue.offer(Given.notice(1), now: 0)
        let one = try #require(queue.attempt(0))
        queue.close("the host stopped", now: 1)
        let report = try #require(queue.takeReports().first)
        #expect(report.reason == "the host stopped; it was under way, so it may have arrived")
        #expect(!queue.finished(one.token, .delivered, now: 2) && queue.isIdle)
    }

    @Test("reports of a flood that nobody takes are a few and count all")
    func flood() {
        let queue = Given.queue(waiting: 8)
        for number in 1...10_000 { queue.offer(Given.notice(UInt64(number)), now: 0) }
        let reports = queue.takeReports()
        #expect(reports.count < 16)
        #expect(reports.map(\.count).reduce(0, +) == 10_000 - 8)
    }
}
