import Foundation
import Support
import Testing

@Suite("tenon backtest --report", .enabled(if: Python.isPresent, "python3 is missing"))
struct ReportPageTests {
    private func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(2_000, seed: 11), to: "bars.csv")
        return folder
    }

    private let settings = Market.settings(
        Market.bars,
        Market.cross("ema"),
        Market.cross("large", more: "fast: 4, slow: 9, quantity: 500, entry: always"),
        account: ", fee_rate: 0.0005",
        risk: "max_order_quantity: 200, max_order_notional: 100000000 USD, max_position: 1000000"
    )

    /// What a strict reader finds on the page, as `tag text`.
    private func read(_ file: URL) throws -> [String] {
        let text = try String(contentsOf: file, encoding: .utf8)
        return try Python.run("Tests/ReportTests/page.py", input: text).map(String.init)
    }

    @Test("shows the run, its refusals, parameters and data; two runs give the same bytes")
    func contents() throws {
        let folder = try folder()
        let first = try Backtest(settings, in: folder, ["--quiet", "--report", "one.html"])
        try #require(first.run.exitCode == 0, "\(first.run.errors)")
        let lines = try read(folder.url.appending(path: "one.html"))
        #expect(lines.contains("h1 Backtest of ema, large"))
        let summary = try first.summary()
        let digest = try #require(summary["journal_digest"] as? String)
        #expect(lines.contains("dd \(digest)"))
        let sum = try Library.sha256(folder.url.appending(path: "bars.csv").path)
        #expect(lines.contains("td bars.csv") && lines.contains("td \(sum)"))
        #expect(lines.contains("dt quantity") && lines.contains("dd 500"))
        for (name, text) in [
            ("accounts.main.cash", "100000"), ("accounts.main.fee_rate", "0.0005"),
            ("accounts.main.latency", "0 (default)"), ("risk.main.max_order_quantity", "200"),
            ("report.equity", "bar"),
        ] {
            let place = try #require(lines.firstIndex(of: "dt \(name)"), "\(name)")
            #expect(lines[place + 1] == "dd \(text)")
        }
        // 2,000 minutes are far from a year.
        #expect(lines.contains { $0.hasPrefix("small a year's, from 1 d 9 h of data") })
        // Orders of 500 are over the limit of 200; the page tells which rule, how many, and why.
        let denied = try first.count("denied")
        #expect(denied > 60)
        let place = try #require(lines.firstIndex(of: "td our risk gate"))
        #expect(lines[place - 1] == "td R02" && lines[place + 1] == "td \(denied)")
        #expect(lines.contains("h3 The first 50"))
        #expect(lines.contains { $0.hasPrefix("td R02 order quantity 500, at most 200") })
        let fills = try first.rows("fills.csv")
        #expect(lines.filter { $0.hasPrefix("title ema ") }.count == fills.count)
        let sharpe = try #require(try first.rows("performance.csv").last?["sharpe"])
        let shown = String(format: "%.3f", try #require(Double(sharpe)))
        #expect(lines.contains("td \(shown.replacing("-", with: "\u{2212}"))"))
        let again = try Backtest(
            settings,
            in: folder,
            ["--no-reports", "--quiet", "--report", "two.html"]
        )
        try #require(again.run.exitCode == 0, "\(again.run.errors)")
        let files = ["one.html", "two.html"].map { folder.url.appending(path: $0) }
        #expect(try Data(contentsOf: files[0]) == Data(contentsOf: files[1]))
    }

    @Test("takes a symbol for a text whatever it holds")
    func hostileSymbol() throws {
        let folder = try folder()
        let symbol = "<script>&\"'.X"
        let bars = """
            bars:
              plugin: dev.tenon.csv
              config:
                file: bars.csv
                symbol: '<script>&"''.X'
                period: 1m
                instruments:
                  '<script>&"''.X': { tick: 0.01, lot: 1, asset: equity, currency: USD }
            """
        let cross = """
            ema:
              plugin: dev.tenon.ema-cross-c
              account: main
              instruments: ['<script>&"''.X']
              config:
                instrument: '<script>&"''.X'
                fast: 5
                slow: 12
                quantity: 10
            """
        let backtest = try Backtest(
            Market.settings(bars, cross),
            in: folder,
            ["--quiet", "--report", "page.html"]
        )
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        let lines = try read(folder.url.appending(path: "page.html"))
        #expect(lines.contains("h3 \(symbol)"))
    }

    @Test(
        "is refused before the run where it has no place",
        arguments: [
            ("missing/page.html", 3, "does not exist"), (".", 3, "is a folder"),
            ("", 2, "names a file"), ("page/", 2, "names a file"),
        ] as [(String, Int32, String)]
    )
    func refused(path: String, code: Int32, words: String) throws {
        let folder = try folder()
        let backtest = try Backtest(settings, in: folder, ["--quiet", "--report", path])
        #expect(backtest.run.exitCode == code)
        #expect(backtest.run.errors.contains(words), "\(backtest.run.errors)")
        #expect(backtest.bytes("summary.json") == nil)
    }

    @Test("a page of an earlier run does not outlive a run that fails")
    func stale() throws {
        let folder = try folder()
        try folder.write("<!DOCTYPE html>old", to: "page.html")
        let failing = Market.settings(Market.bars, Market.cross("ema", on: "NONE.TEST"))
        let backtest = try Backtest(failing, in: folder, ["--quiet", "--report", "page.html"])
        #expect(backtest.run.exitCode == 3, "\(backtest.run.errors)")
        let page = folder.url.appending(path: "page.html").path
        #expect(!FileManager.default.fileExists(atPath: page))
    }

    @Test(
        "a file that is no page is refused and kept",
        arguments: [
            ("bars.csv", "is no page"), ("notes.txt", "is no page"), ("plugins.yaml", "is no page"),
            ("out/orders.csv", "is a table of this run"),
            ("out/performance.json", "is a table of this run"),
            ("link.html", "is no page"),
        ]
    )
    func kept(path: String, words: String) throws {
        let folder = try folder()
        try folder.write("mine", to: "notes.txt")
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: folder.url.appending(path: "link.html").path,
            withDestinationPath: "notes.txt"
        )
        let bars = try Data(contentsOf: folder.url.appending(path: "bars.csv"))
        let backtest = try Backtest(settings, in: folder, ["--quiet", "--report", path])
        #expect(backtest.run.exitCode == 3)
        #expect(backtest.run.errors.contains(words), "\(backtest.run.errors)")
        #expect(try Data(contentsOf: folder.url.appending(path: "bars.csv")) == bars)
        let notes = folder.url.appending(path: "notes.txt")
        #expect(try String(contentsOf: notes, encoding: .utf8) == "mine")
        #expect(!files.fileExists(atPath: folder.url.appending(path: "out/orders.csv").path))
    }

    @Test("what no rule refused is told by its reason, each reason for itself")
    func reasons() throws {
        let folder = try TemporaryFolder()
        let samples = Repository.root.appending(path: "Plugins/Connectors/CSV/Samples")
        let file = samples.appending(path: "eurusd-2014-05-08.csv.gz").path
        let tour = """
            prices:
              plugin: dev.tenon.csv
              config: { file: '\(file)', symbol: EURUSD.FXCM,
                instruments: { EURUSD.FXCM: { tick: 0.00001, lot: 1000, asset: fx, base: EUR,
                  currency: USD } } }
            tour:
              plugin: dev.tenon.order-tour
              account: main
              instruments: [EURUSD.FXCM]
              config: { every: 200, offset: 5, quantity: 10000 }
            """
        let backtest = try Backtest(
            Market.settings(tour, model: "same-quote", account: ", order_types: [market, limit]"),
            in: folder,
            ["--quiet", "--report", "page.html"]
        )
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        let lines = try read(folder.url.appending(path: "page.html"))
        #expect(lines.contains("td iceberg"))
        for (reason, who) in [("unsupported", "our risk gate"), ("post-only", "the venue")] {
            let orders = try backtest.rows("orders.csv").filter { $0["reason"] == reason }
            #expect(!orders.isEmpty, "\(reason)")
            let place = try #require(lines.firstIndex(of: "td \(reason)"), "\(reason)")
            #expect(lines[(place + 1)...(place + 2)] == ["td \(who)", "td \(orders.count)"])
        }
    }
}
