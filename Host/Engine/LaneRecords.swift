package import CTenon
package import Domain
import Orders

/// What stands before an intent in the lane's records: an input with its cause.
///
/// 64 bytes, then the intent's 192.
package struct IntentPreface: BitwiseCopyable {
    package var header: tenon_ev
    /// Sequence number and ordinal of the event the intent answers.
    package var causeSequence: UInt64
    package var causeOrdinal: UInt64
    /// The instance that submitted it, plus 1.
    package var instance: UInt64
    private var reserved: UInt64

    /// Bytes of preface and intent together.
    static var inputSize: Int { MemoryLayout<IntentPreface>.size + MemoryLayout<tenon_intent>.size }
}

/// What the lane's copies of order events say in the room that is reserved in them.
struct KeptTerms: BitwiseCopyable {
    /// The exact price x quantity of the order's fills.
    var cost: Int128 = 0
    /// Until when it may fill, and the part that is shown; 0 for none.
    var expires: Int64 = 0
    var shown: Int64 = 0
    /// Raw `OrderFlags`.
    var flags: UInt32 = 0

    init() {}

    init(of order: Order) {
        cost = order.cumulativeCost
        if order.terms.expires != Domain.none { expires = order.terms.expires }
        if order.terms.displayQuantity != Domain.none { shown = order.terms.displayQuantity }
        flags = order.terms.flags.rawValue
    }
}

/// What an account was worth at one moment.
package struct EquitySample: BitwiseCopyable, Sendable {
    /// Lane time.
    package var time: Int64
    package var account: AccountID
    /// Cash at the ledger exponent of the account's currency.
    package var cash: Int64
    /// Holdings at their marks, at the same exponent; clamped to 64 bits.
    package var holdings: Int64
    /// In how many instruments it has a position.
    package var positions: Int = 0

    /// Cash and holdings together.
    package var equity: Int64 { cash &+ holdings }
}

/// What a strategy was worth at one moment, as if the account were its alone.
package struct StrategySample: BitwiseCopyable, Sendable {
    /// Lane time.
    package var time: Int64
    package var instance: InstanceID
    package var account: AccountID
    /// Opening cash of the account with the strategy's realized and unrealized profit, less its
    /// fees; at the ledger exponent of the account's currency, clamped to 64 bits.
    package var equity: Int64
    /// Its positions at their marks, at the same exponent; clamped to 64 bits.
    package var holdings: Int64
    /// In how many instruments it has a position.
    package var positions: Int
}

/// The mark of one instrument at the moment of a sample, for the price lines of a report.
package struct MarkSample: BitwiseCopyable, Sendable {
    /// Lane time.
    package var time: Int64
    package var instrument: InstrumentID
    /// Twice the mark, so that a mid is exact; a price mantissa.
    package var twiceMark: Int64
}

/// Why an instance was taken out of use, and when.
package struct InstanceFault: Sendable {
    package let instance: InstanceID
    /// Sequence number of the input at which it happened.
    package let sequence: UInt64
    package let reason: String
}

/// A timer of a connector that runs on a thread of its own.
package struct FiredTimer: Sendable {
    package let instance: InstanceID
    package let id: UInt64
    package let sequence: UInt64
    /// Lane time.
    package let time: Int64
}

/// Counts of a run.
package struct LaneCounts: BitwiseCopyable, Sendable {
    /// Market events the lane took.
    package var marketEvents: UInt64 = 0
    /// Events handed to strategies.
    package var delivered: UInt64 = 0
    package var intents: UInt64 = 0
    package var orders: UInt64 = 0
    package var denied: UInt64 = 0
    package var fills: UInt64 = 0
    package var canceled: UInt64 = 0
    package var rejected: UInt64 = 0
    /// Market events whose time lay before the lane's; they got the lane's time.
    package var backward: UInt64 = 0
}
