import Boundary
import CTenon
import Domain
import Journal
import MarketData
import Memory
import Orders
import Risk

// What the lane tells the owners of orders and positions.

/// What is new about an order.
struct OrderNews: BitwiseCopyable {
    var change: Int
    var reason: Int
    var verdict: RiskVerdict?
    var quantity: Int64 = Int64.min
    var price: Int64 = Int64.min
    var fee: Int64 = 0
    var venueTime: Int64 = Int64.min
    var liquidity = Liquidity.none

    init(_ change: Int, _ reason: Int = 0) {
        self.change = change
        self.reason = reason
    }

    /// An order that could not be.
    init(_ change: Int, _ objection: ShapeObjection) {
        self.init(change, Int(objection.reason.rawValue))
        verdict = objection.verdict
    }

    /// The gate's no.
    init(denied verdict: RiskVerdict) {
        self.init(TENON_CH_STATE, TENON_REASON_RISK)
        self.verdict = verdict
    }
}

extension Lane {
    /// Writes what happened to an order, for its owner.
    mutating func emit(_ order: Order, _ cause: Cause?, _ news: OrderNews) {
        let header = nextHeader(
            TENON_TYPE_ORDER,
            size: MemoryLayout<tenon_ev_order>.size,
            instrument: order.instrument.value
        )
        let causeSequence = cause?.sequence ?? sequence
        let currency = terms[order.account.index].currency.value
        let settlement = instruments[order.instrument.index].settlement.value
        let isFill = news.change == TENON_CH_FILL
        let execution = isFill ? counts.fills : 0
        let paid = order.filled == 0 ? 0 : paid(for: order)
        let offset = written.extend(by: MemoryLayout<tenon_ev_order>.size)
        written.withRecord(at: offset, as: tenon_ev_order.self) { event in
            event.h = header
            event.intent_id = order.intent
            event.order = order.id.value
            event.tag = order.tag
            event.link = order.link
            event.cause_seq = causeSequence
            event.ts_venue_ns = news.venueTime
            event.px = order.price
            event.stop_px = order.terms.stopPrice
            event.qty = order.quantity
            event.filled_qty = order.filled
            event.leaves_qty = order.leaves
            event.cum_cost = paid
            event.last_px = news.price
            event.last_qty = news.quantity
            event.fee = news.fee
            event.exec = execution
            event.account = order.account.value
            event.fee_ccy = currency
            event.reason = UInt32(truncatingIfNeeded: news.reason)
            event.status = order.status.rawValue
            event.change = UInt16(truncatingIfNeeded: news.change)
            event.side = order.side.rawValue
            event.otype = order.type.rawValue
            event.tif = order.timeInForce.rawValue
            event.liquidity = news.liquidity.rawValue
            event.denied_value = Domain.none
            event.denied_limit = Domain.none
            guard let finding = news.verdict?.first else { return }
            event.rule = UInt32(finding.rule.rawValue)
            event.denied_scope = finding.scope.rawValue
            event.denied_unit = finding.unit.rawValue
            event.denied_value = finding.value
            event.denied_limit = finding.limit
            event.denied_exp = finding.exponent
            if finding.unit == .money { event.denied_ccy = settlement }
        }
        note(owner: order.instance.index, keeping: KeptTerms(of: order))
    }

    /// Notes whose the record is that was just written; -1 for an input.
    @inline(__always)
    mutating func note(owner: Int, keeping terms: @autoclosure () -> KeptTerms = KeptTerms()) {
        owners.append(Int32(truncatingIfNeeded: owner))
        if keepsEvents { keptTerms.append(terms()) }
    }

    /// The money of an order's fills so far, without fees and never negative, at the ledger
    /// exponent.
    private func paid(for order: Order) -> Int64 {
        let instrument = instruments[order.instrument.index]
        let account = terms[order.account.index]
        let (value, over) = order.cumulativeCost.multipliedReportingOverflow(
            by: Int128(instrument.multiplier)
        )
        if over { return .max }
        return money(value < 0 ? 0 &- value : value, instrument.valueExponent, account.exponent)
    }

    /// Writes an order event that has no order behind it.
    mutating func emit(refusal event: tenon_ev_order, to instance: Int) {
        var event = event
        event.h = nextHeader(
            TENON_TYPE_ORDER,
            size: MemoryLayout<tenon_ev_order>.size,
            instrument: event.h.instrument
        )
        written.append(event)
        note(owner: instance)
    }

    /// Writes what the book of an order's owner now holds of the instrument.
    mutating func emitPosition(of order: Order) {
        let entry = books[order.instance, order.instrument]
        ordinal &+= 1
        written.append(
            position(
                entry,
                instruments[order.instrument.index],
                owner: order.instance,
                account: order.account,
                cause: TENON_CAUSE_FILL
            )
        )
        note(owner: order.instance.index)
    }

    /// The header of the next decision of this input.
    private mutating func nextHeader(_ type: Int, size: Int, instrument: UInt32) -> tenon_ev {
        ordinal &+= 1
        var header = tenon_ev()
        header.size = UInt32(truncatingIfNeeded: size)
        header.space = UInt16(TENON_SPACE_ORDER)
        header.type = UInt16(truncatingIfNeeded: type)
        header.ordinal = ordinal
        header.instrument = instrument
        header.seq = sequence
        header.ts_ns = now
        return header
    }

    /// Journals everything written since the last commit, then copies the events to their owners.
    mutating func commit() {
        let count = owners.count
        if count == 0 { return }
        let all = written.all
        var inputs = 0
        for place in 0..<count where owners[place] < 0 { inputs &+= 1 }
        journal.append(records: all, inputs: inputs, decisions: count &- inputs)
        // Neighbours for one owner are copied at once.
        var (owner, start, offset, events) = (-1, 0, 0, 0)
        for place in 0..<count {
            let size = Int(all.load(at: offset, as: UInt32.self))
            let next = Int(owners[place])
            if next != owner {
                tell(owner, all.slice(at: start, length: offset &- start), events)
                (owner, start, events) = (next, offset, 0)
            }
            if keepsEvents, next >= 0 {
                keep(all.slice(at: offset, length: size), next, with: keptTerms[place])
            }
            offset &+= size
            events &+= 1
        }
        tell(owner, all.slice(at: start, length: offset &- start), events)
        written.removeAll()
        owners.removeAll()
        keptTerms.removeAll()
    }

    /// Copies events to the instance they are for; intents (-1) are nobody's.
    @inline(__always)
    private mutating func tell(_ owner: Int, _ run: RecordRun, _ events: Int) {
        guard owner >= 0, states[owner].isRunning else { return }
        states[owner].port.post(run)
        noteInbox(owner, more: events)
    }

    /// Keeps a copy for the reports, which name the owner, divide the exact sum of price x quantity
    /// and tell all that was asked for; the strategy is told none of it.
    private mutating func keep(_ record: RecordRun, _ owner: Int, with terms: KeptTerms) {
        let start = kept.count
        let isOrder = record.load(at: 6, as: UInt16.self) == UInt16(TENON_TYPE_ORDER)
        kept.append(record)
        let field =
            start
            + ((isOrder
                ? MemoryLayout<tenon_ev_order>.offset(of: \.reserved1)
                : MemoryLayout<tenon_ev_position>.offset(of: \.reserved1)) ?? 0)
        kept.all.store(UInt64(owner) + 1, at: field)
        guard isOrder else { return }
        kept.all.store(UInt64(truncatingIfNeeded: terms.cost), at: field + 8)
        kept.all.store(UInt64(truncatingIfNeeded: terms.cost >> 64), at: field + 16)
        kept.all.store(UInt64(bitPattern: terms.expires), at: field + 24)
        kept.all.store(UInt64(bitPattern: terms.shown), at: field + 32)
        let flags = start + (MemoryLayout<tenon_ev_order>.offset(of: \.reserved0) ?? 0)
        kept.all.store(terms.flags, at: flags)
    }

    /// A position event of a strategy's book, numbered with the present ordinal.
    func position(
        _ entry: BookEntry,
        _ instrument: Instrument,
        owner: InstanceID,
        account: AccountID,
        cause: Int
    ) -> tenon_ev_position {
        var event = tenon_ev_position()
        event.h.size = UInt32(MemoryLayout<tenon_ev_position>.size)
        event.h.space = UInt16(TENON_SPACE_ORDER)
        event.h.type = UInt16(TENON_TYPE_POSITION)
        event.h.ordinal = ordinal
        event.h.instrument = instrument.id.value
        event.h.seq = sequence
        event.h.ts_ns = now
        event.account = account.value
        event.ccy = instrument.settlement.value
        let exponent = terms[account.index].exponent
        let twiceMark = markets[instrument.id.index].twiceMark
        event.qty = entry.position.quantity
        event.cost = ledgerValue(entry.position.cost, instrument, exponent)
        event.avg_px =
            entry.position.quantity == 0
            ? Domain.none : entry.position.averagePrice(of: instrument)
        event.realized = ledgerValue(entry.position.realized, instrument, exponent)
        event.mark_px = twiceMark == Domain.none ? Domain.none : twiceMark / 2
        event.unrealized =
            twiceMark == Domain.none
            ? Domain.none
            : entry.position.unrealized(twiceMark: twiceMark, of: instrument)
                .map { ledgerValue($0, instrument, exponent) } ?? Domain.none
        let open = gate.reservations.open(owner, instrument.id)
        event.open_buy_qty = open.buys
        event.open_sell_qty = open.sells
        event.scope = UInt8(TENON_BOOK_MINE)
        event.cause = UInt8(cause)
        return event
    }

    /// A guarded value (see `Position`) at a ledger exponent, half to even, clamped to 64 bits.
    func ledgerValue(_ value: Int128, _ instrument: Instrument, _ exponent: Int) -> Int64 {
        money(value, instrument.valueExponent &- Position.guardDigits, exponent)
    }

    /// A value at a ledger exponent, half to even, clamped to 64 bits.
    private func money(_ value: Int128, _ from: Int, _ exponent: Int) -> Int64 {
        let shift = from &- exponent
        let narrow = Int64(truncatingIfNeeded: value)
        if shift < 0, shift >= -18, Int128(narrow) == value {
            return FixedPoint.narrowDividedHalfEven(narrow, by: FixedPoint.small(-shift))
        }
        if shift >= 0 {
            let (wide, over) = value.multipliedReportingOverflow(
                by: FixedPoint.power(min(shift, 38))
            )
            return over ? (value < 0 ? .min + 1 : .max) : Int64(clamping: wide)
        }
        let unit = FixedPoint.power(min(-shift, 38))
        return Int64(clamping: FixedPoint.dividedHalfEven(value, by: unit))
    }

    /// What an instance is told before its first live event (ABI.md 2.4).
    mutating func openingBurst(of instance: InstanceID) {
        let place = instance.index
        guard states[place].isStrategy else { return }
        let (currencies, entries) = services.read { ($0.currencies, $0.entries) }
        for currency in currencies { postCurrency(currency, to: place) }
        for entry in entries {
            grant(entry, to: place)
            if setup.instances[place].mayTrade(entry.symbol) { postInstrument(entry, to: place) }
        }
        let account = states[place].account
        if account.value > 0 { postBalance(account, to: place) }
        for index in 0..<instruments.count {
            let entry = books[instance, instruments[index].id]
            guard entry.position.quantity != 0 else { continue }
            ordinal &+= 1
            post(
                position(
                    entry,
                    instruments[index],
                    owner: instance,
                    account: account,
                    cause: TENON_CAUSE_BURST
                ),
                to: place
            )
        }
        ordinal &+= 1
        post(startMarker, to: place)
    }

    /// The start of an instance, with the present numbers: the input, and again the burst's end.
    var startMarker: tenon_ev_control {
        var marker = tenon_ev_control()
        marker.h = burstHeader(TENON_SPACE_CONTROL, TENON_TYPE_MARKER, size: 64)
        marker.id = UInt64(TENON_MARK_STARTED)
        return marker
    }

    private func burstHeader(_ space: Int, _ type: Int, size: Int) -> tenon_ev {
        var header = tenon_ev()
        header.size = UInt32(size)
        header.space = UInt16(space)
        header.type = UInt16(type)
        header.ordinal = ordinal
        header.seq = sequence
        header.ts_ns = now
        return header
    }

    private mutating func postCurrency(_ currency: InstrumentRegistry.Currency, to place: Int) {
        ordinal &+= 1
        var event = tenon_ev_currency()
        event.h = burstHeader(TENON_SPACE_REFERENCE, TENON_TYPE_CURRENCY, size: 64)
        event.h.instrument = currency.id.value
        Currencies.write(currency.code, into: &event)
        event.exp = Int8(currency.exponent)
        post(event, to: place)
    }

    mutating func postInstrument(_ entry: InstrumentRegistry.Entry, to place: Int) {
        ordinal &+= 1
        var event = entry.event
        event.h = burstHeader(TENON_SPACE_REFERENCE, TENON_TYPE_INSTRUMENT, size: 384)
        event.h.instrument = entry.instrument.id.value
        let account = states[place].account
        if account.value > 0 {
            let abilities = terms[account.index].abilities.limited(to: entry.instrument).served
            event.otypes = abilities.types
            event.tifs = abilities.timesInForce
        }
        event.order_flags =
            UInt32(TENON_ORDER_POST_ONLY | TENON_ORDER_REDUCE_ONLY) & entry.instrument.orderFlags
        post(event, to: place)
    }

    private mutating func postBalance(_ account: AccountID, to place: Int) {
        ordinal &+= 1
        let ledger = cash[account]
        var event = tenon_ev_balance()
        event.h = burstHeader(TENON_SPACE_ORDER, TENON_TYPE_BALANCE, size: 128)
        event.account = account.value
        event.ccy = ledger.currency.value
        event.total = ledger.balance
        event.available = ledger.balance
        event.equity = ledger.balance &+ holdings(of: account)
        event.scope = UInt8(TENON_BOOK_ACCOUNT)
        event.cause = UInt8(TENON_CAUSE_BURST)
        post(event, to: place)
    }
}

/// Currency codes in events: up to 15 bytes and a NUL.
enum Currencies {
    static func write(_ code: String, into event: inout tenon_ev_currency) {
        var bytes = Array(code.utf8.prefix(15))
        while bytes.count < 16 { bytes.append(0) }
        let c = bytes.map { CChar(bitPattern: $0) }
        event.code = (
            c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13],
            c[14], c[15]
        )
    }
}
