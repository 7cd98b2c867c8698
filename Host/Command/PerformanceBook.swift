import Domain
import Engine
import MarketData
import Report
import Settings

/// Equity and fills of each strategy and account, kept as doubles for the statistics at the end.
///
/// It grows with the samples, 8 bytes each, and not with the events.
struct PerformanceBook {
    /// One strategy or account.
    struct Owner {
        let name: String
        /// Of a strategy: the account it trades in.
        let account: String
        let currency: String
        /// Of the amounts in the samples.
        var exponent = 0
        /// The first and last equity, exact.
        var first = Domain.none
        var last = Domain.none
        var equity: [Double] = []
        /// Samples with a position.
        var held = 0
        var trades = TradeTally()

        fileprivate mutating func add(_ amount: Int64, exponent: Int, hasPosition: Bool) {
            if equity.isEmpty { first = amount }
            last = amount
            self.exponent = exponent
            equity.append(PerformanceBook.double(Int128(amount), exponent: exponent))
            if hasPosition { held += 1 }
        }

        /// Its statistics.
        func performance(times: [Int64], periodsPerYear: Double?) -> Performance {
            Performance(
                times: times,
                equity: equity,
                held: held,
                trades: trades,
                periodsPerYear: periodsPerYear
            )
        }
    }

    /// Lane time of each sample, ns.
    private(set) var times: [Int64] = []
    /// In configuration order.
    private(set) var accounts: [Owner]
    /// By instance index; `nil` for what is no strategy.
    private(set) var strategies: [Owner?]
    private let given: Double?

    /// An empty book for the instances named, in lane order.
    init(names: [String], configuration: HostConfiguration) {
        accounts = configuration.accounts.map {
            Owner(name: $0.name.value, account: $0.name.value, currency: $0.currency.value)
        }
        strategies = names.map { name in
            let entry = configuration.instances.first { $0.name.value == name }
            guard let account = entry?.account?.value,
                let settings = configuration.accounts.first(where: { $0.name.value == account })
            else { return nil }
            return Owner(name: name, account: account, currency: settings.currency.value)
        }
        given = configuration.report.periodsPerYear.map {
            PerformanceBook.double(Int128($0.value.mantissa), exponent: $0.value.exponent)
        }
    }

    /// Whether the configuration says how many periods a year has.
    var isGiven: Bool { given != nil }

    /// Returns a year, as given or as the samples' times tell.
    var periodsPerYear: Double? { given ?? PeriodsPerYear.derived(from: times) }

    /// The accounts of each currency that several have, as one.
    var together: [Owner] {
        var seen: Set<String> = []
        return accounts.map(\.currency).filter { seen.insert($0).inserted }
            .compactMap { sum(of: $0) }
    }

    private func sum(of currency: String) -> Owner? {
        let accounts = accounts.filter { $0.currency == currency }
        guard accounts.count > 1, let one = accounts.first,
            accounts.allSatisfy({ $0.exponent == one.exponent })
        else { return nil }
        var sum = Owner(name: "together", account: "", currency: one.currency)
        sum.exponent = one.exponent
        for account in accounts { sum.trades.add(account.trades) }
        for place in times.indices {
            sum.equity.append(accounts.reduce(0) { $0 + $1.equity[place] })
        }
        sum.held = held[currency] ?? 0
        guard !times.isEmpty else { return sum }
        (sum.first, sum.last) = (0, 0)
        for account in accounts {
            let first = sum.first.addingReportingOverflow(account.first)
            let last = sum.last.addingReportingOverflow(account.last)
            guard !first.overflow, !last.overflow else { return nil }
            (sum.first, sum.last) = (first.partialValue, last.partialValue)
        }
        return sum
    }

    /// Samples at which any account of a currency had a position.
    private var held: [String: Int] = [:]
    /// Currencies of which one has at the last sample.
    private var heldNow: Set<String> = []

    /// Takes the value of an account; the first account's opens the sample.
    mutating func add(_ sample: EquitySample, exponent: Int) {
        if sample.account.index == 0 {
            times.append(sample.time)
            heldNow = []
        }
        let currency = accounts[sample.account.index].currency
        if sample.positions > 0, heldNow.insert(currency).inserted {
            held[currency, default: 0] += 1
        }
        accounts[sample.account.index]
            .add(sample.equity, exponent: exponent, hasPosition: sample.positions > 0)
    }

    /// Takes the value of a strategy.
    mutating func add(_ sample: StrategySample, exponent: Int) {
        strategies[sample.instance.index]?
            .add(sample.equity, exponent: exponent, hasPosition: sample.positions > 0)
    }

    /// Takes one fill: what it was worth, and what it realized in the strategy's book and in its
    /// account's, `nil` where it closed nothing there.
    mutating func addFill(
        strategy: Int,
        account: Int,
        value: Double,
        realized: (strategy: Double?, account: Double?)
    ) {
        if strategies.indices.contains(strategy) {
            strategies[strategy]?.trades.add(value: value, realized: realized.strategy)
        }
        if accounts.indices.contains(account) {
            accounts[account].trades.add(value: value, realized: realized.account)
        }
    }

    /// A decimal as the double next to it.
    static func double(_ mantissa: Int128, exponent: Int) -> Double {
        let unit = Double(FixedPoint.power(min(38, abs(exponent))))
        return exponent < 0 ? Double(mantissa) / unit : Double(mantissa) * unit
    }
}
