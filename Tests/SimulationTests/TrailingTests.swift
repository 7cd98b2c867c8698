import Domain
import Orders
import Simulation
import Testing

@Suite("Trailing stops at the venue")
struct TrailingTests {
    @Test("the level is tested before it follows, and never goes back")
    func follows() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(100, 101, at: 1)
        _ = floor.order(1, .sell, 1, .gtc, .trailingStop, trail: 5, unit: .price)
        #expect(floor.quote(96, 97, at: 2) == [])
        #expect(floor.quote(110, 111, at: 3) == [])
        #expect(floor.quote(106, 107, at: 4) == [])
        #expect(floor.quote(104, 107, at: 5) == ["1 triggered 105", "1 1@105 t5"])
    }

    @Test("a given stop price is where the trail begins")
    func begins() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(100, 101, at: 1)
        _ = floor.order(1, .buy, 1, .gtc, .trailingStop, stop: 110, trail: 2, unit: .ticks)
        #expect(floor.quote(100, 105, at: 2) == [])
        #expect(floor.quote(100, 106, at: 3) == [])
        #expect(floor.quote(100, 107, at: 4) == ["1 triggered 107", "1 1@107 t4"])
    }

    @Test("a trailing stop limit has its limit from the moment it triggers")
    func limit() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(100, 101, at: 1)
        _ = floor.order(
            1,
            .sell,
            2,
            .gtc,
            .trailingStopLimit,
            trail: 100,
            unit: .basisPoints,
            offset: 200
        )
        // 1 % of 200 is 2; the limit lies 2 % of the level, 3.96, so 4 ticks below it.
        #expect(floor.quote(200, 201, at: 2) == [])
        #expect(
            floor.quote(190, 191, at: 3) == ["1 triggered 198", "1 restated 194"]
        )
        #expect(floor.quote(195, 196, at: 4) == ["1 2@194 t4 maker"])
    }

    @Test("bars: from the last close on; the bar is tested, then its best price moves the level")
    func bars() {
        let floor = Floor(.nextBarOpen)
        _ = floor.candle(100, 105, 95, 100, closing: 20)
        _ = floor.order(1, .sell, 1, .gtc, .trailingStop, trail: 5, unit: .price)
        #expect(floor.candle(101, 110, 96, 100, closing: 30) == [])
        #expect(
            floor.candle(106, 108, 105, 106, closing: 40) == ["1 triggered 105", "1 1@105 t30"]
        )
    }

    @Test("bars: a trail without a close begins with the first bar")
    func noClose() {
        let floor = Floor(.nextBarOpen)
        _ = floor.order(1, .buy, 1, .gtc, .trailingStop, trail: 5, unit: .price, at: 10)
        #expect(floor.candle(100, 130, 90, 100, closing: 20) == [])
        #expect(floor.candle(94, 95, 93, 94, closing: 30) == ["1 triggered 95", "1 1@95 t20"])
    }

    @Test("a trail that follows trades moves with trades")
    func trades() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(100, 101, at: 1)
        _ = floor.trade(100, at: 2)
        _ = floor.order(1, .sell, 1, .gtc, .trailingStop, trail: 5, unit: .price)
        #expect(floor.trade(110, at: 3) == [])
        #expect(floor.quote(90, 91, at: 4) == [])
        #expect(floor.trade(106, at: 5) == [])
        #expect(floor.trade(105, at: 6) == ["1 triggered 105", "1 1@90 t6"])
    }
}
