import Boundary
import Domain
import Engine
import Foundation
import Instances
import Journal
import MarketData
import Memory
import Orders
import Settings

/// What came of a backtest: counts, and what each strategy and account made.
struct BacktestSummary {
    private var members: [JSONValue.Member] = []
    /// For people: a few lines.
    private(set) var text = ""
    /// How long the lane took from the first event to the last.
    private var elapsed = LaneTime()

    /// Nothing ran yet.
    init() {}

    init(
        _ lane: borrowing Lane,
        registry: InstrumentRegistry,
        instances: [SupervisedInstance],
        configuration: HostConfiguration,
        elapsed: LaneTime,
        directory: String?,
        configs: [String],
        files: DataFiles
    ) {
        let counts = lane.counts
        add("mode", .string("backtest"))
        add("events", "\(counts.marketEvents)")
        add("delivered", "\(counts.delivered)")
        add("intents", "\(counts.intents)")
        add("orders", "\(counts.orders)")
        add("denied", "\(counts.denied)")
        add("rejected", "\(counts.rejected)")
        add("canceled", "\(counts.canceled)")
        add("fills", "\(counts.fills)")
        add("backward", "\(counts.backward)")
        add("last_sequence", "\(lane.sequence)")
        add("decisions", "\(lane.journal.decisions)")
        add("journal_digest", .string(lane.journal.digest.text))
        add("data", files.references)
        add("plugins", .array(zip(instances, configs).map(BacktestSummary.plugin)))
        var strategies: [JSONValue] = []
        var accounts: [JSONValue] = []
        var lines: [String] = []
        for instance in instances where instance.plugin.kind == .strategy {
            let sum = BacktestSummary.total(registry) {
                lane.books[instance.id, $0]
            } mark: {
                lane.markets[$0.index].twiceMark
            }
            let refusals = instance.port.refusals
            let more: [(String, JSONValue)] = [("refused", .number("\(refusals.count)"))]
            strategies.append(BacktestSummary.object(instance.name, sum, more))
            let text =
                refusals.count == 0
                ? "" : "\(refusals.count) submits refused, the first: \(refusals.first)"
            lines.append(BacktestSummary.line(instance.name, sum, text))
        }
        for (index, settings) in configuration.accounts.enumerated() {
            let id = AccountID(UInt32(index + 1))
            let sum = BacktestSummary.total(registry) {
                lane.books[id, $0]
            } mark: {
                lane.markets[$0.index].twiceMark
            }
            let cash = lane.cash[id]
            let equity = Int128(cash.balance) + Int128(lane.holdings(of: id))
            let more: [(String, JSONValue)] = [
                ("currency", .string(settings.currency.value)),
                ("model", .string(settings.model.value.rawValue)),
                ("profile", .string(settings.profile(isBacktest: true).rawValue)),
                ("cash", .number(Decimal.shortText(Int128(cash.balance), exponent: cash.exponent))),
                ("equity", .number(Decimal.shortText(equity, exponent: cash.exponent))),
            ]
            accounts.append(BacktestSummary.object(settings.name.value, sum, more))
            lines.append(
                BacktestSummary.line(
                    settings.name.value,
                    sum,
                    "equity \(Decimal.shortText(equity, exponent: cash.exponent)) "
                        + "\(settings.currency.value), \(settings.model.value.rawValue), "
                        + "profile \(settings.profile(isBacktest: true).rawValue)"
                )
            )
        }
        add("strategies", .array(strategies))
        add("accounts", .array(accounts))
        self.elapsed = elapsed
        let seconds = Double(max(elapsed.clock, 1)) * 1e-9
        let rate = Int(Double(counts.marketEvents) / seconds)
        text =
            "\(counts.marketEvents) events in \(String(format: "%.2f", seconds)) s (\(rate) a "
            + "second), \(counts.orders) orders, \(counts.fills) fills, \(counts.denied) denied\n"
            + lines.joined(separator: "\n") + (directory.map { "\nreports: \($0)" } ?? "")
    }

    /// The summary as one JSON object.
    var value: JSONValue { .object(members) }

    /// The text of `value`; the same run gives the same bytes.
    var json: String { value.text }

    /// As `json`, with `lane_ns` and `lane_cpu_ns` at the end, which differ from run to run.
    var timedJSON: String {
        let times = [("lane_ns", elapsed.clock), ("lane_cpu_ns", elapsed.processor)]
            .map { JSONValue.Member(key: $0.0, value: .number("\($0.1)")) }
        return JSONValue.object(members + times).text
    }

    private mutating func add(_ key: String, _ value: JSONValue) {
        members.append(JSONValue.Member(key: key, value: value))
    }

    private mutating func add(_ key: String, _ number: String) { add(key, .number(number)) }

    private static func plugin(_ instance: SupervisedInstance, _ config: String) -> JSONValue {
        let descriptor = instance.plugin.descriptor
        let members: [(String, String)] = [
            ("instance", instance.name), ("id", descriptor.id), ("version", descriptor.version),
            ("kind", "\(instance.plugin.kind)"), ("sha256", instance.plugin.module.sha256),
            ("config", config), ("state", instance.problem == nil ? "ended" : "faulted"),
        ]
        return .object(members.map { JSONValue.Member(key: $0.0, value: .string($0.1)) })
    }

    /// Sums over instruments, each at the guarded value exponent, brought to one exponent.
    private struct Total {
        var realized: Int128 = 0
        var unrealized: Int128 = 0
        var fees: Int128 = 0
        var fills: UInt64 = 0

        /// The common exponent of all three amounts.
        static let exponent = -18

        var profit: Int128 { realized + unrealized - fees }
    }

    private static func total(
        _ registry: InstrumentRegistry,
        book: (InstrumentID) -> BookEntry,
        mark: (InstrumentID) -> Int64
    ) -> Total {
        var sum = Total()
        for entry in registry.entries {
            let instrument = entry.instrument
            let held = book(instrument.id)
            guard held.fills > 0 else { continue }
            let exponent = instrument.valueExponent - Position.guardDigits
            sum.realized &+= scaled(held.position.realized, exponent)
            let twiceMark = mark(instrument.id)
            if twiceMark != Domain.none,
                let open = held.position.unrealized(twiceMark: twiceMark, of: instrument)
            {
                sum.unrealized &+= scaled(open, exponent)
            }
            let ledger = registry.currency(instrument.settlement)?.exponent ?? 0
            sum.fees &+= scaled(Int128(held.fees), ledger)
            sum.fills += held.fills
        }
        return sum
    }

    /// A value at the common exponent; at its reach where the data are beyond all reason.
    private static func scaled(_ value: Int128, _ exponent: Int) -> Int128 {
        let shift = exponent - Total.exponent
        guard shift >= 0 else {
            return FixedPoint.dividedHalfEven(value, by: FixedPoint.power(-shift))
        }
        let (wide, over) = value.multipliedReportingOverflow(by: FixedPoint.power(shift))
        // A hundredth of the reach, so that sums of a few instruments stay inside.
        let reach = Int128.max / 128
        return over ? (value < 0 ? -reach : reach) : max(-reach, min(reach, wide))
    }

    private static func object(_ name: String, _ sum: Total, _ more: [(String, JSONValue)])
        -> JSONValue
    {
        let numbers: [(String, JSONValue)] = [
            ("profit", .number(Decimal.shortText(sum.profit, exponent: Total.exponent))),
            ("realized", .number(Decimal.shortText(sum.realized, exponent: Total.exponent))),
            ("unrealized", .number(Decimal.shortText(sum.unrealized, exponent: Total.exponent))),
            ("fees", .number(Decimal.shortText(sum.fees, exponent: Total.exponent))),
            ("fills", .number("\(sum.fills)")),
        ]
        let all = [("name", JSONValue.string(name))] + more + numbers
        return .object(all.map { JSONValue.Member(key: $0.0, value: $0.1) })
    }

    private static func line(_ name: String, _ sum: Total, _ more: String) -> String {
        let profit = Decimal.shortText(sum.profit, exponent: Total.exponent)
        let fees = Decimal.shortText(sum.fees, exponent: Total.exponent)
        return "  \(name): profit \(profit), fees \(fees), \(sum.fills) fills"
            + (more.isEmpty ? "" : "; \(more)")
    }
}
