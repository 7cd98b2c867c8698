import CTenon
import Domain
import Engine
import MarketData
import Orders
import Report
import Risk

/// What the page shows of a run besides its statistics, gathered while the run goes on.
///
/// It is bounded whatever the data: lines and markers are thinned, lists end, counts count.
struct PageBook {
    /// Refused orders that are shown one by one.
    private static let mostRefusals = 50
    /// Instruments whose price is kept before any fill, and in all.
    private static let mostUntraded = 64
    private static let mostLines = 256
    /// Instruments with a chart.
    private static let mostCharts = 24

    private struct Kind: Hashable {
        let type: String
        let status: String
    }

    private var lines: [UInt32: LineSampler] = [:]
    private var fills: [UInt32: FillSampler] = [:]
    private var counts: [Kind: Int] = [:]
    private var refused: [Kind: Int] = [:]
    private(set) var firstRefusals = RunPage.Table([
        "Time", "Strategy", "Instrument", "Order", "Rule", "Scope", "Value", "Limit", "In words",
    ])

    /// Takes the marks of one sample.
    mutating func add(_ sample: MarkSample, _ registry: InstrumentRegistry) {
        let id = sample.instrument.value
        if lines[id] == nil {
            let isWanted = fills[id] != nil || lines.count < PageBook.mostUntraded
            guard isWanted, lines.count < PageBook.mostLines else { return }
            lines[id] = LineSampler()
        }
        guard let exponent = registry[sample.instrument]?.instrument.priceExponent else { return }
        let price = PerformanceBook.double(Int128(sample.twiceMark), exponent: exponent) / 2
        lines[id]?.add(time: sample.time, value: price)
    }

    /// Takes one execution.
    mutating func addFill(
        _ fill: tenon_ev_order,
        _ entry: InstrumentRegistry.Entry,
        strategy: String
    ) {
        let instrument = entry.instrument
        fills[instrument.id.value, default: FillSampler()]
            .add {
                let side = BacktestReports.side(fill.side)
                let quantity = Decimal.shortText(
                    Int128(fill.last_qty),
                    exponent: instrument.quantityExponent
                )
                let price = Decimal.shortText(
                    Int128(fill.last_px),
                    exponent: instrument.priceExponent
                )
                return FillSampler.Marker(
                    time: fill.h.ts_ns,
                    price: PerformanceBook.double(
                        Int128(fill.last_px),
                        exponent: instrument.priceExponent
                    ),
                    isBuy: fill.side == Side.buy.rawValue,
                    words: "\(strategy) \(side) \(quantity) at \(price), "
                        + PageBook.text(fill.h.ts_ns)
                )
            }
    }

    /// Takes an order that is final, or open at the end.
    mutating func addOrder(
        _ event: tenon_ev_order,
        _ entry: InstrumentRegistry.Entry,
        _ registry: InstrumentRegistry,
        strategy: String,
        account: String
    ) {
        let type = OrderType(rawValue: event.otype)?.name ?? "\(event.otype)"
        let status = OrderStatus(rawValue: event.status) ?? .unknown
        // The lane's copies of events have the quantity that is shown, 0 for all.
        let isIceberg = event.reserved1.4 != 0
        let kind = isIceberg ? (type == "limit" ? "iceberg" : "\(type) iceberg") : type
        counts[Kind(type: kind, status: status.name), default: 0] += 1
        guard status == .denied || status == .rejected else { return }
        // What no rule refused has the rule 0, which has no name.
        let name = RiskRule(rawValue: UInt8(truncatingIfNeeded: event.rule))?.name ?? ""
        let rule = name.isEmpty ? BacktestReports.reason(Int(event.reason)) : name
        refused[Kind(type: rule, status: status.name), default: 0] += 1
        guard firstRefusals.rows.count < PageBook.mostRefusals else { return }
        let words = DenialText(
            event: event,
            entry: entry,
            strategy: strategy,
            account: account,
            currency: registry.currencies.first { $0.id.value == event.denied_ccy }?.code ?? ""
        )
        let quantity = Decimal.shortText(
            Int128(event.qty),
            exponent: entry.instrument.quantityExponent
        )
        firstRefusals.rows.append([
            PageBook.text(event.h.ts_ns), strategy, entry.symbol,
            "\(BacktestReports.side(event.side)) \(quantity) \(kind)", rule,
            BacktestReports.scope(Int(event.denied_scope)),
            event.denied_value == Domain.none ? "" : words.value,
            event.denied_limit == Domain.none ? "" : words.limit,
            words.words ?? "",
        ])
    }

    /// A moment as the page writes it.
    static func text(_ time: Int64) -> String {
        let moment = CivilTime(time)
        return "\(moment.dateText) \(moment.timeText)"
    }

    // MARK: - At the end

    /// A row for each order type, a column for each status there was.
    var orders: RunPage.Table {
        let statuses = Set(counts.keys.map(\.status)).sorted()
        var table = RunPage.Table(
            ["Type"] + statuses + ["all"],
            numbers: Set(1...(statuses.count + 1))
        )
        for type in Set(counts.keys.map(\.type)).sorted() {
            let row = statuses.map { counts[Kind(type: type, status: $0)] ?? 0 }
            table.rows.append(
                [type] + (row + [row.reduce(0, +)]).map { NumberText.grouped("\($0)") }
            )
        }
        return table
    }

    /// A row for each rule that refused something.
    var refusals: RunPage.Table {
        var table = RunPage.Table(["Rule or reason", "By", "Orders"], numbers: [2])
        let keys = refused.keys.sorted { ($0.type, $0.status) < ($1.type, $1.status) }
        for key in keys {
            let who = key.status == "denied" ? "our risk gate" : "the venue"
            table.rows.append([key.type, who, NumberText.grouped("\(refused[key] ?? 0)")])
        }
        return table
    }

    /// The instruments that were traded, those with the most fills where they are too many.
    func instruments(_ registry: InstrumentRegistry) -> (shown: [RunPage.Instrument], left: Int) {
        let most = fills.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            .prefix(PageBook.mostCharts)
        let shown = most.sorted { $0.key < $1.key }
            .compactMap { id, fills -> RunPage.Instrument? in
                guard let entry = registry[InstrumentID(id)] else { return nil }
                var line = lines[id] ?? LineSampler()
                // Without samples of its own the fills are the only prices there are.
                if lines[id] == nil {
                    for fill in fills.markers { line.add(time: fill.time, value: fill.price) }
                }
                return RunPage.Instrument(symbol: entry.symbol, line: line, fills: fills)
            }
        return (shown, fills.count - shown.count)
    }
}
