import Boundary
import CTenon
import Domain
import Memory

// Deliveries, effects and rounds: who is called with what, in configuration order.

extension Lane {
    /// How often what intents caused is delivered again within one step.
    private static var mostRounds: Int { 8 }

    /// Hands a market event to everyone who asked for it, and what it caused to its owners.
    ///
    /// - Parameters:
    ///   - record: The event.
    ///   - header: Its head.
    ///   - isBuilt: Whether it is a bar that the host built.
    mutating func deliver(_ record: RecordRun, _ header: tenon_ev, isBuilt: Bool = false) {
        let instrument = Int(header.instrument) &- 1
        let first = routeStarts[instrument]
        let end = routeStarts[instrument &+ 1]
        if pending == 0 {
            var last = -1
            for place in first..<end
            where routes[place].instance != last && isMeant(routes[place], record, header, isBuilt)
            {
                last = routes[place].instance
                hand(last, record, count: 1)
            }
            return
        }
        var route = first
        for instance in 0..<states.count {
            while route < end, routes[route].instance < instance { route &+= 1 }
            var sees = false
            while route < end, routes[route].instance == instance {
                if isMeant(routes[route], record, header, isBuilt) { sees = true }
                route &+= 1
            }
            if states[instance].isAhead {
                states[instance].isAhead = false
            } else if sees {
                hand(instance, record, count: 1)
            }
            if states[instance].inboxCount > 0, !states[instance].isWaiting { handInbox(instance) }
        }
    }

    /// Puts a market event behind what its viewers have left waiting, before it is applied: what
    /// it causes comes after it.
    mutating func postAhead(_ record: RecordRun, _ header: tenon_ev, isBuilt: Bool = false) {
        let instrument = Int(header.instrument) &- 1
        for place in routeStarts[instrument]..<routeStarts[instrument &+ 1] {
            let instance = routes[place].instance
            guard states[instance].isWaiting, !states[instance].isPaused,
                isMeant(routes[place], record, header, isBuilt)
            else { continue }
            states[instance].port.post(record)
            noteInbox(instance, more: 1)
            states[instance].isAhead = true
        }
    }

    @inline(__always)
    private func isMeant(
        _ route: Route,
        _ record: RecordRun,
        _ header: tenon_ev,
        _ isBuilt: Bool
    ) -> Bool {
        guard route.streams & (1 << (UInt32(header.type) &- 1)) != 0 else { return false }
        guard header.type == UInt16(TENON_TYPE_BAR) else { return true }
        if route.barPeriod == 0 { return !isBuilt }
        let bar = record.load(at: 0, as: tenon_ev_bar.self)
        return bar.period == route.barPeriod && UInt32(bar.unit) == route.barUnit
    }

    /// Calls an instance with packed events until it has taken all of them.
    mutating func hand(_ instance: Int, _ run: RecordRun, count: Int) {
        guard states[instance].isRunning else { return }
        if states[instance].isPaused {
            states[instance].hasMissed = true
            return
        }
        let taken = call(instance, run, count: count)
        guard taken.events < count, states[instance].isRunning else { return }
        // What the event has caused stands in the inbox already and comes after it.
        states[instance].port
            .postFirst(run.slice(at: taken.bytes, length: run.count - taken.bytes))
        noteInbox(instance, more: count - taken.events)
        states[instance].isWaiting = true
    }

    /// Delivers what waits in an instance's inbox.
    mutating func handInbox(_ instance: Int) {
        let count = states[instance].inboxCount
        guard states[instance].isRunning else { return emptyInbox(instance) }
        noteConnector(instance)
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

    /// Counts new events of an inbox; one that waits is called again with them.
    @inline(__always)
    mutating func noteInbox(_ instance: Int, more: Int) {
        if states[instance].inboxCount == 0 { pending += 1 }
        states[instance].isWaiting = states[instance].isPaused
        states[instance].inboxCount += more
    }

    /// Remembers that an instance asked for a turn.
    @inline(__always)
    mutating func noteWake(_ instance: Int) {
        guard !states[instance].wantsTurn else { return }
        states[instance].wantsTurn = true
        wakeCount += 1
    }

    /// Posts an event for the next delivery to an instance.
    @inline(__always)
    mutating func post<Record: BitwiseCopyable>(_ record: Record, to instance: Int) {
        guard states[instance].isRunning else { return }
        states[instance].port.post(record)
        noteInbox(instance, more: 1)
    }

    /// A connector that is called may define and open: the lane looks before its next input.
    @inline(__always)
    private mutating func noteConnector(_ instance: Int) {
        guard !states[instance].isStrategy else { return }
        services.laneTime = now
        mustAbsorb = true
    }

    /// Calls `on_batch` until every event is taken, an AGAIN, or a fault.
    ///
    /// - Returns: What was taken: events and their bytes.
    private mutating func call(_ instance: Int, _ run: RecordRun, count: Int) -> (
        events: Int, bytes: Int
    ) {
        var offset = 0
        var events = 0
        let end = count > 1 ? lastHeader(of: run, count) : run.load(at: 0, as: tenon_ev.self)
        while events < count {
            let left = count &- events
            let header = run.load(at: offset, as: tenon_ev.self)
            let delivery = states[instance].port
                .deliver(
                    run.slice(at: offset, length: run.count &- offset),
                    count: left,
                    first: header.seq,
                    last: end.seq,
                    now: end.ts_ns
                )
            let isAgain = delivery.status == tenon_status(TENON_E_AGAIN)
            guard delivery.status == 0 || isAgain, delivery.consumed <= left,
                isAgain || delivery.consumed > 0
            else {
                refuse(delivery, of: left, by: instance)
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
            if delivery.wantsTurn { noteWake(instance) }
            if isAgain { break }
        }
        return (events, offset)
    }

    private func lastHeader(of run: RecordRun, _ count: Int) -> tenon_ev {
        var offset = 0
        for _ in 1..<count { offset &+= Int(run.load(at: offset, as: UInt32.self)) }
        return run.load(at: offset, as: tenon_ev.self)
    }

    /// Takes an instance out of use for how its call ended; on FATAL every instance of its file.
    mutating func refuse(_ delivery: HostPort.Delivery, of count: Int, by instance: Int) {
        let isCount =
            delivery.status == 0 || delivery.status == tenon_status(TENON_E_AGAIN)
        fault(
            instance,
            isCount
                ? "took \(delivery.consumed) of \(count) events"
                : "on_batch answered \(statusName(delivery.status)): "
                    + states[instance].port.failure
        )
        guard delivery.status == tenon_status(TENON_E_FATAL) else { return }
        let file = setup.instances[instance].file
        for other in 0..<states.count
        where other != instance && setup.instances[other].file == file {
            fault(other, "another instance of its file answered E_FATAL")
        }
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
        meter?.noteIntent()
    }

    /// Executes intents and delivers what they cause, round by round, until nothing is left.
    mutating func settle() {
        var round = 0
        while failure == nil {
            if causes.count > 0 { executeCauses() }
            commit()
            if pending == 0, wakeCount == 0 { return }
            round += 1
            var isQuiet = true
            for instance in 0..<states.count
            where states[instance].wantsTurn
                || (states[instance].inboxCount > 0 && !states[instance].isWaiting)
            {
                isQuiet = false
                if round > Lane.mostRounds {
                    fault(instance, "still busy after \(Lane.mostRounds) rounds of one step")
                } else {
                    giveRound(instance)
                }
            }
            if isQuiet { return }
        }
        // The lane has stopped: what was decided before is told all the same.
        commit()
    }

    /// Calls an instance with what waits for it, or with an empty batch when it asked for a turn.
    private mutating func giveRound(_ instance: Int) {
        if states[instance].wantsTurn {
            states[instance].wantsTurn = false
            wakeCount -= 1
            states[instance].isWaiting = false
        }
        if states[instance].inboxCount > 0 { return handInbox(instance) }
        noteConnector(instance)
        let delivery = states[instance].port
            .deliver(.empty, count: 0, first: 0, last: 0, now: now)
        guard delivery.status == 0 || delivery.status == tenon_status(TENON_E_AGAIN),
            delivery.consumed == 0
        else { return refuse(delivery, of: 0, by: instance) }
        if delivery.outbox > states[instance].outboxSeen {
            noteCause(instance, outbox: delivery.outbox, sequence: sequence, ordinal: ordinal)
        }
        if delivery.wantsTurn { noteWake(instance) }
    }

    /// Executes every noted part of the outboxes, in (instance, submission) order.
    private mutating func executeCauses() {
        let count = causes.count
        for place in 0..<count {
            let cause = causes[place]
            var offset = cause.start
            while offset < cause.end, states[cause.instance].isRunning {
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
        if mustRoute {
            mustRoute = false
            rebuildRoutes()
        }
    }

    /// Executes an effect that is no intent.
    private mutating func execute(_ effect: PortEffect, _ instance: Int) {
        let owner = UInt32(truncatingIfNeeded: instance)
        switch PortEffect.Operation(rawValue: effect.operation) {
        case .timerSet:
            if effect.time > now {
                timers.set(owner, id: effect.id, at: effect.time)
            } else {
                timers.park(owner, id: effect.id)
            }
            refreshBoundary()
        case .timerClear:
            timers.clear(owner, id: effect.id)
            refreshBoundary()
        case .subscribe, .unsubscribe:
            change(
                HostServices.SubscriptionChange(
                    instance: InstanceID(owner),
                    subscription: Subscription(
                        instrument: InstrumentID(effect.instrument),
                        streams: effect.streams,
                        depth: effect.depth,
                        barPeriod: effect.barPeriod,
                        barUnit: effect.barUnit
                    ),
                    isEnd: effect.operation == PortEffect.Operation.unsubscribe.rawValue
                )
            )
            mustRoute = true
        case .diverged:
            fault(instance, "DIVERGED: intent \(effect.id) came again with other content")
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
        retire(instance)
        cancelAll(of: InstanceID(UInt32(truncatingIfNeeded: instance)))
        rebuildRoutes()
    }

    /// Nothing is delivered to an instance any more, and nothing of its own falls due.
    mutating func retire(_ instance: Int) {
        states[instance].isRunning = false
        states[instance].isWaiting = false
        states[instance].isPaused = false
        if states[instance].wantsTurn {
            states[instance].wantsTurn = false
            wakeCount -= 1
        }
        emptyInbox(instance)
        timers.clear(UInt32(truncatingIfNeeded: instance))
        refreshBoundary()
    }
}
