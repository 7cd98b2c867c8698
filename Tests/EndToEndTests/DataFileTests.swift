import Foundation
import Support
import Testing

/// One recorded file and the keys that read it.
private struct Recorded: CustomTestStringConvertible, Sendable {
    let file: String
    /// The file's symbol key(s).
    let symbols: String
    /// The instruments described, all alike.
    let names: [String]
    let instrument: String
    var more = ""
    var refused = 0
    var eventsPerRow = 1
    /// Rows that are levels of a snapshot; they count one by one.
    var snapshotLevels = 0
    /// An instrument that trades, where the file makes more than the configured ones.
    var traded: String?
    var testDescription: String { file }

    init(_ file: String, _ name: String, _ instrument: String) {
        self.file = file
        symbols = "symbol: \(name)"
        names = [name]
        self.instrument = instrument
    }

    init(_ file: String, all names: [String], _ instrument: String) {
        self.file = file
        let pairs = names.map { "\($0.prefix { $0 != "." }): \($0)" }
        symbols = "symbols: { \(pairs.joined(separator: ", ")) }"
        self.names = names
        self.instrument = instrument
    }

    func with(_ change: (inout Recorded) -> Void) -> Recorded {
        var copy = self
        change(&copy)
        return copy
    }
}

private let fx = "tick: 0.00001, lot: 1000, asset: fx, currency: USD"
private let spot = "tick: 0.01, lot: 0.00001, asset: crypto, currency: USDT, base: BTC"
private let perpetual =
    "tick: 0.01, lot: 0.001, asset: crypto, currency: USDT, contract: perpetual"
private let share = "tick: 0.01, lot: 1, price_decimals: 4, asset: equity, currency: USD"

private let recordedFiles: [Recorded] = [
    Recorded("fx_eurusd_fxcm_quotes_2014-05-08_09", "EURUSD.FXCM", fx),
    Recorded("fx_gbpusd_fxcm_1m_2012-02", "GBPUSD.FXCM", fx)
        .with {
            $0.more = ", period: 1m"
            $0.eventsPerRow = 2
        },
    Recorded("crypto_btcusdt_binance_spot_2024-08-08_trades", "BTCUSDT.BINANCE", spot),
    Recorded("crypto_btcusdt_binance_spot_2024-08-08_quotes", "BTCUSDT.BINANCE", spot),
    Recorded(
        "crypto_btcusdt_binance_spot_2024-08-08_l2",
        "BTCUSDT.BINANCE",
        spot + ", quantity_decimals: 8"
    )
    .with {
        $0.refused = 17
        $0.snapshotLevels = 2_000
    },
    Recorded("crypto_ethusdt_binance_usdm_2024-08-08_trades", "ETHUSDT.BINANCE", perpetual),
    Recorded("crypto_ethusdt_binance_usdm_2024-08-08_quotes", "ETHUSDT.BINANCE", perpetual),
    Recorded(
        "crypto_btcperp_ftx_1m_2022-01",
        "BTC-PERP.FTX",
        "tick: 1, lot: 0.0001, price_decimals: 3, asset: crypto, currency: USD"
    )
    .with {
        $0.more = ", period: 1m"
        $0.refused = 14
    },
    Recorded(
        "crypto_btcusd_coinbase_4h_2016_2025",
        "BTCUSD.COINBASE",
        "tick: 0.01, lot: 0.00000001, asset: crypto, currency: USD"
    )
    .with { $0.more = ", period: 4h" },
    Recorded(
        "equity_daily_aapl_ibm_spy_1998_2021",
        all: ["AAPL.XNAS", "IBM.XNYS", "SPY.ARCX"],
        share
    ),
    Recorded("equity_spy_1m_2013-10", "SPY.ARCX", share).with { $0.more = ", period: 1m" },
    Recorded("equity_spy_trades_2013-10-11", "SPY.ARCX", share),
    Recorded(
        "future_6eh4_cme_1m_2024-01",
        "6EH4.CME",
        "tick: 0.00005, lot: 1, asset: fx, contract: future, currency: USD, multiplier: 125000"
    )
    .with { $0.more = ", period: 1m, stamp: close" },
    Recorded(
        "option_aapl_daily_quotes_2014-06",
        "AAPL.OPRA",
        share + ", contract: option, multiplier: 100"
    )
    .with {
        $0.eventsPerRow = 2
        $0.traded = "AAPL140606C00490000.OPRA"
    },
]

@Suite("Recorded market data through the whole host")
struct DataFileTests {
    /// What `stats.json`, made by another program, says of a file.
    private struct Statistics: Decodable {
        let file: String
        let rows: Int
    }

    private static func rows(of file: String) throws -> Int {
        let text = try Data(contentsOf: Shared.folder.appending(path: "data/stats.json"))
        let all = try JSONDecoder().decode([Statistics].self, from: text)
        return try #require(all.first { $0.file == "\(file).csv.gz" }).rows
    }

    /// The numbers of the `csv.summary` lines of a log, added up by their words.
    private static func sums(of log: String) -> [String: Int] {
        var sums: [String: Int] = [:]
        for line in log.split(separator: "\n") where line.contains("csv.summary") {
            for word in line.split(separator: " ") {
                let parts = word.split(separator: "=", maxSplits: 1)
                if parts.count == 2, let number = Int(parts[1]) {
                    sums[String(parts[0]), default: 0] += number
                }
            }
        }
        return sums
    }

    @Test(
        "rows in = events out + rows refused, for every file",
        .enabled(if: Shared.isPresent, "needs ../shared/data"),
        arguments: recordedFiles
    )
    fileprivate func everyRow(file: Recorded) throws {
        let described = file.names.map { "\($0): { \(file.instrument) }" }
        let path = Shared.folder.appending(path: "data/\(file.file).csv.gz").path
        let currency = file.instrument.contains("USDT") ? "USDT" : "USD"
        let settings = """
            tenon: 1
            mode: backtest
            accounts:
              main: { venue: simulated, model: same-quote, currency: \(currency), cash: 1 }
            risk:
              main: { max_order_quantity: 1, max_order_notional: 1 \(currency), max_position: 1 }
            report: { directory: out }
            plugins:
              data:
                plugin: dev.tenon.csv
                config:
                  { file: '\(path)', \(file.symbols)\(file.more), on_bad_row: skip,
                    instruments: { \(described.joined(separator: ", ")) } }
              never:
                plugin: dev.tenon.ema-cross-c
                account: main
                instruments: [\(file.traded ?? file.names[0])]
                config: { fast: 1, slow: 1000000 }

            """
        let backtest = try Backtest(settings)
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        let sums = Self.sums(of: backtest.run.errors)
        let rows = try Self.rows(of: file.file)
        #expect(sums["rows"] == rows)
        #expect(sums["refused"] == file.refused)
        let reasons = sums.filter { $0.key.hasPrefix("refused.") }.values.reduce(0, +)
        #expect(reasons == file.refused, "every refused row has its reason")
        #expect(sums["published"] == rows - file.refused)
        let events = (rows - file.refused) * file.eventsPerRow - (sums["one_sided"] ?? 0)
        // To the lane the levels of a snapshot come in a few events.
        let most = events - max(0, file.snapshotLevels - 1)
        #expect(try (most...events).contains(backtest.count("events")), "what the lane took")
        #expect(sums["events"] == events, "what the connector says it gave")
        #expect(try backtest.count("orders") == 0)
        #expect(try backtest.count("backward") == 0)
    }
}
