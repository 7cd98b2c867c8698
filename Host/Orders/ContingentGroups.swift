package import Domain
import Memory

/// Groups of orders that hang together: what the fill or end of one means for the others.
///
/// It decides; the lane carries out: `enter` when an order with a contingency comes, before its
/// gate; `filled`, `ended` and `replaced` when that has happened to one; then `next` until nothing
/// follows any more, each action to its end before the next is taken.
///
/// A group is an instance's link, and its kind is that of its first order. A link belongs to one
/// group for good; the last `remembered` groups stay known after their orders have ended. The rules
/// are those of `Host/Manual/orders.md`, and where those are silent:
/// - An order that joins exits after some of them have filled is sent with what those left of it;
///   nothing left cancels it.
/// - A request that is on its way to the venue counts as done: an order is asked to cancel once,
///   and a fill that overtakes a reduction cancels what the reduction would have left.
package struct ContingentGroups: ~Copyable {
    /// What an order does when it comes.
    package enum Admission: BitwiseCopyable, Equatable, Sendable {
        /// Goes on to the gate, with this much of its quantity.
        case send(quantity: Int64)
        /// Waits for the first order of its link.
        case hold
        /// Ends at once: another of its group has filled, or the first ended without a fill.
        case cancel
    }

    /// What follows for another order of a group.
    package struct Action: BitwiseCopyable, Equatable, Sendable {
        package enum Kind: BitwiseCopyable, Equatable, Sendable {
            /// Ends a held order, or asks the venue to.
            case cancel
            /// Takes so much from the ordered quantity; something is left open.
            case reduce(by: Int64)
            /// Lets a held order go to the gate with this quantity, its own or less.
            case release(quantity: Int64)
        }
        package let kind: Kind
        package let order: OrderID
    }

    struct Member: BitwiseCopyable {
        var order: OrderID
        var group: Int32
        /// Ordered quantity as last told.
        var quantity: Int64
        var filled: Int64 = 0
        /// Reductions that its quantity does not show yet.
        var owed: Int64 = 0
        /// The part of `owed` that is not yet an action.
        var untold: Int64 = 0
        var isHeld = false
        var isToCancel = false
        var isToRelease = false
        /// Whether it stands in the queue of actions.
        var isQueued = false
        var next: Int32 = -1

        /// Whether something would stay open if everything asked for were done.
        var isOpen: Bool { quantity - owed > filled }
    }

    struct Group: BitwiseCopyable {
        var instance: InstanceID
        var link: UInt64
        /// Groups are numbered from 1 as they begin.
        var number: UInt64
        var kind: Contingency
        /// The order that came first.
        var parent: OrderID
        /// How much of a child may be sent; `nil` while the parent holds it back.
        var limit: Int64?
        /// What orders that share one quantity, or exclude each other, have filled together.
        var exited: Int64 = 0
        /// Live members in order of arrival; -1 ends the list.
        var first: Int32 = -1
        var last: Int32 = -1
        /// The next group with the same key in `groupPlaces`.
        var same: Int32 = -1
    }

    let remembered: Int
    var groups: Slab<Group>
    var freeGroups: Slab<Int32>
    var groupPlaces: IDMap
    /// The group with number n at n modulo `remembered`.
    var latest: Slab<Int32>
    var begun: UInt64 = 0
    var members: Slab<Member>
    var freeMembers: Slab<Int32>
    var memberPlaces: IDMap
    var queue: Slab<OrderID>
    private var taken = 0

    /// No groups.
    ///
    /// - Parameter remembered: How many groups stay known without a live order, at least one.
    package init(remembered: Int = 1_024) {
        precondition(remembered > 0, "at least one group is remembered")
        self.remembered = remembered
        groups = Slab(capacity: remembered + 64)
        freeGroups = Slab(capacity: remembered + 64)
        groupPlaces = IDMap(capacity: remembered + 64)
        latest = Slab(capacity: remembered)
        latest.extend(to: remembered, with: -1)
        members = Slab(capacity: 256)
        freeMembers = Slab(capacity: 256)
        memberPlaces = IDMap(capacity: 256)
        queue = Slab(capacity: 64)
    }

    /// Live orders of all groups.
    package var count: Int { memberPlaces.count }

    /// Whether no live order has a contingency.
    package var isEmpty: Bool { memberPlaces.count == 0 }

    /// Takes an order that has a contingency and a link and no state yet.
    ///
    /// An order answered with `cancel` is not part of the group; `ended` is not due for it.
    package mutating func enter(_ order: Order) -> Admission {
        precondition(order.link != 0 && order.terms.contingency != .none, "no group to enter")
        guard let group = place(of: order.instance, link: order.link) else {
            let group = begin(with: order)
            add(order, to: group, sent: order.quantity)
            return .send(quantity: order.quantity)
        }
        switch groups[group].kind {
        case .none, .oneCancelsOther:
            if groups[group].exited > 0 { return .cancel }
            add(order, to: group, sent: order.quantity)
            return .send(quantity: order.quantity)
        case .oneTriggersOther, .bracket, .oneUpdatesOther:
            guard let limit = groups[group].limit else {
                add(order, to: group, sent: nil)
                return .hold
            }
            // A quantity below 0, which its shape is denied for, is nothing.
            let open = min(max(0, order.quantity), limit) - groups[group].exited
            if open <= 0 { return .cancel }
            add(order, to: group, sent: open)
            return .send(quantity: open)
        }
    }

    /// Takes one execution of an order, which shows it already.
    ///
    /// - Parameters:
    ///   - order: The order; one without a group is nothing to this table.
    ///   - quantity: How much this execution filled.
    package mutating func filled(_ order: Order, quantity: Int64) {
        guard let place = memberPlaces[order.id.value] else { return }
        take(order, at: place)
        let group = Int(members[place].group)
        switch groups[group].kind {
        case .none, .oneCancelsOther: exclude(group, but: place, quantity)
        case .oneUpdatesOther: share(group, but: place, quantity)
        case .oneTriggersOther, .bracket:
            if groups[group].parent == order.id {
                if order.filled >= order.quantity { release(group, limit: .max) }
            } else if groups[group].kind == .bracket {
                share(group, but: place, quantity)
            }
        }
    }

    /// Takes the end of an order, of whatever kind; its status is final.
    package mutating func ended(_ order: Order) {
        guard let place = memberPlaces[order.id.value] else { return }
        let group = Int(members[place].group)
        remove(place, from: group)
        if groups[group].parent == order.id, groups[group].limit == nil {
            release(group, limit: order.status == .filled ? .max : order.filled)
        }
        forgetIfPast(group)
    }

    /// Takes an order's new ordered quantity, whoever asked for it.
    package mutating func replaced(_ order: Order) {
        guard let place = memberPlaces[order.id.value] else { return }
        take(order, at: place)
    }

    /// The next thing to carry out, in the order it arose, and of one fill in order of arrival;
    /// `nil` when nothing follows any more.
    package mutating func next() -> Action? {
        while taken < queue.count {
            let order = queue[taken]
            taken += 1
            guard let place = memberPlaces[order.value] else { continue }
            members[place].isQueued = false
            if let kind = follow(place) { return Action(kind: kind, order: order) }
        }
        queue.removeAll()
        taken = 0
        return nil
    }

    /// What is to be done with a queued order, as things stand now.
    private mutating func follow(_ place: Int) -> Action.Kind? {
        let member = members[place]
        if member.isToCancel { return .cancel }
        if member.isToRelease {
            members[place].isToRelease = false
            let limit = groups[Int(member.group)].limit ?? 0
            let open = min(member.quantity, limit) - member.owed
            members[place].isToCancel = open <= 0
            if open <= 0 { return .cancel }
            members[place].isHeld = false
            members[place].quantity = open
            members[place].owed = 0
            members[place].untold = 0
            return .release(quantity: open)
        }
        guard member.untold > 0, !member.isHeld else { return nil }
        members[place].untold = 0
        return .reduce(by: member.untold)
    }
}
