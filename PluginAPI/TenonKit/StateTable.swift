/// `tenon.state/1` of every plugin whose description says that it keeps a state.
let stateTable = unsafe Immortal(
    tenon_state(
        size: UInt32(MemoryLayout<tenon_state>.size),
        reserved0: 0,
        save: { impl, sink, schema in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                let bytes = try unsafe savedState(impl, operations, schema)
                try unsafe write(bytes, to: sink)
            }
        },
        load: { impl, source, schema in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                try unsafe check(schema, operations)
                var reader = StateReader(try unsafe read(source))
                try unsafe operations.load(impl, &reader, schema)
            }
        },
        digest: { impl, out in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                guard let out = unsafe out else { throw .invalid("digest: no room given") }
                let bytes = try unsafe savedState(impl, operations, operations.stateWrites)
                for (index, byte) in stateDigest(bytes).enumerated() { unsafe out[index] = byte }
            }
        }
    )
)

/// The largest state that is read, bytes.
private let stateLimit = 64 << 20

@unsafe
private func savedState(
    _ impl: UnsafeMutableRawPointer,
    _ operations: Operations,
    _ schema: UInt32
) throws(PluginError) -> [UInt8] {
    try unsafe check(schema, operations)
    var writer = StateWriter()
    try unsafe operations.save(impl, &writer, schema)
    return writer.bytes
}

@unsafe
private func check(_ schema: UInt32, _ operations: Operations) throws(PluginError) {
    let (oldest, newest) = unsafe (operations.stateReadsMin, operations.stateWrites)
    guard schema >= oldest && schema <= newest else {
        throw PluginError(
            .version,
            "state: schema \(schema) is not one of \(oldest) to \(newest)"
        )
    }
}

/// Hands bytes to the host's sink, in one piece.
@unsafe
func write(_ bytes: [UInt8], to sink: UnsafePointer<tenon_sink>?) throws(PluginError) {
    guard let sink = unsafe sink, let write = unsafe sink.pointee.write else {
        throw .invalid("the sink has no write function")
    }
    let status = unsafe bytes.withUnsafeBytes { bytes in
        unsafe Status(rawValue: write(sink.pointee.ctx, bytes.baseAddress, UInt64(bytes.count)))
    }
    if status != .ok { throw .refused("the sink's write", status) }
}

/// Reads the host's source to its end; it may answer with as little as one byte at a time.
@unsafe
private func read(_ source: UnsafePointer<tenon_source>?) throws(PluginError) -> [UInt8] {
    guard let source = unsafe source, let read = unsafe source.pointee.read else {
        throw .invalid("the source has no read function")
    }
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4_096)
    while true {
        let count = unsafe piece.withUnsafeMutableBytes { room in
            unsafe read(source.pointee.ctx, room.baseAddress, UInt64(room.count))
        }
        if count == 0 { return all }
        guard count > 0 && count <= Int64(piece.count) else {
            throw PluginError(.io, "the source's read answered \(count)")
        }
        all += piece[..<Int(count)]
        guard all.count <= stateLimit else {
            throw PluginError(.limit, "state: longer than \(stateLimit) bytes")
        }
    }
}
