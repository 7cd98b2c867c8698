import TenonKit

/// What two quotes are compared by: all but the times.
struct QuoteContent: Equatable {
    var bid: Int64 = .min
    var bidSize: Int64 = .min
    var ask: Int64 = .min
    var askSize: Int64 = .min

    /// Whether there is a bid and an ask.
    @inline(__always) var hasBothSides: Bool { bid != .min && ask != .min }
}

extension Source {
    /// `ts_ns,bid,ask`: sizes are unknown unless the configuration gives them.
    @inline(__always)
    mutating func parseQuote(_ cursor: inout RowCursor) -> Int64 {
        let time = cursor.time()
        cursor.comma()
        let size = plan.instrument.fixedSize ?? TENON_NONE
        var quote = QuoteContent(bidSize: size, askSize: size)
        quote.bid = cursor.price(scale)
        cursor.comma()
        quote.ask = cursor.price(scale)
        cursor.finish()
        guard cursor.refusal == nil else { return time }
        append(quote, visible: time, venue: time, received: TENON_NONE, sequence: 0)
        return time
    }

    /// `recv_ns,event_ns,update_id,bid,bid_qty,ask,ask_qty`.
    @inline(__always)
    mutating func parseSizedQuote(_ cursor: inout RowCursor) -> Int64 {
        let received = cursor.time()
        cursor.comma()
        let venue = cursor.optionalTime()
        cursor.comma()
        let sequence = cursor.identifier()
        cursor.comma()
        var quote = QuoteContent()
        quote.bid = cursor.optionalPrice(scale)
        cursor.comma()
        quote.bidSize = cursor.size(fraction: scale.quantity)
        cursor.comma()
        quote.ask = cursor.optionalPrice(scale)
        cursor.comma()
        quote.askSize = cursor.size(fraction: scale.quantity)
        cursor.finish()
        guard cursor.refusal == nil else { return received }
        if let fixedSize = plan.instrument.fixedSize {
            quote.bidSize = fixedSize
            quote.askSize = fixedSize
        }
        guard quote.hasBothSides || completeOneSided(&quote) else {
            cursor.refuse(.bothSidesMissing)
            return received
        }
        append(quote, visible: received, venue: venue, received: received, sequence: sequence)
        return received
    }

    /// Writes the missing side of a quote as the interface wants it: no price, and 0 there.
    ///
    /// - Returns: `false` when both sides are missing.
    private mutating func completeOneSided(_ quote: inout QuoteContent) -> Bool {
        if quote.bid == .min, quote.ask == .min { return false }
        if quote.bid == .min { quote.bidSize = 0 } else { quote.askSize = 0 }
        marks.isOneSided = true
        return true
    }

    @inline(__always)
    private mutating func append(
        _ quote: QuoteContent,
        visible: Int64,
        venue: Int64,
        received: Int64,
        sequence: UInt64
    ) {
        var event = tenon_ev_quote()
        event.m = market(
            TENON_TYPE_QUOTE,
            bytes: MemoryLayout<tenon_ev_quote>.size,
            visible: visible,
            venue: venue,
            received: received,
            sequence: sequence
        )
        event.bid_px = quote.bid
        event.bid_qty = quote.bidSize
        event.ask_px = quote.ask
        event.ask_qty = quote.askSize
        head.append(event)
        if quote.hasBothSides { markSides(bid: quote.bid, ask: quote.ask) }
        marks.isRepeat = quote == lastQuote
        lastQuote = quote
    }

    /// Notes whether bid and ask are crossed or locked.
    @inline(__always)
    mutating func markSides(bid: Int64, ask: Int64) {
        marks.isCrossed = bid > ask
        marks.isLocked = bid == ask
    }

    /// The head that every market event begins with.
    @inline(__always)
    func market(
        _ type: Int,
        bytes: Int,
        visible: Int64,
        venue: Int64,
        received: Int64,
        sequence: UInt64
    ) -> tenon_ev_mkt {
        var head = tenon_ev_mkt()
        head.h.size = UInt32(truncatingIfNeeded: bytes)
        head.h.space = UInt16(truncatingIfNeeded: TENON_SPACE_MARKET)
        head.h.type = UInt16(truncatingIfNeeded: type)
        head.h.instrument = instrument
        head.h.ts_ns = visible
        head.ts_venue_ns = venue
        head.ts_recv_ns = received
        head.venue_seq = sequence
        head.source = plan.number
        return head
    }
}
