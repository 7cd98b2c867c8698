package import Domain

/// An amount in a currency, as written.
package struct MoneyAmount: Sendable, Equatable {
    package let amount: Decimal
    /// An ISO 4217 code or what a venue calls it.
    package let currency: String

    package init(amount: Decimal, currency: String) {
        self.amount = amount
        self.currency = currency
    }
}

/// One account: `accounts.<name>`.
package struct AccountSettings: Sendable {
    /// At what price, and when, the simulated venue fills.
    package enum Model: String, CaseIterable, Sendable {
        case sameQuote = "same-quote"
        case nextQuote = "next-quote"
        case nextTrade = "next-trade"
        case book
        case sameBarClose = "same-bar-close"
        case nextBarOpen = "next-bar-open"
    }

    /// Which risk rules bind, and with which thresholds.
    package enum Profile: String, CaseIterable, Sendable {
        case research
        case live
    }

    /// The name, at the place of its key.
    package let name: Located<String>
    package let model: Located<Model>
    /// How long a request is on its way to the venue, ns; 0 when not given.
    package let latency: Located<Int64>
    /// The share of a bar's volume that orders may fill together; `nil` for all of it.
    package let participation: Located<Decimal>?
    /// What the venue takes itself, `market` and `limit` among it; `nil` for everything.
    package let orderTypes: [Located<OrderKind>]?
    /// How long the venue keeps orders itself, `gtc` among it; `nil` for every way.
    package let timesInForce: [Located<Time>]?
    package let currency: Located<String>
    /// The cash at the start, in `currency`; 0 or more.
    package let cash: Located<Decimal>
    /// `nil` when not given: then how it is run decides, see `profile(isBacktest:)`.
    package let profile: Located<Profile>?
    /// Of the notional of a fill, a fraction: 0.001 is ten basis points; 0 when not given.
    package let feeRate: Located<Decimal>
    /// Goes before `feeRate` for fills that gave liquidity; below 0 it is paid out.
    package let makerRate: Located<Decimal>?
    /// Goes before `feeRate` for fills that took liquidity.
    package let takerRate: Located<Decimal>?
    /// Money for each unit of quantity; `nil` for none.
    package let feePerUnit: Located<Decimal>?
    /// The least that the fills of one order cost together; `nil` for none.
    package let feeMinimum: Located<Decimal>?
    /// The decimals a fee is rounded to, at most `decimals`; `nil` for as many.
    package let feeDecimals: Located<Int>?
    /// The decimals that amounts of `currency` are kept with; `nil` for the host's own choice.
    package let decimals: Located<Int>?

    /// The decimals that amounts are kept with where no account of the currency says otherwise.
    package static let standardDecimals = 8

    /// How many decimals amounts may have.
    static let decimalsRange = 0...12

    /// Reads an account; `ledger` says what currencies are kept with, where accounts do.
    init?(_ entry: Node.Entry, ledger: [String: Int], problems: Problems) {
        guard
            let section = Section(
                entry.value,
                path: "accounts.\(entry.key)",
                position: entry.keyPosition,
                keys: KeyTree.account.names,
                later: ["broker"],
                problems: problems
            )
        else { return nil }
        let venue = section.required("venue", .word("a venue") as ScalarKind<Venue>)
        let model = section.required("model", .word("a venue model") as ScalarKind<Model>)
        let currency = section.required("currency", .currency)
        latency = section.optional("latency", .delay, default: "0")
        participation = section.optional("participation", .share)
        orderTypes = AccountSettings.orderTypes(of: section)
        timesInForce = AccountSettings.timesInForce(of: section)
        AccountSettings.check(participation, model, problems)
        let cash = AccountSettings.cash(of: section, currency: currency?.value)
        profile = section.optional("profile", .word("a risk profile") as ScalarKind<Profile>)
        feeRate = section.optional("fee_rate", .amount, default: "0")
        makerRate = section.optional("maker_rate", .rate)
        takerRate = section.optional("taker_rate", .rate)
        feePerUnit = section.optional("fee_per_unit", .amount)
        feeMinimum = section.optional("fee_minimum", .amount)
        feeDecimals = section.optional("fee_decimals", .count(AccountSettings.decimalsRange))
        decimals = section.optional("decimals", .count(AccountSettings.decimalsRange))
        if let currency = currency?.value {
            let kept = ledger[currency] ?? AccountSettings.standardDecimals
            AccountSettings.check(cash, decimals, feeDecimals, currency, kept, problems)
            let finest = feeDecimals.map { min($0.value, kept) } ?? kept
            AccountSettings.check(feeMinimum, decimals: finest, problems)
        }
        guard venue != nil, let model, let currency, let cash else { return nil }
        name = Located(entry.key, at: entry.keyPosition)
        self.model = model
        self.currency = currency
        self.cash = cash
    }

    /// Amounts are 64-bit mantissas of one exponent for each currency.
    private static func check(
        _ cash: Located<Decimal>?,
        _ decimals: Located<Int>?,
        _ feeDecimals: Located<Int>?,
        _ currency: String,
        _ kept: Int,
        _ problems: Problems
    ) {
        if let decimals, decimals.value != kept {
            problems.add(
                decimals.position,
                "another account keeps \(currency) with \(kept) decimals",
                hint: "give all accounts of a currency the same decimals"
            )
        }
        if let cash, cash.value.mantissa(at: -kept) == nil {
            let most = Decimal.text(Int128(Int64.max), exponent: -kept)
            problems.add(
                cash.position,
                "\(cash.value) cannot be kept with \(kept) decimals",
                hint: "such an account has up to \(most); decimals: sets how many it keeps"
            )
        }
        if let feeDecimals, feeDecimals.value > kept {
            problems.add(
                feeDecimals.position,
                "fees cannot have more decimals than the account, \(kept)",
                hint: "use \(kept) or fewer, or set decimals: of the account"
            )
        }
    }

    /// The profile in force: unless given, `research` in a backtest and `live` otherwise.
    package func profile(isBacktest: Bool) -> Profile {
        profile?.value ?? (isBacktest ? .research : .live)
    }

    /// `100000`, or `100000 USD` with the account's own currency.
    private static func cash(of section: Section, currency: String?) -> Located<Decimal>? {
        guard let cash = section.required("cash", .cash) else { return nil }
        if let currency, let given = cash.value.currency, given != currency {
            section.problems.add(
                cash.position,
                "\(section.label("cash")): is in \(given), the account in \(currency)",
                hint: "write \(cash.value.amount) \(currency)"
            )
        }
        return Located(cash.value.amount, at: cash.position)
    }

    /// Where orders of an account go.
    private enum Venue: String, CaseIterable, Sendable {
        case simulated
    }
}
