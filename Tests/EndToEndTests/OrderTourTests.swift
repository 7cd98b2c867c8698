import Foundation
import Support
import Testing

/// One run of the order tour, with what came back by row.
private struct Tour {
    let backtest: Backtest
    /// Of each row its states in order: `STATUS`, or `STATUS/CHANGE` where more changed than the
    /// state; fills as `STATUS@price`.
    let paths: [Int: String]
    let names: [Int: String]
    /// Of each row that was denied, why.
    let denials: [Int: Int]

    init(_ settings: String, in folder: TemporaryFolder) throws {
        backtest = try Backtest(settings, in: folder)
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        var paths: [Int: [String]] = [:]
        var names: [Int: String] = [:]
        var denials: [Int: Int] = [:]
        let text = backtest.run.errors + backtest.run.output
        for line in text.split(separator: "\n") where line.hasPrefix("tour: tour ") {
            let words = line.split(separator: " ").map(String.init)
            let row = try #require(Int(words[2]))
            names[row] = words[3]
            if words[4] == "DENIED" { denials[row] = words.count > 7 ? Int(words[7]) : nil }
            switch words[5] {
            case "STATE": paths[row, default: []].append(words[4])
            case "FILL":
                let price = words[6].split(separator: "@").last.map(String.init) ?? "?"
                paths[row, default: []].append("\(words[4])@\(price)")
            default: paths[row, default: []].append("\(words[4])/\(words[5])")
            }
        }
        self.paths = paths.mapValues { $0.joined(separator: " ") }
        self.names = names
        self.denials = denials
    }

    /// `row name: path`, a line each.
    var lines: [String] {
        paths.keys.sorted().map { "\($0) \(names[$0] ?? "?"): \(paths[$0] ?? "")" }
    }
}

/// Prices made so that a row's whole way can be read off them.
private enum Course {
    /// Within the ten quotes of a row the bid goes 6 ticks up and 6 down, and the ask is a tick
    /// above; orders stand 5 ticks away.
    static let steps = [0, 2, 4, 6, 3, 0, -3, -6, -3, 0]
    static let rows = 32

    static func price(_ ticks: Int) -> String {
        let cents = 10_000 + ticks
        return "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }

    /// Ten seconds apart; the UTC day ends with the 22nd row.
    static func quotes() -> String {
        let midnight = 1_700_006_400
        var text = "ts_ns,bid,ask\n"
        for index in 0..<rows * 10 {
            let time = midnight + (index - 220) * 10
            let bid = steps[index % 10]
            text += "\(time)000000000,\(price(bid)),\(price(bid + 1))\n"
        }
        return text
    }

    /// Daily bars, two a row, each from 100.00 over 100.06 and 99.94 back.
    static func bars() -> String {
        var text = "ts_ns,open,high,low,close,volume\n"
        for index in 0..<rows * 2 {
            let time = 1_700_006_400 + index * 86_400
            text += "\(time)000000000,\(price(0)),\(price(6)),\(price(-6)),\(price(0)),1000\n"
        }
        return text
    }
}

@Suite("Order tour: the way of each order")
struct OrderTourTests {
    /// `TENON_REASON_UNSUPPORTED`, as a plugin sees it.
    private static let unsupported = 2

    private func tour(_ model: String, account: String = "") throws -> Tour {
        let folder = try TemporaryFolder()
        let isBars = model.contains("bar")
        try folder.write(isBars ? Course.bars() : Course.quotes(), to: "prices.csv")
        let period = isBars ? "period: 1d, " : ""
        let config =
            isBars
            ? "every: 2, offset: 5, quantity: 10, lifetime: 86400"
            : "every: 10, offset: 5, quantity: 10, lifetime: 60"
        return try Tour(
            Market.settings(
                """
                prices:
                  plugin: dev.tenon.csv
                  config: { file: prices.csv, symbol: AAA.TEST, \(period)
                    instruments: { AAA.TEST: { tick: 0.01, lot: 1, asset: equity, currency: USD } } }
                tour:
                  plugin: dev.tenon.order-tour
                  account: main
                  instruments: [AAA.TEST]
                  config: { \(config) }
                """,
                model: model,
                account: account
            ),
            in: folder
        )
    }

    @Test("same-quote, every type at the venue")
    func sameQuote() throws {
        let expected = [
            "1 market: SENT FILLED@10001",
            "2 limit: SENT WORKING FILLED@9995",
            "3 limit-takes: SENT FILLED@10001",
            "4 stop: SENT WORKING WORKING/TRIGGERED FILLED@9995",
            "5 stop-limit: SENT WORKING WORKING/TRIGGERED FILLED@9994",
            "6 market-if-touched: SENT WORKING WORKING/TRIGGERED FILLED@9995",
            "7 limit-if-touched: SENT WORKING WORKING/TRIGGERED FILLED@9995",
            "8 trailing-stop-price: SENT WORKING WORKING/TRIGGERED FILLED@10001",
            "9 trailing-stop-ticks: SENT WORKING WORKING/TRIGGERED FILLED@10001",
            "10 trailing-stop-bps: SENT WORKING WORKING/TRIGGERED FILLED@10004",
            "11 trailing-stop-limit: SENT WORKING WORKING/TRIGGERED WORKING/RESTATED FILLED@10000",
            "12 market-to-limit: SENT FILLED@10001",
            "13 iceberg: SENT WORKING FILLED@9995",
            "14 day: SENT WORKING EXPIRED",
            "15 good-till-date: SENT WORKING EXPIRED",
            "16 ioc-takes: SENT FILLED@10001",
            "17 ioc-misses: SENT CANCELED",
            "18 fok-takes: SENT FILLED@10000",
            "19 fok-misses: SENT CANCELED",
            "20 at-open: SENT WORKING FILLED@10001",
            "21 at-close: SENT WORKING FILLED@10000",
            "22 post-only-rests: SENT WORKING FILLED@9995",
            "23 post-only-takes: SENT REJECTED",
            "24 reduce-only: SENT FILLED@10000",
            "25 oco-target: SENT WORKING FILLED@10006",
            "26 oco-stop: SENT WORKING CANCEL_PENDING CANCELED",
            "27 oto-entry: SENT FILLED@10001",
            "28 oto-target: SENT WORKING FILLED@10006",
            "29 ouo-target: SENT WORKING FILLED@10006",
            "30 ouo-stop: SENT WORKING CANCEL_PENDING CANCELED",
            "31 bracket-entry: SENT FILLED@10001",
            "32 bracket-stop: SENT WORKING CANCEL_PENDING CANCELED",
            "33 bracket-target: SENT WORKING FILLED@10006",
            "34 replaced: SENT WORKING REPLACE_PENDING WORKING/REPLACED FILLED@10001",
        ]
        #expect(try tour("same-quote").lines == expected)
    }

    @Test("same-quote at a venue of market and limit orders: the host watches the rest")
    func emulated() throws {
        let expected = [
            "1 market: SENT FILLED@10001",
            "2 limit: SENT WORKING FILLED@9995",
            "3 limit-takes: SENT FILLED@10001",
            "4 stop: EMULATED EMULATED/TRIGGERED SENT FILLED@9994",
            "5 stop-limit: EMULATED EMULATED/TRIGGERED SENT FILLED@9994",
            "6 market-if-touched: EMULATED EMULATED/TRIGGERED SENT FILLED@9995",
            "7 limit-if-touched: EMULATED EMULATED/TRIGGERED SENT FILLED@9995",
            "8 trailing-stop-price: EMULATED EMULATED/TRIGGERED SENT FILLED@10000",
            "9 trailing-stop-ticks: EMULATED EMULATED/TRIGGERED SENT FILLED@10000",
            "10 trailing-stop-bps: EMULATED EMULATED/TRIGGERED SENT FILLED@10003",
            "11 trailing-stop-limit: EMULATED EMULATED/TRIGGERED SENT FILLED@10000",
            "12 market-to-limit: DENIED",
            "13 iceberg: EMULATED SENT WORKING PARTLY_FILLED@9995 FILLED@9995",
            "14 day: SENT WORKING EXPIRED",
            "15 good-till-date: SENT WORKING EXPIRED",
            "16 ioc-takes: SENT FILLED@10001",
            "17 ioc-misses: SENT CANCELED",
            "18 fok-takes: SENT FILLED@10000",
            "19 fok-misses: SENT CANCELED",
            "20 at-open: SENT WORKING FILLED@10001",
            "21 at-close: SENT WORKING FILLED@10000",
            "22 post-only-rests: SENT WORKING FILLED@9995",
            "23 post-only-takes: SENT REJECTED",
            "24 reduce-only: SENT FILLED@10000",
            "25 oco-target: SENT WORKING FILLED@10006",
            "26 oco-stop: EMULATED CANCELED",
            "27 oto-entry: SENT FILLED@10001",
            "28 oto-target: SENT WORKING FILLED@10006",
            "29 ouo-target: SENT WORKING FILLED@10006",
            "30 ouo-stop: EMULATED CANCELED",
            "31 bracket-entry: SENT FILLED@10001",
            "32 bracket-stop: EMULATED CANCELED",
            "33 bracket-target: SENT WORKING FILLED@10006",
            "34 replaced: SENT WORKING REPLACE_PENDING WORKING/REPLACED FILLED@10001",
        ]
        let venue = ", order_types: [market, limit]"
        #expect(try tour("same-quote", account: venue).lines == expected)
    }

    @Test("same-quote, times in force that the venue does not keep")
    func hostKeepsTime() throws {
        let whole = try tour("same-quote")
        let tour = try tour("same-quote", account: ", times_in_force: [gtc]")
        let kept = "EMULATED SENT WORKING CANCEL_PENDING EXPIRED"
        var expected = whole.paths
        for row in [14, 15] { expected[row] = kept }
        let lacking = [16, 17, 18, 19, 20, 21]
        for row in lacking { expected[row] = "DENIED" }
        #expect(tour.paths == expected)
        #expect(tour.denials.keys.sorted() == lacking)
        #expect(tour.denials.values.allSatisfy { $0 == Self.unsupported })
        #expect(whole.denials.isEmpty)
    }

    @Test("next-bar-open")
    func bars() throws {
        let expected = [
            "1 market: SENT WORKING FILLED@10000",
            "2 limit: SENT WORKING FILLED@9995",
            "3 limit-takes: SENT WORKING FILLED@10000",
            "4 stop: SENT WORKING WORKING/TRIGGERED FILLED@9995",
            "5 stop-limit: SENT WORKING WORKING/TRIGGERED FILLED@9995",
            "6 market-if-touched: SENT WORKING WORKING/TRIGGERED FILLED@9995",
            "7 limit-if-touched: SENT WORKING WORKING/TRIGGERED FILLED@9995",
            "8 trailing-stop-price: SENT WORKING WORKING/TRIGGERED FILLED@9995",
            "9 trailing-stop-ticks: SENT WORKING WORKING/TRIGGERED FILLED@9995",
            "10 trailing-stop-bps: SENT WORKING WORKING/TRIGGERED FILLED@9999",
            "11 trailing-stop-limit: SENT WORKING WORKING/TRIGGERED WORKING/RESTATED FILLED@9995",
            "12 market-to-limit: SENT WORKING FILLED@10000",
            "13 iceberg: SENT WORKING FILLED@9995",
            "14 day: SENT WORKING EXPIRED",
            "15 good-till-date: SENT WORKING EXPIRED",
            "16 ioc-takes: SENT WORKING FILLED@10000",
            "17 ioc-misses: SENT WORKING CANCELED",
            "18 fok-takes: SENT WORKING FILLED@10000",
            "19 fok-misses: SENT WORKING CANCELED",
            "20 at-open: SENT WORKING FILLED@10000",
            "21 at-close: SENT WORKING FILLED@10000",
            "22 post-only-rests: SENT WORKING FILLED@9995",
            "23 post-only-takes: SENT REJECTED",
            "24 reduce-only: SENT WORKING FILLED@10000",
            "25 oco-target: SENT WORKING FILLED@10005",
            "26 oco-stop: SENT WORKING CANCEL_PENDING CANCELED",
            "27 oto-entry: SENT WORKING FILLED@10000",
            "28 oto-target: EMULATED SENT WORKING FILLED@10005",
            "29 ouo-target: SENT WORKING FILLED@10005",
            "30 ouo-stop: SENT WORKING CANCEL_PENDING CANCELED",
            "31 bracket-entry: SENT WORKING FILLED@10000",
            "32 bracket-stop: EMULATED SENT WORKING WORKING/TRIGGERED FILLED@9995",
            "33 bracket-target: EMULATED SENT WORKING CANCEL_PENDING CANCELED",
            "34 replaced: SENT WORKING REPLACE_PENDING WORKING/REPLACED FILLED@10000",
        ]
        #expect(try tour("next-bar-open").lines == expected)
    }

    /// A tour of recorded data; `account` follows the cash.
    private func recorded(
        file: String,
        symbol: String,
        definition: String,
        model: String,
        config: String,
        more: String = "",
        account: String = ""
    ) throws -> Tour {
        try Tour(
            Market.settings(
                """
                prices:
                  plugin: dev.tenon.csv
                  config: { file: '\(file)', symbol: \(symbol)\(more),
                    instruments: { \(symbol): { \(definition) } } }
                tour:
                  plugin: dev.tenon.order-tour
                  account: main
                  instruments: [\(symbol)]
                  config: { \(config) }
                """,
                model: model,
                account: account
            ),
            in: TemporaryFolder()
        )
    }

    /// What must hold on any data: every row went out, nothing came after an end, and an order
    /// began as sent or, where the host watches, as emulated.
    private func judge(_ tour: Tour, denied: Set<Int> = [], emulated: Set<Int> = []) throws {
        #expect(tour.paths.keys.sorted() == Array(1...34))
        let ends: Set<String> = ["FILLED", "CANCELED", "REJECTED", "EXPIRED", "DENIED"]
        for row in tour.paths.keys.sorted() {
            let path = try #require(tour.paths[row])
            let states = path.split(separator: " ")
                .map { String($0.prefix { $0 != "@" && $0 != "/" }) }
            let line = Comment(rawValue: "\(row) \(tour.names[row] ?? "?"): \(path)")
            #expect((states == ["DENIED"]) == denied.contains(row), line)
            #expect(states.dropLast().allSatisfy { !ends.contains($0) }, line)
            if emulated.contains(row) { #expect(states.first == "EMULATED", line) }
            #expect(["SENT", "EMULATED", "DENIED"].contains(states.first ?? ""), line)
        }
        // What ends by itself does not need an event to end; the others have ended.
        let mayBeOpen: Set<Int> = [14, 15, 20, 21]
        let open = tour.paths.filter { row, path in
            !ends.contains { (path.split(separator: " ").last ?? "").hasPrefix($0) }
                && !mayBeOpen.contains(row)
        }
        #expect(open.isEmpty)
    }

    /// The rows that a venue of market and limit orders does not know: the host watches them.
    private static let watched: Set<Int> = [4, 5, 6, 7, 8, 9, 10, 11, 13]

    @Test(
        "on the sample's quotes every row goes its way",
        arguments: ["same-quote", "next-quote"],
        ["", ", order_types: [market, limit]"]
    )
    func sample(model: String, account: String) throws {
        let samples = Repository.root.appending(path: "Plugins/Connectors/CSV/Samples")
        let tour = try recorded(
            file: samples.appending(path: "eurusd-2014-05-08.csv.gz").path,
            symbol: "EURUSD.FXCM",
            definition: "tick: 0.00001, lot: 1000, asset: fx, base: EUR, currency: USD",
            model: model,
            config: "every: 200, offset: 5, quantity: 10000",
            account: account
        )
        let isWhole = account.isEmpty
        // Row 24 is to reduce, and the rows before it have left the tour short: R20.
        try judge(
            tour,
            denied: isWhole ? [24] : [12, 24],
            emulated: isWhole ? [] : Self.watched
        )
    }

    @Test(
        "on SPY's daily bars every row goes its way",
        .enabled(if: Shared.isPresent, "no recorded data beside the repository"),
        arguments: ["next-bar-open", "same-bar-close"],
        ["", ", order_types: [market, limit]"]
    )
    func daily(model: String, account: String) throws {
        let data = Shared.folder.appending(path: "data/equity_daily_aapl_ibm_spy_1998_2021.csv.gz")
        let tour = try recorded(
            file: data.path,
            symbol: "SPY.ARCX",
            definition: "tick: 0.01, lot: 1, asset: equity, currency: USD",
            model: model,
            config: "every: 5, offset: 50, quantity: 10, lifetime: 172800",
            more: ", rows: 400",
            account: account
        )
        let isWhole = account.isEmpty
        // What the host watches fills later: row 24 then finds the tour short (R20).
        try judge(tour, denied: isWhole ? [] : [12, 24], emulated: isWhole ? [] : Self.watched)
    }
}
