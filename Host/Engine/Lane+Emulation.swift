import CTenon
import Domain
import Memory
import Orders
import Risk
import Simulation

// What a venue lacks and the host does instead: it watches prices, waits for siblings, keeps the time
// and shows slices. Every such order says EMULATED before anything else.

/// A reduction that waits for the answer to a replace.
struct Reduction: BitwiseCopyable {
    var order: OrderID
    var quantity: Int64
}

/// What the host does of one order.
struct Emulation: BitwiseCopyable {
    /// It waits for the stop or touch price.
    var watchesPrice = false
    /// It ends the order in time.
    var keepsTime = false
    /// It sends the shown part, again and again.
    var showsParts = false

    /// Whether it does anything.
    var isNeeded: Bool { watchesPrice || keepsTime || showsParts }
}

extension Lane {
    private static var dayLength: Int64 { 86_400_000_000_000 }

    /// What the host has to do of an order; `nil` where neither it nor the venue can do it.
    func emulation(of order: Order) -> Emulation? {
        let instrument = instruments[order.instrument.index]
        let abilities = terms[order.account.index].abilities.limited(to: instrument)
        var emulation = Emulation()
        if !abilities.takes(order.type) {
            guard order.type.isConditional else { return nil }
            emulation.watchesPrice = true
        }
        if !abilities.keeps(order.timeInForce) {
            guard order.timeInForce == .gtd || order.timeInForce == .day else { return nil }
            emulation.keepsTime = true
        }
        emulation.showsParts =
            order.terms.displayQuantity != Domain.none && !abilities.showsParts
        return emulation
    }

    /// Enters an approved order that the host has to do something of.
    mutating func emulate(_ approved: Order, _ cause: Cause?, _ emulation: Emulation) {
        var order = approved
        if order.status == .pending { order.hold() }
        if let place = orders.place(of: order.id) {
            orders.change(at: place) { $0 = order }
        } else {
            _ = orders.enter(order)
            emit(order, cause, OrderNews(TENON_CH_STATE))
        }
        if emulation.keepsTime || emulation.watchesPrice { keepTime(of: order) }
        if emulation.watchesPrice {
            let reached = emulator.watch(
                order,
                of: instruments[order.instrument.index],
                market: markets[order.instrument.index],
                onBars: terms[order.account.index].isOnBars,
                now: now
            )
            noteVenue()
            if let reached { trigger(reached, cause) }
        } else {
            dispatch(order.id, cause)
        }
    }

    /// Ends an order in time that the venue does not have, or cannot end.
    mutating func keepTime(of order: Order) {
        switch order.timeInForce {
        case .gtd: emulator.keepTime(order, until: order.terms.expires)
        case .day:
            // Where sessions are told, the end of one ends the order.
            guard markets[order.instrument.index].phase == 0 else { return }
            let day = now / Lane.dayLength
            emulator.keepTime(order, until: (day + 1) * Lane.dayLength - 1)
        case .gtc, .ioc, .fok, .atOpen, .atClose: return
        }
        noteVenue()
    }

    /// Sends an order that the host has held, in the form the venue takes.
    mutating func dispatch(_ id: OrderID, _ cause: Cause?) {
        guard let place = orders.place(of: id) else { return }
        let order = orders[place]
        guard let emulation = emulation(of: order) else { return }
        orders.change(at: place) { $0.send() }
        emit(orders[place], cause, OrderNews(TENON_CH_STATE))
        if !emulation.keepsTime { emulator.forget(id) }
        sendSlice(place, cause)
        meter?.noteSent()
    }

    /// Sends what is open of an order, or its next slice.
    mutating func sendSlice(_ place: Int, _ cause: Cause?) {
        let order = orders[place]
        guard let emulation = emulation(of: order) else { return }
        let open = order.quantity - order.filled
        let shown = order.terms.displayQuantity
        let sent = order.sent(
            as: emulation.watchesPrice || order.isTriggered ? order.workingType : order.type,
            emulation.keepsTime ? .gtc : order.timeInForce,
            quantity: emulation.showsParts ? min(shown, open) : open,
            showsParts: !emulation.showsParts
        )
        venue.submit(sent, quantity: sent.quantity, markets, &depths, books, now: now)
        noteVenue()
        takeReports(cause)
    }

    /// Whether the host shows an order slice by slice.
    func isSliced(_ order: Order) -> Bool {
        order.isEmulated && emulation(of: order)?.showsParts == true
    }

    /// Tests the orders the host watches against what has just happened.
    mutating func watchPrices(_ news: MarketNews, _ instrument: InstrumentID) {
        guard emulator.isWatching(instrument) else { return }
        emulator.begin(news, of: instrument)
        while failure == nil, let reached = emulator.next(markets[instrument.index]) {
            trigger(reached, nil)
        }
    }

    /// Sends an order whose price has come.
    private mutating func trigger(_ reached: Emulator.Triggered, _ cause: Cause?) {
        guard let place = orders.place(of: reached.order) else { return }
        orders.change(at: place) { $0.trigger(at: reached.level, limit: reached.limit) }
        let order = orders[place]
        emit(order, cause, OrderNews(TENON_CH_TRIGGERED))
        if order.type == .trailingStopLimit, reached.limit == nil {
            return end(held: place, as: .canceled, cause, reason: TENON_REASON_OVERFLOW)
        }
        guard order.workingType == .market else { return dispatch(reached.order, cause) }
        // The host sends a market order now: R29 guards it like any other.
        var proposal = proposal(for: order)
        proposal.type = .market
        let verdict = gate.checkGuard(proposal, of: instruments[order.instrument.index])
        if !verdict.isApproved { return deny(held: place, cause, verdict) }
        let protection = gate.protection(proposal)
        orders.change(at: place) { $0.protection = protection }
        dispatch(reached.order, cause)
    }

    /// Says no to an order that was held until now.
    private mutating func deny(held place: Int, _ cause: Cause?, _ verdict: RiskVerdict) {
        orders.change(at: place) { $0.deny() }
        let order = orders[place]
        if order.isReserved { gate.settle(.free, of: order) }
        counts.denied &+= 1
        emit(order, cause, OrderNews(denied: verdict))
        finish(place)
        takeReports(cause)
    }

    // MARK: - Held orders

    /// Keeps an order back until a sibling has filled.
    mutating func hold(_ order: Order, _ cause: Cause?) {
        var order = order
        order.hold()
        _ = orders.enter(order)
        emit(order, cause, OrderNews(TENON_CH_STATE))
        keepTime(of: order)
    }

    /// Ends an order that came when there was nothing left for it.
    mutating func drop(_ order: Order, _ cause: Cause?) {
        var order = order
        order.hold()
        let place = orders.enter(order)
        emit(order, cause, OrderNews(TENON_CH_STATE))
        end(held: place, as: .canceled, cause, reason: TENON_REASON_LINKED)
    }

    /// Lets a held order go; it was never at the venue.
    mutating func end(held place: Int, as final: OrderStatus, _ cause: Cause?, reason: Int = 0) {
        orders.change(at: place) { $0.release(as: final) }
        let order = orders[place]
        if order.isReserved { gate.settle(.free, of: order) }
        if final == .canceled { counts.canceled &+= 1 }
        emit(order, cause, OrderNews(TENON_CH_STATE, reason))
        finish(place)
        takeReports(cause)
    }

    /// Takes a final order out of every list.
    mutating func finish(_ place: Int) {
        let order = orders[place]
        freePendingIncrease(place)
        if order.isEmulated { emulator.forget(order.id) }
        if order.isReduceOnly, order.isReserved { reduceOnlyOrders &-= 1 }
        orders.finish(place)
        if order.isLinked { groups.ended(order) }
    }

    /// Gives a held order other values.
    mutating func replace(held place: Int, with new: Replacement, _ cause: Cause?) {
        orders.change(at: place) { order in
            let change = order.take(new)
            // What was added is reserved already.
            order.pendingIncrease = order.isReserved && change < 0 ? change : 0
        }
        freePendingDecrease(place)
        let order = orders[place]
        if order.isLinked { groups.replaced(order) }
        if new.expires != Domain.none { keepTime(of: order) }
        emit(order, cause, OrderNews(TENON_CH_REPLACED))
        guard new.stopPrice != Domain.none else { return }
        let market = markets[order.instrument.index]
        let reached = emulator.move(order.id, to: new.stopPrice, market: market, now: now)
        if let reached { trigger(reached, cause) }
    }

    private mutating func freePendingDecrease(_ place: Int) {
        let order = orders[place]
        if order.pendingIncrease < 0 { gate.settle(.resize(by: order.pendingIncrease), of: order) }
        orders.change(at: place) { $0.pendingIncrease = 0 }
    }

    // MARK: - Siblings

    /// Carries out the next thing that a fill or an end means for a sibling.
    ///
    /// - Returns: Whether there was one.
    mutating func followLink() -> Bool {
        guard let action = groups.next() else { return false }
        if let place = orders.place(of: action.order), !orders[place].status.isFinal {
            switch action.kind {
            case .cancel: cancelLinked(place)
            case .reduce(let quantity): reduce(place, by: quantity)
            case .release(let quantity): release(place, quantity: quantity)
            }
        }
        return true
    }

    /// Takes off an order what came due while a replace of it was on its way.
    mutating func reduceMore(_ id: OrderID) {
        var owed: Int64 = 0
        for index in 0..<reductions.count where reductions[index].order == id {
            owed += reductions[index].quantity
            reductions[index].quantity = 0
        }
        while reductions.count > 0, reductions[reductions.count - 1].quantity == 0 {
            reductions.removeLast()
        }
        guard owed > 0, let place = orders.place(of: id), !orders[place].status.isFinal else {
            return
        }
        reduce(place, by: owed)
    }

    private mutating func cancelLinked(_ place: Int) {
        if orders[place].status == .cancelPending { return }
        cancel(place, nil, reason: TENON_REASON_LINKED)
    }

    private mutating func reduce(_ place: Int, by quantity: Int64) {
        let order = orders[place]
        if order.status == .replacePending {
            reductions.append(Reduction(order: order.id, quantity: quantity))
            return
        }
        let left = order.quantity - quantity
        // A slice at the venue does not know of the whole.
        if left <= order.filled || isSliced(order) { return cancelLinked(place) }
        var new = Replacement()
        new.quantity = left
        if order.status == .emulated { return replace(held: place, with: new, nil) }
        switch order.status {
        case .sent, .working, .partlyFilled: request(place, new, nil)
        default: cancelLinked(place)
        }
    }

    /// Sends a held order whose turn has come, through the gate like any other.
    private mutating func release(_ place: Int, quantity: Int64) {
        orders.change(at: place) { $0.limit(to: quantity) }
        let held = orders[place]
        let instrument = instruments[held.instrument.index]
        let proposal = proposal(for: held)
        let verdict = gate.check(proposal, of: instrument)
        guard verdict.isApproved else { return deny(held: place, nil, verdict) }
        guard let emulation = emulation(of: held) else {
            return end(held: place, as: .canceled, nil, reason: TENON_REASON_UNSUPPORTED)
        }
        gate.reserve(held)
        let protection = gate.protection(proposal)
        orders.change(at: place) {
            $0.protection = protection
            $0.isReserved = true
        }
        if held.isReduceOnly { reduceOnlyOrders &+= 1 }
        emulate(orders[place], nil, emulation)
    }

    /// Cancels reduce-only orders that have nothing left to reduce.
    mutating func dropReducing(_ order: Order, before: Int64) {
        guard reduceOnlyOrders > 0, before != 0 else { return }
        let position = books[order.instance, order.instrument].position.quantity
        guard position == 0 || (position > 0) != (before > 0) else { return }
        let side: Side = before > 0 ? .sell : .buy
        forEachLive(of: order.instance) { other in
            // Held exits wait for the entry that brings them a position; siblings hear of this fill
            // through their link.
            other.id != order.id && other.instrument == order.instrument && other.isReduceOnly
                && other.isReserved
                && other.side == side && other.status != .cancelPending
                && !(other.isLinked && other.link == order.link)
        } act: { lane, place in
            lane.cancel(place, nil, reason: TENON_REASON_REDUCE_ONLY)
        }
    }

    /// The session of an instrument has ended: what the host keeps for the day ends.
    mutating func endDay(of instrument: InstrumentID) {
        for instance in 0..<states.count {
            forEachLive(of: InstanceID(UInt32(instance))) { order in
                order.instrument == instrument && order.timeInForce == .day && order.isEmulated
            } act: { lane, place in
                lane.expire(place)
            }
        }
    }

    /// Ends an order whose time the host keeps.
    mutating func expire(_ place: Int) {
        if orders[place].status == .emulated {
            end(held: place, as: .expired, nil)
        } else if orders[place].status != .cancelPending {
            orders.change(at: place) { $0.isExpiring = true }
            cancel(place, nil)
        }
    }
}
