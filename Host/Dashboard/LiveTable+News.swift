import API

/// What happened: fills, denials, faults, and what it took.
extension LiveTable {
    /// Why the lane or an instance cannot go on.
    func problems(_ frame: LiveFrame, _ width: Int) -> PageSection? {
        var texts: [String] = []
        if let failure = frame.status.failure { texts.append("The host cannot go on: \(failure)") }
        for instance in frame.status.instances where isFaulted(instance) {
            let reason = instance.reason.map { ": \($0)" } ?? ""
            texts.append("\(instance.name) \(instance.state)\(reason)")
        }
        guard !texts.isEmpty else { return nil }
        let most = texts.reduce(0) {
            $0 + SafeText.wrapped(SafeText.of($1), to: width, most: 2).count
        }
        return PageSection(least: 1, most: most, rank: 2) { height in
            var lines: [Line] = []
            for (index, text) in texts.enumerated() where lines.count < height {
                let room = height - lines.count - (texts.count - 1 - index)
                let wrapped = SafeText.wrapped(
                    SafeText.of(text),
                    to: width,
                    most: min(2, max(1, room))
                )
                lines += wrapped.map { Line($0, .bad) }
            }
            return lines
        }
    }

    /// The last executions in words.
    func fills(_ frame: LiveFrame, _ width: Int) -> PageSection? {
        guard !frame.fills.isEmpty else {
            return PageSection(least: 1, most: 1, rank: 4) { _ in [Line("no fills yet", .dim)] }
        }
        return PageSection(least: 1, most: frame.fills.count + 1, rank: 4) { height in
            let title = height > 1 ? [Line("last fills", .dim)] : []
            return title + frame.fills.prefix(height - title.count).map { sentence($0, width) }
        }
    }

    private func sentence(_ fill: FillView, _ width: Int) -> Line {
        var line = Line(" \(Figures.time(fill.timeNs))  ", .dim)
        line.add(fill.strategy, .strong)
        let isBuy = fill.side == "buy"
        line.add(isBuy ? " bought" : " sold", isBuy ? .good : .warning)
        line.add(" \(Figures.grouped(fill.quantity)) \(fill.symbol) at \(fill.price)")
        if DecimalText(fill.fee)?.isZero == false {
            line.add(", fee \(Figures.money(fill.fee)) \(fill.currency)", .dim)
        }
        return line
    }

    /// The last orders our limits said no to: rule, value, limit and remedy.
    func denials(_ frame: LiveFrame, _ width: Int) -> PageSection? {
        let title = Line("last denials", .dim)
        guard !frame.denials.isEmpty else {
            return PageSection(least: 1, most: 1, rank: 5) { _ in [Line("no denials", .dim)] }
        }
        // What a later line of one denial begins with, so that words stand below words.
        let indent = String(repeating: " ", count: width >= 60 ? 11 : 1)
        let entries = frame.denials.map(sentence)
        let heights = entries.map {
            min(3, SafeText.wrapped($0, to: width - indent.count, most: 3).count)
        }
        let most = heights.reduce(0, +) + 1
        return PageSection(least: min(3, most), most: most, rank: 5) { height in
            var lines = [title]
            for (index, entry) in entries.enumerated() where lines.count < height {
                let room = min(3, height - lines.count)
                let denial = frame.denials[index]
                let wrapped = SafeText.wrapped(entry, to: width - indent.count, most: room)
                for (number, text) in wrapped.enumerated() {
                    let time = width >= 60 ? " \(Figures.time(denial.timeNs))  " : " "
                    var line = Line(number == 0 ? time : indent, .dim)
                    line.add(text, number == 0 ? .warning : .plain)
                    lines.append(line)
                }
            }
            return lines
        }
    }

    private func sentence(_ denial: OrderView) -> String {
        let order = "\(denial.side) \(Figures.grouped(denial.quantity)) \(denial.symbol)"
        return SafeText.of(
            "\(denial.strategy) may not \(order): \(denial.reason ?? "no reason was given")"
        )
    }

    /// How long quote → order takes, and how notifications fare; what goes wrong comes first.
    func latency(_ frame: LiveFrame, _ width: Int) -> Line {
        var line = Line("quote → order  ", .dim)
        if let total = total(frame.status) {
            line.add("p50 \(Figures.latency(total.p50Ns))", .strong)
            line.add("  ")
            line.add("p99 \(Figures.latency(total.p99Ns))", .strong)
        } else {
            line.add("no orders yet")
        }
        let sent = frame.status.notifications
        let lost = frame.status.logLinesDropped
        let parts: [(UInt64, String, Line.Style)] = [
            (sent.failed, "failed", .bad), (sent.dropped, "dropped", .bad),
            (sent.delivered, "sent", .plain), (sent.queued, "queued", .plain),
        ]
        var words = Line("   notifications", .dim)
        for (count, word, style) in parts where count > 0 || word == "sent" {
            words.add(" \(Figures.grouped(count)) \(word)", style)
        }
        line.add(words, ifWithin: width)
        if lost > 0 { line.add(Line("   \(Figures.count(lost, "log line")) lost", .bad)) }
        return line
    }

    /// The stage from the quote to the order at the venue, once there was one.
    func total(_ status: StatusView) -> StageView? {
        status.stages.first { $0.name == "total" && $0.count > 0 }
    }
}
