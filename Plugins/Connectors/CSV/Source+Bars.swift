import TenonKit

/// The length of a bar.
struct BarPeriod: Equatable {
    /// How many units, from 1 on.
    let count: UInt32
    /// `TENON_BAR_SECOND` to `TENON_BAR_WEEK`.
    let unit: UInt8
    /// The whole length.
    let nanoseconds: Int64

    /// A day of UTC.
    static let day = BarPeriod(
        count: 1,
        unit: UInt8(truncatingIfNeeded: TENON_BAR_DAY),
        nanoseconds: CalendarDay.nanoseconds
    )
}

/// The prices of one bar.
private struct BarPrices {
    var open: Int64 = 0
    var high: Int64 = 0
    var low: Int64 = 0
    var close: Int64 = 0

    /// Whether high and low enclose the other two.
    var isSound: Bool { high >= max(open, close, low) && low <= min(open, close) }
}

extension Source {
    /// `ts_ns,open,high,low,close,volume`.
    mutating func parseBar(_ cursor: inout RowCursor) -> Int64 {
        let stamp = cursor.time()
        cursor.comma()
        let prices = barPrices(&cursor)
        cursor.comma()
        let volume = volume(&cursor)
        cursor.finish()
        let close = closeTime(of: stamp)
        guard cursor.refusal == nil else { return close }
        append(prices, volume: volume, basis: TENON_BASIS_LAST, close: close)
        return close
    }

    /// `ts_ns,bid_open,…,bid_close,ask_open,…,ask_close`: the bid bar goes out first.
    mutating func parseQuoteBars(_ cursor: inout RowCursor) -> Int64 {
        let stamp = cursor.time()
        cursor.comma()
        let bid = barPrices(&cursor)
        cursor.comma()
        let ask = barPrices(&cursor)
        cursor.finish()
        let close = closeTime(of: stamp)
        guard cursor.refusal == nil else { return close }
        append(bid, volume: TENON_NONE, basis: TENON_BASIS_BID, close: close)
        append(ask, volume: TENON_NONE, basis: TENON_BASIS_ASK, close: close)
        markSides(bid: bid.close, ask: ask.close)
        return close
    }

    /// `date,symbol,open,high,low,close,volume`: a session's bar, its day in UTC.
    mutating func parseDailyBar(_ cursor: inout RowCursor) -> Int64 {
        let stamp = cursor.day() &* CalendarDay.nanoseconds
        cursor.comma()
        if cursor.isEmptyField { cursor.refuse(.unknownSymbol) }
        _ = unsafe cursor.text()
        cursor.comma()
        let prices = barPrices(&cursor)
        cursor.comma()
        let volume = volume(&cursor)
        cursor.finish()
        let close = closeTime(of: stamp)
        guard cursor.refusal == nil else { return close }
        append(prices, volume: volume, basis: TENON_BASIS_LAST, close: close)
        return close
    }

    /// `date,symbol,right,strike,expiry,style,bid_open,…,ask_close,ask_size`.
    ///
    /// The sizes are those of the last quote, not a volume: they are checked and not carried.
    mutating func parseOptionBars(_ cursor: inout RowCursor) -> Int64 {
        let stamp = cursor.day() &* CalendarDay.nanoseconds
        cursor.comma()
        if cursor.isEmptyField { cursor.refuse(.unknownSymbol) }
        _ = unsafe cursor.text()
        cursor.comma()
        let contract = OptionContract(&cursor)
        cursor.comma()
        let bid = optionalBarPrices(&cursor)
        cursor.comma()
        _ = cursor.size(fraction: scale.quantity)
        cursor.comma()
        let ask = optionalBarPrices(&cursor)
        cursor.comma()
        _ = cursor.size(fraction: scale.quantity)
        cursor.finish()
        if bid == nil, ask == nil { cursor.refuse(.bothSidesMissing) }
        let close = closeTime(of: stamp)
        guard cursor.refusal == nil, let contract,
            let handle = plan.contracts[contract]
        else {
            cursor.refuse(.notContract)
            return close
        }
        instrument = handle
        if let bid { append(bid, volume: TENON_NONE, basis: TENON_BASIS_BID, close: close) }
        if let ask { append(ask, volume: TENON_NONE, basis: TENON_BASIS_ASK, close: close) }
        if let bid, let ask { markSides(bid: bid.close, ask: ask.close) }
        marks.isOneSided = (bid == nil) != (ask == nil)
        return close
    }

    /// The end of the bar whose open or close, as configured, is stamped.
    private func closeTime(of stamp: Int64) -> Int64 {
        plan.stampIsClose ? stamp : stamp &+ plan.period.nanoseconds
    }

    private func barPrices(_ cursor: inout RowCursor) -> BarPrices {
        var prices = BarPrices()
        prices.open = cursor.price(scale)
        cursor.comma()
        prices.high = cursor.price(scale)
        cursor.comma()
        prices.low = cursor.price(scale)
        cursor.comma()
        prices.close = cursor.price(scale)
        if cursor.refusal == nil, !prices.isSound { cursor.refuse(.highLow) }
        return prices
    }

    /// The prices of one side of a quote; `nil` when all four are missing.
    private func optionalBarPrices(_ cursor: inout RowCursor) -> BarPrices? {
        guard cursor.isEmptyField else { return barPrices(&cursor) }
        for field in 0..<4 {
            if field > 0 { cursor.comma() }
            if !cursor.isEmptyField { cursor.refuse(.missingPrice) }
        }
        return nil
    }

    private mutating func volume(_ cursor: inout RowCursor) -> Int64 {
        switch plan.volume {
        case .exact: return cursor.size(fraction: scale.quantity)
        case .unknown:
            _ = unsafe cursor.text()
            return TENON_NONE
        case .nearest:
            let volume = cursor.size(fraction: scale.quantity, rounding: true)
            marks.isRounded = cursor.didRound
            return volume
        }
    }

    private mutating func append(_ prices: BarPrices, volume: Int64, basis: Int, close: Int64) {
        var event = tenon_ev_bar()
        event.m = market(
            TENON_TYPE_BAR,
            bytes: MemoryLayout<tenon_ev_bar>.size,
            visible: close,
            venue: close,
            received: TENON_NONE,
            sequence: 0
        )
        event.open_ns = close &- plan.period.nanoseconds
        event.close_ns = close
        event.open = prices.open
        event.high = prices.high
        event.low = prices.low
        event.close = prices.close
        event.volume = volume
        event.notional = TENON_NONE
        event.period = plan.period.count
        event.unit = plan.period.unit
        event.basis = UInt8(truncatingIfNeeded: basis)
        event.complete = 1
        head.append(event)
    }
}
