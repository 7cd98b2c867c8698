import Domain
import Memory

// What a fill or an end does to the members, and the lists they stand in.

extension ContingentGroups {
    /// One of orders that exclude each other has filled: the others end.
    mutating func exclude(_ group: Int, but place: Int, _ quantity: Int64) {
        groups[group].exited = ContingentGroups.sum(groups[group].exited, quantity)
        var other = groups[group].first
        while other >= 0 {
            if Int(other) != place { cancel(Int(other)) }
            other = members[Int(other)].next
        }
    }

    /// One of orders that share a quantity has filled: the others have so much less to do.
    mutating func share(_ group: Int, but place: Int, _ quantity: Int64) {
        groups[group].exited = ContingentGroups.sum(groups[group].exited, quantity)
        var other = groups[group].first
        while other >= 0 {
            let here = Int(other)
            other = members[here].next
            if members[here].order == groups[group].parent, groups[group].kind == .bracket {
                continue
            }
            if here != place {
                members[here].owed = ContingentGroups.sum(members[here].owed, quantity)
                members[here].untold = ContingentGroups.sum(members[here].untold, quantity)
            }
            if !members[here].isOpen {
                // Also the one that filled more than a reduction on its way would have left of it.
                if members[here].filled < members[here].quantity { cancel(here) }
            } else if here != place {
                enqueue(here)
            }
        }
    }

    /// The first order has filled, or ended before: the held ones go, or end where there is nothing
    /// for them.
    mutating func release(_ group: Int, limit: Int64) {
        if groups[group].limit != nil { return }
        groups[group].limit = limit
        var place = groups[group].first
        while place >= 0 {
            if members[Int(place)].isHeld {
                members[Int(place)].isToRelease = true
                enqueue(Int(place))
            }
            place = members[Int(place)].next
        }
    }

    /// Takes an order's quantities; a smaller one pays reductions that were asked for.
    mutating func take(_ order: Order, at place: Int) {
        let paid = members[place].quantity - order.quantity
        if paid > 0 {
            members[place].owed -= min(members[place].owed, paid)
            members[place].untold = min(members[place].untold, members[place].owed)
        }
        members[place].quantity = order.quantity
        members[place].filled = order.filled
    }

    private mutating func cancel(_ place: Int) {
        if members[place].isToCancel { return }
        members[place].isToCancel = true
        enqueue(place)
    }

    private mutating func enqueue(_ place: Int) {
        if members[place].isQueued { return }
        members[place].isQueued = true
        queue.append(members[place].order)
    }

    /// The sum, or the highest number there is: more than any order has.
    private static func sum(_ a: Int64, _ b: Int64) -> Int64 {
        let (sum, over) = a.addingReportingOverflow(b)
        return over ? .max : sum
    }
}

extension ContingentGroups {
    /// Adds an order at the end of a group; `sent` is how much of it goes on, `nil` none yet.
    mutating func add(_ order: Order, to group: Int, sent: Int64?) {
        var member = Member(
            order: order.id,
            group: Int32(truncatingIfNeeded: group),
            quantity: sent ?? order.quantity
        )
        member.isHeld = sent == nil
        let place: Int
        if freeMembers.count > 0 {
            place = Int(freeMembers[freeMembers.count - 1])
            freeMembers.removeLast()
            members[place] = member
        } else {
            place = members.append(member)
        }
        let last = Int(groups[group].last)
        if last >= 0 {
            members[last].next = Int32(truncatingIfNeeded: place)
        } else {
            groups[group].first = Int32(truncatingIfNeeded: place)
        }
        groups[group].last = Int32(truncatingIfNeeded: place)
        memberPlaces.set(order.id.value, to: place)
    }

    /// Takes an order that has ended out of its group.
    mutating func remove(_ place: Int, from group: Int) {
        memberPlaces.remove(members[place].order.value)
        var previous: Int32 = -1
        var here = groups[group].first
        while Int(here) != place {
            previous = here
            here = members[Int(here)].next
        }
        let next = members[place].next
        if previous >= 0 {
            members[Int(previous)].next = next
        } else {
            groups[group].first = next
        }
        if Int(groups[group].last) == place { groups[group].last = previous }
        freeMembers.append(here)
    }

    /// The group of an instance's link, or `nil` when it has none (any more).
    func place(of instance: InstanceID, link: UInt64) -> Int? {
        var place = groupPlaces[ContingentGroups.key(instance, link)] ?? -1
        while place >= 0, groups[place].link != link || groups[place].instance != instance {
            place = Int(groups[place].same)
        }
        return place >= 0 ? place : nil
    }

    /// Begins the group of an order's link; the one that began `remembered` groups before is
    /// forgotten as soon as it has no live order.
    mutating func begin(with order: Order) -> Int {
        begun += 1
        let slot = Int(begun % UInt64(remembered))
        let past = Int(latest[slot])
        if past >= 0 { forgetIfPast(past) }
        let key = ContingentGroups.key(order.instance, order.link)
        let isFirstOfLink =
            order.terms.contingency == .oneTriggersOther || order.terms.contingency == .bracket
        let group = Group(
            instance: order.instance,
            link: order.link,
            number: begun,
            kind: order.terms.contingency,
            parent: order.id,
            limit: isFirstOfLink ? nil : .max,
            same: Int32(truncatingIfNeeded: groupPlaces[key] ?? -1)
        )
        let place: Int
        if freeGroups.count > 0 {
            place = Int(freeGroups[freeGroups.count - 1])
            freeGroups.removeLast()
            groups[place] = group
        } else {
            place = groups.append(group)
        }
        groupPlaces.set(key, to: place)
        latest[slot] = Int32(truncatingIfNeeded: place)
        return place
    }

    /// Forgets a group without live orders that is not one of the last `remembered`.
    mutating func forgetIfPast(_ place: Int) {
        let group = groups[place]
        guard group.first < 0, begun - group.number >= UInt64(remembered) else { return }
        let key = ContingentGroups.key(group.instance, group.link)
        var here = groupPlaces[key] ?? -1
        if here == place {
            if group.same >= 0 {
                groupPlaces.set(key, to: Int(group.same))
            } else {
                groupPlaces.remove(key)
            }
        } else {
            while Int(groups[here].same) != place { here = Int(groups[here].same) }
            groups[here].same = group.same
        }
        freeGroups.append(Int32(truncatingIfNeeded: place))
    }

    /// Where a group's list begins; links of one instance lie near each other.
    private static func key(_ instance: InstanceID, _ link: UInt64) -> UInt64 {
        let key = link ^ UInt64(instance.value) &* 0x9E37_79B9_7F4A_7C15
        return key == 0 ? 1 : key
    }
}
