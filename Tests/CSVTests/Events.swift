import CTenon

/// The events of published bytes, one by one, stepped by their size.
struct Events: Sequence, IteratorProtocol {
    /// One event, and what a test reads of it.
    struct Event {
        fileprivate let bytes: ArraySlice<UInt8>

        /// The first 32 bytes.
        var head: tenon_ev { read(tenon_ev.self) }

        /// The event as its struct.
        func read<Layout: BitwiseCopyable>(_ type: Layout.Type) -> Layout {
            unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: type) }
        }

        /// The event when it is of that kind.
        func market<Layout: BitwiseCopyable>(_ type: Int, _ layout: Layout.Type) -> Layout? {
            Int(head.space) == TENON_SPACE_MARKET && Int(head.type) == type ? read(layout) : nil
        }

        /// The levels of a snapshot.
        var levels: [tenon_level] {
            let snapshot = read(tenon_ev_snapshot.self)
            return (0..<Int(snapshot.bids + snapshot.asks))
                .map { index in
                    unsafe bytes.withUnsafeBytes {
                        unsafe $0.loadUnaligned(
                            fromByteOffset: 128 + index * Int(snapshot.level_size),
                            as: tenon_level.self
                        )
                    }
                }
        }
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func next() -> Event? {
        guard rest.count >= 32 else { return nil }
        let size = Int(Event(bytes: rest).head.size)
        guard size >= 32, size % 64 == 0, size <= rest.count else {
            preconditionFailure("an event of \(size) bytes with \(rest.count) left")
        }
        defer { rest = rest.dropFirst(size) }
        return Event(bytes: rest.prefix(size))
    }
}

extension FeedHost {
    /// Quotes in the order published.
    var quotes: [tenon_ev_quote] {
        Events(bytes).compactMap { $0.market(TENON_TYPE_QUOTE, tenon_ev_quote.self) }
    }
    /// Trades in the order published.
    var trades: [tenon_ev_trade] {
        Events(bytes).compactMap { $0.market(TENON_TYPE_TRADE, tenon_ev_trade.self) }
    }
    /// Changes of the order book in the order published.
    var changes: [tenon_ev_book] {
        Events(bytes).compactMap { $0.market(TENON_TYPE_BOOK, tenon_ev_book.self) }
    }
    /// Snapshots, each with its levels.
    var snapshots: [(head: tenon_ev_snapshot, levels: [tenon_level])] {
        Events(bytes)
            .compactMap { event in
                event.market(TENON_TYPE_SNAPSHOT, tenon_ev_snapshot.self).map { ($0, event.levels) }
            }
    }
    /// Bars in the order published.
    var bars: [tenon_ev_bar] {
        Events(bytes).compactMap { $0.market(TENON_TYPE_BAR, tenon_ev_bar.self) }
    }
    /// Control events of one type.
    func controls(_ type: Int) -> [tenon_ev_control] {
        Events(bytes)
            .filter { Int($0.head.space) == TENON_SPACE_CONTROL && Int($0.head.type) == type }
            .map { $0.read(tenon_ev_control.self) }
    }
    /// Market events, the levels of a snapshot one by one.
    var marketEvents: Int {
        Events(bytes)
            .reduce(0) { sum, event in
                guard Int(event.head.space) == TENON_SPACE_MARKET else { return sum }
                return sum
                    + (Int(event.head.type) == TENON_TYPE_SNAPSHOT ? event.levels.count : 1)
            }
    }
}
