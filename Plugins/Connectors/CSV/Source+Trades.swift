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
        append(trade, aggressor: UInt8(truncatingIfNeeded: aggressor), kind: 0)
        return trade.time
    }

    /// `ts_ns,price,size,exchange,sale_condition_hex,suspicious`.
    ///
    /// The conditions go out as they are, a suspicious trade as kind 1. The exchange's letter is
    /// checked and not carried: the interface has no number for a venue yet.
    @inline(__always)
    mutating func parseTapeTrade(_ cursor: inout RowCursor) -> Int64 {
        var trade = TradeContent()
        trade.time = cursor.time()
        cursor.comma()
        trade.price = cursor.price(scale)
        cursor.comma()
        trade.size = cursor.size(fraction: scale.quantity)
        cursor.comma()
        trade.exchange = cursor.letter()
        cursor.comma()
        trade.conditions = cursor.hexadecimal()
        cursor.comma()
        trade.flag = cursor.flag()
        cursor.finish()
        guard cursor.refusal == nil else { return trade.time }
        append(
            trade,
            aggressor: UInt8(truncatingIfNeeded: TENON_AGGRESSOR_NONE),
            kind: trade.flag ? 1 : 0
        )
        return trade.time
    }

    @inline(__always)
    private mutating func append(_ trade: TradeContent, aggressor: UInt8, kind: UInt8) {
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
        event.conditions = trade.conditions
        event.aggressor = aggressor
        event.kind = kind
        head.append(event)
        marks.isRepeat = trade == lastTrade
        lastTrade = trade
    }
}
