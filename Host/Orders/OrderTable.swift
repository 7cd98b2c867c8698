public import Domain
public import Memory

/// Every live order, found by its id or through its owner, and the last finished ones.
///
/// A place is used again only after `remembered` further orders have finished, so that a late
/// report of a finished order still finds it.
@usableFromInline
package struct OrderTable: ~Copyable {
    @usableFromInline var orders: Slab<Order>
    @usableFromInline var places: IDMap
    /// First live order of each instance; -1 when there is none.
    private var firsts: Slab<Int32>
    /// Finished places in the order they finished, a circle.
    private var finished: Slab<Int32>
    /// Places that nobody remembers any more, to be used again.
    private var free: Slab<Int32>
    private var finishedNext = 0
    @usableFromInline var lastID: UInt64 = 0
    /// What stands in `Order.previous` of an order that left its owner's list.
    private static let isFinished: Int32 = -2
    /// Orders that are not final.
    @usableFromInline package internal(set) var liveCount = 0

    /// An empty table.
    ///
    /// - Parameters:
    ///   - instances: How many instances may own orders.
    ///   - remembered: How many finished orders stay known, at least one.
    package init(instances: Int, remembered: Int = 1_024) {
        precondition(remembered > 0, "a table remembers at least one finished order")
        orders = Slab(capacity: remembered + 1_024)
        places = IDMap(capacity: remembered + 1_024)
        firsts = Slab(capacity: instances)
        firsts.extend(to: instances, with: -1)
        finished = Slab(capacity: remembered)
        finished.extend(to: remembered, with: -1)
        free = Slab(capacity: remembered + 1_024)
    }

    /// The order at a place.
    @inlinable
    package subscript(place: Int) -> Order { orders[place] }

    /// As `Order.apply(_:)`, on the order at a place.
    ///
    /// - Returns: The effect, and what the order's status was before.
    package mutating func apply(_ report: VenueReport, at place: Int) throws(OrderError)
        -> (effect: ReservationEffect, before: OrderStatus)
    {
        let before = orders[place].status
        return (try orders[place].apply(report), before)
    }

    /// As `Order.requestCancel()`, on the order at a place.
    package mutating func requestCancel(at place: Int) throws(OrderError) {
        try orders[place].requestCancel()
    }

    /// As `Order.refuseCancel()`, on the order at a place.
    package mutating func refuseCancel(at place: Int) { orders[place].refuseCancel() }

    /// As `Order.requestReplace()`, on the order at a place.
    package mutating func requestReplace(at place: Int) throws(OrderError) {
        try orders[place].requestReplace()
    }

    /// Changes the order at a place through the state machine's own steps.
    @inlinable
    package mutating func change(at place: Int, _ step: (inout Order) -> Void) {
        step(&orders[place])
    }

    /// The place of an order, or `nil` when it is not known (any more).
    @inlinable
    package func place(of id: OrderID) -> Int? { places[id.value] }

    /// The place of an instance's live order by its intent, or `nil`.
    package func place(of instance: InstanceID, intent: UInt64) -> Int? {
        var place = Int(firsts[instance.index])
        while place >= 0 {
            if orders[place].intent == intent { return place }
            place = Int(orders[place].next)
        }
        return nil
    }

    /// The place of an instance's finished order by its intent, or `nil` when it is not known (any
    /// more).
    package func place(ofFinished instance: InstanceID, intent: UInt64) -> Int? {
        for index in 0..<finished.count where finished[index] >= 0 {
            let place = Int(finished[index])
            if orders[place].intent == intent, orders[place].instance == instance { return place }
        }
        return nil
    }

    /// The first live order of an instance, newest first, or `nil`.
    package func firstLive(of instance: InstanceID) -> Int? {
        let place = Int(firsts[instance.index])
        return place < 0 ? nil : place
    }

    /// The live order after one, or `nil`.
    package func nextLive(after place: Int) -> Int? {
        let next = Int(orders[place].next)
        return next < 0 ? nil : next
    }

    /// The id the next order gets; never used twice.
    @inlinable
    package mutating func takeID() -> OrderID {
        lastID += 1
        return OrderID(lastID)
    }

    /// Enters a new live order and tells its place.
    package mutating func enter(_ order: Order) -> Int {
        var order = order
        order.next = firsts[order.instance.index]
        order.previous = -1
        let place: Int
        if free.count > 0 {
            place = Int(free[free.count - 1])
            free.removeLast()
            orders[place] = order
        } else {
            place = orders.append(order)
        }
        if order.next >= 0 { orders[Int(order.next)].previous = Int32(truncatingIfNeeded: place) }
        firsts[order.instance.index] = Int32(truncatingIfNeeded: place)
        places.set(order.id.value, to: place)
        liveCount += 1
        return place
    }

    /// Takes an order that became final out of its owner's list and remembers it for a while.
    ///
    /// The one that finished `remembered` orders before is forgotten.
    package mutating func finish(_ place: Int) {
        let order = orders[place]
        precondition(order.status.isFinal, "only a final order is finished")
        precondition(order.previous != OrderTable.isFinished, "an order is finished once")
        if order.next >= 0 { orders[Int(order.next)].previous = order.previous }
        if order.previous >= 0 {
            orders[Int(order.previous)].next = order.next
        } else {
            firsts[order.instance.index] = order.next
        }
        orders[place].previous = OrderTable.isFinished
        liveCount -= 1
        let forgotten = finished[finishedNext]
        if forgotten >= 0 {
            places.remove(orders[Int(forgotten)].id.value)
            free.append(forgotten)
        }
        finished[finishedNext] = Int32(truncatingIfNeeded: place)
        finishedNext += 1
        if finishedNext == finished.count { finishedNext = 0 }
    }
}
