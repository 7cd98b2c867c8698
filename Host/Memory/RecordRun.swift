/// A view of consecutive bytes that hold packed, self-sized records.
///
/// The bytes belong to a ring or a buffer of this module; a run is valid until its owner next
/// changes. Every access is checked against the length, so a wrong offset stops the program with
/// a sentence and never reads foreign memory.
@safe
@frozen
@usableFromInline
package struct RecordRun: BitwiseCopyable, Sendable {
    // Sound because the owner keeps the bytes alive and one thread at a time uses a run.
    @usableFromInline nonisolated(unsafe) let base: UnsafeMutableRawPointer?
    /// Length in bytes.
    @usableFromInline package let count: Int

    /// Views `count` bytes from `base` on.
    @unsafe
    @inlinable
    package init(base: UnsafeMutableRawPointer?, count: Int) {
        unsafe self.base = base
        self.count = count
    }

    /// A run of no bytes.
    @inlinable
    package static var empty: RecordRun { unsafe RecordRun(base: nil, count: 0) }

    @inlinable
    package var isEmpty: Bool { count == 0 }

    /// The start of the bytes, for the one module that hands them to a plugin.
    @unsafe
    @inlinable
    package var address: UnsafeMutableRawPointer? { unsafe base }

    /// Reads the value at a byte offset.
    @inlinable
    package func load<T: BitwiseCopyable>(at offset: Int, as type: T.Type) -> T {
        precondition(offset >= 0 && count &- offset >= MemoryLayout<T>.size, "outside the run")
        return unsafe base.unsafelyUnwrapped.load(fromByteOffset: offset, as: type)
    }

    /// Writes a value at a byte offset.
    @inlinable
    package func store<T: BitwiseCopyable>(_ value: T, at offset: Int) {
        precondition(offset >= 0 && count &- offset >= MemoryLayout<T>.size, "outside the run")
        unsafe base.unsafelyUnwrapped.storeBytes(of: value, toByteOffset: offset, as: T.self)
    }

    /// The bytes from `offset` on, `length` of them.
    @inlinable
    package func slice(at offset: Int, length: Int) -> RecordRun {
        precondition(offset >= 0 && length >= 0 && count &- offset >= length, "outside the run")
        return unsafe RecordRun(base: base.map { unsafe $0 + offset }, count: length)
    }

    /// Calls `body` with the bytes.
    @inlinable
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try unsafe body(UnsafeRawBufferPointer(start: base, count: count))
    }
}
