import CTenon
import Domain
import Engine
import Foundation
import MarketData
import Memory
import Orders
import Risk
import Settings

/// Why the reports cannot be written.
struct ReportError: Error, CustomStringConvertible {
    let description: String
}

/// The CSV files of a run, written while it goes on so that memory stays flat.
struct BacktestReports: ~Copyable {
    /// `nil`: nothing is written.
    let directory: String?
    private var orders: CSVFile?
    private var fills: CSVFile?
    private var equity: CSVFile?
    private var strategies: CSVFile?
    private var names: [String] = []
    private var accounts: [String] = []
    private var currencies: [String] = []
    /// Orders that are not final yet, by id.
    private var open: [UInt64: tenon_ev_order] = [:]
    private var sent: [UInt64: Int64] = [:]
    /// Those of them that the host does a part of.
    private var emulated: Set<UInt64> = []
    /// Holdings by (instance, instrument): events round to the ledger, these are exact.
    private var holdings: [UInt64: Domain.Position] = [:]
    /// The same of the accounts, by (account, instrument).
    private var accountHoldings: [UInt64: Domain.Position] = [:]
    /// What the statistics are made of.
    private(set) var performance: PerformanceBook?
    /// What the page is made of, where one is wanted.
    private(set) var page: PageBook?
    /// A fill that waits for the position event behind it.
    private var lastFill: tenon_ev_order?

    init(directory: String?, hasPage: Bool = false) {
        self.directory = directory
        page = hasPage ? PageBook() : nil
    }

    mutating func open(names: [String], configuration: HostConfiguration) throws {
        self.names = names
        accounts = configuration.accounts.map(\.name.value)
        currencies = configuration.accounts.map(\.currency.value)
        if directory != nil || page != nil {
            performance = PerformanceBook(names: names, configuration: configuration)
        }
        guard let directory else { return }
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
        } catch {
            throw ReportError(
                description: "\(directory): cannot be made: \(error.localizedDescription)\n"
                    + "    name another folder with --out or report.directory"
            )
        }
        // Those of an earlier run go with the first rows of this one.
        for name in ["positions.csv", "summary.json", "performance.csv", "performance.json"] {
            try? FileManager.default.removeItem(atPath: "\(directory)/\(name)")
        }
        orders = try CSVFile(
            "\(directory)/orders.csv",
            "order,strategy,account,instrument,side,type,tif,quantity,filled,average_price,status,"
                + "sent_ns,done_ns,intent,tag,reason,rule,scope,value,limit,limit_price,stop_price,"
                + "display_quantity,expires_ns,flags,link,emulated"
        )
        fills = try CSVFile(
            "\(directory)/fills.csv",
            "fill,order,strategy,account,instrument,ts_ns,venue_ts_ns,side,quantity,price,"
                + "liquidity,fee,currency,realized,position_after,average_price_after,tag,seq"
        )
        equity = try CSVFile(
            "\(directory)/equity.csv",
            "ts_ns,account,currency,cash,holdings,equity"
        )
        strategies = try CSVFile(
            "\(directory)/strategies.csv",
            "ts_ns,strategy,account,currency,equity,holdings,positions"
        )
    }

    /// Writes out what is buffered, so that a look at the files shows it and a crash leaves it.
    mutating func flush() throws {
        try orders?.flush()
        try fills?.flush()
        try equity?.flush()
        try strategies?.flush()
    }

    /// Takes what the lane has kept since the last call, and empties it.
    mutating func take(_ lane: inout Lane, _ registry: InstrumentRegistry) throws {
        var samples: [EquitySample] = []
        for place in 0..<lane.samples.count { samples.append(lane.samples[place]) }
        var strategies: [StrategySample] = []
        for place in 0..<lane.strategySamples.count {
            strategies.append(lane.strategySamples[place])
        }
        try take(lane.kept.all, samples, strategies, registry)
        for place in 0..<lane.markSamples.count { page?.add(lane.markSamples[place], registry) }
        lane.kept.removeAll()
        lane.samples.removeAll()
        lane.strategySamples.removeAll()
        lane.markSamples.removeAll()
    }

    /// Takes order and position events as the lane keeps them, and equity samples.
    mutating func take(
        _ run: RecordRun,
        _ samples: [EquitySample],
        _ strategySamples: [StrategySample],
        _ registry: InstrumentRegistry
    ) throws {
        var offset = 0
        while offset < run.count {
            let header = run.load(at: offset, as: tenon_ev.self)
            if header.type == UInt16(TENON_TYPE_ORDER) {
                try take(run.load(at: offset, as: tenon_ev_order.self), registry)
            } else {
                try take(run.load(at: offset, as: tenon_ev_position.self), registry)
            }
            offset += Int(header.size)
        }
        for sample in samples {
            let account = sample.account
            let currency = currencies[account.index]
            let exponent = exponent(of: currency, registry)
            performance?.add(sample, exponent: exponent)
            equity?.add(sample.time, exponent: 0)
            equity?.add(accounts[account.index])
            equity?.add(currency)
            equity?.add(sample.cash, exponent: exponent)
            equity?.add(sample.holdings, exponent: exponent)
            equity?.add(sample.equity, exponent: exponent)
            try equity?.endRow()
        }
        for sample in strategySamples {
            let currency = currencies[sample.account.index]
            let exponent = exponent(of: currency, registry)
            performance?.add(sample, exponent: exponent)
            strategies?.add(sample.time, exponent: 0)
            strategies?.add(names[sample.instance.index])
            strategies?.add(accounts[sample.account.index])
            strategies?.add(currency)
            strategies?.add(sample.equity, exponent: exponent)
            strategies?.add(sample.holdings, exponent: exponent)
            strategies?.add(UInt64(sample.positions))
            try strategies?.endRow()
        }
    }

    private func exponent(of currency: String, _ registry: InstrumentRegistry) -> Int {
        registry.currencies.first { $0.code == currency }?.exponent
            ?? HostServices.ledgerExponent
    }

    private mutating func take(_ event: tenon_ev_order, _ registry: InstrumentRegistry) throws {
        switch Int(event.change) {
        case TENON_CH_CANCEL_REJECTED, TENON_CH_REPLACE_REJECTED, TENON_CH_STATUS:
            // An answer to a request; it changes no order and may name one that never was.
            return
        default: break
        }
        guard event.order != 0 else { return try row(of: event, registry) }
        if event.status == OrderStatus.sent.rawValue { sent[event.order] = event.h.ts_ns }
        if event.status == OrderStatus.emulated.rawValue { emulated.insert(event.order) }
        if event.change == UInt16(TENON_CH_FILL) { lastFill = event }
        let status = OrderStatus(rawValue: event.status) ?? .unknown
        if status.isFinal {
            try row(of: event, registry)
            open[event.order] = nil
            sent[event.order] = nil
        } else {
            open[event.order] = event
        }
    }

    private mutating func take(_ event: tenon_ev_position, _ registry: InstrumentRegistry) throws {
        guard let fill = lastFill, let entry = registry[InstrumentID(event.h.instrument)] else {
            return
        }
        lastFill = nil
        let key = event.reserved1.0 << 32 | UInt64(event.h.instrument)
        let instrument = entry.instrument
        let signed = fill.side == Side.buy.rawValue ? fill.last_qty : -fill.last_qty
        var holding = holdings[key] ?? Domain.Position()
        // The lane's own book took this fill, so that it fits.
        let change = holding.apply(signed: signed, price: fill.last_px, of: instrument)
        holdings[key] = holding
        let exact = instrument.valueExponent - Position.guardDigits
        note(fill, signed, change, instrument)
        let ledger = registry.currency(instrument.settlement)?.exponent ?? 0
        let owner = name(of: fill)
        page?.addFill(fill, entry, strategy: owner)
        fills?.add(fill.exec)
        fills?.add(fill.order)
        fills?.add(owner)
        fills?.add(accounts[Int(fill.account) - 1])
        fills?.add(entry.symbol)
        fills?.add(fill.h.ts_ns, exponent: 0)
        fills?.add(fill.ts_venue_ns, exponent: 0)
        fills?.add(BacktestReports.side(fill.side))
        fills?.add(fill.last_qty, exponent: instrument.quantityExponent)
        fills?.add(fill.last_px, exponent: instrument.priceExponent)
        fills?.add(Liquidity(rawValue: fill.liquidity)?.name ?? "")
        fills?.add(fill.fee, exponent: ledger)
        fills?.add(currencies[Int(fill.account) - 1])
        fills?.add(wide: change?.realized ?? 0, exponent: exact)
        fills?.add(event.qty, exponent: instrument.quantityExponent)
        fills?.add(BacktestReports.average(holding, instrument))
        fills?.add(fill.tag)
        fills?.add(fill.h.seq)
        try fills?.endRow()
    }

    /// Tells the statistics of a fill.
    private mutating func note(
        _ fill: tenon_ev_order,
        _ signed: Int64,
        _ change: Domain.Position.Change?,
        _ instrument: Instrument
    ) {
        let key = UInt64(fill.account) << 32 | UInt64(instrument.id.value)
        var holding = accountHoldings[key] ?? Domain.Position()
        let accountChange = holding.apply(signed: signed, price: fill.last_px, of: instrument)
        accountHoldings[key] = holding
        let profit = { (change: Domain.Position.Change?) -> Double? in
            guard let change, change.closed != 0 else { return nil }
            let exponent = instrument.valueExponent - Position.guardDigits
            return PerformanceBook.double(change.realized, exponent: exponent)
        }
        let value = instrument.value(price: fill.last_px, quantity: signed) ?? 0
        performance?
            .addFill(
                strategy: Int(fill.reserved1.0) - 1,
                account: Int(fill.account) - 1,
                value: PerformanceBook.double(value, exponent: instrument.valueExponent),
                realized: (strategy: profit(change), account: profit(accountChange))
            )
    }

    private mutating func row(of event: tenon_ev_order, _ registry: InstrumentRegistry) throws {
        guard let entry = registry[InstrumentID(event.h.instrument)] else { return }
        let instrument = entry.instrument
        let status = OrderStatus(rawValue: event.status) ?? .unknown
        let owner = name(of: event)
        page?
            .addOrder(
                event,
                entry,
                registry,
                strategy: owner,
                account: accounts[Int(event.account) - 1]
            )
        if event.order == 0 { orders?.add("") } else { orders?.add(event.order) }
        orders?.add(owner)
        orders?.add(accounts[Int(event.account) - 1])
        orders?.add(entry.symbol)
        orders?.add(BacktestReports.side(event.side))
        orders?.add(OrderType(rawValue: event.otype)?.name ?? "")
        orders?.add((TimeInForce(rawValue: event.tif) ?? .day).name)
        orders?.add(event.qty, exponent: instrument.quantityExponent)
        orders?.add(event.filled_qty, exponent: instrument.quantityExponent)
        orders?.add(BacktestReports.averageFill(event, instrument))
        orders?.add(status.name)
        orders?.add(sent[event.order] ?? Domain.none, exponent: 0)
        orders?.add(status.isFinal ? event.h.ts_ns : Domain.none, exponent: 0)
        orders?.add(event.intent_id)
        orders?.add(event.tag)
        orders?.add(event.reason == 0 ? "" : BacktestReports.reason(Int(event.reason)))
        orders?.add(RiskRule(rawValue: UInt8(truncatingIfNeeded: event.rule))?.name ?? "")
        orders?.add(BacktestReports.scope(Int(event.denied_scope)))
        addDenied(event.denied_value, event)
        addDenied(event.denied_limit, event)
        addTerms(event, instrument)
        try orders?.endRow()
    }

    private mutating func addDenied(_ number: Int64, _ event: tenon_ev_order) {
        if event.denied_unit == RiskUnit.member.rawValue {
            orders?.add(IntentMember(rawValue: number)?.name ?? "")
        } else {
            orders?.add(number, exponent: Int(event.denied_exp))
        }
    }

    /// What the order asks for beyond its type; the lane's copies have what is reserved in events.
    private mutating func addTerms(_ event: tenon_ev_order, _ instrument: Instrument) {
        let (expires, shown) = (event.reserved1.3, event.reserved1.4)
        orders?.add(event.px, exponent: instrument.priceExponent)
        orders?.add(event.stop_px, exponent: instrument.priceExponent)
        orders?
            .add(
                shown == 0 ? Domain.none : Int64(bitPattern: shown),
                exponent: instrument.quantityExponent
            )
        orders?.add(expires == 0 ? Domain.none : Int64(bitPattern: expires), exponent: 0)
        orders?.add(OrderFlags(rawValue: event.reserved0).names.joined(separator: "+"))
        if event.link == 0 { orders?.add("") } else { orders?.add(event.link) }
        orders?.add(emulated.remove(event.order) == nil ? "" : "yes")
    }

    /// Writes what is still open, the positions, and closes the files.
    mutating func finish(_ lane: borrowing Lane, _ registry: InstrumentRegistry) throws {
        for (_, event) in open.sorted(by: { $0.key < $1.key }) { try row(of: event, registry) }
        open = [:]
        guard let directory else { return }
        try orders?.close()
        try fills?.close()
        try equity?.close()
        try strategies?.close()
        if let performance { try PerformanceFiles(performance).write(to: directory) }
        var positions = try CSVFile(
            "\(directory)/positions.csv",
            "book,name,instrument,currency,quantity,average_price,mark,realized,unrealized,fees,"
                + "turnover,fills"
        )
        for entry in registry.entries {
            let id = entry.instrument.id
            for (index, name) in names.enumerated() {
                let book = lane.books[InstanceID(UInt32(index)), id]
                try positionRow(&positions, "strategy", name, book, entry, lane, registry)
            }
            for (index, name) in accounts.enumerated() {
                let book = lane.books[AccountID(UInt32(index + 1)), id]
                try positionRow(&positions, "account", name, book, entry, lane, registry)
            }
        }
        try positions.close()
    }

    private func positionRow(
        _ file: inout CSVFile,
        _ kind: String,
        _ name: String,
        _ book: BookEntry,
        _ entry: InstrumentRegistry.Entry,
        _ lane: borrowing Lane,
        _ registry: InstrumentRegistry
    ) throws {
        guard book.fills > 0 else { return }
        let instrument = entry.instrument
        let currency = registry.currency(instrument.settlement)
        let exponent = instrument.valueExponent - Position.guardDigits
        let twiceMark = lane.markets[instrument.id.index].twiceMark
        let unrealized =
            twiceMark == Domain.none
            ? nil : book.position.unrealized(twiceMark: twiceMark, of: instrument)
        file.add(kind)
        file.add(name)
        file.add(entry.symbol)
        file.add(currency?.code ?? "")
        file.add(book.position.quantity, exponent: instrument.quantityExponent)
        file.add(BacktestReports.average(book.position, instrument))
        let mark = Decimal.shortText(Int128(twiceMark) * 5, exponent: instrument.priceExponent - 1)
        file.add(twiceMark == Domain.none ? "" : mark)
        file.add(Decimal.shortText(book.position.realized, exponent: exponent))
        file.add(unrealized.map { Decimal.shortText($0, exponent: exponent) } ?? "")
        file.add(book.fees, exponent: currency?.exponent ?? 0)
        file.add(Decimal.shortText(book.turnover, exponent: instrument.valueExponent))
        file.add(book.fills)
        try file.endRow()
    }

    /// Writes the summary beside the tables.
    func write(summary: BacktestSummary) throws {
        guard let directory else { return }
        let path = "\(directory)/summary.json"
        guard FileManager.default.createFile(atPath: path, contents: Data("\(summary.json)\n".utf8))
        else {
            throw ReportError(
                description: "\(path): cannot be written\n    name another folder with --out"
            )
        }
    }

    // MARK: - Texts

    private func name(of event: tenon_ev_order) -> String {
        let index = Int(event.reserved1.0) - 1
        return names.indices.contains(index) ? names[index] : "?"
    }

    static func side(_ side: UInt8) -> String { side == 1 ? "buy" : "sell" }

    static func scope(_ scope: Int) -> String {
        ["", "global", "account", "strategy", "venue", "instrument"][min(max(scope, 0), 5)]
    }

    static func reason(_ reason: Int) -> String {
        OrderReason.name(reason)
    }

    /// Average price of a holding, to 12 decimals.
    static func average(_ position: Domain.Position, _ instrument: Instrument) -> String {
        quotient(
            position.cost,
            instrument.valueExponent - Position.guardDigits,
            Int128(position.quantity) * Int128(instrument.multiplier),
            instrument.quantityExponent + instrument.multiplierExponent
        )
    }

    static func averageFill(_ event: tenon_ev_order, _ instrument: Instrument) -> String {
        // The lane keeps the exact sum for the reports; cum_cost is money of the ledger.
        let paid =
            Int128(Int64(bitPattern: event.reserved1.2)) << 64 | Int128(event.reserved1.1)
        return event.filled_qty == 0
            ? ""
            : quotient(
                paid,
                instrument.priceExponent + instrument.quantityExponent,
                Int128(event.filled_qty),
                instrument.quantityExponent
            )
    }

    /// `value / size` to 12 decimals; 0 when the size is 0.
    private static func quotient(
        _ value: Int128,
        _ valueExponent: Int,
        _ size: Int128,
        _ sizeExponent: Int
    ) -> String {
        if size == 0 { return "0" }
        let positive = size < 0 ? -size : size
        let signed = size < 0 ? -value : value
        let shift = valueExponent - sizeExponent + 12
        if shift >= 0 {
            let (wide, over) = signed.multipliedReportingOverflow(by: FixedPoint.power(shift))
            if over { return "" }
            return Decimal.shortText(
                FixedPoint.dividedHalfEven(wide, by: positive),
                exponent: -12
            )
        }
        let (unit, over) = positive.multipliedReportingOverflow(by: FixedPoint.power(-shift))
        if over { return "" }
        return Decimal.shortText(FixedPoint.dividedHalfEven(signed, by: unit), exponent: -12)
    }
}
