package import Domain

// What the venue of an account takes, and the contradictions in it.

extension AccountSettings {
    /// A kind of order a venue may take.
    package enum OrderKind: String, CaseIterable, Sendable {
        case market
        case limit
        case stop
        case stopLimit = "stop-limit"
        case marketIfTouched = "market-if-touched"
        case limitIfTouched = "limit-if-touched"
        case trailingStop = "trailing-stop"
        case trailingStopLimit = "trailing-stop-limit"
        case marketToLimit = "market-to-limit"
        /// Not a type of its own: a limit order that shows a part of itself.
        case iceberg
    }

    /// How long a venue may keep an order.
    package enum Time: String, CaseIterable, Sendable {
        case day
        case gtc
        case ioc
        case fok
        case gtd
        case atOpen = "at-open"
        case atClose = "at-close"
    }

    static func orderTypes(of section: Section) -> [Located<OrderKind>]? {
        let kind: ScalarKind<OrderKind> = .word("an order type")
        return offer(section, "order_types", kind, needed: [.market, .limit])
    }

    static func timesInForce(of section: Section) -> [Located<Time>]? {
        let kind: ScalarKind<Time> = .word("a time in force")
        return offer(section, "times_in_force", kind, needed: [.gtc])
    }

    /// A list of words without a repetition, in which those the host cannot do without stand.
    private static func offer<Word: RawRepresentable<String> & Sendable>(
        _ section: Section,
        _ key: String,
        _ kind: ScalarKind<Word>,
        needed: [Word]
    ) -> [Located<Word>]? {
        guard let words = section.list(key, kind), let place = section.entry(key)?.value.position
        else { return nil }
        var seen: Set<String> = []
        for word in words where !seen.insert(word.value.rawValue).inserted {
            section.problems.add(
                word.position,
                "\(section.label(key)): '\(word.value.rawValue)' is there twice",
                hint: "leave one of them out"
            )
        }
        let missing = needed.map(\.rawValue).filter { !seen.contains($0) }
        if !missing.isEmpty {
            section.problems.add(
                place,
                "\(section.label(key)): every venue takes \(missing.joined(separator: " and "))",
                hint: "add \(missing.joined(separator: ", "))"
            )
        }
        return words
    }

    /// Only bars have a volume to take part in.
    static func check(
        _ participation: Located<Decimal>?,
        _ model: Located<Model>?,
        _ problems: Problems
    ) {
        guard let participation, let model, model.value != .nextBarOpen else { return }
        let name = model.value.rawValue
        problems.add(
            participation.position,
            model.value.isOnBars
                ? "participation binds bars to come, and \(name) fills on the one just seen"
                : "participation is a share of a bar's volume, and \(name) fills on no bar",
            hint: "leave it out, or use the model next-bar-open"
        )
    }

    /// A minimum that could not be charged as it is written.
    static func check(_ minimum: Located<Decimal>?, decimals: Int, _ problems: Problems) {
        guard let minimum, minimum.value.mantissa(at: -decimals) == nil else { return }
        problems.add(
            minimum.position,
            "\(minimum.value) is no fee with \(decimals) decimals",
            hint: "use at most \(decimals) decimals, or change decimals: and fee_decimals:"
        )
    }
}

extension AccountSettings.Model {
    /// Whether bars fill its orders, and nothing else.
    var isOnBars: Bool {
        switch self {
        case .sameBarClose, .nextBarOpen: true
        case .sameQuote, .nextQuote, .nextTrade, .book: false
        }
    }
}

extension AccountSettings.OrderKind {
    /// As an order has it; `nil` of an iceberg.
    package var type: OrderType? {
        switch self {
        case .market: .market
        case .limit: .limit
        case .stop: .stop
        case .stopLimit: .stopLimit
        case .marketIfTouched: .marketIfTouched
        case .limitIfTouched: .limitIfTouched
        case .trailingStop: .trailingStop
        case .trailingStopLimit: .trailingStopLimit
        case .marketToLimit: .marketToLimit
        case .iceberg: nil
        }
    }
}

extension AccountSettings.Time {
    /// As an order has it.
    package var time: TimeInForce {
        switch self {
        case .day: .day
        case .gtc: .gtc
        case .ioc: .ioc
        case .fok: .fok
        case .gtd: .gtd
        case .atOpen: .atOpen
        case .atClose: .atClose
        }
    }
}
