import CTenon
import Foundation
import Settings
import Support
import Testing

/// A configuration that must be refused, and words of the sentence that says why.
private struct BadSettings: CustomTestStringConvertible {
    var keys = #""file": "FILE", "symbol": "X.T""#
    var instrument = #""tick": "0.01", "lot": 1, "asset": "equity", "currency": "USD""#
    let words: [String]

    var testDescription: String { "\(keys) \(instrument)" }

    /// Further keys of the file.
    static func file(_ more: String, _ words: String...) -> BadSettings {
        BadSettings(keys: #""file": "FILE", "symbol": "X.T", "# + more, words: words)
    }
    /// Other keys of the file.
    static func only(_ keys: String, _ words: String...) -> BadSettings {
        BadSettings(keys: keys, words: words)
    }
    /// Other members of the instrument.
    static func instrument(_ members: String, _ words: String...) -> BadSettings {
        BadSettings(instrument: members, words: words)
    }
}

private let badSettings: [BadSettings] = [
    .only(#""symbol": "X.T""#, "config.file", "missing"),
    .only(#""file": "/nowhere/x.csv", "symbol": "X.T""#, "/nowhere/x.csv", "No such file"),
    .only(#""file": "FILE""#, "config.symbol", "missing"),
    .only(#""file": "FILE", "symbol": "Y.T""#, "config.instruments", "'Y.T'", "tick"),
    .only(#""files": []"#, "config.files"),
    .only(#""files": [{"symbol": "X.T"}]"#, "config.files[0].file"),
    .only(#""files": [{"file": "FILE", "symbol": "X.T", "speed": 1}]"#, "config.files[0].speed"),
    .file(#""colour": 1"#, "config.colour", "unknown key"),
    .file(#""symbols": {"X": "X.T"}"#, "config.symbols", "either"),
    .file(#""period": "1m""#, "config.period", "no meaning", "rows.csv"),
    .file(#""stamp": "close""#, "config.stamp", "no meaning"),
    .file(#""volume": "nearest""#, "config.volume", "no meaning"),
    .file(#""stamp": "middle""#, "config.stamp", "open, close"),
    .file(#""first_row": -1"#, "config.first_row"), .file(#""rows": 0"#, "config.rows"),
    .file(#""from": "yesterday""#, "config.from", "UTC"),
    .file(#""to": "2014-05-08T05:00:00""#, "config.to", "UTC"),
    .file(#""from": "2014-02-29""#, "config.from"),
    .file(#""speed": 0"#, "config.speed"), .file(#""speed": "fast""#, "config.speed", "max"),
    .file(#""on_bad_row": "ignore""#, "config.on_bad_row", "stop, skip"),
    .file(#""sizes": "0.5""#, "sizes", "finer than the lot"),
    .file(#""sizes": "-1""#, "sizes", "negative"),
    .instrument(#""lot": 1, "asset": "equity", "currency": "USD""#, "X.T.tick", "missing"),
    .instrument(#""tick": 0, "lot": 1, "asset": "equity", "currency": "USD""#, "tick", "above 0"),
    .instrument(#""tick": 1, "lot": 1, "currency": "USD""#, "X.T.asset", "missing"),
    .instrument(#""tick": 1, "lot": 1, "asset": "gold", "currency": "USD""#, "X.T.asset"),
    .instrument(#""tick": 1, "lot": 1, "asset": "equity""#, "X.T.currency"),
    .instrument(
        #""tick": "0.01", "lot": 1, "asset": "equity", "currency": "USD", "price_decimals": 1"#,
        "X.T.price_decimals",
        "0.01"
    ),
    .instrument(
        #""tick": 1, "lot": 1, "asset": "equity", "currency": "USD", "min_quantity": "0.5""#,
        "X.T.min_quantity"
    ),
    .instrument(
        #""tick": 1, "lot": 1, "asset": "equity", "currency": "USD", "multiplier": 0"#,
        "X.T.multiplier"
    ),
    .instrument(
        #""tick": 1, "lot": 1, "asset": "equity", "currency": "USD", "sector": "tech""#,
        "X.T.sector",
        "unknown key"
    ),
]

@Suite("CSV settings")
struct SettingsTests {
    @Test("a bad configuration says where, what, and what to do", arguments: badSettings)
    fileprivate func refused(settings: BadSettings) throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(CSVText.quotes + "1,1,2\n", to: "rows.csv")
        let keys = settings.keys.replacingOccurrences(of: "FILE", with: file.path)
        let run = try FeedRun("{\(keys), \"instruments\": {\"X.T\": {\(settings.instrument)}}}")
        #expect(run.status != tenon_status(TENON_OK) && run.host.bytes.isEmpty)
        let failure = try #require(run.host.failures.first)
        #expect(run.host.failures.count == 1)
        for word in settings.words { #expect(failure.contains(word), "\(failure)") }
    }

    @Test("what plugins.yaml says reaches the plugin through the host's reading of the schema")
    func plainText() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write(CSVText.quotes + "1,1,2\n2,1,2\n", to: "rows.csv")
        let text = """
            tenon: 1
            mode: backtest
            accounts: { main: { venue: simulated, model: same-quote, currency: USD, cash: 1 } }
            plugins:
              feed:
                plugin: dev.tenon.csv
                config:
                  files:
                    - { file: \(file.path), symbol: X.T, sizes: 1000, from: 1970-01-01, rows: 1 }
                  instruments:
                    X.T: { tick: 0.01, lot: 1, asset: equity, currency: USD, shortable: false }
            """
        let host = try HostConfiguration(
            bytes: Array(text.utf8),
            name: "plugins.yaml",
            overrides: []
        )
        let instance = try #require(host.instances.first)
        let config = try PluginConfiguration.json(
            of: instance.config,
            instance: instance.name,
            schema: ConfigSchema(try FeedRun.configSchema("libCSV.so"))
        )
        let run = try FeedRun(config.text)
        #expect(run.host.failures == [])
        #expect(run.host.quotes.map(\.bid_qty) == [1000])
        #expect(run.host.instruments.map(\.attrs) == [0])
    }

    @Test("bars need their period")
    func period() throws {
        let run = try CSVText.run("ts_ns,open,high,low,close,volume\n1,1,1,1,1,1\n")
        #expect(run.host.failures.first?.contains("config.period: is missing") == true)
    }

    @Test("an unknown header lists the known ones")
    func header() throws {
        let run = try CSVText.run("time,bid,ask\n1,1,2\n")
        let failure = try #require(run.host.failures.first)
        #expect(failure.contains("rows.csv:1: ") && failure.contains("'time,bid,ask'"))
        #expect(failure.contains("ts_ns,bid,ask\n") && failure.contains("ask_size"))
        let empty = try CSVText.run("")
        #expect(empty.host.failures.first?.contains("it is empty") == true)
    }

    @Test("an instrument is defined as described")
    func definition() throws {
        let run = try CSVText.run(
            CSVText.quotes + "1,1,2\n",
            instrument: """
                "tick": "0.25", "lot": 2, "asset": "rate", "contract": "future", "base": "EUR",
                "currency": "USD", "settle": "CHF", "multiplier": "12.5", "min_quantity": 4,
                "max_quantity": 1e3, "min_notional": "10.5", "negative_prices": true,
                "shortable": false, "price_decimals": 3
                """
        )
        let event = try #require(run.host.instruments.first)
        #expect((event.px_exp, event.qty_exp, event.mult_exp) == (-3, 0, -1))
        #expect((event.tick, event.lot, event.multiplier) == (250, 2, 125))
        #expect((event.min_qty, event.max_qty, event.max_notional) == (4, 1000, TENON_NONE))
        #expect(event.min_notional == 1_050_000_000)
        #expect(Int(event.asset_class) == TENON_ASSET_RATE)
        #expect(Int(event.contract) == TENON_CONTRACT_FUTURE)
        #expect(Int(event.attrs) == TENON_ATTR_NEGATIVE_PRICES)
        #expect(Int(event.streams) == TENON_STREAM_QUOTES)
        #expect(run.host.currencies.map(\.code) == ["EUR", "USD", "CHF"])
        #expect((event.base_ccy, event.quote_ccy, event.settle_ccy) == (1, 2, 3))
        // FNV-1a of "X.TEST": the same in every session and on every machine.
        #expect(event.uid == 0x56a5_a13c_3ba7_5dbf)
    }
}
