import Domain
import Orders
import Risk

/// One strategy, its account, one instrument and an order that every rule lets pass: each test
/// changes what it is about.
///
/// Prices have two decimals, quantities one, the multiplier is 2: an order of 10.0 at 100.00 is worth
/// 2000 (2 000 000 at the value exponent -3).
struct Bench {
    var strategy = RiskLimits()
    var account = RiskLimits()
    var profile = RiskProfile.live
    var instrument = Instrument(
        id: InstrumentID(1),
        uid: 1,
        version: 1,
        exponents: (-2, -1, 0),
        tick: 5,
        lot: 10,
        multiplier: 2,
        settlement: CurrencyID(1)
    )
    var order: OrderProposal
    /// Open orders before the one that is checked: side and quantity.
    var open: [(side: Side, quantity: Int64)] = []

    init() {
        var market = MarketState()
        market.bid = 9_990
        market.bidQuantity = 1_000
        market.ask = 10_000
        market.askQuantity = 1_000
        market.quoteTime = 1_000
        order = OrderProposal(
            instance: InstanceID(0),
            account: AccountID(1),
            side: .buy,
            type: .market,
            quantity: 100,
            price: none,
            market: market,
            strategyPosition: 0,
            accountPosition: 0,
            now: 1_000,
            isPermitted: true
        )
        profile.collar = 0
        account.maximumOrderQuantity = Decimal(1_000)
        account.maximumOrderNotional = Decimal(1_000_000)
        account.maximumPosition = Decimal(1_000)
    }

    /// A copy with one thing changed.
    func with(_ change: (inout Bench) -> Void) -> Bench {
        var copy = self
        change(&copy)
        return copy
    }

    /// What the gate says.
    func verdict() -> RiskVerdict {
        var gate = RiskGate(strategies: [strategy], accounts: [(account, profile)])
        gate.add(instrument, symbol: "X")
        for (place, one) in open.enumerated() {
            gate.reserve(Bench.order(UInt64(place + 1), one.side, one.quantity))
        }
        return gate.check(order, of: instrument)
    }

    /// An open order of the strategy.
    static func order(_ id: UInt64, _ side: Side, _ quantity: Int64) -> Order {
        Order(
            id: OrderID(id),
            instance: InstanceID(0),
            account: AccountID(1),
            instrument: InstrumentID(1),
            intent: id,
            tag: 0,
            side: side,
            type: .market,
            timeInForce: .gtc,
            quantity: quantity
        )
    }

    /// The first objection in one line: rule, scope, unit, value of limit, exponent; and the set of
    /// rules when there are several.
    func answer() -> String {
        let verdict = verdict()
        guard let first = verdict.first else { return "approved" }
        let all = (0..<64).filter { verdict.rules & (1 << UInt64($0)) != 0 }
        let value = first.value == none ? "?" : "\(first.value)"
        let limit = first.limit == none ? "?" : "\(first.limit)"
        let others = all.count > 1 ? " \(all)" : ""
        return
            "\(first.rule.name) \(first.scope) \(first.unit) \(value) of \(limit) e\(first.exponent)"
            + others
    }
}
