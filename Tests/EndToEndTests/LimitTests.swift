import Foundation
import Support
import Testing

/// A limit, and the denial that must follow from it.
private struct Limit: CustomTestStringConvertible, Sendable {
    let name: String
    /// What `risk.main` holds.
    var risk =
        "max_order_quantity: 1000, max_order_notional: 100000000 USD, max_position: 1000"
    /// A line of the strategy's entry.
    var entry = ""
    /// Members of `risk` beside `main`.
    var scope = ""
    /// Further members of the instrument.
    var instrument = ""
    /// rule, scope, value and limit of the first denial.
    let row: [String]
    var testDescription: String { name }
}

// The strategy opens with 10 and wants to turn by 20 each time.
private let limits: [Limit] = [
    Limit(
        name: "max_order_quantity of the account",
        risk: "max_order_quantity: 19, max_order_notional: 100000000 USD, max_position: 1000",
        row: ["R02", "account", "20", "19"]
    ),
    Limit(
        name: "max_order_quantity of the strategy",
        scope: ", ema: { max_order_quantity: 9 }",
        row: ["R02", "strategy", "10", "9"]
    ),
    Limit(
        name: "max_position of the strategy",
        scope: ", ema: { max_position: 9 }",
        row: ["R06", "strategy", "10", "9"]
    ),
    Limit(
        name: "max_position of the account, finer than the lot",
        risk: "max_order_quantity: 1000, max_order_notional: 100000000 USD, max_position: 9.5",
        row: ["R06", "account", "10", "9"]
    ),
    Limit(
        name: "max_open_orders of the account",
        risk: "max_order_quantity: 1000, max_order_notional: 100000000 USD, max_position: 1000, "
            + "max_open_orders: 0",
        row: ["R09", "account", "1", "0"]
    ),
    Limit(
        name: "max_open of the permissions",
        entry: "  permissions: { orders: { max_open: 0 } }",
        row: ["R09", "strategy", "1", "0"]
    ),
    Limit(
        name: "restricted",
        risk: "max_order_quantity: 1000, max_order_notional: 100000000 USD, max_position: 1000, "
            + "restricted: [AAA.TEST]",
        row: ["R17", "account", "", ""]
    ),
    Limit(
        name: "max_quantity of the instrument",
        instrument: ", max_quantity: 12",
        row: ["R04", "instrument", "20", "12"]
    ),
    Limit(
        name: "min_quantity of the instrument",
        instrument: ", min_quantity: 12",
        row: ["R04", "instrument", "10", "12"]
    ),
]

@Suite("Denied orders in the reports")
struct LimitTests {
    private func run(_ limit: Limit) throws -> Backtest {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(400, seed: 3), to: "bars.csv")
        let settings =
            Market.settings(
                Market.bars.replacing("currency: USD", with: "currency: USD\(limit.instrument)"),
                Market.cross("ema", entry: limit.entry),
                risk: limit.risk
            )
            .replacing("report:", with: "report:")
            .replacing(" } }\nreport", with: " }\(limit.scope) }\nreport")
        let backtest = try Backtest(settings, in: folder)
        try #require(backtest.run.exitCode == 0, "\(settings)\n\(backtest.run.errors)")
        return backtest
    }

    @Test("rule, scope, value and limit of each denial stand in orders.csv", arguments: limits)
    fileprivate func denied(limit: Limit) throws {
        let backtest = try run(limit)
        let denied = try backtest.rows("orders.csv").filter { $0["status"] == "denied" }
        let first = try #require(denied.first)
        #expect(["rule", "scope", "value", "limit"].map { first[$0] } == limit.row)
        #expect(first["reason"] == "risk" && first["filled"] == "0")
        #expect(try backtest.count("denied") == denied.count)
        // What was denied left no trace in the books.
        let orders = try backtest.rows("orders.csv")
        #expect(try backtest.rows("fills.csv").count == orders.count - denied.count)
    }

    @Test("the notional of a market order is judged at the price plus the collar")
    func notional() throws {
        let limit = Limit(
            name: "",
            risk: "max_order_quantity: 1000, max_order_notional: 600.5 USD, max_position: 1000",
            row: []
        )
        let backtest = try run(limit)
        let first = try #require(
            try backtest.rows("orders.csv").first { $0["status"] == "denied" }
        )
        let closes = try Table.rows(
            of: Data(contentsOf: backtest.folder.url.appending(path: "bars.csv"))
        )
        let time = try #require(Int(first["done_ns"] ?? ""))
        let bar = try #require(
            closes.first { Int($0["ts_ns"] ?? "") == time - 60_000_000_000 }
        )
        // In cents, and up to a price that the instrument can have.
        let close = try #require(Int(bar["close"]?.replacing(".", with: "") ?? ""))
        let quantity = try #require(Int(first["quantity"] ?? ""))
        let cents = (close * 105 + 99) / 100 * quantity
        #expect(try Table.decimal(first["value"]) * 100 == Decimal(cents))
        #expect(first["limit"] == "600.5" && first["rule"] == "R03")
    }

    @Test("a smallest notional counts in the currency, not in its decimals", arguments: [2, 8, 10])
    func smallestNotional(decimals: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(400, seed: 3), to: "bars.csv")
        var counts: [Int] = []
        for smallest in ["20", "5000"] {
            let bars = Market.bars.replacing(
                "currency: USD",
                with: "currency: USD, min_notional: \(smallest)"
            )
            let settings = Market.settings(
                bars,
                Market.cross("ema"),
                account: ", decimals: \(decimals)"
            )
            let backtest = try Backtest(settings, in: folder)
            try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
            counts.append(try backtest.count("denied"))
            let denied = try backtest.rows("orders.csv").filter { $0["status"] == "denied" }
            #expect(denied.allSatisfy { $0["rule"] == "R04" && $0["limit"] == smallest })
        }
        #expect(counts[0] == 0 && counts[1] > 0)
    }

    @Test(
        "what a grant refuses at submit is told in the summary",
        arguments: [
            ("orders: { max_qty: 15 }", "granted orders.max_qty"),
            ("orders: { ops: [CANCEL] }", "is not granted"),
        ]
    )
    func refusedAtSubmit(permissions: String, why: String) throws {
        let backtest = try run(
            Limit(name: "", entry: "  permissions: { \(permissions) }", row: [])
        )
        #expect(backtest.run.output.contains(why), "\(backtest.run.output)")
        let strategies = try #require(try backtest.summary()["strategies"] as? [[String: Any]])
        #expect(try #require(strategies.first?["refused"] as? Int) > 0)
    }
}
