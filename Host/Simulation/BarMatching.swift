import Domain
import Memory
import Orders

// What a complete bar does to the orders of an account that trades on bars. No path inside a bar is
// assumed: each order sees it as a whole.

extension SimulatedVenue {
    /// Shows a bar to one order; its reports carry the time at which the bar opened.
    mutating func meet(
        _ bar: BarPrices,
        _ place: Int,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        guard bar.open != Domain.none else { return }
        var scene = scene
        scene.time = bar.openTime
        var order = orders[place]
        order.unbooked = 0
        guard order.since <= bar.openTime, bar.side == nil || bar.side == order.side else { return }
        switch order.state {
        case .waitsForOpen: waitForOpen(bar, &order, scene, books)
        case .waitsForClose: waitForClose(bar, &order, scene, books)
        case .waitsForTrigger, .live:
            if !scene.market.isHalted { act(on: bar, &order, scene, books) }
        case .traveling: break
        }
        settle(place, order)
    }

    /// Ends an order whose time was over when a bar opened, before anything fills on that bar.
    mutating func expire(_ place: Int, before bar: BarPrices, _ scene: VenueScene) {
        guard bar.open != Domain.none else { return }
        let order = orders[place]
        var isOver = bar.openTime > order.expires
        if order.timeInForce == .day, scene.market.phase == 0, order.since <= bar.openTime {
            let day = UTCDay.of(bar.openTime)
            if order.day == Domain.none { orders[place].day = day }
            isOver = order.day != Domain.none && day > order.day
        }
        guard isOver else { return }
        report(order.id, .expired, bar.openTime)
        drop(place)
    }

    private mutating func act(
        on bar: BarPrices,
        _ order: inout VenueOrder,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        let isFirst = order.isFresh
        order.isFresh = false
        if let offer = offer(of: bar, to: &order, isFirst, scene) {
            fill(&order, at: offer.price, offer.liquidity, scene, books)
        }
        if order.state == .live { endImmediate(&order, scene.time) }
    }

    /// At which price a bar fills an order, `nil` where it does not.
    ///
    /// An order whose trigger it reaches is live after it.
    private mutating func offer(
        of bar: BarPrices,
        to order: inout VenueOrder,
        _ isFirst: Bool,
        _ scene: VenueScene
    ) -> (price: Int64, liquidity: Liquidity)? {
        guard order.state == .waitsForTrigger, let trigger = order.trigger else {
            return price(on: bar, order, isFirst, scene)
        }
        let reach = trigger.reach(bar)
        guard reach != .no else {
            order.trigger?.follow(bar)
            return nil
        }
        setOff(&order, scene)
        order.isFresh = false
        guard !order.isOver else { return nil }
        // It would take where its trigger came.
        if order.isPostOnly, order.accepts(reach == .open ? bar.open : trigger.level) {
            refusePostOnly(&order, scene)
            return nil
        }
        if reach == .open { return price(on: bar, order, true, scene) }
        // Inside the bar: at its level where its limit allows that, else from the next bar on.
        return order.accepts(trigger.level) ? (trigger.level, .taker) : nil
    }

    /// At which price a bar fills a live order: its open, else the limit that it reaches.
    private func price(
        on bar: BarPrices,
        _ order: VenueOrder,
        _ isFirst: Bool,
        _ scene: VenueScene
    ) -> (price: Int64, liquidity: Liquidity)? {
        if order.accepts(bar.open) {
            let isTaker =
                !order.isLimit || order.isConditional
                || (isFirst && scene.model == .nextBarOpen)
            return (bar.open, isTaker && !order.isPostOnly ? .taker : .maker)
        }
        guard order.isLimit, !order.isImmediate,
            order.accepts(order.side == .buy ? bar.low : bar.high)
        else { return nil }
        return (order.bound, .maker)
    }

    /// Fills what the orders of the account may yet have of the bar.
    private mutating func fill(
        _ order: inout VenueOrder,
        at price: Int64,
        _ liquidity: Liquidity,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        guard pass.budget > 0 else { return }
        let wanted = allowed(&order, scene, books)
        if order.timeInForce == .fok, wanted > pass.budget { return }
        let quantity = min(wanted, pass.budget)
        guard quantity > 0 else { return }
        if pass.budget != .max { pass.budget -= quantity }
        fill(&order, quantity, at: price, liquidity, scene, books)
    }
}
