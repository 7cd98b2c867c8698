package import Boundary
import CTenon
package import Domain
import Instances
package import Notifications
import Synchronization

/// A channel plugin as the dispatcher knows it: a thread of its own that makes every call into
/// the instance, from `configure` to `destroy`.
package final class ChannelAdapter: NotificationChannel {
    /// How far the channel has come.
    package enum State: Sendable {
        /// Its thread configures, activates or starts it; notices wait.
        case starting
        case running
        /// It did not start, or went out of use; its notices fail.
        case failed(PluginError)
        case ended
    }

    private typealias Done = @Sendable (DeliveryResult) -> Void

    /// What is handed to the thread, and what it says of itself.
    private struct Shared {
        var state = State.starting
        var job: (attempt: DeliveryAttempt, done: Done)?
    }

    /// What only the thread touches once it runs.
    private final class Own: @unchecked Sendable {
        // Sound because `init` hands it to the one thread, and only that thread uses it after.
        let executor: ChannelExecutor
        let config: String
        var hasStarted = false
        /// Tries that wait for an answer, by the notice's number.
        var open: [UInt64: Done] = [:]

        init(_ executor: ChannelExecutor, _ config: String) {
            self.executor = executor
            self.config = config
        }
    }

    private final class Box: Sendable {
        let shared = Mutex(Shared())
        let bell = Bell()
    }

    private let box = Box()
    private let worker: Worker

    /// Makes the instance and starts its thread, which configures and starts it; returns before
    /// that is done.
    ///
    /// - Parameters:
    ///   - module: The file's module.
    ///   - pluginID: Which plugin of the file; a channel.
    ///   - id: The instance's place in the configuration.
    ///   - name: Its name there.
    ///   - config: Its configuration, one JSON object with its secrets in place.
    ///   - now: ns UTC, never going back; the dispatcher's.
    ///   - log: Takes its log lines: instance, `TENON_LOG_…`, text; from any thread.
    /// - Throws: `PluginError` when the plugin does not make an instance, or is no channel.
    package init(
        module: PluginModule,
        pluginID: String,
        id: InstanceID,
        name: String,
        config: String,
        now: @escaping @Sendable () -> Int64,
        log: @escaping @Sendable (InstanceID, Int32, String) -> Void
    ) throws(PluginError) {
        let box = box
        let executor = try ChannelExecutor(
            module: module,
            pluginID: pluginID,
            id: id,
            name: name,
            log: log,
            signal: { box.bell.ring() }
        )
        let own = Own(executor, config)
        worker = Worker(
            name: name,
            bell: box.bell,
            turn: { ChannelAdapter.turn(own, box, now) },
            last: { ChannelAdapter.end(own, box, now) }
        )
    }

    deinit { worker.end() }

    /// How far the channel has come; from any thread.
    package var state: State { box.shared.withLock { $0.state } }

    package func begin(
        _ attempt: DeliveryAttempt,
        done: @escaping @Sendable (DeliveryResult) -> Void
    ) {
        box.shared.withLock { $0.job = (attempt, done) }
        worker.ring()
    }

    package func end() { worker.end() }

    package func hasEnded(within nanoseconds: Int64) -> Bool {
        worker.hasEnded(within: nanoseconds)
    }

    // MARK: - On the thread

    private static func turn(_ own: Own, _ box: Box, _ now: @Sendable () -> Int64) -> Int64? {
        if !own.hasStarted {
            own.hasStarted = true
            let problem = own.executor.start(own.config, now: now())
            box.shared.withLock { $0.state = problem.map(State.failed) ?? .running }
        }
        answer(own, own.executor.turn(now: now()))
        let job = box.shared.withLock { shared in
            defer { shared.job = nil }
            return shared.job
        }
        if let (attempt, done) = job {
            own.open[attempt.notice.number] = done
            answer(own, own.executor.deliver(message(attempt), now: now()))
        }
        if let problem = own.executor.instance.problem {
            box.shared.withLock { $0.state = .failed(problem) }
        }
        return own.executor.nextDue.map { max(0, $0 - now()) }
    }

    private static func end(_ own: Own, _ box: Box, _ now: @Sendable () -> Int64) {
        answer(own, own.executor.end(now: now()))
        let job = box.shared.withLock { shared in
            if case .failed = shared.state {} else { shared.state = .ended }
            defer { shared.job = nil }
            return shared.job
        }
        job?.done(.unusable("the channel has ended"))
    }

    private static func answer(_ own: Own, _ answers: [ChannelAnswer]) {
        for answer in answers {
            guard let done = own.open.removeValue(forKey: answer.id) else { continue }
            done(result(answer.verdict))
        }
    }

    /// Every try of a notice has the same number, so that a receiver can tell a repeat.
    private static func message(_ attempt: DeliveryAttempt) -> ChannelMessage {
        ChannelMessage(
            id: attempt.notice.number,
            severity: attempt.notice.severity,
            timeNs: attempt.notice.timeNs,
            deadlineNs: attempt.deadlineNs,
            title: attempt.notice.title,
            body: attempt.notice.body,
            data: attempt.notice.data,
            dedupeKey: attempt.notice.dedupeKey
        )
    }

    /// What may succeed later: the channel said "again", or input and output failed.
    private static func result(_ verdict: ChannelVerdict) -> DeliveryResult {
        switch verdict {
        case .delivered, .duplicate: .delivered
        case .again(let why): .busy(why)
        case .unusable(let why): .unusable(why)
        case .failed(let status, let why):
            status == Int32(TENON_E_IO) || status == Int32(TENON_E_AGAIN)
                ? .retry(why) : .refused(why)
        }
    }
}
