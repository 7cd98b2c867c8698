import CTenon
import Testing

extension Session {
    private func table() throws -> (UnsafeMutableRawPointer?, tenon_params) {
        try unsafe extended("tenon.params/1", tenon_params.self)
    }

    /// A value with everything of its kind filled in.
    func wrapped(_ id: UInt32, _ number: Int64) throws -> tenon_param_value {
        var value = try unsafe self.info(Int(id) - 1).initial
        value.i64 = number
        return value
    }

    func parameterCount() throws -> Int {
        let (impl, table) = try unsafe table()
        return Int(unsafe table.count?(impl) ?? 0)
    }

    func info(_ index: Int) throws -> tenon_param_info {
        let (impl, table) = try unsafe table()
        var info = unsafe tenon_param_info()
        unsafe info.size = UInt32(MemoryLayout<tenon_param_info>.size)
        let status = unsafe table.info?(impl, UInt32(index), &info) ?? -1_000
        try #require(status == TENON_OK, "\(host.failure)")
        return unsafe info
    }

    /// The number of a parameter's value.
    func parameter(_ id: UInt32) throws -> Int64 {
        let (impl, table) = try unsafe table()
        var value = tenon_param_value()
        value.size = UInt32(MemoryLayout<tenon_param_value>.size)
        let status = unsafe table.get?(impl, id, &value) ?? -1_000
        try #require(status == TENON_OK, "\(host.failure)")
        return value.i64
    }

    func set(_ id: UInt32, _ value: tenon_param_value) throws -> tenon_status {
        let (impl, table) = try unsafe table()
        var value = value
        return unsafe table.set?(impl, id, &value) ?? -1_000
    }

    func text(_ id: UInt32, _ number: Int64) throws -> String {
        let (impl, table) = try unsafe table()
        var value = try wrapped(id, number)
        let (status, bytes) = unsafe collect { sink in
            unsafe table.to_text?(impl, id, &value, sink) ?? -1_000
        }
        try #require(status == TENON_OK, "\(host.failure)")
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The number a text stands for, or the status that refuses it.
    func number(_ id: UInt32, _ text: String) throws -> (status: tenon_status, number: Int64) {
        let (impl, table) = try unsafe table()
        var value = tenon_param_value()
        value.size = UInt32(MemoryLayout<tenon_param_value>.size)
        var text = text
        let status = text.withUTF8 { bytes in
            let start = unsafe UnsafeRawPointer(bytes.baseAddress)
            let argument = unsafe tenon_str(
                ptr: start?.assumingMemoryBound(to: CChar.self),
                len: UInt64(bytes.count)
            )
            return unsafe table.from_text?(impl, id, argument, &value) ?? -1_000
        }
        return (status, value.i64)
    }
}
