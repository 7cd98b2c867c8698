import CTenon
import Domain
import Memory

/// A header of a market event of instrument 1.
private func header<Event>(_ type: Int, _ event: Event.Type, at time: Int64) -> tenon_ev {
    var header = tenon_ev()
    header.size = UInt32(MemoryLayout<Event>.size)
    header.space = UInt16(TENON_SPACE_MARKET)
    header.type = UInt16(type)
    header.instrument = 1
    header.ts_ns = time
    return header
}

/// Events as a connector would publish them, all of them good.
enum Events {
    static func quote() -> tenon_ev_quote {
        var quote = tenon_ev_quote()
        quote.m.h = header(TENON_TYPE_QUOTE, tenon_ev_quote.self, at: 100)
        quote.bid_px = 10
        quote.ask_px = 11
        quote.bid_qty = 5
        quote.ask_qty = none
        return quote
    }

    static func trade() -> tenon_ev_trade {
        var trade = tenon_ev_trade()
        trade.m.h = header(TENON_TYPE_TRADE, tenon_ev_trade.self, at: 100)
        trade.px = 10
        trade.qty = 5
        return trade
    }

    static func bar() -> tenon_ev_bar {
        var bar = tenon_ev_bar()
        bar.m.h = header(TENON_TYPE_BAR, tenon_ev_bar.self, at: 100)
        bar.open_ns = 40
        bar.close_ns = 100
        bar.open = 10
        bar.high = 12
        bar.low = 9
        bar.close = 11
        bar.volume = 100
        bar.notional = none
        bar.complete = 1
        return bar
    }

    static func book() -> tenon_ev_book {
        var book = tenon_ev_book()
        book.m.h = header(TENON_TYPE_BOOK, tenon_ev_book.self, at: 100)
        book.px = 10
        book.qty = 5
        book.side = UInt8(TENON_BUY)
        book.action = UInt8(TENON_BOOK_SET)
        return book
    }

    static func status() -> tenon_ev_status {
        var status = tenon_ev_status()
        status.m.h = header(TENON_TYPE_STATUS, tenon_ev_status.self, at: 100)
        return status
    }

    static func control(_ type: Int, at time: Int64) -> tenon_ev_control {
        var control = tenon_ev_control()
        control.h.size = UInt32(MemoryLayout<tenon_ev_control>.size)
        control.h.space = UInt16(TENON_SPACE_CONTROL)
        control.h.type = UInt16(type)
        control.h.ts_ns = time
        return control
    }

    /// The same event as one that empties a side, which has neither price nor size.
    static func clear(_ change: tenon_ev_book) -> tenon_ev_book {
        var change = change
        change.action = UInt8(TENON_BOOK_CLEAR)
        change.px = .min
        change.qty = .min
        return change
    }

    /// A snapshot of two bids and one ask, 256 bytes with its levels.
    struct Snapshot: BitwiseCopyable {
        var head = tenon_ev_snapshot()
        var levels = (tenon_level(), tenon_level(), tenon_level(), tenon_level())
    }

    static func snapshot() -> Snapshot {
        var snapshot = Snapshot()
        snapshot.head.m.h = header(TENON_TYPE_SNAPSHOT, Snapshot.self, at: 100)
        snapshot.head.bids = 2
        snapshot.head.asks = 1
        snapshot.head.parts = 1
        snapshot.head.level_size = 32
        return snapshot
    }

    /// A definition of a share in currency 1.
    static func instrument(uid: UInt64 = 7) -> tenon_ev_instrument {
        var event = tenon_ev_instrument()
        event.h.size = UInt32(MemoryLayout<tenon_ev_instrument>.size)
        event.uid = uid
        event.px_exp = -2
        event.quote_ccy = 1
        event.settle_ccy = 1
        event.tick = 1
        event.lot = 1
        event.multiplier = 1
        event.min_qty = none
        event.max_qty = none
        event.min_notional = none
        event.max_notional = none
        event.expires_ns = none
        return event
    }
}
