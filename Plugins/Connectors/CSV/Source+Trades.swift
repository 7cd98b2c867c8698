import TenonKit

/// What two trades are compared by: everything the row says.
struct TradeContent: Equatable {
    var time: Int64 = .min
    var received: Int64 = .min
    var id: UInt64 = 0
    var price: Int64 = .min
    var size: Int64 = .min
    var conditions: UInt32 = 0
    var exchange: UInt8 = 0
    var flag = false
}

extension Source {
    /// `ts_ns,recv_ns,trade_id,price,qty,buyer_is_maker`: a resting buyer met an aggressive seller.
    @inline(__always)
    mutating func parseTrade(_ cursor: inout RowCursor) -> Int64 {
        var trade = TradeContent()
        trade.time = cursor.time()
        cursor.comma()
        trade.received = cursor.optionalTime()
        cursor.comma()
        trade.id = cursor.identifier()
        cursor.comma()
        trade.price = cursor.price(scale)
        cursor.comma()
        trade.size = cursor.size(fraction: scale.quantity)
        cursor.comma()
        trade.flag = cursor.flag()
        cursor.finish()
        guard cursor.refusal == nil else { return trade.time }
        let aggressor = trade.flag ? TENON_AGGRESSOR_SELL : TENON_AGGRESSOR_BUY
        append(trade, aggressor: aggressor)
        return trade.time
    }

    /// `ts_ns,price,size,exchange,sale_condition_hex,suspicious`.
    ///
    /// A trade its source calls suspicious sets neither last price nor range. Of the source's
    /// condition bits those from 16 on go out, the place for a venue's own; the lower ones would
    /// be read as the interface's. They and the exchange's letter are checked and not carried.
    @inline(__always)
    mutating func parseTapeTrade(_ cursor: inout RowCursor) -> Int64 {
        var trade = TradeContent()
        trade.time = cursor.time()
        cursor.comma()
        trade.price = cursor.price(scale)
        cursor.comma()
        trade.size = cursor.size(fraction: scale.quantity)
        cursor.comma()
        trade.exchange = cursor.letter(.notExchange)
        cursor.comma()
        trade.conditions = cursor.hexadecimal()
        cursor.comma()
        trade.flag = cursor.flag()
        cursor.finish()
        guard cursor.refusal == nil else { return trade.time }
        append(trade, aggressor: TENON_AGGRESSOR_NONE)
        return trade.time
    }

    @inline(__always)
    private mutating func append(_ trade: TradeContent, aggressor: Int) {
        var event = tenon_ev_trade()
        event.m = market(
            TENON_TYPE_TRADE,
            bytes: MemoryLayout<tenon_ev_trade>.size,
            visible: trade.time,
            venue: trade.time,
            received: trade.received,
            sequence: trade.id
        )
        event.px = trade.price
        event.qty = trade.size
        event.trade_id = trade.id
        event.conditions = trade.conditions & ~0xFFFF
        if layout == .tapeTrades, trade.flag {
            event.conditions |= UInt32(TENON_CONDITION_NO_LAST | TENON_CONDITION_NO_RANGE)
        }
        event.aggressor = UInt8(truncatingIfNeeded: aggressor)
        head.append(event)
        marks.isRepeat = trade == lastTrade
        lastTrade = trade
    }
}
