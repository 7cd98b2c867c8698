import TenonKit

/// All files of an instance, merged by time into one stream and published in chunks.
///
/// Rows with the same time come in the order of files and symbols in the configuration.
@safe
struct Feed: ~Copyable {
    /// What a turn came to.
    enum Turn: Equatable {
        /// The host's queue is full; the chunk is kept.
        case full
        /// The end of the data is published.
        case ended
        /// The next event is not due before this data time.
        case early(Int64)
    }

    /// Bytes published at once: 256 quotes.
    private static let chunkBytes = 32 * 1024

    private let stream: ConnectorStream
    private let host: TenonHost
    // An array cannot hold noncopyable values, and a class would check exclusivity per row.
    private let sources: UnsafeMutableBufferPointer<Source>
    /// Rows and events of each file in the chunk.
    private var pending: [(rows: Int, events: Int)]
    /// Whether each file has events waiting.
    private var isOpen: [Bool]
    private var chunk = EventBuffer(capacity: Self.chunkBytes)
    /// Where the next event of the file at hand is in its head.
    private var offset = 0
    /// The file at hand; it goes on until another has an earlier row.
    private var current: Int?
    private var rivalTime: Int64 = .max
    private var rivalIndex = Int.max
    private var published = 0
    private var lastTime: Int64 = 1
    private var stopReason: String?
    /// The phases of the instruments, which are no file's.
    private var timetable: Timetable
    private var isEndQueued = false
    private var isSummarized = false

    /// Opens the files.
    ///
    /// - Throws: `.io` when one cannot be opened any more.
    init(
        _ plans: [FilePlan],
        _ timetable: Timetable,
        stream: ConnectorStream,
        host: TenonHost
    ) throws(PluginError) {
        self.stream = stream
        self.host = host
        self.timetable = timetable
        unsafe sources = .allocate(capacity: plans.count)
        pending = Array(repeating: (0, 0), count: plans.count)
        isOpen = Array(repeating: false, count: plans.count)
        var opened = 0
        do throws(PluginError) {
            for plan in plans {
                let file = try FileSettings.open(plan.path)
                let layout = file.layout
                let source = Source(plan, layout: layout, reader: file.takeReader(), host: host)
                unsafe sources.initializeElement(at: opened, to: source)
                opened += 1
            }
        } catch {
            unsafe sources.baseAddress?.deinitialize(count: opened)
            unsafe sources.deallocate()
            throw error
        }
    }

    deinit {
        unsafe sources.deinitialize()
        unsafe sources.deallocate()
    }

    /// Reads the first row of every file.
    ///
    /// - Returns: The time of the first event, 1 when there is none.
    /// - Throws: `.invalid` when it is of a year whose trading hours are not known.
    mutating func prime() throws(PluginError) -> Int64 {
        for index in isOpen.indices { advance(index) }
        guard let index = choose() else { return lastTime }
        lastTime = unsafe sources[index].headTime
        guard timetable.isEmpty || lastTime >= Zone.firstDay * CalendarDay.nanoseconds else {
            throw .invalid(
                "sessions: the data begins before 1997, and the rules of daylight saving that are "
                    + "known here do not; leave sessions out, or set from: 1997-01-01"
            )
        }
        timetable.begin(at: lastTime, isBar: unsafe sources[index].layout.isBars)
        return lastTime
    }

    /// Publishes until the host's queue is full, the data ends or the next row is not due.
    ///
    /// - Parameter due: Events up to this data time may go out.
    /// - Returns: Why it went no further.
    /// - Throws: What the host answers, and the reason of a bad row after the end is published.
    mutating func publish(due: Int64) throws(PluginError) -> Turn {
        while true {
            if !chunk.isEmpty {
                guard try unsafe stream.publish(chunk.bytes) == .ok else { return .full }
                commit()
            }
            if isEndQueued {
                summarize()
                if let stopReason { throw .invalid(stopReason) }
                return .ended
            }
            let early = fill(due: due)
            if chunk.isEmpty, let early { return .early(early) }
        }
    }

    /// Logs the summary line of every file, once.
    mutating func summarize() {
        if isSummarized { return }
        isSummarized = true
        for index in isOpen.indices {
            let plan = unsafe sources[index].plan
            let isWhole = unsafe sources[index].isWhole
            host.log(
                .info,
                unsafe sources[index].tally
                    .summary(of: plan.path, symbol: plan.symbol, isWhole: isWhole)
            )
        }
        for line in timetable.summaries { host.log(.info, line) }
    }
}

extension Feed {
    /// Moves events into the chunk until it is full, the next is not due, or all files have ended.
    ///
    /// - Returns: The time of an event that is not due yet.
    private mutating func fill(due: Int64) -> Int64? {
        while stopReason == nil {
            guard let index = current ?? choose() else { break }
            let time = unsafe sources[index].headTime
            // Between the events of one row there is no phase.
            if timetable.nextTime <= time, offset == 0,
                unsafe timetable.precedes(time, isBar: sources[index].layout.isBars)
            {
                if timetable.nextTime > due { return timetable.nextTime }
                guard moveStatus() else { return nil }
                continue
            }
            if time > due { return time }
            let size = unsafe Int(sources[index].head.header(at: offset).size)
            if chunk.room < size { return nil }
            move(index, size: size)
        }
        if stopReason == nil {
            timetable.close()
            while timetable.nextTime != .max {
                if timetable.nextTime > due { return timetable.nextTime }
                guard moveStatus() else { return nil }
            }
        }
        if chunk.room < MemoryLayout<tenon_ev_control>.size { return nil }
        isEndQueued = true
        chunk.append(
            ConnectorStream.control(
                TENON_TYPE_END_OF_DATA,
                time: lastTime,
                count: Int64(published)
            )
        )
        return nil
    }

    /// Moves the phase that begins next into the chunk.
    ///
    /// - Returns: `false` when there is no room for it.
    private mutating func moveStatus() -> Bool {
        guard chunk.room >= MemoryLayout<tenon_ev_status>.size else { return false }
        lastTime = timetable.nextTime
        chunk.append(timetable.take())
        published += 1
        return true
    }

    /// Moves one event of a file into the chunk, and reads on when it was the row's last.
    @inline(__always)
    private mutating func move(_ index: Int, size: Int) {
        let source = unsafe sources.baseAddress.unsafelyUnwrapped + index
        let event = unsafe UnsafeRawBufferPointer(
            rebasing: source.pointee.head.bytes[offset..<(offset + size)]
        )
        let at = chunk.count
        unsafe chunk.append(contentsOf: event)
        published += 1
        pending[index].events += unsafe Self.weight(event)
        offset += size
        guard unsafe offset == source.pointee.head.count else { return }
        offset = 0
        lastTime = unsafe source.pointee.headTime
        pending[index].rows += unsafe source.pointee.headRows
        advance(index)
        if unsafe source.pointee.layout == .levels { joinChanges(index, at: at) }
        let time = unsafe source.pointee.headTime
        let isNext = time < rivalTime || (time == rivalTime && index < rivalIndex)
        if !isOpen[index] || !isNext { current = nil }
    }

    /// Flags a change of the book that the next row of the file goes on with.
    private mutating func joinChanges(_ index: Int, at offset: Int) {
        guard isOpen[index] else { return }
        let before = unsafe chunk.bytes.loadUnaligned(fromByteOffset: offset, as: tenon_ev_mkt.self)
        let next = unsafe sources[index].head.bytes.loadUnaligned(as: tenon_ev_mkt.self)
        guard Int(before.h.type) == TENON_TYPE_BOOK, before.h.type == next.h.type,
            before.h.space == next.h.space, before.venue_seq == next.venue_seq,
            before.ts_recv_ns == next.ts_recv_ns
        else { return }
        chunk.setFlags(UInt16(truncatingIfNeeded: TENON_EV_MORE), at: offset)
    }

    /// How many events of the summary an event counts: a snapshot's levels, a gap none.
    @inline(__always)
    private static func weight(_ event: UnsafeRawBufferPointer) -> Int {
        let head = unsafe event.loadUnaligned(as: tenon_ev.self)
        if Int(head.space) != TENON_SPACE_MARKET { return 0 }
        if Int(head.type) != TENON_TYPE_SNAPSHOT { return 1 }
        let snapshot = unsafe event.loadUnaligned(as: tenon_ev_snapshot.self)
        return Int(snapshot.bids) + Int(snapshot.asks)
    }

    /// Chooses the file with the earliest row, and notes the one that comes next.
    private mutating func choose() -> Int? {
        var best: Int?
        var bestTime: Int64 = .max
        rivalTime = .max
        rivalIndex = .max
        for index in isOpen.indices where isOpen[index] {
            let time = unsafe sources[index].headTime
            if best == nil || time < bestTime {
                if let best {
                    rivalTime = bestTime
                    rivalIndex = best
                }
                best = index
                bestTime = time
            } else if time < rivalTime {
                rivalTime = time
                rivalIndex = index
            }
        }
        current = best
        return best
    }

    private mutating func advance(_ index: Int) {
        let source = unsafe sources.baseAddress.unsafelyUnwrapped + index
        switch unsafe source.pointee.advance() {
        case .ready: isOpen[index] = true
        case .end: isOpen[index] = false
        case .stopped:
            isOpen[index] = false
            if stopReason == nil { stopReason = unsafe source.pointee.stopReason }
        }
    }

    /// Counts the chunk's rows and events as taken by the host.
    private mutating func commit() {
        for index in pending.indices {
            unsafe sources[index].tally.published += pending[index].rows
            unsafe sources[index].tally.events += pending[index].events
            pending[index] = (0, 0)
        }
        chunk.removeAll()
    }
}
