import Foundation
import Support
import Testing

@Suite("Parameter changes at a time")
struct ChangeTests {
    private func run(_ changes: String, plugin: String) throws -> Backtest {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(600, seed: 9), to: "bars.csv")
        return try Backtest(
            Market.settings(Market.bars, Market.cross("ema", plugin: plugin, entry: changes)),
            in: folder
        )
    }

    @Test(
        "a change takes effect at its time, not before, and is repeated exactly",
        arguments: ["dev.tenon.ema-cross-c", "dev.tenon.ema-cross"]
    )
    func change(plugin: String) throws {
        // 1_700_000_040 + 300 minutes.
        let moment = 1_700_018_040_000_000_000
        let changes = "  changes: [{ at: 2023-11-15T03:14:00Z, set: { quantity: 25 } }]"
        let plain = try run("", plugin: plugin)
        let changed = try run(changes, plugin: plugin)
        try #require(plain.run.exitCode == 0 && changed.run.exitCode == 0)
        func orders(_ backtest: Backtest, before: Bool) throws -> [[String: String]] {
            try backtest.rows("orders.csv")
                .filter { (Int($0["sent_ns"] ?? "") ?? 0 < moment) == before }
        }
        #expect(try orders(changed, before: true) == orders(plain, before: true))
        #expect(try orders(plain, before: true).count > 5)
        let after = try orders(changed, before: false).map { $0["quantity"] }
        let was = try orders(plain, before: false).map { $0["quantity"] }
        #expect(Set(was) == ["20"] && was.count > 5)
        // The first brings the position from 10 to 25, the others turn it round.
        #expect(after.contains("50") && Set(after.dropFirst()) == ["50"], "\(after)")

        let again = try run(changes, plugin: plugin)
        for name in Backtest.reports {
            #expect(again.bytes(name) == changed.bytes(name), "\(name)")
        }
    }

    @Test(
        "a change that cannot be made ends with 3 where it stands",
        arguments: [
            ("{ seed: mean }", "cannot change while it runs"),
            ("{ fats: 3 }", "fast"),
            ("{ fast: 0 }", "fast"),
            ("{}", "changes nothing"),
        ]
    )
    func refused(change: String, says: String) throws {
        let run = try run(
            "  changes: [{ at: 2023-11-15T03:14:00Z, set: \(change) }]",
            plugin: "dev.tenon.ema-cross-c"
        )
        #expect(run.run.exitCode == 3)
        #expect(run.run.errors.contains("plugins.yaml:17:"), "\(run.run.errors)")
        #expect(run.run.errors.contains(says), "\(run.run.errors)")
    }
}
