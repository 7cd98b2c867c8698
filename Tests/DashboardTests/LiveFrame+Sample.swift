import API
import Dashboard
import Support

extension LiveFrame {
    /// The demo in the middle of its run.
    static func sample() -> LiveFrame {
        var status = StatusView()
        status.state = "running"
        status.version = "0.3.0"
        status.mode = "paper"
        status.clock = "data"
        status.speed = "60"
        status.readyMs = 84.4
        status.uptimeSeconds = 15.2
        status.timeNs = 1_399_552_801_123_456_789
        status.counts.marketEvents = 10_233
        status.counts.eventsPerSecond = 1_204.4
        status.counts.orders = 13
        status.counts.fills = 12
        status.counts.denied = 1
        status.stages = [
            StageView(
                name: "risk",
                count: 13,
                p50Ns: 300,
                p99Ns: 900,
                p999Ns: 900,
                maxNs: 900
            ),
            StageView(
                name: "total",
                count: 13,
                p50Ns: 1_234,
                p99Ns: 14_000,
                p999Ns: 15_000,
                maxNs: 15_321
            ),
        ]
        status.accounts = [
            AccountView(name: "main", currency: "USD", cash: "86067.9", equity: "99996.80")
        ]
        status.instances = [connector("eurusd"), strategy("ema")]
        status.notifications.delivered = 3
        return LiveFrame(
            status: status,
            quotes: [quote("EURUSD.FXCM", bid: "1.39281", ask: "1.39283", events: 10_233)],
            fills: [fill(12, buys: true, at: "1.39283"), fill(11, buys: false, at: "1.39250")],
            denials: [denial(13)],
            profitHistory: ["ema": [0, 1, 4, 3, 5, 8, 2, -1, -3.2]],
            progress: LiveProgress(share: 0.17, secondsLeft: 75)
        )
    }

    static func connector(_ name: String) -> InstanceView {
        var view = InstanceView(name: name, plugin: "dev.tenon.csv")
        view.version = "0.2.0"
        view.kind = "data connector"
        view.language = "Swift"
        view.sha256 = String(repeating: "0123456789abcdef", count: 4)
        view.state = "running"
        return view
    }

    static func strategy(_ name: String) -> InstanceView {
        var view = InstanceView(name: name, plugin: "dev.tenon.ema-cross")
        view.version = "0.2.0"
        view.kind = "strategy"
        view.language = "C"
        view.sha256 = String(repeating: "fedcba9876543210", count: 4)
        view.state = "running"
        view.account = "main"
        view.instruments = ["EURUSD.FXCM"]
        var trading = StrategyView()
        trading.position = "10000"
        trading.orders = 13
        trading.filled = 12
        trading.denied = 1
        trading.profit = "-3.2"
        trading.currency = "USD"
        view.trading = trading
        return view
    }

    static func quote(_ symbol: String, bid: String?, ask: String?, events: UInt64) -> QuoteView {
        var view = QuoteView(symbol: symbol)
        view.bid = bid
        view.ask = ask
        view.timeNs = 1_399_552_801_000_000_000
        view.events = events
        view.eventsPerSecond = Double(events) / 8.5
        return view
    }

    static func fill(_ order: UInt64, buys: Bool, at price: String) -> FillView {
        var view = FillView(order: order, strategy: "ema", symbol: "EURUSD.FXCM")
        view.side = buys ? "buy" : "sell"
        view.quantity = "20000"
        view.price = price
        view.timeNs = 1_399_552_790_000_000_000 + Int64(order) * 100_000_000
        view.fee = buys ? "0.28" : "0"
        view.currency = "USD"
        return view
    }

    static func denial(_ order: UInt64) -> OrderView {
        var view = OrderView(order: order, strategy: "ema", symbol: "EURUSD.FXCM")
        view.side = "buy"
        view.quantity = "200000"
        view.status = "denied"
        view.timeNs = 1_399_552_795_000_000_000
        view.reason =
            "max_position of account main: the position would be 210,000, the limit is 100,000; "
            + "order less, or raise risk.main.max_position"
        return view
    }

    /// Anything a plugin may say, in any number.
    static func random(_ seed: UInt64) -> LiveFrame {
        var generator = SeededGenerator(seed: seed)
        func count(_ most: Int) -> Int { Int.random(in: 0...most, using: &generator) }
        func text() -> String {
            var text = ""
            for _ in 0..<count(30) {
                let odd: [UInt32] = [
                    0, 0x1B, 0x9B, 0x0A, 0x0D, 0x7F, 0x85, 0xAD, 0x301, 0x200D, 0x202E, 0x3042,
                    0x1F600, 0xFEFF, 0xE9, 0x2026,
                ]
                let value =
                    Bool.random(using: &generator)
                    ? UInt32.random(in: 0x20..<0x7F, using: &generator)
                    : odd.randomElement(using: &generator) ?? 0
                text.unicodeScalars.append(Unicode.Scalar(value) ?? "?")
            }
            return text
        }
        func number() -> String {
            switch count(4) {
            case 0: return text()
            case 1: return "\(Int64.random(in: .min ... .max, using: &generator))"
            case 2: return "-0.000000000000000001"
            default: return "\(count(100_000)).\(count(99_999))"
            }
        }
        func rate() -> Double {
            [0, -1, .nan, .infinity, 1e300, 1_204.4, 0.2].randomElement(using: &generator) ?? 0
        }
        func time() -> Int64 {
            [0, .min, .max, -1, 1_399_552_801_000_000_000].randomElement(using: &generator) ?? 0
        }
        var status = StatusView()
        status.version = text()
        status.state = count(1) == 0 ? "running" : text()
        status.mode = text()
        status.clock = count(1) == 0 ? "data" : "wall"
        status.speed = count(1) == 0 ? nil : text()
        status.uptimeSeconds = rate()
        status.timeNs = time()
        status.counts.marketEvents = .random(in: 0 ... .max, using: &generator)
        status.counts.eventsPerSecond = rate()
        status.failure = count(3) == 0 ? text() : nil
        status.notifications.failed = UInt64(count(3))
        status.logLinesDropped = UInt64(count(1))
        for _ in 0..<count(2) {
            let large = Int64.random(in: .min ... .max, using: &generator)
            status.stages.append(
                StageView(
                    name: "total",
                    count: UInt64(count(2)),
                    p50Ns: large,
                    p99Ns: 1_000_000,
                    p999Ns: 0,
                    maxNs: .max
                )
            )
        }
        for _ in 0..<count(4) {
            status.accounts.append(
                AccountView(name: text(), currency: text(), cash: number(), equity: number())
            )
        }
        var frame = LiveFrame(status: status, isPaused: count(1) == 0)
        for _ in 0..<count(12) {
            var instance = LiveFrame.strategy(text())
            instance.state =
                ["running", "paused", "faulted", text()].randomElement(using: &generator) ?? ""
            instance.reason = count(1) == 0 ? nil : text()
            instance.trading?.position = number()
            instance.trading?.profit = number()
            instance.trading?.orders = .random(in: 0 ... .max, using: &generator)
            if count(3) == 0 { instance.trading = nil }
            frame.profitHistory[instance.name] = (0..<count(200)).map { _ in rate() }
            frame.status.instances.append(instance)
        }
        for _ in 0..<count(30) {
            var quote = LiveFrame.quote(text(), bid: number(), ask: number(), events: 0)
            quote.eventsPerSecond = rate()
            quote.timeNs = time()
            if count(2) == 0 { quote.bid = nil }
            if count(2) == 0 { quote.last = number() }
            frame.quotes.append(quote)
        }
        for _ in 0..<count(20) {
            var fill = LiveFrame.fill(1, buys: count(1) == 0, at: number())
            (fill.strategy, fill.symbol, fill.quantity) = (text(), text(), number())
            (fill.fee, fill.timeNs) = (number(), time())
            frame.fills.append(fill)
        }
        for _ in 0..<count(20) {
            var denial = LiveFrame.denial(1)
            (denial.strategy, denial.symbol, denial.quantity) = (text(), text(), number())
            denial.reason = count(2) == 0 ? nil : (0..<count(12)).map { _ in text() }.joined()
            frame.denials.append(denial)
        }
        frame.message = count(1) == 0 ? nil : text()
        frame.progress = count(1) == 0 ? nil : LiveProgress(share: rate(), secondsLeft: rate())
        return frame
    }
}
