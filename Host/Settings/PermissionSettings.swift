package import Domain

/// What an instance may do: `plugins.<name>.permissions`.
///
/// Only what this build enforces can be granted; everything else is refused where it stands.
package struct PermissionSettings: Sendable {
    /// What an instance may ask of the order path.
    package enum Operation: String, CaseIterable, Sendable {
        case new = "NEW"
        case cancel = "CANCEL"
        case replace = "REPLACE"
        case cancelAll = "CANCEL_ALL"
        case query = "QUERY"
    }

    /// The largest quantity of one order; `nil` for no limit of its own.
    package let maximumQuantity: Located<Decimal>?
    /// How many orders may be open at once; `nil` for no limit of its own.
    package let maximumOpen: Located<Int>?
    /// `nil` when every operation is allowed.
    package let operations: [Located<Operation>]?
    /// Patterns of the symbols it may trade and subscribe to; `nil` when all are.
    package let instruments: [Located<String>]?

    /// Where the first of them stands; `nil` when nothing is given.
    package var firstPosition: Position? {
        maximumQuantity?.position ?? maximumOpen?.position ?? operations?.first?.position
            ?? instruments?.first?.position
    }

    init(_ entry: Node.Entry?, of parent: Section) {
        let section = entry.flatMap { entry in
            Section(
                entry.value,
                path: parent.label("permissions"),
                position: entry.keyPosition,
                keys: KeyTree.permissions.names,
                later: ["network", "files", "secrets", "threads", "budget", "clock"],
                problems: parent.problems
            )
        }
        let orders = section?.entry("orders")
            .flatMap { entry in
                Section(
                    entry.value,
                    path: parent.label("permissions.orders"),
                    position: entry.keyPosition,
                    keys: KeyTree.orders.names,
                    later: ["max_rate", "max_notional", "collar_bps"],
                    problems: parent.problems
                )
            }
        maximumQuantity = orders?.optional("max_qty", .positive)
        maximumOpen = orders?.optional("max_open", .count(0...1_000_000))
        operations = orders?.list("ops", .word("an operation") as ScalarKind<Operation>)
        instruments = section?.list("instruments", .symbolPattern)
    }
}
