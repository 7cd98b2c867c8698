/// A growable, 64-byte aligned store of packed records, filled at the end and emptied whole.
///
/// It grows by doubling and never shrinks, so that the steady state allocates nothing.
@safe
@frozen
@usableFromInline
package struct RecordBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    /// Bytes in use.
    @usableFromInline package var count: Int

    /// An empty buffer with room for `capacity` bytes before it grows.
    @inlinable
    package init(capacity: Int = 4_096) {
        let rounded = (max(capacity, 64) + 63) & ~63
        unsafe base = UnsafeMutableRawPointer.allocate(byteCount: rounded, alignment: 64)
        self.capacity = rounded
        count = 0
    }

    deinit { unsafe base.deallocate() }

    @inlinable
    package var isEmpty: Bool { count == 0 }

    /// Everything in the buffer; valid until the next change.
    @inlinable
    package var all: RecordRun { unsafe RecordRun(base: base, count: count) }

    /// The bytes from `offset` to the end; valid until the next change.
    @inlinable
    package func tail(from offset: Int) -> RecordRun {
        precondition(offset >= 0 && offset <= count, "outside the buffer")
        return unsafe RecordRun(base: base + offset, count: count &- offset)
    }

    /// Appends the bytes of one value.
    @inlinable
    package mutating func append<T: BitwiseCopyable>(_ value: T) {
        reserve(MemoryLayout<T>.size)
        unsafe base.storeBytes(of: value, toByteOffset: count, as: T.self)
        count &+= MemoryLayout<T>.size
    }

    /// Appends a copy of a run.
    @inlinable
    package mutating func append(_ run: RecordRun) {
        guard let source = unsafe run.base, run.count > 0 else { return }
        reserve(run.count)
        unsafe (base + count).copyMemory(from: source, byteCount: run.count)
        count &+= run.count
    }

    /// Appends `length` zero bytes, a record to be filled in place.
    ///
    /// - Returns: The offset of the new record.
    @inlinable
    package mutating func extend(by length: Int) -> Int {
        precondition(length >= 0, "a record has a length")
        reserve(length)
        let offset = count
        unsafe (base + offset).initializeMemory(as: UInt8.self, repeating: 0, count: length)
        count &+= length
        return offset
    }

    /// Fills or changes a record in place; nothing is copied.
    @inlinable
    package mutating func withRecord<T: BitwiseCopyable>(
        at offset: Int,
        as type: T.Type,
        _ body: (inout T) -> Void
    ) {
        precondition(offset >= 0 && count &- offset >= MemoryLayout<T>.size, "outside the buffer")
        unsafe body(&(base + offset).assumingMemoryBound(to: T.self).pointee)
    }

    /// Forgets everything and keeps the room.
    @inlinable
    package mutating func removeAll() { count = 0 }

    @inlinable
    mutating func reserve(_ more: Int) {
        if count &+ more > capacity { grow(to: count &+ more) }
    }

    @usableFromInline
    mutating func grow(to needed: Int) {
        var wanted = capacity
        while wanted < needed { wanted *= 2 }
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 64)
        unsafe fresh.copyMemory(from: base, byteCount: count)
        unsafe base.deallocate()
        unsafe base = fresh
        capacity = wanted
    }
}

extension RecordBuffer {
    /// Forgets everything after the first `wanted` bytes.
    @inlinable
    package mutating func truncate(to wanted: Int) {
        precondition(wanted >= 0 && wanted <= count, "outside the buffer")
        count = wanted
    }

    /// Forgets the first `length` bytes and moves the rest to the front.
    @inlinable
    package mutating func removeFirst(_ length: Int) {
        precondition(length >= 0 && length <= count, "outside the buffer")
        unsafe base.copyMemory(from: base + length, byteCount: count - length)
        count -= length
    }
}
