import Foundation
import Support
import Testing

@Suite("Statistics of a run")
struct StatisticsTests {
    @Test(
        "those of the recorded case, for its strategy and its account",
        .enabled(if: Shared.isPresent && Python.isPresent, "needs ../shared/oracles and python3")
    )
    func recorded() throws {
        let oracleCase = Shared.folder.appending(path: "oracles/bt_ema_cross_spy_daily")
        let out = try TemporaryFolder()
        let run = try ProgramRun(
            Repository.root.appending(path: "Tests/oracle").path,
            [
                oracleCase.path, Shared.folder.appending(path: "data").path, out.url.path,
                "--strategy=c", "--keep",
            ],
            environment: ["TENON": Backtest.program]
        )
        try #require(run.exitCode == 0, "\(run.errors)")
        let found = try object(out.url.appending(path: "tenon/reports/performance.json"))
        let stats = try object(oracleCase.appending(path: "stats.json"))
        let values = try #require(stats["values"] as? [String: Any])
        #expect(found["periods_per_year"] as? Double == values["P"] as? Double)
        #expect(found["periods_per_year_is"] as? String == "derived")
        for kind in ["strategies", "accounts"] {
            let owner = try #require((found[kind] as? [[String: Any]])?.first)
            var compared = 0
            for (name, value) in values where name != "case" && name != "P" {
                // The same number as omega_0, by the other library.
                let member = name == "qs_profit_factor" ? "omega_0" : name
                let want = try #require(value as? Double)
                let have = try #require(owner[member] as? Double, "\(kind): \(member)")
                #expect(abs(have - want) <= abs(want) * 1e-9, "\(kind): \(name) is \(have)")
                compared += 1
            }
            #expect(compared == values.count - 2 && compared > 14)
        }
    }

    @Test("strategies of one account sum up to it, and CSV and JSON say the same")
    func together() throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(900, seed: 3), to: "bars.csv")
        let settings = Market.settings(
            Market.bars,
            Market.cross("fast"),
            Market.cross("slow", more: "fast: 20, slow: 60, quantity: 7, entry: always"),
            account: ", fee_rate: 0.0003"
        )
        let backtest = try Backtest(settings, in: folder, ["--quiet"])
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        let accounts = try backtest.rows("equity.csv")
        let strategies = try backtest.rows("strategies.csv")
        try #require(strategies.count == accounts.count * 2 && accounts.count > 800)
        var isHeld = 0
        for (place, account) in accounts.enumerated() {
            let pair = strategies[(place * 2)...(place * 2 + 1)]
            #expect(pair.map { $0["strategy"] } == ["fast", "slow"])
            #expect(pair.allSatisfy { $0["ts_ns"] == account["ts_ns"] })
            // Each begins with the account's cash, which is there once.
            let sum = try pair.reduce(Decimal(-100_000)) {
                try $0 + Table.decimal($1["equity"])
            }
            #expect(try sum == Table.decimal(account["equity"]), "sample \(place)")
            let held = try pair.reduce(Decimal(0)) { try $0 + Table.decimal($1["holdings"]) }
            #expect(try held == Table.decimal(account["holdings"]), "sample \(place)")
            if pair.first?["positions"] == "1" { isHeld += 1 }
        }
        let rows = try backtest.rows("performance.csv")
        #expect(rows.map { $0["kind"] } == ["strategy", "strategy", "account"])
        #expect(rows.map { $0["name"] } == ["fast", "slow", "main"])
        let exposure = try #require(rows[0]["exposure"].flatMap { Double($0) })
        #expect(abs(exposure - Double(isHeld) / Double(accounts.count)) < 1e-11)
        let json = try object(backtest.folder.url.appending(path: "out/performance.json"))
        for (kind, place) in [("strategies", 0), ("accounts", 2)] {
            let owner = try #require((json[kind] as? [[String: Any]])?.first)
            for (name, value) in owner
            where value is NSNumber && name != "max_drawdown_recovered" {
                let number = try #require(value as? Double)
                let field = try #require(Double(rows[place][name] ?? ""), "\(kind): \(name)")
                #expect(abs(field - number) <= abs(number) * 1e-12, "\(kind): \(name)")
            }
            #expect(owner.count > 25)
        }
        #expect((json["together"] as? [Any])?.isEmpty == true)
    }

    @Test("accounts of one currency have a row together beside one of another")
    func severalCurrencies() throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(300, seed: 5), to: "bars.csv")
        let account = "venue: simulated, model: next-bar-open, cash: 500"
        let settings = Market.settings(Market.bars, Market.cross("one"))
            .replacing(
                "risk:",
                with: "  side: { \(account), currency: USD }\n"
                    + "  euro: { \(account), currency: EUR }\nrisk:"
            )
        let backtest = try Backtest(settings, in: folder, ["--quiet", "--report", "page.html"])
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        let rows = try backtest.rows("performance.csv").filter { $0["kind"] == "together" }
        #expect(rows.map { $0["currency"] } == ["USD"])
        #expect(rows.first?["first_equity"] == "100500")
        let page = try String(
            contentsOf: folder.url.appending(path: "page.html"),
            encoding: .utf8
        )
        #expect(page.contains("<h3>all USD accounts, USD</h3>"))
        #expect(page.contains("<h3>account euro, EUR</h3>"))
    }

    @Test("two accounts of one currency have a row together; periods can be given")
    func severalAccounts() throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(300, seed: 5), to: "bars.csv")
        var settings = Market.settings(
            Market.bars,
            Market.cross("one"),
            Market.cross("two").replacing("account: main", with: "account: side")
        )
        settings = settings.replacing(
            "risk:",
            with: "  side: { venue: simulated, model: next-bar-open, currency: USD, "
                + "cash: 500 }\nrisk:"
        )
        settings = settings.replacing(
            "risk: { main: {",
            with: "risk: { side: { max_order_quantity: 1000, max_order_notional: 100000000 USD, "
                + "max_position: 1000 }, main: {"
        )
        let given = ["--quiet", "--set", "report.periods_per_year=1000.5"]
        let backtest = try Backtest(settings, in: folder, given)
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        let rows = try backtest.rows("performance.csv")
        let kinds = ["strategy", "strategy", "account", "account", "together"]
        #expect(rows.map { $0["kind"] } == kinds)
        #expect(rows.allSatisfy { $0["periods_per_year"] == "1000.5" })
        #expect(rows[4]["first_equity"] == "100500")
        let sum = try Table.decimal(rows[2]["last_equity"]) + Table.decimal(rows[3]["last_equity"])
        #expect(try Table.decimal(rows[4]["last_equity"]) == sum)
        let fills = try backtest.rows("fills.csv").count
        #expect(fills > 4)
        let closing = rows.map { Int($0["closing_fills"] ?? "") ?? -1 }
        #expect(closing[4] == closing[2] + closing[3] && closing[4] > 2)
    }

    private func object(_ file: URL) throws -> [String: Any] {
        let value = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
        return try #require(value as? [String: Any])
    }
}
