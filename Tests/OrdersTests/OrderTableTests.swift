import Domain
import Orders
import Support
import Testing

/// A fresh order of an instance.
private func fresh(_ id: OrderID, of instance: Int, intent: UInt64) -> Order {
    Order(
        id: id,
        instance: InstanceID(UInt32(instance)),
        account: AccountID(1),
        instrument: InstrumentID(1),
        intent: intent,
        tag: id.value * 7,
        side: .buy,
        type: .market,
        timeInForce: .gtc,
        quantity: 10
    )
}

@Suite("Order table")
struct OrderTableTests {
    /// What the table should know, kept in plain collections.
    struct Model {
        var live: [[(id: UInt64, intent: UInt64)]]
        var finished: [UInt64] = []
        var places: [UInt64: Int] = [:]
    }

    @Test(
        "knows the live orders of each owner and the last finished ones",
        arguments: Seeds.upTo(30)
    )
    func model(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let remembered = [1, 3, 8, 64][Int(seed % 4)]
        var table = OrderTable(instances: 3, remembered: remembered)
        var model = Model(live: [[], [], []])
        var wrong = 0
        var most = 0
        for step in 0..<1_500 {
            // Long waves: many orders pile up, then many finish without a new one between.
            let isFilling = step / 200 % 2 == 0
            let owner = Int.random(in: 0..<3, using: &random)
            if Int.random(in: 0..<10, using: &random) < (isFilling ? 7 : 2) {
                let id = table.takeID()
                var order = fresh(id, of: owner, intent: UInt64(step))
                order.send()
                let place = table.enter(order)
                model.live[owner].insert((id.value, UInt64(step)), at: 0)
                model.places[id.value] = place
            } else if !model.live[owner].isEmpty {
                let index = Int.random(in: 0..<model.live[owner].count, using: &random)
                let id = model.live[owner].remove(at: index).id
                let known = table.place(of: OrderID(id))
                let place = try #require(known)
                _ = try table.apply(.canceled, at: place)
                table.finish(place)
                model.finished.append(id)
            }
            most = max(most, model.live.reduce(0) { $0 + $1.count })
            wrong += differences(&table, model, remembered)
        }
        #expect(wrong == 0, "seed \(seed)")
        // Places are used again: there are never more than were live or remembered at once.
        let highest = model.places.values.max() ?? 0
        #expect(highest <= most + remembered, "seed \(seed)")
    }

    /// How many things the table says otherwise than the model.
    private func differences(_ table: inout OrderTable, _ model: Model, _ remembered: Int) -> Int {
        var wrong = table.liveCount == model.live.reduce(0) { $0 + $1.count } ? 0 : 1
        for owner in 0..<3 {
            let instance = InstanceID(UInt32(owner))
            var place = table.firstLive(of: instance)
            for expected in model.live[owner] {
                guard let here = place, table[here].id.value == expected.id,
                    table[here].intent == expected.intent, here == model.places[expected.id],
                    table.place(of: OrderID(expected.id)) == here,
                    table[here].tag == expected.id * 7
                else { return wrong + 1 }
                if table.place(of: instance, intent: expected.intent) != here { wrong += 1 }
                place = table.nextLive(after: here)
            }
            if place != nil { wrong += 1 }
            if table.place(of: instance, intent: .max) != nil { wrong += 1 }
        }
        for (age, id) in model.finished.reversed().enumerated() {
            let place = table.place(of: OrderID(id))
            if age < remembered {
                guard let place, table[place].id.value == id else { return wrong + 1 }
                if table[place].status != .canceled { wrong += 1 }
                let order = table[place]
                if table.place(ofFinished: order.instance, intent: order.intent) != place {
                    wrong += 1
                }
                if table.place(of: order.instance, intent: order.intent) != nil { wrong += 1 }
            } else if place != nil {
                wrong += 1
            }
            if age > remembered + 5 { break }
        }
        return wrong
    }

    @Test("ids start at 1 and grow by one")
    func ids() {
        var table = OrderTable(instances: 1)
        let ids = [table.takeID(), table.takeID(), table.takeID()]
        #expect(ids.map(\.value) == [1, 2, 3])
        #expect(table.place(of: OrderID(0)) == nil)
        #expect(table.place(of: OrderID(1)) == nil)
        #expect(table.liveCount == 0)
    }

    @Test("thousands that finish at once are all forgotten in their turn, and their places reused")
    func flatMemory() throws {
        var table = OrderTable(instances: 1, remembered: 4)
        var highest = 0
        for _ in 0..<5 {
            for number in 0..<1_000 {
                var order = fresh(table.takeID(), of: 0, intent: UInt64(number))
                order.send()
                highest = max(highest, table.enter(order))
            }
            while let place = table.firstLive(of: InstanceID(0)) {
                _ = try table.apply(.expired, at: place)
                table.finish(place)
            }
        }
        #expect(highest <= 1_004)
        // 5,000 was the newest of its wave and finished first; 4,001 to 4,004 finished last.
        #expect(table.place(of: OrderID(5_000)) == nil)
        for id: UInt64 in 4_001...4_004 { #expect(table.place(of: OrderID(id)) != nil) }
        #expect(table.place(of: OrderID(4_005)) == nil)
    }

    @Test("reports, cancels and refusals reach the order at its place")
    func inPlace() throws {
        var table = OrderTable(instances: 1)
        var order = fresh(table.takeID(), of: 0, intent: 4)
        order.send()
        let place = table.enter(order)
        _ = try table.apply(.filled(quantity: 4, price: 9), at: place)
        #expect(table[place].filled == 4)
        try table.requestCancel(at: place)
        #expect(table[place].status == .cancelPending)
        table.refuseCancel(at: place)
        #expect(table[place].status == .partlyFilled)
    }

    @Test("finishing what is live, or twice, stops the program")
    func traps() async {
        await #expect(processExitsWith: .trap) {
            var table = OrderTable(instances: 1)
            var order = fresh(table.takeID(), of: 0, intent: 1)
            order.send()
            table.finish(table.enter(order))
        }
        await #expect(processExitsWith: .trap) {
            var table = OrderTable(instances: 1)
            var order = fresh(table.takeID(), of: 0, intent: 1)
            order.send()
            let place = table.enter(order)
            _ = try table.apply(.canceled, at: place)
            table.finish(place)
            table.finish(place)
        }
        await #expect(processExitsWith: .trap) { _ = OrderTable(instances: 1, remembered: 0) }
    }
}
