import Boundary
import CTenon
package import Domain
import Journal
import Memory

// What operators do to instances while the lane runs: each command is an input with its own sequence
// number, so that a replay makes it at the same place.

extension Lane {
    /// Vendor space of inputs that only the host writes.
    private static var commandSpace: UInt16 { 0x8001 }

    /// Carries out a command that came in just now.
    ///
    /// It gets a time of its own, one ns behind everything taken so far, so that a change scheduled
    /// for that time stands at the same place of a replay.
    ///
    /// - Returns: The input it became, or why it was refused; then nothing has changed.
    package mutating func perform(_ command: LaneCommand) -> LaneAnswer {
        absorbChanges()
        if let refusal = objection(to: command) {
            return LaneAnswer(sequence: 0, time: 0, refusal: refusal)
        }
        // Before the first event there is no time to be behind of.
        guard now > 0 else { return execute(command) }
        lastAnswer = nil
        schedule(ScheduledChange(time: now + 1, command: command))
        moveTime(to: now + 1)
        return lastAnswer ?? LaneAnswer(sequence: 0, time: 0, refusal: failure ?? "was not made")
    }

    /// Whether an operator has paused an instance.
    package func isPaused(_ instance: InstanceID) -> Bool { states[instance.index].isPaused }

    /// Sets, moves or clears (`nil`) a timer of a connector that runs on a thread of its own.
    package mutating func setTimer(_ id: UInt64, of instance: InstanceID, at time: Int64?) {
        if let time, time > now {
            timers.set(instance.value, id: id, at: time)
        } else if time != nil {
            timers.park(instance.value, id: id)
        } else {
            timers.clear(instance.value, id: id)
        }
        refreshBoundary()
    }

    /// Takes a connector out of use that has failed on its own thread.
    package mutating func fault(_ instance: InstanceID, reason: String) {
        fault(instance.index, reason)
        settle()
    }

    /// Makes a command an input, and does what it says.
    mutating func execute(_ command: LaneCommand) -> LaneAnswer {
        var answer = LaneAnswer(sequence: 0, time: 0, refusal: objection(to: command))
        if answer.refusal == nil {
            answer = enter(command)
            let instance = command.instance.index
            switch command.action {
            case .set(let parameter, let value): set(parameter, value, of: instance)
            case .pause(let cancelsOrders): pause(instance, cancelsOrders)
            case .resume: resume(instance)
            case .stop: answer.refusal = stop(instance)
            case .start:
                answer.refusal = setup.control(command.instance, .start, now, sequence)
                absorbChanges()
                if answer.refusal == nil { begin(instance) }
            }
            settle()
            absorbChanges()
        }
        lastAnswer = answer
        return answer
    }

    /// Lets an instance's events in whose plugin has been started already: it is running from now
    /// on, and gets the opening burst.
    package mutating func start(_ instance: InstanceID) {
        absorbChanges()
        _ = enter(LaneCommand(.start, of: instance))
        begin(instance.index)
        settle()
        absorbChanges()
    }

    private mutating func enter(_ command: LaneCommand) -> LaneAnswer {
        sequence &+= 1
        ordinal = 0
        journal.append(input: input(of: command))
        return LaneAnswer(sequence: sequence, time: now, refusal: nil)
    }

    private func objection(to command: LaneCommand) -> String? {
        guard command.instance.index < states.count else { return "is no instance of the lane" }
        let state = states[command.instance.index]
        switch command.action {
        case .start: return state.isRunning ? "runs already" : nil
        case .set, .stop: return state.isRunning ? nil : "does not run"
        case .pause:
            guard state.isRunning else { return "does not run" }
            return state.isPaused ? "is paused already" : nil
        case .resume:
            guard state.isRunning else { return "does not run" }
            return state.isPaused ? nil : "is not paused"
        }
    }

    private func input(of command: LaneCommand) -> CommandInput {
        var input = CommandInput(
            header: control(0).h,
            instance: command.instance.value + 1,
            action: 0,
            valueType: 0,
            parameter: 0,
            user: command.origin.user,
            process: command.origin.process,
            exponent: 0,
            value: 0
        )
        input.header.space = Lane.commandSpace
        switch command.action {
        case .set(let parameter, let value):
            input.action = 1
            input.parameter = parameter
            input.valueType = value.type
            input.exponent = Int32(value.exp)
            input.value =
                value.type == UInt16(TENON_PARAM_F64)
                ? value.f64.bitPattern : UInt64(bitPattern: value.i64)
        case .pause(let cancelsOrders): input.action = cancelsOrders ? 3 : 2
        case .resume: input.action = 4
        case .stop: input.action = 5
        case .start: input.action = 6
        }
        return input
    }

    private mutating func set(_ parameter: UInt32, _ value: tenon_param_value, of instance: Int) {
        var event = control(TENON_TYPE_PARAM)
        event.id = UInt64(parameter)
        event.arg = UInt64(value.type) | UInt64(UInt8(bitPattern: value.exp)) << 16
        event.i64 = value.i64
        event.f64 = value.f64
        post(event, to: instance)
    }

    private mutating func pause(_ instance: Int, _ cancelsOrders: Bool) {
        states[instance].isPaused = true
        states[instance].isWaiting = true
        if cancelsOrders { cancelAll(of: InstanceID(UInt32(truncatingIfNeeded: instance))) }
        rebuildRoutes()
    }

    private mutating func resume(_ instance: Int) {
        states[instance].isPaused = false
        if states[instance].hasMissed {
            states[instance].hasMissed = false
            ordinal &+= 1
            var gap = control(TENON_TYPE_GAP)
            gap.h.ordinal = ordinal
            post(gap, to: instance)
        }
        states[instance].isWaiting = false
        rebuildRoutes()
    }

    /// Cancels what works and tells it so, then takes the instance out of the lane.
    ///
    /// - Returns: What the plugin had to say against it; it is out all the same.
    private mutating func stop(_ instance: Int) -> String? {
        states[instance].isPaused = false
        states[instance].isWaiting = false
        cancelAll(of: InstanceID(UInt32(truncatingIfNeeded: instance)))
        settle()
        guard states[instance].isRunning else { return nil }
        retire(instance)
        let id = InstanceID(UInt32(truncatingIfNeeded: instance))
        // What it may have answered the cancels with.
        cancelAll(of: id)
        for place in 0..<routes.count where routes[place].instance == instance {
            routes[place].streams = 0
        }
        rebuildRoutes()
        // Of a connector nothing comes any more, however far it has read ahead.
        for place in 0..<streams.count where streams[place].instance == instance {
            streams[place].isOpen = false
        }
        return setup.control(id, .stop, now, sequence)
    }

    private mutating func begin(_ instance: Int) {
        states[instance].isRunning = true
        states[instance].hasMissed = false
        // What a connector on a thread of its own asks for comes from there.
        let isCalledHere = states[instance].isStrategy || !setup.hasThreads
        let outbox = isCalledHere ? states[instance].port.outbox.count : 0
        if outbox > 0 {
            // What the control calls before asked for, such as a timer set in `activate`.
            noteCause(instance, outbox: outbox, sequence: sequence, ordinal: 0)
        }
        openingBurst(of: InstanceID(UInt32(truncatingIfNeeded: instance)))
        rebuildRoutes()
    }
}
