import Domain
import Memory
import Orders

// One order against what is on offer. A model says which prices and sizes an event offers; how an
// order takes them is the same everywhere.

extension SimulatedVenue {
    /// How much of an order may fill where so much is offered.
    ///
    /// A reduce-only order that has nothing to reduce is canceled.
    mutating func allowed(
        _ order: inout VenueOrder,
        of available: Int64 = .max,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) -> Int64 {
        let most = min(order.leaves, available)
        guard order.isReduceOnly, most > 0, !order.isOver else { return order.isOver ? 0 : most }
        let held = position(order, books)
        guard held != 0, (held > 0) != (order.side == .buy) else {
            end(&order, .canceled, .reduceOnly, scene.time)
            return 0
        }
        return min(most, Int64(clamping: held.magnitude))
    }

    private func position(_ order: VenueOrder, _ books: borrowing Books) -> Int64 {
        books[order.instance, order.instrument].position.quantity &+ order.unbooked
    }

    /// One execution.
    mutating func fill(
        _ order: inout VenueOrder,
        _ quantity: Int64,
        at price: Int64,
        _ liquidity: Liquidity,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        order.leaves -= quantity
        order.filled += quantity
        report(
            order.id,
            .filled(quantity: quantity, price: price),
            scene.time,
            .none,
            liquidity
        )
        if order.leaves == 0 { order.isOver = true }
        if order.isReduceOnly || floors[scene.floor].reduceOnly > 0 {
            reduced(&order, quantity, scene, books)
        }
        if order.isMarketToLimit, !order.isLimit, !order.isOver, order.timeInForce != .fok {
            order.isLimit = true
            order.bound = price
            order.showSlice()
            report(order.id, .restated(price: price), scene.time)
        }
    }

    /// Ends what was to reduce a position that a fill has closed or turned.
    private mutating func reduced(
        _ order: inout VenueOrder,
        _ quantity: Int64,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        let before = position(order, books)
        order.unbooked &+= order.side.sign * quantity
        let after = position(order, books)
        guard after == 0 || (before < 0) != (after < 0), before != 0 else { return }
        doom(order.instance, scene.floor, at: scene.now)
        if order.isReduceOnly, !order.isOver {
            end(&order, .canceled, .reduceOnly, scene.time)
        }
    }

    /// Takes what the opposite side displays, best level first, one fill a level, inside the limit.
    ///
    /// - Parameters:
    ///   - order: A live order.
    ///   - price: What it pays at each level; `none`: that level's price.
    ///   - liquidity: What its fills are.
    ///   - scene: The market.
    ///   - depths: The books.
    ///   - books: For reduce-only orders.
    mutating func take(
        _ order: inout VenueOrder,
        at price: Int64 = Domain.none,
        _ liquidity: Liquidity,
        _ scene: VenueScene,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) {
        order.unbooked = 0
        if order.timeInForce == .fok {
            let wanted = allowed(&order, scene, books)
            guard !order.isOver, offers(order, atLeast: wanted, price, scene, depths) else {
                return
            }
        }
        var index = 0
        while !order.isOver, let level = level(index, for: order, scene, depths) {
            let paid = price == Domain.none ? level.price : price
            guard order.accepts(level.price) || (price != Domain.none && !order.isLimit),
                order.accepts(paid)
            else { return }
            let quantity = allowed(&order, of: level.size, scene, books)
            if quantity > 0 {
                note(quantity, takenAt: index, by: order, scene, &depths)
                fill(&order, quantity, at: paid, liquidity, scene, books)
            }
            index += 1
        }
    }

    /// Whether an order can have a quantity at once.
    private func offers(
        _ order: VenueOrder,
        atLeast wanted: Int64,
        _ price: Int64,
        _ scene: VenueScene,
        _ depths: borrowing DepthBooks
    ) -> Bool {
        var missing = wanted
        var index = 0
        while missing > 0, let level = level(index, for: order, scene, depths) {
            guard order.accepts(price == Domain.none ? level.price : price) else { return false }
            missing -= min(missing, level.size)
            index += 1
        }
        return missing <= 0
    }

    /// Fills a plain market order that the touch fills whole.
    ///
    /// It is over before it would be entered: what `arrive` would do, for a fifth of the work. Every
    /// order with a condition goes that way.
    ///
    /// - Returns: `false`: nothing was done.
    @inline(__always)
    mutating func fillsAtOnce(
        _ order: Order,
        _ quantity: Int64,
        _ market: MarketState,
        now: Int64
    ) -> Bool {
        let floor = floor(order.account, order.instrument)
        guard order.type == .market, accounts[order.account.index].model == .sameQuote,
            order.timeInForce == .gtc || order.timeInForce == .ioc || order.timeInForce == .fok,
            !order.isReduceOnly, floors[floor].reduceOnly == 0, !market.isHalted
        else { return false }
        let touch = market.touch(order.side.opposite)
        guard touch.price != Domain.none,
            order.protection == Domain.none
                || order.side.accepts(touch.price, limit: order.protection)
        else { return false }
        if touch.size != Domain.none {
            let taken = order.side == .buy ? floors[floor].takenAsk : floors[floor].takenBid
            guard touch.size - taken >= quantity else { return false }
            if order.side == .buy {
                floors[floor].takenAsk += quantity
            } else {
                floors[floor].takenBid += quantity
            }
        }
        report(order.id, .filled(quantity: quantity, price: touch.price), now, .none, .taker)
        return true
    }

    /// What the opposite side displays and own orders have not taken; a size that is not known is
    /// endless.
    @inline(__always)
    private func level(
        _ index: Int,
        for order: VenueOrder,
        _ scene: VenueScene,
        _ depths: borrowing DepthBooks
    ) -> (price: Int64, size: Int64)? {
        let side = order.side.opposite
        if scene.model == .book {
            guard index < depths.count(order.instrument, side) else { return nil }
            let level = depths.level(order.instrument, side, index)
            return (level.price, level.available)
        }
        let touch = scene.market.touch(side)
        guard index == 0, touch.price != Domain.none else { return nil }
        if touch.size == Domain.none { return (touch.price, .max) }
        let floor = floors[scene.floor]
        let taken = side == .buy ? floor.takenBid : floor.takenAsk
        return (touch.price, max(0, touch.size - taken))
    }

    private mutating func note(
        _ quantity: Int64,
        takenAt index: Int,
        by order: VenueOrder,
        _ scene: VenueScene,
        _ depths: inout DepthBooks
    ) {
        let side = order.side.opposite
        if scene.model == .book {
            depths.take(order.instrument, side, index, quantity: quantity)
        } else if scene.market.touch(side).size != Domain.none {
            if side == .buy {
                floors[scene.floor].takenBid += quantity
            } else {
                floors[scene.floor].takenAsk += quantity
            }
        }
    }
}
