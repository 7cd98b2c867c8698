package import API

/// What is printed as ordinary lines: at the start, without a terminal, and at the end.
extension LiveTable {
    /// One line a second where there is no terminal.
    ///
    /// - Returns: At most 120 cells: time of the data, the busiest quote, speed, each strategy as
    ///   far as there is room, and the latency.
    package func plainLine(_ frame: LiveFrame) -> String {
        let status = frame.status
        var line = Line(status.timeNs == 0 ? "--:--:--" : Figures.time(status.timeNs))
        let quote = frame.quotes.reduce(nil as QuoteView?) { best, quote in
            best.map { $0.eventsPerSecond >= quote.eventsPerSecond } == true ? best : quote
        }
        if let quote {
            line.add("  \(quote.symbol) \(quote.bid ?? quote.last ?? "—")/\(quote.ask ?? "—")")
        }
        line.add("  \(Figures.grouped(status.counts.eventsPerSecond)) ev/s")
        if frame.isPaused { line.add("  paused") }
        if let failure = status.failure { line.add("  cannot go on: \(failure)") }
        var end = Line()
        if let total = total(status) { end.add("  p50 \(Figures.latency(total.p50Ns))") }
        let all = status.instances.filter { $0.trading != nil || isFaulted($0) }
        for (index, instance) in all.enumerated() {
            let words = Line(plain(instance))
            let isLast = index == all.count - 1
            let more = isLast ? Line() : Line("  +\(all.count - index) more")
            if line.width + words.width + end.width + more.width > Self.plainWidth, index > 0 {
                line.add("  +\(all.count - index) more")
                break
            }
            line.add(words)
        }
        line.add(end)
        return line.text(most: Self.plainWidth, color: false)
    }

    private static let plainWidth = 120

    private func plain(_ instance: InstanceView) -> String {
        guard let trading = instance.trading, !isFaulted(instance) else {
            return "  \(instance.name) \(instance.state)"
        }
        let state = instance.state == "running" ? "" : " \(instance.state)"
        let position = DecimalText(trading.position)
        let sign = position.map { !$0.isNegative && !$0.isZero } == true ? "+" : ""
        return "  \(instance.name)\(state) \(sign)\(trading.position) "
            + "profit \(Figures.money(trading.profit)) "
            + "orders \(Figures.grouped(trading.orders)) denied \(Figures.grouped(trading.denied))"
    }

    /// What is printed before the table: each plugin with the file that runs, and that it is ready.
    ///
    /// - Returns: One line a plugin in configuration order: name, id with version, kind, language,
    ///   isolation, the first 12 digits of its file's SHA-256; then `READY in N ms`.
    package func readyLines(_ status: StatusView) -> [String] {
        let rows = status.instances.map { instance in
            [
                "  \(instance.name)", "\(instance.plugin) \(instance.version)",
                // `data connector` is a connector here: a line has 80 cells.
                String(instance.kind.split(separator: " ").last ?? ""),
                instance.language, instance.isolation, String(instance.sha256.prefix(12)),
                ["running", "paused"].contains(instance.state) ? "" : instance.state,
            ]
            .map { TableLayout.Cell($0) }
        }
        let columns = (0..<7).map { _ in TableLayout.Column(title: "", isNumber: false, least: 0) }
        let table = TableLayout(columns, rows: rows, width: .max)
        return table.lines.map { $0.text(most: .max, color: false) }
            + ["READY in \(Figures.grouped(status.readyMs)) ms"]
    }

    /// What is printed at the end: what each strategy and account came to, and how to go on.
    ///
    /// - Parameters:
    ///   - frame: The last one.
    ///   - next: Commands to go on with, as they are typed.
    /// - Returns: Lines with an end each but the last. Strategies that ship with Tenon are said to
    ///   have no edge.
    package func summary(_ frame: LiveFrame, next: [String]) -> String {
        let status = frame.status
        var lines = [
            "Ended after \(Figures.duration(status.uptimeSeconds)): "
                + "\(Figures.count(status.counts.marketEvents, "market event")), "
                + "\(Figures.count(status.counts.orders, "order")), "
                + "\(Figures.count(status.counts.fills, "fill")), "
                + "\(Figures.grouped(status.counts.denied)) denied."
        ]
        if status.timeNs != 0 {
            let time = "\(Figures.date(status.timeNs)) \(Figures.time(status.timeNs)) UTC"
            lines.append("  the data got to \(time)")
        }
        lines += status.instances.compactMap(summary)
        for account in status.accounts {
            lines.append(
                "  account \(account.name): equity \(Figures.money(account.equity)) "
                    + "\(account.currency), cash \(Figures.money(account.cash))"
            )
        }
        if let total = total(status) {
            lines.append(
                "  quote → order: p50 \(Figures.latency(total.p50Ns)), "
                    + "p99 \(Figures.latency(total.p99Ns)), "
                    + "longest \(Figures.latency(total.maxNs)), \(Figures.grouped(total.count)) times"
            )
        }
        let sent = status.notifications
        if sent.delivered + sent.failed + sent.dropped > 0 {
            lines.append(
                "  notifications: \(Figures.grouped(sent.delivered)) sent, "
                    + "\(Figures.grouped(sent.failed)) failed, "
                    + "\(Figures.grouped(sent.dropped)) dropped"
            )
        }
        if let failure = status.failure { lines.append("The host could not go on: \(failure)") }
        let shipped = status.instances.filter {
            $0.trading != nil && $0.plugin.hasPrefix("dev.tenon.")
        }
        if !shipped.isEmpty {
            let names = shipped.map(\.name).joined(separator: ", ")
            let isOne = shipped.count == 1
            lines.append(
                isOne
                    ? "\(names) is a demonstration that ships with Tenon: it has no edge."
                    : "\(names) are demonstrations that ship with Tenon: they have no edge."
            )
        }
        lines += next.map { "Next: \($0)" }
        return lines.map(SafeText.of).joined(separator: "\n")
    }

    private func summary(_ instance: InstanceView) -> String? {
        let reason = instance.reason.map { " (\($0))" } ?? ""
        let state = isFaulted(instance) ? ", \(instance.state)\(reason)" : ""
        guard let trading = instance.trading else {
            return state.isEmpty ? nil : "  \(instance.name)\(state)"
        }
        return "  \(instance.name): \(Figures.count(trading.orders, "order")), "
            + "\(Figures.grouped(trading.filled)) filled, "
            + "\(Figures.grouped(trading.denied)) denied, "
            + "position \(Figures.signed(trading.position)), "
            + "profit \(Figures.money(trading.profit)) \(trading.currency)\(state)"
    }
}
