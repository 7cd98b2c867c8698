import Boundary
import CTenon
import Domain
import Memory

// Deliveries, effects and rounds: who is called with what, in configuration order.

extension Lane {
    /// How often what intents caused is delivered again within one step.
    private static var mostRounds: Int { 8 }

    /// Hands a market event to everyone who asked for it, and what it caused to its owners.
    mutating func deliver(_ record: RecordRun, _ header: tenon_ev) {
        let instrument = Int(header.instrument) &- 1
        let first = routeStarts[instrument]
        let end = routeStarts[instrument &+ 1]
        if pending == 0 {
            for place in first..<end where isMeant(routes[place], record, header) {
                hand(routes[place].instance, record, count: 1)
            }
            return
        }
        var route = first
        for instance in 0..<states.count {
            while route < end, routes[route].instance < instance { route &+= 1 }
            var sees = false
            while route < end, routes[route].instance == instance {
                if isMeant(routes[route], record, header) { sees = true }
                route &+= 1
            }
            if sees { hand(instance, record, count: 1) }
            if states[instance].inboxCount > 0, !states[instance].isWaiting || sees {
                handInbox(instance)
            }
        }
    }

    @inline(__always)
    private func isMeant(_ route: Route, _ record: RecordRun, _ header: tenon_ev) -> Bool {
        guard route.streams & (1 << (UInt32(header.type) &- 1)) != 0 else { return false }
        guard header.type == UInt16(TENON_TYPE_BAR) else { return true }
        let isSynthetic = header.flags & UInt16(TENON_EV_SYNTHETIC) != 0
        if route.barPeriod == 0 { return !isSynthetic }
        let bar = record.load(at: 0, as: tenon_ev_bar.self)
        return bar.period == route.barPeriod && UInt32(bar.unit) == route.barUnit
    }

    /// Calls an instance with packed events until it has taken all of them.
    mutating func hand(_ instance: Int, _ run: RecordRun, count: Int) {
        guard states[instance].isRunning else { return }
        if states[instance].isWaiting {
            // It still has events before this one: keep their order.
            states[instance].port.post(run)
            states[instance].inboxCount += count
            states[instance].isWaiting = false
            return
        }
        let taken = call(instance, run, count: count)
        if taken.events < count, states[instance].isRunning {
            states[instance].port.post(run.slice(at: taken.bytes, length: run.count - taken.bytes))
            noteInbox(instance, more: count - taken.events)
            states[instance].isWaiting = true
        }
    }

    /// Delivers what waits in an instance's inbox.
    mutating func handInbox(_ instance: Int) {
        let count = states[instance].inboxCount
        guard states[instance].isRunning else { return emptyInbox(instance) }
        let taken = call(instance, states[instance].port.inbox, count: count)
        guard states[instance].isRunning else { return emptyInbox(instance) }
        if taken.events == count {
            states[instance].isWaiting = false
            emptyInbox(instance)
        } else {
            states[instance].port.dropInbox(taken.bytes)
            states[instance].inboxCount = count - taken.events
            states[instance].isWaiting = true
        }
    }

    mutating func emptyInbox(_ instance: Int) {
        states[instance].port.clearInbox()
        if states[instance].inboxCount > 0 { pending -= 1 }
        states[instance].inboxCount = 0
    }

    @inline(__always)
    mutating func noteInbox(_ instance: Int, more: Int) {
        if states[instance].inboxCount == 0 { pending += 1 }
        states[instance].inboxCount += more
    }

    /// Posts an event for the next delivery to an instance.
    @inline(__always)
    mutating func post<Record: BitwiseCopyable>(_ record: Record, to instance: Int) {
        guard states[instance].isRunning else { return }
        states[instance].port.post(record)
        noteInbox(instance, more: 1)
    }

    /// Calls `on_batch` until every event is taken, an AGAIN, or a fault.
    ///
    /// - Returns: What was taken: events and their bytes.
    private mutating func call(_ instance: Int, _ run: RecordRun, count: Int) -> (
        events: Int, bytes: Int
    ) {
        var offset = 0
        var events = 0
        while events < count {
            let left = count &- events
            let header = run.load(at: offset, as: tenon_ev.self)
            let delivery = states[instance].port
                .deliver(
                    run.slice(at: offset, length: run.count &- offset),
                    count: left,
                    first: header.seq,
                    last: sequence,
                    now: now
                )
            let isAgain = delivery.status == tenon_status(TENON_E_AGAIN)
            guard delivery.status == 0 || isAgain, delivery.consumed <= left,
                isAgain || delivery.consumed > 0
            else {
                let why =
                    delivery.status == 0 || isAgain
                    ? "took \(delivery.consumed) of \(left) events"
                    : "on_batch answered \(delivery.status): \(states[instance].port.failure)"
                fault(instance, why)
                return (events, offset)
            }
            var last = header
            for _ in 0..<delivery.consumed {
                last = run.load(at: offset, as: tenon_ev.self)
                offset &+= Int(last.size)
                events &+= 1
            }
            counts.delivered &+= UInt64(delivery.consumed)
            if delivery.outbox > states[instance].outboxSeen {
                noteCause(
                    instance,
                    outbox: delivery.outbox,
                    sequence: last.seq,
                    ordinal: last.ordinal
                )
            }
            if delivery.wantsTurn { wakes.append(instance) }
            if isAgain { break }
        }
        return (events, offset)
    }

    /// Remembers which event the new part of an outbox answers.
    mutating func noteCause(_ instance: Int, outbox: Int, sequence: UInt64, ordinal: UInt16) {
        causes.append(
            Cause(
                instance: instance,
                start: states[instance].outboxSeen,
                end: outbox,
                sequence: sequence,
                ordinal: ordinal
            )
        )
        states[instance].outboxSeen = outbox
    }

    /// Executes intents and delivers what they cause, round by round, until nothing is left.
    mutating func settle() {
        var round = 0
        while failure == nil {
            if causes.count > 0 { executeCauses() }
            commit()
            if pending == 0, wakes.count == 0 { return }
            round += 1
            var isQuiet = true
            if wakes.count > 0 {
                giveWakes(mayGive: round <= Lane.mostRounds)
                isQuiet = false
            }
            for instance in 0..<states.count
            where states[instance].inboxCount > 0 && !states[instance].isWaiting {
                if round > Lane.mostRounds {
                    fault(instance, "still busy after \(Lane.mostRounds) rounds of one step")
                    emptyInbox(instance)
                } else {
                    handInbox(instance)
                    isQuiet = false
                }
            }
            if isQuiet, causes.count == 0 { return }
        }
    }

    /// Calls the strategies that asked for it with an empty batch; one that waits with events gets
    /// those instead.
    private mutating func giveWakes(mayGive: Bool) {
        let count = wakes.count
        for place in 0..<count {
            let instance = wakes[place]
            guard states[instance].isRunning else { continue }
            guard mayGive else {
                fault(instance, "asks for a turn at each turn, \(Lane.mostRounds) in one step")
                continue
            }
            if states[instance].isWaiting {
                states[instance].isWaiting = false
                continue
            }
            let delivery = states[instance].port
                .deliver(
                    .empty,
                    count: 0,
                    first: sequence,
                    last: sequence,
                    now: now
                )
            guard delivery.status == 0 || delivery.status == tenon_status(TENON_E_AGAIN) else {
                fault(
                    instance,
                    "on_batch answered \(delivery.status): \(states[instance].port.failure)"
                )
                continue
            }
            if delivery.outbox > states[instance].outboxSeen {
                noteCause(instance, outbox: delivery.outbox, sequence: sequence, ordinal: ordinal)
            }
            if delivery.wantsTurn { wakes.append(instance) }
        }
        wakes.removeFirst(count)
    }

    /// Executes every noted part of the outboxes, in (instance, submission) order.
    private mutating func executeCauses() {
        let count = causes.count
        for place in 0..<count {
            let cause = causes[place]
            guard states[cause.instance].isRunning else { continue }
            var offset = cause.start
            while offset < cause.end {
                let outbox = states[cause.instance].port.outbox
                let operation = outbox.load(at: offset &+ 4, as: UInt16.self)
                let size = Int(outbox.load(at: offset, as: UInt32.self))
                if operation < 0x8000 {
                    execute(outbox.slice(at: offset, length: size), cause)
                } else {
                    execute(outbox.load(at: offset, as: PortEffect.self), cause.instance)
                }
                offset &+= size
            }
        }
        for place in 0..<count {
            let instance = causes[place].instance
            states[instance].port.clearOutbox()
            states[instance].outboxSeen = 0
        }
        causes.removeAll()
    }

    /// Executes a timer or subscription effect.
    private mutating func execute(_ effect: PortEffect, _ instance: Int) {
        let owner = UInt32(truncatingIfNeeded: instance)
        switch PortEffect.Operation(rawValue: effect.operation) {
        case .timerSet:
            if timers.set(owner, id: effect.id, at: max(effect.time, now &+ 1)) {
                boundary = min(boundary, timers.due)
            } else {
                fault(instance, "set more than \(TimerQueue.most) timers")
            }
        case .timerClear:
            timers.clear(owner, id: effect.id)
            refreshBoundary()
        case .subscribe, .unsubscribe:
            let isEnd = effect.operation == PortEffect.Operation.unsubscribe.rawValue
            let wish = Subscription(
                instrument: InstrumentID(effect.instrument),
                streams: effect.streams,
                depth: effect.depth,
                barPeriod: effect.barPeriod,
                barUnit: effect.barUnit
            )
            if !isEnd, let why = services.objection(to: wish, by: InstanceID(owner)) {
                return fault(instance, why)
            }
            change(
                HostServices.SubscriptionChange(
                    instance: InstanceID(owner),
                    subscription: wish,
                    isEnd: isEnd
                )
            )
            rebuildRoutes()
        case nil: break
        }
    }

    /// Takes an instance out of use: its working orders are canceled, the others go on.
    mutating func fault(_ instance: Int, _ reason: String) {
        guard states[instance].isRunning else { return }
        faults.append(
            InstanceFault(
                instance: InstanceID(UInt32(truncatingIfNeeded: instance)),
                sequence: sequence,
                reason: reason
            )
        )
        states[instance].isRunning = false
        states[instance].isWaiting = false
        cancelAll(of: InstanceID(UInt32(truncatingIfNeeded: instance)))
        rebuildRoutes()
    }
}
