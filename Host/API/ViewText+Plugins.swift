import Monitoring

extension ViewText {
    /// Every configured plugin.
    package static func instances(_ instances: [InstanceView]) -> String {
        guard !instances.isEmpty else { return "no plugins\n" }
        var table = TableText([
            ("NAME", .left), ("PLUGIN", .left), ("VERSION", .left), ("KIND", .left),
            ("LANGUAGE", .left), ("STATE", .left), ("ACCOUNT", .left), ("INSTRUMENTS", .left),
            ("WHY", .left),
        ])
        for instance in instances {
            table.add([
                instance.name, instance.plugin, instance.version, instance.kind,
                instance.language, instance.state, instance.account ?? "",
                instance.instruments.joined(separator: ","), instance.reason ?? "",
            ])
        }
        return table.text
    }

    /// One plugin in full.
    package static func detail(_ detail: InstanceDetail) -> String {
        let instance = detail.instance
        var text = paragraph([
            ("name", instance.name),
            ("plugin", "\(instance.plugin) \(instance.version)"),
            ("summary", detail.summary),
            ("kind", "\(instance.kind), \(instance.language), \(instance.isolation)"),
            ("vendor", detail.vendor),
            ("licence", detail.licence),
            ("file", detail.file),
            ("sha256", instance.sha256),
            ("state", instance.state + (instance.isEnabled ? "" : ", disabled")),
            ("why", instance.reason ?? ""),
            ("account", instance.account ?? ""),
            ("instruments", instance.instruments.joined(separator: ", ")),
            ("config", detail.config),
        ])
        if let trading = instance.trading { text += "\n" + self.trading(trading) }
        if !detail.parameters.isEmpty { text += "\n" + parameters(detail.parameters) }
        if !detail.positions.isEmpty { text += "\n" + positions(detail.positions) }
        return text
    }

    /// What happened to an instance.
    package static func history(_ history: [HistoryEntry]) -> String {
        guard !history.isEmpty else { return "nothing has happened yet\n" }
        var table = TableText([
            ("AT (UTC)", .left), ("LANE TIME (UTC)", .left), ("INPUT", .right), ("WHAT", .left),
            ("DETAIL", .left), ("BY", .left),
        ])
        for entry in history {
            table.add([
                UTCTime.text(entry.wallNs), entry.timeNs == 0 ? "" : UTCTime.text(entry.timeNs),
                entry.sequence == 0 ? "" : "\(entry.sequence)", entry.what, entry.detail,
                entry.actor,
            ])
        }
        return table.text
    }

    private static func trading(_ trading: StrategyView) -> String {
        var table = TableText([
            ("POSITION", .right), ("OPEN", .right), ("ORDERS", .right), ("FILLED", .right),
            ("DENIED", .right), ("PROFIT", .right), ("CURRENCY", .left),
        ])
        table.add([
            trading.position, "\(trading.openOrders)", "\(trading.orders)", "\(trading.filled)",
            "\(trading.denied)", trading.profit, trading.currency,
        ])
        return table.text
    }

    private static func parameters(_ parameters: [ParameterView]) -> String {
        var table = TableText([
            ("PARAMETER", .left), ("VALUE", .right), ("UNIT", .left), ("TYPE", .left),
            ("MAY BE", .left), ("WHILE RUNNING", .left),
        ])
        for parameter in parameters {
            let range = [parameter.minimum, parameter.maximum].contains { $0 != nil }
            let bounds = "\(parameter.minimum ?? "")..\(parameter.maximum ?? "")"
            table.add([
                parameter.name, parameter.value, parameter.unit, parameter.type,
                range ? bounds : parameter.choices.joined(separator: ", "),
                parameter.isRuntime ? "yes" : "no",
            ])
        }
        return table.text
    }

    /// Names and values below one another; those without a value are left out.
    static func paragraph(_ lines: [(name: String, value: String)]) -> String {
        let width = lines.map(\.name.count).max() ?? 0
        return lines.filter { !$0.value.isEmpty }
            .map { name, value in
                let gap = String(repeating: " ", count: width - name.count)
                return "\(name)\(gap)  \(LogText.escaped(value))\n"
            }
            .joined()
    }
}
