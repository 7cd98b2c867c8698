package import Boundary
import CTenon
package import Domain
import Memory
import Synchronization

/// One connector on a thread of its own: every call into it happens there, one after the other.
///
/// It is given its turn when it asked for one, when its timer has fired, and again after a full
/// queue. What hangs here holds up its own streams and, as streams are merged by time, the data
/// behind them; the lane goes on with timers and commands.
package final class ConnectorExecutor: @unchecked Sendable {
    // Sound because the instance and its port are touched on the executor's thread alone once it
    // runs; what other threads leave for it is under `box`.
    private struct Box: Sendable {
        var jobs: [@Sendable () -> Void] = []
        /// Ids of timers that have fired, with sequence number and lane time.
        var timers: [(id: UInt64, sequence: UInt64, time: Int64)] = []
        var wantsTurn = false
        var isEnding = false
        /// Since when a call into the plugin runs, by the monotonic clock; 0: none.
        var callSince: Int64 = 0
    }

    /// What the executor has to say to the rest of the host, on its own thread.
    package struct Reports: Sendable {
        /// The instance is out of use.
        package var faulted: @Sendable (InstanceID, String) -> Void
        /// It set (`Int64` is lane time) or cleared (`nil`) a timer.
        package var timer: @Sendable (InstanceID, UInt64, Int64?) -> Void

        package init(
            faulted: @escaping @Sendable (InstanceID, String) -> Void,
            timer: @escaping @Sendable (InstanceID, UInt64, Int64?) -> Void
        ) {
            self.faulted = faulted
            self.timer = timer
        }
    }

    /// How long an executor waits before it calls again what answered AGAIN, unless it is woken: the
    /// lane does that when a full queue has room.
    private static let pause: Int64 = 20_000_000

    private let instance: SupervisedInstance
    private let reports: Reports
    private let laneTime: @Sendable () -> Int64
    private let box = Mutex(Box())
    private let bell = Doorbell()
    private var thread: WorkerThread?
    private var isRunning = false
    /// Events for its next batch.
    private var inbox = RecordBuffer(capacity: 4_096)
    private var waiting = 0

    /// Takes an instance over; nothing runs before `begin`.
    package init(
        _ instance: SupervisedInstance,
        laneTime: @escaping @Sendable () -> Int64,
        reports: Reports
    ) {
        self.instance = instance
        self.laneTime = laneTime
        self.reports = reports
    }

    /// Starts the thread.
    package func begin() throws(PluginError) {
        thread = try WorkerThread("c:\(instance.name)") { [weak self] in self?.work() }
    }

    /// Runs control calls on the executor's thread and waits for them.
    ///
    /// - Parameters:
    ///   - most: At most so many ns.
    ///   - body: The calls.
    /// - Returns: What the body returned; `nil` when it had not ended by then.
    package func perform<R: Sendable>(
        most: Int64,
        _ body: @escaping @Sendable (SupervisedInstance) -> R
    ) -> R? {
        let answer = Answer<R>()
        box.withLock { box in
            box.jobs.append { [instance] in answer.give(body(instance)) }
        }
        bell.ring()
        return answer.wait(most: most)
    }

    /// Gives it its turn soon.
    package func wake() {
        box.withLock { $0.wantsTurn = true }
        bell.ring()
    }

    /// Tells it that a timer of its own has fired.
    package func timerFired(_ id: UInt64, sequence: UInt64, time: Int64) {
        box.withLock { $0.timers.append((id, sequence, time)) }
        bell.ring()
    }

    /// Since when one call runs, by the monotonic clock, if one runs.
    package var callSince: Int64? {
        let since = box.withLock { $0.callSince }
        return since == 0 ? nil : since
    }

    /// How long the call that runs has taken, whole seconds; `nil` when none runs.
    package var secondsInCall: Int64? {
        callSince.map { (MonotonicClock.now() - $0) / 1_000_000_000 }
    }

    /// Ends the thread after the job it is at.
    ///
    /// - Returns: Whether it has ended within `most` ns; if not it is left alone.
    package func end(most: Int64) -> Bool {
        box.withLock { $0.isEnding = true }
        bell.ring()
        return thread?.join(most: most) ?? true
    }

    // MARK: - On the thread

    private func work() {
        var mustRetry = false
        while true {
            let (jobs, timers, wantsTurn, isEnding) = box.withLock { box in
                defer {
                    box.jobs = []
                    box.timers = []
                    box.wantsTurn = false
                }
                return (box.jobs, box.timers, box.wantsTurn, box.isEnding)
            }
            for job in jobs {
                note(callSince: MonotonicClock.now())
                job()
                note(callSince: 0)
            }
            if !jobs.isEmpty { passEffects() }
            isRunning = instance.plugin.state == .running
            if isEnding { return }
            for timer in timers { post(timer) }
            let hasTurn = wantsTurn || mustRetry || waiting > 0
            mustRetry = isRunning && hasTurn && giveTurn()
            if mustRetry {
                bell.wait(most: ConnectorExecutor.pause)
            } else if jobs.isEmpty, !hasTurn || !isRunning {
                bell.wait(most: .max)
            }
        }
    }

    private func note(callSince: Int64) { box.withLock { $0.callSince = callSince } }

    private func post(_ timer: (id: UInt64, sequence: UInt64, time: Int64)) {
        var event = tenon_ev_control()
        event.h.size = UInt32(MemoryLayout<tenon_ev_control>.size)
        event.h.space = UInt16(TENON_SPACE_CONTROL)
        event.h.type = UInt16(TENON_TYPE_TIMER)
        event.h.seq = timer.sequence
        event.h.ts_ns = timer.time
        event.id = timer.id
        event.i64 = timer.time
        instance.port.timerFired(timer.id)
        inbox.append(event)
        waiting += 1
    }

    /// Calls `on_batch` once.
    ///
    /// - Returns: Whether it has to be called again soon: its queue was full.
    private func giveTurn() -> Bool {
        note(callSince: MonotonicClock.now())
        defer { note(callSince: 0) }
        let run = inbox.all
        let first = waiting > 0 ? run.load(at: 0, as: tenon_ev.self).seq : 0
        let delivery = instance.port.deliver(
            run,
            count: waiting,
            first: first,
            last: first,
            now: laneTime()
        )
        passEffects()
        let isAgain = delivery.status == tenon_status(TENON_E_AGAIN)
        guard delivery.status == 0 || isAgain, delivery.consumed <= waiting,
            delivery.consumed > 0 || waiting == 0 || isAgain
        else {
            let reason =
                delivery.status == 0 || isAgain
                ? "took \(delivery.consumed) of \(waiting) events"
                : "on_batch answered \(statusName(delivery.status)): \(instance.port.failure)"
            isRunning = false
            instance.fault(reason)
            reports.faulted(instance.id, reason)
            return false
        }
        inbox.removeFirst(delivery.consumed * MemoryLayout<tenon_ev_control>.size)
        waiting -= delivery.consumed
        return isAgain
    }

    /// Hands on what its calls asked the lane for.
    private func passEffects() {
        let outbox = instance.port.outbox
        var offset = 0
        while offset < outbox.count {
            let effect = outbox.load(at: offset, as: PortEffect.self)
            switch PortEffect.Operation(rawValue: effect.operation) {
            case .timerSet: reports.timer(instance.id, effect.id, effect.time)
            case .timerClear: reports.timer(instance.id, effect.id, nil)
            // Strategies' alone: a connector's table has neither orders nor subscriptions.
            case .subscribe, .unsubscribe, .diverged, nil: break
            }
            offset += Int(effect.size)
        }
        instance.port.clearOutbox()
    }
}

/// A value that one thread gives and another waits for.
package final class Answer<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let bell = Doorbell()

    package init() {}

    /// Gives the value, once.
    package func give(_ given: Value) {
        value.withLock { $0 = given }
        bell.ring()
    }

    /// Waits for the value.
    ///
    /// - Parameter most: At most so many ns.
    /// - Returns: `nil` when it was not given by then.
    package func wait(most: Int64) -> Value? {
        _ = bell.wait(most: most)
        return value.withLock { $0 }
    }
}
