import CTenon

/// Events one after the other in memory that starts at 64, as a host places them.
@safe
final class EventList {
    private(set) var offsets: [Int] = [0]
    private var bytes: UnsafeMutableRawPointer
    private var room = 1 << 16
    private var sequence: UInt64 = 0

    init() { unsafe bytes = .allocate(byteCount: room, alignment: 64) }

    deinit { unsafe bytes.deallocate() }

    /// How many events there are.
    var count: Int { offsets.count - 1 }

    /// Appends an event, which begins with its head; size, seq and time are filled in.
    func append<Event: BitwiseCopyable>(_ event: Event, space: Int, type: Int) {
        let size = MemoryLayout<Event>.size
        let start = offsets[count]
        if start + size > room { grow() }
        sequence += 1
        unsafe (bytes + start).storeBytes(of: event, as: Event.self)
        let head = unsafe (bytes + start).assumingMemoryBound(to: tenon_ev.self)
        unsafe head.pointee.size = UInt32(size)
        unsafe head.pointee.space = UInt16(space)
        unsafe head.pointee.type = UInt16(type)
        unsafe head.pointee.seq = sequence
        unsafe head.pointee.ts_ns = Int64(sequence) * 1_000_000
        offsets.append(start + size)
    }

    /// The bytes of the events in a range.
    func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        unsafe UnsafeRawBufferPointer(
            start: bytes + offsets[range.lowerBound],
            count: offsets[range.upperBound] - offsets[range.lowerBound]
        )
    }

    /// The size an event claims to have, for tests that lie.
    func claim(size: UInt32, at index: Int) {
        unsafe (bytes + offsets[index]).assumingMemoryBound(to: tenon_ev.self).pointee.size = size
    }

    private func grow() {
        let larger = UnsafeMutableRawPointer.allocate(byteCount: room * 2, alignment: 64)
        unsafe larger.copyMemory(from: bytes, byteCount: room)
        unsafe bytes.deallocate()
        unsafe bytes = larger
        room *= 2
    }
}

extension EventList {
    /// A definition; symbols are ASCII.
    func instrument(
        _ symbol: String = "EURUSD.SIM",
        handle: UInt32 = 1,
        version: UInt32 = 1,
        priceExponent: Int8 = -2,
        quantityExponent: Int8 = 0,
        lot: Int64 = 1
    ) {
        var event = tenon_ev_instrument()
        event.h.instrument = handle
        event.uid = UInt64(handle)
        event.def_version = version
        event.px_exp = priceExponent
        event.qty_exp = quantityExponent
        (event.tick, event.lot, event.multiplier) = (1, lot, 1)
        unsafe withUnsafeMutableBytes(of: &event.symbol) { unsafe $0.copyBytes(from: symbol.utf8) }
        append(event, space: TENON_SPACE_REFERENCE, type: TENON_TYPE_INSTRUMENT)
    }

    func quote(_ bid: Int64, _ ask: Int64, handle: UInt32 = 1, flags: Int = 0) {
        var event = tenon_ev_quote()
        event.m.h.instrument = handle
        event.m.h.flags = UInt16(flags)
        (event.bid_px, event.ask_px) = (bid, ask)
        (event.bid_qty, event.ask_qty) = (100, 100)
        append(event, space: TENON_SPACE_MARKET, type: TENON_TYPE_QUOTE)
    }

    func bar(close: Int64, handle: UInt32 = 1, isComplete: Bool = true) {
        var event = tenon_ev_bar()
        event.m.h.instrument = handle
        (event.open, event.high, event.low, event.close) = (close, close, close, close)
        event.complete = isComplete ? 1 : 0
        append(event, space: TENON_SPACE_MARKET, type: TENON_TYPE_BAR)
    }

    func trade(_ price: Int64, handle: UInt32 = 1, kind: Int = 0) {
        var event = tenon_ev_trade()
        event.m.h.instrument = handle
        event.px = price
        event.kind = UInt8(kind)
        append(event, space: TENON_SPACE_MARKET, type: TENON_TYPE_TRADE)
    }

    func parameter(_ id: UInt64, _ value: Int64) {
        var event = tenon_ev_control()
        event.id = id
        event.arg = UInt64(id == 3 ? TENON_PARAM_FIXED : TENON_PARAM_I64)
        event.i64 = value
        append(event, space: TENON_SPACE_CONTROL, type: TENON_TYPE_PARAM)
    }

    func order(_ intent: tenon_intent, status: Int, change: Int, leaves: Int64) {
        var event = tenon_ev_order()
        event.h.instrument = intent.instrument
        event.intent_id = intent.intent_id
        event.order = intent.intent_id + 1_000
        event.qty = intent.qty
        event.filled_qty = intent.qty - leaves
        event.leaves_qty = leaves
        event.status = UInt16(status)
        event.change = UInt16(change)
        event.side = intent.side
        (event.otype, event.tag, event.link) = (intent.otype, intent.tag, intent.link)
        (event.px, event.stop_px) = (intent.px, intent.stop_px)
        append(event, space: TENON_SPACE_ORDER, type: TENON_TYPE_ORDER)
    }

    func position(_ quantity: Int64, handle: UInt32 = 1, scope: Int = TENON_BOOK_MINE) {
        var event = tenon_ev_position()
        event.h.instrument = handle
        event.qty = quantity
        event.scope = UInt8(scope)
        append(event, space: TENON_SPACE_ORDER, type: TENON_TYPE_POSITION)
    }

    func gap(streams: Int = 0, handle: UInt32 = 1) {
        var event = tenon_ev_control()
        event.h.instrument = handle
        event.id = UInt64(streams)
        append(event, space: TENON_SPACE_CONTROL, type: TENON_TYPE_GAP)
    }

    /// A change of one level; `qty` 0 removes it.
    func book(_ side: Int, _ price: Int64, _ quantity: Int64, more: Bool = false) {
        var event = tenon_ev_book()
        event.m.h.instrument = 1
        event.m.h.flags = more ? UInt16(TENON_EV_MORE) : 0
        (event.px, event.qty) = (price, quantity)
        event.side = UInt8(side)
        event.action = UInt8(quantity == 0 ? TENON_BOOK_REMOVE : TENON_BOOK_SET)
        append(event, space: TENON_SPACE_MARKET, type: TENON_TYPE_BOOK)
    }

    /// A book of at most two levels a side.
    func snapshot(bids: [Int64], asks: [Int64], part: UInt16 = 0, parts: UInt16 = 1) {
        var event = Snapshot()
        event.head.m.h.instrument = 1
        (event.head.bids, event.head.asks) = (UInt32(bids.count), UInt32(asks.count))
        (event.head.part, event.head.parts) = (part, parts)
        event.head.level_size = UInt16(MemoryLayout<tenon_level>.size)
        let levels = bids.map { ($0, TENON_BUY) } + asks.map { ($0, TENON_SELL) }
        let written = levels.map { price, side in
            var level = tenon_level()
            (level.px, level.qty, level.side) = (price, 5, UInt8(side))
            return level
        }
        unsafe withUnsafeMutableBytes(of: &event.levels) { room in
            unsafe written.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
        }
        append(event, space: TENON_SPACE_MARKET, type: TENON_TYPE_SNAPSHOT)
    }
}

/// A snapshot event with its levels behind it.
private struct Snapshot: BitwiseCopyable {
    var head = tenon_ev_snapshot()
    var levels = (tenon_level(), tenon_level(), tenon_level(), tenon_level())
}
