import Boundary
import CTenon
import Domain
import Journal
import MarketData
import Memory

// Which input is next: the merge of the streams by (time, instance, stream, position).

extension Lane {
    /// The stream with the earliest event, and how far it may be drained.
    struct Head {
        var stream: Int
        /// When it is.
        var time: Int64
        /// Events up to this time may be taken.
        var limit: Int64
    }

    /// Takes over what plugins have defined, opened and subscribed since the last look.
    @inline(never)  // rare, and full of lists that the loop around it has no use for
    mutating func absorbChanges() {
        guard services.hasNews else { return }
        let news = services.takeNews()
        if let streams = news.streams { absorb(streams) }
        if !news.entries.isEmpty { absorb(news.entries) }
        if !news.subscriptions.isEmpty { absorb(news.subscriptions) }
    }

    private mutating func absorb(_ all: [FeedStream]) {
        var known: [StreamEnd] = []
        for place in 0..<streams.count { known.append(streams[place]) }
        streams.removeAll()
        for stream in all {
            streams.append(
                known.first { $0.ring == stream.ring }
                    ?? StreamEnd(ring: stream.ring, instance: stream.instance.index)
            )
        }
    }

    /// Finds the next event, giving connectors their turn while an open stream shows no head.
    ///
    /// - Returns: `nil` when there is none; `isStarved` then says whether one may still come.
    mutating func nextHead() -> Head? {
        while true {
            if mustAbsorb || services.hasNews {
                mustAbsorb = false
                absorbChanges()
            }
            var best = -1
            var bestTime = Int64.max
            var secondTime = Int64.max
            var missing = -1
            for place in 0..<streams.count where streams[place].isOpen {
                guard let time = headTime(of: place) else {
                    if streams[place].isOpen { missing = place }
                    continue
                }
                if time < bestTime {
                    secondTime = bestTime
                    bestTime = time
                    best = place
                } else if time < secondTime {
                    secondTime = time
                }
            }
            if missing >= 0, setup.hasThreads {
                if isEnding(streams[missing]) {
                    streams[missing].isOpen = false
                    continue
                }
                isStarved = true
                return nil
            }
            if missing >= 0 {
                turns += 1
                giveTurn(to: missing)
                if failure != nil { return nil }
                continue
            }
            if best < 0 {
                isStarved = setup.hasThreads && mayOpenStream
                if !setup.hasThreads, giveTurnToWoken() { continue }
                return nil
            }
            // At equal times the earlier stream goes first; so its limit includes that time, and
            // a later stream's does not.
            return Head(stream: best, time: bestTime, limit: secondTime)
        }
    }

    /// Whether nothing can come on a stream any more: its connector has been taken out of use.
    private func isEnding(_ stream: StreamEnd) -> Bool { !states[stream.instance].isRunning }

    /// Whether a running connector has shown no stream yet.
    var mayOpenStream: Bool {
        for instance in 0..<states.count
        where states[instance].isRunning && !states[instance].isStrategy {
            var hasStream = false
            for place in 0..<streams.count where streams[place].instance == instance {
                hasStream = true
            }
            if !hasStream { return true }
        }
        return false
    }

    /// The time of the first waiting record; `nil` when there is none or the stream just ended.
    private mutating func headTime(of place: Int) -> Int64? {
        let ring = streams[place].ring
        while true {
            let run = ring.readable()
            if run.isEmpty { return nil }
            let header = run.load(at: 0, as: tenon_ev.self)
            if header.space == UInt16(TENON_SPACE_CONTROL) {
                switch Int(header.type) {
                case TENON_TYPE_END_OF_DATA:
                    ring.release(Int(header.size))
                    streams[place].isOpen = false
                    return nil
                case TENON_TYPE_WATERMARK where header.ts_ns <= now:
                    ring.release(Int(header.size))
                    continue
                default: break
                }
            }
            return header.ts_ns
        }
    }

    /// How many turns connectors get in a row before an event must come.
    private static var mostTurns: Int { 100_000 }

    /// Calls a connector that asked for its turn and has opened no stream yet.
    ///
    /// - Returns: Whether there was one.
    private mutating func giveTurnToWoken() -> Bool {
        for instance in 0..<states.count where states[instance].isRunning {
            let id = InstanceID(UInt32(truncatingIfNeeded: instance))
            guard !states[instance].isStrategy, services.takeWake(id) else { continue }
            turns += 1
            guard turns < Lane.mostTurns else {
                fault(instance, "took \(turns) turns in a row without opening a stream")
                return true
            }
            services.laneTime = now
            let delivery = states[instance].port
                .deliver(.empty, count: 0, first: 0, last: 0, now: now)
            absorbChanges()
            let again = delivery.status == tenon_status(TENON_E_AGAIN)
            if delivery.status != 0 && !again || delivery.consumed != 0 {
                refuse(delivery, of: 0, by: instance)
            }
            return true
        }
        return false
    }

    /// Calls the connector of a stream that shows nothing.
    @inline(never)
    private mutating func giveTurn(to waiting: Int) {
        let instance = streams[waiting].instance
        guard states[instance].isRunning else {
            streams[waiting].isOpen = false
            return
        }
        let id = InstanceID(UInt32(truncatingIfNeeded: instance))
        _ = services.takeWake(id)
        services.laneTime = now
        let delivery = states[instance].port
            .deliver(.empty, count: 0, first: 0, last: 0, now: now)
        let ring = streams[waiting].ring
        if delivery.outbox > states[instance].outboxSeen {
            noteCause(instance, outbox: delivery.outbox, sequence: sequence, ordinal: ordinal)
            settle()
        }
        absorbChanges()
        let again = delivery.status == tenon_status(TENON_E_AGAIN)
        guard delivery.status == 0 || again, delivery.consumed == 0 else {
            // What it published before is good: its streams close when that has been taken.
            return refuse(delivery, of: 0, by: instance)
        }
        guard turns < Lane.mostTurns else {
            return fault(
                instance,
                "took \(turns) turns in a row without an event or END_OF_DATA"
            )
        }
        // A stream that was opened in this turn may stand before the one that waits.
        var place = waiting
        while streams[place].ring != ring { place += 1 }
        guard ring.readable().isEmpty, streams[place].isOpen else { return }
        if !services.isWoken(id) && !again || streams[place].isQuiet {
            return fault(
                instance,
                "published nothing on an open stream: it needs an event, a WATERMARK or END_OF_DATA"
            )
        }
        streams[place].isQuiet = true
    }

    /// Takes events of one stream while they are next.
    ///
    /// - Returns: How many inputs were taken.
    mutating func drain(_ head: Head, most: Int) -> Int {
        let ring = streams[head.stream].ring
        streams[head.stream].isQuiet = false
        turns = 0
        let run = ring.readable()
        // What these records are of was defined before they were published.
        if services.hasNews { return 0 }
        var offset = 0
        var taken = 0
        while offset < run.count, taken < most {
            let header = run.load(at: offset, as: tenon_ev.self)
            if header.size == 0 { break }
            let isControl = header.space != UInt16(TENON_SPACE_MARKET)
            if isControl, offset > 0 { break }
            if header.ts_ns > head.limit || (header.ts_ns == head.limit && taken > 0) { break }
            let time = max(now, header.ts_ns)
            if sampleIsDue, time > now { sampleEquity() }
            if time >= boundary { passBoundaries(until: time) }
            // A connector whose timer fired may have opened a stream with earlier events.
            if failure != nil || mustAbsorb { break }
            if isControl {
                offset += Int(header.size)
                takeControl(run.load(at: 0, as: tenon_ev_control.self), at: time)
                taken += 1
                break
            }
            let ahead = mayRunAhead ? runAhead(run, from: offset, limit: head.limit) : (0, 0)
            if ahead.0 > 0 {
                offset += ahead.1
                taken += ahead.0
            } else {
                take(run.slice(at: offset, length: Int(header.size)), header)
                offset += Int(header.size)
                taken += 1
            }
        }
        ring.release(offset)
        services.noteRoom(streams[head.stream].instance, in: ring)
        return max(taken, 1)
    }

    /// Takes a control record of a connector: a watermark moves the time, a gap is told to all.
    private mutating func takeControl(_ record: tenon_ev_control, at time: Int64) {
        now = max(now, time)
        // A promise is no input: what falls due by it has been journaled at its own time, and a
        // connector that keeps pace with a clock promises at other moments in each run.
        if record.h.type == UInt16(TENON_TYPE_WATERMARK) { return }
        sequence += 1
        ordinal = 0
        var input = record
        input.h.size = UInt32(MemoryLayout<tenon_ev_control>.size)
        input.h.seq = sequence
        input.h.ordinal = 0
        input.h.ts_ns = now
        journal.append(input: input)
        guard record.h.type == UInt16(TENON_TYPE_GAP) else { return }
        applyGap(input)
        for place in 0..<states.count where states[place].isStrategy && concerns(input, place) {
            post(input, to: place)
        }
        settle()
    }

    /// Whether a gap is in something that an instance sees.
    private func concerns(_ gap: tenon_ev_control, _ instance: Int) -> Bool {
        if gap.h.instrument == 0 { return true }
        let instrument = Int(gap.h.instrument) - 1
        guard instrument < instruments.count else { return false }
        for place in routeStarts[instrument]..<routeStarts[instrument + 1]
        where routes[place].instance == instance {
            if gap.id == 0 || UInt64(routes[place].streams) & gap.id != 0 { return true }
        }
        return false
    }
}
