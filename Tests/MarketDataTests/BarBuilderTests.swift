import CTenon
import Domain
import MarketData
import Support
import Testing

/// What happened to an instrument.
private enum Happening {
    case quote(time: Int64, bid: Int64, ask: Int64)
    case trade(time: Int64, price: Int64, quantity: Int64)

    var time: Int64 {
        switch self {
        case .quote(let time, _, _), .trade(let time, _, _): time
        }
    }
}

/// One bar as this test sees it.
private struct PlainBar: Equatable {
    var close: Int64
    var prices: [Int64]
    var volume: Int64
    var trades: UInt64
    var basis: UInt8

    init(close: Int64, of values: [Int64], volume: Int64, trades: Int, basis: Int) {
        self.close = close
        prices = [values[0], values.max() ?? 0, values.min() ?? 0, values[values.count - 1]]
        self.volume = volume
        self.trades = UInt64(trades)
        self.basis = UInt8(basis)
    }

    init(_ bar: tenon_ev_bar) {
        close = bar.close_ns
        prices = [bar.open, bar.high, bar.low, bar.close]
        volume = bar.volume
        trades = bar.trades
        basis = bar.basis
    }
}

@Suite("Bar builder")
struct BarBuilderTests {
    /// All bars of a stream, period by period: the straightforward way.
    private func model(_ stream: [Happening], length: Int64, until end: Int64) -> [PlainBar] {
        var bars: [PlainBar] = []
        var start: Int64 = 0
        var hasTraded = false
        while start + length <= end {
            let inside = stream.filter { $0.time >= start && $0.time < start + length }
            var mids: [Int64] = []
            var trades: [(price: Int64, quantity: Int64)] = []
            for happening in inside {
                switch happening {
                case .quote(_, let bid, let ask) where bid != none && ask != none:
                    mids.append(mid(bid, ask))
                case .quote: break
                case .trade(_, let price, let quantity): trades.append((price, quantity))
                }
            }
            if !trades.isEmpty {
                hasTraded = true
                let isKnown = trades.allSatisfy { $0.quantity != none }
                bars.append(
                    PlainBar(
                        close: start + length,
                        of: trades.map(\.price),
                        volume: isKnown ? trades.reduce(0) { $0 + $1.quantity } : none,
                        trades: trades.count,
                        basis: TENON_BASIS_LAST
                    )
                )
            } else if !hasTraded, !mids.isEmpty {
                bars.append(
                    PlainBar(
                        close: start + length,
                        of: mids,
                        volume: none,
                        trades: 0,
                        basis: TENON_BASIS_MID
                    )
                )
            }
            start += length
        }
        return bars
    }

    /// The even one of the two neighbours of a half.
    private func mid(_ bid: Int64, _ ask: Int64) -> Int64 {
        let sum = bid + ask
        if sum % 2 == 0 { return sum / 2 }
        return ((sum - 1) / 2) % 2 == 0 ? (sum - 1) / 2 : (sum + 1) / 2
    }

    private func stream(seed: UInt64, length: Int64) -> [Happening] {
        var random = SeededGenerator(seed: seed)
        var time: Int64 = 1
        let firstTrade = seed % 3 == 0 ? Int.max : Int.random(in: 0..<300, using: &random)
        return (0..<300)
            .map { place in
                // Sometimes many in a period, sometimes periods without any, often on the grid.
                time += Int64.random(in: 0...length / 4, using: &random)
                if Int.random(in: 0..<12, using: &random) == 0 { time += 3 * length }
                if Int.random(in: 0..<6, using: &random) == 0 { time += length - time % length }
                let price = Int64.random(in: -50...50, using: &random)
                if place >= firstTrade, Bool.random(using: &random) {
                    let quantity = Int64.random(in: -1...20, using: &random)
                    return .trade(
                        time: time,
                        price: price,
                        quantity: quantity < 0 && seed % 2 == 0 ? none : abs(quantity)
                    )
                }
                let hasAsk = Int.random(in: 0..<10, using: &random) > 0
                let ask = hasAsk ? price + Int64.random(in: 0...9, using: &random) : none
                return .quote(time: time, bid: price, ask: ask)
            }
    }

    @Test("makes the bars that a plain model makes", arguments: Seeds.upTo(60))
    func model(seed: UInt64) throws {
        var builder = try #require(
            BarBuilder(InstrumentID(3), period: 5, unit: UInt32(TENON_BAR_MILLISECOND))
        )
        let length = builder.length
        #expect(length == 5_000_000)
        let stream = stream(seed: seed, length: length)
        var bars: [PlainBar] = []
        for happening in stream {
            if happening.time >= builder.due { bars.append(PlainBar(builder.take())) }
            switch happening {
            case .quote(let time, let bid, let ask): builder.add(bid: bid, ask: ask, at: time)
            case .trade(let time, let price, let quantity):
                builder.add(price: price, quantity: quantity, at: time)
            }
        }
        let end = stream[stream.count - 1].time / length * length + length
        if builder.due != .max { bars.append(PlainBar(builder.take())) }
        let expected = model(stream, length: length, until: end)
        #expect(bars == expected, "seed \(seed)")
        #expect(bars.count > 20)
        #expect(builder.due == .max)
    }

    @Test("a mid that falls between two prices goes to the even one")
    func halfEven() throws {
        for (bid, ask, mid): (Int64, Int64, Int64) in [
            (1, 2, 2), (2, 3, 2), (3, 4, 4), (-1, 0, 0), (-2, -1, -2), (-3, -2, -2), (1, 4, 2),
            (10, 20, 15), (-1, 2, 0), (0, 1, 0), ((1 << 62) - 1, (1 << 62) - 2, (1 << 62) - 2),
        ] {
            var builder = try #require(
                BarBuilder(InstrumentID(1), period: 1, unit: UInt32(TENON_BAR_SECOND))
            )
            builder.add(bid: bid, ask: ask, at: 5)
            #expect(builder.take().close == mid, "\(bid) \(ask)")
        }
    }

    @Test("the bar is an event of its instrument, at its close, made by the host")
    func event() throws {
        var builder = try #require(
            BarBuilder(InstrumentID(3), period: 2, unit: UInt32(TENON_BAR_MINUTE))
        )
        let minute: Int64 = 60_000_000_000
        builder.add(price: 5, quantity: 7, at: 7 * minute)
        #expect(builder.due == 8 * minute)
        let bar = builder.take()
        #expect(bar.m.h.size == 192)
        #expect(bar.m.h.space == UInt16(TENON_SPACE_MARKET))
        #expect(bar.m.h.type == UInt16(TENON_TYPE_BAR))
        #expect(bar.m.h.flags == UInt16(TENON_EV_SYNTHETIC))
        #expect(bar.m.h.instrument == 3)
        #expect(bar.m.h.ts_ns == 8 * minute)
        #expect((bar.open_ns, bar.close_ns) == (6 * minute, 8 * minute))
        #expect((bar.period, bar.unit) == (2, UInt8(TENON_BAR_MINUTE)))
        #expect((bar.complete, bar.notional) == (1, none))
    }

    @Test("the first trade drops what quotes had begun in its period")
    func tradesReplaceQuotes() throws {
        var builder = try #require(
            BarBuilder(InstrumentID(1), period: 1, unit: UInt32(TENON_BAR_SECOND))
        )
        builder.add(bid: 1, ask: 1, at: 10)
        builder.add(price: 50, quantity: 2, at: 20)
        builder.add(bid: 99, ask: 99, at: 30)
        let bar = builder.take()
        #expect([bar.open, bar.high, bar.low, bar.close, bar.volume] == [50, 50, 50, 50, 2])
        #expect(bar.basis == UInt8(TENON_BASIS_LAST))
        builder.add(bid: 99, ask: 99, at: 2_000_000_000)
        #expect(builder.due == .max)
    }

    @Test("bars that the connector publishes are left to it, also those that had begun")
    func served() throws {
        var builder = try #require(
            BarBuilder(InstrumentID(1), period: 1, unit: UInt32(TENON_BAR_SECOND))
        )
        builder.add(bid: 1, ask: 1, at: 10)
        builder.yield()
        #expect(builder.due == .max)
        builder.add(bid: 1, ask: 1, at: 20)
        builder.add(price: 50, quantity: 2, at: 30)
        builder.add(price: 50, quantity: 2, at: 2_000_000_000)
        #expect(builder.due == .max)
    }

    /// The bar that trades with these conditions leave after an ordinary one at 50 for 2.
    private func bar(after trades: [(price: Int64, conditions: Int, kind: Int)]) throws
        -> tenon_ev_bar
    {
        var builder = try #require(
            BarBuilder(InstrumentID(1), period: 1, unit: UInt32(TENON_BAR_SECOND))
        )
        builder.add(price: 50, quantity: 2, at: 10)
        for trade in trades {
            let effect = TradeEffect(
                conditions: UInt32(trade.conditions),
                kind: UInt8(trade.kind)
            )
            builder.add(price: trade.price, quantity: 3, at: 20, effect: effect)
        }
        return builder.take()
    }

    @Test(
        "what a trade does not count for it does not move",
        arguments: [
            (0, [50, 60, 50, 60, 5]), (TENON_CONDITION_ODD_LOT, [50, 60, 50, 60, 5]),
            (TENON_CONDITION_LATE, [50, 50, 50, 50, 5]),
            (TENON_CONDITION_NO_LAST, [50, 60, 50, 50, 5]),
            (TENON_CONDITION_NO_RANGE, [50, 50, 50, 50, 5]),
            (TENON_CONDITION_NO_VOLUME, [50, 60, 50, 60, 2]), (1 << 16, [50, 60, 50, 60, 5]),
        ] as [(Int, [Int64])]
    )
    func conditions(bits: Int, expected: [Int64]) throws {
        let bar = try bar(after: [(60, bits, TENON_TRADE_REGULAR)])
        #expect([bar.open, bar.high, bar.low, bar.close, bar.volume] == expected)
        #expect(bar.trades == 2)
    }

    @Test("the report that a trade was canceled or corrected is no trade")
    func reports() throws {
        let bar = try bar(after: [(60, 0, TENON_TRADE_CANCELED), (40, 0, TENON_TRADE_CORRECTED)])
        #expect([bar.open, bar.high, bar.low, bar.close, bar.volume] == [50, 50, 50, 50, 2])
        #expect(bar.trades == 1)
    }

    @Test("volume without a price waits for one in its period and in no other")
    func heldVolume() throws {
        var builder = try #require(
            BarBuilder(InstrumentID(1), period: 1, unit: UInt32(TENON_BAR_SECOND))
        )
        let late = TradeEffect(conditions: UInt32(TENON_CONDITION_LATE), kind: 0)
        builder.add(price: 7, quantity: 100, at: 10, effect: late)
        #expect(builder.due == .max)
        builder.add(price: 8, quantity: 10, at: 1_000_000_000, effect: late)
        builder.add(price: 50, quantity: 1, at: 1_000_000_001)
        #expect(builder.due == 2_000_000_000)
        let bar = builder.take()
        #expect([bar.open, bar.high, bar.low, bar.close, bar.volume] == [50, 50, 50, 50, 11])
        #expect(bar.trades == 2)
    }

    @Test("a volume beyond 64 bits is unknown, never another number")
    func volume() throws {
        var builder = try #require(
            BarBuilder(InstrumentID(1), period: 1, unit: UInt32(TENON_BAR_SECOND))
        )
        for _ in 0..<3 { builder.add(price: 1, quantity: (1 << 62) - 1, at: 10) }
        let bar = builder.take()
        #expect(bar.volume == none)
        #expect(bar.trades == 3)
        builder.add(price: 1, quantity: 4, at: 2_000_000_000)
        #expect(builder.take().volume == 4)
    }

    @Test("periods that are no fixed time, none or too long are not built")
    func refusals() {
        for unit in [
            0, TENON_BAR_WEEK, TENON_BAR_MONTH, TENON_BAR_TICK, TENON_BAR_VOLUME,
            TENON_BAR_NOTIONAL, 99,
        ] {
            #expect(BarBuilder(InstrumentID(1), period: 1, unit: UInt32(unit)) == nil)
        }
        let day = UInt32(TENON_BAR_DAY)
        #expect(BarBuilder(InstrumentID(1), period: 0, unit: day) == nil)
        #expect(BarBuilder(InstrumentID(1), period: 366, unit: day) != nil)
        #expect(BarBuilder(InstrumentID(1), period: 367, unit: day) == nil)
        #expect(BarBuilder(InstrumentID(1), period: .max, unit: day) == nil)
    }
}
