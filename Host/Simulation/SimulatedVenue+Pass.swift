package import Domain
package import Memory
package import Orders

/// How far the walk over the orders of one instrument has come.
struct VenuePass: BitwiseCopyable {
    /// What an event does to a floor, in this order.
    enum Stage {
        /// Ends what was over before the event was met: of bars what has expired, else the day before.
        case ending
        /// Meets those that stand in order of arrival.
        case arrival
        case buys
        case sells
    }

    var news = MarketNews.quote
    var instrument = InstrumentID(0)
    /// The account whose orders are tried, an index; -1 before the first.
    var account = -1
    /// What they meet.
    var scene = VenueScene()
    var stage = Stage.sells
    /// The place to try next, -1 at the end of a line.
    ///
    /// It follows every change of the line.
    var cursor: Int32 = -1
    var isOpen = false
    /// Grows with every pass; an order is tried once in each.
    var serial: UInt64 = 0
    /// Whether a live order has yet to meet its first event, wherever its price is.
    var meetsFresh = false
    /// What own orders have had of the trade, or may yet have of the bar.
    var used: Int64 = 0
    var budget: Int64 = .max
}

extension SimulatedVenue {
    /// Takes news of an instrument's market, whose new state is in `markets`; `step` then tries its
    /// orders one after another.
    package mutating func begin(_ news: MarketNews, of instrument: InstrumentID) {
        pass.news = news
        pass.instrument = instrument
        pass.account = -1
        pass.stage = .sells
        pass.cursor = -1
        pass.isOpen = true
        pass.serial += 1
    }

    /// Tries orders until one has reports, so that the caller can carry out what follows from them
    /// before the next is tried.
    ///
    /// - Returns: Whether there are reports; `false`: every order was tried.
    package mutating func step(
        _ markets: borrowing Slab<MarketState>,
        _ depths: inout DepthBooks,
        _ books: borrowing Books,
        now: Int64
    ) -> Bool {
        while true {
            while doomed.count > 0 {
                cancelDoomed(now)
                if reports.count > 0 { return true }
            }
            guard pass.isOpen else { return false }
            if pass.cursor < 0 {
                goOn(markets, depths, now)
                continue
            }
            let place = Int(pass.cursor)
            pass.cursor = links[place].next
            guard orders[place].seen != pass.serial else {
                // Its trigger stays counted, though it does not meet this event.
                floors[self.floor(orders[place].account, orders[place].instrument)]
                    .watch(orders[place])
                continue
            }
            if pass.stage != .ending { orders[place].seen = pass.serial }
            attempt(place, pass.scene, &depths, books)
            if reports.count > 0 { return true }
        }
    }

    /// Goes to the next stage, or to the next account's first.
    private mutating func goOn(
        _ markets: borrowing Slab<MarketState>,
        _ depths: borrowing DepthBooks,
        _ now: Int64
    ) {
        switch pass.stage {
        case .ending: pass.stage = .arrival
        case .arrival: pass.stage = .buys
        case .buys: pass.stage = .sells
        case .sells:
            pass.account += 1
            guard pass.account < accounts.count else {
                pass.isOpen = false
                return
            }
            pass.stage = .ending
        }
        let floor = pass.instrument.index * accounts.count + pass.account
        if pass.stage == .ending {
            switch pass.news {
            case .quote, .depth:
                floors[floor].takenBid = 0
                floors[floor].takenAsk = 0
            case .trade, .bar, .phase: break
            }
        }
        guard floors[floor].count > 0,
            pass.stage != .ending || !isQuiet(floor, markets[pass.instrument.index])
        else {
            pass.stage = .sells
            return
        }
        if pass.stage == .ending {
            let account = AccountID(UInt32(truncatingIfNeeded: pass.account + 1))
            pass.scene = scene(account, pass.instrument, markets, depths, now: now)
            enterFloor(pass.scene, depths)
        }
        guard visits(pass.scene) else { return }
        let line: VenueFloor.Line =
            switch pass.stage {
            case .ending, .arrival: .arrival
            case .buys: .buys
            case .sells: .sells
            }
        pass.cursor = lines[floor * VenueFloor.Line.count + Int(line.rawValue)].first
    }

    /// Whether a quote or a trade reaches no order and no queue of a floor.
    ///
    /// One look: live lines begin with the best price, and a floor knows its nearest triggers.
    private func isQuiet(_ floor: Int, _ market: MarketState) -> Bool {
        let model = accounts[pass.account].model
        guard floors[floor].restless == 0, model != .book, !model.isOnBars else { return false }
        var low = min(market.bid, market.ask)
        var high = max(market.bid, market.ask)
        switch pass.news {
        case .quote where model == .nextTrade: return true
        case .quote where low == Domain.none || (model == .nextQuote && floors[floor].hasFresh):
            return false
        case .trade where model == .nextTrade && floors[floor].hasFresh: return false
        case .trade(let price, _, _):
            low = price
            high = price
        case .quote: break
        case .depth, .bar, .phase: return false
        }
        if floors[floor].mayTrigger(market) { return false }
        let buy = Int(lines[floor * VenueFloor.Line.count + 1].first)
        let sell = Int(lines[floor * VenueFloor.Line.count + 2].first)
        return (buy < 0 || (orders[buy].isLimit && orders[buy].bound < low))
            && (sell < 0 || (orders[sell].isLimit && orders[sell].bound > high))
    }

    /// Prepares what all orders of a floor share in this pass.
    private mutating func enterFloor(_ scene: VenueScene, _ depths: borrowing DepthBooks) {
        pass.used = 0
        pass.meetsFresh = false
        switch pass.news {
        case .quote where scene.model == .sameQuote || scene.model == .nextQuote,
            .depth where scene.model == .book:
            moveUp(.buys, scene, depths)
            moveUp(.sells, scene, depths)
        case .bar(let bar): pass.budget = budget(of: bar)
        case .quote, .depth, .trade, .phase: break
        }
        if meets(scene.model), !scene.market.isHalted {
            pass.meetsFresh = floors[scene.floor].hasFresh
            floors[scene.floor].hasFresh = false
        }
    }

    /// What the orders of an account together may fill on a bar.
    private func budget(of bar: BarPrices) -> Int64 {
        guard let share = accounts[pass.account].participation, bar.volume != Domain.none else {
            return .max
        }
        let lot = Int128(max(1, instruments[pass.instrument.index].lot))
        let part = Int128(bar.volume) * Int128(share) / 1_000_000_000
        return Int64(clamping: part / lot * lot)
    }

    /// Whether the present news are such that live orders of a model act on their first.
    private func meets(_ model: VenueModel) -> Bool {
        switch pass.news {
        case .quote: model == .nextQuote
        case .trade: model == .nextTrade
        case .depth, .bar, .phase: false
        }
    }

    /// Whether the present stage has to be walked at the present news.
    ///
    /// Waiting orders are walked when one of them may be reached.
    private mutating func visits(_ scene: VenueScene) -> Bool {
        let floor = floors[scene.floor]
        if case .phase = pass.news { return pass.stage != .ending }
        if scene.model.isOnBars {
            if case .bar = pass.news { return pass.stage == .ending || pass.stage == .arrival }
            return false
        }
        if pass.stage == .ending { return floor.restless > 0 && scene.market.phase == 0 }
        if pass.stage == .arrival {
            if floor.restless > 0 { return true }
            guard !scene.market.isHalted, isMatching(scene.model),
                floor.mayTrigger(scene.market)
            else { return false }
            // The walk counts them again.
            floors[scene.floor].rising = .max
            floors[scene.floor].falling = .min
            return true
        }
        guard isMatching(scene.model), !scene.market.isHalted else { return false }
        if case .trade(_, _, let aggressor) = pass.news, scene.model != .nextTrade {
            return aggressor != (pass.stage == .buys ? .buy : .sell)
        }
        return true
    }

    /// Whether the present news fill orders of a model, or trigger them.
    func isMatching(_ model: VenueModel) -> Bool {
        switch pass.news {
        case .quote: model == .sameQuote || model == .nextQuote
        case .trade: !model.isOnBars
        case .depth: model == .book
        case .bar: model.isOnBars
        case .phase: false
        }
    }

    /// Tries one order.
    private mutating func attempt(
        _ place: Int,
        _ scene: VenueScene,
        _ depths: inout DepthBooks,
        _ books: borrowing Books
    ) {
        switch pass.news {
        case .phase: changePhase(place, scene, books)
        case .bar(let bar) where scene.model.isOnBars:
            if pass.stage == .ending {
                expire(place, before: bar, scene)
            } else {
                meet(bar, place, scene, books)
            }
        case .quote where pass.stage == .ending, .trade where pass.stage == .ending,
            .depth where pass.stage == .ending, .bar where pass.stage == .ending:
            closeDay(place, scene, books)
        case .trade(let price, let quantity, _) where pass.stage != .arrival:
            let size = quantity == Domain.none ? Int64.max : quantity
            if scene.model == .nextTrade {
                act(place, onTradeAt: price, of: size, scene, books)
            } else {
                serve(place, fromTradeAt: price, of: size, scene, depths, books)
            }
        case .quote where pass.stage != .arrival, .depth where pass.stage != .arrival:
            act(place, scene, &depths, books)
        case .quote, .depth, .trade, .bar: wait(place, scene, &depths, books)
        }
    }

    /// Cancels the next reduce-only order that has nothing left to reduce.
    mutating func cancelDoomed(_ time: Int64) {
        let id = doomed[0]
        doomed.removeFirst(1)
        guard let place = places[id.value] else { return }
        report(id, .canceled, max(time, doomTime), .reduceOnly)
        drop(place)
    }
}
