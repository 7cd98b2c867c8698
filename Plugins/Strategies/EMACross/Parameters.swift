import TenonKit

extension EMACross {
    /// The configuration's numbers and words, three of them also while running.
    ///
    /// A new period takes effect at the next price; the averages go on from where they are.
    static var parameters: [Parameter] {
        [
            Parameter(
                id: 1,
                name: "fast",
                title: "Period of the fast average",
                unit: "prices",
                domain: .integer(1...Settings.longestPeriod, initial: 10)
            ),
            Parameter(
                id: 2,
                name: "slow",
                title: "Period of the slow average",
                unit: "prices",
                domain: .integer(2...Settings.longestPeriod, initial: 20)
            ),
            Parameter(
                id: 3,
                name: "quantity",
                title: "Size of a position",
                unit: "units",
                domain: .fixed(
                    exponent: -8,
                    1...Settings.greatestQuantity,
                    initial: 100_000_000
                )
            ),
            Parameter(
                id: 4,
                name: "seed",
                title: "What the averages begin with",
                domain: .choice("first\nmean", count: 2, initial: 0),
                change: .restart
            ),
            Parameter(
                id: 5,
                name: "entry",
                title: "When a position is entered",
                domain: .choice("cross\nalways", count: 2, initial: 0),
                change: .restart
            ),
            Parameter(
                id: 6,
                name: "short",
                title: "Also sell short",
                domain: .flag(initial: false),
                change: .restart
            ),
            Parameter(
                id: 7,
                name: "source",
                title: "Where prices come from",
                domain: .choice("auto\nquote\nbar\ntrade", count: 4, initial: 0),
                change: .restart
            ),
        ]
    }

    borrowing func value(of parameter: UInt32) -> ParameterValue? {
        switch parameter {
        case 1: .integer(settings.fast)
        case 2: .integer(settings.slow)
        case 3: .fixed(settings.quantity)
        case 4: .choice(settings.seed.rawValue)
        case 5: .choice(settings.entry.rawValue)
        case 6: .flag(settings.shorts)
        case 7: .choice(settings.source.rawValue)
        default: nil
        }
    }

    mutating func set(_ parameter: UInt32, to value: ParameterValue) throws(PluginError) {
        var changed = settings
        switch (parameter, value) {
        case (1, .integer(let period)): changed.fast = period
        case (2, .integer(let period)): changed.slow = period
        case (3, .fixed(let quantity)): changed.quantity = quantity
        case (4, .choice(let place)): changed.seed = Settings.Seed(rawValue: place) ?? .first
        case (5, .choice(let place)): changed.entry = Settings.Entry(rawValue: place) ?? .cross
        case (6, .flag(let truth)): changed.shorts = truth
        case (7, .choice(let place)): changed.source = Settings.Source(rawValue: place) ?? .auto
        default: throw .invalid("parameter \(parameter) is unknown")
        }
        guard changed.fast < changed.slow else {
            throw .invalid("fast \(changed.fast) would not be below slow \(changed.slow)")
        }
        if parameter == 7 && memory.count > 0 {
            throw PluginError(.state, "source: the averages are made of other prices")
        }
        let before = settings
        settings = changed
        do throws(PluginError) {
            try applySettings()
        } catch {
            settings = before
            try applySettings()
            throw error
        }
        if parameter == 3 { memory.isWaiting = false }
        if parameter == 7 { memory.streams = settings.source.streams }
    }
}
