import API
import Boundary
import Domain
import Engine
import Foundation
import Instances
import MarketData
import Memory
import Monitoring
import Notifications
import Orders
import Settings
import Synchronization

// What a running host shows: views of the model, nothing of the lane itself.

extension PaperHost {
    /// The lane's state as it is now, or as it last was when the lane is busy.
    func fresh() -> HostModel.State {
        if let snapshot = lane.ask(most: 500_000_000, { $0.snapshot() }) {
            model.take(snapshot, at: MonotonicClock.now())
        }
        return model.now
    }

    /// The host as a whole.
    func statusView(_ now: HostModel.State) -> StatusView {
        var view = StatusView()
        let state = state.withLock { $0 }
        view.state = state.phase
        view.version = "\(PluginInterface.hostVersion)"
        view.pid = PaperHost.processID
        view.mode = configuration.mode.value.rawValue
        view.clock = configuration.clock.value.rawValue
        view.speed = configuration.speed.map { "\($0.value.description)" }
        view.configuration = configurationPath
        view.stateFolder = folder.url.path
        view.startedNs = state.startedNs
        view.readyMs = state.readyMs
        view.uptimeSeconds =
            state.startedNs == 0
            ? 0 : Double(MonotonicClock.wall() - state.startedNs) * 1e-9
        view.logLinesDropped = log.dropped
        // Before everything has started, what follows is still being made.
        guard state.phase != "starting" else { return view }
        view.instances = instanceViews(now)
        view.stages = [
            stage("strategy", stages.strategy), stage("risk", stages.risk),
            stage("venue", stages.venue), stage("total", stages.total),
        ]
        for counters in dispatcher?.counters.values.map({ $0 }) ?? [] {
            view.notifications.queued += UInt64(counters.waiting + counters.underway)
            view.notifications.delivered += counters.delivered
            view.notifications.failed += counters.failed
            view.notifications.dropped += counters.dropped
            view.notifications.retries += counters.retries
        }
        metrics.gauge("lane_processor_ns")
            .set(lane.processorTime.load(ordering: .relaxed))
        view.metrics = metricViews
        view.failure = lane.hang ?? hangingConnector
        guard let snapshot = now.snapshot else { return view }
        view.timeNs = snapshot.time
        view.sequence = snapshot.sequence
        view.failure = snapshot.failure ?? lane.hang ?? hangingConnector
        view.counts.marketEvents = snapshot.counts.marketEvents
        view.counts.eventsPerSecond = now.rates.total
        view.counts.delivered = snapshot.counts.delivered
        view.counts.intents = snapshot.counts.intents
        view.counts.orders = snapshot.counts.orders
        view.counts.denied = snapshot.counts.denied
        view.counts.fills = snapshot.counts.fills
        view.counts.canceled = snapshot.counts.canceled
        view.counts.rejected = snapshot.counts.rejected
        view.accounts = zip(configuration.accounts, snapshot.accounts)
            .map { settings, account in
                let equity = Int128(account.cash) + Int128(account.holdings)
                return AccountView(
                    name: settings.name.value,
                    currency: settings.currency.value,
                    cash: HostModel.text(account.cash, account.exponent),
                    equity: Domain.Decimal.shortText(equity, exponent: account.exponent)
                )
            }
        return view
    }

    /// What to say of a connector that does not come out of a call, or `nil`.
    private var hangingConnector: String? {
        for (instance, executor) in zip(instances, executors) {
            guard let seconds = executor?.secondsInCall, seconds >= 2 else { continue }
            return "\(instance.name) has been in one call for \(seconds) s: "
                + "data is merged by time and waits for it"
        }
        return nil
    }

    private var metricViews: [MetricView] {
        metrics.readings()
            .map { name, reading in
                switch reading {
                case .counter(let count):
                    return MetricView(name: name, kind: "counter", value: Int64(clamping: count))
                case .gauge(let value):
                    return MetricView(name: name, kind: "gauge", value: value)
                case .durations(let durations):
                    var view = MetricView(
                        name: name,
                        kind: "histogram",
                        value: Int64(clamping: durations.count)
                    )
                    view.p50Ns = durations.quantile(0.5)
                    view.p99Ns = durations.quantile(0.99)
                    view.maxNs = durations.max
                    return view
                }
            }
    }

    private func stage(_ name: String, _ histogram: LatencyHistogram) -> StageView {
        let counts = histogram.snapshot()
        return StageView(
            name: name,
            count: counts.count,
            p50Ns: counts.quantile(0.5),
            p99Ns: counts.quantile(0.99),
            p999Ns: counts.quantile(0.999),
            maxNs: counts.max
        )
    }

    /// The market of every instrument, in the order of definition.
    func quoteViews(_ now: HostModel.State) -> [QuoteView] {
        let entries = services.read { $0.entries }
        guard let snapshot = now.snapshot else { return [] }
        return zip(entries, snapshot.markets).enumerated()
            .map { index, pair in
                let (entry, market) = pair
                var view = QuoteView(symbol: entry.symbol)
                let instrument = entry.instrument
                view.bid = HostModel.price(market.bid, instrument)
                view.ask = HostModel.price(market.ask, instrument)
                view.bidQuantity = quantity(market.bidQuantity, instrument)
                view.askQuantity = quantity(market.askQuantity, instrument)
                let last = market.lastTime >= market.closeTime ? market.last : market.close
                view.last = HostModel.price(last, instrument)
                let time = max(market.quoteTime, market.lastTime, market.closeTime)
                view.timeNs = time == Domain.none ? 0 : time
                view.events = market.events
                if index < now.rates.instruments.count {
                    view.eventsPerSecond = now.rates.instruments[index]
                }
                return view
            }
    }

    private func quantity(_ mantissa: Int64, _ instrument: Instrument) -> String? {
        mantissa == Domain.none
            ? nil : HostModel.text(mantissa, instrument.quantityExponent)
    }

    /// What strategies and accounts hold, in configuration order.
    func positionViews(_ now: HostModel.State) -> [PositionView] {
        let (entries, currencies) = services.read { ($0.entries, $0.currencies) }
        guard let snapshot = now.snapshot else { return [] }
        return snapshot.holdings.compactMap { holding in
            guard holding.instrument.index < entries.count else { return nil }
            let entry = entries[holding.instrument.index]
            let instrument = entry.instrument
            let name =
                holding.isAccount
                ? configuration.accounts[holding.owner].name.value : instances[holding.owner].name
            var view = PositionView(
                scope: holding.isAccount ? "account" : "strategy",
                name: name,
                symbol: entry.symbol
            )
            let position = holding.entry.position
            let exponent = instrument.valueExponent - Position.guardDigits
            view.quantity = Domain.Decimal.shortText(
                Int128(position.quantity),
                exponent: instrument.quantityExponent
            )
            if position.quantity != 0 {
                view.averagePrice = BacktestReports.average(position, instrument)
            }
            let twiceMark = snapshot.markets[holding.instrument.index].twiceMark
            if twiceMark != Domain.none {
                view.mark = Domain.Decimal.shortText(
                    Int128(twiceMark) * 5,
                    exponent: instrument.priceExponent - 1
                )
                view.unrealized = position.unrealized(twiceMark: twiceMark, of: instrument)
                    .map { Domain.Decimal.shortText($0, exponent: exponent) }
            }
            view.realized = Domain.Decimal.shortText(position.realized, exponent: exponent)
            let currency = currencies.first { $0.id == instrument.settlement }
            view.currency = currency?.code ?? ""
            view.fees = Domain.Decimal.shortText(
                Int128(holding.entry.fees),
                exponent: currency?.exponent ?? 0
            )
            return view
        }
    }

    /// Every configured plugin, in configuration order.
    func instanceViews(_ now: HostModel.State) -> [InstanceView] {
        let state = state.withLock { $0 }
        guard state.phase != "starting" else { return [] }
        let positions = positionViews(now)
        return configuration.instances.map { settings in
            let name = settings.name.value
            let entry = resolution.entries.first { $0.settings.name.value == name }
            var view = InstanceView(name: name, plugin: entry?.descriptor.id ?? "")
            view.isEnabled = !state.disabled.contains(name)
            view.account = settings.account?.value
            view.instruments = settings.instruments.map(\.value)
            view.reason = state.reasons[name]
            guard let entry else {
                view.state = "failed"
                view.reason =
                    resolution.failures.first { $0.instance == name }
                    .map { PaperHost.oneLine($0.description) } ?? view.reason
                return view
            }
            view.version = entry.descriptor.version
            view.kind = "\(entry.descriptor.kind)"
            view.language = entry.descriptor.language
            view.sha256 = entry.module.sha256
            if let index = instances.firstIndex(where: { $0.name == name }) {
                view.state = laneState(index, now, view)
                if entry.descriptor.kind == .strategy {
                    view.trading = trading(index, name, now, positions, settings)
                }
            } else {
                view.state = channelState(name, &view)
            }
            return view
        }
    }

    private func laneState(_ index: Int, _ now: HostModel.State, _ view: InstanceView) -> String {
        let member = now.snapshot?.members[index]
        if view.reason != nil { return "faulted" }
        guard let member else { return view.isEnabled ? "starting" : "disabled" }
        if member.isRunning { return member.isPaused ? "paused" : "running" }
        return view.isEnabled ? "stopped" : "disabled"
    }

    private func channelState(_ name: String, _ view: inout InstanceView) -> String {
        if view.reason != nil { return "faulted" }
        guard let channel = channels[name] else { return view.isEnabled ? "stopped" : "disabled" }
        switch channel.state {
        case .starting: return "starting"
        case .running: return "running"
        case .ended: return "stopped"
        case .failed(let problem):
            view.reason = PaperHost.oneLine(problem.description)
            return "faulted"
        }
    }

    private func trading(
        _ index: Int,
        _ name: String,
        _ now: HostModel.State,
        _ positions: [PositionView],
        _ settings: InstanceSettings
    ) -> StrategyView {
        var view = StrategyView()
        let tally = now.tallies[index] ?? HostModel.Tally()
        view.openOrders = tally.open
        view.orders = tally.orders
        view.filled = tally.filled
        view.denied = tally.denied
        view.currency =
            configuration.accounts.first { $0.name.value == settings.account?.value }?
            .currency.value ?? ""
        let mine = positions.filter { $0.scope == "strategy" && $0.name == name }
        view.position = PaperHost.sum(mine.map(\.quantity))
        view.profit = PaperHost.sum(
            mine.flatMap { [$0.realized, $0.unrealized ?? "0", PaperHost.negated($0.fees)] }
        )
        return view
    }

    /// The exact sum of decimal texts; of what is no number, nothing.
    private static func sum(_ texts: [String]) -> String {
        var sum: Int128 = 0
        for text in texts {
            let isNegative = text.hasPrefix("-")
            let parts = text.drop { $0 == "-" }
                .split(separator: ".", omittingEmptySubsequences: false)
            let decimals = parts.count > 1 ? parts[1].prefix(18) : ""
            let digits =
                (parts.first ?? "0") + decimals
                + String(repeating: "0", count: 18 - decimals.count)
            guard let value = Int128(digits) else { continue }
            sum &+= isNegative ? -value : value
        }
        return Domain.Decimal.shortText(sum, exponent: -18)
    }

    private static func negated(_ text: String) -> String {
        text.hasPrefix("-") ? String(text.dropFirst()) : "-\(text)"
    }
}
