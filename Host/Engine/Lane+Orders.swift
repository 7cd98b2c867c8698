import Boundary
import CTenon
import Domain
import Journal
import Memory
import Orders
import Risk
import Simulation

// An intent's way: input, gate, reservation, order, venue, fill, books; each step a decision with an
// ordinal under the intent's sequence number.

extension Lane {
    /// Executes one intent, as it lies in its instance's outbox.
    mutating func execute(_ record: RecordRun, _ cause: Cause) {
        sequence &+= 1
        ordinal = 0
        counts.intents &+= 1
        writeInput(record, cause)
        let intent = record.view(at: 0, as: tenon_intent.self)
        switch Int(intent[\.op]) {
        case TENON_OP_NEW: submit(intent, cause)
        case TENON_OP_CANCEL: cancel(intent, cause)
        case TENON_OP_CANCEL_ALL: cancelAll(intent, cause)
        case TENON_OP_QUERY: query(intent, cause)
        default: refuse(intent, cause, reason: TENON_REASON_UNSUPPORTED)
        }
    }

    /// Writes the intent as an input with its cause.
    private mutating func writeInput(_ record: RecordRun, _ cause: Cause) {
        let (sequence, now) = (sequence, now)
        let instrument = record.view(at: 0, as: tenon_intent.self)[\.instrument]
        let offset = written.extend(by: MemoryLayout<IntentPreface>.size)
        written.withRecord(at: offset, as: IntentPreface.self) { input in
            input.header.size = UInt32(IntentPreface.inputSize)
            input.header.space = UInt16(TENON_SPACE_ORDER)
            input.header.instrument = instrument
            input.header.seq = sequence
            input.header.ts_ns = now
            input.causeSequence = cause.sequence
            input.causeOrdinal = UInt64(cause.ordinal)
            input.instance = UInt64(truncatingIfNeeded: cause.instance) &+ 1
        }
        written.append(record)
        note(owner: -1)
    }

    /// Takes a new order through the gate to the venue.
    private mutating func submit(_ intent: RecordView<tenon_intent>, _ cause: Cause) {
        let instrument = instruments[Int(intent[\.instrument]) &- 1]
        guard let side = Side(rawValue: intent[\.side]),
            let type = OrderType(rawValue: intent[\.otype]), isServed(intent, type)
        else { return refuse(intent, cause, reason: TENON_REASON_UNSUPPORTED) }
        let owner = InstanceID(UInt32(truncatingIfNeeded: cause.instance))
        let account = states[cause.instance].account
        var order = Order(
            id: orders.takeID(),
            instance: owner,
            account: account,
            instrument: instrument.id,
            intent: intent[\.intent_id],
            tag: intent[\.tag],
            link: intent[\.link],
            side: side,
            type: type,
            timeInForce: TimeInForce(rawValue: intent[\.tif]) ?? .gtc,
            quantity: intent[\.qty]
        )
        counts.orders &+= 1
        let market = markets[instrument.id.index]
        let proposal = OrderProposal(
            instance: owner,
            account: account,
            side: side,
            type: type,
            quantity: intent[\.qty],
            price: Domain.none,
            market: market,
            strategyPosition: books[owner, instrument.id].position.quantity,
            accountPosition: books[account, instrument.id].position.quantity,
            now: now,
            isPermitted: states[cause.instance].port.isGranted(instrument.id)
        )
        let verdict = gate.check(proposal, of: instrument)
        meter?.noteVerdict()
        guard verdict.isApproved else {
            order.deny()
            counts.denied &+= 1
            return emit(
                order,
                cause,
                OrderNews(change: TENON_CH_STATE, reason: TENON_REASON_RISK, verdict: verdict)
            )
        }
        order.protection = gate.protection(proposal)
        gate.reserve(order)
        order.send()
        _ = orders.enter(order)
        emit(order, cause, OrderNews(change: TENON_CH_STATE))
        venue.submit(order, quantity: order.quantity, markets, &depths, books, now: now)
        meter?.noteSent()
        takeReports(cause)
    }

    /// Whether this build's venue can carry out an order as it was meant.
    private func isServed(_ intent: RecordView<tenon_intent>, _ type: OrderType) -> Bool {
        guard type == .market, intent[\.flags] == 0, intent[\.contingency] == 0,
            intent[\.effect] == 0,
            intent[\.algo] == 0, intent[\.min_qty] == 0 || intent[\.min_qty] == Domain.none,
            intent[\.display_qty] == 0 || intent[\.display_qty] == Domain.none, intent[\.venue] == 0
        else { return false }
        switch Int(intent[\.tif]) {
        case TENON_GTC, TENON_IOC, TENON_FOK: return true
        default: return false
        }
    }

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

    /// Asks the venue to take an order off.
    private mutating func cancel(_ intent: RecordView<tenon_intent>, _ cause: Cause) {
        let owner = InstanceID(UInt32(truncatingIfNeeded: cause.instance))
        guard let place = place(named: intent, by: owner) else {
            return refuse(intent, cause, reason: TENON_REASON_UNKNOWN_ORDER)
        }
        cancel(place, cause)
    }

    /// Tells how an order stands.
    private mutating func query(_ intent: RecordView<tenon_intent>, _ cause: Cause) {
        let owner = InstanceID(UInt32(truncatingIfNeeded: cause.instance))
        guard let place = place(named: intent, by: owner) else {
            return refuse(intent, cause, reason: TENON_REASON_UNKNOWN_ORDER)
        }
        emit(orders[place], cause, OrderNews(change: TENON_CH_STATUS))
    }

    private mutating func cancel(_ place: Int, _ cause: Cause?) {
        let order = orders[place]
        do throws(OrderError) {
            try orders.requestCancel(at: place)
        } catch {
            return emit(
                order,
                cause,
                OrderNews(change: TENON_CH_CANCEL_REJECTED, reason: TENON_REASON_TOO_LATE)
            )
        }
        emit(orders[place], cause, OrderNews(change: TENON_CH_STATE))
        if venue.cancel(orders[place], now: now) {
            takeReports(cause)
        } else {
            orders.refuseCancel(at: place)
            emit(
                orders[place],
                cause,
                OrderNews(change: TENON_CH_CANCEL_REJECTED, reason: TENON_REASON_TOO_LATE)
            )
        }
    }

    /// Cancels what an intent's instrument and side select of the instance's working orders.
    private mutating func cancelAll(_ intent: RecordView<tenon_intent>, _ cause: Cause) {
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
        var next = orders.firstLive(of: owner)
        while let place = next {
            next = orders.nextLive(after: place)
            let order = orders[place]
            guard instrument == 0 || order.instrument.value == instrument,
                side == 0 || order.side.rawValue == side
            else { continue }
            cancel(place, cause)
        }
    }

    /// Answers an intent that never became an order.
    private mutating func refuse(_ intent: RecordView<tenon_intent>, _ cause: Cause, reason: Int) {
        var event = tenon_ev_order()
        event.h.instrument = intent[\.instrument]
        event.intent_id = intent[\.intent_id]
        event.order = intent[\.order]
        event.tag = intent[\.tag]
        event.link = intent[\.link]
        event.cause_seq = cause.sequence
        event.ts_venue_ns = Domain.none
        event.px = intent[\.px]
        event.stop_px = intent[\.stop_px]
        event.qty = intent[\.qty]
        event.last_px = Domain.none
        event.last_qty = Domain.none
        event.denied_value = Domain.none
        event.denied_limit = Domain.none
        event.account = states[cause.instance].account.value
        event.reason = UInt32(reason)
        event.side = intent[\.side]
        event.otype = intent[\.otype]
        event.tif = intent[\.tif]
        switch Int(intent[\.op]) {
        case TENON_OP_CANCEL:
            event.change = UInt16(TENON_CH_CANCEL_REJECTED)
        case TENON_OP_REPLACE:
            event.change = UInt16(TENON_CH_REPLACE_REJECTED)
        case TENON_OP_QUERY:
            event.change = UInt16(TENON_CH_STATUS)
        default:
            event.change = UInt16(TENON_CH_STATE)
            event.status = OrderStatus.denied.rawValue
            counts.denied &+= 1
        }
        emit(refusal: event, to: cause.instance)
    }

    /// Takes everything the venue has reported since the last call.
    mutating func takeReports(_ cause: Cause? = nil) {
        var place = 0
        while place < venue.reports.count {
            let execution = venue.reports[place]
            place += 1
            take(execution, cause)
        }
        venue.reports.removeAll()
    }

    private mutating func take(_ execution: VenueExecution, _ cause: Cause?) {
        guard let place = orders.place(of: execution.order) else {
            failure = "the venue reported order \(execution.order.value), which is not known"
            return
        }
        let step: (effect: ReservationEffect, before: OrderStatus)
        do throws(OrderError) {
            step = try orders.apply(execution.report, at: place)
        } catch {
            failure = "order \(execution.order.value): the venue's report does not fit: \(error)"
            return
        }
        // One copy for everything that follows: the table gives no view into itself.
        let order = orders[place]
        gate.settle(step.effect, of: order)
        var news = OrderNews(change: TENON_CH_STATE)
        news.venueTime = execution.time
        switch execution.report {
        case .filled(let quantity, let price):
            news.change = TENON_CH_FILL
            news.quantity = quantity
            news.price = price
            guard let fee = book(order, quantity: quantity, price: price) else { return }
            news.fee = fee
            counts.fills &+= 1
        case .accepted: if order.status == step.before { return }
        case .triggered: news.change = TENON_CH_TRIGGERED
        case .restated: news.change = TENON_CH_RESTATED
        case .replaced: news.change = TENON_CH_REPLACED
        case .replaceRejected: news.change = TENON_CH_REPLACE_REJECTED
        case .canceled: counts.canceled &+= 1
        case .rejected:
            counts.rejected &+= 1
            news.reason = TENON_REASON_NO_LIQUIDITY
        case .expired: break
        }
        emit(order, cause, news)
        if news.change == TENON_CH_FILL { emitPosition(of: order) }
        if order.status.isFinal { orders.finish(place) }
    }

    /// Books one fill: strategy, account, cash, fee.
    ///
    /// - Returns: The fee, or `nil` when a number leaves its reach; the lane then stops.
    private mutating func book(_ order: Order, quantity: Int64, price: Int64) -> Int64? {
        let instrument = instruments[order.instrument.index]
        let signed = order.side.sign * quantity
        let account = terms[order.account.index]
        guard let value = instrument.value(price: price, quantity: signed),
            let fee = account.fees.fee(
                value: value,
                exponent: instrument.valueExponent,
                ledger: account.exponent
            ),
            books.apply(
                order.instance,
                order.account,
                signed: signed,
                price: price,
                value: value,
                fee: fee,
                of: instrument
            ),
            cash.post(
                order.account,
                value: -value,
                exponent: instrument.valueExponent,
                fee: fee
            )
        else {
            failure =
                "order \(order.id.value): a fill of \(quantity) at \(price) leaves the reach"
                + " of the books: give the account's currency fewer decimals, or limit the quantity"
            return nil
        }
        return fee
    }
}
