import Domain

/// The rules of RISK.md by number; 31 to 35 are S1 to S5.
package enum RiskRule: UInt8, BitwiseCopyable, Sendable {
    /// None of the catalogue: the order contradicts itself, or its time was over before it came.
    case shape = 0
    case maximumQuantity = 2
    case maximumNotional = 3
    case venueFilters = 4
    case position = 6
    case openOrders = 9
    case staleData = 16
    case permission = 17
    case reduceOnly = 20
    case marketOrderGuard = 29

    /// The name used in reports, `R02` and so on; nothing where no rule has spoken.
    package var name: String {
        if self == .shape { return "" }
        return rawValue < 10 ? "R0\(rawValue)" : "R\(rawValue)"
    }
}

/// Where a limit stands.
///
/// Raw values are `TENON_SCOPE_…`.
package enum RiskScope: UInt16, BitwiseCopyable, Sendable {
    case global = 1
    case account
    case strategy
    case venue
    case instrument
}

/// What a value and its limit count.
///
/// Raw values are `TENON_UNIT_…`.
package enum RiskUnit: UInt8, BitwiseCopyable, Sendable {
    case none = 0
    case quantity
    case money
    case price
    case count
    case nanoseconds
    case ratio
    /// An `IntentMember`.
    case member
}

/// One rule's no: where, what was found, what was allowed.
package struct RiskFinding: BitwiseCopyable, Sendable {
    package var rule: RiskRule
    package var scope: RiskScope
    package var unit: RiskUnit
    /// A mantissa of `exponent`; clamped to 64 bits; `none` when there is no number.
    package var value: Int64
    package var limit: Int64
    package var exponent: Int8

    init(
        _ rule: RiskRule,
        _ scope: RiskScope,
        _ unit: RiskUnit = .none,
        value: Int128? = nil,
        limit: Int128? = nil,
        exponent: Int = 0
    ) {
        self.rule = rule
        self.scope = scope
        self.unit = unit
        self.value = value.map { Int64(clamping: $0) } ?? Domain.none
        self.limit = limit.map { Int64(clamping: $0) } ?? Domain.none
        self.exponent = Int8(clamping: exponent)
    }
}

/// The gate's answer: the first no, if any, and every rule that said no.
package struct RiskVerdict: BitwiseCopyable, Sendable {
    package internal(set) var first: RiskFinding?
    /// Bit n: rule n said no.
    package internal(set) var rules: UInt64 = 0

    init() {}

    /// A no with one reason.
    package init(_ finding: RiskFinding) { note(finding) }

    /// Whether no rule objected.
    package var isApproved: Bool { rules == 0 }

    @inline(__always)
    mutating func note(_ finding: RiskFinding?) {
        guard let finding else { return }
        if first == nil { first = finding }
        rules |= 1 << UInt64(finding.rule.rawValue)
    }
}
