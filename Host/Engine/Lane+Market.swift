import Boundary
import CTenon
import Domain
import Journal
import MarketData
import Memory
import Orders
import Simulation

// One market event: stamped, applied, delivered; and the run-ahead over many of them.

extension Lane {
    /// Offsets of the header's fields that the lane writes (`tenon_ev`).
    private static var ordinalOffset: Int { 10 }
    private static var sequenceOffset: Int { 16 }
    private static var timeOffset: Int { 24 }

    @inline(__always)
    private mutating func stamp(_ run: RecordRun, at offset: Int, time: Int64) {
        sequence &+= 1
        if time < now { counts.backward &+= 1 } else { now = time }
        run.store(UInt16(0), at: offset &+ Lane.ordinalOffset)
        run.store(sequence, at: offset &+ Lane.sequenceOffset)
        run.store(now, at: offset &+ Lane.timeOffset)
    }

    /// Takes one event through the whole step.
    mutating func take(_ record: RecordRun, _ header: tenon_ev) {
        meter?.begin()
        stamp(record, at: 0, time: header.ts_ns)
        ordinal = 0
        counts.marketEvents &+= 1
        journal.reference(inputs: 1)
        if pending > 0 { postAhead(record, header) }
        apply(record, header)
        commit()
        deliver(record, header)
        settle()
        meter?.end()
        if header.type == UInt16(TENON_TYPE_BAR), case .bar = setup.sampling { sampleIsDue = true }
    }

    // MARK: - Run-ahead

    /// Events in the first delivery after an effect.
    private static var firstWindow: Int { 16 }

    /// Whether several events may be delivered before they are applied: nobody but one instance
    /// sees them, and nothing of its own can happen in between.
    var mayRunAhead: Bool {
        guard soleViewer >= 0, orders.liveCount == 0, builders.count == 0, pending == 0,
            setup.runsAhead
        else {
            return false
        }
        if case .bar = setup.sampling { return false }
        return true
    }

    /// Delivers a run of events of one instrument and type at once, up to the first effect.
    ///
    /// - Returns: How many events were taken, and their bytes.
    mutating func runAhead(_ run: RecordRun, from start: Int, limit: Int64) -> (Int, Int) {
        let first = run.load(at: start, as: tenon_ev.self)
        let viewer = soleViewer
        guard isViewer(viewer, of: first) else { return (0, 0) }
        let size = Int(first.size)
        let end = min(limit, boundary)
        let sequenceBefore = sequence
        let nowBefore = now
        var count = RunNumbering.number(
            run,
            from: start,
            most: window,
            before: end,
            sequence: &sequence,
            now: &now
        )
        guard count > 1 else {
            // One event gains nothing; the ordinary step stamps it again.
            sequence = sequenceBefore
            now = nowBefore
            return (0, 0)
        }
        let stamped = count
        meter?.begin()
        let delivery = states[viewer].port
            .deliver(
                run.slice(at: start, length: count &* size),
                count: count,
                first: sequenceBefore &+ 1,
                last: sequence,
                now: now
            )
        let isAgain = delivery.status == tenon_status(TENON_E_AGAIN)
        guard delivery.consumed <= count, delivery.consumed > 0,
            delivery.status == 0 || isAgain
        else {
            count = stopAhead(run, start, delivery, after: sequenceBefore, of: count)
            return (count, count &* size)
        }
        count = delivery.consumed
        sequence = sequenceBefore &+ UInt64(count)
        if count < stamped {
            // What was stamped past the cut kept its own time and comes again with other numbers.
            restoreNow(run, start, count, size)
        }
        finishRun(run, start, count, size, first)
        counts.delivered &+= UInt64(count)
        if delivery.outbox > states[viewer].outboxSeen {
            noteCause(viewer, outbox: delivery.outbox, sequence: sequence, ordinal: 0)
        }
        // After an AGAIN the rest comes at once, and that is its turn.
        if delivery.wantsTurn, !isAgain || count == stamped { noteWake(viewer) }
        if causes.count > 0 || wakeCount > 0 { settle() }
        meter?.end()
        // What is numbered behind a cut is numbered again: begin small, grow while nothing happens.
        window = count == stamped ? min(256, window &* 2) : Lane.firstWindow
        return (count, count &* size)
    }

    /// Ends a run at the event that the viewer left alone (AGAIN) or failed at, as the ordinary
    /// step would have: the event is applied, then it waits, or the viewer is taken out of use.
    ///
    /// - Returns: How many events were taken.
    private mutating func stopAhead(
        _ run: RecordRun,
        _ start: Int,
        _ delivery: HostPort.Delivery,
        after sequenceBefore: UInt64,
        of count: Int
    ) -> Int {
        let viewer = soleViewer
        let first = run.load(at: start, as: tenon_ev.self)
        let size = Int(first.size)
        let isAgain = delivery.status == tenon_status(TENON_E_AGAIN)
        let isFailure = delivery.status != 0 && !isAgain
        // A call that fails at a later event has taken those before it.
        let good = isFailure && delivery.consumed < count ? delivery.consumed : 0
        let taken = good &+ 1
        sequence = sequenceBefore &+ UInt64(taken)
        restoreNow(run, start, taken, size)
        finishRun(run, start, taken, size, first)
        counts.delivered &+= UInt64(good)
        guard isAgain, delivery.consumed == 0 else {
            refuse(delivery, of: count, by: viewer)
            return taken
        }
        if delivery.outbox > states[viewer].outboxSeen {
            noteCause(viewer, outbox: delivery.outbox, sequence: sequence, ordinal: 0)
        }
        states[viewer].port.post(run.slice(at: start, length: size))
        noteInbox(viewer, more: 1)
        states[viewer].isWaiting = true
        if delivery.wantsTurn { noteWake(viewer) }
        settle()
        return taken
    }

    /// Sets the lane's time to that of the last event taken.
    @inline(__always)
    private mutating func restoreNow(_ run: RecordRun, _ start: Int, _ count: Int, _ size: Int) {
        now = run.load(
            at: start &+ (count &- 1) &* size &+ Lane.timeOffset,
            as: Int64.self
        )
    }

    /// Applies a run; of quotes and trades, which only replace each other, the last one.
    @inline(__always)
    private mutating func finishRun(
        _ run: RecordRun,
        _ start: Int,
        _ count: Int,
        _ size: Int,
        _ first: tenon_ev
    ) {
        counts.marketEvents &+= UInt64(count)
        journal.reference(inputs: count)
        ordinal = 0
        if first.type != UInt16(TENON_TYPE_BAR) {
            markets[Int(first.instrument) &- 1].events &+= UInt64(count &- 1)
            if first.type == UInt16(TENON_TYPE_TRADE) {
                let chosen = lastPriced(run, start, count, size)
                restoreNow(run, start, chosen, size)
                apply(run.slice(at: start &+ (chosen &- 1) &* size, length: size), first)
                return restoreNow(run, start, count, size)
            }
        } else {
            // Bars of bid and ask tell different sides of the market.
            for index in 0..<(count &- 1) {
                restoreNow(run, start, index &+ 1, size)
                apply(run.slice(at: start &+ index &* size, length: size), first)
            }
            restoreNow(run, start, count, size)
        }
        apply(run.slice(at: start &+ (count &- 1) &* size, length: size), first)
    }

    /// Which trade of a run, counted from 1, sets its last price; the first when none does.
    private func lastPriced(_ run: RecordRun, _ start: Int, _ count: Int, _ size: Int) -> Int {
        var chosen = count
        while chosen > 1 {
            let trade = run.view(at: start &+ (chosen &- 1) &* size, as: tenon_ev_trade.self)
            let effect = TradeEffect(conditions: trade[\.conditions], kind: trade[\.kind])
            if effect.setsLast { break }
            chosen &-= 1
        }
        return chosen
    }

    @inline(__always)
    private func isViewer(_ viewer: Int, of header: tenon_ev) -> Bool {
        switch Int(header.type) {
        case TENON_TYPE_QUOTE, TENON_TYPE_TRADE, TENON_TYPE_BAR: break
        default: return false
        }
        let instrument = Int(header.instrument) &- 1
        let start = routeStarts[instrument]
        guard routeStarts[instrument &+ 1] == start &+ 1, routes[start].instance == viewer else {
            return false
        }
        let route = routes[start]
        return route.streams & (1 << (UInt32(header.type) &- 1)) != 0 && route.barPeriod == 0
            && !states[viewer].isWaiting
    }

    // MARK: - Apply

    /// Moves the market of the instrument and lets the venue match.
    mutating func apply(_ record: RecordRun, _ header: tenon_ev) {
        let place = Int(header.instrument) &- 1
        let instrument = InstrumentID(header.instrument)
        markets[place].events &+= 1
        switch Int(header.type) {
        case TENON_TYPE_QUOTE:
            let quote = record.view(at: 0, as: tenon_ev_quote.self)
            markets[place].bid = quote[\.bid_px]
            markets[place].bidQuantity = quote[\.bid_qty]
            markets[place].ask = quote[\.ask_px]
            markets[place].askQuantity = quote[\.ask_qty]
            markets[place].quoteTime = now
            if builders.count > 0 { build(instrument, quote: (quote[\.bid_px], quote[\.ask_px])) }
            match(.quote, instrument)
        case TENON_TYPE_TRADE:
            let trade = record.view(at: 0, as: tenon_ev_trade.self)
            let effect = TradeEffect(conditions: trade[\.conditions], kind: trade[\.kind])
            if builders.count > 0 { build(instrument, (trade[\.px], trade[\.qty]), effect) }
            guard effect.setsLast else { return }
            markets[place].last = trade[\.px]
            markets[place].lastTime = now
            let aggressor = Side(rawValue: trade[\.aggressor])
            match(
                .trade(price: trade[\.px], quantity: trade[\.qty], aggressor: aggressor),
                instrument
            )
        case TENON_TYPE_BOOK, TENON_TYPE_SNAPSHOT:
            if applyDepth(record, header) { match(.depth, instrument) }
        case TENON_TYPE_BAR:
            applyBar(record.load(at: 0, as: tenon_ev_bar.self), instrument)
        case TENON_TYPE_STATUS:
            let phase = record.load(at: 0, as: tenon_ev_status.self).phase
            if phase != markets[place].phase { enter(phase, instrument) }
        default: break
        }
    }

    /// A new phase of the session: what waits for it acts, what ends with it ends.
    private mutating func enter(_ phase: UInt16, _ instrument: InstrumentID) {
        markets[instrument.index].phase = phase
        match(.phase, instrument)
        if Int(phase) == TENON_PHASE_CLOSED || Int(phase) == TENON_PHASE_POST_CLOSE {
            endDay(of: instrument)
        }
    }

    private mutating func applyBar(_ bar: tenon_ev_bar, _ instrument: InstrumentID) {
        // A bar that is not complete, or of a period without a trade, fills and marks nothing.
        guard bar.complete != 0, bar.open != Domain.none else { return }
        let place = instrument.index
        let basis = Int(bar.basis)
        for index in 0..<builders.count
        where builders[index].instrument == instrument && builders[index].period == bar.period
            && builders[index].unit == bar.unit
        {
            builders[index].yield()
        }
        markets[place].barLength = bar.close_ns &- bar.open_ns
        switch basis {
        case TENON_BASIS_BID:
            markets[place].bid = bar.close
            markets[place].bidQuantity = Domain.none
            markets[place].quoteTime = now
        case TENON_BASIS_ASK:
            markets[place].ask = bar.close
            markets[place].askQuantity = Domain.none
            markets[place].quoteTime = now
        default:
            markets[place].close = bar.close
            markets[place].closeTime = now
        }
        match(.bar(BarPrices(bar)), instrument)
    }

    mutating func build(_ instrument: InstrumentID, quote: (bid: Int64, ask: Int64)) {
        for place in 0..<builders.count where builders[place].instrument == instrument {
            builders[place].add(bid: quote.bid, ask: quote.ask, at: now)
            boundary = min(boundary, builders[place].due)
        }
    }

    private mutating func build(
        _ instrument: InstrumentID,
        _ trade: (price: Int64, quantity: Int64),
        _ effect: TradeEffect
    ) {
        for place in 0..<builders.count where builders[place].instrument == instrument {
            builders[place]
                .add(price: trade.price, quantity: trade.quantity, at: now, effect: effect)
            boundary = min(boundary, builders[place].due)
        }
    }
}
