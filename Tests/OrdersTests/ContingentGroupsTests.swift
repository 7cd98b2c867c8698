import Domain
import Orders
import Support
import Testing

/// A strategy's orders by their letters, and the group they are in; answers in words.
///
/// Actions are only told, not carried out: a test does that itself where it matters.
private final class Desk {
    private var groups: ContingentGroups
    private var orders: [Character: Order] = [:]
    private let contingency: Contingency

    init(_ contingency: Contingency, remembered: Int = 1_024) {
        groups = ContingentGroups(remembered: remembered)
        self.contingency = contingency
    }

    /// Orders that are live.
    var count: Int { groups.count }

    /// Lets an order come.
    func enter(
        _ name: Character,
        _ quantity: Int64 = 10,
        link: UInt64 = 7,
        instance: UInt32 = 0,
        as contingency: Contingency? = nil
    ) -> String {
        let id = UInt64(name.asciiValue ?? 0)
        var order = sample(id, instance: instance, link: link, quantity: quantity) { terms in
            terms.contingency = contingency ?? self.contingency
        }
        let admission = groups.enter(order)
        switch admission {
        case .send(let sent):
            order.send()
            resize(&order, to: sent)
            orders[name] = order
            return "send \(sent)"
        case .hold:
            order.hold()
            orders[name] = order
            return "hold"
        case .cancel: return "cancel"
        }
    }

    /// Executes a part of an order.
    func fill(_ name: Character, _ quantity: Int64) throws -> String {
        var order = try #require(orders[name])
        _ = try order.apply(.filled(quantity: quantity, price: 1))
        orders[name] = order
        groups.filled(order, quantity: quantity)
        if order.status.isFinal { groups.ended(order) }
        return actions()
    }

    /// Ends an order.
    func end(_ name: Character, _ report: VenueReport = .canceled) throws -> String {
        var order = try #require(orders[name])
        if order.status == .emulated {
            order.release(as: .canceled)
        } else {
            _ = try order.apply(report)
        }
        orders[name] = order
        groups.ended(order)
        return actions()
    }

    /// Gives an order a new ordered quantity.
    func replace(_ name: Character, to quantity: Int64) throws -> String {
        var order = try #require(orders[name])
        resize(&order, to: quantity)
        orders[name] = order
        groups.replaced(order)
        return actions()
    }

    /// Sends a held order, of which this much goes.
    func sendHeld(_ name: Character, _ quantity: Int64) throws {
        var order = try #require(orders[name])
        order.send()
        resize(&order, to: quantity)
        orders[name] = order
    }

    /// The gate said no to an order.
    func deny(_ name: Character, _ quantity: Int64 = 10) -> String {
        _ = enter(name, quantity)
        var order = sample(UInt64(name.asciiValue ?? 0), link: 7, quantity: quantity)
        order.deny()
        groups.ended(order)
        return actions()
    }

    private func resize(_ order: inout Order, to quantity: Int64) {
        var new = Replacement()
        new.quantity = quantity
        _ = order.take(new)
    }

    /// The first thing that follows.
    func next() -> String {
        guard let action = groups.next() else { return "nothing" }
        let name = Character(UnicodeScalar(UInt8(truncatingIfNeeded: action.order.value)))
        switch action.kind {
        case .cancel: return "\(name) cancel"
        case .reduce(let quantity): return "\(name) reduce \(quantity)"
        case .release(let quantity): return "\(name) release \(quantity)"
        }
    }

    /// Everything that follows.
    func actions() -> String {
        var all: [String] = []
        while true {
            let action = next()
            if action == "nothing" { return all.isEmpty ? action : all.joined(separator: ", ") }
            all.append(action)
        }
    }

    /// Executes a part of an order and leaves open what follows.
    func fillOnly(_ name: Character, _ quantity: Int64) throws {
        var order = try #require(orders[name])
        _ = try order.apply(.filled(quantity: quantity, price: 1))
        orders[name] = order
        groups.filled(order, quantity: quantity)
        if order.status.isFinal { groups.ended(order) }
    }
}

@Suite("Orders that hang together")
struct ContingentGroupsTests {
    @Test("one-cancels-other: the first fill, also of a part, cancels the others once")
    func oneCancelsOther() throws {
        let desk = Desk(.oneCancelsOther)
        #expect(desk.enter("A") == "send 10")
        #expect(desk.enter("B", 5) == "send 5")
        #expect(desk.enter("C") == "send 10")
        #expect(try desk.fill("B", 1) == "A cancel, C cancel")
        #expect(try desk.fill("B", 1) == "nothing")
        #expect(desk.enter("D") == "cancel")
        #expect(try desk.end("A") == "nothing")
        #expect(try desk.end("C") == "nothing")
        #expect(try desk.fill("B", 3) == "nothing")
        #expect(desk.count == 0)
        #expect(desk.enter("E") == "cancel")
    }

    @Test("one-cancels-other: a cancel, rejection or expiry leaves the others")
    func endsLeaveOthers() throws {
        for report in [VenueReport.canceled, .rejected, .expired] {
            let desk = Desk(.oneCancelsOther)
            #expect(desk.enter("A") == "send 10")
            #expect(desk.enter("B") == "send 10")
            #expect(try desk.end("A", report) == "nothing")
            #expect(desk.enter("C") == "send 10")
            #expect(try desk.fill("C", 10) == "B cancel")
        }
    }

    @Test("one-cancels-other: a fill that overtakes its cancel counts as well")
    func fillOvertakesCancel() throws {
        let desk = Desk(.oneCancelsOther)
        _ = desk.enter("A")
        _ = desk.enter("B")
        #expect(try desk.fill("A", 4) == "B cancel")
        #expect(try desk.fill("B", 3) == "A cancel")
        #expect(try desk.fill("A", 6) == "nothing")
        #expect(try desk.end("B") == "nothing")
    }

    @Test("one-triggers-other: the others wait until the first is filled whole")
    func oneTriggersOther() throws {
        let desk = Desk(.oneTriggersOther)
        #expect(desk.enter("P") == "send 10")
        #expect(desk.enter("A", 3) == "hold")
        #expect(desk.enter("B", 30) == "hold")
        #expect(try desk.fill("P", 9) == "nothing")
        #expect(try desk.fill("P", 1) == "A release 3, B release 30")
        try desk.sendHeld("A", 3)
        try desk.sendHeld("B", 30)
        #expect(desk.enter("C", 50) == "send 50")
        #expect(try desk.fill("A", 3) == "nothing")
        #expect(try desk.end("B") == "nothing")
    }

    @Test("one-triggers-other: a first order without a fill takes the others with it")
    func unfilledParent() throws {
        for report in [VenueReport.canceled, .rejected, .expired] {
            let desk = Desk(.oneTriggersOther)
            _ = desk.enter("P")
            _ = desk.enter("A")
            _ = desk.enter("B")
            #expect(try desk.end("P", report) == "A cancel, B cancel")
            #expect(desk.enter("C") == "cancel")
            #expect(try desk.end("A") == "nothing")
            #expect(try desk.end("B") == "nothing")
            #expect(desk.count == 0)
            #expect(desk.enter("D") == "cancel")
        }
    }

    @Test("one-triggers-other: a first order that the gate denies takes the others with it")
    func deniedParent() {
        let desk = Desk(.oneTriggersOther)
        #expect(desk.deny("P") == "nothing")
        #expect(desk.enter("A") == "cancel")
    }

    @Test("one-triggers-other: a first order that ends half filled lets no more go than it filled")
    func partlyFilledParent() throws {
        let desk = Desk(.oneTriggersOther)
        _ = desk.enter("P")
        _ = desk.enter("A", 3)
        _ = desk.enter("B", 8)
        #expect(try desk.fill("P", 4) == "nothing")
        #expect(try desk.end("P", .expired) == "A release 3, B release 4")
        #expect(desk.enter("C", 9) == "send 4")
        #expect(desk.enter("D", 2) == "send 2")
    }

    @Test("a held order that was canceled meanwhile is not let go")
    func canceledWhileHeld() throws {
        let desk = Desk(.oneTriggersOther)
        _ = desk.enter("P")
        _ = desk.enter("A")
        _ = desk.enter("B")
        #expect(try desk.end("A") == "nothing")
        #expect(try desk.fill("P", 10) == "B release 10")
    }

    @Test("one-updates-other: what one fills the others have less to do, down to nothing")
    func oneUpdatesOther() throws {
        let desk = Desk(.oneUpdatesOther)
        _ = desk.enter("A", 10)
        _ = desk.enter("B", 10)
        _ = desk.enter("C", 4)
        #expect(try desk.fill("A", 3) == "B reduce 3, C reduce 3")
        #expect(try desk.replace("B", to: 7) == "nothing")
        #expect(try desk.replace("C", to: 1) == "nothing")
        #expect(try desk.fill("B", 2) == "A reduce 2, C cancel")
        #expect(try desk.replace("A", to: 8) == "nothing")
        #expect(try desk.end("C") == "nothing")
        // 3 of A, 2 of B, 5 left of either.
        #expect(try desk.fill("A", 5) == "B cancel")
        #expect(try desk.end("B") == "nothing")
    }

    @Test("one-updates-other: an end without a fill changes nothing")
    func updatesEnd() throws {
        let desk = Desk(.oneUpdatesOther)
        _ = desk.enter("A")
        _ = desk.enter("B")
        #expect(try desk.end("A") == "nothing")
        #expect(try desk.fill("B", 10) == "nothing")
        #expect(desk.enter("C", 12) == "send 2")
    }

    @Test("one-updates-other: an order that comes later gets what the others left of it")
    func lateUpdate() throws {
        let desk = Desk(.oneUpdatesOther)
        _ = desk.enter("A")
        #expect(try desk.fill("A", 4) == "nothing")
        #expect(desk.enter("B", 10) == "send 6")
        #expect(desk.enter("C", 4) == "cancel")
        #expect(try desk.fill("B", 1) == "A reduce 1")
    }

    @Test("reductions on their way count as done, and one that a fill overtakes becomes a cancel")
    func overtaking() throws {
        let desk = Desk(.oneUpdatesOther)
        _ = desk.enter("A", 10)
        _ = desk.enter("B", 10)
        #expect(try desk.fill("A", 4) == "B reduce 4")
        // B's replace to 6 has not arrived when the venue fills 8 of its 10.
        #expect(try desk.fill("B", 8) == "A cancel, B cancel")
    }

    @Test("two reductions on their way end in a cancel when they leave nothing")
    func twoReductions() throws {
        let desk = Desk(.oneUpdatesOther)
        _ = desk.enter("A", 10)
        _ = desk.enter("B", 8)
        #expect(try desk.fill("A", 4) == "B reduce 4")
        #expect(try desk.fill("A", 4) == "B cancel")
        #expect(try desk.fill("A", 2) == "nothing")
    }

    @Test("a replace by the strategy moves what is left before the reductions")
    func grown() throws {
        let desk = Desk(.oneUpdatesOther)
        _ = desk.enter("A", 10)
        _ = desk.enter("B", 10)
        #expect(try desk.replace("B", to: 20) == "nothing")
        #expect(try desk.fill("A", 10) == "B reduce 10")
        #expect(try desk.replace("B", to: 10) == "nothing")
        #expect(try desk.fill("B", 9) == "nothing")
    }

    @Test("bracket: the exits wait for the entry; then one reduces the other")
    func bracket() throws {
        let desk = Desk(.bracket)
        #expect(desk.enter("E") == "send 10")
        #expect(desk.enter("T") == "hold")
        #expect(desk.enter("S") == "hold")
        #expect(try desk.fill("E", 4) == "nothing")
        #expect(try desk.fill("E", 6) == "T release 10, S release 10")
        try desk.sendHeld("T", 10)
        try desk.sendHeld("S", 10)
        #expect(try desk.fill("T", 3) == "S reduce 3")
        #expect(try desk.replace("S", to: 7) == "nothing")
        #expect(try desk.fill("S", 7) == "T cancel")
        #expect(try desk.end("T") == "nothing")
        #expect(desk.enter("L") == "cancel")
        #expect(desk.count == 0)
    }

    @Test("bracket: an exit that fills as it is let go shrinks the one that waits behind it")
    func exitFillsAtOnce() throws {
        let desk = Desk(.bracket)
        _ = desk.enter("E")
        _ = desk.enter("T")
        _ = desk.enter("S")
        try desk.fillOnly("E", 10)
        #expect(desk.next() == "T release 10")
        try desk.sendHeld("T", 10)
        try desk.fillOnly("T", 4)
        #expect(desk.next() == "S release 6")
        #expect(desk.next() == "nothing")
        try desk.sendHeld("S", 6)
        #expect(try desk.fill("T", 6) == "S cancel")
    }

    @Test("bracket: an exit that fills whole as it is let go leaves nothing for the other")
    func exitFillsWhole() throws {
        let desk = Desk(.bracket)
        _ = desk.enter("E")
        _ = desk.enter("T")
        _ = desk.enter("S")
        try desk.fillOnly("E", 10)
        #expect(desk.next() == "T release 10")
        try desk.sendHeld("T", 10)
        try desk.fillOnly("T", 10)
        #expect(desk.next() == "S cancel")
        #expect(desk.next() == "nothing")
        #expect(try desk.end("S") == "nothing")
    }

    @Test("bracket: of an entry that ends half filled the exits close that half")
    func halfEntry() throws {
        let desk = Desk(.bracket)
        _ = desk.enter("E")
        _ = desk.enter("T")
        #expect(try desk.fill("E", 6) == "nothing")
        #expect(try desk.end("E") == "T release 6")
        try desk.sendHeld("T", 6)
        #expect(try desk.fill("T", 2) == "nothing")
        #expect(desk.enter("S") == "send 4")
        #expect(try desk.fill("S", 1) == "T reduce 1")
    }

    @Test("a group is of its first order's kind, of its instance and of its link")
    func identity() throws {
        let desk = Desk(.oneCancelsOther)
        #expect(desk.enter("A", link: 1) == "send 10")
        #expect(desk.enter("B", link: 2) == "send 10")
        #expect(desk.enter("C", link: 1, instance: 1, as: .bracket) == "send 10")
        #expect(desk.enter("D", link: 1, as: .bracket) == "send 10")
        #expect(desk.enter("E", link: 1, instance: 1) == "hold")
        #expect(try desk.fill("A", 1) == "D cancel")
        #expect(try desk.fill("C", 10) == "E release 10")
        #expect(try desk.fill("B", 10) == "nothing")
    }

    @Test("orders of no group are nothing to the table")
    func strangers() {
        var groups = ContingentGroups()
        #expect(groups.count == 0 && groups.isEmpty)
        groups.filled(sample(), quantity: 3)
        groups.ended(sample())
        groups.replaced(sample())
        #expect(groups.next() == nil)
        #expect(groups.count == 0 && groups.isEmpty)
    }

    @Test("the last groups stay known; older ones as long as an order of them is live")
    func memory() throws {
        let desk = Desk(.oneCancelsOther, remembered: 2)
        _ = desk.enter("A", link: 1)
        _ = desk.enter("B", link: 2)
        _ = desk.enter("C", link: 3)
        #expect(try desk.fill("A", 10) == "nothing")
        // The group of A is past and ended: its link begins anew.
        #expect(desk.enter("D", link: 1) == "send 10")
        // That of C is one of the last two; that of B is not, but B is live.
        #expect(try desk.fill("C", 10) == "nothing")
        #expect(desk.enter("E", link: 3) == "cancel")
        #expect(try desk.fill("B", 1) == "nothing")
        #expect(desk.enter("F", link: 2) == "cancel")
        #expect(try desk.fill("B", 9) == "nothing")
        #expect(desk.enter("G", link: 2) == "send 10")
        #expect(desk.enter("H", link: 3) == "send 10")
    }

    @Test("an order without a link or a contingency, and a table without memory, stop the program")
    func traps() async {
        await #expect(processExitsWith: .trap) {
            var groups = ContingentGroups()
            _ = groups.enter(sample(link: 1))
        }
        await #expect(processExitsWith: .trap) {
            var groups = ContingentGroups()
            _ = groups.enter(sample { $0.contingency = .bracket })
        }
        await #expect(processExitsWith: .trap) { _ = ContingentGroups(remembered: 0) }
    }
}
