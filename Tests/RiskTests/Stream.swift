import Domain
import Orders
import Risk
import Support

/// A random life of a risk gate: what happened, for the model, and what the gate said of it.
struct Stream {
    /// Events as JSON lines, all seeds after each other.
    private(set) var input = ""
    /// What the gate said of each order, in the words of the model.
    private(set) var verdicts: [String] = []
    private(set) var approved = 0
    private(set) var live: [Order] = []
    private var number: UInt64 = 0

    /// Adds the events of one seed.
    mutating func add(seed: UInt64, orders: Int) throws {
        var random = SeededGenerator(seed: seed)
        var world = World(&random)
        var gate = world.gate()
        live = []
        input += world.text
        let last = verdicts.count + orders
        while verdicts.count < last {
            world.now += Int64.random(in: 0...100_000_000, using: &random)
            let draw = Int.random(in: 0..<10, using: &random)
            if draw < 3 {
                input += world.moveMarket(&random)
            } else if draw < 6, !live.isEmpty {
                try report(&gate, &world, &random)
            } else {
                propose(&gate, &world, &random)
            }
        }
    }

    /// Proposes one order, and reserves for it when it is approved.
    private mutating func propose(
        _ gate: inout RiskGate,
        _ world: inout World,
        _ random: inout SeededGenerator
    ) {
        number += 1
        let (wanted, proposal) = world.proposal(&random, live)
        let verdict = gate.check(proposal, of: world.instrument(of: wanted))
        input += World.text(wanted, proposal, number)
        verdicts.append("\(number) \(Stream.words(verdict))")
        guard verdict.isApproved else { return }
        approved += 1
        var order = Order(
            id: OrderID(number),
            instance: wanted.instance,
            account: wanted.account,
            instrument: wanted.instrument,
            intent: number,
            tag: 0,
            link: wanted.link,
            side: wanted.side,
            type: wanted.type,
            timeInForce: .gtc,
            quantity: wanted.quantity,
            terms: wanted.terms
        )
        gate.reserve(order)
        order.send()
        live.append(order)
    }

    /// Fills a live order in part or whole, or ends it.
    private mutating func report(
        _ gate: inout RiskGate,
        _ world: inout World,
        _ random: inout SeededGenerator
    ) throws {
        let place = Int.random(in: 0..<live.count, using: &random)
        var order = live.remove(at: place)
        if Int.random(in: 0..<4, using: &random) == 0 {
            gate.settle(
                try order.apply(Bool.random(using: &random) ? .canceled : .expired),
                of: order
            )
            input += "{\"e\":\"end\",\"n\":\(order.id.value)}\n"
            return
        }
        let isWhole = Bool.random(using: &random)
        let quantity =
            isWhole ? order.leaves : Int64.random(in: 1...order.leaves, using: &random)
        gate.settle(try order.apply(.filled(quantity: quantity, price: 1)), of: order)
        world.hold(order, quantity)
        input += "{\"e\":\"fill\",\"n\":\(order.id.value),\"qty\":\(quantity)}\n"
        if !order.status.isFinal { live.append(order) }
    }

    /// A verdict in the words of the model.
    private static func words(_ verdict: RiskVerdict) -> String {
        guard let first = verdict.first else { return "approved" }
        let rules = (0..<64).filter { verdict.rules & (1 << UInt64($0)) != 0 }
        let value = first.value == none ? "-" : "\(first.value)"
        let limit = first.limit == none ? "-" : "\(first.limit)"
        return rules.map(String.init).joined(separator: "+")
            + " \(first.rule.rawValue) \(first.scope.rawValue) \(first.unit.rawValue)"
            + " \(value) \(limit) \(first.exponent)"
    }
}
