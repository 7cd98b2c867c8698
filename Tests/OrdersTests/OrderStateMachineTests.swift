import Domain
import Orders
import Support
import Testing

/// A market order to buy 10, in `status`, with `filled` at a price of 5.
///
/// Some states have no way in yet; what the machine does there is laid down all the same, so the
/// fields are written where they lie.
func order(_ status: OrderStatus, filled: Int64 = 0, id: UInt64 = 1) throws -> Order {
    var order = Order(
        id: OrderID(id),
        instance: InstanceID(0),
        account: AccountID(1),
        instrument: InstrumentID(1),
        intent: id,
        tag: 0,
        side: .buy,
        type: .market,
        timeInForce: .gtc,
        quantity: 10
    )
    if filled > 0 {
        order.send()
        _ = try order.apply(.filled(quantity: filled, price: 5))
    }
    let offset = try #require(MemoryLayout<Order>.offset(of: \.status))
    unsafe withUnsafeMutableBytes(of: &order) { bytes in
        unsafe bytes.storeBytes(of: status, toByteOffset: offset, as: OrderStatus.self)
    }
    return order
}

@Suite("Order state machine")
struct OrderStateMachineTests {
    /// What a step leads to, as one line: `status effect` or an error.
    private func outcome(_ order: Order, _ step: (inout Order) throws(OrderError) -> String)
        -> String
    {
        var after = order
        do throws(OrderError) {
            return try step(&after)
        } catch {
            let isUnchanged =
                after.status == order.status && after.filled == order.filled
                && after.cumulativeCost == order.cumulativeCost
            return isUnchanged ? name(error) : "changed by an error"
        }
    }

    private func outcome(_ order: Order, _ report: VenueReport) -> String {
        outcome(order) { (order: inout Order) throws(OrderError) -> String in
            switch try order.apply(report) {
            case .keep: "\(order.status) keep"
            case .free: "\(order.status) free"
            case .shrink(let quantity): "\(order.status) shrink \(quantity)"
            case .resize(let change): "\(order.status) resize \(change)"
            }
        }
    }

    private func name(_ error: OrderError) -> String {
        switch error {
        case .final: "final"
        case .illegal: "illegal"
        case .overfill(let ordered, let total): "overfill \(total) of \(ordered)"
        case .notPositive(let quantity): "not positive \(quantity)"
        case .overflow: "overflow"
        }
    }

    /// By status: accepted, a fill of 2, a fill of all that is left, canceled, rejected, expired,
    /// and the strategy's cancel.
    private static let table: [(OrderStatus, Int64, [String])] = [
        (
            .pending, 0,
            ["illegal", "illegal", "illegal", "illegal", "illegal", "illegal", "illegal"]
        ),
        (.denied, 0, ["final", "final", "final", "final", "final", "final", "final"]),
        (
            .sent, 0,
            [
                "working keep", "partlyFilled shrink 2", "filled shrink 10", "canceled free",
                "rejected free", "expired free", "cancelPending",
            ]
        ),
        (
            .working, 0,
            [
                "working keep", "partlyFilled shrink 2", "filled shrink 10", "canceled free",
                "rejected free", "expired free", "cancelPending",
            ]
        ),
        (
            .partlyFilled, 3,
            [
                "partlyFilled keep", "partlyFilled shrink 2", "filled shrink 7", "canceled free",
                "illegal", "expired free", "cancelPending",
            ]
        ),
        (.filled, 10, ["final", "final", "final", "final", "final", "final", "final"]),
        (
            .cancelPending, 0,
            [
                "cancelPending keep", "cancelPending shrink 2", "filled shrink 10",
                "canceled free", "rejected free", "expired free", "illegal",
            ]
        ),
        (
            .cancelPending, 3,
            [
                "cancelPending keep", "cancelPending shrink 2", "filled shrink 7",
                "canceled free", "illegal", "expired free", "illegal",
            ]
        ),
        (
            .replacePending, 0,
            [
                "replacePending keep", "replacePending shrink 2", "filled shrink 10",
                "canceled free", "rejected free", "expired free", "cancelPending",
            ]
        ),
        (
            .replacePending, 3,
            [
                "replacePending keep", "replacePending shrink 2", "filled shrink 7",
                "canceled free", "illegal", "expired free", "cancelPending",
            ]
        ),
        (.canceled, 3, ["final", "final", "final", "final", "final", "final", "final"]),
        (.rejected, 0, ["final", "final", "final", "final", "final", "final", "final"]),
        (.expired, 3, ["final", "final", "final", "final", "final", "final", "final"]),
        (
            .unknown, 0,
            [
                "working keep", "partlyFilled shrink 2", "filled shrink 10", "canceled free",
                "rejected free", "expired free", "cancelPending",
            ]
        ),
        (
            .unknown, 3,
            [
                "partlyFilled keep", "partlyFilled shrink 2", "filled shrink 7", "canceled free",
                "illegal", "expired free", "cancelPending",
            ]
        ),
        (
            .held, 0,
            ["illegal", "illegal", "illegal", "illegal", "illegal", "illegal", "cancelPending"]
        ),
        (
            .emulated, 0,
            ["illegal", "illegal", "illegal", "illegal", "illegal", "illegal", "cancelPending"]
        ),
    ]

    @Test("every status answers every report as laid down", arguments: table.indices)
    func everyCell(row: Int) throws {
        let (status, filled, expected) = Self.table[row]
        let order = try order(status, filled: filled)
        let rest = max(1, 10 - filled)
        let found = [
            outcome(order, .accepted), outcome(order, .filled(quantity: 2, price: 5)),
            outcome(order, .filled(quantity: rest, price: 5)), outcome(order, .canceled),
            outcome(order, .rejected), outcome(order, .expired),
            outcome(order) { (order: inout Order) throws(OrderError) -> String in
                try order.requestCancel()
                return "\(order.status)"
            },
        ]
        #expect(found == expected, "\(status), \(filled) filled")
    }

    @Test("the table has every status")
    func complete() {
        let statuses = Set(Self.table.map { $0.0.rawValue })
        #expect(statuses == Set((1...99).compactMap { OrderStatus(rawValue: $0)?.rawValue }))
        #expect(statuses.count == 14)
    }

    @Test("executions that cannot be are refused")
    func executions() throws {
        let order = try order(.partlyFilled, filled: 3)
        #expect(outcome(order, .filled(quantity: 8, price: 5)) == "overfill 11 of 10")
        #expect(
            outcome(order, .filled(quantity: .max, price: 5)) == "overfill \(Int64.max) of 10"
        )
        #expect(outcome(order, .filled(quantity: 0, price: 5)) == "not positive 0")
        #expect(outcome(order, .filled(quantity: -3, price: 5)) == "not positive -3")
        #expect(outcome(order, .filled(quantity: .min, price: 5)) == "not positive \(Int64.min)")
    }

    @Test("what was filled and what is left add up, the cost is the sum of the fills")
    func sums() throws {
        var order = try order(.working)
        #expect(order.leaves == 10)
        for (quantity, price): (Int64, Int64) in [(3, 100), (1, -7), (4, 101)] {
            _ = try order.apply(.filled(quantity: quantity, price: price))
        }
        #expect(order.filled == 8)
        #expect(order.leaves == 2)
        #expect(order.cumulativeCost == 697)
        _ = try order.apply(.canceled)
        #expect(order.leaves == 0)
        #expect(order.filled == 8)
    }

    @Test("a refused cancel leaves the order where it was, or where the venue has put it since")
    func refusedCancel() throws {
        for status: OrderStatus in [.sent, .working, .unknown, .held, .emulated] {
            var order = try order(status)
            try order.requestCancel()
            #expect(order.status == .cancelPending)
            order.refuseCancel()
            #expect(order.status == status)
        }
        for status: OrderStatus in [.sent, .working, .unknown] {
            var accepted = try order(status)
            try accepted.requestCancel()
            _ = try accepted.apply(.accepted)
            #expect(accepted.status == .cancelPending)
            accepted.refuseCancel()
            #expect(accepted.status == .working)

            var filled = try order(status)
            try filled.requestCancel()
            _ = try filled.apply(.filled(quantity: 2, price: 5))
            filled.refuseCancel()
            #expect(filled.status == .partlyFilled)
        }
        var working = try order(.working)
        working.refuseCancel()
        #expect(working.status == .working)
    }

    @Test("a fill after a cancel was asked for counts")
    func fillAfterCancel() throws {
        var order = try order(.working)
        try order.requestCancel()
        _ = try order.apply(.filled(quantity: 10, price: 5))
        #expect(order.status == .filled)
        order.refuseCancel()
        #expect(order.status == .filled)
    }

    @Test("whatever the venue says, what is freed and what is filled is the quantity once")
    func conservation() throws {
        for seed in Seeds.upTo(300) {
            var random = SeededGenerator(seed: seed)
            var order = try order(.pending)
            order.send()
            var reserved: Int64 = 10
            for _ in 0..<30 {
                let report: VenueReport =
                    switch Int.random(in: 0..<16, using: &random) {
                    case 4: .replaced(.total(Int64.random(in: 1...14, using: &random)))
                    case 5: .replaceRejected
                    case 6: .triggered(level: 7)
                    case 7: .restated(price: 8)
                    case 0: .accepted
                    case 1: .canceled
                    case 2: .rejected
                    case 3: .expired
                    default:
                        .filled(quantity: Int64.random(in: -1...4, using: &random), price: 5)
                    }
                if Int.random(in: 0..<4, using: &random) == 0 { try? order.requestCancel() }
                if Int.random(in: 0..<4, using: &random) == 0 { order.refuseCancel() }
                if Int.random(in: 0..<4, using: &random) == 0 { try? order.requestReplace() }
                switch try? order.apply(report) {
                case .shrink(let quantity): reserved -= quantity
                case .resize(let change): reserved += change
                case .free: reserved -= order.quantity - order.filled
                case .keep, nil: break
                }
                let isRight =
                    reserved == order.leaves && order.filled >= 0
                    && order.filled <= order.quantity
                    && order.cumulativeCost == Int128(order.filled) * 5
                if !isRight { Issue.record("seed \(seed): \(reserved) reserved, \(order)") }
            }
        }
    }

    @Test("only a pending order is denied or sent")
    func traps() async {
        await #expect(processExitsWith: .trap) {
            var order = try order(.working)
            order.deny()
        }
        await #expect(processExitsWith: .trap) {
            var order = try order(.denied)
            order.send()
        }
    }
}

extension Replacement {
    /// A new total and nothing else.
    fileprivate static func total(_ quantity: Int64) -> Replacement {
        var new = Replacement()
        new.quantity = quantity
        return new
    }
}
