import CTenon
import Domain
import Journal
import Memory
import Orders
import Risk
import Simulation

// The simulated venue's place in a step: it is told of every change of a market, and what it reports
// is carried out before it tries its next order.

extension Lane {
    /// Lets the venue match an instrument's orders against what has just happened, then tests the
    /// prices that the host watches.
    @inline(__always)
    mutating func match(_ news: MarketNews, _ instrument: InstrumentID) {
        if venue.isConcerned(with: instrument) {
            venue.begin(news, of: instrument)
            while failure == nil, venue.step(markets, &depths, books, now: now) { takeReports() }
        }
        watchPrices(news, instrument)
    }

    /// Something may now be due at the venue or in the host's keeping.
    @inline(__always)
    mutating func noteVenue() { boundary = min(boundary, min(venue.due, emulator.due)) }

    /// Carries out what is due at the venue and in the host's keeping: requests that arrive, orders
    /// whose time ends; an input of its own.
    mutating func passVenue(_ due: Int64) {
        now = max(now, due)
        sequence &+= 1
        ordinal = 0
        var clock = control(TENON_TYPE_CLOCK)
        clock.i64 = now
        journal.append(input: clock)
        while failure == nil, venue.passTime(to: now, markets, &depths, books) { takeReports() }
        while failure == nil, let id = emulator.expired(at: now) {
            if let place = orders.place(of: id), !orders[place].status.isFinal { expire(place) }
        }
        settle()
    }

    /// Takes everything the venue has reported, then what that means for other orders, until nothing
    /// is left.
    mutating func takeReports(_ cause: Cause? = nil) {
        // What follows from a report is carried out by the call that is at work already.
        if isTaking { return }
        isTaking = true
        repeat {
            var place = 0
            while place < venue.reports.count {
                let execution = venue.reports[place]
                place += 1
                take(execution, cause)
            }
            venue.reports.removeAll()
            // What one sibling's fill means is booked before the next is let go.
        } while failure == nil && groups.count > 0 && followLink()
        isTaking = false
    }

    private mutating func take(_ execution: VenueExecution, _ cause: Cause?) {
        guard let place = orders.place(of: execution.order) else {
            failure = "the venue reported order \(execution.order.value), which is not known"
            return
        }
        var report = execution.report
        // A later slice that the venue does not take ends an order that has fills already.
        if case .rejected = report, orders[place].filled > 0 { report = .canceled }
        let step: (effect: ReservationEffect, before: OrderStatus)
        do throws(OrderError) {
            step = try orders.apply(report, at: place)
        } catch {
            failure = "order \(execution.order.value): the venue's report does not fit: \(error)"
            return
        }
        // One copy for everything that follows: the table gives no view into itself.
        let order = orders[place]
        if case .filled(let quantity, let price) = report {
            gate.settle(step.effect, of: order)
            return fill(order, place, quantity, price, execution, step.before, cause)
        }
        var news = OrderNews(TENON_CH_STATE, Int(execution.reason.rawValue))
        news.venueTime = execution.time
        switch report {
        case .filled: return
        case .accepted: if order.status == step.before { return }
        case .triggered: news.change = TENON_CH_TRIGGERED
        case .restated: news.change = TENON_CH_RESTATED
        case .replaced(let new):
            news.change = TENON_CH_REPLACED
            settleReplace(step.effect, place)
            if order.isLinked { groups.replaced(order) }
            emit(order, cause, news)
            if new.expires != Domain.none, emulation(of: order)?.keepsTime == true {
                keepTime(of: order)
            }
            return reduceMore(order.id)
        case .replaceRejected:
            news.change = TENON_CH_REPLACE_REJECTED
            freePendingIncrease(place)
            emit(order, cause, news)
            return reduceMore(order.id)
        case .canceled: counts.canceled &+= 1
        case .rejected: counts.rejected &+= 1
        case .expired: break
        }
        gate.settle(step.effect, of: order)
        emit(order, cause, news)
        guard order.status.isFinal else { return }
        // The end of an order answers a cancel; a replace is answered by name.
        if step.before == .replacePending { tellLate(order, step.before, cause) }
        finish(place)
    }

    /// A larger quantity was reserved when the replace left; a smaller one is freed now.
    private mutating func settleReplace(_ effect: ReservationEffect, _ place: Int) {
        if case .resize(let change) = effect, change < 0 {
            gate.settle(effect, of: orders[place])
        }
        orders.change(at: place) { $0.pendingIncrease = 0 }
    }

    /// Books one execution and tells of it.
    private mutating func fill(
        _ order: Order,
        _ place: Int,
        _ quantity: Int64,
        _ price: Int64,
        _ execution: VenueExecution,
        _ before: OrderStatus,
        _ cause: Cause?
    ) {
        let held =
            reduceOnlyOrders == 0
            ? 0 : books[order.instance, order.instrument].position.quantity
        guard
            let fee = book(order, place, quantity: quantity, price: price, execution.liquidity)
        else { return }
        counts.fills &+= 1
        var news = OrderNews(TENON_CH_FILL)
        news.venueTime = execution.time
        news.quantity = quantity
        news.price = price
        news.fee = fee
        news.liquidity = execution.liquidity
        emit(order, cause, news)
        emitPosition(of: order)
        if order.isLinked { groups.filled(order, quantity: quantity) }
        if reduceOnlyOrders > 0 { dropReducing(order, before: held) }
        guard order.status.isFinal else {
            // A slice is gone: the next one goes out.
            if order.isEmulated, isSliced(order),
                order.filled % order.terms.displayQuantity == 0
            {
                sendSlice(place, cause)
            }
            return
        }
        tellLate(order, before, cause)
        finish(place)
    }

    /// A cancel or replace that was on its way finds the order filled.
    private mutating func tellLate(_ order: Order, _ before: OrderStatus, _ cause: Cause?) {
        let change: Int
        switch before {
        case .cancelPending: change = TENON_CH_CANCEL_REJECTED
        case .replacePending: change = TENON_CH_REPLACE_REJECTED
        default: return
        }
        emit(order, cause, OrderNews(change, TENON_REASON_TOO_LATE))
    }

    /// Books one fill: strategy, account, cash, fee.
    ///
    /// - Returns: The fee, or `nil` when a number leaves its reach; the lane then stops.
    private mutating func book(
        _ order: Order,
        _ place: Int,
        quantity: Int64,
        price: Int64,
        _ liquidity: Liquidity
    ) -> Int64? {
        let instrument = instruments[order.instrument.index]
        let signed = order.side.sign * quantity
        let account = terms[order.account.index]
        guard let value = instrument.value(price: price, quantity: signed),
            let charge = account.fees.charge(
                value: value,
                exponent: instrument.valueExponent,
                quantity: quantity,
                quantityExponent: instrument.quantityExponent,
                liquidity: liquidity,
                ledger: account.exponent,
                before: order.filled == quantity ? nil : order.rawFees
            ),
            books.apply(
                order.instance,
                order.account,
                signed: signed,
                price: price,
                value: value,
                fee: charge.fee,
                of: instrument
            ),
            cash.post(
                order.account,
                value: -value,
                exponent: instrument.valueExponent,
                fee: charge.fee
            )
        else {
            failure =
                "order \(order.id.value): a fill of \(quantity) at \(price) leaves the reach"
                + " of the books: give the account's currency fewer decimals, or limit the quantity"
            return nil
        }
        orders.change(at: place) { $0.rawFees &+= charge.raw }
        return charge.fee
    }
}

extension BarPrices {
    /// The prices of a bar event.
    init(_ bar: tenon_ev_bar) {
        let side: Side? =
            switch Int(bar.basis) {
            case TENON_BASIS_BID: .sell
            case TENON_BASIS_ASK: .buy
            default: nil
            }
        self.init(
            openTime: bar.open_ns,
            closeTime: bar.close_ns,
            open: bar.open,
            high: bar.high,
            low: bar.low,
            close: bar.close,
            volume: bar.volume,
            side: side
        )
    }
}
