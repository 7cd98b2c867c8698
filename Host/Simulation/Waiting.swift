import Domain
import Memory
import Orders

// Orders that wait for a price or for a day, where quotes, trades or books move them.

extension SimulatedVenue {
    /// Shows a waiting order what has happened.
    mutating func wait(
        _ place: Int,
        _ scene: VenueScene,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) {
        var order = orders[place]
        switch order.state {
        case .waitsForTrigger: watch(&order, scene, &depths, books)
        case .waitsForOpen: waitForOpen(&order, scene, books)
        case .waitsForClose: waitForClose(&order, scene)
        case .traveling, .live: return
        }
        settle(place, order)
    }

    /// Tests a trigger; one that is not reached may follow the market.
    private mutating func watch(
        _ order: inout VenueOrder,
        _ scene: VenueScene,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) {
        defer { floors[scene.floor].watch(order) }
        guard isMatching(scene.model), !scene.market.isHalted else { return }
        var isQuote = false
        switch pass.news {
        case .quote: isQuote = true
        case .trade where scene.model != .nextTrade:
            // A touch moves with quotes and books alone.
            if order.source == .bid || order.source == .ask { return }
        case .trade, .depth, .bar, .phase: break
        }
        guard order.trigger?.isReached(by: scene.market) == true else {
            order.trigger?.follow(scene.market)
            return
        }
        let level = order.trigger?.level ?? Domain.none
        setOff(&order, scene)
        guard !order.isOver else { return }
        let isStop = !order.isLimit && order.isStop
        if scene.model == .sameQuote, isQuote, isStop,
            scene.market.touch(order.side.opposite).price != Domain.none
        {
            // The convention of simulators that know the touch alone.
            order.isFresh = false
            take(&order, at: level, .taker, scene, &depths, books)
            endImmediate(&order, scene.time)
        } else {
            becomeLive(&order, scene, &depths, books)
        }
    }

    /// What live orders do at a quote or a change of the book.
    mutating func act(
        _ place: Int,
        _ scene: VenueScene,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) {
        var order = orders[place]
        let (touch, wasLimit) = (scene.market.touch(order.side.opposite).price, order.isLimit)
        if scene.model == .nextQuote, order.isFresh {
            // A quote without the side it needs is none for it.
            guard touch != Domain.none else {
                floors[scene.floor].hasFresh = true
                return
            }
            order.isFresh = false
            let wasLimit = order.isLimit
            take(&order, .taker, scene, &depths, books)
            endImmediate(&order, scene.time)
            if order.isLimit != wasLimit { joinQueue(&order, scene, depths) }
        } else if !order.isLimit {
            take(&order, .taker, scene, &depths, books)
            if order.isLimit, !order.isOver { joinQueue(&order, scene, depths) }
        } else if touch != Domain.none, order.accepts(touch) {
            take(&order, at: order.bound, .maker, scene, &depths, books)
        } else {
            // Those behind have worse prices.
            if !pass.meetsFresh { pass.cursor = -1 }
            return
        }
        // The rest of a market-to-limit order takes its place in the queue now.
        if !wasLimit, order.isLimit, !order.isOver { joinQueue(&order, scene, depths) }
        settle(place, order)
    }

    /// Moves the limits of a line up in their queues.
    mutating func moveUp(
        _ line: VenueFloor.Line,
        _ scene: VenueScene,
        _ depths: borrowing DepthBooks
    ) {
        var place = Int(lines[scene.floor * VenueFloor.Line.count + Int(line.rawValue)].first)
        while place >= 0 {
            let next = Int(links[place].next)
            defer { place = next }
            guard orders[place].isLimit else { continue }
            if scene.model == .book {
                let order = orders[place]
                let displayed = depths.displayed(order.instrument, order.side, at: order.bound)
                orders[place].ahead = min(order.ahead, displayed)
                continue
            }
            let touch = scene.market.touch(orders[place].side).price
            // Behind the touch nothing is known of queues.
            if touch != Domain.none, touch != orders[place].bound,
                orders[place].side.accepts(orders[place].bound, limit: touch)
            {
                return
            }
            orders[place].ahead = SimulatedVenue.ahead(
                orders[place].ahead,
                orders[place],
                scene.market
            )
        }
    }
}
