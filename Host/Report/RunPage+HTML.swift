extension RunPage {
    /// One page that needs nothing but itself: the same bytes for the same contents.
    package var html: String {
        var page = Markup()
        page.addPlain("<!DOCTYPE html>\n")
        page.element("html", [("lang", "en")]) { page in
            page.element("head") { page in
                page.empty("meta", [("charset", "utf-8")])
                page.empty(
                    "meta",
                    [
                        ("name", "viewport"), ("content", "width=device-width, initial-scale=1"),
                    ]
                )
                page.empty("meta", [("name", "color-scheme"), ("content", "light dark")])
                page.element("title", text: title)
                page.element("style") { $0.addPlain(RunPage.style) }
            }
            page.line()
            page.element("body") { page in
                page.element("main") { addSections(to: &$0) }
            }
        }
        page.line()
        return page.text
    }

    private func addSections(to page: inout Markup) {
        page.element("header") { page in
            page.element("h1", text: title)
            addTiles(to: &page)
            add(facts, to: &page)
        }
        page.line()
        section("Statistics", to: &page) { page in
            addStatistics(to: &page)
            page.element(
                "p",
                [("class", "note")],
                text: "Definitions and their sources are in the manual, report.md. "
                    + "\u{201C}\(RunPage.none)\u{201D}: too few samples, or nothing to divide by."
            )
        }
        section("Equity and drawdown", to: &page) { addCurves(to: &$0) }
        section("Returns by month", to: &page) { addMonths(to: &$0) }
        section("Trades on price", to: &page) { addInstruments(to: &$0) }
        section("Orders", to: &page) { page in
            add(orders, "No orders.", to: &page)
            page.element("h3", text: "Denied and rejected")
            add(refusals, "No order was refused.", to: &page)
            if !firstRefusals.rows.isEmpty {
                let count = firstRefusals.rows.count
                page.element("h3", text: count == 1 ? "The first of them" : "The first \(count)")
                add(firstRefusals, "", to: &page)
            }
        }
        section("Parameters", to: &page) { page in
            for instance in instances {
                page.element("h3", text: instance.name)
                page.element("p", [("class", "note")], text: instance.about)
                add(instance.parameters, to: &page)
            }
        }
        section("Data", to: &page) { add(files, "No files were read.", to: &$0) }
    }

    /// What stands in the place of a statistic that has no value.
    static let none = "not defined"

    func section(_ title: String, to page: inout Markup, _ content: (inout Markup) -> Void) {
        page.element("section") { page in
            page.element("h2", text: title)
            content(&page)
        }
        page.line()
    }

    /// The owners that stand for the run: the accounts of each currency together.
    private var wholes: [Owner] {
        let accounts = owners.filter { !$0.isStrategy }
        let sums = accounts.filter(\.account.isEmpty)
        return accounts.filter { account in
            account.account.isEmpty || !sums.contains { $0.currency == account.currency }
        }
    }

    /// What annual figures of less than a week are to be read with.
    private var shortness: String? {
        guard let first = times.first, let last = times.last,
            last - first < 7 * 86_400_000_000_000
        else { return nil }
        return "a year's, from \(Figure.duration(last - first)) of data"
    }

    private func addTiles(to page: inout Markup) {
        let isLabelled = owners.filter { !$0.isStrategy }.count > 1
        for whole in wholes {
            if isLabelled { page.element("h3", text: "\(whole.title), \(whole.currency)") }
            addTiles(of: whole, to: &page)
        }
    }

    private func addTiles(of whole: Owner, to page: inout Markup) {
        let shown = ["total_return", "cagr", "sharpe", "max_drawdown", "win_rate", "exposure"]
        page.element("div", [("class", "tiles")]) { page in
            for figure in whole.performance.figures where shown.contains(figure.name) {
                page.element("div", [("class", "tile")]) { page in
                    page.element("span", text: figure.title)
                    page.element("strong", text: figure.words ?? "\u{2013}")
                    if figure.words != nil, ["cagr", "sharpe"].contains(figure.name),
                        let shortness
                    {
                        page.element("small", text: shortness)
                    }
                }
            }
        }
        page.line()
    }

    func add(_ facts: [Fact], to page: inout Markup) {
        guard !facts.isEmpty else { return }
        page.element("dl") { page in
            for fact in facts {
                page.element("div") { page in
                    page.element("dt", text: fact.name)
                    page.element("dd", text: fact.text)
                }
            }
        }
        page.line()
    }

    func add(_ table: Table, _ instead: String, to page: inout Markup) {
        guard !table.rows.isEmpty else {
            page.element("p", [("class", "none")], text: instead)
            return
        }
        page.element("div", [("class", "table")]) { page in
            page.element("table") { page in
                page.element("thead") { page in
                    page.element("tr") { page in
                        for (place, heading) in table.headings.enumerated() {
                            page.element("th", kind(table, place), text: heading)
                        }
                    }
                }
                page.element("tbody") { page in
                    for row in table.rows {
                        page.element("tr") { page in
                            for (place, text) in row.enumerated() {
                                page.element("td", kind(table, place), text: text)
                            }
                        }
                        page.line()
                    }
                }
            }
        }
        page.line()
    }

    private func kind(_ table: Table, _ place: Int) -> [(String, String)] {
        table.numbers.contains(place) ? [("class", "number")] : []
    }
}
