import Boundary
import Domain
import Engine
import MarketData
import Report
import Settings

extension RunPage {
    /// The page of a backtest.
    ///
    /// - Parameters:
    ///   - summary: What `summary.json` holds.
    ///   - settings: What is in force for accounts, limits and samples.
    ///   - statistics: The rows of `performance.csv`.
    ///   - book: Orders, fills and prices.
    ///   - samples: The equity of everybody.
    ///   - registry: The instruments.
    init(
        summary: JSONValue,
        settings: [(name: String, text: String)],
        statistics: PerformanceFiles,
        book: PageBook,
        samples: PerformanceBook,
        registry: InstrumentRegistry
    ) {
        let isOne = Set(samples.accounts.map(\.currency)).count == 1
        let (instruments, left) = book.instruments(registry)
        let host = Instance(
            name: "Accounts, limits and samples",
            about: "as they are in force",
            parameters: settings.map { Fact($0.name, $0.text) }
        )
        let strategies = samples.strategies.compactMap { $0?.name }
        self.init(
            title: "Backtest of " + strategies.joined(separator: ", "),
            facts: RunPage.facts(summary, samples),
            times: samples.times,
            owners: statistics.rows.map { RunPage.owner($0, summary, isOne) },
            instruments: instruments,
            instrumentsLeftOut: left,
            orders: book.orders,
            refusals: book.refusals,
            firstRefusals: book.firstRefusals,
            instances: [host] + RunPage.list(summary["plugins"]).map(RunPage.instance),
            files: RunPage.files(summary)
        )
    }

    private static func facts(
        _ summary: JSONValue,
        _ samples: PerformanceBook
    ) -> [Fact] {
        var facts: [Fact] = []
        for account in list(summary["accounts"]) {
            let parts = [
                words(account["currency"]), "model \(words(account["model"]))",
                "profile \(words(account["profile"]))",
            ]
            facts.append(Fact("Account \(words(account["name"]))", parts.joined(separator: ", ")))
        }
        if let first = samples.times.first, let last = samples.times.last {
            facts.append(
                Fact("Samples from", "\(PageBook.text(first)) to \(PageBook.text(last)) UTC")
            )
            facts.append(Fact("Samples", NumberText.grouped("\(samples.times.count)")))
        }
        let periods = samples.periodsPerYear.flatMap { NumberText.fixed($0, places: 2) }
        let origin = samples.isGiven ? "as configured" : "told from the samples"
        facts.append(Fact("Periods a year", periods.map { "\($0), \(origin)" } ?? "unknown"))
        let counts = [
            ("Market events", "events"), ("Orders", "orders"), ("Fills", "fills"),
            ("Denied", "denied"), ("Rejected", "rejected"),
        ]
        facts += counts.map { Fact($0.0, NumberText.grouped(words(summary[$0.1]))) }
        facts.append(Fact("Journal digest", words(summary["journal_digest"])))
        facts.append(Fact("Host", "Tenon \(PluginInterface.hostVersion)"))
        return facts
    }

    private static func owner(
        _ row: PerformanceFiles.Row,
        _ summary: JSONValue,
        _ isOneCurrency: Bool
    ) -> Owner {
        let isStrategy = row.kind == "strategy"
        let key = isStrategy ? "strategies" : "accounts"
        let known = list(summary[key])
            .first {
                row.kind != "together" && words($0["name"]) == row.owner.name
            }
        let amount = { (mantissa: Int64) in
            mantissa == Domain.none
                ? "\u{2013}"
                : Decimal.shortText(Int128(mantissa), exponent: row.owner.exponent)
        }
        let named = [
            ("Profit", "profit"), ("Realized", "realized"), ("Unrealized", "unrealized"),
            ("Fees", "fees"),
        ]
        let title =
            switch row.kind {
            case "strategy": row.owner.name
            case "account": "account \(row.owner.name)"
            default: isOneCurrency ? "all accounts" : "all \(row.owner.currency) accounts"
            }
        return Owner(
            title: title,
            isStrategy: isStrategy,
            account: row.owner.account,
            currency: row.owner.currency,
            equity: row.owner.equity,
            performance: row.performance,
            amounts: [
                Fact("Currency", row.owner.currency),
                Fact("First equity", amount(row.owner.first)),
                Fact("Last equity", amount(row.owner.last)),
            ] + named.map { title, key in Fact(title, known.map { words($0[key]) } ?? "\u{2013}") }
        )
    }

    private static func instance(_ value: JSONValue) -> Instance {
        let about =
            "\(words(value["id"])) \(words(value["version"])), \(words(value["kind"])), "
            + "\(words(value["state"])), sha256 \(words(value["sha256"]))"
        var parameters: [Fact] = []
        if let config = try? JSONReader.read(words(value["config"])),
            case .object(let members) = config
        {
            parameters = members.map { Fact($0.key, words($0.value)) }
        }
        return Instance(name: words(value["instance"]), about: about, parameters: parameters)
    }

    private static func files(_ summary: JSONValue) -> Table {
        var table = Table(["File", "Bytes", "SHA-256"], numbers: [1])
        for file in list(summary["data"]) {
            table.rows.append([
                words(file["name"]), NumberText.grouped(words(file["bytes"])),
                words(file["sha256"]),
            ])
        }
        return table
    }

    private static func list(_ value: JSONValue?) -> [JSONValue] {
        if case .array(let elements) = value { elements } else { [] }
    }

    /// A text without quotes, anything else as JSON has it.
    private static func words(_ value: JSONValue?) -> String {
        switch value {
        case .string(let text), .number(let text): text
        case .null, nil: ""
        case .boolean, .array, .object: value?.text ?? ""
        }
    }
}
