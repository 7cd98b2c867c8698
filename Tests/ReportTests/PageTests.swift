import Report
import Support
import Testing

/// What no page may take as anything but a text.
private let hostile =
    "<script>alert('x')</script>&amp;\"\u{0}\u{202E}]]> --> &lt; {}"

@Suite("The page of a run", .enabled(if: Python.isPresent, "python3 is missing"))
struct PageTests {
    private static let day: Int64 = 86_400_000_000_000
    private static let start = CivilTime.start(year: 2023, month: 11, day: 20)

    /// A page of so many days with the same word in every place that takes one.
    private func page(_ word: String, days: Int, equity: (Int) -> Double) -> RunPage {
        let times = (0..<days).map { PageTests.start + Int64($0) * PageTests.day }
        let values = times.indices.map(equity)
        var line = LineSampler()
        var fills = FillSampler()
        for (place, time) in times.enumerated() {
            line.add(time: time, value: 50 + Double(place % 7))
            guard place.isMultiple(of: 5) else { continue }
            fills.add {
                FillSampler.Marker(
                    time: time,
                    price: 50 + Double(place % 7),
                    isBuy: place.isMultiple(of: 2),
                    words: word
                )
            }
        }
        let performance = Performance(
            times: times,
            equity: values,
            held: days / 2,
            trades: TradeTally(),
            periodsPerYear: 252
        )
        let owners = [(word, true), ("account \(word)", false)]
            .map { title, isStrategy in
                RunPage.Owner(
                    title: title,
                    isStrategy: isStrategy,
                    account: word,
                    currency: word,
                    equity: values,
                    performance: performance,
                    amounts: [RunPage.Fact(word, word)]
                )
            }
        var table = RunPage.Table([word, "b"], numbers: [1])
        table.rows = [[word, "1"], ["2", word]]
        return RunPage(
            title: word,
            facts: [RunPage.Fact(word, word)],
            times: times,
            owners: owners,
            instruments: [RunPage.Instrument(symbol: word, line: line, fills: fills)],
            instrumentsLeftOut: 3,
            orders: table,
            refusals: table,
            firstRefusals: table,
            instances: [
                RunPage.Instance(
                    name: word,
                    about: word,
                    parameters: [RunPage.Fact(word, word)]
                )
            ],
            files: table
        )
    }

    /// What a strict reader finds on a page, as `tag text`.
    private func read(_ page: RunPage) throws -> [String] {
        try Python.run("Tests/ReportTests/page.py", input: page.html).map(String.init)
    }

    @Test("is well-formed and refers to nothing, and shows what it was given")
    func wellFormed() throws {
        let lines = try read(page("plain", days: 100) { 1_000 + Double($0 * ($0 % 13)) })
        #expect(lines.contains("h1 plain"))
        let statistics = lines.filter { $0.hasPrefix("th ") }
        for title in ["Sharpe ratio", "Sortino ratio", "Calmar ratio", "Tail ratio", "Win rate"] {
            #expect(statistics.contains("th \(title)"), "\(title)")
        }
        for title in ["Equity and drawdown", "Returns by month", "Trades on price", "Data"] {
            #expect(lines.contains("h2 \(title)"), "\(title)")
        }
        #expect(lines.contains { $0.hasPrefix("text 2023-12") })
        #expect(lines.filter { $0 == "title plain" }.count == 1 + 20)
        #expect(lines.contains("th 2023") && lines.contains("th 2024"))
    }

    @Test("takes every name for a text")
    func hostileNames() throws {
        let made = page(hostile, days: 40) { 1_000 + Double($0) }
        let lines = try read(made)
        #expect(lines.contains { $0.hasPrefix("h1 <script>alert('x')</script>&amp;") })
        #expect(lines.filter { $0.contains("<script>") }.count > 20)
        #expect(!made.html.contains("<script"))
        #expect(!made.html.contains("\u{202E}") && !made.html.contains("\u{0}"))
    }

    @Test(
        "stays well-formed where there is little or nothing to show",
        arguments: [0, 1, 2, 3]
    )
    func little(days: Int) throws {
        let flat = try read(page("flat", days: days) { _ in 5 })
        #expect(flat.contains("td \("not defined")"))
        let lost = try read(page("lost", days: days) { 5 - Double($0) * 5 })
        #expect(lost.contains("h1 lost"))
        let empty = RunPage(
            title: "none",
            facts: [],
            times: [],
            owners: [],
            instruments: [],
            instrumentsLeftOut: 0,
            orders: RunPage.Table(["a"]),
            refusals: RunPage.Table(["a"]),
            firstRefusals: RunPage.Table(["a"]),
            instances: [],
            files: RunPage.Table(["a"])
        )
        #expect(try read(empty).contains("p Nothing was traded."))
    }

    @Test(
        "a page with a mistake is not taken for one",
        arguments: [
            ("</table>", ""), ("<h1>", "<h1><b>"), ("</style>", "</style><script></script>"),
            ("<p class", "<img src='x.png'/><p class"), ("viewBox", "onclick='' viewBox"),
            ("<svg ", "<svg viewBox=\"0\" "), ("points=\"", "points=\"nan "),
            ("<td class=\"number\">", "<td class=\"number\"> nan "),
        ]
    )
    func mistakes(old: String, new: String) throws {
        let text = page("plain", days: 50) { 1_000 + Double($0) }.html
        let range = try #require(text.firstRange(of: old))
        let wrong = text.replacingCharacters(in: range, with: new)
        #expect(throws: ProgramRun.Failure.self) {
            try Python.run("Tests/ReportTests/page.py", input: wrong)
        }
    }
}

extension String {
    fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}
