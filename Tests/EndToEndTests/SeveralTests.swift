import Foundation
import Support
import Testing

@Suite("Several strategies and instruments in one run")
struct SeveralTests {
    private func run(_ plugins: String..., account: String = "") throws -> Backtest {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(800, seed: 11), to: "bars.csv")
        try folder.write(Market.quotes(9_000, seed: 12), to: "quotes.csv")
        var settings = Market.settings(
            Market.bars,
            Market.quotes,
            model: "next-quote",
            account: ", fee_rate: 0.0005" + account
        )
        for plugin in plugins {
            settings += plugin.split(separator: "\n").map { "  \($0)\n" }.joined()
        }
        let backtest = try Backtest(settings, in: folder)
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        return backtest
    }

    private static let first = Market.cross("first", on: "BBB.TEST")
    private static let second = Market.cross(
        "second",
        plugin: "dev.tenon.ema-cross",
        on: "BBB.TEST",
        more: "fast: 9, slow: 33, quantity: 4, entry: always"
    )

    @Test("two files are merged by time")
    func merge() throws {
        let backtest = try run(Market.cross("minutes", on: "AAA.TEST"), Self.first)
        let equity = try backtest.rows("equity.csv").compactMap { Int($0["ts_ns"] ?? "") }
        // A sample follows each bar; bars end 60 s after their row's time.
        let closes = (0..<800).map { (1_700_000_100 + $0 * 60) * 1_000_000_000 }
        #expect(equity == closes)
        #expect(try backtest.count("events") == 9_800)
        #expect(try backtest.count("backward") == 0)
        let times = try backtest.rows("fills.csv").compactMap { Int($0["ts_ns"] ?? "") }
        #expect(times == times.sorted() && times.count > 100)
    }

    @Test("a strategy trades the same alone and beside another")
    func apart() throws {
        let columns = ["ts_ns", "side", "quantity", "price", "fee", "realized", "position_after"]
        func fills(_ backtest: Backtest, of name: String) throws -> [[String?]] {
            try backtest.rows("fills.csv").filter { $0["strategy"] == name }
                .map { row in columns.map { row[$0] } }
        }
        let both = try run(Self.first, Self.second)
        #expect(try fills(both, of: "first") == fills(run(Self.first), of: "first"))
        #expect(try fills(both, of: "second") == fills(run(Self.second), of: "second"))
        #expect(try fills(both, of: "first").count > 100)
    }

    @Test("strategies add up to their account, fills to positions, cash to equity")
    func sums() throws {
        let backtest = try run(Self.first, Self.second)
        let positions = try backtest.rows("positions.csv")
        let books = positions.filter { $0["book"] == "strategy" }
        let account = try #require(positions.first { $0["book"] == "account" })
        func sum(_ rows: [[String: String]], _ column: String) throws -> Decimal {
            try rows.reduce(0) { try $0 + decimal($1, column) }
        }
        #expect(books.count == 2)
        for column in ["quantity", "fees", "turnover", "fills"] {
            #expect(try sum(books, column) == decimal(account, column), "\(column)")
        }
        // Averages differ between the books, so realized and unrealized add up only together.
        let profit = try sum(books, "realized") + sum(books, "unrealized")
        #expect(try profit == decimal(account, "realized") + decimal(account, "unrealized"))

        let fills = try backtest.rows("fills.csv")
        var cash = Decimal(100_000)
        for fill in fills {
            let value = try decimal(fill, "quantity") * decimal(fill, "price")
            cash += fill["side"] == "buy" ? -value : value
            cash -= try decimal(fill, "fee")
        }
        let last = try #require(try backtest.rows("equity.csv").last)
        #expect(try decimal(last, "cash") == cash)
        #expect(try decimal(last, "equity") == cash + decimal(last, "holdings"))
        let equity = try decimal(last, "equity")
        #expect(try equity == 100_000 + profit - decimal(account, "fees"))
        for book in books {
            let own = fills.filter { $0["strategy"] == book["name"] }
            #expect(try sum(own, "realized") == decimal(book, "realized"))
            #expect(own.last?["position_after"] == book["quantity"])
        }
    }

    private func decimal(_ row: [String: String], _ column: String) throws -> Decimal {
        try Table.decimal(row[column])
    }
}
