import Foundation
import Support
import Testing

/// One run of the built `tenon backtest` in a folder of its own, with what it left behind.
struct Backtest {
    /// Holds `plugins.yaml` and the reports; gone with the last holder.
    let folder: TemporaryFolder
    let run: ProgramRun

    /// The program beside this test bundle.
    static let program = Repository.products.appending(path: "tenon").path

    /// Runs a configuration; reports go to `out` in the folder.
    ///
    /// - Parameters:
    ///   - settings: The text of `plugins.yaml`.
    ///   - folder: Holds what the settings refer to; one is made when `nil`.
    ///   - arguments: Behind the file.
    ///   - environment: Added to this process's.
    /// - Throws: When the program cannot be started.
    init(
        _ settings: String,
        in folder: TemporaryFolder? = nil,
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        try self.folder.write(settings, to: "plugins.yaml")
        run = try ProgramRun(
            Self.program,
            ["backtest", "plugins.yaml"] + arguments,
            folder: self.folder.url,
            environment: environment
        )
    }

    /// The bytes of a report, or `nil` when it was not written.
    func bytes(_ name: String) -> Data? {
        FileManager.default.contents(atPath: folder.url.appending(path: "out/\(name)").path)
    }

    /// The rows of a report, each by column.
    func rows(_ name: String) throws -> [[String: String]] {
        try Table.rows(of: try #require(bytes(name), "no \(name): \(run.errors)"))
    }

    /// `summary.json` as it stands.
    func summary() throws -> [String: Any] {
        let data = try #require(bytes("summary.json"), "no summary.json: \(run.errors)")
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// A count of the summary.
    func count(_ name: String) throws -> Int { try #require(try summary()[name] as? Int) }

    /// Every report, by name: what two equal runs have in common byte for byte.
    static let reports = [
        "orders.csv", "fills.csv", "positions.csv", "equity.csv", "strategies.csv",
        "performance.csv", "performance.json", "summary.json",
    ]
}

/// Comma-separated rows without quotes, as the reports have them.
enum Table {
    /// A field as the decimal it is.
    static func decimal(_ field: String?) throws -> Decimal {
        let value = Decimal(string: field ?? "")
        return try #require(value, "'\(field ?? "")' is no decimal")
    }

    /// Each row by column.
    static func rows(of data: Data) throws -> [[String: String]] {
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let columns = try #require(lines.first).split(separator: ",").map(String.init)
        return try lines.dropFirst()
            .map { line in
                let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                try #require(fields.count == columns.count, "\(line)")
                return Dictionary(
                    uniqueKeysWithValues: zip(columns, fields.map(String.init))
                )
            }
    }
}

/// Seeded market data and the settings around it.
enum Market {
    /// `ts_ns,open,high,low,close,volume`, a row a minute, prices around 50 with two decimals.
    static func minutes(_ count: Int, seed: UInt64) -> String {
        var generator = SeededGenerator(seed: seed)
        var price = 5_000
        var text = "ts_ns,open,high,low,close,volume\n"
        for row in 0..<count {
            let open = price + Int.random(in: -8...8, using: &generator)
            price = max(1_000, open + Int.random(in: -25...25, using: &generator))
            let high = max(open, price) + Int.random(in: 0...5, using: &generator)
            let low = min(open, price) - Int.random(in: 0...5, using: &generator)
            let prices = [open, high, low, price].map(cents).joined(separator: ",")
            text += "\((1_700_000_040 + row * 60) * 1_000_000_000),\(prices),100\n"
        }
        return text
    }

    /// `ts_ns,bid,ask` around 20 with two decimals, at odd times.
    static func quotes(_ count: Int, seed: UInt64) -> String {
        var generator = SeededGenerator(seed: seed)
        var price = 2_000
        var time = 1_700_000_040_000_000_000
        var text = "ts_ns,bid,ask\n"
        for _ in 0..<count {
            time += Int.random(in: 1...9_000, using: &generator) * 1_000_000
            price = max(500, price + Int.random(in: -4...4, using: &generator))
            text += "\(time),\(cents(price)),\(cents(price + 2))\n"
        }
        return text
    }

    private static func cents(_ value: Int) -> String {
        "\(value / 100).\(value % 100 < 10 ? "0" : "")\(value % 100)"
    }

    /// A connector entry for `bars.csv` of `minutes(_:seed:)`, as the instrument `AAA.TEST`.
    static let bars = """
        bars:
          plugin: dev.tenon.csv
          config: { file: bars.csv, symbol: AAA.TEST, period: 1m,
            instruments: { AAA.TEST: { tick: 0.01, lot: 1, asset: equity, currency: USD } } }
        """
    /// A connector entry for `quotes.csv` of `quotes(_:seed:)`, as the instrument `BBB.TEST`.
    static let quotes = """
        quotes:
          plugin: dev.tenon.csv
          config: { file: quotes.csv, symbol: BBB.TEST,
            instruments: { BBB.TEST: { tick: 0.01, lot: 1, asset: equity, currency: USD } } }
        """

    /// A whole configuration: one account `main` and the entries given, reports in `out`.
    ///
    /// `plugins` go below `plugins:`, not indented; `account` goes behind the account's cash and
    /// begins with a comma; `risk` is what `risk.main` holds.
    static func settings(
        _ plugins: String...,
        model: String = "next-bar-open",
        account: String = "",
        risk: String = "max_order_quantity: 1000000, max_order_notional: 100000000 USD, "
            + "max_position: 1000000"
    ) -> String {
        let entries = plugins.flatMap { $0.split(separator: "\n") }.map { "  \($0)" }
        return """
            tenon: 1
            mode: backtest
            accounts:
              main: { venue: simulated, model: \(model), currency: USD, cash: 100000\(account) }
            risk: { main: { \(risk) } }
            report: { directory: out, equity: bar }
            plugins:
            \(entries.joined(separator: "\n"))

            """
    }

    /// An EMA cross on an instrument, always in the market unless `more` says otherwise.
    static func cross(
        _ name: String,
        plugin: String = "dev.tenon.ema-cross-c",
        on symbol: String = "AAA.TEST",
        more: String = "fast: 5, slow: 12, quantity: 10, entry: always",
        entry: String = ""
    ) -> String {
        """
        \(name):
          plugin: \(plugin)
          account: main
          instruments: [\(symbol)]
          config: { instrument: \(symbol), \(more) }
        """ + (entry.isEmpty ? "" : "\n\(entry)")
    }
}

/// Plugins of the build that need a pin.
enum Library {
    /// `path:` and `pin:` lines of a library beside the test bundle.
    static func source(_ name: String) throws -> String {
        try source(at: Repository.products.appending(path: "lib\(name).so").path)
    }

    /// `path:` and `pin:` of any library.
    static func source(at path: String) throws -> String {
        "path: '\(path)', pin: 'sha256:\(try sha256(path))'"
    }

    /// As the system's own program computes it.
    static func sha256(_ path: String) throws -> String {
        let sum = try ProgramRun("/usr/bin/env", ["sha256sum", path])
        try #require(sum.exitCode == 0, "\(sum.errors)")
        return String(sum.output.prefix(64))
    }
}

/// What tests are given beside the repository on some machines.
enum Shared {
    static let folder =
        ProcessInfo.processInfo.environment["TENON_SHARED"].map { URL(filePath: $0) }
        ?? Repository.root.deletingLastPathComponent().appending(path: "shared")

    /// Whether recorded data and oracle cases are there; `.enabled(if:)` counts a skip when not.
    static var isPresent: Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "oracles").path)
    }
}
