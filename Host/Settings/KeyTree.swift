/// Which keys may stand where: what sections, overrides and the manual's test go by.
package indirect enum KeyTree: Sendable {
    /// A text or a list of texts.
    case value
    /// What is the plugin's own.
    case open
    /// Any names, each with the same below it.
    case named(KeyTree)
    /// These, in the order they are shown.
    case keys([Key])
    /// A list of mappings with these keys.
    case entries(KeyTree)

    /// One key and what stands below it.
    package struct Key: Sendable {
        package let name: String
        package let tree: KeyTree
    }

    /// The keys, where they are given; empty anywhere else.
    package var names: [String] {
        if case .keys(let keys) = self { keys.map(\.name) } else { [] }
    }

    /// What stands below a key.
    package subscript(_ name: String) -> KeyTree? {
        switch self {
        case .keys(let keys): keys.first { $0.name == name }?.tree
        case .named(let tree): tree
        case .open: .open
        case .value, .entries: nil
        }
    }

    /// Keys that all hold values.
    private static func values(_ names: String...) -> [Key] {
        names.map { Key(name: $0, tree: .value) }
    }

    /// The whole file.
    package static let top = KeyTree.keys(
        values("tenon", "mode", "clock", "speed", "state") + [
            Key(name: "accounts", tree: .named(account)),
            Key(name: "plugins", tree: .named(instance)),
            Key(name: "risk", tree: .named(limits)),
            Key(name: "lane", tree: lane),
            Key(name: "log", tree: log),
            Key(name: "notify", tree: .entries(route)),
            Key(name: "report", tree: report),
        ]
    )

    static let account = KeyTree.keys(
        values(
            "venue",
            "model",
            "latency",
            "participation",
            "order_types",
            "times_in_force",
            "currency",
            "decimals",
            "cash",
            "profile",
            "fee_rate",
            "maker_rate",
            "taker_rate",
            "fee_per_unit",
            "fee_minimum",
            "fee_decimals"
        )
    )
    static let instance = KeyTree.keys(
        values("plugin", "path", "pin", "isolation", "account", "instruments") + [
            Key(name: "permissions", tree: permissions),
            Key(name: "config", tree: .open),
            Key(name: "changes", tree: .entries(change)),
        ] + values("enabled", "on_pause")
    )
    static let permissions = KeyTree.keys(
        [Key(name: "orders", tree: orders)] + values("instruments")
    )
    static let orders = KeyTree.keys(values("max_qty", "max_open", "ops"))
    static let change = KeyTree.keys(
        values("at") + [Key(name: "set", tree: .open)] + values("do")
    )
    static let limits = KeyTree.keys(
        values(
            "max_order_quantity",
            "max_order_notional",
            "max_position",
            "max_open_orders",
            "max_price_age",
            "collar",
            "restricted"
        )
    )
    static let lane = KeyTree.keys(values("wait", "meter"))
    static let log = KeyTree.keys(values("level", "format") + [Key(name: "modules", tree: modules)])
    static let modules = KeyTree.keys(
        LogSettings.Module.allCases.map { Key(name: $0.rawValue, tree: .value) }
    )
    static let route = KeyTree.keys(values("on", "to", "severity"))
    static let report = KeyTree.keys(values("directory", "equity", "periods_per_year"))
}
