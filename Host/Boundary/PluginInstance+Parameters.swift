package import CTenon
import Domain

/// One parameter as a plugin describes it (`tenon.params/1`), in Swift copies.
package struct PluginParameter: Sendable {
    package let id: UInt32
    package let name: String
    /// `TENON_PARAM_I64` … `TENON_PARAM_FIXED`.
    package let type: UInt16
    /// The exponent of a FIXED value.
    package let exponent: Int
    /// `TENON_PARAM_RUNTIME` … bits.
    package let flags: UInt32
    /// Texts of an ENUM, by value.
    package let choices: [String]
    package let minimum: tenon_param_value
    package let maximum: tenon_param_value
    /// "bps", "ms", "USD"; may be empty.
    package let unit: String

    /// Whether it may change while the instance runs.
    package var isRuntime: Bool { flags & UInt32(TENON_PARAM_RUNTIME) != 0 }

    /// The value that a text names, or `nil` where it names none inside the parameter's range.
    package func value(of text: String) -> tenon_param_value? {
        var value = tenon_param_value()
        value.size = UInt32(MemoryLayout<tenon_param_value>.size)
        value.type = type
        switch Int(type) {
        case TENON_PARAM_I64:
            guard let number = Int64(text), isInside(number) else { return nil }
            value.i64 = number
        case TENON_PARAM_F64:
            guard let number = Double(text), number.isFinite, number >= minimum.f64,
                number <= maximum.f64
            else { return nil }
            value.f64 = number
        case TENON_PARAM_BOOL:
            guard text == "true" || text == "false" else { return nil }
            value.i64 = text == "true" ? 1 : 0
        case TENON_PARAM_ENUM:
            guard let index = choices.firstIndex(of: text) else { return nil }
            value.i64 = Int64(index)
        case TENON_PARAM_FIXED:
            guard let number = Decimal(text)?.mantissa(at: exponent), isInside(number) else {
                return nil
            }
            value.i64 = number
            value.exp = Int8(clamping: exponent)
        default: return nil
        }
        return value
    }

    /// A value as people write it, such that `value(of:)` gives it back.
    package func text(of value: tenon_param_value) -> String {
        switch Int(type) {
        case TENON_PARAM_F64: "\(value.f64)"
        case TENON_PARAM_BOOL: value.i64 == 0 ? "false" : "true"
        case TENON_PARAM_ENUM:
            choices.indices.contains(Int(clamping: value.i64))
                ? choices[Int(value.i64)] : "\(value.i64)"
        case TENON_PARAM_FIXED:
            Decimal.shortText(Int128(value.i64), exponent: Int(value.exp))
        default: "\(value.i64)"
        }
    }

    /// `integer`, `number`, `boolean`, `choice` or `decimal`.
    package var typeName: String {
        switch Int(type) {
        case TENON_PARAM_F64: "number"
        case TENON_PARAM_BOOL: "boolean"
        case TENON_PARAM_ENUM: "choice"
        case TENON_PARAM_FIXED: "decimal"
        default: "integer"
        }
    }

    private func isInside(_ number: Int64) -> Bool {
        number >= minimum.i64 && number <= maximum.i64
    }
}

extension PluginInstance {
    /// The parameters the plugin describes; empty when it has none.
    ///
    /// - Throws: `PluginError` naming the instance when `info` does not answer.
    package func parameters() throws(PluginError) -> [PluginParameter] {
        guard let table = parameterTable, let count = unsafe table.count,
            let info = unsafe table.info
        else { return [] }
        var found: [PluginParameter] = []
        for index in 0..<min(unsafe count(impl), 1_024) {
            var one = unsafe tenon_param_info()
            unsafe one.size = UInt32(MemoryLayout<tenon_param_info>.size)
            guard unsafe info(impl, index, &one) == 0 else {
                throw PluginPlace(file: module.file, instance: name, call: "params.info")
                    .error(.badTable, "does not answer for parameter \(index)", authorRemedy)
            }
            unsafe found.append(
                PluginParameter(
                    id: one.id,
                    name: HostTables.text(one.name, most: 256),
                    type: one.type,
                    exponent: Int(one.exp),
                    flags: one.flags,
                    choices: PluginInstance.lines(one.choices),
                    minimum: one.min,
                    maximum: one.max,
                    unit: HostTables.text(one.unit, most: 64)
                )
            )
        }
        return found
    }

    /// The value in force of a parameter; `nil` when the plugin does not tell.
    ///
    /// Legal from configured on, between two batches.
    package func value(of parameter: PluginParameter) -> tenon_param_value? {
        guard let get = unsafe parameterTable?.get, state != .created, state != .destroyed else {
            return nil
        }
        var value = tenon_param_value()
        value.size = UInt32(MemoryLayout<tenon_param_value>.size)
        return unsafe get(impl, parameter.id, &value) == 0 ? value : nil
    }

    private static func lines(_ text: tenon_str) -> [String] {
        guard let start = unsafe text.ptr, unsafe text.len > 0, unsafe text.len < 65_536 else {
            return []
        }
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(text.len))
        return unsafe String(decoding: bytes, as: UTF8.self)
            .split(separator: "\n")
            .map(String.init)
    }
}
