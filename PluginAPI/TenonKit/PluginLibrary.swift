/// One plugin as its library offers it: the description, and the table of its kind.
@safe
public struct ExportedPlugin: Sendable {
    // Sound: everything it points to is immortal and never written again.
    let description: PluginDescription
    nonisolated(unsafe) let descriptor: UnsafePointer<tenon_descriptor>
    nonisolated(unsafe) let operations: UnsafePointer<Operations>

    /// A plugin of any kind.
    ///
    /// - Parameters:
    ///   - type: The author's struct.
    ///   - kind: What it is for.
    ///   - table: The kind's table, for example `tenon_connector`: immortal.
    @unsafe
    public init<P: Plugin & ~Copyable>(_ type: P.Type, kind: PluginKind, table: UnsafeRawPointer) {
        description = P.description
        let hasParameters = !P.parameters.isEmpty
        let extensions: StaticString =
            switch (description.stateWrites > 0, hasParameters) {
            case (true, true): "tenon.state/1\ntenon.params/1"
            case (true, false): "tenon.state/1"
            case (false, true): "tenon.params/1"
            case (false, false): ""
            }
        unsafe descriptor = description.descriptor(kind: kind, extensions: extensions).address
        unsafe operations = Immortal(Operations(type, kind: kind, table: table)).address
    }
}

/// All plugins of one `.so`, and the answer of its one exported function.
///
/// ```swift
/// private let library = unsafe PluginLibrary(
///     .strategy(Mine.self) { unsafe deliver(Mine.self, $0, $1, $2) }
/// )
///
/// @c(tenon_entry_0) @implementation
/// public func entry(
///     _ host: UnsafePointer<tenon_host_info>?,
///     _ out: UnsafeMutablePointer<UnsafePointer<tenon_entry>?>?
/// ) -> tenon_status { unsafe library.answer(host, out) }
/// ```
public struct PluginLibrary: Sendable {
    private let entry: Immortal<tenon_entry>

    /// Collects the plugins of this library; make one, as a global constant.
    public init(_ plugins: ExportedPlugin...) {
        precondition(unsafe exported.isEmpty, "a library has one PluginLibrary")
        unsafe exported = plugins
        unsafe entry = Immortal(
            tenon_entry(
                size: UInt32(MemoryLayout<tenon_entry>.size),
                abi_major: 0,
                abi_minor_built: 0,
                abi_minor_needed: 0,
                get_factory: { id in
                    unsafe isText(id, "tenon.factory/1") ? factory.rawAddress : nil
                }
            )
        )
    }

    /// Answers `tenon_entry_0`.
    ///
    /// - Returns: `TENON_E_VERSION` for a host of another major version, `TENON_E_INVALID` for
    ///   missing arguments.
    @unsafe
    public func answer(
        _ host: UnsafePointer<tenon_host_info>?,
        _ out: UnsafeMutablePointer<UnsafePointer<tenon_entry>?>?
    ) -> tenon_status {
        guard let host = unsafe host, let out = unsafe out else { return Status.invalid.rawValue }
        let info = unsafe host.pointee
        guard unsafe Int(info.size) >= MemoryLayout<tenon_host_info>.size,
            unsafe info.abi_major == 0
        else { return Status.version.rawValue }
        unsafe out.pointee = entry.address
        return Status.ok.rawValue
    }
}

// Sound: written once, while the author's global is being made and before `answer` gave anyone a
// way to the readers below; a library carries its own copy of the kit.
nonisolated(unsafe) private var exported: [ExportedPlugin] = []

private let factory = unsafe Immortal(
    tenon_factory(
        size: UInt32(MemoryLayout<tenon_factory>.size),
        reserved0: 0,
        count: { unsafe UInt32(exported.count) },
        describe: { index in
            guard unsafe index < exported.count else { return nil }
            return unsafe exported[Int(index)].descriptor
        },
        create: { id, host, out in unsafe create(id, host, out) }
    )
)

@unsafe
private func create(
    _ id: UnsafePointer<CChar>?,
    _ table: UnsafePointer<tenon_host>?,
    _ out: UnsafeMutablePointer<tenon_instance>?
) -> tenon_status {
    guard let host = unsafe TenonHost(table) else { return Status.version.rawValue }
    func refuse(_ error: PluginError) -> tenon_status {
        host.fail(error)
        return error.status.rawValue
    }
    guard let out = unsafe out, unsafe Int(out.pointee.size) >= MemoryLayout<tenon_instance>.size
    else { return refuse(PluginError(.tooSmall, "tenon_instance is larger than the room given")) }
    guard let plugin = unsafe exported.first(where: { unsafe isText(id, $0.description.id) })
    else { return refuse(.invalid("this library has no plugin of that id")) }
    let operations = unsafe plugin.operations
    unsafe out.pointee = tenon_instance(
        size: UInt32(MemoryLayout<tenon_instance>.size),
        kind: operations.pointee.kind.rawValue,
        impl: operations.pointee.create(host, operations),
        life: lifecycle.address,
        table: operations.pointee.table
    )
    return Status.ok.rawValue
}
