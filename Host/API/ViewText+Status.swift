import Monitoring

extension ViewText {
    /// A running host at one moment.
    package static func status(_ status: StatusView) -> String {
        var text = head(status)
        if !status.accounts.isEmpty { text += "\n" + accounts(status.accounts) }
        if !status.instances.isEmpty { text += "\n" + strategies(status.instances) }
        if status.stages.contains(where: { $0.count > 0 }) { text += "\n" + stages(status.stages) }
        return text
    }

    private static func head(_ status: StatusView) -> String {
        let counts = status.counts
        let sent = status.notifications
        let speed = status.speed.map { ", speed \($0)" } ?? ""
        let hasSent = [sent.queued, sent.delivered, sent.failed, sent.dropped].contains { $0 > 0 }
        return paragraph([
            ("tenon \(status.version)", "\(status.state), \(status.mode), pid \(status.pid)"),
            (
                "up",
                "\(uptime(status.uptimeSeconds)), ready in \(rounded(status.readyMs)) ms"
            ),
            ("config", status.configuration),
            ("state", status.stateFolder),
            ("failure", status.failure ?? ""),
            (
                "lane time",
                "\(UTCTime.text(status.timeNs)) UTC, clock \(status.clock)\(speed)"
            ),
            ("input", "\(status.sequence)"),
            (
                "market events",
                "\(counts.marketEvents), \(rounded(counts.eventsPerSecond)) a second"
            ),
            (
                "orders",
                "\(counts.orders) sent, \(counts.fills) fills, \(counts.denied) denied, "
                    + "\(counts.canceled) canceled, \(counts.rejected) rejected"
            ),
            (
                "notifications",
                hasSent
                    ? "\(sent.delivered) delivered, \(sent.queued) queued, \(sent.failed) failed, "
                        + "\(sent.dropped) dropped, \(sent.retries) retries" : ""
            ),
            (
                "log",
                status.logLinesDropped > 0 ? "\(status.logLinesDropped) lines dropped" : ""
            ),
        ])
    }

    private static func accounts(_ accounts: [AccountView]) -> String {
        var table = TableText([
            ("ACCOUNT", .left), ("CASH", .right), ("EQUITY", .right), ("CURRENCY", .left),
        ])
        for account in accounts {
            table.add([account.name, account.cash, account.equity, account.currency])
        }
        return table.text
    }

    private static func strategies(_ instances: [InstanceView]) -> String {
        var table = TableText([
            ("PLUGIN", .left), ("KIND", .left), ("STATE", .left), ("POSITION", .right),
            ("OPEN", .right), ("ORDERS", .right), ("FILLED", .right), ("DENIED", .right),
            ("PROFIT", .right), ("CURRENCY", .left), ("WHY", .left),
        ])
        for instance in instances {
            let trading = instance.trading
            let numbers = trading.map {
                [
                    $0.position, "\($0.openOrders)", "\($0.orders)", "\($0.filled)",
                    "\($0.denied)", $0.profit, $0.currency,
                ]
            }
            table.add(
                [instance.name, instance.kind, instance.state]
                    + (numbers ?? Array(repeating: "", count: 7)) + [instance.reason ?? ""]
            )
        }
        return table.text
    }

    private static func stages(_ stages: [StageView]) -> String {
        var table = TableText([
            ("QUOTE TO ORDER", .left), ("COUNT", .right), ("P50", .right), ("P99", .right),
            ("P99.9", .right), ("MAX", .right),
        ])
        for stage in stages {
            table.add([
                stage.name, "\(stage.count)", duration(stage.p50Ns), duration(stage.p99Ns),
                duration(stage.p999Ns), duration(stage.maxNs),
            ])
        }
        return table.text
    }

    /// `850 ns`, `1.15 µs`, `92.1 ms`, `3.20 s`: three digits.
    package static func duration(_ ns: Int64) -> String {
        guard ns >= 1_000 else { return "\(ns) ns" }
        for (size, name) in [(1e3, "µs"), (1e6, "ms"), (1e9, "s")] {
            for (scale, places) in [(100, 2), (10, 1), (1, 0)] {
                let digits = Int64((Double(ns) / size * Double(scale)).rounded())
                guard digits < 1_000 else { continue }
                let rest = String(digits % Int64(scale) + Int64(scale)).dropFirst()
                return "\(digits / Int64(scale))\(places > 0 ? ".\(rest)" : "") \(name)"
            }
        }
        return "\(ns / 1_000_000_000) s"
    }

    /// `1 d 2 h`, `3 min 4 s`: the two greatest parts.
    package static func uptime(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "?" }
        let whole = Int64(seconds)
        let parts = [
            (whole / 86_400, "d"), (whole / 3_600 % 24, "h"), (whole / 60 % 60, "min"),
            (whole % 60, "s"),
        ]
        let first = parts.firstIndex { $0.0 > 0 } ?? 3
        return parts[first...].prefix(2).map { "\($0) \($1)" }.joined(separator: " ")
    }
}
