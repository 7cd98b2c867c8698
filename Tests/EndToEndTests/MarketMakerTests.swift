import Foundation
import Support
import Testing

@Suite("Market maker: through the whole host")
struct MarketMakerTests {
    private static let oracleCase = Shared.folder
        .appending(path: "oracles/nt_market_maker_eurusd_quotes")

    private func run(_ config: String) throws -> Backtest {
        let data = Shared.folder.appending(path: "data/fx_eurusd_fxcm_quotes_2014-05-08_09.csv.gz")
        let settings = Market.settings(
            """
            eurusd:
              plugin: dev.tenon.csv
              config: { file: '\(data.path)', symbol: EURUSD.FXCM, rows: 80000, sizes: 1000000,
                instruments: { EURUSD.FXCM: { tick: 0.00001, lot: 1000, asset: fx, base: EUR,
                  currency: USD } } }
            maker:
              plugin: dev.tenon.market-maker
              account: main
              instruments: [EURUSD.FXCM]
              config: { \(config) }
            """,
            model: "same-quote",
            account: ", fee_rate: 0.00002, fee_decimals: 2"
        )
        let backtest = try Backtest(settings)
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        return backtest
    }

    /// The rows of a file of the case.
    private func wanted(_ name: String) throws -> [[String: String]] {
        try Table.rows(of: Data(contentsOf: Self.oracleCase.appending(path: name)))
    }

    @Test(
        "decides, fills and pays as the shared case says",
        .enabled(if: Shared.isPresent, "no oracle cases beside the repository")
    )
    func sharedCase() throws {
        let backtest = try run("every: 250, offset: 0.00004, quantity: 100000, max: 300000")
        let fills = try backtest.rows("fills.csv")
            .map { row in
                [row["ts_ns"], row["side"], row["quantity"], row["liquidity"]]
                    .map { $0 ?? "?" }.joined(separator: " ")
                    + " \(try Table.decimal(row["price"])) \(try Table.decimal(row["fee"]))"
            }
        let rows = try wanted("fills.csv")
        let expected =
            try rows
            .map { row in
                [row["ts_ns"], row["side"], row["qty"], row["liquidity"]]
                    .map { $0 ?? "?" }.joined(separator: " ")
                    + " \(try Table.decimal(row["price"])) \(try Table.decimal(row["commission"]))"
            }
        #expect(fills.count == 440)
        #expect(fills.sorted() == expected.sorted())
        // Fills of one quote have no order among them: the position after the last of them counts.
        let held = try backtest.rows("fills.csv").map { ($0["ts_ns"], $0["position_after"]) }
        let wantedHeld = rows.map { ($0["ts_ns"], $0["position_after"]) }
        #expect(
            Dictionary(held, uniquingKeysWith: { $1 })
                == Dictionary(wantedHeld, uniquingKeysWith: { $1 })
        )
        // Orders by the number of their intent are in order of sending; cancels have numbers too.
        let orders = try backtest.rows("orders.csv")
            .sorted { (Int($0["intent"] ?? "") ?? 0) < (Int($1["intent"] ?? "") ?? 0) }
            .map { "\($0["side"] ?? "?") \($0["quantity"] ?? "?") \($0["status"] ?? "?")" }
        let sent = try wanted("orders.csv")
            .map {
                "\($0["side"] ?? "?") \($0["qty"] ?? "?") "
                    + ($0["final_status"] ?? "?").lowercased()
            }
        #expect(orders == sent && sent.count == 588)
    }

    @Test(
        "replacing what rests never has two orders a side, and keeps to its limit",
        .enabled(if: Shared.isPresent, "no recorded data beside the repository")
    )
    func replacing() throws {
        let config = "every: 50, offset: 0.00004, quantity: 100000, max: 300000, skew: 6"
        let backtest = try run(config + ", refresh: replace")
        let fills = try backtest.rows("fills.csv")
        #expect(fills.count > 100)
        for fill in fills {
            #expect(abs(try Table.decimal(fill["position_after"])) <= 300_000)
        }
        let orders = try backtest.rows("orders.csv")
        for side in ["buy", "sell"] {
            let spans = try orders.filter { $0["side"] == side }
                .map { row in
                    (
                        from: try Table.decimal(row["sent_ns"]),
                        to: (row["done_ns"] ?? "").isEmpty
                            ? Decimal.greatestFiniteMagnitude : try Table.decimal(row["done_ns"])
                    )
                }
                .sorted { $0.from < $1.from }
            #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.to <= $1.from }, "\(side)")
        }
    }
}
