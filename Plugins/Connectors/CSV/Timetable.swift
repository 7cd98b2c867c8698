import TenonKit

/// The trading phases of all instruments with sessions, as STATUS events in the order of time.
struct Timetable {
    /// One instrument's.
    struct Entry {
        let symbol: String
        let instrument: UInt32
        let settings: SessionSettings
        /// Its rows end before this time, ns.
        let to: Int64
    }

    private struct Running {
        let entry: Entry
        var clock: SessionClock
        /// What was told last.
        var phase: UInt16
        /// What begins next.
        var coming: SessionClock.Change
        var published = 0
    }

    private let entries: [Entry]
    private var running: [Running] = []
    /// Which of them is next.
    private var place = 0
    private var isClosing = false
    /// When the next phase of any of them begins; `Int64.max` when none does.
    private(set) var nextTime: Int64 = .max

    /// The timetable of these instruments; nothing is due before `begin`.
    init(_ entries: [Entry]) { self.entries = entries }

    /// Whether no instrument has sessions.
    var isEmpty: Bool { entries.isEmpty }

    /// Sets every clock to the first row; what is in force then is due at once.
    ///
    /// - Parameters:
    ///   - first: When the first row becomes visible, ns.
    ///   - isBar: Whether it is a bar, which ends then: what begins at that moment comes after it.
    mutating func begin(at first: Int64, isBar: Bool) {
        for entry in entries {
            let clock = SessionClock(entry.settings, at: isBar ? first - 1 : first)
            let now = SessionClock.Change(time: first, phase: clock.phase, reason: clock.reason)
            running.append(Running(entry: entry, clock: clock, phase: now.phase, coming: now))
        }
        choose()
    }

    /// Whether what is due comes before a row: it began before it, or with it.
    ///
    /// A bar that ends when a phase begins lies wholly before that phase.
    @inline(__always)
    func precedes(_ time: Int64, isBar: Bool) -> Bool {
        nextTime < time || (nextTime == time && (!isBar || isOpening))
    }

    /// The phase that begins at `nextTime`.
    mutating func take() -> tenon_ev_status {
        let change = running[place].coming
        let coming = running[place].clock.next()
        running[place].phase = change.phase
        running[place].coming = coming
        running[place].published += 1
        if isClosing { stop(place) }
        let event = Self.event(change, running[place].entry, next: coming.time)
        choose()
        return event
    }

    /// Leaves what ends the sessions that run: behind the last row nothing else begins.
    mutating func close() {
        isClosing = true
        for place in running.indices { stop(place) }
        choose()
    }

    /// The lines of the log that count the events.
    var summaries: [String] {
        running.map { "csv.sessions events=\($0.published) symbol=\($0.entry.symbol)" }
    }
}

extension Timetable {
    /// Whether an instrument's first event has not been taken.
    private var isOpening: Bool { running[place].published == 0 }

    /// Lets an instrument end that is closed, or whose rows were to end before what comes.
    private mutating func stop(_ place: Int) {
        let isClosed = running[place].phase == UInt16(TENON_PHASE_CLOSED)
        if isClosed || running[place].coming.time >= running[place].entry.to {
            running[place].coming.time = .max
        }
    }

    private mutating func choose() {
        nextTime = .max
        for index in running.indices where running[index].coming.time < nextTime {
            nextTime = running[index].coming.time
            place = index
        }
    }

    private static func event(
        _ change: SessionClock.Change,
        _ entry: Entry,
        next: Int64
    ) -> tenon_ev_status {
        var event = tenon_ev_status()
        event.m.h.size = UInt32(MemoryLayout<tenon_ev_status>.size)
        event.m.h.space = UInt16(truncatingIfNeeded: TENON_SPACE_MARKET)
        event.m.h.type = UInt16(truncatingIfNeeded: TENON_TYPE_STATUS)
        event.m.h.flags = UInt16(truncatingIfNeeded: TENON_EV_SYNTHETIC)
        event.m.h.instrument = entry.instrument
        event.m.h.ts_ns = change.time
        event.m.ts_venue_ns = change.time
        event.m.ts_recv_ns = TENON_NONE
        event.phase = change.phase
        event.reason = change.reason
        event.next_ns = next
        event.limit_up = TENON_NONE
        event.limit_down = TENON_NONE
        event.mark_px = TENON_NONE
        event.index_px = TENON_NONE
        event.funding_e12 = TENON_NONE
        return event
    }
}
