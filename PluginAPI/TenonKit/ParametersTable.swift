/// `tenon.params/1` of every plugin that lists parameters.
let parametersTable = unsafe Immortal(
    tenon_params(
        size: UInt32(MemoryLayout<tenon_params>.size),
        reserved0: 0,
        count: { impl in
            guard let impl = unsafe impl else { return 0 }
            return unsafe UInt32(
                InstanceHeader.of(impl).pointee.operations.pointee.parameters.count
            )
        },
        info: { impl, index, out in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                let all = unsafe operations.parameters
                guard index < all.count else {
                    throw .invalid("parameter \(index) of \(all.count) does not exist")
                }
                try unsafe give(all[Int(index)].info, to: out, size: out?.pointee.size)
            }
        },
        get: { impl, id, out in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                let parameter = try unsafe find(id, operations)
                guard let value = unsafe operations.value(impl, id) else {
                    throw PluginError(.fault, "parameter \(id) is listed but has no value")
                }
                try unsafe give(parameter.wrap(value), to: out, size: out?.pointee.size)
            }
        },
        set: { impl, id, value in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                let parameter = try unsafe find(id, operations)
                guard parameter.change != .readOnly else {
                    throw PluginError(.permission, "\(parameter.name): can only be read")
                }
                try unsafe operations.set(impl, id, take(value, parameter))
            }
        },
        to_text: { impl, id, value, sink in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                let parameter = try unsafe find(id, operations)
                let text = try unsafe parameter.text(take(value, parameter))
                try unsafe write(Array(text.utf8), to: sink)
            }
        },
        from_text: { impl, id, text, out in
            unsafe attempt(impl) { impl, operations throws(PluginError) in
                let parameter = try unsafe find(id, operations)
                let value = try unsafe parameter.value(text.string)
                try unsafe give(parameter.wrap(value), to: out, size: out?.pointee.size)
            }
        }
    )
)

@unsafe
private func find(_ id: UInt32, _ operations: Operations) throws(PluginError) -> Parameter {
    guard let found = unsafe operations.parameters.first(where: { $0.id == id }) else {
        throw .invalid("parameter \(id) is unknown")
    }
    return found
}

/// Writes an answer into the caller's struct when its room is large enough.
@unsafe
private func give<Answer>(
    _ answer: Answer,
    to out: UnsafeMutablePointer<Answer>?,
    size: UInt32?
) throws(PluginError) {
    guard let out = unsafe out, let size, Int(size) >= MemoryLayout<Answer>.size else {
        throw PluginError(.tooSmall, "\(Answer.self) needs \(MemoryLayout<Answer>.size) bytes")
    }
    unsafe out.pointee = answer
}

@unsafe
private func take(
    _ value: UnsafePointer<tenon_param_value>?,
    _ parameter: Parameter
) throws(PluginError) -> ParameterValue {
    guard let value = unsafe value,
        unsafe Int(value.pointee.size) >= MemoryLayout<tenon_param_value>.size
    else { throw .invalid("\(parameter.name): no value given") }
    return try unsafe parameter.unwrap(value.pointee)
}
