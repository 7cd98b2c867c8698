import Foundation
import Support
import Testing

/// One oracle case made up for a test: data, orders, and what the model says comes of them.
private struct MadeCase: CustomTestStringConvertible, Sendable {
    let name: String
    /// What `model.py data` makes; `nil`: the sample that ships.
    var kind: String?
    /// The members of case.json besides `case` and `data`.
    let members: String
    /// Whether it has every kind of order a case can have, not market orders alone.
    var isMixed = false
    var testDescription: String { name }
}

private let madeCases: [MadeCase] = [
    MadeCase(
        name: "one symbol of two, whole shares",
        kind: "daily",
        members: """
            "symbol_filter": "BBB", "first_row": 25, "bars": 350, "initial_cash": 100000.5,
            "commission_rate": 0.00085, "parameters": {"unit": 7, "cap": 40, "rate": 0.3}
            """
    ),
    MadeCase(
        name: "minutes with gaps, parts of a unit, many orders a bar",
        kind: "minute",
        members: """
            "symbol_filter": null, "bars": 600, "initial_cash": 12345.67,
            "commission_rate": 0.0025, "parameters": {"unit": "0.013", "cap": 30, "rate": 0.6}
            """
    ),
    MadeCase(
        name: "a contract of 125000",
        kind: "minute",
        members: """
            "symbol_filter": null, "first_row": 3, "bars": 500, "initial_cash": 50000000,
            "commission_rate": 2e-05, "multiplier": 125000,
            "parameters": {"unit": 1, "cap": 20, "rate": 0.2}
            """
    ),
    MadeCase(
        name: "the sample's quotes, fees in cents",
        members: """
            "quotes": 20000, "quote_sizes": "replaced by 1000000 on both sides",
            "initial_balance": "1000000 USD", "commission_rate": "0.00002", "price_precision": 5,
            "parameters": {"unit": 10000, "cap": 30, "rate": 0.02}
            """
    ),
    MadeCase(
        name: "days, limits and stops that end by date",
        kind: "daily",
        members: """
            "symbol_filter": "AAA", "bars": 390, "initial_cash": 100000,
            "commission_rate": 0.001, "parameters": {"unit": 5, "rate": 0.5, "reach": 90}
            """,
        isMixed: true
    ),
    MadeCase(
        name: "minutes with gaps, limits and stops in parts of a unit",
        kind: "minute",
        members: """
            "symbol_filter": null, "first_row": 7, "bars": 700, "initial_cash": 12345.67,
            "commission_rate": 0.0025, "parameters": {"unit": "0.013", "rate": 0.5, "reach": 120}
            """,
        isMixed: true
    ),
    MadeCase(
        name: "a tenth of a bar's volume for everybody",
        kind: "minute",
        members: """
            "symbol_filter": null, "bars": 400, "initial_cash": 5000000, "multiplier": 50,
            "volume_participation": 0.001,
            "commission_rate": 2e-05, "parameters": {"unit": 1, "rate": 0.3, "reach": 80}
            """,
        isMixed: true
    ),
    MadeCase(
        name: "crossed quotes, limits, stops and orders for the moment",
        kind: "quotes",
        members: """
            "quotes": 700, "quote_sizes": "replaced by 500 on both sides",
            "initial_balance": "100000 USD", "commission_rate": "0.0003", "price_precision": 2,
            "parameters": {"unit": 1, "rate": 0.4, "reach": 40}
            """,
        isMixed: true
    ),
    MadeCase(
        name: "the sample's quotes, limits and stops",
        members: """
            "quotes": 5000, "quote_sizes": "replaced by 1000000 on both sides",
            "initial_balance": "1000000 USD", "commission_rate": "0.00002", "price_precision": 5,
            "parameters": {"unit": 10000, "rate": 0.08, "reach": 15}
            """,
        isMixed: true
    ),
]

@Suite("Oracle cases", .enabled(if: Python.isPresent, "python3 is missing"))
struct OracleTests {
    private static let programs = Repository.root.appending(path: "Tests/EndToEndTests/Programs")

    private func python(_ arguments: [String]) throws -> ProgramRun {
        try ProgramRun("/usr/bin/env", ["python3", "-B"] + arguments)
    }

    private func model(_ arguments: [String]) throws -> ProgramRun {
        try python([Self.programs.appending(path: "model.py").path] + arguments)
    }

    private func maker(_ arguments: [String]) throws -> ProgramRun {
        try python([Self.programs.appending(path: "oracle_cases.py").path] + arguments)
    }

    /// Runs `Tests/oracle` with the program of this build.
    private func oracle(_ arguments: [String]) throws -> ProgramRun {
        try ProgramRun(
            Repository.root.appending(path: "Tests/oracle").path,
            arguments,
            environment: ["TENON": Backtest.program]
        )
    }

    /// Makes a case with random orders; returns its folder and that of its data.
    private func make(_ made: MadeCase, seed: UInt64, in folder: TemporaryFolder) throws
        -> (folder: String, data: String)
    {
        let oracleCase = folder.url.appending(path: "case").path
        var data = folder.url.path
        var file = "data.csv"
        if let kind = made.kind {
            let path = folder.url.appending(path: file).path
            let run = try model(["data", path, kind, "800", "\(seed)"])
            try #require(run.exitCode == 0, "\(run.errors)")
        } else {
            data = Repository.root.appending(path: "Plugins/Connectors/CSV/Samples").path
            file = "eurusd-2014-05-08.csv.gz"
        }
        let text = """
            {"case": "made", "strategy": "RandomOrders", "data": "\(file)", \(made.members)}
            """
        let arguments = ["make", oracleCase, data, text, "\(seed)"]
        let run = try made.isMixed ? maker(arguments) : model(arguments)
        try #require(run.exitCode == 0, "\(run.errors)")
        return (oracleCase, data)
    }

    @Test(
        "random orders come out as the model says",
        arguments: madeCases,
        Seeds.upTo(2)
    )
    fileprivate func randomOrders(_ made: MadeCase, seed: UInt64) throws {
        let folder = try TemporaryFolder()
        let paths = try make(made, seed: seed, in: folder)
        let out = folder.url.appending(path: "out").path
        let run = try oracle([paths.folder, paths.data, out])
        try #require(run.exitCode == 0, "seed \(seed): \(run.errors)")
        let verdict = try model(["compare", paths.folder, out])
        #expect(verdict.exitCode == 0, "seed \(seed): \(verdict.output)\(verdict.errors)")
        // The judge itself: a fill less must not pass.
        let fills = folder.url.appending(path: "out/fills.csv")
        let text = try String(contentsOf: fills, encoding: .utf8)
        let short = text.split(separator: "\n").dropLast().joined(separator: "\n")
        try Data("\(short)\n".utf8).write(to: fills)
        #expect(try model(["compare", paths.folder, out]).exitCode == 1)
    }

    @Test(
        "the shipped strategies decide as the model does, order by order",
        arguments: [
            (kind: "daily", symbol: "\"AAA\"", parameters: #""fast": 5, "slow": 12, "qty": 100"#),
            (kind: "minute", symbol: "null", parameters: #""fast": 9, "slow": 20, "qty": 0.25"#),
            (
                kind: "daily", symbol: "\"BBB\"",
                parameters: #""fast": 3, "slow": 7, "qty": 40, "short": true"#
            ),
        ]
    )
    func averageCross(kind: String, symbol: String, parameters: String) throws {
        let folder = try TemporaryFolder()
        let paths = (case: folder.url.appending(path: "case").path, data: folder.url.path)
        let made = try model([
            "data", folder.url.appending(path: "data.csv").path, kind, "900", "4",
        ])
        try #require(made.exitCode == 0, "\(made.errors)")
        let text = """
            {"case": "made", "strategy": "EmaCross", "data": "data.csv", "symbol_filter": \(symbol),
             "first_row": 10, "bars": 400, "initial_cash": 100000, "commission_rate": 0.001,
             "parameters": {\(parameters)}}
            """
        let crossed = try model(["cross", paths.case, paths.data, text])
        try #require(crossed.exitCode == 0, "\(crossed.errors)")
        for strategy in [[], ["--strategy"]] {
            let out = folder.url.appending(path: "out").path
            let run = try oracle([paths.case, paths.data, out] + strategy)
            try #require(run.exitCode == 0, "\(run.errors)")
            let verdict = try model(["compare", paths.case, out])
            #expect(verdict.exitCode == 0, "\(strategy): \(verdict.output)\(verdict.errors)")
            let wanted = try orders(of: paths.case)
            #expect(try orders(of: out) == wanted && wanted.count > 5)
        }
    }

    /// What a case's orders say, and what `Tests/oracle` says was decided; 4.0 is 4.
    private func orders(of folder: String) throws -> [[String?]] {
        let columns = ["order_id", "bar", "quote", "side", "type", "qty", "final_status"]
        return try Table.rows(of: Data(contentsOf: URL(filePath: "\(folder)/orders.csv")))
            .map { row in
                columns.map { name in
                    name == "qty" ? row[name].flatMap(Double.init).map { "\($0)" } : row[name]
                }
            }
    }

    @Test(
        "a case with a rule this build does not have is refused by name",
        arguments: [
            (#""slippage": "0.1%""#, "slippage"), (#""latency": "as measured""#, "latency"),
            (#""assumptions": {"slippage": "half a spread"}"#, "slippage"),
        ]
    )
    func missing(member: String, name: String) throws {
        let folder = try TemporaryFolder()
        let paths = try make(madeCases[1], seed: 1, in: folder)
        let file = folder.url.appending(path: "case/case.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(text.replacing("{\n \"case\"", with: "{\(member), \"case\"").utf8).write(to: file)
        let run = try oracle([paths.folder, paths.data, folder.url.appending(path: "out").path])
        #expect(run.exitCode == 3)
        #expect(run.errors.contains(name), "\(run.errors)")
    }

    @Test(
        "the recorded cases, as replays and by the shipped strategies",
        .enabled(if: Shared.isPresent, "needs ../shared/oracles"),
        arguments: [
            ("bt_ema_cross_spy_daily", ""), ("bt_ema_cross_spy_daily", "--strategy=c"),
            ("bt_ema_cross_spy_daily", "--strategy=swift"),
            ("bt_ema_cross_spy_daily", "--strategy"), ("bt_random_orders_btcperp_1m", ""),
            ("nt_market_maker_eurusd_quotes", ""), ("nt_market_maker_eurusd_quotes", "--strategy"),
        ]
    )
    func recorded(name: String, strategy: String) throws {
        let oracleCase = Shared.folder.appending(path: "oracles/\(name)").path
        let data = Shared.folder.appending(path: "data").path
        let out = try TemporaryFolder()
        let run = try oracle(
            [oracleCase, data, out.url.path] + (strategy.isEmpty ? [] : [strategy])
        )
        try #require(run.exitCode == 0, "\(run.errors)")
        let judge = Shared.folder.appending(path: "tools/compare_oracle.py").path
        let verdict = try python([judge, oracleCase, out.url.path])
        #expect(verdict.output.hasSuffix("EQUAL\n") && verdict.exitCode == 0, "\(verdict.output)")
        // Not only what was filled: the decisions and what became of them, order by order.
        #expect(try orders(of: out.url.path) == orders(of: oracleCase))
    }

    @Test(
        "the model reproduces the recorded cases by itself",
        .enabled(if: Shared.isPresent, "needs ../shared/oracles"),
        arguments: [
            "bt_ema_cross_spy_daily", "bt_random_orders_btcperp_1m",
            "nt_market_maker_eurusd_quotes",
        ]
    )
    func modelAlone(name: String) throws {
        let oracleCase = Shared.folder.appending(path: "oracles/\(name)").path
        let out = try TemporaryFolder()
        let venue = Repository.root.appending(path: "Tests/Support/model.py").path
        let data = Shared.folder.appending(path: "data").path
        let run = try python([venue, "oracle", oracleCase, data, out.url.path])
        try #require(run.exitCode == 0, "\(run.errors)")
        let judge = Shared.folder.appending(path: "tools/compare_oracle.py").path
        let verdict = try python([judge, oracleCase, out.url.path])
        #expect(verdict.output.hasSuffix("EQUAL\n") && verdict.exitCode == 0, "\(verdict.output)")
        #expect(try orders(of: out.url.path) == orders(of: oracleCase))
    }
}
