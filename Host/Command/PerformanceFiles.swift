import Domain
import Foundation
import Report
import Settings

/// The statistics of a run as rows and as JSON.
struct PerformanceFiles {
    /// One row: a strategy, an account, or all accounts together.
    struct Row {
        let kind: String
        let owner: PerformanceBook.Owner
        let performance: Performance
    }

    /// Strategies in configuration order, accounts, then those of each currency together.
    let rows: [Row]
    private let book: PerformanceBook
    private let periodsPerYear: Double?

    init(_ book: PerformanceBook) {
        let periods = book.periodsPerYear
        let row = { (kind: String, owner: PerformanceBook.Owner) in
            let performance = owner.performance(times: book.times, periodsPerYear: periods)
            return Row(kind: kind, owner: owner, performance: performance)
        }
        rows =
            book.strategies.compactMap { $0 }.map { row("strategy", $0) }
            + book.accounts.map { row("account", $0) }
            + book.together.map { row("together", $0) }
        periodsPerYear = periods
        self.book = book
    }

    /// Writes `performance.csv` and `performance.json`.
    ///
    /// - Throws: `ReportError` naming the file that cannot be written.
    func write(to directory: String) throws {
        let figures = rows.first?.performance.figures ?? []
        var file = try CSVFile(
            "\(directory)/performance.csv",
            "kind,name,account,currency,from_ns,to_ns,first_equity,last_equity,"
                + figures.map(\.name).joined(separator: ",")
        )
        for row in rows {
            file.add(row.kind)
            file.add(row.owner.name)
            file.add(row.owner.account)
            file.add(row.owner.currency)
            file.add(book.times.first ?? Domain.none, exponent: 0)
            file.add(book.times.last ?? Domain.none, exponent: 0)
            file.add(row.owner.first, exponent: row.owner.exponent)
            file.add(row.owner.last, exponent: row.owner.exponent)
            for figure in row.performance.figures { file.add(figure.text ?? "") }
            try file.endRow()
        }
        try file.close()
        let path = "\(directory)/performance.json"
        guard FileManager.default.createFile(atPath: path, contents: Data("\(json)\n".utf8)) else {
            throw ReportError(
                description: "\(path): cannot be written\n    name another folder with --out"
            )
        }
    }

    /// One object: the periods, then a list for each kind.
    private var json: String {
        let periods = periodsPerYear.flatMap(NumberText.exact).map { JSONValue.number($0) }
        let members: [(String, JSONValue)] = [
            ("periods_per_year", periods ?? .null),
            ("periods_per_year_is", .string(book.isGiven ? "given" : "derived")),
            ("samples", .number("\(book.times.count)")),
            ("from_ns", time(book.times.first)),
            ("to_ns", time(book.times.last)),
            ("strategies", objects("strategy")),
            ("accounts", objects("account")),
            ("together", objects("together")),
        ]
        return JSONValue.object(members.map { JSONValue.Member(key: $0.0, value: $0.1) }).text
    }

    private func objects(_ kind: String) -> JSONValue {
        .array(
            rows.filter { $0.kind == kind }
                .map { row in
                    let amount = { (mantissa: Int64) -> JSONValue in
                        let exponent = row.owner.exponent
                        return mantissa == Domain.none
                            ? .null
                            : .number(Decimal.shortText(Int128(mantissa), exponent: exponent))
                    }
                    let head: [(String, JSONValue)] = [
                        ("name", .string(row.owner.name)),
                        ("account", .string(row.owner.account)),
                        ("currency", .string(row.owner.currency)),
                        ("first_equity", amount(row.owner.first)),
                        ("last_equity", amount(row.owner.last)),
                    ]
                    let figures = row.performance.figures.map { ($0.name, value(of: $0)) }
                    return .object(
                        (head + figures).map { JSONValue.Member(key: $0.0, value: $0.1) }
                    )
                }
        )
    }

    private func value(of figure: Figure) -> JSONValue {
        if case .flag(let flag) = figure.value { return flag.map { .boolean($0) } ?? .null }
        return figure.text.map { .number($0) } ?? .null
    }

    private func time(_ time: Int64?) -> JSONValue { time.map { .number("\($0)") } ?? .null }
}
