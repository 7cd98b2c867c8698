package import Memory

/// Where the lane's sequence goes: every input, and every decision that followed from it.
///
/// Inputs carry ordinal 0 and a new sequence number, decisions share the number of their input and
/// count ordinals from 1. A record is appended before anything that depends on it leaves the host.
package protocol JournalSink: ~Copyable {
    /// Notes that market inputs up to a sequence number were taken from a named source; their
    /// bytes stay where they came from.
    mutating func reference(inputs: Int)
    /// Appends packed records in the order in which they happened, inputs followed by decisions.
    mutating func append(records: RecordRun, inputs: Int, decisions: Int)
    /// Appends one input.
    mutating func append<Record: BitwiseCopyable>(input: Record)
}
