import Domain

extension ConfigSchema {
    /// The bounds of a number; `nil` where there is none.
    struct Bounds: Sendable {
        let minimum: Decimal?
        let maximum: Decimal?
        /// A bound that is itself not allowed.
        let exclusiveMinimum: Decimal?
        let exclusiveMaximum: Decimal?

        /// Whether a JSON number lies within.
        ///
        /// Without bounds any will do; with them it must be one that can be compared exactly.
        func contain(_ text: String) -> Bool {
            let all = [minimum, maximum, exclusiveMinimum, exclusiveMaximum]
            guard all.contains(where: { $0 != nil }) else { return true }
            guard let number = Decimal(json: text) else { return false }
            return number >= minimum ?? number && number <= maximum ?? number
                && exclusiveMinimum.map { number > $0 } ?? true
                && exclusiveMaximum.map { number < $0 } ?? true
        }
    }

    /// Why a value is not valid.
    enum Fault {
        /// Not of the types, words, bounds, pattern or branches there are.
        case mismatch
        /// A text, list or object of a length out of this range.
        case length(Int, ClosedRange<Int>)
        /// Valid in more than one branch of `oneOf`.
        case ambiguous
    }

    /// Whether a value is valid, with all inside it.
    func allows(_ value: JSONValue) -> Bool {
        ownFault(of: value) == nil && branchFault(of: value) == nil && allowsInside(value)
    }

    /// What is wrong with a value as a whole: neither with its parts nor by the branches.
    func ownFault(of value: JSONValue) -> Fault? {
        guard kinds.isEmpty || kinds.contains(where: { value.hasKind($0) }) else {
            return .mismatch
        }
        if let allowed, !allowed.contains(where: { $0.equals(value) }) { return .mismatch }
        switch value {
        case .null, .boolean: return nil
        case .number(let text): return bounds.contain(text) ? nil : .mismatch
        case .string(let text):
            return lengthFault(text.unicodeScalars.count, textLength)
                ?? (matches(text) ? nil : .mismatch)
        case .array(let elements): return lengthFault(elements.count, elementCount)
        case .object(let members): return lengthFault(members.count, memberCount)
        }
    }

    /// What is wrong with a value by `oneOf` and `anyOf`.
    func branchFault(of value: JSONValue) -> Fault? {
        if !exclusive.isEmpty {
            let count = exclusive.count { $0.allows(value) }
            guard count == 1 else { return count == 0 ? .mismatch : .ambiguous }
        }
        return inclusive.isEmpty || inclusive.contains { $0.allows(value) } ? nil : .mismatch
    }

    private func allowsInside(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .boolean, .number, .string: true
        case .array(let elements): items.map { elements.allSatisfy($0.allows) } ?? true
        case .object(let members):
            required.allSatisfy { value[$0] != nil }
                && members.allSatisfy { member in
                    (self[member.key] ?? others)?.allows(member.value) ?? allowsOthers
                }
        }
    }

    private func lengthFault(_ length: Int, _ range: ClosedRange<Int>?) -> Fault? {
        guard let range, !range.contains(length) else { return nil }
        return .length(length, range)
    }

    /// A long text matches no pattern: matching may cost more than its length.
    private func matches(_ text: String) -> Bool {
        guard !pattern.isEmpty else { return true }
        guard text.utf8.count <= 4_096, let expression = try? Regex(pattern) else { return false }
        return text.firstMatch(of: expression) != nil
    }
}

extension JSONValue {
    /// The type this value has; of a whole number `number`, which admits it.
    var kind: ConfigSchema.Kind {
        switch self {
        case .null: .null
        case .boolean: .boolean
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    /// Whether this is of a type; `integer` are numbers written without point and exponent that
    /// have 64 bits.
    func hasKind(_ kind: ConfigSchema.Kind) -> Bool {
        if case .number(let text) = self, kind == .integer { return Int64(text) != nil }
        return self.kind == kind
    }

    /// Equality as JSON Schema has it: numbers by value, objects in any order.
    func equals(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let left), .number(let right)):
            guard let leftNumber = Decimal(json: left), let rightNumber = Decimal(json: right)
            else { return left == right }
            return leftNumber == rightNumber
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.equals($1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.allSatisfy { other[$0.key]?.equals($0.value) ?? false }
        default: return self == other
        }
    }

    /// How many values this is, itself and all inside.
    var size: Int {
        switch self {
        case .null, .boolean, .number, .string: 1
        case .array(let elements): elements.reduce(1) { $0 + $1.size }
        case .object(let members): members.reduce(1) { $0 + $1.value.size }
        }
    }
}

extension Decimal {
    /// A JSON number, exactly; `nil` for other text and where 64 bits or the exponents -18 to 18
    /// do not reach.
    init?(json text: String) {
        guard JSONReader.isNumber(text) else { return nil }
        let parts = text.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
        guard let base = Decimal(parts[0]) else { return nil }
        guard parts.count == 2 else {
            self = base
            return
        }
        guard let shift = Int(parts[1]), (-36...36).contains(shift),
            (-18...18).contains(base.exponent + shift)
        else { return nil }
        self.init(mantissa: base.mantissa, exponent: base.exponent + shift)
    }
}
