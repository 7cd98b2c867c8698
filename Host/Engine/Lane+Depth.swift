import CTenon
import Domain
import Memory

// Changes of order books: kept as levels, and shown as the touch that risk and marks read.

extension Lane {
    /// Takes a change or a snapshot of an order book into `depths`.
    ///
    /// Once the instrument has a book its best levels are the touch of `markets`, as of now; where
    /// quotes come as well, the touch is of whichever came last. Changes before the first whole
    /// snapshot do nothing. Of a snapshot in parts with one missing nothing is kept: there is no
    /// book until the next.
    ///
    /// - Parameters:
    ///   - record: A BOOK or a SNAPSHOT of price levels, as the validator lets them in.
    ///   - header: Its head.
    /// - Returns: Whether the change is whole: `false` while more events or parts belong to it.
    mutating func applyDepth(_ record: RecordRun, _ header: tenon_ev) -> Bool {
        let instrument = InstrumentID(header.instrument)
        if header.type == UInt16(TENON_TYPE_BOOK) {
            applyChange(record, instrument)
        } else if !applySnapshot(record, instrument) {
            return false
        }
        guard header.flags & UInt16(TENON_EV_MORE) == 0 else { return false }
        if depths.hasBook(instrument) { showTouch(instrument) }
        return true
    }

    private mutating func applyChange(_ record: RecordRun, _ instrument: InstrumentID) {
        let change = record.view(at: 0, as: tenon_ev_book.self)
        let side: Side = change[\.side] == UInt8(TENON_BUY) ? .buy : .sell
        switch Int(change[\.action]) {
        case TENON_BOOK_CLEAR:
            let isBoth = change[\.side] == 0
            if isBoth || side == .buy { depths.clear(instrument, .buy) }
            if isBoth || side == .sell { depths.clear(instrument, .sell) }
        case TENON_BOOK_REMOVE:
            depths.set(instrument, side: side, price: change[\.px], quantity: 0)
        default:
            depths.set(instrument, side: side, price: change[\.px], quantity: change[\.qty])
        }
    }

    /// - Returns: Whether it was the last part.
    private mutating func applySnapshot(_ record: RecordRun, _ instrument: InstrumentID) -> Bool {
        let snapshot = record.load(at: 0, as: tenon_ev_snapshot.self)
        guard depths.beginPart(instrument, Int(snapshot.part)) else {
            loseBook(instrument)
            return false
        }
        let bids = Int(snapshot.bids)
        for level in 0..<(bids + Int(snapshot.asks)) {
            let offset = MemoryLayout<tenon_ev_snapshot>.size + level * Int(snapshot.level_size)
            let one = record.load(at: offset, as: tenon_level.self)
            depths.set(
                instrument,
                side: level < bids ? .buy : .sell,
                price: one.px,
                quantity: one.qty
            )
        }
        guard snapshot.part + 1 == snapshot.parts else { return false }
        depths.endSnapshot(instrument)
        return true
    }

    /// A gap in the stream of book changes: the book is lost until the next whole snapshot.
    mutating func applyGap(_ gap: tenon_ev_control) {
        guard gap.id == 0 || gap.id & UInt64(TENON_STREAM_BOOK) != 0 else { return }
        if gap.h.instrument != 0 { return loseBook(InstrumentID(gap.h.instrument)) }
        for index in 0..<instruments.count { loseBook(instruments[index].id) }
    }

    /// Forgets a book.
    ///
    /// Its touch stays as the last that was known, for marks and the rule on stale
    /// data to judge; nothing can be had at it.
    private mutating func loseBook(_ instrument: InstrumentID) {
        let hadBook = depths.hasBook(instrument)
        depths.clear(instrument)
        guard hadBook else { return }
        markets[instrument.index].bidQuantity = 0
        markets[instrument.index].askQuantity = 0
    }

    private mutating func showTouch(_ instrument: InstrumentID) {
        let place = instrument.index
        let bid = depths.best(instrument, .buy)
        let ask = depths.best(instrument, .sell)
        markets[place].bid = bid?.price ?? Domain.none
        markets[place].bidQuantity = bid?.quantity ?? 0
        markets[place].ask = ask?.price ?? Domain.none
        markets[place].askQuantity = ask?.quantity ?? 0
        markets[place].quoteTime = now
        if builders.count > 0 {
            build(instrument, quote: (markets[place].bid, markets[place].ask))
        }
    }
}
