import Domain
import Orders
import Support
import Testing

/// The trigger of an order of a type with a level of 100.
private func trigger(
    _ type: OrderType,
    _ side: Side,
    source: TriggerSource = .last,
    stop: Int64 = 100
) -> Trigger {
    let order = sample(side: side, type: type) { terms in
        terms.stopPrice = stop
        terms.trigger = source
        terms.trail = 5
        terms.trailUnit = .price
    }
    return Trigger(of: order, instrument: instrument(), market: MarketState(), onBars: false)
}

/// A trailing stop of a side with a distance and no stop price, in a market or after a close.
private func trail(
    _ side: Side,
    _ distance: Int64,
    _ unit: TrailUnit,
    source: TriggerSource = .last,
    tick: Int64 = 1,
    in market: MarketState = MarketState(),
    onBars: Bool = false
) -> Trigger {
    let order = sample(side: side, type: .trailingStop) { terms in
        terms.trail = distance
        terms.trailUnit = unit
        terms.trigger = source
    }
    return Trigger(of: order, instrument: instrument(tick: tick), market: market, onBars: onBars)
}

/// The types and sides that wait for a price from below and those from above.
private let rising: [(OrderType, Side)] = [
    (.stop, .buy), (.stopLimit, .buy), (.trailingStop, .buy), (.trailingStopLimit, .buy),
    (.marketIfTouched, .sell), (.limitIfTouched, .sell),
]
private let falling: [(OrderType, Side)] = [
    (.stop, .sell), (.stopLimit, .sell), (.trailingStop, .sell), (.trailingStopLimit, .sell),
    (.marketIfTouched, .buy), (.limitIfTouched, .buy),
]

@Suite("Trigger")
struct TriggerTests {
    /// Markets in which the price of a source is `price` and every other price is not.
    private func markets(_ source: TriggerSource, _ side: Side, at price: Int64)
        -> [MarketState]
    {
        // A decoy triggers nothing by itself: it is read only where the source is wrong.
        switch source {
        case .last:
            [
                market(bid: 1, ask: 1_000, last: price), market(last: price),
                side == .buy ? market(bid: 1, ask: price) : market(bid: price, ask: 1_000),
            ]
        case .bid: [market(bid: price, ask: 1_000, last: 1), market(bid: price)]
        case .ask: [market(bid: 1, ask: price, last: 1_000), market(ask: price)]
        case .mark:
            [
                market(bid: price - 7, ask: price + 7, last: price < 100 ? 1_000 : 1),
                market(last: price), market(bid: 500, last: price), market(ask: 2, last: price),
                side == .buy ? market(ask: price) : market(bid: price),
            ]
        }
    }

    @Test(
        "every type and side waits for its own side of the level, at each source",
        arguments: [TriggerSource.last, .bid, .ask, .mark]
    )
    func reach(source: TriggerSource) {
        for (type, side) in rising + falling {
            let trigger = trigger(type, side, source: source)
            let isRising = rising.contains { $0 == (type, side) }
            #expect(trigger.isRising == isRising, "\(type) \(side)")
            for (price, expected) in [(99, !isRising), (100, true), (101, isRising)] {
                for market in markets(source, side, at: Int64(price)) {
                    #expect(
                        trigger.isReached(by: market) == expected,
                        "\(type) \(side) of \(source) at \(price) in \(market)"
                    )
                    #expect(trigger.price(market) == Int64(price))
                }
            }
        }
    }

    @Test("nothing is reached while its price is unknown")
    func unknown() {
        for (type, side) in rising + falling {
            for source in [TriggerSource.last, .bid, .ask, .mark] {
                let trigger = trigger(type, side, source: source)
                #expect(!trigger.isReached(by: MarketState()))
                #expect(trigger.price(MarketState()) == Domain.none)
            }
            #expect(!trigger(type, side, source: .bid).isReached(by: market(ask: 100, last: 100)))
            #expect(!trigger(type, side, source: .ask).isReached(by: market(bid: 100, last: 100)))
        }
        // The other side's touch is no substitute for a last trade.
        #expect(!trigger(.stop, .buy).isReached(by: market(bid: 100)))
        #expect(!trigger(.stop, .sell).isReached(by: market(ask: 100)))
    }

    @Test("half a unit short of a level is not there, of rising and falling, also below zero")
    func exactMid() {
        let up = trigger(.stop, .buy, source: .mark)
        let down = trigger(.stop, .sell, source: .mark)
        #expect(!up.isReached(by: market(bid: 99, ask: 100)))
        #expect(!down.isReached(by: market(bid: 100, ask: 101)))
        #expect(up.isReached(by: market(bid: 99, ask: 101)))
        #expect(down.isReached(by: market(bid: 99, ask: 101)))
        let deepUp = trigger(.stop, .buy, source: .mark, stop: -100)
        let deepDown = trigger(.stop, .sell, source: .mark, stop: -100)
        #expect(!deepUp.isReached(by: market(bid: -101, ask: -100)))
        #expect(!deepDown.isReached(by: market(bid: -100, ask: -99)))
        #expect(deepUp.isReached(by: market(bid: -105, ask: -95)))
        #expect(deepDown.isReached(by: market(bid: -105, ask: -95)))
    }

    @Test("the mid of prices whose sum leaves the reach is still between them")
    func widestMid() {
        let top = market(bid: .max - 3, ask: .max - 1)
        #expect(trigger(.stop, .buy, source: .mark, stop: .max - 2).isReached(by: top))
        #expect(!trigger(.stop, .buy, source: .mark, stop: .max - 1).isReached(by: top))
        #expect(trigger(.stop, .sell, source: .mark, stop: .max - 2).isReached(by: top))
        #expect(!trigger(.stop, .sell, source: .mark, stop: .max - 3).isReached(by: top))
        let bottom = market(bid: .min + 1, ask: .min + 3)
        #expect(trigger(.stop, .sell, source: .mark, stop: .min + 2).isReached(by: bottom))
        #expect(!trigger(.stop, .sell, source: .mark, stop: .min + 1).isReached(by: bottom))
        let whole = market(bid: .min + 1, ask: .max)
        #expect(trigger(.stop, .buy, source: .mark, stop: 0).price(whole) == 0)
    }

    @Test("a bar reaches a level at its open or inside, or not")
    func bars() {
        for (type, side) in rising {
            let trigger = trigger(type, side)
            #expect(trigger.reach(bar(100, 100, 90, 95)) == .open, "\(type) \(side)")
            #expect(trigger.reach(bar(105, 110, 101, 105)) == .open, "\(type) \(side)")
            #expect(trigger.reach(bar(99, 100, 90, 95)) == .inside, "\(type) \(side)")
            #expect(trigger.reach(bar(99, 99, 90, 99)) == .no, "\(type) \(side)")
        }
        for (type, side) in falling {
            let trigger = trigger(type, side)
            #expect(trigger.reach(bar(100, 110, 100, 105)) == .open, "\(type) \(side)")
            #expect(trigger.reach(bar(95, 110, 90, 105)) == .open, "\(type) \(side)")
            #expect(trigger.reach(bar(101, 110, 100, 105)) == .inside, "\(type) \(side)")
            #expect(trigger.reach(bar(101, 110, 101, 101)) == .no, "\(type) \(side)")
        }
    }
}

@Suite("Trailing trigger")
struct TrailingTriggerTests {
    /// Where a trail begins, at a bid and ask around a price or at it.
    private func level(
        _ side: Side,
        _ distance: Int64,
        _ unit: TrailUnit,
        at price: Int64,
        tick: Int64 = 1
    ) -> Int64 {
        trail(side, distance, unit, tick: tick, in: market(last: price)).level
    }

    @Test("a trail begins one distance from the price, in prices, ticks and basis points")
    func beginning() {
        #expect(level(.sell, 30, .price, at: 1_000, tick: 5) == 970)
        #expect(level(.buy, 30, .price, at: 1_000, tick: 5) == 1_030)
        #expect(level(.sell, 3, .ticks, at: 1_000, tick: 5) == 985)
        #expect(level(.buy, 3, .ticks, at: 1_000, tick: 5) == 1_015)
        // 1 % of 1,000 is 10, two ticks; of 1,005 it is 10.05, three.
        #expect(level(.sell, 100, .basisPoints, at: 1_000, tick: 5) == 990)
        #expect(level(.sell, 100, .basisPoints, at: 1_005, tick: 5) == 990)
        #expect(level(.buy, 100, .basisPoints, at: 1_005, tick: 5) == 1_020)
    }

    @Test("below zero the distance of basis points is that of the price without its sign")
    func negative() {
        #expect(level(.sell, 30, .price, at: -1_000) == -1_030)
        #expect(level(.buy, 30, .price, at: -1_000) == -970)
        #expect(level(.sell, 100, .basisPoints, at: -1_005, tick: 5) == -1_020)
        #expect(level(.buy, 100, .basisPoints, at: -1_005, tick: 5) == -990)
        #expect(level(.sell, 100, .basisPoints, at: 0, tick: 5) == 0)
    }

    @Test("it follows a price that gets better and never goes back")
    func following() {
        var sell = trail(.sell, 10, .price, in: market(last: 100))
        var levels: [Int64] = []
        for price: Int64 in [104, 95, 103, 110] {
            #expect(!sell.isReached(by: market(last: price)))
            sell.follow(market(last: price))
            levels.append(sell.level)
        }
        #expect(levels == [94, 94, 94, 100])
        #expect(sell.isReached(by: market(last: 100)) && !sell.isReached(by: market(last: 101)))
        var buy = trail(.buy, 10, .price, in: market(last: 100))
        levels = []
        for price: Int64 in [96, 105, 97, 90] {
            buy.follow(market(last: price))
            levels.append(buy.level)
        }
        #expect(levels == [106, 106, 106, 100])
        #expect(buy.isReached(by: market(last: 100)) && !buy.isReached(by: market(last: 99)))
    }

    @Test("a given stop price is where it begins; a moved one where it goes on")
    func given() {
        let order = sample(side: .sell, type: .trailingStop) { terms in
            terms.stopPrice = 80
            terms.trail = 10
            terms.trailUnit = .price
        }
        let now = market(last: 100)
        var trigger = Trigger(of: order, instrument: instrument(), market: now, onBars: false)
        #expect(trigger.level == 80)
        trigger.follow(market(last: 89))
        #expect(trigger.level == 80)
        trigger.follow(market(last: 91))
        #expect(trigger.level == 81)
        trigger.move(to: 70)
        #expect(trigger.level == 70)
        trigger.follow(market(last: 81))
        #expect(trigger.level == 71)
    }

    @Test("a stop that does not trail stays where it is")
    func fixed() {
        for (type, side) in rising + falling where !type.isTrailing {
            var trigger = trigger(type, side)
            trigger.follow(market(last: 500))
            trigger.follow(market(last: 1))
            trigger.follow(bar(50, 500, 1, 50))
            #expect(trigger.level == 100, "\(type) \(side)")
        }
    }

    @Test("without a price it begins at the first")
    func late() {
        for onBars in [false, true] {
            var trigger = trail(.buy, 10, .price, onBars: onBars)
            #expect(trigger.level == Domain.none)
            #expect(!trigger.isReached(by: market(last: 1_000)))
            #expect(trigger.reach(bar(5, 9, 1, 5)) == .no)
            trigger.follow(MarketState())
            #expect(trigger.level == Domain.none)
            if onBars {
                trigger.follow(bar(50, 60, 40, 50))
            } else {
                trigger.follow(market(last: 40))
            }
            #expect(trigger.level == 50)
        }
    }

    @Test("the middle of a touch is followed exactly, half a unit rounded away from it")
    func mid() {
        let even = market(bid: 98, ask: 102)
        let odd = market(bid: 98, ask: 103)
        #expect(trail(.sell, 10, .price, source: .mark, in: even).level == 90)
        #expect(trail(.buy, 10, .price, source: .mark, in: even).level == 110)
        // 100.5: 90.5 and 110.5.
        #expect(trail(.sell, 10, .price, source: .mark, in: odd).level == 90)
        #expect(trail(.buy, 10, .price, source: .mark, in: odd).level == 111)
        let deep = market(bid: -103, ask: -98)
        #expect(trail(.sell, 10, .price, source: .mark, in: deep).level == -111)
        #expect(trail(.buy, 10, .price, source: .mark, in: deep).level == -90)
        // 1 % of 100.5 is 1.005, the next whole unit is 2.
        #expect(trail(.sell, 100, .basisPoints, source: .mark, in: odd).level == 98)
    }

    @Test("each source begins and follows by its own price")
    func sources() {
        let now = market(bid: 90, ask: 110, last: 70)
        let levels = [TriggerSource.last, .bid, .ask, .mark]
            .map {
                trail(.sell, 10, .price, source: $0, in: now).level
            }
        #expect(levels == [60, 80, 100, 90])
        // Without a trade the last price is the touch the order would trade at.
        let quoted = market(bid: 90, ask: 110)
        #expect(trail(.sell, 10, .price, in: quoted).level == 80)
        #expect(trail(.buy, 10, .price, in: quoted).level == 120)
    }

    @Test("on bars it begins at the last close and follows the best price after the test")
    func bars() {
        let closed = market(bid: 1, ask: 900, last: 500, close: 100)
        var sell = trail(.sell, 10, .price, in: closed, onBars: true)
        #expect(sell.level == 90)
        let wide = bar(100, 130, 91, 100)
        #expect(sell.reach(wide) == .no)
        sell.follow(wide)
        #expect(sell.level == 120)
        var buy = trail(.buy, 10, .price, in: closed, onBars: true)
        #expect(buy.level == 110)
        buy.follow(bar(100, 109, 60, 100))
        #expect(buy.level == 70)
        // An instrument that has bid and ask bars alone has closes of its own for each side.
        let sided = market(bid: 95, ask: 105)
        #expect(trail(.sell, 10, .price, in: sided, onBars: true).level == 85)
        #expect(trail(.buy, 10, .price, in: sided, onBars: true).level == 115)
    }

    @Test("the limit of a trailing stop limit lies beyond its level, in the trail's unit")
    func limit() {
        func limit(_ side: Side, _ unit: TrailUnit, _ offset: Int64, tick: Int64 = 1) -> Int64? {
            let order = sample(side: side, type: .trailingStopLimit) { terms in
                terms.stopPrice = 1_000
                terms.trail = 1
                terms.trailUnit = unit
            }
            return Trigger(
                of: order,
                instrument: instrument(tick: tick),
                market: MarketState(),
                onBars: false
            )
            .limit(offset: offset)
        }
        #expect(limit(.sell, .price, 7) == 993)
        #expect(limit(.buy, .price, 7) == 1_007)
        #expect(limit(.sell, .ticks, 2, tick: 25) == 950)
        #expect(limit(.buy, .basisPoints, 30, tick: 2) == 1_004)
        #expect(limit(.buy, .price, 0) == 1_000)
        #expect(limit(.buy, .price, .max) == nil)
        #expect(limit(.sell, .ticks, .max, tick: 2) == nil)
        #expect(limit(.buy, .price, Domain.none) == nil)
        #expect(trail(.buy, 1, .price).limit(offset: 1) == nil)
    }

    @Test("a level beyond the reach of prices is no level")
    func overflow() {
        #expect(level(.buy, .max, .price, at: 1) == Domain.none)
        #expect(level(.sell, .max, .price, at: -2) == Domain.none)
        #expect(level(.sell, .max, .price, at: -1) == Domain.none)
        #expect(level(.sell, .max, .price, at: 0) == -.max)
        #expect(level(.buy, .max / 2, .ticks, at: 1, tick: 3) == Domain.none)
        #expect(level(.buy, .max, .basisPoints, at: .max) == Domain.none)
        #expect(level(.sell, .max, .basisPoints, at: -.max, tick: .max) == Domain.none)
        // A price from which it can be had again moves it as if nothing had been.
        var trigger = trail(.buy, 10, .price, in: market(last: .max))
        #expect(trigger.level == Domain.none)
        trigger.follow(market(last: .max - 10))
        #expect(trigger.level == .max)
        trigger.follow(market(last: .max - 5))
        #expect(trigger.level == .max)
    }

    @Test("random trails stand where plain sums put them", arguments: Seeds.upTo(100))
    func property(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let side: Side = Bool.random(using: &random) ? .buy : .sell
        let unit: TrailUnit = [.price, .ticks, .basisPoints][Int(seed % 3)]
        let tick = Int64.random(in: 1...50, using: &random)
        let distance = Int64.random(in: 1...500, using: &random)
        var best: Int64?
        var trigger = trail(side, distance, unit, tick: tick)
        for _ in 0..<50 {
            let price = Int64.random(in: -20_000...20_000, using: &random)
            let offset: Int64 =
                switch unit {
                case .ticks: distance * tick
                case .basisPoints: steps(abs(price) * distance, 10_000 * tick) * tick
                default: distance
                }
            let wanted = side == .sell ? price - offset : price + offset
            best = best.map { side == .sell ? max($0, wanted) : min($0, wanted) } ?? wanted
            trigger.follow(market(last: price))
            #expect(trigger.level == best, "seed \(seed)")
        }
    }

    /// How many steps of a size it takes to cover a length.
    private func steps(_ length: Int64, _ size: Int64) -> Int64 {
        var steps = length / size
        while steps * size < length { steps += 1 }
        return steps
    }
}
