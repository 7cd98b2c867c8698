import CTenon

/// Saving and loading the state of an instance, as bytes the host frames and keeps.
extension PluginInstance {
    /// The most bytes of state one instance may write: 1 GiB.
    package static var largestState: Int { 1 << 30 }

    /// Whether it has a state to save.
    package var hasState: Bool { stateTable != nil }

    /// The instance's state in its plugin's own schema `descriptor.stateWrites`.
    ///
    /// - Returns: The bytes it wrote.
    /// - Throws: `PluginError`; `.callFailed` also when it has none or writes more than 1 GiB.
    package func saveState() throws(PluginError) -> [UInt8] {
        let table = try requireTable(.saveState)
        var written = StateWriter()
        let schema = descriptor.stateWrites
        try perform(.saveState) {
            unsafe withUnsafeMutablePointer(to: &written) { target in
                var sink = unsafe tenon_sink(
                    size: UInt32(MemoryLayout<tenon_sink>.size),
                    reserved0: 0,
                    ctx: UnsafeMutableRawPointer(target),
                    write: { unsafe StateWriter.append($0, $1, $2) }
                )
                return unsafe table.save(impl, &sink, schema)
            }
        }
        return written.bytes
    }

    /// 32 bytes that are equal for equal states.
    ///
    /// - Returns: The digest the plugin made; its way of making it is its own.
    /// - Throws: `PluginError`; `.callFailed` also when it has no state.
    package func digestState() throws(PluginError) -> [UInt8] {
        let table = try requireTable(.digestState)
        var digest = [UInt8](repeating: 0, count: 32)
        try perform(.digestState) { unsafe table.digest(impl, &digest) }
        return digest
    }

    /// Gives it a state that was saved before; all of it or nothing.
    ///
    /// - Parameters:
    ///   - bytes: What `saveState` returned.
    ///   - schema: The schema it was written in, `stateReadsMinimum` to `stateWrites`.
    ///   - step: The most bytes one read hands over; nil for no limit.
    /// - Throws: `PluginError`; a refused state leaves the instance as it was.
    package func loadState(
        _ bytes: [UInt8],
        schema: UInt32,
        step: Int? = nil
    ) throws(PluginError) {
        let table = try requireTable(.loadState)
        guard schema >= descriptor.stateReadsMinimum, schema <= descriptor.stateWrites else {
            throw stateError(
                .loadState,
                "the state has schema \(schema); '\(descriptor.id)' \(descriptor.version) reads "
                    + "\(descriptor.stateReadsMinimum) to \(descriptor.stateWrites)",
                "use a version of the plugin that reads this schema, or start without the state"
            )
        }
        var reader = StateReader(bytes: bytes, step: max(1, step ?? .max))
        try perform(.loadState) {
            unsafe withUnsafeMutablePointer(to: &reader) { target in
                var source = unsafe tenon_source(
                    size: UInt32(MemoryLayout<tenon_source>.size),
                    reserved0: 0,
                    ctx: UnsafeMutableRawPointer(target),
                    read: { unsafe StateReader.take($0, $1, $2) }
                )
                return unsafe table.load(impl, &source, schema)
            }
        }
    }

    private func requireTable(_ call: LifecycleCall) throws(PluginError) -> tenon_state {
        try require(call)
        guard let stateTable else {
            throw stateError(
                call,
                "'\(descriptor.id)' has no state to save",
                "leave the state of this instance out"
            )
        }
        return stateTable
    }

    private func stateError(
        _ call: LifecycleCall,
        _ message: String,
        _ remedy: String
    ) -> PluginError {
        PluginPlace(file: module.file, instance: name, call: call.rawValue)
            .error(.callFailed, message, remedy)
    }
}

/// The host's end of a `tenon_sink`.
private struct StateWriter {
    var bytes: [UInt8] = []

    static func append(
        _ context: UnsafeMutableRawPointer?,
        _ source: UnsafeRawPointer?,
        _ count: UInt64
    ) -> tenon_status {
        guard count > 0 else { return tenon_status(TENON_OK) }
        guard let writer = unsafe context?.assumingMemoryBound(to: StateWriter.self),
            let source = unsafe source
        else { return tenon_status(TENON_E_INVALID) }
        let room = unsafe PluginInstance.largestState - writer.pointee.bytes.count
        guard count <= UInt64(room) else { return tenon_status(TENON_E_LIMIT) }
        let added = unsafe UnsafeRawBufferPointer(start: source, count: Int(count))
        unsafe writer.pointee.bytes.append(contentsOf: added)
        return tenon_status(TENON_OK)
    }
}

/// The host's end of a `tenon_source`: hands the bytes over in order, then 0.
private struct StateReader {
    let bytes: [UInt8]
    let step: Int
    var position = 0

    init(bytes: [UInt8], step: Int) {
        self.bytes = bytes
        self.step = step
    }

    static func take(
        _ context: UnsafeMutableRawPointer?,
        _ target: UnsafeMutableRawPointer?,
        _ capacity: UInt64
    ) -> Int64 {
        guard let reader = unsafe context?.assumingMemoryBound(to: StateReader.self),
            let target = unsafe target
        else { return Int64(TENON_E_INVALID) }
        let left = unsafe reader.pointee.bytes.count - reader.pointee.position
        let count = unsafe min(left, reader.pointee.step, Int(clamping: capacity))
        unsafe reader.pointee.bytes.withUnsafeBytes { bytes in
            guard count > 0, let base = bytes.baseAddress else { return }
            unsafe target.copyMemory(from: base + reader.pointee.position, byteCount: count)
        }
        unsafe reader.pointee.position += count
        return Int64(count)
    }
}
