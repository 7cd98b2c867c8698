import CTenon
import Foundation
import Support
import Testing

/// One file of recorded market data, and how to read it.
private struct SharedFile: CustomTestStringConvertible, Sendable {
    let file: String
    let symbols: String
    let instrument: String
    var more = ""
    /// Rows that must be refused, by reason; any other refusal fails the test.
    var refused: [String: Int] = [:]
    /// Figures of the data's README, by their word in the summary.
    var known: [String: Int] = [:]
    /// Events a row becomes, but for those of one side.
    var eventsPerRow = 1

    var testDescription: String { file }

    /// The configuration for a file at a path.
    func config(_ path: String) -> String {
        let names = symbols.split(separator: " ").map(String.init)
        let described = names.map { "\"\($0)\": {\(instrument)}" }.joined(separator: ", ")
        let mapped = names.map { "\"\($0.prefix { $0 != "." })\": \"\($0)\"" }
        let chosen =
            names.count == 1
            ? "\"symbol\": \"\(names[0])\""
            : "\"symbols\": {\(mapped.joined(separator: ", "))}"
        return """
            {"file": "\(path)", \(chosen), "instruments": {\(described)}, "on_bad_row": "skip"\(more)}
            """
    }
}

private let fx = #""tick": "0.00001", "lot": 1000, "asset": "fx", "currency": "USD""#
private let spot =
    #""tick": "0.01", "lot": "0.00001", "asset": "crypto", "base": "BTC", "currency": "USDT""#
private let perpetual =
    #""tick": "0.01", "lot": "0.001", "asset": "crypto", "contract": "perpetual", "currency": "USDT""#
private let share =
    #""tick": "0.01", "lot": 1, "price_decimals": 4, "asset": "equity", "currency": "USD""#

private let sharedFiles: [SharedFile] = [
    SharedFile(
        file: "fx_eurusd_fxcm_quotes_2014-05-08_09",
        symbols: "EURUSD.FXCM",
        instrument: fx,
        known: ["crossed": 28_295, "locked": 31_360, "repeats": 61]
    ),
    SharedFile(
        file: "fx_gbpusd_fxcm_1m_2012-02",
        symbols: "GBPUSD.FXCM",
        instrument: fx,
        more: #", "period": "1m""#,
        known: ["crossed": 347],
        eventsPerRow: 2
    ),
    SharedFile(
        file: "crypto_btcusdt_binance_spot_2024-08-08_trades",
        symbols: "BTCUSDT.BINANCE",
        instrument: spot
    ),
    SharedFile(
        file: "crypto_btcusdt_binance_spot_2024-08-08_quotes",
        symbols: "BTCUSDT.BINANCE",
        instrument: spot
    ),
    // Seven sizes are finer than the lot. The changes of two messages are older than the snapshot,
    // a third reaches past it and stays.
    SharedFile(
        file: "crypto_btcusdt_binance_spot_2024-08-08_l2",
        symbols: "BTCUSDT.BINANCE",
        instrument: spot + #", "quantity_decimals": 8"#,
        refused: ["beforeSnapshot": 17],
        known: ["gaps": 0]
    ),
    SharedFile(
        file: "crypto_ethusdt_binance_usdm_2024-08-08_trades",
        symbols: "ETHUSDT.BINANCE",
        instrument: perpetual
    ),
    SharedFile(
        file: "crypto_ethusdt_binance_usdm_2024-08-08_quotes",
        symbols: "ETHUSDT.BINANCE",
        instrument: perpetual
    ),
    // A quarter's worth of volumes with the noise of binary fractions: 11 decimals.
    SharedFile(
        file: "crypto_btcperp_ftx_1m_2022-01",
        symbols: "BTC-PERP.FTX",
        instrument:
            #""tick": 1, "lot": "0.0001", "price_decimals": 3, "asset": "crypto", "currency": "USD""#,
        more: #", "period": "1m""#,
        refused: ["tooFine": 14]
    ),
    SharedFile(
        file: "crypto_btcperp_ftx_1m_2022-01",
        symbols: "BTC-PERP.FTX",
        instrument:
            #""tick": 1, "lot": "0.0001", "price_decimals": 3, "asset": "crypto", "currency": "USD""#,
        more: #", "period": "1m", "volume": "nearest""#,
        known: ["rounded": 14]
    ),
    SharedFile(
        file: "crypto_btcusd_coinbase_4h_2016_2025",
        symbols: "BTCUSD.COINBASE",
        instrument: #""tick": "0.01", "lot": "0.00000001", "asset": "crypto", "currency": "USD""#,
        more: #", "period": "4h""#
    ),
    SharedFile(
        file: "equity_daily_aapl_ibm_spy_1998_2021",
        symbols: "AAPL.XNAS IBM.XNYS SPY.ARCX",
        instrument: share
    ),
    SharedFile(
        file: "equity_spy_1m_2013-10",
        symbols: "SPY.ARCX",
        instrument: share,
        more: #", "period": "1m""#
    ),
    SharedFile(
        file: "equity_spy_trades_2013-10-11",
        symbols: "SPY.ARCX",
        instrument: share,
        known: ["repeats": 26_875]
    ),
    SharedFile(
        file: "future_6eh4_cme_1m_2024-01",
        symbols: "6EH4.CME",
        instrument:
            #""tick": "0.00005", "lot": 1, "asset": "fx", "contract": "future", "currency": "USD", "#
            + #""base": "EUR", "multiplier": 125000"#,
        more: #", "period": "1m", "stamp": "close""#
    ),
    SharedFile(
        file: "option_aapl_daily_quotes_2014-06",
        symbols: "AAPL.OPRA",
        instrument: share + #", "contract": "option", "multiplier": 100"#,
        known: ["one_sided": 355],
        eventsPerRow: 2
    ),
]

@Suite("CSV files of recorded market data")
struct SharedDataTests {
    /// The data folder, `nil` where it is not at hand.
    private static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["TENON_SHARED"]
        let shared =
            named.map { URL(filePath: $0) }
            ?? Repository.root.deletingLastPathComponent().appending(path: "shared")
        let data = shared.appending(path: "data")
        return FileManager.default.fileExists(atPath: data.path) ? data : nil
    }()

    /// What `stats.json`, made by another program, says of a file.
    private struct Statistics: Decodable {
        let file: String
        let rows: Int
    }

    private static func rows(of file: String, in folder: URL) throws -> Int {
        let text = try Data(contentsOf: folder.appending(path: "stats.json"))
        let all = try JSONDecoder().decode([Statistics].self, from: text)
        return try #require(all.first { $0.file == file }).rows
    }

    @Test(
        "rows in = rows published + rows refused, each with its reason",
        .enabled(if: folder != nil, "no ../shared beside the repository and no TENON_SHARED"),
        arguments: sharedFiles
    )
    fileprivate func everyRow(file: SharedFile) throws {
        let folder = try #require(Self.folder)
        let path = folder.appending(path: file.file + ".csv.gz")
        let run = try FeedRun(file.config(path.path))
        #expect(run.host.failures == [])
        var sums: [String: Int] = [:]
        for summary in run.host.summaries {
            #expect(summary["whole"] == "1")
            for (word, value) in summary { sums[word, default: 0] += Int(value) ?? 0 }
        }
        let rows = try Self.rows(of: file.file + ".csv.gz", in: folder)
        let refused = file.refused.values.reduce(0, +)
        #expect(sums["rows"] == rows)
        #expect(sums["refused"] == refused)
        #expect(sums["published"] == rows - refused)
        for (reason, count) in file.refused { #expect(sums["refused.\(reason)"] == count) }
        for (word, count) in file.known { #expect(sums[word] == count, "\(word)") }
        let events = (rows - refused) * file.eventsPerRow - (sums["one_sided"] ?? 0)
        #expect(run.host.marketEvents == events)
        #expect(sums["events"] == events)
        #expect(run.host.backwardTimes == 0)
    }

    @Test(
        "what is no market data is refused with what it is",
        .enabled(if: folder != nil, "no ../shared beside the repository and no TENON_SHARED"),
        arguments: [
            ("equity_factors_aapl_ibm_spy.csv.gz", "adjustment factors, not market data"),
            ("crypto_btcusdt_binance_spot_2024-08-08_raw.jsonl.gz", "(JSON), not CSV"),
        ]
    )
    func notMarketData(file: String, reason: String) throws {
        let path = try #require(Self.folder).appending(path: file).path
        let run = try FeedRun(
            #"{"file": "\#(path)", "symbol": "X.T", "instruments": {"X.T": {\#(share)}}}"#
        )
        #expect(run.status == tenon_status(TENON_E_INVALID))
        #expect(run.host.failures.first?.contains(reason) == true)
        #expect(run.host.failures.first?.contains(file) == true)
    }
}
