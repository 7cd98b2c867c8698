import Memory

/// The timers of all instances, by (time, instance, id); few at a time, so a sorted list.
struct TimerQueue: ~Copyable {
    struct Timer: BitwiseCopyable {
        var time: Int64
        var instance: UInt32
        var id: UInt64
    }
    /// Latest first, so that the next one is taken from the end.
    private var timers = Slab<Timer>(capacity: 64)
    /// Timers set for a moment that was not after lane time: they fire with the next input.
    private var parked = Slab<Timer>(capacity: 16)

    /// Whether a timer waits for the next input.
    var hasParked: Bool { parked.count > 0 }

    /// Sets or moves a timer to the next input.
    mutating func park(_ instance: UInt32, id: UInt64) {
        clear(instance, id: id)
        parked.append(Timer(time: 0, instance: instance, id: id))
    }

    /// Makes the parked timers due at a time.
    mutating func release(at time: Int64) {
        for place in 0..<parked.count {
            insert(Timer(time: time, instance: parked[place].instance, id: parked[place].id))
        }
        parked.removeAll()
    }

    /// When the next timer is due; `Int64.max` when there is none.
    var due: Int64 { timers.count == 0 ? .max : timers[timers.count - 1].time }

    /// Sets or moves a timer; the instance's port counts how many it has.
    mutating func set(_ instance: UInt32, id: UInt64, at time: Int64) {
        clear(instance, id: id)
        insert(Timer(time: time, instance: instance, id: id))
    }

    private mutating func insert(_ timer: Timer) {
        var place = timers.append(timer)
        while place > 0, TimerQueue.isEarlier(timers[place - 1], timer) {
            timers[place] = timers[place - 1]
            place -= 1
        }
        timers[place] = timer
    }

    /// Removes a timer if it is set; without an id every timer of the instance.
    mutating func clear(_ instance: UInt32, id: UInt64? = nil) {
        var kept = 0
        for place in 0..<timers.count {
            let timer = timers[place]
            if timer.instance == instance, id == nil || timer.id == id { continue }
            timers[kept] = timer
            kept += 1
        }
        while timers.count > kept { timers.removeLast() }
        kept = 0
        for place in 0..<parked.count {
            let timer = parked[place]
            if timer.instance == instance, id == nil || timer.id == id { continue }
            parked[kept] = timer
            kept += 1
        }
        while parked.count > kept { parked.removeLast() }
    }

    /// Takes the timer that is due next.
    mutating func take() -> Timer {
        let timer = timers[timers.count - 1]
        timers.removeLast()
        return timer
    }

    private static func isEarlier(_ left: Timer, _ right: Timer) -> Bool {
        (left.time, left.instance, left.id) < (right.time, right.instance, right.id)
    }
}
