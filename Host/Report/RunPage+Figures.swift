// The parts of the page that are made of numbers: statistics, curves, months, trades.

extension RunPage {
    /// How many strategies of an account are drawn; the others are in the tables.
    private static let mostLines = 5

    /// A row for each statistic, a column for each owner.
    func addStatistics(to page: inout Markup) {
        let figures = owners.map(\.performance.figures)
        page.element("div", [("class", "table")]) { page in
            page.element("table", [("class", "statistics")]) { page in
                page.element("thead") { page in
                    page.element("tr") { page in
                        page.element("th", text: "")
                        for owner in owners {
                            page.element("th", [("class", "number")], text: owner.title)
                        }
                    }
                }
                page.element("tbody") { page in
                    for place in owners.first?.amounts.indices ?? 0..<0 {
                        page.element("tr") { page in
                            page.element("th", text: owners[0].amounts[place].name)
                            for owner in owners {
                                page.element(
                                    "td",
                                    [("class", "number")],
                                    text: owner.amounts[place].text
                                )
                            }
                        }
                        page.line()
                    }
                    for place in figures.first?.indices ?? 0..<0 {
                        page.element("tr") { page in
                            page.element("th", text: figures[0][place].title)
                            for column in figures { add(column[place], to: &page) }
                        }
                        page.line()
                    }
                }
            }
        }
        page.line()
    }

    private func add(_ figure: Figure, to page: inout Markup) {
        let words = figure.words
        page.element(
            "td",
            [("class", words == nil ? "number none" : "number")],
            text: words ?? RunPage.none
        )
    }

    /// Equity and drawdown of each account with its strategies, and of all accounts.
    func addCurves(to page: inout Markup) {
        for account in owners where !account.isStrategy {
            let strategies = owners.filter { $0.isStrategy && $0.account == account.account }
            let drawn = [account] + strategies.prefix(RunPage.mostLines)
            page.element("h3", text: "\(account.title), \(account.currency)")
            addLegend(drawn.map(\.title), more: strategies.count + 1 - drawn.count, to: &page)
            let equity = Chart(
                title: "Equity of \(account.title) in \(account.currency)",
                lines: lines(drawn) { $0.equity }
            )
            equity.add(to: &page)
            var drawdown = Chart(
                title: "Drawdown of \(account.title)",
                lines: lines(drawn) { Drawdown.path($0.equity) }
            )
            drawdown.hasArea = true
            drawdown.isShare = true
            drawdown.height = 180
            drawdown.add(to: &page)
        }
    }

    private func lines(_ owners: [Owner], _ values: (Owner) -> [Double]) -> [Chart.Line] {
        owners.enumerated()
            .map { place, owner in
                var line = LineSampler()
                for (time, value) in zip(times, values(owner)) {
                    line.add(time: time, value: value)
                }
                return Chart.Line(label: owner.title, points: line.points, style: "s\(place + 1)")
            }
    }

    private func addLegend(_ labels: [String], more: Int, to page: inout Markup) {
        page.element("p", [("class", "legend")]) { page in
            for (place, label) in labels.enumerated() {
                page.element("span") { page in
                    page.element("i", [("class", "s\(place + 1)")], text: "")
                    page.add(label)
                }
            }
            if more > 0 { page.element("span", text: "and \(more) more in the tables") }
        }
    }

    /// A table of months for each owner, accounts first.
    func addMonths(to page: inout Markup) {
        let names = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        for owner in owners.filter({ !$0.isStrategy }) + owners.filter(\.isStrategy) {
            let months = MonthlyReturns(times: times, equity: owner.equity)
            if months.years.isEmpty { continue }
            page.element("h3", text: owner.title)
            page.element("div", [("class", "table")]) { page in
                page.element("table", [("class", "months")]) { page in
                    page.element("thead") { page in
                        page.element("tr") { page in
                            for name in [""] + names + ["Year"] { page.element("th", text: name) }
                        }
                    }
                    page.element("tbody") { page in
                        for year in months.years {
                            page.element("tr") { page in
                                page.element("th", text: "\(year.year)")
                                for month in year.months { addMonth(month, to: &page) }
                                addMonth(year.total, to: &page)
                            }
                            page.line()
                        }
                    }
                }
            }
            page.line()
        }
        if times.isEmpty { page.element("p", [("class", "none")], text: "There are no samples.") }
    }

    /// A month's return; the deeper the colour, the further from 0, up to 10 %.
    private func addMonth(_ value: Double?, to page: inout Markup) {
        guard let value, let text = NumberText.fixed(value * 100, places: 2) else {
            page.element("td", text: "")
            return
        }
        let depth = min(10, Int((value.magnitude * 100).rounded(.up)))
        let sign = value > 0 ? "gain" : value < 0 ? "loss" : "still"
        page.element("td", [("class", "number \(sign) m\(depth)")], text: text)
    }

    /// Price and fills of each instrument.
    func addInstruments(to page: inout Markup) {
        if instruments.isEmpty {
            page.element("p", [("class", "none")], text: "Nothing was traded.")
        }
        for instrument in instruments {
            page.element("h3", text: instrument.symbol)
            page.element("p", [("class", "legend")]) { page in
                page.element("span") { page in
                    page.element("i", [("class", "s1")], text: "")
                    page.add("price at the samples")
                }
                page.element("span", text: "\u{25B2} buy")
                page.element("span", text: "\u{25BC} sell")
                let (count, stride) = (instrument.fills.count, instrument.fills.stride)
                let all = NumberText.grouped("\(count)")
                page.element(
                    "span",
                    text: stride == 1 ? "\(all) fills" : "\(all) fills, one of \(stride) is shown"
                )
            }
            let price = Chart.Line(
                label: instrument.symbol,
                points: instrument.line.points,
                style: "s1"
            )
            var chart = Chart(title: "Trades on the price of \(instrument.symbol)", lines: [price])
            chart.markers = instrument.fills.markers
            chart.height = 300
            chart.add(to: &page)
        }
        if instrumentsLeftOut > 0 {
            page.element(
                "p",
                [("class", "note")],
                text: "\(instrumentsLeftOut) more instruments were traded; see fills.csv."
            )
        }
    }
}
