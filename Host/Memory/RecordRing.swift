public import Synchronization

/// A bounded queue of packed records from one producer thread to one consumer thread.
///
/// A value of this type is a handle: copies name the same ring, which lives until `destroy()`.
/// A record is never split at the end of the memory: where it does not fit, a skip mark (a zero
/// size word) sends the reader back to the start. All sizes are multiples of 64, so there is
/// always room for the mark. The consumer reads records in place.
@safe
@frozen
@usableFromInline
package struct RecordRing: BitwiseCopyable, @unchecked Sendable {
    // Sound because `head` is written by the consumer alone and `tail` by the producer alone,
    // each with release, and the other side reads it with acquire before it touches the bytes.
    // Layout: 0 head, 8 the consumer's copy of tail; 128 tail, 136 the producer's copy of head;
    // 256 the records.
    @usableFromInline let base: UnsafeMutableRawPointer
    /// Room in bytes, a power of two.
    @usableFromInline package let capacity: Int

    /// A ring of `capacity` bytes, rounded up to a power of two of at least 4 KiB.
    package init(capacity: Int) {
        var size = 4_096
        while size < capacity { size *= 2 }
        self.capacity = size
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: size + 256, alignment: 128)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: size + 256)
    }

    /// Gives the memory back; no copy of the handle may be used afterwards.
    package func destroy() { unsafe base.deallocate() }

    @inlinable
    var head: UnsafeMutablePointer<Atomic<Int>> {
        unsafe base.assumingMemoryBound(to: Atomic<Int>.self)
    }
    @inlinable
    var tail: UnsafeMutablePointer<Atomic<Int>> {
        unsafe (base + 128).assumingMemoryBound(to: Atomic<Int>.self)
    }
    @inlinable
    var consumerTail: UnsafeMutablePointer<Int> {
        unsafe (base + 8).assumingMemoryBound(to: Int.self)
    }
    @inlinable
    var producerHead: UnsafeMutablePointer<Int> {
        unsafe (base + 136).assumingMemoryBound(to: Int.self)
    }

    /// As `push(_:count:)`, from a run.
    @inlinable
    package func push(_ run: RecordRun) -> Bool {
        guard let source = unsafe run.base, run.count > 0 else { return true }
        return unsafe push(source, count: run.count)
    }

    /// Copies one run of whole records in, or nothing at all when there is no room.
    ///
    /// Called by the producer. `count` is a positive multiple of 64, at most half the capacity.
    @inlinable
    package func push(_ source: UnsafeRawPointer, count: Int) -> Bool {
        precondition(
            count > 0 && count & 63 == 0 && count <= capacity / 2,
            "a run is a positive multiple of 64 bytes and at most half the ring"
        )
        var end = unsafe tail.pointee.load(ordering: .relaxed)
        let mask = capacity &- 1
        let untilWrap = capacity &- (end & mask)
        let skip = untilWrap < count ? untilWrap : 0
        if unsafe end &+ skip &+ count &- producerHead.pointee > capacity {
            unsafe producerHead.pointee = head.pointee.load(ordering: .acquiring)
            if unsafe end &+ skip &+ count &- producerHead.pointee > capacity { return false }
        }
        let bytes = unsafe base + 256
        if skip > 0 {
            unsafe bytes.storeBytes(of: 0, toByteOffset: end & mask, as: UInt32.self)
            end &+= skip
        }
        unsafe (bytes + (end & mask)).copyMemory(from: source, byteCount: count)
        unsafe tail.pointee.store(end &+ count, ordering: .releasing)
        return true
    }

    /// The contiguous bytes that wait; empty when there are none.
    ///
    /// They begin with a record; where they reach the end of the memory, a word of zero in the place
    /// of a record's size says that no more records follow. Called by the consumer.
    @inlinable
    package func readable() -> RecordRun {
        var start = unsafe head.pointee.load(ordering: .relaxed)
        let mask = capacity &- 1
        if unsafe start == consumerTail.pointee {
            unsafe consumerTail.pointee = tail.pointee.load(ordering: .acquiring)
            if unsafe start == consumerTail.pointee { return .empty }
        }
        let bytes = unsafe base + 256
        if unsafe bytes.load(fromByteOffset: start & mask, as: UInt32.self) == 0 {
            start &+= capacity &- (start & mask)
            unsafe head.pointee.store(start, ordering: .releasing)
            if unsafe start == consumerTail.pointee { return .empty }
        }
        let length = unsafe min(consumerTail.pointee &- start, capacity &- (start & mask))
        return unsafe RecordRun(base: bytes + (start & mask), count: length)
    }

    /// Whether at least half of the room is free.
    ///
    /// Called by the consumer.
    @inlinable
    package var isHalfFree: Bool {
        let used =
            unsafe tail.pointee.load(ordering: .acquiring)
            &- head.pointee.load(ordering: .relaxed)
        return used <= capacity / 2
    }

    /// Gives `count` bytes from the front, whole records of what was readable, back to the producer.
    ///
    /// Called by the consumer.
    @inlinable
    package func release(_ count: Int) {
        let start = unsafe head.pointee.load(ordering: .relaxed)
        let readable = unsafe consumerTail.pointee &- start
        precondition(count >= 0 && count <= readable, "more was released than was readable")
        unsafe head.pointee.store(start &+ count, ordering: .releasing)
    }
}

extension RecordRing: Equatable {
    /// Whether two handles name the same ring.
    @inlinable
    package static func == (left: RecordRing, right: RecordRing) -> Bool {
        unsafe left.base == right.base
    }
}
