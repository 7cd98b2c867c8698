import Foundation
import Support
import Testing

@Suite("Average crosses against a model", .enabled(if: Python.isPresent, "python3 is missing"))
struct AverageCrossTests {
    private struct Outcome: Decodable {
        let orders: Int
        let position: Int
        let profit: String
    }

    private func model(_ arguments: [String]) throws -> String {
        let program = Repository.root.appending(path: "Tests/EndToEndTests/Programs/model.py").path
        let run = try ProgramRun("/usr/bin/env", ["python3", "-B", program] + arguments)
        try #require(run.exitCode == 0, "\(run.errors)")
        return run.output
    }

    @Test(
        "always in the market over seeded quotes: orders, position and profit to the last digit",
        arguments: ["dev.tenon.ema-cross-c", "dev.tenon.ema-cross"],
        [(seed: 1, fast: 10, slow: 20), (seed: 2, fast: 3, slow: 50)]
    )
    func alwaysIn(plugin: String, run: (seed: Int, fast: Int, slow: Int)) throws {
        let folder = try TemporaryFolder()
        let ticks = folder.url.appending(path: "ticks.bin").path
        _ = try model(["ticks", ticks, "20000", "\(run.seed)"])
        let text = try model(["averages", ticks, "\(run.fast)", "\(run.slow)"])
        let wanted = try JSONDecoder().decode(Outcome.self, from: Data(text.utf8))
        let feed = """
            feed: { \(try Library.source("MemoryFeed")), config: { ticks: ticks.bin, symbol: T.TEST } }
            """
        let cross = Market.cross(
            "ema",
            plugin: plugin,
            on: "T.TEST",
            more: "fast: \(run.fast), slow: \(run.slow), quantity: 1, entry: always, seed: first"
        )
        let backtest = try Backtest(
            Market.settings(feed, cross, model: "same-quote"),
            in: folder
        )
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        #expect(wanted.orders > 100)
        #expect(try backtest.count("orders") == wanted.orders)
        #expect(try backtest.count("fills") == wanted.orders)
        #expect(try backtest.count("events") == 20_000)
        let strategies = try #require(try backtest.summary()["strategies"] as? [[String: Any]])
        let profit = try #require(strategies.first?["profit"] as? Double)
        #expect(profit == Double(wanted.profit), "seed \(run.seed)")
        let held = try backtest.rows("positions.csv").first { $0["book"] == "strategy" }
        #expect(held?["quantity"] == "\(wanted.position)")
    }
}
