// A parameter and its values in the header's form, and as text.

extension Parameter {
    /// The header's number of the kind of value.
    var type: UInt16 {
        switch domain {
        case .integer: UInt16(TENON_PARAM_I64)
        case .real: UInt16(TENON_PARAM_F64)
        case .flag: UInt16(TENON_PARAM_BOOL)
        case .choice: UInt16(TENON_PARAM_ENUM)
        case .fixed: UInt16(TENON_PARAM_FIXED)
        }
    }

    /// The exponent of a fixed value, 0 for the other kinds.
    var exponent: Int8 {
        guard case .fixed(let exponent, _, _) = domain else { return 0 }
        return exponent
    }

    /// The header's description; its texts live as long as the process.
    @unsafe var info: tenon_param_info {
        var words: StaticString = ""
        if case .choice(let all, _, _) = domain { words = all }
        let (least, greatest) = bounds
        return unsafe tenon_param_info(
            size: UInt32(MemoryLayout<tenon_param_info>.size),
            id: id,
            flags: change.rawValue,
            type: type,
            exp: exponent,
            reserved0: 0,
            name: tenon_str(name),
            title: tenon_str(title),
            group: .empty,
            unit: tenon_str(unit),
            choices: tenon_str(words),
            min: wrap(least),
            max: wrap(greatest),
            step: wrap(step),
            initial: wrap(initial)
        )
    }

    /// A value in the header's form.
    func wrap(_ value: ParameterValue) -> tenon_param_value {
        var result = tenon_param_value()
        result.size = UInt32(MemoryLayout<tenon_param_value>.size)
        result.type = type
        result.exp = exponent
        switch value {
        case .integer(let number), .choice(let number), .fixed(let number): result.i64 = number
        case .flag(let truth): result.i64 = truth ? 1 : 0
        case .real(let number): result.f64 = number
        }
        return result
    }

    /// The value in the header's form, checked for kind and range.
    ///
    /// A fixed value may come with another exponent if no digit is lost.
    func unwrap(_ value: tenon_param_value) throws(PluginError) -> ParameterValue {
        guard value.type == type else { throw .invalid("\(name): a value of another type") }
        var whole = value.i64
        if case .fixed(let exponent, _, _) = domain {
            let number = FixedDecimal(mantissa: whole, exponent: Int(value.exp))
            guard let mantissa = number.mantissa(exponent: Int(exponent)) else {
                throw .invalid("\(name): \(number) has digits beyond 10^\(exponent)")
            }
            whole = mantissa
        }
        return try checked(whole, value.f64)
    }

    /// The value an event carries: whole numbers, places and mantissas in `i64`, doubles in `f64`.
    public func value(_ event: tenon_ev_control) throws(PluginError) -> ParameterValue {
        try checked(event.i64, event.f64)
    }

    /// A value as text: what `value(_:)` reads back.
    public func text(_ value: ParameterValue) -> String {
        switch value {
        case .integer(let number): String(number)
        case .real(let number): String(number)
        case .flag(let truth): String(truth)
        case .choice(let place):
            choices.indices.contains(Int(place)) ? String(choices[Int(place)]) : String(place)
        case .fixed(let mantissa):
            FixedDecimal(mantissa: mantissa, exponent: Int(exponent)).description
        }
    }

    /// Reads a value from text: a number, `true` or `false`, or one of the words.
    ///
    /// - Throws: `.invalid` for anything else and for values out of range.
    public func value(_ text: String) throws(PluginError) -> ParameterValue {
        let value: ParameterValue? =
            switch domain {
            case .integer: Int64(text).map { .integer($0) }
            case .real: Double(text).map { .real($0) }
            case .flag: Bool(text).map { .flag($0) }
            case .choice: choices.firstIndex(of: text[...]).map { .choice(Int64($0)) }
            case .fixed(let exponent, _, _):
                FixedDecimal(text)?.mantissa(exponent: Int(exponent)).map { .fixed($0) }
            }
        guard let value, accepts(value) else {
            throw .invalid("\(name): '\(text)' is not \(expectation)")
        }
        return value
    }

    private func checked(_ whole: Int64, _ real: Double) throws(PluginError) -> ParameterValue {
        let value: ParameterValue? =
            switch domain {
            case .integer: .integer(whole)
            case .real: .real(real)
            case .flag: whole == 0 || whole == 1 ? .flag(whole == 1) : nil
            case .choice: .choice(whole)
            case .fixed: .fixed(whole)
            }
        guard let value, accepts(value) else {
            let found = if case .real = domain { String(real) } else { String(whole) }
            throw .invalid("\(name): \(found) is not \(expectation)")
        }
        return value
    }

    /// What is accepted, in the words of a message.
    private var expectation: String {
        let (least, greatest) = bounds
        return switch domain {
        case .integer: "a whole number from \(text(least)) to \(text(greatest))"
        case .real: "a number from \(text(least)) to \(text(greatest))"
        case .flag: "true or false"
        case .choice: "one of " + choices.joined(separator: ", ")
        case .fixed: "a decimal from \(text(least)) to \(text(greatest)) in steps of \(text(step))"
        }
    }

    private var bounds: (ParameterValue, ParameterValue) {
        switch domain {
        case .integer(let range, _): (.integer(range.lowerBound), .integer(range.upperBound))
        case .real(let range, _): (.real(range.lowerBound), .real(range.upperBound))
        case .flag: (.flag(false), .flag(true))
        case .choice(_, let count, _): (.choice(0), .choice(count - 1))
        case .fixed(_, let range, _): (.fixed(range.lowerBound), .fixed(range.upperBound))
        }
    }

    private var step: ParameterValue {
        switch domain {
        case .integer: .integer(1)
        case .real: .real(0)
        case .flag: .flag(true)
        case .choice: .choice(1)
        case .fixed: .fixed(1)
        }
    }
}
