import CTenon
import Domain

/// Events as a connector writes them, before the host numbers them.
enum Tape {
    /// One event's bytes; the first eight hold its size, space and type.
    typealias Record = [UInt8]

    /// The bytes of a C struct.
    static func bytes<T: BitwiseCopyable>(_ value: T) -> Record {
        unsafe withUnsafeBytes(of: value) { unsafe Array($0) }
    }

    static func market(_ type: Int, _ size: Int, _ instrument: UInt32, _ time: Int64)
        -> tenon_ev_mkt
    {
        var event = tenon_ev_mkt()
        event.h.size = UInt32(size)
        event.h.space = UInt16(TENON_SPACE_MARKET)
        event.h.type = UInt16(type)
        event.h.instrument = instrument
        event.h.ts_ns = time
        event.ts_venue_ns = time
        event.ts_recv_ns = Domain.none
        return event
    }

    /// A quote; sizes are unknown unless given.
    static func quote(
        _ instrument: UInt32 = 1,
        at time: Int64,
        _ bid: Int64,
        _ ask: Int64,
        sizes: (bid: Int64, ask: Int64) = (Domain.none, Domain.none),
        mark: UInt64 = 0
    ) -> Record {
        var event = tenon_ev_quote()
        event.m = market(TENON_TYPE_QUOTE, MemoryLayout<tenon_ev_quote>.size, instrument, time)
        event.m.venue_seq = mark
        event.bid_px = bid
        event.ask_px = ask
        event.bid_qty = sizes.bid
        event.ask_qty = sizes.ask
        return bytes(event)
    }

    static func trade(
        _ instrument: UInt32 = 1,
        at time: Int64,
        _ price: Int64,
        _ quantity: Int64 = 1,
        mark: UInt64 = 0
    ) -> Record {
        var event = tenon_ev_trade()
        event.m = market(TENON_TYPE_TRADE, MemoryLayout<tenon_ev_trade>.size, instrument, time)
        event.m.venue_seq = mark
        event.px = price
        event.qty = quantity
        return bytes(event)
    }

    /// A bar whose event time is its close.
    static func bar(
        _ open: Int64,
        to close: Int64,
        _ prices: (open: Int64, high: Int64, low: Int64, close: Int64),
        of instrument: UInt32 = 1,
        basis: Int = TENON_BASIS_LAST,
        flags: Int = 0
    ) -> Record {
        var event = tenon_ev_bar()
        event.m = market(TENON_TYPE_BAR, MemoryLayout<tenon_ev_bar>.size, instrument, close)
        event.m.h.flags = UInt16(flags)
        event.open_ns = open
        event.close_ns = close
        event.open = prices.open
        event.high = prices.high
        event.low = prices.low
        event.close = prices.close
        event.volume = Domain.none
        event.notional = Domain.none
        event.period = UInt32((close - open) / minute)
        event.unit = UInt8(TENON_BAR_MINUTE)
        event.basis = UInt8(basis)
        event.complete = 1
        return bytes(event)
    }

    /// A bar whose four prices are one.
    static func flatBar(_ instrument: UInt32 = 1, closing close: Int64, _ price: Int64) -> Record {
        bar(close - minute, to: close, (price, price, price, price), of: instrument)
    }

    static func status(_ instrument: UInt32 = 1, at time: Int64, phase: Int) -> Record {
        var event = tenon_ev_status()
        event.m = market(TENON_TYPE_STATUS, MemoryLayout<tenon_ev_status>.size, instrument, time)
        event.phase = UInt16(phase)
        return bytes(event)
    }

    static func control(_ type: Int, _ time: Int64, instrument: UInt32 = 0) -> Record {
        var event = tenon_ev_control()
        event.h.size = UInt32(MemoryLayout<tenon_ev_control>.size)
        event.h.space = UInt16(TENON_SPACE_CONTROL)
        event.h.type = UInt16(type)
        event.h.instrument = instrument
        event.h.ts_ns = time
        return bytes(event)
    }

    /// Nothing before `time` comes on this stream any more.
    static func watermark(at time: Int64) -> Record { control(TENON_TYPE_WATERMARK, time) }

    static func gap(_ instrument: UInt32 = 0, at time: Int64) -> Record {
        control(TENON_TYPE_GAP, time, instrument: instrument)
    }

    static var end: Record { control(TENON_TYPE_END_OF_DATA, 0) }

    static let second: Int64 = 1_000_000_000
    static let minute: Int64 = 60 * second
}
