import Domain
import Memory
import Orders

// An order comes: new, with a new price, or because its trigger was reached.

extension SimulatedVenue {
    /// An order has come to the venue.
    ///
    /// - Parameters:
    ///   - order: The order as it was sent.
    ///   - quantity: How much of it.
    ///   - place: Where it stood while it was on its way; -1: it came at once.
    ///   - scene: The market.
    ///   - depths: The books.
    ///   - books: For reduce-only orders.
    mutating func arrive(
        _ order: Order,
        _ quantity: Int64,
        at place: Int,
        _ scene: VenueScene,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) {
        var own = VenueOrder(order, quantity: quantity, at: scene.now)
        own.seen = pass.serial
        if order.type.isConditional, !order.isTriggered {
            own.state = .waitsForTrigger
            own.trigger = Trigger(
                of: order,
                instrument: instruments[order.instrument.index],
                market: scene.market,
                onBars: scene.model.isOnBars
            )
        }
        if !scene.model.isOnBars, scene.now > own.expires {
            end(&own, .expired, .none, scene.time)
        } else {
            enter(&own, scene, &depths, books)
        }
        if own.isOver {
            if place >= 0 { drop(place) }
            return
        }
        report(own.id, .accepted, scene.time)
        let rests = place >= 0 ? place : store(own)
        orders[rests] = own
        link(rests)
        setAlarm(rests, scene)
    }

    /// Sets what an arrival sets: when, and after whom.
    private mutating func comeNow(_ order: inout VenueOrder, _ scene: VenueScene) {
        turns += 1
        order.turn = turns
        order.since = scene.now
        order.isFresh = true
    }

    /// What an order does when it comes, new or replaced.
    mutating func enter(
        _ order: inout VenueOrder,
        _ scene: VenueScene,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) {
        comeNow(&order, scene)
        switch order.timeInForce {
        case .atOpen:
            order.state = .waitsForOpen
            order.day = Domain.none
            let lastBar = max(scene.market.closeTime, scene.market.quoteTime)
            if scene.model.isOnBars, scene.market.barLength != 0 {
                let closed = scene.market.close == Domain.none ? lastBar : scene.market.closeTime
                order.day = UTCDay.of(closed - scene.market.barLength)
            }
            return
        case .atClose:
            order.state = .waitsForClose
            order.closing = scene.market.closingPrice(for: order.side)
            return
        case .day, .gtc, .ioc, .fok, .gtd: break
        }
        guard order.state == .waitsForTrigger else {
            return becomeLive(&order, scene, &depths, books)
        }
        let judges = scene.model == .sameQuote || scene.model == .book
        if judges, !scene.market.isHalted, order.trigger?.isReached(by: scene.market) == true {
            setOff(&order, scene)
            if !order.isOver { becomeLive(&order, scene, &depths, books) }
        }
    }

    /// Tells that a trigger was reached; the order is live from here on and has its limit.
    mutating func setOff(_ order: inout VenueOrder, _ scene: VenueScene) {
        guard let trigger = order.trigger else { return }
        report(order.id, .triggered(level: trigger.level), scene.time)
        order.state = .live
        order.isTriggered = true
        // Among bars it has been active since it came.
        if !scene.model.isOnBars { comeNow(&order, scene) }
        guard order.limitOffset != Domain.none else { return }
        if let limit = trigger.limit(offset: order.limitOffset) {
            order.bound = limit
            report(order.id, .restated(price: limit), scene.time)
        } else {
            // A limit beyond the reach of prices is none that can be worked.
            end(&order, .canceled, .noLiquidity, scene.time)
        }
    }

    /// A market or limit order comes, or has just become one.
    ///
    /// Whether a post-only order would take is judged here and nowhere else.
    mutating func becomeLive(
        _ order: inout VenueOrder,
        _ scene: VenueScene,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) {
        order.state = .live
        if order.isPostOnly, wouldTake(order, scene) { return refusePostOnly(&order, scene) }
        switch scene.model {
        case .nextBarOpen: return
        case .sameBarClose: return fillAtClose(&order, scene, books)
        case .nextQuote, .nextTrade: return joinQueue(&order, scene, depths)
        case .sameQuote, .book: break
        }
        order.isFresh = false
        if !scene.market.isHalted {
            let touch = scene.market.touch(order.side.opposite).price
            if !order.isLimit, touch == Domain.none {
                return refuse(&order, .noLiquidity, scene)
            }
            take(&order, .taker, scene, &depths, books)
        }
        endImmediate(&order, scene.time)
        if !order.isOver { joinQueue(&order, scene, depths) }
    }

    /// Whether a limit order would trade at once with what is known now.
    func wouldTake(_ order: VenueOrder, _ scene: VenueScene) -> Bool {
        guard order.isLimit else { return false }
        let price =
            switch scene.model {
            case .nextTrade: scene.market.last
            case .sameBarClose, .nextBarOpen: scene.market.close(for: order.side)
            case .sameQuote, .nextQuote, .book: scene.market.touch(order.side.opposite).price
            }
        return price != Domain.none && order.accepts(price)
    }

    /// Ends a post-only order that would take.
    mutating func refusePostOnly(_ order: inout VenueOrder, _ scene: VenueScene) {
        if order.isTriggered {
            end(&order, .canceled, .postOnly, scene.time)
        } else {
            refuse(&order, .postOnly, scene)
        }
    }

    /// Rejects an order; one that has fills already is canceled.
    private mutating func refuse(
        _ order: inout VenueOrder,
        _ reason: VenueReason,
        _ scene: VenueScene
    ) {
        end(&order, order.filled > 0 ? .canceled : .rejected, reason, scene.time)
    }

    /// same-bar-close: fills at the close of the bar just seen; what does not waits for later bars.
    private mutating func fillAtClose(
        _ order: inout VenueOrder,
        _ scene: VenueScene,
        _ books: borrowing Books
    ) {
        let close = scene.market.close(for: order.side)
        if !order.isLimit, close == Domain.none { return refuse(&order, .noLiquidity, scene) }
        if !scene.market.isHalted, close != Domain.none {
            if order.accepts(close) {
                order.unbooked = 0
                let quantity = allowed(&order, scene, books)
                if quantity > 0 { fill(&order, quantity, at: close, .taker, scene, books) }
            } else if !order.isLimit, !order.isImmediate {
                // A market order that its protection holds back would be another order tomorrow.
                return refuse(&order, .noLiquidity, scene)
            }
        }
        endImmediate(&order, scene.time)
    }

    // MARK: - The queue

    /// Takes the last place of the queue at its limit.
    func joinQueue(
        _ order: inout VenueOrder,
        _ scene: VenueScene,
        _ depths: borrowing DepthBooks
    ) {
        order.showSlice()
        order.ahead = queue(order, scene, depths)
    }

    /// What others have at an order's price, for who comes last: none where it is better than the
    /// touch, endless where nothing is known.
    func queue(
        _ order: VenueOrder,
        _ scene: VenueScene,
        _ depths: borrowing DepthBooks
    ) -> Int64 {
        guard order.isLimit else { return 0 }
        switch scene.model {
        case .nextTrade: return 0
        case .book: return depths.displayed(order.instrument, order.side, at: order.bound)
        case .sameQuote, .nextQuote, .sameBarClose, .nextBarOpen:
            return SimulatedVenue.ahead(.max, order, scene.market)
        }
    }

    /// What is left of a queue at a quote.
    static func ahead(_ ahead: Int64, _ order: VenueOrder, _ market: MarketState) -> Int64 {
        let touch = market.touch(order.side)
        if touch.price == order.bound {
            return touch.size == Domain.none ? ahead : min(ahead, touch.size)
        }
        let isBetter =
            touch.price == Domain.none || order.side.accepts(touch.price, limit: order.bound)
        return isBetter ? 0 : ahead
    }
}
