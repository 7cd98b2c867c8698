import TenonKit

/// Events one behind the other in memory that starts on a 64-byte boundary, as the host takes them.
@safe
struct EventBuffer: ~Copyable {
    private var start: UnsafeMutableRawPointer
    private var capacity: Int
    /// Bytes in use.
    private(set) var count = 0

    /// - Parameter capacity: Bytes to begin with; the buffer grows when an event needs it.
    init(capacity: Int) {
        self.capacity = capacity
        unsafe start = .allocate(byteCount: capacity, alignment: 64)
    }

    deinit { unsafe start.deallocate() }

    /// Whether nothing is in it.
    @inline(__always) var isEmpty: Bool { count == 0 }

    /// Bytes that can be appended without growing.
    @inline(__always) var room: Int { capacity - count }

    /// The bytes in use; valid until the next change.
    @inline(__always)
    var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: start, count: count) }

    /// Forgets every event and keeps the memory.
    @inline(__always)
    mutating func removeAll() { count = 0 }

    /// Adds one event or level of a C layout, as it is.
    @inline(__always)
    mutating func append<Event: BitwiseCopyable>(_ event: Event) {
        if room < MemoryLayout<Event>.size { grow(by: MemoryLayout<Event>.size) }
        unsafe start.storeBytes(of: event, toByteOffset: count, as: Event.self)
        count += MemoryLayout<Event>.size
    }

    /// Adds whole events from elsewhere.
    @inline(__always)
    mutating func append(contentsOf other: UnsafeRawBufferPointer) {
        if room < other.count { grow(by: other.count) }
        guard let source = other.baseAddress else { return }
        unsafe (start + count).copyMemory(from: source, byteCount: other.count)
        count += other.count
    }

    /// Adds zeros up to the next multiple of 64.
    mutating func pad() {
        while count % 64 != 0 { append(UInt64(0)) }
    }

    /// The head of the event at an offset.
    @inline(__always)
    func header(at offset: Int) -> tenon_ev {
        unsafe start.load(fromByteOffset: offset, as: tenon_ev.self)
    }

    /// Sets flags of the event at an offset.
    mutating func setFlags(_ flags: UInt16, at offset: Int) {
        var header = header(at: offset)
        header.flags |= flags
        unsafe start.storeBytes(of: header, toByteOffset: offset, as: tenon_ev.self)
    }

    @inline(never)
    private mutating func grow(by bytes: Int) {
        let larger = max(capacity * 2, (count + bytes + 63) & ~63)
        let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 64)
        unsafe moved.copyMemory(from: start, byteCount: count)
        unsafe start.deallocate()
        unsafe start = moved
        capacity = larger
    }
}
