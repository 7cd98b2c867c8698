import TenonKit

extension Source {
    /// Levels a snapshot event carries at most; a larger snapshot goes out in parts.
    static var levelsPerPart: Int { 60 }

    /// `recv_ns,event_ns,kind,first_update_id,last_update_id,prev_update_id,side,price,qty`.
    ///
    /// A change is one event; the rows of a snapshot are collected until another row ends it.
    mutating func parseLevel(_ cursor: inout RowCursor) -> Int64 {
        let row = levelRow(&cursor)
        guard cursor.refusal == nil, isInSpan(row.received) else { return row.received }
        guard book.continues(row) else {
            // This row comes again, after the snapshot it has ended.
            unread()
            return appendSnapshot()
        }
        if row.isSnapshot {
            book.collect(row)
            return row.received
        }
        guard let snapshot = book.snapshotUpdate else {
            if !book.hold(row) { cursor.refuse(.beforeSnapshot) }
            return row.received
        }
        guard row.last > snapshot else {
            cursor.refuse(.inSnapshot)
            return row.received
        }
        append(row, visible: row.received)
        return row.received
    }

    /// Puts the collected snapshot and the changes kept for it into `head`.
    ///
    /// - Returns: When they become visible: with the snapshot.
    mutating func appendSnapshot() -> Int64 {
        let visible = book.levels.first?.received ?? 0
        let update = book.levels.first?.last ?? 0
        let venue = book.levels.first?.venue ?? TENON_NONE
        let (bids, asks, newer, dropped) = book.takeSnapshot()
        tally.refuse(.beforeSnapshot, rows: dropped)
        let levels = bids + asks
        let parts = max(1, (levels.count + Self.levelsPerPart - 1) / Self.levelsPerPart)
        for part in 0..<parts {
            let from = part * Self.levelsPerPart
            let chosen = levels[from..<min(from + Self.levelsPerPart, levels.count)]
            let bytes = MemoryLayout<tenon_ev_snapshot>.size + chosen.count * 32
            var event = tenon_ev_snapshot()
            event.m = market(
                TENON_TYPE_SNAPSHOT,
                bytes: (bytes + 63) & ~63,
                visible: visible,
                venue: venue,
                received: visible,
                sequence: update
            )
            if parts > 1 { event.m.h.flags = UInt16(truncatingIfNeeded: TENON_EV_SNAPSHOT_PART) }
            event.bids = UInt32(chosen.count { $0.side == UInt8(ascii: "b") })
            event.asks = UInt32(chosen.count) - event.bids
            event.part = UInt16(truncatingIfNeeded: part)
            event.parts = UInt16(truncatingIfNeeded: parts)
            event.level_size = UInt16(MemoryLayout<tenon_level>.size)
            head.append(event)
            for row in chosen { head.append(level(row)) }
            head.pad()
        }
        for (index, row) in newer.enumerated() {
            if index > 0, row.belongs(to: newer[index - 1]) { flagLastChange() }
            append(row, visible: visible)
        }
        marks.rows = levels.count + newer.count
        return visible
    }

    /// Tells that the change before goes on with the one to come.
    private mutating func flagLastChange() {
        let last = head.count - MemoryLayout<tenon_ev_book>.size
        head.setFlags(UInt16(truncatingIfNeeded: TENON_EV_MORE), at: last)
    }

    private mutating func append(_ row: BookReader.Row, visible: Int64) {
        if book.misses(before: row) { appendGap(visible: visible) }
        var event = tenon_ev_book()
        event.m = market(
            TENON_TYPE_BOOK,
            bytes: MemoryLayout<tenon_ev_book>.size,
            visible: visible,
            venue: row.venue,
            received: row.received,
            sequence: row.last
        )
        event.px = row.price
        event.qty = row.quantity
        event.side = side(row)
        event.action = UInt8(truncatingIfNeeded: TENON_BOOK_SET)
        head.append(event)
    }

    /// Says that updates are missing before this one.
    private mutating func appendGap(visible: Int64) {
        var event = tenon_ev_control()
        event.h.size = UInt32(MemoryLayout<tenon_ev_control>.size)
        event.h.space = UInt16(truncatingIfNeeded: TENON_SPACE_CONTROL)
        event.h.type = UInt16(truncatingIfNeeded: TENON_TYPE_GAP)
        event.h.instrument = instrument
        event.h.ts_ns = visible
        event.id = UInt64(TENON_STREAM_BOOK)
        event.arg = UInt64(TENON_GAP_VENUE)
        event.i64 = TENON_NONE
        head.append(event)
        tally.gaps += 1
    }

    private func level(_ row: BookReader.Row) -> tenon_level {
        var level = tenon_level()
        level.px = row.price
        level.qty = row.quantity
        level.side = side(row)
        return level
    }

    private func side(_ row: BookReader.Row) -> UInt8 {
        UInt8(truncatingIfNeeded: row.side == UInt8(ascii: "b") ? TENON_BUY : TENON_SELL)
    }

    private func levelRow(_ cursor: inout RowCursor) -> BookReader.Row {
        var row = BookReader.Row()
        row.received = cursor.time()
        cursor.comma()
        row.venue = cursor.optionalTime()
        cursor.comma()
        let kind = unsafe cursor.text()
        row.isSnapshot = unsafe kind.elementsEqual(StaticString("snapshot").bytes)
        let isKnown = unsafe row.isSnapshot || kind.elementsEqual(StaticString("diff").bytes)
        if !isKnown { cursor.refuse(.notKind) }
        cursor.comma()
        row.first = cursor.identifier()
        cursor.comma()
        row.last = cursor.identifier()
        cursor.comma()
        row.previous = cursor.identifier()
        cursor.comma()
        row.side = cursor.letter(.notSide)
        if row.side != UInt8(ascii: "a"), row.side != UInt8(ascii: "b") { cursor.refuse(.notSide) }
        cursor.comma()
        row.price = cursor.price(scale)
        cursor.comma()
        row.quantity = cursor.size(fraction: scale.quantity)
        cursor.finish()
        return row
    }
}
