import Domain
import Orders
import Support
import Testing

/// A mistake planted between the table and the orders: the comparison must see it.
enum Mistake: CaseIterable, Sendable {
    case loseActions, reduceByLess, releaseWhole, sendWhole, sendHeld, missFills, missEnds
}

/// A lane in little: it carries out what the table says, at once or later, with fills between.
private struct LittleLane: ~Copyable {
    /// What has become of one order, and what was said of it.
    struct Record {
        var order: Order
        /// What the strategy ordered.
        let wanted: Int64
        var sent: Int64?
        var isHeld = false
        var reduced: Int64 = 0
        var isCancelAsked = false
        /// Reductions on their way to the venue.
        var late: [Int64] = []
        /// Its admission said cancel.
        var isRefused = false
    }
    /// What happened, in order.
    enum Event {
        case came(Int)
        case filled(Int, Int64)
        case ended(Int)
    }

    var groups = ContingentGroups(remembered: 1_024)
    var records: [Record] = []
    var events: [Event] = []
    /// Something was asked that no order of that state can do.
    var trouble: String?
    var random: SeededGenerator
    let mistake: Mistake?

    init(seed: UInt64, mistake: Mistake?) {
        random = SeededGenerator(seed: seed)
        self.mistake = mistake
    }

    private mutating func isNow(_ odds: Int) -> Bool {
        Int.random(in: 0..<odds, using: &random) == 0
    }

    mutating func step() throws {
        switch Int.random(in: 0..<10, using: &random) {
        case 0...3: come()
        case 4...7:
            if let place = pick({ $0.sent != nil && !$0.order.status.isFinal }) {
                try fill(place)
            }
        case 8:
            if let place = pick({ !$0.late.isEmpty && !$0.order.status.isFinal }) {
                try shrink(place)
            }
        default:
            if let place = pick({ !$0.order.status.isFinal }) { try end(place) }
        }
        try carryOut()
    }

    private mutating func pick(_ fits: (Record) -> Bool) -> Int? {
        records.indices.filter { fits(records[$0]) }.randomElement(using: &random)
    }

    private mutating func come() {
        // Links pass, as those of a strategy do: most orders meet a group that is still young.
        let link = UInt64(records.count / 12) * 4 + UInt64.random(in: 1...4, using: &random)
        let instance = UInt32.random(in: 0...1, using: &random)
        let kinds: [Contingency] = [
            .oneCancelsOther, .oneTriggersOther, .oneUpdatesOther, .bracket,
        ]
        let quantity = Int64.random(in: 1...20, using: &random)
        var order = sample(
            UInt64(records.count + 1),
            instance: instance,
            link: link,
            quantity: quantity
        ) { $0.contingency = kinds[Int(link % 4)] }
        var record = Record(order: order, wanted: quantity)
        switch groups.enter(order) {
        case .send(let sent):
            order.send()
            record.sent = mistake == .sendWhole ? quantity : sent
        case .hold:
            order.hold()
            if mistake == .sendHeld {
                order.send()
                record.sent = quantity
            }
            record.isHeld = mistake != .sendHeld
        case .cancel:
            order.hold()
            order.release(as: .canceled)
            record.isRefused = true
        }
        record.order = order
        if let sent = record.sent { record.order = resized(record.order, to: sent) }
        records.append(record)
        events.append(.came(records.count - 1))
    }

    private func resized(_ order: Order, to quantity: Int64) -> Order {
        var (order, new) = (order, Replacement())
        new.quantity = quantity
        _ = order.take(new)
        return order
    }

    private mutating func fill(_ place: Int) throws {
        let most = records[place].order.leaves
        if most <= 0 { return }
        let quantity = isNow(2) ? most : Int64.random(in: 1...most, using: &random)
        _ = try records[place].order.apply(.filled(quantity: quantity, price: 1))
        events.append(.filled(place, quantity))
        if mistake != .missFills || !isNow(3) {
            groups.filled(records[place].order, quantity: quantity)
        }
        if records[place].order.status.isFinal { groups.ended(records[place].order) }
    }

    private mutating func end(_ place: Int) throws {
        if records[place].isHeld {
            records[place].order.release(as: .canceled)
        } else {
            _ = try records[place].order.apply(.canceled)
        }
        events.append(.ended(place))
        if mistake != .missEnds { groups.ended(records[place].order) }
    }

    /// A reduction arrives; one that leaves nothing is rejected by the venue.
    private mutating func shrink(_ place: Int) throws {
        let quantity = records[place].order.quantity - records[place].late.removeFirst()
        guard quantity > records[place].order.filled else { return }
        records[place].order = resized(records[place].order, to: quantity)
        groups.replaced(records[place].order)
    }

    private mutating func carryOut() throws {
        while let action = groups.next() {
            if mistake == .loseActions, isNow(4) { continue }
            let place = Int(action.order.value) - 1
            guard !records[place].order.status.isFinal,
                records[place].isHeld == (records[place].order.status == .emulated)
            else {
                trouble = "order \(place + 1) is asked what it cannot do"
                return
            }
            switch action.kind {
            case .cancel:
                records[place].isCancelAsked = true
                if isNow(2) || records[place].isHeld { try end(place) }
            case .reduce(let by):
                records[place].reduced += mistake == .reduceByLess ? by - 1 : by
                records[place].late.append(by)
                if isNow(2) { while !records[place].late.isEmpty { try shrink(place) } }
            case .release(let quantity):
                guard records[place].isHeld else {
                    trouble = "order \(place + 1) is let go and was not held"
                    return
                }
                let sent = mistake == .releaseWhole ? records[place].wanted : quantity
                records[place].isHeld = false
                records[place].order.send()
                records[place].order = resized(records[place].order, to: sent)
                records[place].sent = sent
                groups.replaced(records[place].order)
                if isNow(2) { try fill(place) }
            }
        }
    }
}

/// What the rules ask of every order, from what has happened alone.
///
/// It keeps nothing between calls: it reads the whole story anew.
private struct PlainModel {
    let records: [LittleLane.Record]
    let events: [LittleLane.Event]

    /// What was said of orders that the rules do not ask for, or the other way round.
    func differences() -> [String] {
        var links: [[Int]] = []
        for place in records.indices {
            let order = records[place].order
            let link = links.firstIndex { members in
                let first = records[members[0]].order
                return first.link == order.link && first.instance == order.instance
            }
            if let link { links[link].append(place) } else { links.append([place]) }
        }
        var all: [String] = []
        for members in links {
            for place in members {
                if let wrong = wrong(place, members) { all.append("order \(place + 1) \(wrong)") }
            }
        }
        return all
    }

    private func wrong(_ place: Int, _ members: [Int]) -> String? {
        let record = records[place]
        let others = members.filter { $0 != place }
        switch record.order.terms.contingency {
        case .none: return "has no contingency"
        case .oneCancelsOther: return excluded(place, others)
        case .oneUpdatesOther: return shared(place, others, limit: .max)
        case .oneTriggersOther:
            return place == members[0]
                ? first(record) : shared(place, [], limit: limit(members[0]))
        case .bracket:
            return place == members[0]
                ? first(record)
                : shared(place, others.filter { $0 != members[0] }, limit: limit(members[0]))
        }
    }

    /// Of the first of a link that holds the others back.
    private func first(_ record: LittleLane.Record) -> String? {
        record.sent == record.wanted && record.reduced == 0 && !record.isCancelAsked
            ? nil : "is the first and changed"
    }

    /// How much a child of a parent may do; `nil` while it waits.
    private func limit(_ parent: Int) -> Int64? {
        let order = records[parent].order
        if order.status == .filled { return .max }
        return order.status.isFinal ? order.filled : nil
    }

    /// Of orders that exclude each other.
    private func excluded(_ place: Int, _ others: [Int]) -> String? {
        let record = records[place]
        var isBeaten = false
        for event in events {
            switch event {
            case .came(place):
                if record.isRefused != isBeaten { return "came in spite of a fill, or did not" }
            case .filled(let other, _) where others.contains(other): isBeaten = true
            case .came, .filled, .ended: continue
            }
        }
        if record.isCancelAsked, !isBeaten { return "is canceled for nothing" }
        let isWaiting = isBeaten && !record.isCancelAsked && !record.order.status.isFinal
        return isWaiting ? "is not canceled" : nil
    }

    /// Of orders that share a quantity.
    private func shared(_ place: Int, _ others: [Int], limit: Int64?) -> String? {
        let record = records[place]
        guard let limit else {
            let isWaiting = record.isHeld && record.sent == nil && !record.isCancelAsked
            return isWaiting || record.order.status.isFinal && !record.isRefused
                ? nil : "does not wait"
        }
        let elsewhere = others.reduce(0) { $0 + records[$1].order.filled }
        let total = min(record.wanted, limit) - elsewhere
        let isOver = total <= record.order.filled
        if record.isCancelAsked || record.isRefused {
            return isOver ? nil : "is canceled for nothing"
        }
        if record.order.status.isFinal { return nil }
        if record.isHeld { return "still waits" }
        if isOver { return "is not canceled" }
        return (record.sent ?? 0) - record.reduced == total ? nil : "has the wrong quantity"
    }
}

@Suite("Orders that hang together, against a plain model")
struct ContingentGroupsModelTests {
    /// The first difference of a run, or `nil`.
    private func difference(seed: UInt64, _ mistake: Mistake?) throws -> String? {
        var lane = LittleLane(seed: seed, mistake: mistake)
        for step in 0..<150 {
            try lane.step()
            if let trouble = lane.trouble { return "seed \(seed), step \(step): \(trouble)" }
            let model = PlainModel(records: lane.records, events: lane.events)
            if let wrong = model.differences().first {
                return "seed \(seed), step \(step): \(wrong)"
            }
        }
        return lane.groups.count == lane.records.count { !$0.order.status.isFinal }
            ? nil : "seed \(seed): the table counts \(lane.groups.count) live orders"
    }

    @Test("random groups and fills end as the rules say", arguments: Seeds.upTo(40))
    func model(seed: UInt64) throws {
        let difference = try difference(seed: seed, nil)
        #expect(difference == nil)
    }

    @Test("a planted mistake is seen", arguments: Mistake.allCases)
    func planted(mistake: Mistake) throws {
        var seen = 0
        for seed: UInt64 in 0..<10 {
            if try difference(seed: seed, mistake) != nil { seen += 1 }
        }
        #expect(seen > 0, "\(mistake)")
    }
}
