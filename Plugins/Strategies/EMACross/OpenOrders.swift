import TenonKit

/// The orders that are not finished, at most 16, in place: nothing is allocated.
struct OpenOrders {
    /// An order: the intent that made it and what may still be bought (above 0) or sold.
    struct Entry {
        var intent: UInt64 = 0
        var open: Int64 = 0
    }

    private static let capacity = 16
    private var entries = InlineArray<16, Entry>(repeating: Entry())
    private(set) var count = 0
    /// What all of them may still change the position by.
    private(set) var open: Int64 = 0

    var isFull: Bool { count == Self.capacity }

    subscript(index: Int) -> Entry {
        get { entries[index] }
        set {
            open &+= newValue.open &- entries[index].open
            entries[index] = newValue
        }
    }

    /// Adds an order; there must be room.
    mutating func add(_ intent: UInt64, _ difference: Int64) {
        count += 1
        self[count - 1] = Entry(intent: intent, open: difference)
    }

    /// Takes news of an order; one from before a restart is told again in the opening burst.
    mutating func update(_ order: tenon_ev_order) throws(PluginError) {
        let leaves = Int(order.side) == TENON_BUY ? order.leaves_qty : 0 &- order.leaves_qty
        let isFinished = order.isFinished
        var index = 0
        while index < count && entries[index].intent != order.intent_id { index += 1 }
        if index == count {
            if isFinished || order.intent_id == 0 { return }
            guard !isFull else {
                throw PluginError(.limit, "more than \(Self.capacity) orders are open")
            }
            add(order.intent_id, leaves)
            return
        }
        guard isFinished else {
            self[index].open = leaves
            return
        }
        self[index].open = 0
        count -= 1
        let last = entries[count]
        entries[count] = Entry()
        if index < count { entries[index] = last }
    }
}
