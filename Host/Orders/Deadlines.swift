import Domain
import Memory

/// Orders by the moment their time ends: the earliest first, at one moment in order of arrival.
struct Deadlines: ~Copyable {
    struct Deadline: BitwiseCopyable {
        var order: OrderID
        /// The last moment the order may live, ns since the epoch.
        var time: Int64
        /// Counts the entries: an order that came earlier has a smaller one.
        var number: UInt64
    }
    /// A heap: every entry is due no earlier than the one at half its place.
    private var heap = Slab<Deadline>(capacity: 64)
    private var places = IDMap()
    private var entered: UInt64 = 0

    /// Orders with a deadline.
    var count: Int { heap.count }

    /// The last moment of the order that is due first; `Int64.max` when there is none.
    var first: Int64 { heap.count == 0 ? .max : heap[0].time }

    /// Enters an order, or moves it to a new last moment.
    mutating func set(_ order: OrderID, _ time: Int64) {
        if let place = places[order.value] {
            heap[place].time = time
            settle(place)
            return
        }
        entered += 1
        let place = heap.append(Deadline(order: order, time: time, number: entered))
        places.set(order.value, to: place)
        settle(place)
    }

    /// Removes an order if it is there.
    mutating func remove(_ order: OrderID) {
        guard let place = places[order.value] else { return }
        places.remove(order.value)
        let last = heap[heap.count - 1]
        heap.removeLast()
        if place == heap.count { return }
        heap[place] = last
        places.set(last.order.value, to: place)
        settle(place)
    }

    /// Takes the order that is due first if its last moment is before a time.
    mutating func take(before time: Int64) -> OrderID? {
        guard heap.count > 0, heap[0].time < time else { return nil }
        let order = heap[0].order
        remove(order)
        return order
    }

    /// Moves an entry to where it belongs.
    private mutating func settle(_ from: Int) {
        var place = from
        while place > 0, isEarlier(place, (place - 1) / 2) {
            exchange(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
        while true {
            var first = place
            for child in (place * 2 + 1)...(place * 2 + 2)
            where child < heap.count && isEarlier(child, first) { first = child }
            if first == place { return }
            exchange(place, first)
            place = first
        }
    }

    private func isEarlier(_ left: Int, _ right: Int) -> Bool {
        (heap[left].time, heap[left].number) < (heap[right].time, heap[right].number)
    }

    private mutating func exchange(_ left: Int, _ right: Int) {
        let moved = heap[left]
        heap[left] = heap[right]
        heap[right] = moved
        places.set(heap[left].order.value, to: left)
        places.set(heap[right].order.value, to: right)
    }
}
