import CTenon
import Domain
package import Memory

/// The check of everything a connector publishes, before it waits for the lane.
///
/// The lane trusts what passed here: sizes, types, instruments in range, prices and quantities
/// inside the reach of the arithmetic.
package struct RecordValidator: Sendable {
    /// Prices, quantities and times stay below this, so that twice a price or the end of a period
    /// never overflows.
    private static let reach: Int64 = 1 << 62

    package init() {}

    /// Walks a run of records.
    ///
    /// - Parameters:
    ///   - run: What was published.
    ///   - instruments: How many instruments are defined.
    ///   - last: Time of the event before the run; afterwards that of its last event.
    ///   - ends: Whether the stream has ended; set when the run ends it.
    /// - Returns: What is wrong with the first bad record, or `nil`. A run that is objected to
    ///   changes neither `last` nor `ends`.
    package func objection(
        to run: RecordRun,
        instruments: Int,
        after last: inout Int64,
        ends: inout Bool
    ) -> String? {
        var offset = 0
        var place = 0
        var time = last
        var isOver = ends
        while offset < run.count {
            guard run.count - offset >= 64 else {
                return "event \(place): \(run.count - offset) bytes are no event"
            }
            if !isOver, let next = plainQuote(run, offset, instruments), next >= time {
                time = next
                offset &+= MemoryLayout<tenon_ev_quote>.size
                place &+= 1
                continue
            }
            let header = run.load(at: offset, as: tenon_ev.self)
            let size = Int(header.size)
            guard size >= 64, size & 63 == 0, size <= run.count - offset else {
                return "event \(place): size \(size) is no multiple of 64 inside the run"
            }
            if isOver { return "event \(place): the stream has ended" }
            if let why = objection(header, run, offset, instruments) {
                return "event \(place): \(why)"
            }
            if header.type == UInt16(TENON_TYPE_END_OF_DATA),
                header.space == UInt16(TENON_SPACE_CONTROL)
            {
                isOver = true
            } else {
                guard header.ts_ns >= time else {
                    return "event \(place): ts_ns \(header.ts_ns) goes back from \(time)"
                }
                time = header.ts_ns
            }
            offset += size
            place += 1
        }
        last = time
        ends = isOver
        return nil
    }

    /// The time of a record that is, at one glance, a quote with nothing wrong: all numbers known,
    /// none negative, all inside the reach; `nil` sends anything else the long way.
    @inline(__always)
    private func plainQuote(_ run: RecordRun, _ offset: Int, _ instruments: Int) -> Int64? {
        guard run.count &- offset >= MemoryLayout<tenon_ev_quote>.size else { return nil }
        let quote = run.view(at: offset, as: tenon_ev_quote.self)
        let time = quote[\.m.h.ts_ns]
        let all =
            quote[\.bid_px] | quote[\.ask_px] | quote[\.bid_qty] | quote[\.ask_qty] | time
        let instrument = quote[\.m.h.instrument]
        guard quote[\.m.h.size] == UInt32(MemoryLayout<tenon_ev_quote>.size),
            quote[\.m.h.space] == UInt16(TENON_SPACE_MARKET),
            quote[\.m.h.type] == UInt16(TENON_TYPE_QUOTE), instrument != 0,
            Int(instrument) <= instruments,
            UInt64(bitPattern: all) < UInt64(RecordValidator.reach), time > 0
        else { return nil }
        return time
    }

    @inline(__always)
    private func objection(_ header: tenon_ev, _ run: RecordRun, _ offset: Int, _ instruments: Int)
        -> String?
    {
        if header.space == UInt16(TENON_SPACE_MARKET) {
            guard header.instrument > 0, Int(header.instrument) <= instruments else {
                return "instrument \(header.instrument) is not defined"
            }
            guard isTime(header.ts_ns) else { return "ts_ns \(header.ts_ns) is no time" }
            return market(header, run, offset)
        }
        guard header.space == UInt16(TENON_SPACE_CONTROL) else {
            return "space \(header.space) is not published by connectors"
        }
        switch Int(header.type) {
        case TENON_TYPE_WATERMARK:
            return isTime(header.ts_ns) ? nil : "a watermark needs a time"
        case TENON_TYPE_GAP:
            guard Int(header.instrument) <= instruments else {
                return "instrument \(header.instrument) is not defined"
            }
            return isTime(header.ts_ns) ? nil : "a gap needs a time"
        case TENON_TYPE_END_OF_DATA: return nil
        default: return "control type \(header.type) is not published by connectors"
        }
    }

    @inline(__always)
    private func market(_ header: tenon_ev, _ run: RecordRun, _ offset: Int) -> String? {
        let size = Int(header.size)
        switch Int(header.type) {
        case TENON_TYPE_QUOTE:
            guard size >= 128 else { return "a quote has 128 bytes" }
            // Loaded field by field: the whole struct would be copied for each quote.
            let fits =
                isPrice(word(run, offset, \tenon_ev_quote.bid_px))
                && isPrice(word(run, offset, \tenon_ev_quote.ask_px))
                && isQuantity(word(run, offset, \tenon_ev_quote.bid_qty))
                && isQuantity(word(run, offset, \tenon_ev_quote.ask_qty))
            return fits ? nil : "a quote's price or size is out of reach"
        case TENON_TYPE_TRADE:
            guard size >= 128 else { return "a trade has 128 bytes" }
            let price = word(run, offset, \tenon_ev_trade.px)
            guard price != Domain.none, isPrice(price),
                isQuantity(word(run, offset, \tenon_ev_trade.qty))
            else {
                return "a trade's price or size is out of reach"
            }
            return nil
        case TENON_TYPE_BAR:
            guard size >= 192 else { return "a bar has 192 bytes" }
            return bar(run.load(at: offset, as: tenon_ev_bar.self), at: header.ts_ns)
        case TENON_TYPE_BOOK:
            guard size >= 128 else { return "a book change has 128 bytes" }
            return book(run.load(at: offset, as: tenon_ev_book.self))
        case TENON_TYPE_SNAPSHOT:
            guard size >= 128 else { return "a snapshot has at least 128 bytes" }
            let snapshot = run.load(at: offset, as: tenon_ev_snapshot.self)
            let levels = Int(snapshot.bids) + Int(snapshot.asks)
            let step = Int(snapshot.level_size)
            guard step >= 32, step & 7 == 0, 128 + levels * step <= size else {
                return "levels exceed the event"
            }
            guard snapshot.part < snapshot.parts else {
                return "part \(snapshot.part) of \(snapshot.parts) of a snapshot; they count from 0"
            }
            for level in 0..<levels {
                let one = run.load(at: offset + 128 + level * step, as: tenon_level.self)
                guard isLevel(one.px, one.qty) else {
                    return "a level's price or size is out of reach"
                }
                if one.order_ref != 0 { return RecordValidator.noOrders }
            }
            return nil
        case TENON_TYPE_STATUS: return size >= 128 ? nil : "a status has 128 bytes"
        default: return "market type \(header.type) is unknown"
        }
    }

    /// What a connector hears that publishes the orders of a book one by one.
    private static let noOrders =
        "order_ref is set: this host keeps books of price levels; publish the level's whole size"

    private func book(_ change: tenon_ev_book) -> String? {
        if change.order_ref != 0 { return RecordValidator.noOrders }
        let side = Int(change.side)
        let hasSide = side == TENON_BUY || side == TENON_SELL
        switch Int(change.action) {
        case TENON_BOOK_CLEAR:
            return hasSide || side == 0 ? nil : "side \(side) of a book is none of 0, BUY, SELL"
        case TENON_BOOK_SET, TENON_BOOK_REMOVE:
            guard hasSide else { return "side \(side) of a level is neither BUY nor SELL" }
            let size = Int(change.action) == TENON_BOOK_SET ? change.qty : 0
            return isLevel(change.px, size) ? nil : "a level's price or size is out of reach"
        default: return "action \(change.action) changes no book of levels; use SET, REMOVE, CLEAR"
        }
    }

    /// A level is known in price and size, or it is none.
    @inline(__always)
    private func isLevel(_ price: Int64, _ size: Int64) -> Bool {
        price != Domain.none && isPrice(price) && size != Domain.none && isQuantity(size)
    }

    private func bar(_ bar: tenon_ev_bar, at time: Int64) -> String? {
        guard isPrice(bar.open), isPrice(bar.high), isPrice(bar.low), isPrice(bar.close),
            isQuantity(bar.volume), isQuantity(bar.notional)
        else { return "a bar's price or volume is out of reach" }
        let isEmpty = bar.open == Domain.none
        guard (bar.high == Domain.none) == isEmpty, (bar.low == Domain.none) == isEmpty,
            (bar.close == Domain.none) == isEmpty
        else { return "a bar has all four prices or none" }
        guard bar.low <= min(bar.open, bar.close), bar.high >= max(bar.open, bar.close) else {
            return "a bar's high and low do not hold its open and close"
        }
        guard bar.open_ns > -RecordValidator.reach, bar.open_ns < bar.close_ns,
            bar.close_ns < RecordValidator.reach
        else { return "a bar closes after it opens" }
        // Published earlier, a strategy would see the future.
        guard bar.complete == 0 || time >= bar.close_ns else {
            return "a complete bar comes at its close, not before"
        }
        return nil
    }

    @inline(__always)
    private func word<Event>(_ run: RecordRun, _ offset: Int, _ field: KeyPath<Event, Int64>)
        -> Int64
    {
        run.load(at: offset &+ (MemoryLayout<Event>.offset(of: field) ?? 0), as: Int64.self)
    }

    @inline(__always)
    private func isTime(_ value: Int64) -> Bool { value > 0 && value < RecordValidator.reach }

    @inline(__always)
    private func isPrice(_ value: Int64) -> Bool {
        value == Domain.none || (value < RecordValidator.reach && value > -RecordValidator.reach)
    }

    @inline(__always)
    private func isQuantity(_ value: Int64) -> Bool {
        value == Domain.none || (value >= 0 && value < RecordValidator.reach)
    }
}
