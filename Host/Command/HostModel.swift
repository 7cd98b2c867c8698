import API
import Boundary
import CTenon
import Domain
import Engine
import MarketData
import Memory
import Orders
import Synchronization

/// What operators are shown, folded from the lane's decisions and from its snapshots: a copy that
/// any thread may read, so that nobody reads the lane.
final class HostModel: Sendable {
    /// What a strategy's orders came to.
    struct Tally: Sendable {
        var orders: UInt64 = 0
        var filled: UInt64 = 0
        var denied: UInt64 = 0
        var open = 0
    }

    /// How much came in over the last second or so.
    struct Rates: Sendable {
        var total = 0.0
        /// By instrument index.
        var instruments: [Double] = []
    }

    struct State: Sendable {
        /// The newest last.
        var orders: [OrderView] = []
        var fills: [FillView] = []
        var denials: [OrderView] = []
        /// By instance index.
        var tallies: [Int: Tally] = [:]
        var snapshot: LaneSnapshot?
        var rates = Rates()
        fileprivate var open: [UInt64: OrderView] = [:]
        fileprivate var sampledAt: Int64 = 0
        fileprivate var sampledEvents: UInt64 = 0
        fileprivate var sampledMarkets: [UInt64] = []

        /// Open orders, then the final ones that are kept, each the newest first.
        var allOrders: [OrderView] {
            open.values.sorted { $0.order > $1.order } + orders.reversed()
        }
    }

    /// News of an order for log and notifications.
    struct OrderNews: Sendable {
        let view: OrderView
        /// `sent`, `filled`, `canceled`, `rejected`, `expired` or `denied`.
        let what: String
        /// Of a fill.
        let fill: FillView?
    }

    /// How many final orders, fills and denials are kept.
    private static let most = 2_000

    private let handled = Atomic<UInt64>(0)
    private let names: [String]
    private let accounts: [String]
    private let state = Mutex(State())

    init(names: [String], accounts: [String]) {
        self.names = names
        self.accounts = accounts
    }

    /// How many order events were taken: whoever waits for the follower sees it get on.
    var taken: UInt64 { handled.load(ordering: .relaxed) }

    /// A copy of all of it.
    var now: State { state.withLock { $0 } }

    /// Takes a snapshot of the lane; rates are told anew once a second.
    func take(_ snapshot: LaneSnapshot, at machineTime: Int64) {
        state.withLock { state in
            state.snapshot = snapshot
            let passed = machineTime - state.sampledAt
            guard passed >= 1_000_000_000 else { return }
            let seconds = Double(passed) * 1e-9
            let events = snapshot.markets.map(\.events)
            if state.sampledAt > 0 {
                let total = snapshot.counts.marketEvents &- state.sampledEvents
                state.rates.total = Double(total) / seconds
                state.rates.instruments = events.enumerated()
                    .map { index, count in
                        let before =
                            index < state.sampledMarkets.count
                            ? state.sampledMarkets[index] : 0
                        return Double(count &- before) / seconds
                    }
            }
            state.sampledAt = machineTime
            state.sampledEvents = snapshot.counts.marketEvents
            state.sampledMarkets = events
        }
    }

    /// Takes order events as the lane keeps them.
    ///
    /// - Returns: What is new, in order.
    func take(_ run: RecordRun, _ registry: InstrumentRegistry) -> [OrderNews] {
        let (entries, currencies) = (registry.entries, registry.currencies)
        var news: [OrderNews] = []
        var offset = 0
        while offset < run.count {
            let header = run.load(at: offset, as: tenon_ev.self)
            if header.type == UInt16(TENON_TYPE_ORDER) {
                let event = run.load(at: offset, as: tenon_ev_order.self)
                let index = Int(event.h.instrument) - 1
                handled.wrappingAdd(1, ordering: .relaxed)
                if entries.indices.contains(index),
                    let one = take(event, entries[index], currencies)
                {
                    news.append(one)
                }
            }
            offset += Int(header.size)
        }
        return news
    }

    private func take(
        _ event: tenon_ev_order,
        _ entry: InstrumentRegistry.Entry,
        _ currencies: [InstrumentRegistry.Currency]
    ) -> OrderNews? {
        switch Int(event.change) {
        case TENON_CH_CANCEL_REJECTED, TENON_CH_REPLACE_REJECTED, TENON_CH_STATUS: return nil
        default: break
        }
        let owner = Int(event.reserved1.0) - 1
        let strategy = names.indices.contains(owner) ? names[owner] : "?"
        let status = OrderStatus(rawValue: event.status) ?? .unknown
        let currency = { (id: UInt32) in
            let index = Int(id) - 1
            return currencies.indices.contains(index) ? currencies[index] : nil
        }
        let view = self.view(of: event, entry, strategy, currency)
        let isFill = event.change == UInt16(TENON_CH_FILL)
        let fill = isFill ? self.fill(of: event, entry, strategy, currency) : nil
        state.withLock { state in
            var tally = state.tallies[owner] ?? Tally()
            // Each order begins as sent, or held by the host, or ends at once as denied.
            let isNew = state.open[event.order] == nil
            if isNew, !status.isFinal || status == .denied { tally.orders += 1 }
            if status == .denied { tally.denied += 1 }
            if isFill, status == .filled { tally.filled += 1 }
            if status.isFinal {
                if state.open.removeValue(forKey: event.order) != nil { tally.open -= 1 }
                HostModel.keep(view, in: &state.orders)
                if status == .denied { HostModel.keep(view, in: &state.denials) }
            } else if state.open.updateValue(view, forKey: event.order) == nil {
                tally.open += 1
            }
            if let fill { HostModel.keep(fill, in: &state.fills) }
            state.tallies[owner] = tally
        }
        let what =
            isFill
            ? "filled"
            : status.isFinal ? status.name : status == .sent ? "sent" : nil
        return what.map { OrderNews(view: view, what: $0, fill: fill) }
    }

    private static func keep<View>(_ view: View, in list: inout [View]) {
        list.append(view)
        if list.count > 2 * most { list.removeFirst(most) }
    }

    private func view(
        of event: tenon_ev_order,
        _ entry: InstrumentRegistry.Entry,
        _ strategy: String,
        _ currency: (UInt32) -> InstrumentRegistry.Currency?
    ) -> OrderView {
        let instrument = entry.instrument
        let account = accountName(event.account)
        var view = OrderView(order: event.order, strategy: strategy, symbol: entry.symbol)
        view.account = account
        view.side = BacktestReports.side(event.side)
        view.type = OrderType(rawValue: event.otype)?.name ?? "\(event.otype)"
        view.timeInForce = (TimeInForce(rawValue: event.tif) ?? .day).name
        view.price = HostModel.price(event.px, instrument)
        view.stopPrice = HostModel.price(event.stop_px, instrument)
        view.quantity = HostModel.text(event.qty, instrument.quantityExponent)
        view.filled = HostModel.text(event.filled_qty, instrument.quantityExponent)
        if event.filled_qty != 0 {
            view.averagePrice = BacktestReports.averageFill(event, instrument)
        }
        view.fee = HostModel.text(event.fee, currency(event.fee_ccy)?.exponent ?? 0)
        view.status = (OrderStatus(rawValue: event.status) ?? .unknown).name
        view.reason =
            DenialText(
                event: event,
                entry: entry,
                strategy: strategy,
                account: account,
                currency: currency(event.denied_ccy)?.code ?? ""
            )
            .words
        view.intent = event.intent_id
        view.causeSequence = event.cause_seq
        view.sequence = event.h.seq
        view.timeNs = event.h.ts_ns
        return view
    }

    private func fill(
        of event: tenon_ev_order,
        _ entry: InstrumentRegistry.Entry,
        _ strategy: String,
        _ currency: (UInt32) -> InstrumentRegistry.Currency?
    ) -> FillView {
        var fill = FillView(order: event.order, strategy: strategy, symbol: entry.symbol)
        let paid = currency(event.fee_ccy)
        fill.sequence = event.h.seq
        fill.timeNs = event.h.ts_ns
        fill.side = BacktestReports.side(event.side)
        fill.quantity = HostModel.text(event.last_qty, entry.instrument.quantityExponent)
        fill.price = HostModel.price(event.last_px, entry.instrument) ?? ""
        fill.fee = HostModel.text(event.fee, paid?.exponent ?? 0)
        fill.currency = paid?.code ?? ""
        return fill
    }

    private func accountName(_ id: UInt32) -> String {
        let index = Int(id) - 1
        return accounts.indices.contains(index) ? accounts[index] : "?"
    }

    /// A number without zeros at its end.
    static func text(_ mantissa: Int64, _ exponent: Int) -> String {
        mantissa == Domain.none ? "" : Decimal.shortText(Int128(mantissa), exponent: exponent)
    }

    /// A price with all its decimals; `nil` when it is not known.
    static func price(_ mantissa: Int64, _ instrument: Instrument) -> String? {
        mantissa == Domain.none
            ? nil : Decimal.text(Int128(mantissa), exponent: instrument.priceExponent)
    }
}
