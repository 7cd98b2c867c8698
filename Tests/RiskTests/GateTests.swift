import Domain
import Orders
import Risk
import Support
import Testing

@Suite("Risk gate")
struct GateTests {
    @Test("all reasons are kept, the first in the order of the rules is told")
    func order() {
        let rules: [(rule: UInt8, breakIt: (inout Bench) -> Void)] = [
            (17, { $0.strategy.restricted = ["X"] }),
            (16, { $0.order.now += 3_000_000_000 }),
            (4, { $0.order.quantity = 105 }),
            (2, { $0.strategy.maximumOrderQuantity = Decimal(1) }),
            (3, { $0.account.maximumOrderNotional = Decimal(1) }),
            (6, { $0.account.maximumPosition = Decimal(1) }),
            (9, { $0.strategy.maximumOpenOrders = 0 }),
            (29, { $0.order.market.ask = none }),
        ]
        for first in rules.indices {
            var bench = Bench()
            bench.order.market.last = 10_000
            bench.order.market.lastTime = 1_000
            for rule in rules[first...] { rule.breakIt(&bench) }
            let verdict = bench.verdict()
            #expect(verdict.first?.rule.rawValue == rules[first].rule)
            for rule in rules[first...] {
                #expect(verdict.rules & (1 << UInt64(rule.rule)) != 0, "R\(rule.rule) is missing")
            }
            #expect(!verdict.isApproved)
        }
    }

    @Test("the strategy's limit is told before the account's")
    func scopes() {
        let bench = Bench()
            .with {
                $0.strategy.maximumOrderQuantity = Decimal(2)
                $0.account.maximumOrderQuantity = Decimal(1)
            }
        #expect(bench.answer() == "R02 strategy quantity 100 of 20 e-1")
    }

    @Test("rules and scopes have the names and numbers of the interface")
    func names() {
        #expect(RiskRule.maximumQuantity.name == "R02")
        #expect(RiskRule.marketOrderGuard.name == "R29")
        #expect(
            [RiskScope.global, .account, .strategy, .venue, .instrument].map(\.rawValue)
                == [1, 2, 3, 4, 5]
        )
        #expect(
            [RiskUnit.none, .quantity, .money, .price, .count, .nanoseconds, .ratio, .member]
                .map(\.rawValue) == [0, 1, 2, 3, 4, 5, 6, 7]
        )
        #expect(IntentMember.allCases.map(\.rawValue) == Array(1...13))
        #expect(RiskRule.shape.name.isEmpty && RiskRule.reduceOnly.name == "R20")
    }

    @Test("what is reserved is freed by fills and by the venue's word, in both scopes")
    func reservation() throws {
        let bench = Bench()
        var gate = RiskGate(strategies: [bench.strategy], accounts: [(bench.account, .live)])
        gate.add(bench.instrument, symbol: "X")
        var buy = Bench.order(1, .buy, 100)
        var sell = Bench.order(2, .sell, 40)
        gate.reserve(buy)
        gate.reserve(sell)
        buy.send()
        sell.send()
        expect(gate, buys: 100, sells: 40, orders: 2)
        gate.settle(try buy.apply(.accepted), of: buy)
        expect(gate, buys: 100, sells: 40, orders: 2)
        gate.settle(try buy.apply(.filled(quantity: 30, price: 1)), of: buy)
        expect(gate, buys: 70, sells: 40, orders: 2)
        gate.settle(try sell.apply(.filled(quantity: 40, price: 1)), of: sell)
        expect(gate, buys: 70, sells: 0, orders: 1)
        gate.settle(try buy.apply(.canceled), of: buy)
        expect(gate, buys: 0, sells: 0, orders: 0)
    }

    private func expect(
        _ gate: borrowing RiskGate,
        buys: Int64,
        sells: Int64,
        orders: Int,
        at location: SourceLocation = #_sourceLocation
    ) {
        let instrument = InstrumentID(1)
        let strategy = gate.reservations.open(InstanceID(0), instrument)
        let account = gate.reservations.open(AccountID(1), instrument)
        let found = [strategy.buys, strategy.sells, account.buys, account.sells]
        let counts = [
            gate.reservations.count(InstanceID(0)), gate.reservations.count(AccountID(1)),
        ]
        #expect(found == [buys, sells, buys, sells], sourceLocation: location)
        #expect(counts == [orders, orders], sourceLocation: location)
    }

    @Test("two strategies of an account share its limit and not each other's")
    func sharing() {
        let bench = Bench()
        var own = RiskLimits()
        own.maximumPosition = Decimal(15)
        var account = bench.account
        account.maximumPosition = Decimal(25)
        var gate = RiskGate(strategies: [own, own], accounts: [(account, .live)])
        gate.add(bench.instrument, symbol: "X")
        var second = bench.order
        second.instance = InstanceID(1)
        gate.reserve(Bench.order(1, .buy, 100))
        let one = gate.check(bench.order, of: bench.instrument)
        #expect(one.first?.scope == .strategy)
        let other = gate.check(second, of: bench.instrument)
        #expect(other.isApproved)
        gate.reserve(Bench.order(2, .buy, 60))
        let full = gate.check(second, of: bench.instrument)
        #expect(full.first?.rule == .position)
        #expect(full.first?.scope == .account)
        #expect(full.first?.value == 260)
    }

    @Test("new limits of an instrument hold from its new definition on")
    func redefinition() {
        let bench = Bench()
        var gate = RiskGate(strategies: [bench.strategy], accounts: [(bench.account, .live)])
        gate.add(bench.instrument, symbol: "X")
        gate.reserve(Bench.order(1, .buy, 100))
        gate.add(bench.instrument, symbol: "X")
        expect(gate, buys: 100, sells: 0, orders: 1)
    }

    @Test("freeing what is not reserved stops the program")
    func freedTwice() async {
        await #expect(processExitsWith: .trap) {
            let bench = Bench()
            var gate = RiskGate(strategies: [bench.strategy], accounts: [(bench.account, .live)])
            gate.add(bench.instrument, symbol: "X")
            var order = Bench.order(1, .buy, 100)
            gate.reserve(order)
            order.send()
            let effect = try order.apply(.canceled)
            gate.settle(effect, of: order)
            gate.settle(effect, of: order)
        }
        await #expect(processExitsWith: .trap) {
            let bench = Bench()
            var gate = RiskGate(strategies: [bench.strategy], accounts: [(bench.account, .live)])
            gate.add(bench.instrument, symbol: "X")
            let order = Bench.order(1, .sell, 100)
            gate.reserve(order)
            gate.settle(.shrink(by: 101), of: order)
        }
    }
}
