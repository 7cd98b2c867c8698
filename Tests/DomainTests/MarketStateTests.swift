import Domain
import Testing

@Suite("Market state")
struct MarketStateTests {
    @Test("nothing known: no mark")
    func nothing() {
        #expect(MarketState().twiceMark == none)
        #expect(!MarketState().hasQuote)
    }

    @Test(
        "the latest of touch, trade and close is the mark",
        arguments: [
            // Times of quote, trade and bar; which one marks.
            (3, 2, 1, 201), (1, 3, 2, 220), (1, 2, 3, 240), (2, 2, 1, 201), (2, 2, 2, 201),
            (1, 2, 2, 220), (none, 1, none, 220), (none, none, 1, 240), (1, none, none, 201),
            (none, 1, 2, 240),
        ] as [(Int64, Int64, Int64, Int64)]
    )
    func latest(_ times: (Int64, Int64, Int64, Int64)) {
        var market = MarketState()
        if times.0 != none {
            market.bid = 100
            market.ask = 101
            market.quoteTime = times.0
        }
        if times.1 != none {
            market.last = 110
            market.lastTime = times.1
        }
        if times.2 != none {
            market.close = 120
            market.closeTime = times.2
        }
        #expect(market.twiceMark == times.3)
    }

    @Test("a touch with one side marks nothing; what came before it does")
    func oneSide() {
        var market = MarketState()
        market.bid = 100
        market.quoteTime = 5
        #expect(market.twiceMark == none)
        market.last = 90
        market.lastTime = 1
        #expect(market.twiceMark == 180)
    }
}
