import Foundation
import Notifications
import Synchronization
import Testing

/// A channel whose answers the test gives, from the test's thread.
private final class ScriptedChannel: NotificationChannel {
    private struct State {
        var open: [(DeliveryAttempt, @Sendable (DeliveryResult) -> Void)] = []
        var seen: [UInt64] = []
        var isEnded = false
    }
    private let state = Mutex(State())
    private let arrived = DispatchSemaphore(value: 0)
    let endsInTime: Bool

    init(endsInTime: Bool = true) { self.endsInTime = endsInTime }

    func begin(_ attempt: DeliveryAttempt, done: @escaping @Sendable (DeliveryResult) -> Void) {
        state.withLock { state in
            state.open.append((attempt, done))
            state.seen.append(attempt.notice.number)
        }
        arrived.signal()
    }

    func end() { state.withLock { $0.isEnded = true } }
    func hasEnded(within nanoseconds: Int64) -> Bool { endsInTime }

    var seen: [UInt64] { state.withLock { $0.seen } }
    var isEnded: Bool { state.withLock { $0.isEnded } }

    /// Waits for the next try.
    func next() -> Bool { arrived.wait(timeout: .now() + 10) == .success }

    /// Answers the oldest try.
    func answer(_ result: DeliveryResult) {
        state.withLock { $0.open.removeFirst() }.1(result)
    }
}

/// What a dispatcher reported; waits for it without sleeping.
private final class Reports: Sendable {
    private let all = Mutex<[DeliveryReport]>([])
    private let arrived = DispatchSemaphore(value: 0)

    func take(_ report: DeliveryReport) {
        all.withLock { $0.append(report) }
        arrived.signal()
    }

    /// The first `count` reports, as "name number channel"; fewer when 10 s were not enough.
    func first(_ count: Int) -> [String] {
        for _ in 0..<count where arrived.wait(timeout: .now() + 10) == .timedOut { break }
        return all.withLock { $0.map { "\($0.name) \($0.number) \($0.channel)" } }
    }
}

@Suite("Dispatcher")
struct DispatcherTests {
    /// A clock that the test moves.
    private final class Clock: Sendable {
        private let time = Atomic<Int64>(0)
        var now: Int64 { time.load(ordering: .acquiring) }
        func move(to now: Int64) { time.store(now, ordering: .releasing) }
    }

    private static let everything = Route(patterns: ["*"], channels: ["a", "b"])

    @Test("a channel that hangs delays neither posting nor the other channel")
    func isolation() {
        let hanging = ScriptedChannel(endsInTime: false)
        let well = ScriptedChannel()
        let reports = Reports()
        let clock = Clock()
        let dispatcher = Dispatcher(
            routes: [Self.everything],
            channels: ["a": hanging, "b": well],
            queueLimit: 10,
            now: { clock.now },
            jitterSeed: 1,
            report: { reports.take($0) }
        )
        dispatcher.post(Given.notice(1))
        #expect(hanging.next())
        // From here on `a` never answers; all of this still goes through.
        for number in 1...50 as ClosedRange<UInt64> {
            if number > 1 { dispatcher.post(Given.notice(number)) }
            #expect(well.next())
            well.answer(.delivered)
        }
        #expect(well.seen == Array(1...50) && hanging.seen == [1])
        let counters = dispatcher.counters
        #expect(counters["a"]?.dropped == 39 && counters["a"]?.waiting == 10)
        clock.move(to: 10 * Given.second)
        dispatcher.post(Given.notice(51, name: "order.filled"))
        #expect(well.next())
        well.answer(.delivered)
        let told = reports.first(50 + 39 + 1)
        #expect(told.count { $0 == "notify.hung 1 a" } == 1)
        clock.move(to: 11 * Given.second)
        #expect(dispatcher.stop(deadline: 0) == ["a"])
        #expect(well.isEnded && hanging.isEnded)
    }

    @Test("stopping reports what was not delivered, and takes nothing after")
    func stopping() {
        let channel = ScriptedChannel()
        let reports = Reports()
        let dispatcher = Dispatcher(
            routes: [Route(patterns: ["*"], channels: ["a"])],
            channels: ["a": channel],
            now: { 0 },
            jitterSeed: 1,
            report: { reports.take($0) }
        )
        dispatcher.post(Given.notice(1))
        dispatcher.post(Given.notice(2))
        #expect(channel.next())
        #expect(dispatcher.stop(deadline: 0) == [])
        #expect(reports.first(2) == ["notify.failed 1 a", "notify.failed 2 a"])
        dispatcher.post(Given.notice(3))
        #expect(dispatcher.counters["a"]?.failed == 3)
        #expect(dispatcher.stop(deadline: 0) == [])
    }

    @Test("a route to a channel that does not run is reported for each notice")
    func missingChannel() {
        let reports = Reports()
        let dispatcher = Dispatcher(
            routes: [Route(patterns: ["risk.*"], channels: ["mail"])],
            channels: [:],
            now: { 0 },
            jitterSeed: 1,
            report: { reports.take($0) }
        )
        dispatcher.post(Given.notice(1))
        dispatcher.post(Given.notice(2, name: "order.filled"))
        #expect(reports.first(1) == ["notify.failed 1 mail"])
        #expect(dispatcher.counters["mail"]?.offered == 1)
        _ = dispatcher.stop(deadline: 0)
    }

    @Test("two routes to one channel deliver once")
    func onceEach() {
        let channel = ScriptedChannel()
        let reports = Reports()
        let dispatcher = Dispatcher(
            routes: [
                Route(patterns: ["risk.*"], channels: ["a"]),
                Route(patterns: ["*.denied"], channels: ["a", "a"]),
            ],
            channels: ["a": channel],
            now: { 0 },
            jitterSeed: 1,
            report: { reports.take($0) }
        )
        dispatcher.post(Given.notice(1))
        #expect(channel.next())
        channel.answer(.delivered)
        #expect(reports.first(1) == ["notify.delivered 1 a"])
        _ = dispatcher.stop(deadline: 0)
        #expect(channel.seen == [1])
    }
}
