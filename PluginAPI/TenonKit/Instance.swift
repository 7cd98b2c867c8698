// An instance is one block of memory: 64 bytes for the kit, then the author's struct. The host's
// `impl` is the address of the struct, so the hot call reaches it without a step between.

/// What the kit keeps beside an author's struct.
@usableFromInline
@unsafe
struct InstanceHeader {
    /// The host of this instance.
    @usableFromInline let host: TenonHost
    /// The host's `tenon.host.orders/1`, looked up at `activate`; nil when not granted.
    @usableFromInline var orders: UnsafePointer<tenon_host_orders>?
    /// What the control calls do; immortal.
    let operations: UnsafePointer<Operations>

    /// Bytes between the header and the struct.
    @usableFromInline static var room: Int {
        @inlinable @inline(__always) get { 64 }
    }

    /// The header of the instance whose struct is at `impl`.
    @usableFromInline
    @inline(__always)
    static func of(_ impl: UnsafeMutableRawPointer) -> UnsafeMutablePointer<InstanceHeader> {
        unsafe (impl - 64).assumingMemoryBound(to: InstanceHeader.self)
    }
}

/// The control calls of one plugin type, as closures made once; never called per event.
@unsafe
struct Operations {
    let kind: PluginKind
    let table: UnsafeRawPointer
    let hasState: Bool
    let parameters: [Parameter]
    let create: (TenonHost, UnsafePointer<Operations>) -> UnsafeMutableRawPointer
    let destroy: (UnsafeMutableRawPointer) -> Void
    let configure: (UnsafeMutableRawPointer, inout Config) throws(PluginError) -> Void
    let activate: (UnsafeMutableRawPointer) throws(PluginError) -> Void
    let start: (UnsafeMutableRawPointer, UInt64) throws(PluginError) -> Void
    let drain: (UnsafeMutableRawPointer, Int64) throws(PluginError) -> Void
    let deactivate: (UnsafeMutableRawPointer) -> Void
    let save: (UnsafeMutableRawPointer, inout StateWriter, UInt32) throws(PluginError) -> Void
    let load: (UnsafeMutableRawPointer, inout StateReader, UInt32) throws(PluginError) -> Void
    let stateWrites: UInt32
    let stateReadsMin: UInt32
    let value: (UnsafeMutableRawPointer, UInt32) -> ParameterValue?
    let set: (UnsafeMutableRawPointer, UInt32, ParameterValue) throws(PluginError) -> Void

    init<P: Plugin & ~Copyable>(_ type: P.Type, kind: PluginKind, table: UnsafeRawPointer) {
        let description = P.description
        unsafe self.kind = kind
        unsafe self.table = table
        unsafe hasState = description.stateWrites > 0
        unsafe stateWrites = description.stateWrites
        unsafe stateReadsMin = description.stateReadsMin
        unsafe parameters = P.parameters
        unsafe create = { host, operations in
            let memory = unsafe UnsafeMutableRawPointer.allocate(
                byteCount: InstanceHeader.room + MemoryLayout<P>.size,
                alignment: max(64, MemoryLayout<P>.alignment)
            )
            unsafe memory.initializeMemory(
                as: InstanceHeader.self,
                to: InstanceHeader(host: host, orders: nil, operations: operations)
            )
            let state = unsafe memory + InstanceHeader.room
            unsafe state.assumingMemoryBound(to: P.self).initialize(to: P(host: host))
            return unsafe state
        }
        unsafe destroy = { state in
            unsafe state.assumingMemoryBound(to: P.self).deinitialize(count: 1)
            unsafe (state - InstanceHeader.room).deallocate()
        }
        unsafe configure = { state, config throws(PluginError) in
            try unsafe state.assumingMemoryBound(to: P.self).pointee.configure(&config)
        }
        unsafe activate = { state throws(PluginError) in
            try unsafe state.assumingMemoryBound(to: P.self).pointee.activate()
        }
        unsafe start = { state, first throws(PluginError) in
            try unsafe state.assumingMemoryBound(to: P.self).pointee.start(firstSequence: first)
        }
        unsafe drain = { state, deadline throws(PluginError) in
            try unsafe state.assumingMemoryBound(to: P.self).pointee.drain(deadline: deadline)
        }
        unsafe deactivate = { state in
            unsafe state.assumingMemoryBound(to: P.self).pointee.deactivate()
        }
        unsafe save = { state, writer, schema throws(PluginError) in
            try unsafe state.assumingMemoryBound(to: P.self).pointee
                .save(to: &writer, schema: schema)
        }
        unsafe load = { state, reader, schema throws(PluginError) in
            try unsafe state.assumingMemoryBound(to: P.self).pointee
                .load(from: &reader, schema: schema)
        }
        unsafe value = { state, id in
            unsafe state.assumingMemoryBound(to: P.self).pointee.value(of: id)
        }
        unsafe set = { state, id, value throws(PluginError) in
            try unsafe state.assumingMemoryBound(to: P.self).pointee.set(id, to: value)
        }
    }
}

/// Runs one control call and turns a thrown error into `fail` and a status.
@unsafe
func attempt(
    _ impl: UnsafeMutableRawPointer?,
    _ body: (UnsafeMutableRawPointer, Operations) throws(PluginError) -> Void
) -> tenon_status {
    guard let impl = unsafe impl else { return Status.invalid.rawValue }
    let header = unsafe InstanceHeader.of(impl)
    do throws(PluginError) {
        try unsafe body(impl, header.pointee.operations.pointee)
        return Status.ok.rawValue
    } catch {
        unsafe header.pointee.host.fail(error)
        return error.status.rawValue
    }
}

/// Ends a call that failed: tells the host why and gives the status to return.
@usableFromInline
@inline(never)
@unsafe
func failed(_ impl: UnsafeMutableRawPointer, _ error: PluginError) -> tenon_status {
    unsafe InstanceHeader.of(impl).pointee.host.fail(error)
    return error.status.rawValue
}
