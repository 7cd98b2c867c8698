import Boundary
import CTenon
import Memory

/// The channel's turn: its timers, its wakes, and the results it published.
extension ChannelExecutor {
    /// Lets the channel work: fires its timers, answers its wakes, and takes its results.
    ///
    /// - Parameter now: The time.
    /// - Returns: The answers to messages that came, or will not come any more.
    package func turn(now: Int64) -> [ChannelAnswer] {
        let isAwake = services.takeWake()
        if unusable == nil {
            if isAwake { isHeld = false }
            if !isHeld { fireTimers(now) }
            if !isHeld, isAwake || !instance.port.inbox.isEmpty { deliverEvents(now) }
        }
        return results() + expired(now) + giveUpIfUnusable()
    }

    /// Puts an event into the inbox for each timer that is due, in order of time and id.
    private func fireTimers(_ now: Int64) {
        let due = timers.filter { $0.due <= now }
            .sorted { ($0.due, $0.id) < ($1.due, $1.id) }
        guard !due.isEmpty else { return }
        timers.removeAll { $0.due <= now }
        for timer in due {
            sequence += 1
            var event = tenon_ev_control()
            event.h.size = UInt32(MemoryLayout<tenon_ev_control>.size)
            event.h.space = UInt16(TENON_SPACE_CONTROL)
            event.h.type = UInt16(TENON_TYPE_TIMER)
            event.h.seq = sequence
            event.h.ts_ns = now
            event.id = timer.id
            event.i64 = timer.setFor
            instance.port.timerFired(timer.id)
            instance.port.post(event)
        }
    }

    /// Calls `on_batch` until every event is taken, or it asks to wait, or it is out of use; once
    /// with an empty batch when nothing waits.
    private func deliverEvents(_ now: Int64) {
        let size = MemoryLayout<tenon_ev_control>.size
        repeat {
            let events = instance.port.inbox
            let count = events.count / size
            let answer = instance.port.deliver(
                events,
                count: count,
                first: count == 0 ? 0 : sequence - UInt64(count) + 1,
                last: count == 0 ? 0 : sequence,
                now: now
            )
            guard answer.status == 0 || answer.status == tenon_status(TENON_E_AGAIN) else {
                let said = instance.port.takeFailure()
                instance.fault("on_batch answered \(statusName(answer.status)): \(said)")
                return
            }
            guard answer.consumed <= count,
                answer.consumed > 0 || count == 0 || answer.status != 0
            else {
                instance.fault("on_batch took \(answer.consumed) of \(count) events")
                return
            }
            takeEffects(now)
            instance.port.dropInbox(answer.consumed * size)
            if answer.status != 0 {
                isHeld = true
                return
            }
        } while !instance.port.inbox.isEmpty
    }

    /// Takes over the timers that the last call set and cleared.
    func takeEffects(_ now: Int64) {
        let outbox = instance.port.outbox
        let size = MemoryLayout<PortEffect>.size
        for offset in stride(from: 0, to: outbox.count, by: size) {
            let effect = outbox.load(at: offset, as: PortEffect.self)
            timers.removeAll { $0.id == effect.id }
            guard effect.operation == PortEffect.Operation.timerSet.rawValue else { continue }
            // One that is due already waits a moment: a channel cannot make its thread spin.
            let due = max(effect.time, now + 1_000_000)
            timers.append(Timer(id: effect.id, due: due, setFor: effect.time))
        }
        instance.port.clearOutbox()
    }

    /// The results that came, as answers.
    func results() -> [ChannelAnswer] {
        let results = services.takeResults()
        guard !results.isEmpty else { return [] }
        let said = instance.port.takeFailure()
        return results.map { id, status in
            pending.removeAll { $0.id == id }
            guard status != 0 else { return ChannelAnswer(id: id, verdict: .delivered) }
            let reason = said.isEmpty ? "its RESULT is \(statusName(status))" : said
            let isDuplicate = status == tenon_status(TENON_E_DUPLICATE)
            return ChannelAnswer(
                id: id,
                verdict: isDuplicate ? .duplicate : .failed(status, reason)
            )
        }
    }

    /// Gives up results that are overdue: the message may have arrived, so it is not sent again.
    private func expired(_ now: Int64) -> [ChannelAnswer] {
        let late = pending.filter { $0.due <= now }
        return late.map { message in
            forget(message.id)
            return ChannelAnswer(
                id: message.id,
                verdict: .failed(
                    Int32(TENON_E_STATE),
                    "the channel took it and told no outcome by its deadline; "
                        + "it may have arrived and is not sent again"
                )
            )
        }
    }

    /// Answers what waits when the instance is out of use.
    func giveUpIfUnusable() -> [ChannelAnswer] {
        guard !pending.isEmpty, case .unusable(let reason) = unusable else { return [] }
        return giveUp(reason)
    }

    func giveUp(_ reason: String) -> [ChannelAnswer] {
        let left = pending
        return left.map { message in
            forget(message.id)
            return ChannelAnswer(id: message.id, verdict: .unusable(reason))
        }
    }

    func forget(_ id: UInt64) {
        services.close(id)
        pending.removeAll { $0.id == id }
    }
}
