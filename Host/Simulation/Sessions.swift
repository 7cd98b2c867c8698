import Domain
import Memory
import Orders

// Orders for the open and the close of a day, and the end of the day for others. A session is known
// once the instrument has shown a phase; without one a day is a day of UTC.

extension SimulatedVenue {
    /// Shows an order that the session's phase has changed.
    mutating func changePhase(_ place: Int, _ scene: VenueScene, _ books: borrowing Books) {
        var order = orders[place]
        switch order.state {
        case .waitsForOpen:
            if scene.market.phase == MarketState.openPhase { order.hasBegun = true }
        case .waitsForClose where scene.market.isClosing:
            let price =
                scene.model.isOnBars
                ? scene.market.close(for: order.side)
                : scene.market.closingPrice(for: order.side)
            fillInAuction(&order, at: price, orEnd: .expired, scene, books)
        case .waitsForClose, .waitsForTrigger, .live, .traveling:
            if order.timeInForce == .day, scene.market.isAfterSession {
                end(&order, .expired, .none, scene.time)
            }
        }
        settle(place, order)
    }

    /// Quotes, trades, books: the first price of the day.
    mutating func waitForOpen(
        _ order: inout VenueOrder,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        if scene.market.phase == 0, UTCDay.of(scene.now) > UTCDay.of(order.since) {
            order.hasBegun = true
        }
        guard order.hasBegun, isMatching(scene.model) else { return }
        var price = scene.market.touch(order.side.opposite).price
        if case .trade(let traded, _, _) = pass.news { price = traded }
        fillInAuction(&order, at: price, orEnd: .canceled, scene, books)
    }

    /// Quotes, trades, books: the first event of a later day ends the one before, at the price
    /// that was known then.
    mutating func closeDay(_ place: Int, _ scene: VenueScene, _ books: borrowing Books) {
        var order = orders[place]
        guard order.state == .waitsForClose, UTCDay.of(scene.now) > UTCDay.of(order.since) else {
            return
        }
        fillInAuction(&order, at: order.closing, orEnd: .expired, scene, books)
        settle(place, order)
    }

    /// Quotes, trades, books: notes what the day would close at.
    mutating func waitForClose(_ order: inout VenueOrder, _ scene: VenueScene) {
        var market = scene.market
        if case .bar(let bar) = pass.news, bar.side == nil { market.close = bar.close }
        order.closing = market.closingPrice(for: order.side)
    }

    /// Bars: the first that opens on a later day than the last one before the order came.
    mutating func waitForOpen(
        _ bar: BarPrices,
        _ order: inout VenueOrder,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        let isLater = order.day == Domain.none || UTCDay.of(bar.openTime) > order.day
        guard scene.market.phase == 0 ? isLater : order.hasBegun else { return }
        fillInAuction(&order, at: bar.open, orEnd: .canceled, scene, books)
    }

    /// Bars: one that opens on a later day, or one that ends with its day.
    mutating func waitForClose(
        _ bar: BarPrices,
        _ order: inout VenueOrder,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        guard scene.market.phase == 0 else { return }
        let day = UTCDay.of(bar.openTime)
        if order.day != Domain.none, day > order.day {
            // The market shows this bar's close already.
            fillInAuction(&order, at: order.closing, orEnd: .expired, scene, books)
        } else if bar.closeTime % UTCDay.length == 0 {
            var scene = scene
            scene.time = bar.closeTime
            fillInAuction(&order, at: bar.close, orEnd: .expired, scene, books)
        } else {
            order.day = day
            order.closing = bar.close
        }
    }

    /// Fills an order whole at an auction's price, or ends it.
    private mutating func fillInAuction(
        _ order: inout VenueOrder,
        at price: Int64,
        orEnd report: VenueReport,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        order.unbooked = 0
        if price != Domain.none, order.accepts(price) {
            let quantity = allowed(&order, scene, books)
            if quantity > 0 { fill(&order, quantity, at: price, .auction, scene, books) }
        }
        if !order.isOver { end(&order, report, .noLiquidity, scene.time) }
    }
}
