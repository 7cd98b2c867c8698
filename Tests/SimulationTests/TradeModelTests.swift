import Domain
import Orders
import Simulation
import Testing

@Suite("Trades and queues")
struct TradeModelTests {
    @Test("a trade beyond a resting limit fills it at the limit, up to the trade's size")
    func through() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        _ = floor.limit(1, .buy, 5, 98)
        _ = floor.limit(2, .buy, 5, 97)
        #expect(floor.trade(97, 3, at: 2) == ["1 3@98 t2 maker"])
        #expect(floor.trade(96, 6, at: 3) == ["1 2@98 t3 maker", "2 4@97 t3 maker"])
        #expect(floor.trade(96, at: 4) == ["2 1@97 t4 maker"])
    }

    @Test("a trade at the limit serves what stood before it, as far as quotes have shown that")
    func queue() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, sizes: (10, 10), at: 1)
        _ = floor.limit(1, .buy, 5, 99)
        // Behind the touch: nobody knows how much stands before it.
        _ = floor.limit(2, .buy, 5, 98)
        // Better than the touch: nobody does.
        _ = floor.limit(3, .buy, 5, 100)
        #expect(floor.trade(100, 2, at: 2) == ["3 2@100 t2 maker"])
        #expect(floor.cancel(3) == ["3 canceled t2"])
        #expect(floor.trade(99, 6, at: 3) == [])
        #expect(floor.trade(99, 6, at: 4) == ["1 2@99 t4 maker"])
        #expect(floor.quote(98, 101, sizes: (3, 10), at: 5) == [])
        #expect(floor.trade(98, 9, at: 6) == ["1 3@99 t6 maker", "2 3@98 t6 maker"])
    }

    @Test("a quote's smaller size shortens the queue, a larger one does not lengthen it")
    func shorter() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, sizes: (10, 10), at: 1)
        _ = floor.limit(1, .buy, 5, 99)
        _ = floor.quote(99, 101, sizes: (4, 10), at: 2)
        _ = floor.quote(99, 101, sizes: (50, 10), at: 3)
        #expect(floor.trade(99, 6, at: 4) == ["1 2@99 t4 maker"])
    }

    @Test("a trade that took from one side moves no limit of the other")
    func aggressor() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 105, at: 1)
        _ = floor.limit(1, .buy, 5, 101)
        _ = floor.limit(2, .sell, 5, 103)
        #expect(floor.trade(100, 9, by: .buy, at: 2) == [])
        #expect(floor.trade(104, 9, by: .sell, at: 3) == [])
        #expect(floor.trade(100, 2, by: .sell, at: 4) == ["1 2@101 t4 maker"])
        #expect(floor.trade(104, 2, by: .buy, at: 5) == ["2 2@103 t5 maker"])
        #expect(floor.trade(100, 2, at: 6) == ["1 2@101 t6 maker"])
    }

    @Test("next-quote: before its first quote an order rests nowhere")
    func nextQuote() {
        let floor = Floor(.nextQuote)
        _ = floor.quote(99, 101, at: 1)
        _ = floor.limit(1, .buy, 5, 100)
        #expect(floor.trade(90, at: 2) == [])
        #expect(floor.quote(99, 101, at: 3) == [])
        #expect(floor.trade(90, at: 4) == ["1 5@100 t4 maker"])
    }

    @Test("next-trade: market orders pay the next trade, limits their first, then their limit")
    func nextTrade() {
        let floor = Floor(.nextTrade)
        _ = floor.trade(100, 5, at: 1)
        #expect(floor.order(1, .buy, 4) == ["1 accepted"])
        #expect(floor.limit(2, .buy, 4, 101) == ["2 accepted"])
        #expect(floor.limit(3, .buy, 4, 97) == ["3 accepted"])
        #expect(floor.limit(4, .buy, 4, 97, .ioc) == ["4 accepted"])
        #expect(floor.quote(1, 2, at: 2) == [])
        #expect(floor.trade(99, 6, at: 3) == ["1 4@99 t3", "2 2@99 t3", "4 canceled t3"])
        #expect(floor.trade(96, 9, at: 4) == ["2 2@101 t4 maker", "3 4@97 t4 maker"])
    }

    @Test("next-trade: a triggered order acts at the trade after the one that triggered it")
    func nextTradeTrigger() {
        let floor = Floor(.nextTrade)
        _ = floor.trade(100, at: 1)
        #expect(floor.order(1, .buy, 1, .gtc, .stop, stop: 99) == ["1 accepted"])
        #expect(floor.trade(103, at: 2) == ["1 triggered 99"])
        #expect(floor.trade(98, at: 3) == ["1 1@98 t3"])
    }

    @Test("a trade triggers; the order that comes of it meets the touch")
    func trigger() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, sizes: (5, 5), at: 1)
        _ = floor.trade(100, at: 2)
        _ = floor.order(1, .sell, 7, .gtc, .stop, stop: 98)
        _ = floor.order(2, .sell, 1, .gtc, .stopLimit, limit: 99, stop: 98)
        #expect(
            floor.trade(98, at: 3) == ["1 triggered 98", "1 5@99 t3", "2 triggered 98"]
        )
        #expect(floor.quote(97, 98, at: 4) == ["1 2@97 t4"])
    }
}
