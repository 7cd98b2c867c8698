/// What the host offers one instance: the only thing a plugin may keep from a call.
///
/// The tags in brackets are the header's: `[any]` from any call, `[in-call]` only while the host is
/// calling this instance.
@safe
public struct TenonHost: @unchecked Sendable {
    // Sound: the host keeps its table until `destroy` and never changes it; the functions in it
    // say from which threads they may be called.
    /// The host's table, for what this wrapper does not cover.
    public let table: UnsafePointer<tenon_host>

    /// Takes the table of one instance.
    ///
    /// - Returns: `nil` when the host's table is shorter than the one this kit was written for.
    @unsafe
    public init?(_ table: UnsafePointer<tenon_host>?) {
        guard let table = unsafe table, unsafe table.pointee.size >= MemoryLayout<tenon_host>.size
        else { return nil }
        unsafe self.table = table
    }

    /// The number of this instance; the same for a live one, a shadow and a replay. [any]
    public var instance: UInt64 { unsafe table.pointee.instance }

    /// Says why the call in progress will not return OK. [in-call]
    ///
    /// The kit calls it for a thrown error.
    public func fail(_ error: PluginError) {
        unsafe tenon_str.lending(error.why) { why in
            unsafe table.pointee.fail?(table, error.status.rawValue, why)
        }
    }

    /// Writes to the host's log, at a limited rate; never blocks. [any]
    public func log(_ severity: LogSeverity, _ message: String) {
        unsafe tenon_str.lending(message) { text in
            unsafe table.pointee.log?(table, severity.rawValue, text)
        }
    }

    /// The sequenced time, ns since the Unix epoch, UTC: for control calls. [in-call]
    ///
    /// Inside a batch the time is the event's own `ts_ns`.
    public var now: Int64 { unsafe table.pointee.now_ns?(table) ?? TENON_NONE }

    /// The next number of this instance's journaled stream of random numbers. [in-call]
    public func random() -> UInt64 { unsafe table.pointee.random_u64?(table) ?? 0 }

    /// Asks for a timer event at `time`, ns since the epoch; the same id sets it anew. [in-call]
    ///
    /// In a strategy's batch this is an effect: use `Effects.setTimer` there.
    public func setTimer(_ id: UInt64, at time: Int64) -> Status {
        guard let set = unsafe table.pointee.timer_set else { return .notOffered }
        return Status(rawValue: unsafe set(table, id, time))
    }

    /// Forgets a timer. [in-call]
    public func clearTimer(_ id: UInt64) -> Status {
        guard let clear = unsafe table.pointee.timer_clear else { return .notOffered }
        return Status(rawValue: unsafe clear(table, id))
    }

    /// Asks for a batch, if only an empty one. [any]
    public func wake() { unsafe table.pointee.wake?(table) }

    /// Looks up an extension of the host, for example `"tenon.host.registry/1"`.
    ///
    /// - Parameters:
    ///   - id: Name and revision, a literal.
    ///   - last: The last field the caller will use: the table is at least that long.
    /// - Returns: `nil` when it is absent, not granted, or ends before that field.
    public func find<Table, Field>(
        _ id: StaticString,
        through last: KeyPath<Table, Field>
    ) -> UnsafePointer<Table>? {
        let name = unsafe UnsafeRawPointer(id.utf8Start).assumingMemoryBound(to: CChar.self)
        guard let found = unsafe table.pointee.get_ext?(table, name),
            let offset = MemoryLayout<Table>.offset(of: last)
        else { return nil }
        let size = unsafe found.load(as: UInt32.self)
        guard Int(size) >= offset + MemoryLayout<Field>.size else { return nil }
        return unsafe found.assumingMemoryBound(to: Table.self)
    }
}

/// How serious a line in the host's log is.
public enum LogSeverity: Int32, Sendable {
    /// Every step.
    case trace = 1
    /// For whoever looks for a fault.
    case debug
    /// Normal progress.
    case info
    /// Normal but worth a look.
    case notice
    /// May need someone.
    case warning
    /// Something did not work.
    case error
    /// Someone has to act now.
    case critical
}
