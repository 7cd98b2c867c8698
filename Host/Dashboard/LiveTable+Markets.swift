import API

/// What is going on: the quotes, the strategies and the accounts.
extension LiveTable {
    /// The quotes; the busiest where not all fit.
    func quotes(_ frame: LiveFrame, _ width: Int) -> PageSection? {
        guard !frame.quotes.isEmpty else { return nil }
        return PageSection(least: 2, most: frame.quotes.count + 1, rank: 1) { height in
            let chosen = busiest(frame.quotes, height - 1) { left, right in
                (left.eventsPerSecond, left.events) > (right.eventsPerSecond, right.events)
            }
            let title = name("quotes", without: frame.quotes.count - chosen.count)
            let table = quoteTable(chosen, title, width)
            return [table.header] + table.lines
        }
    }

    private func quoteTable(_ quotes: [QuoteView], _ title: String, _ width: Int) -> TableLayout {
        typealias Column = TableLayout.Column
        typealias Cell = TableLayout.Cell
        let hasTrades = quotes.contains { $0.last != nil }
        var columns = [
            Column(title: title, isNumber: false, least: 14),
            Column(title: "bid", least: 9, weight: 1), Column(title: "ask", least: 9, weight: 1),
            Column(title: "spread", least: 8, weight: 4),
            Column(title: "ev/s", least: 6, weight: 3),
            Column(title: "events", least: 9, weight: 5),
            Column(title: "at", least: 8, weight: 6),
        ]
        if hasTrades { columns.insert(Column(title: "last", least: 9, weight: 2), at: 3) }
        let rows = quotes.map { quote in
            var spread = "—"
            if let bid = quote.bid, let ask = quote.ask {
                spread = DecimalText.difference(ask, bid) ?? "—"
            }
            var cells = [
                Cell(quote.symbol, .strong), Cell(quote.bid ?? "—"), Cell(quote.ask ?? "—"),
                // Crossed: the bid is above the ask.
                Cell(spread, spread.hasPrefix("-") ? .warning : .plain),
                Cell(Figures.grouped(quote.eventsPerSecond)),
                Cell(Figures.grouped(quote.events), .dim),
                Cell(quote.timeNs == 0 ? "—" : Figures.time(quote.timeNs), .dim),
            ]
            if hasTrades { cells.insert(Cell(quote.last ?? "—"), at: 3) }
            return cells
        }
        return TableLayout(columns, rows: rows, width: width)
    }

    /// The strategies; those with the most orders where not all fit.
    func strategies(_ frame: LiveFrame, _ width: Int) -> PageSection? {
        let all = frame.status.instances.filter { $0.trading != nil }
        guard !all.isEmpty else { return nil }
        return PageSection(least: 2, most: all.count + 1, rank: 0) { height in
            let chosen = busiest(all, height - 1) { left, right in
                (left.trading?.orders ?? 0) > (right.trading?.orders ?? 0)
            }
            let title = name("strategies", without: all.count - chosen.count)
            let table = strategyTable(chosen, title, width)
            // The chart takes what is left at the right.
            let room = min(60, width - table.total - 2)
            var lines = [table.header] + table.lines
            guard room >= 4 else { return lines }
            for (index, instance) in chosen.enumerated() {
                let samples = frame.profitHistory[instance.name] ?? []
                let chart = Sparkline.text(samples, width: room)
                if chart.isEmpty { continue }
                lines[index + 1].pad(to: table.total + 2)
                lines[index + 1].add(chart)
            }
            return lines
        }
    }

    private func strategyTable(_ instances: [InstanceView], _ title: String, _ width: Int)
        -> TableLayout
    {
        typealias Column = TableLayout.Column
        typealias Cell = TableLayout.Cell
        let columns = [
            Column(title: title, isNumber: false, least: 10),
            Column(title: "position", least: 9, weight: 1),
            Column(title: "open", weight: 6), Column(title: "orders", least: 6, weight: 2),
            Column(title: "filled", least: 6, weight: 5),
            Column(title: "denied", least: 6, weight: 3),
            Column(title: "profit", least: 13, weight: 1),
        ]
        let rows = instances.map { instance in
            let trading = instance.trading ?? StrategyView()
            let isRunning = instance.state == "running"
            let label = isRunning ? instance.name : "\(instance.name) (\(instance.state))"
            let profit = Figures.money(trading.profit, signed: true)
            return [
                Cell(label, isRunning ? .strong : isFaulted(instance) ? .bad : .warning),
                Cell(Figures.signed(trading.position)), Cell("\(trading.openOrders)"),
                Cell(Figures.grouped(trading.orders)), Cell(Figures.grouped(trading.filled)),
                Cell(Figures.grouped(trading.denied), trading.denied > 0 ? .warning : .plain),
                Cell("\(profit) \(trading.currency)", profitStyle(profit)),
            ]
        }
        return TableLayout(columns, rows: rows, width: width)
    }

    /// One line an account.
    func accounts(_ frame: LiveFrame, _ width: Int) -> PageSection? {
        let all = frame.status.accounts
        guard !all.isEmpty else { return nil }
        return PageSection(least: 1, most: all.count, rank: 3, isJoined: true) { height in
            var lines: [Line] = []
            for account in all.prefix(height) {
                var line = Line("account ", .dim)
                line.add(account.name, .strong)
                line.add("  equity \(Figures.money(account.equity)) \(account.currency)")
                if lines.count == height - 1, all.count > height {
                    line.add("  +\(all.count - height) more", .dim)
                }
                line.add(Line("  cash \(Figures.money(account.cash))", .dim), ifWithin: width)
                lines.append(line)
            }
            return lines
        }
    }

    /// A sum that is below zero is red, one above it green.
    func profitStyle(_ profit: String) -> Line.Style {
        profit.hasPrefix("-") ? .bad : profit.hasPrefix("+") ? .good : .plain
    }

    func isFaulted(_ instance: InstanceView) -> Bool {
        ["faulted", "failed"].contains(instance.state)
    }

    private func name(_ title: String, without count: Int) -> String {
        count > 0 ? "\(title) +\(count) more" : title
    }

    /// The first `most` by an order of activity, in the order they came in: rows that stay on the
    /// page do not jump.
    private func busiest<Row>(_ rows: [Row], _ most: Int, by isBusier: (Row, Row) -> Bool) -> [Row]
    {
        guard rows.count > most else { return rows }
        let ranked = rows.indices.sorted { left, right in
            if isBusier(rows[left], rows[right]) { return true }
            return !isBusier(rows[right], rows[left]) && left < right
        }
        return ranked.prefix(max(0, most)).sorted().map { rows[$0] }
    }
}
