import Foundation
import Support
import Testing

@Suite("Determinism of whole runs")
struct DeterminismTests {
    /// What differs between the machines of two people, and must not show.
    private static let surroundings: [[String: String]] = [
        ["SWIFT_DETERMINISTIC_HASHING": "0", "TZ": "Asia/Kolkata", "LANG": "de_DE.UTF-8"],
        [
            "SWIFT_DETERMINISTIC_HASHING": "0", "TZ": "America/St_Johns", "LANG": "tr_TR.UTF-8",
            "LC_ALL": "tr_TR.UTF-8",
        ],
        ["SWIFT_DETERMINISTIC_HASHING": "1", "TZ": "UTC", "LANG": "C"],
    ]

    /// Two instruments, three strategies, one of them denied now and then, a change on the way.
    private static var settings: String {
        Market.settings(
            Market.bars,
            Market.quotes,
            Market.cross("slow-bars", more: "fast: 8, slow: 30, quantity: 7, entry: always"),
            Market.cross(
                "swift-quotes",
                plugin: "dev.tenon.ema-cross",
                on: "BBB.TEST",
                entry: "  permissions: { orders: { max_open: 0 } }"
            ),
            Market.cross(
                "c-quotes",
                on: "BBB.TEST",
                entry: "  changes: [{ at: 2023-11-14T22:30:00Z, set: { fast: 3, quantity: 25 } }]"
            ),
            model: "next-quote",
            account: ", fee_rate: 0.00013",
            risk: "max_order_quantity: 1000, max_order_notional: 100000 USD, max_position: 60"
        )
    }

    private func run(_ surroundings: [String: String]) throws -> [String: Data] {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(900, seed: 5), to: "bars.csv")
        try folder.write(Market.quotes(6_000, seed: 6), to: "quotes.csv")
        let backtest = try Backtest(Self.settings, in: folder, environment: surroundings)
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        var reports: [String: Data] = [:]
        for name in Backtest.reports {
            let bytes = try #require(backtest.bytes(name), "no \(name)")
            reports[name] = bytes
        }
        reports["log"] = Data(backtest.run.errors.utf8)
        return reports
    }

    @Test("hash seed, time zone, language and folder change no byte of any report")
    func surroundings() throws {
        let runs = try Self.surroundings.map(run)
        let first = try #require(runs.first)
        for other in runs.dropFirst() {
            for (name, bytes) in first { #expect(other[name] == bytes, "\(name)") }
        }
        // Runs in which nothing happened would be equal too.
        let orders = try Table.rows(of: try #require(first["orders.csv"]))
        #expect(orders.count { $0["status"] == "filled" } > 100)
        #expect(orders.count { $0["status"] == "denied" } > 10)
        #expect(Set(orders.map { $0["strategy"] }).count == 3)
    }

    @Test("plugins.yaml may be named from any folder")
    func workingFolder() throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(300, seed: 1), to: "data/bars.csv")
        try folder.write(Market.settings(Market.bars, Market.cross("ema")), to: "data/plugins.yaml")
        var reports: [Data] = []
        for (place, file) in [("", "data/plugins.yaml"), ("data", "plugins.yaml")] {
            let run = try ProgramRun(
                Backtest.program,
                ["backtest", file],
                folder: folder.url.appending(path: place)
            )
            #expect(run.exitCode == 0, "\(run.errors)")
            let out = folder.url.appending(path: "data/out")
            reports.append(try Data(contentsOf: out.appending(path: "fills.csv")))
            try FileManager.default.removeItem(at: out)
        }
        #expect(reports[0] == reports[1] && reports[0].count > 1_000)
    }

    @Test("the demo of plugins.yaml gives the same reports twice, and its quotes are all there")
    func demo() throws {
        var summaries: [Data] = []
        for surroundings in Self.surroundings.dropLast() {
            let out = try TemporaryFolder()
            let run = try ProgramRun(
                Backtest.program,
                [
                    "backtest", Repository.root.appending(path: "plugins.yaml").path,
                    "--out", out.url.path,
                ],
                folder: out.url,
                environment: surroundings
            )
            #expect(run.exitCode == 0, "\(run.errors)")
            summaries.append(try Data(contentsOf: out.url.appending(path: "summary.json")))
            #expect(run.output.contains("63034 events"), "\(run.output)")
        }
        #expect(summaries[0] == summaries[1])
    }
}
