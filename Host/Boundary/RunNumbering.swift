import CTenon
package import Memory

/// Gives the next sequence numbers to consecutive events that are alike.
///
/// This is the innermost loop of the lane. It lives here because it reads and writes headers
/// without a bounds check for each field; the run is checked once, before the loop.
package enum RunNumbering {
    /// Numbers events from `start` on while they have the size, type and instrument of the first
    /// one, go forward in time, and stay before `end`.
    ///
    /// - Parameters:
    ///   - run: Packed events.
    ///   - start: Offset of the first event; its size is the step.
    ///   - most: The largest number of events to take.
    ///   - end: Events at or after this time are not taken.
    ///   - sequence: The last number given; grows by one an event.
    ///   - now: Lane time; becomes the time of the last event taken.
    /// - Returns: How many events were taken.
    package static func number(
        _ run: RecordRun,
        from start: Int,
        most: Int,
        before end: Int64,
        sequence: inout UInt64,
        now: inout Int64
    ) -> Int {
        let size = Int(run.load(at: start, as: UInt32.self))
        guard size >= MemoryLayout<tenon_ev>.size, let base = unsafe run.address else { return 0 }
        let room = min(most, (run.count &- start) / size)
        var record = unsafe base + start
        // The first eight bytes are size, space and type.
        let kind = unsafe record.load(as: UInt64.self)
        let instrument = unsafe record.load(fromByteOffset: 12, as: UInt32.self)
        var (last, time) = (sequence, now)
        var count = 0
        while count < room {
            let at = unsafe record.load(fromByteOffset: 24, as: Int64.self)
            guard unsafe record.load(as: UInt64.self) == kind,
                unsafe record.load(fromByteOffset: 12, as: UInt32.self) == instrument,
                at >= time, at < end
            else { break }
            last &+= 1
            time = at
            unsafe record.storeBytes(of: 0, toByteOffset: 10, as: UInt16.self)
            unsafe record.storeBytes(of: last, toByteOffset: 16, as: UInt64.self)
            unsafe record += size
            count &+= 1
        }
        sequence = last
        now = time
        return count
    }
}
