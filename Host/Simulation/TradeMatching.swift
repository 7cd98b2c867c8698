import Domain
import Memory
import Orders

// What one trade of the market does to live orders.

extension SimulatedVenue {
    /// Quotes and books: a trade beyond a resting limit fills it, one at it serves the queue first.
    ///
    /// Own orders share the trade's size; what it serves of the queues before them is counted for
    /// each alone.
    mutating func serve(
        _ place: Int,
        fromTradeAt price: Int64,
        of size: Int64,
        _ scene: VenueScene,
        _ depths: borrowing DepthBooks,
        _ books: borrowing Books
    ) {
        var order = orders[place]
        guard order.isLimit else { return }
        guard order.accepts(price), pass.used < size else {
            pass.cursor = -1
            return
        }
        if scene.model == .nextQuote, order.isFresh { return }
        order.unbooked = 0
        if price == order.bound {
            serveQueue(&order, size, scene, depths, books)
        } else {
            let quantity = allowed(&order, of: size - pass.used, scene, books)
            if quantity > 0 {
                pass.used += quantity
                fill(&order, quantity, at: order.bound, .maker, scene, books)
            }
        }
        settle(place, order)
    }

    /// A trade at the limit: the queue before the order, then the slice it shows, then, for the next
    /// slice, the queue again.
    private mutating func serveQueue(
        _ order: inout VenueOrder,
        _ size: Int64,
        _ scene: VenueScene,
        _ depths: borrowing DepthBooks,
        _ books: borrowing Books
    ) {
        while !order.isOver, pass.used < size {
            let served = min(order.ahead, size - pass.used)
            order.ahead -= served
            let left = min(size - pass.used - served, order.shown)
            guard left > 0 else { return }
            let quantity = allowed(&order, of: left, scene, books)
            guard quantity > 0 else { return }
            pass.used += quantity
            fill(&order, quantity, at: order.bound, .maker, scene, books)
            guard order.shown != .max else { return }
            order.shown -= quantity
            guard order.shown <= 0 || order.leaves == 0 else { return }
            order.showSlice()
            order.ahead = queue(order, scene, depths)
            pass.used += served
        }
    }

    /// next-trade: a trade is a price for every live order, at its size.
    mutating func act(
        _ place: Int,
        onTradeAt price: Int64,
        of size: Int64,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        var order = orders[place]
        let isFirst = order.isFresh
        guard order.accepts(price) || isFirst || !order.isLimit else {
            if !pass.meetsFresh { pass.cursor = -1 }
            return
        }
        order.isFresh = false
        order.unbooked = 0
        if order.accepts(price) {
            let isTaker = isFirst || !order.isLimit
            let left = size - pass.used
            let isKilled = order.timeInForce == .fok && left < allowed(&order, scene, books)
            let quantity = isKilled ? 0 : allowed(&order, of: left, scene, books)
            if quantity > 0 {
                pass.used += quantity
                fill(
                    &order,
                    quantity,
                    at: isTaker ? price : order.bound,
                    isTaker ? .taker : .maker,
                    scene,
                    books
                )
            }
        }
        if isFirst { endImmediate(&order, scene.time) }
        settle(place, order)
    }
}
