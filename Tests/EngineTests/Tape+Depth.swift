import CTenon
import Domain

extension Tape {
    /// A price and what it shows.
    typealias Level = (price: Int64, quantity: Int64)

    /// One change of a book of levels.
    static func change(
        at time: Int64,
        _ side: Int,
        _ price: Int64,
        _ quantity: Int64,
        more: Bool = false,
        action: Int = TENON_BOOK_SET
    ) -> Record {
        var event = tenon_ev_book()
        event.m = market(TENON_TYPE_BOOK, MemoryLayout<tenon_ev_book>.size, 1, time)
        if more { event.m.h.flags = UInt16(TENON_EV_MORE) }
        event.px = price
        event.qty = quantity
        event.side = UInt8(side)
        event.action = UInt8(action)
        return bytes(event)
    }

    /// A snapshot, whole unless it says which part it is.
    static func snapshot(
        at time: Int64,
        bids: [Level],
        asks: [Level],
        part: (Int, of: Int) = (0, of: 1)
    ) -> Record {
        let size = 128 + (bids.count + asks.count) * 32
        let padded = (size + 63) & ~63
        var event = tenon_ev_snapshot()
        event.m = market(TENON_TYPE_SNAPSHOT, padded, 1, time)
        if part.of > 1 { event.m.h.flags = UInt16(TENON_EV_SNAPSHOT_PART) }
        event.bids = UInt32(bids.count)
        event.asks = UInt32(asks.count)
        event.part = UInt16(part.0)
        event.parts = UInt16(part.of)
        event.level_size = UInt16(MemoryLayout<tenon_level>.size)
        var record = bytes(event)
        for (place, level) in (bids + asks).enumerated() {
            var one = tenon_level()
            one.px = level.price
            one.qty = level.quantity
            one.side = UInt8(place < bids.count ? TENON_BUY : TENON_SELL)
            record += bytes(one)
        }
        return record + Record(repeating: 0, count: padded - size)
    }

    /// A gap in some streams only.
    static func gap(at time: Int64, streams: Int) -> Record {
        var event = tenon_ev_control()
        event.h.size = UInt32(MemoryLayout<tenon_ev_control>.size)
        event.h.space = UInt16(TENON_SPACE_CONTROL)
        event.h.type = UInt16(TENON_TYPE_GAP)
        event.h.instrument = 1
        event.h.ts_ns = time
        event.id = UInt64(streams)
        return bytes(event)
    }

    /// A trade that does not count for everything, or is the report on an earlier one.
    static func trade(at time: Int64, _ price: Int64, conditions: Int, kind: Int = 0) -> Record {
        var event = tenon_ev_trade()
        event.m = market(TENON_TYPE_TRADE, MemoryLayout<tenon_ev_trade>.size, 1, time)
        event.px = price
        event.qty = 1
        event.conditions = UInt32(conditions)
        event.kind = UInt8(kind)
        return bytes(event)
    }
}
