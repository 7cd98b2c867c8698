import CTenon
import Testing

/// What a sink or a source of the tests works on.
@safe
private final class Pipe {
    var bytes: [UInt8]
    let step: Int

    init(_ bytes: [UInt8] = [], step: Int = .max) {
        self.bytes = bytes
        self.step = step
    }

    static func of(_ context: UnsafeMutableRawPointer?) -> Pipe {
        guard let context = unsafe context else { preconditionFailure("no context") }
        return unsafe Unmanaged<Pipe>.fromOpaque(context).takeUnretainedValue()
    }
}

extension Session {
    /// Calls something that writes to a sink, and returns what it wrote.
    func collect(_ body: (UnsafePointer<tenon_sink>) -> tenon_status) -> (tenon_status, [UInt8]) {
        let pipe = Pipe()
        var sink = unsafe tenon_sink()
        unsafe sink.size = UInt32(MemoryLayout<tenon_sink>.size)
        unsafe sink.ctx = Unmanaged.passUnretained(pipe).toOpaque()
        unsafe sink.write = { context, bytes, count in
            let piece = unsafe UnsafeRawBufferPointer(start: bytes, count: Int(count))
            unsafe Pipe.of(context).bytes += piece
            return tenon_status(TENON_OK)
        }
        let status = withExtendedLifetime(pipe) { unsafe body(&sink) }
        return (status, pipe.bytes)
    }

    func save(schema: UInt32 = 1) throws -> [UInt8] {
        let (impl, table) = try unsafe extended("tenon.state/1", tenon_state.self)
        let (status, bytes) = unsafe collect { sink in
            unsafe table.save?(impl, sink, schema) ?? -1_000
        }
        try #require(status == TENON_OK, "\(host.failure)")
        return bytes
    }

    /// Loads from a source that gives at most `step` bytes at a time.
    func load(_ bytes: [UInt8], step: Int = .max, schema: UInt32 = 1) throws -> tenon_status {
        let (impl, table) = try unsafe extended("tenon.state/1", tenon_state.self)
        let pipe = Pipe(bytes, step: step)
        var source = unsafe tenon_source()
        unsafe source.size = UInt32(MemoryLayout<tenon_source>.size)
        unsafe source.ctx = Unmanaged.passUnretained(pipe).toOpaque()
        unsafe source.read = { context, out, room in
            let pipe = unsafe Pipe.of(context)
            let count = min(pipe.step, Int(room), pipe.bytes.count)
            for index in 0..<count {
                unsafe out?.storeBytes(of: pipe.bytes[index], toByteOffset: index, as: UInt8.self)
            }
            pipe.bytes.removeFirst(count)
            return Int64(count)
        }
        return withExtendedLifetime(pipe) {
            unsafe table.load?(impl, &source, schema) ?? -1_000
        }
    }

    func digest() throws -> [UInt8] {
        let (impl, table) = try unsafe extended("tenon.state/1", tenon_state.self)
        var digest = [UInt8](repeating: 0, count: 32)
        try #require(unsafe table.digest?(impl, &digest) == tenon_status(TENON_OK))
        return digest
    }
}
