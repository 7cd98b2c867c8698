/// One record of a run as a C struct, checked once for its whole size.
///
/// Fields are read where they lie: reading one field of a large event does not copy the event.
@safe
@frozen
@usableFromInline
package struct RecordView<Record: BitwiseCopyable> {
    @usableFromInline let base: UnsafeMutableRawPointer

    @inlinable
    init(_ run: RecordRun, at offset: Int) {
        precondition(
            offset >= 0 && run.count &- offset >= MemoryLayout<Record>.size,
            "outside the run"
        )
        unsafe base = run.base.unsafelyUnwrapped + offset
    }

    /// One stored field of the struct.
    @inlinable
    package subscript<Field: BitwiseCopyable>(_ field: KeyPath<Record, Field>) -> Field {
        guard let offset = MemoryLayout<Record>.offset(of: field) else {
            preconditionFailure("only stored fields of a record can be read")
        }
        return unsafe base.load(fromByteOffset: offset, as: Field.self)
    }
}

extension RecordRun {
    /// A view of the record at a byte offset.
    @inlinable
    package func view<Record: BitwiseCopyable>(at offset: Int, as type: Record.Type)
        -> RecordView<Record>
    {
        RecordView(self, at: offset)
    }
}
