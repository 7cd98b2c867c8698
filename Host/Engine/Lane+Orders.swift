import Boundary
import CTenon
import Domain
import Journal
import Memory
import Orders
import Risk
import Simulation

// A new order's way: input, shape, contingency, gate, reservation, then the venue, or the host's own
// watch; each step a decision with an ordinal under the intent's sequence number.

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
        case TENON_OP_REPLACE: replace(intent, cause)
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

    /// Takes a new order through the gate to the venue, or into the host's keeping.
    private mutating func submit(_ intent: RecordView<tenon_intent>, _ cause: Cause) {
        let instrument = instruments[Int(intent[\.instrument]) &- 1]
        guard let side = Side(rawValue: intent[\.side]),
            let type = OrderType(rawValue: intent[\.otype]),
            let time = TimeInForce(rawValue: intent[\.tif] == 0 ? 1 : intent[\.tif])
        else { return refuse(intent, cause, reason: TENON_REASON_UNSUPPORTED) }
        let owner = InstanceID(UInt32(truncatingIfNeeded: cause.instance))
        var order = Order(
            id: orders.takeID(),
            instance: owner,
            account: states[cause.instance].account,
            instrument: instrument.id,
            intent: intent[\.intent_id],
            tag: intent[\.tag],
            link: intent[\.link],
            side: side,
            type: type,
            timeInForce: time,
            quantity: intent[\.qty],
            terms: OrderTerms(intent)
        )
        counts.orders &+= 1
        if type == .market, time == .gtc, order.terms.isPlain, instrument.orderTypes == 0,
            isServed(intent)
        {
            // Nothing to contradict, emulate or wait for; R04 judges the quantity at the gate.
            return admit(order, cause, Emulation())
        }
        let admission =
            order.isLinked ? groups.enter(order) : .send(quantity: order.quantity)
        guard isServed(intent), let emulation = emulation(of: order) else {
            return deny(order, cause, OrderNews(TENON_CH_STATE, TENON_REASON_UNSUPPORTED))
        }
        if let objection = OrderShape.check(order, of: instrument, now: now) {
            return deny(order, cause, OrderNews(TENON_CH_STATE, objection))
        }
        switch admission {
        case .send(let quantity):
            order.limit(to: quantity)
            admit(order, cause, emulation)
        case .hold: hold(order, cause)
        case .cancel: drop(order, cause)
        }
    }

    /// Says no to an order that is not in the table.
    mutating func deny(_ order: Order, _ cause: Cause?, _ news: OrderNews) {
        var order = order
        order.deny()
        counts.denied &+= 1
        emit(order, cause, news)
        if order.isLinked {
            groups.ended(order)
            takeReports(cause)
        }
    }

    /// Whether an intent asks for nothing that no venue of this build does.
    private func isServed(_ intent: RecordView<tenon_intent>) -> Bool {
        let flags = OrderFlags(rawValue: intent[\.flags])
        let taken = instruments[Int(intent[\.instrument]) &- 1].orderFlags
        let served =
            taken == .max ? OrderFlags([.postOnly, .reduceOnly]) : OrderFlags(rawValue: taken)
        return flags.isSubset(of: served) && flags.isSubset(of: [.postOnly, .reduceOnly])
            && intent[\.effect] == 0
            && intent[\.algo] == 0 && intent[\.venue] == 0
            && (intent[\.min_qty] == 0 || intent[\.min_qty] == Domain.none)
            && intent[\.contingency] <= 4 && intent[\.trigger] <= 4 && intent[\.trail_unit] <= 3
    }

    /// What the gate has to judge.
    func proposal(for order: Order) -> OrderProposal {
        var proposal = OrderProposal(
            instance: order.instance,
            account: order.account,
            side: order.side,
            type: order.type,
            quantity: order.quantity &- order.filled,
            price: order.price,
            market: markets[order.instrument.index],
            strategyPosition: books[order.instance, order.instrument].position.quantity,
            accountPosition: books[order.account, order.instrument].position.quantity,
            now: now,
            isPermitted: states[order.instance.index].port.isGranted(order.instrument)
        )
        proposal.filled = order.filled
        if order.type.isConditional || order.isReduceOnly {
            proposal.terms = order.terms
            if order.isReduceOnly { proposal.reducing = reducing(beside: order) }
        }
        return proposal
    }

    /// Lets a new order through the gate, or denies it.
    mutating func admit(_ order: Order, _ cause: Cause?, _ emulation: Emulation) {
        var order = order
        let instrument = instruments[order.instrument.index]
        let proposal = proposal(for: order)
        let verdict = gate.check(proposal, of: instrument)
        meter?.noteVerdict()
        guard verdict.isApproved else {
            return deny(order, cause, OrderNews(denied: verdict))
        }
        order.protection = gate.protection(proposal)
        gate.reserve(order)
        order.isReserved = true
        if order.isReduceOnly { reduceOnlyOrders &+= 1 }
        guard !emulation.isNeeded else { return emulate(order, cause, emulation) }
        order.send()
        _ = orders.enter(order)
        emit(order, cause, OrderNews(TENON_CH_STATE))
        venue.submit(order, quantity: order.quantity, markets, &depths, books, now: now)
        noteVenue()
        meter?.noteSent()
        takeReports(cause)
    }

    /// The reducing leaves of an owner's other orders on a side, each group of orders that exclude
    /// each other counted once, at its largest (R20).
    private func reducing(beside order: Order) -> Int64 {
        var sum: Int64 = 0
        var next = orders.firstLive(of: order.instance)
        while let place = next {
            next = orders.nextLive(after: place)
            let other = orders[place]
            guard other.instrument == order.instrument, other.side == order.side,
                other.isReserved, other.id != order.id, !excludes(order, other)
            else { continue }
            if other.isExclusive, !isLargest(other) { continue }
            let open = other.leaves &+ other.pendingIncrease
            sum = sum.addingReportingOverflow(open).overflow ? .max : sum &+ open
        }
        return sum
    }

    /// Whether a fill of one order takes the other off.
    private func excludes(_ order: Order, _ other: Order) -> Bool {
        order.isExclusive && other.isExclusive && order.link == other.link
    }

    /// Whether no sibling of the order on its side has more leaves, or as many and is older.
    private func isLargest(_ order: Order) -> Bool {
        var next = orders.firstLive(of: order.instance)
        while let place = next {
            next = orders.nextLive(after: place)
            let other = orders[place]
            guard excludes(order, other), other.id != order.id, other.isReserved,
                other.instrument == order.instrument, other.side == order.side
            else { continue }
            if other.leaves > order.leaves { return false }
            if other.leaves == order.leaves, other.id.value < order.id.value { return false }
        }
        return true
    }

    /// Answers an intent that never became an order.
    mutating func refuse(_ intent: RecordView<tenon_intent>, _ cause: Cause, reason: Int) {
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
}

extension OrderTerms {
    /// What an intent asks for; members that its type does not need are 0 or none.
    fileprivate init(_ intent: RecordView<tenon_intent>) {
        self.init()
        let type = OrderType(rawValue: intent[\.otype]) ?? .market
        if type == .market, intent[\.px] == 0, intent[\.stop_px] == 0, intent[\.flags] == 0,
            intent[\.contingency] == 0, intent[\.expire_ns] == 0, intent[\.display_qty] == 0,
            intent[\.trail] == 0, intent[\.limit_offset] == 0
        {
            return
        }
        flags = OrderFlags(rawValue: intent[\.flags])
        contingency = Contingency(rawValue: intent[\.contingency]) ?? .none
        trigger = TriggerSource(rawValue: max(intent[\.trigger], 1)) ?? .last
        trailUnit = TrailUnit(rawValue: UInt8(clamping: intent[\.trail_unit])) ?? .none
        displayQuantity = OrderTerms.amount(intent[\.display_qty])
        trail = OrderTerms.amount(intent[\.trail])
        expires = OrderTerms.amount(intent[\.expire_ns])
        // Where the type has such a price, 0 is one.
        price =
            type == .limit || type == .stopLimit || type == .limitIfTouched
            ? intent[\.px] : OrderTerms.amount(intent[\.px])
        stopPrice =
            type.isConditional && !type.isTrailing
            ? intent[\.stop_px] : OrderTerms.amount(intent[\.stop_px])
        limitOffset =
            type == .trailingStopLimit
            ? intent[\.limit_offset] : OrderTerms.amount(intent[\.limit_offset])
    }

    private static func amount(_ value: Int64) -> Int64 { value == 0 ? Domain.none : value }
}
