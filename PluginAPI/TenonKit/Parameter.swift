/// A value that can be changed without a new configuration: one entry of `tenon.params/1`.
public struct Parameter: Sendable {
    /// Stays the same for ever; what events and saved values name.
    public let id: UInt32
    /// The key, as in the configuration.
    public let name: StaticString
    /// For people, with what the value means.
    public let title: StaticString
    /// The unit of the value, empty when it has none.
    public let unit: StaticString
    /// What values it takes.
    public let domain: Domain
    /// When it may be changed.
    public let change: Change

    /// What values a parameter takes, and the one it starts with.
    public enum Domain: Sendable {
        /// Whole numbers of a range.
        case integer(ClosedRange<Int64>, initial: Int64)
        /// Doubles of a range.
        case real(ClosedRange<Double>, initial: Double)
        /// True or false.
        case flag(initial: Bool)
        /// One of several words, one a line; the value is its place, from 0.
        case choice(StaticString, count: Int64, initial: Int64)
        /// Mantissas of one exponent, of a range.
        case fixed(exponent: Int8, ClosedRange<Int64>, initial: Int64)
    }

    /// When a parameter may be changed; the header's flag of the same name.
    public enum Change: UInt32, Sendable {
        /// At any event, by `TENON_TYPE_PARAM`.
        case runtime = 1
        /// Only before `start`.
        case restart = 2
        /// Never; it is there to be shown.
        case readOnly = 4
    }

    /// A parameter.
    public init(
        id: UInt32,
        name: StaticString,
        title: StaticString,
        unit: StaticString = "",
        domain: Domain,
        change: Change = .runtime
    ) {
        self.id = id
        self.name = name
        self.title = title
        self.unit = unit
        self.domain = domain
        self.change = change
    }

    /// The value it has when nobody set one.
    public var initial: ParameterValue {
        switch domain {
        case .integer(_, let initial): .integer(initial)
        case .real(_, let initial): .real(initial)
        case .flag(let initial): .flag(initial)
        case .choice(_, _, let initial): .choice(initial)
        case .fixed(_, _, let initial): .fixed(initial)
        }
    }

    /// Whether a value is of the right kind and in range.
    public func accepts(_ value: ParameterValue) -> Bool {
        switch (domain, value) {
        case (.integer(let range, _), .integer(let value)): range.contains(value)
        case (.real(let range, _), .real(let value)): range.contains(value)
        case (.flag, .flag): true
        case (.choice(_, let count, _), .choice(let place)): place >= 0 && place < count
        case (.fixed(_, let range, _), .fixed(let mantissa)): range.contains(mantissa)
        default: false
        }
    }

    /// The words of a choice, empty for the other domains.
    public var choices: [Substring] {
        guard case .choice(let words, _, _) = domain else { return [] }
        return "\(words)".split(separator: "\n")
    }
}

/// The value of one parameter.
public enum ParameterValue: Equatable, Sendable {
    /// A whole number.
    case integer(Int64)
    /// A double.
    case real(Double)
    /// True or false.
    case flag(Bool)
    /// The place of the word chosen, from 0.
    case choice(Int64)
    /// A mantissa of the parameter's exponent.
    case fixed(Int64)
}
