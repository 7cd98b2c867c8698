import Domain
import Memory
import Orders

/// The orders of one account in one instrument, in three lines.
///
/// What waits, and among bars everything, stands in order of arrival; live orders stand by side, the
/// best price first, market orders before limits, then by arrival.
struct VenueFloor: BitwiseCopyable {
    /// Which line an order stands in.
    enum Line: Int8 {
        case none = -1
        case arrival = 0
        case buys = 1
        case sells = 2

        static var count: Int { 3 }
    }

    /// First and last place of a line; -1 when it is empty.
    struct Ends: BitwiseCopyable {
        var first: Int32 = -1
        var last: Int32 = -1
    }

    /// An order's neighbours in its line.
    struct Link: BitwiseCopyable {
        var next: Int32 = -1
        var previous: Int32 = -1
        var line = Line.none
    }

    /// Orders in the three lines.
    var count: Int32 = 0
    var reduceOnly: Int32 = 0
    /// Orders that must see every event.
    var restless: Int32 = 0
    /// Whether a live order has not met its first event.
    var hasFresh = false
    /// What orders have taken from the displayed sizes of the current quote.
    var takenBid: Int64 = 0
    var takenAsk: Int64 = 0
    /// No trigger of the others is reached while every price is below `rising` and above `falling`.
    var rising: Int64 = .max
    var falling: Int64 = .min

    /// Counts the trigger of an order that waits.
    mutating func watch(_ order: VenueOrder) {
        guard order.state == .waitsForTrigger, let trigger = order.trigger else { return }
        if trigger.isRising {
            rising = min(rising, trigger.level)
        } else {
            falling = max(falling, trigger.level)
        }
    }

    /// Whether a trigger may be reached by a market; no promise that one is.
    func mayTrigger(_ market: MarketState) -> Bool {
        let highest = max(market.bid, market.ask, market.last)
        if highest >= rising { return true }
        func known(_ price: Int64) -> Int64 { price == Domain.none ? .max : price }
        return min(known(market.bid), known(market.ask), known(market.last)) <= falling
    }
}

extension SimulatedVenue {
    /// The line an order belongs in.
    func line(of order: VenueOrder) -> VenueFloor.Line {
        if order.state != .live || accounts[order.account.index].model.isOnBars { return .arrival }
        return order.side == .buy ? .buys : .sells
    }

    /// Gives an order a place, in no line yet.
    mutating func store(_ order: VenueOrder) -> Int {
        let place: Int
        if free.count > 0 {
            place = Int(free[free.count - 1])
            free.removeLast()
            orders[place] = order
            links[place] = VenueFloor.Link()
            alarms[place] = -1
        } else {
            place = orders.append(order)
            links.append(VenueFloor.Link())
            alarms.append(-1)
        }
        places.set(order.id.value, to: place)
        return place
    }

    /// Forgets an order.
    mutating func drop(_ place: Int) {
        if links[place].line != .none { unlink(place) }
        clearAlarm(place)
        places.remove(orders[place].id.value)
        free.append(Int32(truncatingIfNeeded: place))
    }

    /// Puts an order into its line, behind all that are as good and came before it.
    mutating func link(_ place: Int) {
        let order = orders[place]
        let line = line(of: order)
        let floor = floor(order.account, order.instrument)
        let ends = floor * VenueFloor.Line.count + Int(line.rawValue)
        var before = lines[ends].last
        if line != .arrival {
            while before >= 0, SimulatedVenue.ranks(order, before: orders[Int(before)]) {
                before = links[Int(before)].previous
            }
        }
        let after = before >= 0 ? links[Int(before)].next : lines[ends].first
        links[place] = VenueFloor.Link(next: after, previous: before, line: line)
        let own = Int32(truncatingIfNeeded: place)
        if before >= 0 { links[Int(before)].next = own } else { lines[ends].first = own }
        if after >= 0 { links[Int(after)].previous = own } else { lines[ends].last = own }
        floors[floor].count += 1
        if order.isReduceOnly { floors[floor].reduceOnly += 1 }
        if order.state == .live {
            if order.isFresh { floors[floor].hasFresh = true }
        } else {
            if order.isRestless { floors[floor].restless += 1 }
            floors[floor].watch(order)
        }
    }

    /// Takes an order out of its line; a pass that would have tried it next goes on behind it.
    mutating func unlink(_ place: Int) {
        let order = orders[place]
        let link = links[place]
        let floor = floor(order.account, order.instrument)
        let ends = floor * VenueFloor.Line.count + Int(link.line.rawValue)
        if link.previous >= 0 {
            links[Int(link.previous)].next = link.next
        } else {
            lines[ends].first = link.next
        }
        if link.next >= 0 {
            links[Int(link.next)].previous = link.previous
        } else {
            lines[ends].last = link.previous
        }
        if pass.cursor == Int32(truncatingIfNeeded: place) { pass.cursor = link.next }
        links[place] = VenueFloor.Link()
        floors[floor].count -= 1
        if order.isReduceOnly { floors[floor].reduceOnly -= 1 }
        if order.state != .live, order.isRestless { floors[floor].restless -= 1 }
    }

    /// Whether a live order comes before another of its side.
    private static func ranks(_ order: VenueOrder, before other: VenueOrder) -> Bool {
        if order.isLimit != other.isLimit { return other.isLimit }
        if !order.isLimit || order.bound == other.bound { return order.turn < other.turn }
        return order.side.accepts(other.bound, limit: order.bound)
    }

    /// Writes back an order that was worked on as a copy: it is gone, stays, or changes its line.
    mutating func settle(_ place: Int, _ order: VenueOrder) {
        if order.isOver { return drop(place) }
        let before = orders[place]
        let stays =
            links[place].line == line(of: order)
            && (links[place].line == .arrival || before.isLimit == order.isLimit)
        if stays {
            if before.isRestless, !order.isRestless {
                floors[floor(order.account, order.instrument)].restless -= 1
            }
            orders[place] = order
            return
        }
        if links[place].line != .none { unlink(place) }
        orders[place] = order
        link(place)
    }

    /// Cancels what the books have left nothing to reduce for.
    ///
    /// They are canceled one by one before the next order is tried, so that what the host does about
    /// the fill comes first.
    mutating func doom(_ instance: InstanceID, _ floor: Int, at time: Int64) {
        guard floors[floor].reduceOnly > 0 else { return }
        for line in 0..<VenueFloor.Line.count {
            var place = Int(lines[floor * VenueFloor.Line.count + line].first)
            while place >= 0 {
                if orders[place].isReduceOnly, orders[place].instance == instance {
                    doomed.append(orders[place].id)
                }
                place = Int(links[place].next)
            }
        }
        doomTime = time
    }
}
