import API

/// Views of a host at 12:40 on 8 May 2014.
enum Samples {
    /// 12:40:00.123456789 UTC.
    static let moment: Int64 = 1_399_552_800_123_456_789

    static let status: StatusView = {
        var status = StatusView()
        status.state = "running"
        status.version = "0.3.0"
        status.pid = 4_711
        status.mode = "paper"
        status.clock = "data"
        status.speed = "60"
        status.configuration = "/srv/tenon/plugins.yaml"
        status.stateFolder = "/srv/tenon/.tenon"
        status.startedNs = 1_800_000_000_000_000_000
        status.readyMs = 182.4
        status.uptimeSeconds = 65.5
        status.timeNs = moment
        status.sequence = 41_234
        status.counts.marketEvents = 38_211
        status.counts.eventsPerSecond = 702.4
        status.counts.delivered = 38_211
        status.counts.intents = 14
        status.counts.orders = 12
        status.counts.denied = 2
        status.counts.fills = 12
        status.stages = [
            StageView(
                name: "total",
                count: 12,
                p50Ns: 1_151,
                p99Ns: 9_215,
                p999Ns: 9_840,
                maxNs: 9_840
            )
        ]
        status.accounts = [
            AccountView(name: "main", currency: "USD", cash: "186073.50", equity: "200012.25")
        ]
        status.instances = instances
        status.notifications.delivered = 3
        return status
    }()

    static let quotes: [QuoteView] = {
        var full = QuoteView(symbol: "EUR/USD")
        full.bid = "1.39272"
        full.bidQuantity = "1500000"
        full.ask = "1.39276"
        full.askQuantity = "750000"
        full.timeNs = moment
        full.events = 38_211
        full.eventsPerSecond = 702.4
        return [full, QuoteView(symbol: "XAU/USD")]
    }()

    static let positions: [PositionView] = {
        var strategy = PositionView(scope: "strategy", name: "ema", symbol: "EUR/USD")
        strategy.quantity = "-10000"
        strategy.averagePrice = "1.39290"
        strategy.mark = "1.39274"
        strategy.currency = "USD"
        strategy.realized = "12.25"
        strategy.unrealized = "1.60"
        strategy.fees = "0.84"
        return [strategy, PositionView(scope: "account", name: "main", symbol: "XAU/USD")]
    }()

    static let orders: [OrderView] = {
        var denied = OrderView(order: 14, strategy: "ema", symbol: "EUR/USD")
        denied.account = "main"
        denied.side = "buy"
        denied.timeInForce = "ioc"
        denied.quantity = "900000"
        denied.status = "denied"
        denied.reason =
            "max_position: 910000 would exceed 500000; lower quantity or raise risk.main"
        denied.timeNs = moment
        denied.sequence = 41_000
        var working = OrderView(order: 13, strategy: "ema", symbol: "EUR/USD")
        working.account = "main"
        working.side = "sell"
        working.timeInForce = "gtc"
        working.quantity = "10000"
        working.filled = "4000"
        working.averagePrice = "1.39290"
        working.fee = "0.07"
        working.status = "partly filled"
        working.timeNs = moment - 1_000_000_000
        working.sequence = 40_100
        return [denied, working]
    }()

    static let fills: [FillView] = {
        var fill = FillView(order: 13, strategy: "ema", symbol: "EUR/USD")
        fill.sequence = 40_100
        fill.timeNs = moment - 1_000_000_000
        fill.side = "sell"
        fill.quantity = "4000"
        fill.price = "1.39290"
        fill.fee = "0.07"
        fill.currency = "USD"
        return [fill]
    }()

    static let instances: [InstanceView] = {
        var feed = InstanceView(name: "feed", plugin: "csv")
        feed.version = "1.0.0"
        feed.kind = "connector"
        feed.language = "Swift"
        feed.sha256 = String(repeating: "0f", count: 32)
        feed.state = "running"
        feed.instruments = ["EUR/USD"]
        var ema = InstanceView(name: "ema", plugin: "ema-cross")
        ema.version = "1.2.0"
        ema.kind = "strategy"
        ema.language = "C"
        ema.sha256 = String(repeating: "a5", count: 32)
        ema.state = "paused"
        ema.reason = "paused by uid 1000 pid 4711"
        ema.account = "main"
        ema.instruments = ["EUR/USD"]
        var trading = StrategyView()
        trading.position = "-10000"
        trading.openOrders = 1
        trading.orders = 12
        trading.filled = 11
        trading.denied = 2
        trading.profit = "13.01"
        trading.currency = "USD"
        ema.trading = trading
        return [feed, ema]
    }()

    static func detail(of instance: InstanceView) -> InstanceDetail {
        var detail = InstanceDetail(instance: instance)
        detail.summary = "Trades when two averages cross."
        detail.vendor = "Tenon"
        detail.licence = "MIT"
        detail.file = "/srv/tenon/lib/libEMACrossC.so"
        detail.config = #"{"fast":100,"slow":400}"#
        var fast = ParameterView(
            name: "fast",
            value: "100",
            unit: "events",
            type: "integer",
            isRuntime: true
        )
        fast.minimum = "1"
        fast.maximum = "10000"
        var price = ParameterView(
            name: "price",
            value: "mid",
            unit: "",
            type: "choice",
            isRuntime: false
        )
        price.choices = ["bid", "ask", "mid"]
        detail.parameters = [fast, price]
        detail.positions = positions.filter { $0.name == instance.name }
        return detail
    }

    static let history: [HistoryEntry] = [
        HistoryEntry(
            timeNs: 0,
            sequence: 0,
            wallNs: 1_800_000_000_000_000_000,
            what: "started",
            detail: "",
            actor: "plugins.yaml"
        ),
        HistoryEntry(
            timeNs: moment,
            sequence: 41_100,
            wallNs: 1_800_000_060_000_000_000,
            what: "set",
            detail: "fast 100 -> 50",
            actor: "uid 1000 pid 4711"
        ),
    ]
}
