import CTenon
import Domain
import Memory
import Orders
import Risk
import Simulation

// What is asked of an order that exists already: cancel, replace, query.

extension Lane {
    /// The order an intent names, if it is known and the instance's own.
    private func place(named intent: RecordView<tenon_intent>, by owner: InstanceID) -> Int? {
        let named =
            intent[\.target] != 0
            ? orders.place(of: owner, intent: intent[\.target])
                ?? orders.place(ofFinished: owner, intent: intent[\.target])
            : orders.place(of: OrderID(intent[\.order]))
        guard let place = named, orders[place].instance == owner else { return nil }
        return place
    }

    /// Tells how an order stands.
    mutating func query(_ intent: RecordView<tenon_intent>, _ cause: Cause) {
        let owner = InstanceID(UInt32(truncatingIfNeeded: cause.instance))
        guard let place = place(named: intent, by: owner) else {
            return refuse(intent, cause, reason: TENON_REASON_UNKNOWN_ORDER)
        }
        emit(orders[place], cause, OrderNews(TENON_CH_STATUS))
    }

    // MARK: - Cancel

    /// Asks the venue to take an order off, or lets go of one the host holds.
    mutating func cancel(_ intent: RecordView<tenon_intent>, _ cause: Cause) {
        let owner = InstanceID(UInt32(truncatingIfNeeded: cause.instance))
        guard let place = place(named: intent, by: owner) else {
            return refuse(intent, cause, reason: TENON_REASON_UNKNOWN_ORDER)
        }
        cancel(place, cause)
    }

    /// As a strategy's cancel, for whatever reason.
    mutating func cancel(_ place: Int, _ cause: Cause?, reason: Int = 0) {
        let order = orders[place]
        if order.status == .emulated {
            return end(held: place, as: .canceled, cause, reason: reason)
        }
        do throws(OrderError) {
            try orders.requestCancel(at: place)
        } catch {
            return emit(
                order,
                cause,
                OrderNews(TENON_CH_CANCEL_REJECTED, TENON_REASON_TOO_LATE)
            )
        }
        emit(orders[place], cause, OrderNews(TENON_CH_STATE, reason))
        if venue.cancel(orders[place], now: now) {
            noteVenue()
            takeReports(cause)
        } else {
            orders.refuseCancel(at: place)
            emit(
                orders[place],
                cause,
                OrderNews(TENON_CH_CANCEL_REJECTED, TENON_REASON_TOO_LATE)
            )
        }
    }

    /// Cancels what an intent's instrument and side select of the instance's working orders.
    mutating func cancelAll(_ intent: RecordView<tenon_intent>, _ cause: Cause) {
        cancelAll(
            of: InstanceID(UInt32(truncatingIfNeeded: cause.instance)),
            in: intent[\.instrument],
            side: intent[\.side],
            cause
        )
    }

    /// Cancels working orders of an instance: of one instrument and side, or of all (0).
    mutating func cancelAll(
        of owner: InstanceID,
        in instrument: UInt32 = 0,
        side: UInt8 = 0,
        _ cause: Cause? = nil
    ) {
        forEachLive(of: owner) { order in
            order.status != .cancelPending
                && (instrument == 0 || order.instrument.value == instrument)
                && (side == 0 || order.side.rawValue == side)
        } act: { lane, place in
            lane.cancel(place, cause)
        }
    }

    /// Acts on every live order of an owner that is chosen, newest first.
    ///
    /// All are chosen before the first is acted on: acting on one may end others, which are then
    /// left out.
    mutating func forEachLive(
        of owner: InstanceID,
        where isChosen: (Order) -> Bool,
        act: (inout Lane, Int) -> Void
    ) {
        let start = chosen.count
        var next = orders.firstLive(of: owner)
        while let place = next {
            next = orders.nextLive(after: place)
            if isChosen(orders[place]) { chosen.append(orders[place].id) }
        }
        let end = chosen.count
        for index in start..<end {
            guard let place = orders.place(of: chosen[index]), !orders[place].status.isFinal
            else { continue }
            act(&self, place)
        }
        while chosen.count > start { chosen.removeLast() }
    }

    // MARK: - Replace

    /// Asks for other values of an order.
    mutating func replace(_ intent: RecordView<tenon_intent>, _ cause: Cause) {
        let owner = InstanceID(UInt32(truncatingIfNeeded: cause.instance))
        guard let place = place(named: intent, by: owner) else {
            return refuse(intent, cause, reason: TENON_REASON_UNKNOWN_ORDER)
        }
        replace(place, with: Replacement(intent), cause)
    }

    /// Takes a replace through shape and gate to the venue.
    private mutating func replace(_ place: Int, with new: Replacement, _ cause: Cause?) {
        let old = orders[place]
        var wanted = old
        let change = wanted.take(new)
        if let news = objection(toReplacing: old, by: wanted) {
            return emit(old, cause, news)
        }
        if change > 0, old.isReserved { orders.change(at: place) { $0.pendingIncrease = change } }
        if old.status == .emulated {
            return replace(held: place, with: new, cause)
        }
        request(place, new, cause)
    }

    /// Why a replace is not made, or `nil`; what it adds is then reserved already.
    private mutating func objection(toReplacing old: Order, by wanted: Order) -> OrderNews? {
        let (change, rejected) = (wanted.quantity &- old.quantity, TENON_CH_REPLACE_REJECTED)
        switch old.status {
        case .sent, .working, .partlyFilled, .emulated: break
        default: return OrderNews(rejected, TENON_REASON_TOO_LATE)
        }
        if wanted.quantity <= old.filled, wanted.quantity > 0 {
            return OrderNews(rejected, TENON_REASON_TOO_LATE)
        }
        if old.isEmulated, old.status != .emulated, isSliced(old) {
            return OrderNews(rejected, TENON_REASON_UNSUPPORTED)
        }
        let instrument = instruments[old.instrument.index]
        if let objection = OrderShape.check(wanted, of: instrument, now: now) {
            return OrderNews(rejected, objection)
        }
        guard old.isReserved else { return nil }
        let verdict = gate.check(
            proposal(for: wanted),
            amending: old,
            by: change,
            of: instrument
        )
        if verdict.isApproved { return nil }
        var news = OrderNews(denied: verdict)
        news.change = rejected
        return news
    }

    /// Sends a replace that nobody objected to.
    mutating func request(_ place: Int, _ new: Replacement, _ cause: Cause?) {
        do throws(OrderError) {
            try orders.requestReplace(at: place)
        } catch {
            return refuseReplace(place, cause)
        }
        emit(orders[place], cause, OrderNews(TENON_CH_STATE))
        if venue.replace(orders[place], with: new, markets, &depths, books, now: now) {
            noteVenue()
            takeReports(cause)
        } else {
            refuseReplace(place, cause)
        }
    }

    private mutating func refuseReplace(_ place: Int, _ cause: Cause?) {
        freePendingIncrease(place)
        orders.change(at: place) { $0.refuseReplace() }
        let news = OrderNews(TENON_CH_REPLACE_REJECTED, TENON_REASON_TOO_LATE)
        emit(orders[place], cause, news)
    }

    /// Frees what a replace would have added and did not.
    mutating func freePendingIncrease(_ place: Int) {
        let order = orders[place]
        if order.pendingIncrease == 0 { return }
        gate.free(order.pendingIncrease, of: order)
        orders.change(at: place) { $0.pendingIncrease = 0 }
    }
}

extension Replacement {
    /// The values of an intent; `TENON_NONE` leaves what was.
    fileprivate init(_ intent: RecordView<tenon_intent>) {
        self.init()
        quantity = intent[\.qty]
        price = intent[\.px]
        stopPrice = intent[\.stop_px]
        displayQuantity = intent[\.display_qty]
        expires = intent[\.expire_ns]
    }
}
