import TenonKit

/// What the operator chose.
struct Settings {
    /// Quantities are mantissas of this exponent.
    static let quantityExponent = -8
    /// The largest quantity, a mantissa: 10^10 units.
    static let greatestQuantity: Int64 = 1_000_000_000_000_000_000
    /// The longest period, in prices.
    static let longestPeriod: Int64 = 1_000_000

    /// What an average begins with.
    enum Seed: Int64 { case first, mean }
    /// When a position is entered.
    enum Entry: Int64 { case cross, always }
    /// Where prices come from; auto: quotes or bars, whichever comes first.
    enum Source: Int64 {
        case auto, quote, bar, trade

        var streams: Subscription.Streams {
            switch self {
            case .auto: [.quotes, .bars]
            case .quote: .quotes
            case .bar: .bars
            case .trade: .trades
            }
        }
    }

    /// Empty: the first instrument that is defined.
    var symbol = ""
    var fast: Int64 = 10
    var slow: Int64 = 20
    var quantity: Int64 = 100_000_000
    var seed = Seed.first
    var entry = Entry.cross
    /// May hold less than nothing.
    var shorts = false
    var source = Source.auto

    init() {}

    /// Reads a configuration; what is left out has the value above.
    init(_ config: inout Config) throws(PluginError) {
        if let text = try config.string("instrument") {
            guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
            else {
                throw config.invalid("instrument", "expected 1 to 64 visible ASCII characters")
            }
            symbol = text
        }
        fast = try config.integer("fast", in: 1...Self.longestPeriod) ?? fast
        slow = try config.integer("slow", in: 2...Self.longestPeriod) ?? slow
        if let number = try config.decimal("quantity") {
            guard let mantissa = number.mantissa(exponent: Self.quantityExponent),
                mantissa > 0 && mantissa <= Self.greatestQuantity
            else {
                throw config.invalid(
                    "quantity",
                    "expected a decimal above 0, at most 10000000000, with at most 8 places"
                )
            }
            quantity = mantissa
        }
        if let place = try config.choice("seed", of: ["first", "mean"]) {
            seed = place == 0 ? .first : .mean
        }
        if let place = try config.choice("entry", of: ["cross", "always"]) {
            entry = place == 0 ? .cross : .always
        }
        shorts = try config.bool("short") ?? (entry == .always)
        if let place = try config.choice("source", of: ["auto", "quote", "bar", "trade"]) {
            source = Source(rawValue: Int64(place)) ?? .auto
        }
        try config.finish()
        guard fast < slow else {
            throw config.invalid("slow", "\(slow) is not above fast, which is \(fast)")
        }
    }
}
