import Domain
import Memory
import Orders

extension SimulatedVenue {
    /// Gives an order new values.
    ///
    /// A new price or a larger quantity is a new arrival; a smaller quantity keeps its place. Among
    /// bars every replaced order is active on those that open from now on.
    mutating func change(
        _ place: Int,
        _ new: Replacement,
        _ scene: VenueScene,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) {
        var order = orders[place]
        let total = new.quantity == Domain.none ? order.total : new.quantity
        guard total > order.filled else {
            return report(order.id, .replaceRejected, scene.time)
        }
        report(order.id, .replaced(new), scene.time)
        var isNew = false
        if order.isSlice {
            // The host holds the rest of the order and sends it.
            order.leaves = min(order.leaves, total - order.filled)
        } else {
            isNew = total > order.total
            order.leaves = total - order.filled
        }
        order.total = order.filled + order.leaves
        if new.price != Domain.none, order.isLimit, new.price != order.bound {
            order.bound = new.price
            isNew = true
        }
        // Once an order has triggered its stop price is history.
        if new.stopPrice != Domain.none, order.state == .waitsForTrigger,
            new.stopPrice != order.trigger?.level
        {
            order.trigger?.move(to: new.stopPrice)
            isNew = true
        }
        if new.displayQuantity != Domain.none {
            order.display = new.displayQuantity
            order.showSlice()
        }
        let isRetimed = new.expires != Domain.none && order.timeInForce == .gtd
        if isRetimed { order.expires = new.expires }
        if !scene.model.isOnBars, scene.now > order.expires {
            end(&order, .expired, .none, scene.time)
        } else if isNew {
            order.seen = pass.serial
            enter(&order, scene, &depths, books)
        } else if scene.model.isOnBars {
            order.since = scene.now
        }
        if order.isOver { return drop(place) }
        if isNew {
            unlink(place)
            orders[place] = order
            link(place)
        } else {
            orders[place] = order
        }
        guard isRetimed else { return }
        clearAlarm(place)
        setAlarm(place, scene)
    }
}
