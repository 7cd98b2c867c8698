public import Memory

/// The journal of a backtest: counts and a running digest, flat in memory.
///
/// Market inputs are journaled by reference: the files, their hashes and the connector's
/// configuration name them, and they can be read again.
@frozen
@usableFromInline
package struct MemoryJournal: JournalSink, ~Copyable {
    /// Market inputs by reference.
    @usableFromInline package var references: UInt64 = 0
    /// Other inputs: intents, timers, bars built by the host, parameter changes.
    @usableFromInline package var inputs: UInt64 = 0
    @usableFromInline package var decisions: UInt64 = 0
    /// Over the bytes of inputs and decisions in their order.
    @usableFromInline package var digest = RunningDigest()

    @inlinable
    package init() {}

    @inlinable
    package mutating func reference(inputs: Int) {
        references &+= UInt64(truncatingIfNeeded: inputs)
    }

    @inlinable
    package mutating func append<Record: BitwiseCopyable>(input: Record) {
        inputs &+= 1
        digest.add(input)
    }

    @inlinable
    package mutating func append(records: RecordRun, inputs: Int, decisions: Int) {
        self.inputs &+= UInt64(truncatingIfNeeded: inputs)
        self.decisions &+= UInt64(truncatingIfNeeded: decisions)
        digest.add(records)
    }
}
