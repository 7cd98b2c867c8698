import Domain
import Orders
import Simulation
import Testing

@Suite("Post-only, reduce-only, display sizes, market-to-limit")
struct FlagTests {
    private func post(_ floor: Floor, _ id: UInt64, _ price: Int64) -> [String] {
        floor.order(id, .buy, 1, .gtc, .limit, limit: price, flags: .postOnly)
    }

    @Test("post-only is judged when the order would be live")
    func postOnly() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        #expect(post(floor, 1, 101) == ["1 rejected postOnly"])
        #expect(post(floor, 2, 100) == ["2 accepted"])
        #expect(floor.quote(99, 100, at: 2) == ["2 1@100 t2 maker"])
        _ = floor.order(
            3,
            .buy,
            1,
            .gtc,
            .stopLimit,
            limit: 105,
            stop: 103,
            flags: .postOnly
        )
        #expect(floor.quote(99, 104, at: 3) == ["3 triggered 103", "3 canceled t3 postOnly"])
    }

    @Test("post-only on bars is judged by the last close; it never takes")
    func postOnlyOnBars() {
        let floor = Floor(.nextBarOpen)
        _ = floor.candle(100, 105, 95, 100, closing: 20)
        #expect(post(floor, 1, 100) == ["1 rejected postOnly"])
        #expect(post(floor, 2, 99) == ["2 accepted"])
        #expect(floor.candle(98, 99, 97, 98, closing: 30) == ["2 1@98 t20 maker"])
    }

    @Test("post-only on bars, after a trigger: it would take where its trigger came")
    func postOnlyTriggered() {
        let floor = Floor(.nextBarOpen)
        _ = floor.candle(100, 105, 95, 100, closing: 20)
        for (id, limit): (UInt64, Int64) in [(1, 104), (2, 102)] {
            _ = floor.order(
                id,
                .buy,
                1,
                .gtc,
                .stopLimit,
                limit: limit,
                stop: 103,
                flags: .postOnly
            )
        }
        #expect(
            floor.candle(101, 104, 100, 101, closing: 30) == [
                "1 triggered 103", "1 canceled t20 postOnly", "2 triggered 103",
            ]
        )
        #expect(floor.candle(101, 104, 100, 101, closing: 40) == ["2 1@101 t30 maker"])
    }

    @Test("next-quote: post-only is judged against the touch that is known")
    func postOnlyNext() {
        let floor = Floor(.nextQuote)
        _ = floor.quote(99, 101, at: 1)
        #expect(post(floor, 1, 101) == ["1 rejected postOnly"])
        #expect(post(floor, 2, 100) == ["2 accepted"])
    }

    private func reduce(
        _ floor: Floor,
        _ id: UInt64,
        _ side: Side,
        _ quantity: Int64,
        limit: Int64 = none,
        _ timeInForce: TimeInForce = .gtc
    ) -> [String] {
        floor.order(
            id,
            side,
            quantity,
            timeInForce,
            limit == none ? .market : .limit,
            limit: limit,
            flags: .reduceOnly
        )
    }

    @Test("reduce-only fills at most what is held, and goes when nothing is left")
    func reduceOnly() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        #expect(reduce(floor, 1, .sell, 5) == ["1 canceled t1 reduceOnly"])
        _ = floor.order(2, .buy, 5)
        #expect(reduce(floor, 3, .buy, 5) == ["3 canceled t1 reduceOnly"])
        #expect(reduce(floor, 4, .sell, 3) == ["4 3@99 t1"])
        #expect(reduce(floor, 5, .sell, 3) == ["5 2@99 t1", "5 canceled t1 reduceOnly"])
        #expect(floor.position == 0)
    }

    @Test("resting reduce-only orders are canceled when another fill closes or turns the position")
    func closed() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        _ = floor.order(1, .buy, 5)
        #expect(reduce(floor, 2, .sell, 5, limit: 110) == ["2 accepted"])
        #expect(reduce(floor, 3, .sell, 5, limit: 120) == ["3 accepted"])
        #expect(floor.limit(4, .sell, 5, 105) == ["4 accepted"])
        #expect(
            floor.quote(106, 107, at: 2) == [
                "4 5@105 t2 maker", "2 canceled t2 reduceOnly", "3 canceled t2 reduceOnly",
            ]
        )
        _ = floor.order(5, .buy, 5)
        _ = reduce(floor, 6, .sell, 5, limit: 200)
        #expect(floor.order(7, .sell, 9) == ["7 9@106 t2"])
        // After a fill on arrival they go before the next event.
        #expect(floor.quote(300, 301, at: 3) == ["6 canceled t2 reduceOnly"])
    }

    @Test("reduce-only shares one position with orders that fill on the same event")
    func shared() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        _ = floor.order(1, .buy, 5)
        _ = reduce(floor, 2, .sell, 4, limit: 110)
        _ = reduce(floor, 3, .sell, 4, limit: 110)
        #expect(
            floor.quote(111, 112, at: 2) == [
                "2 4@110 t2 maker", "3 1@110 t2 maker", "3 canceled t2 reduceOnly",
            ]
        )
        #expect(floor.position == 0)
    }

    @Test("orders of the host's answer to a fill are not swept with those that were there")
    func answer() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        _ = floor.order(1, .sell, 3)
        _ = floor.limit(2, .buy, 8, 100)
        _ = reduce(floor, 3, .buy, 3, limit: 90)
        floor.reaction = { [unowned floor] execution in
            guard execution.order.value == 2, case .filled = execution.report else { return [] }
            return floor.order(
                4,
                .sell,
                5,
                .gtc,
                .limit,
                limit: 120,
                flags: .reduceOnly
            )
        }
        #expect(
            floor.quote(99, 100, at: 2) == [
                "2 8@100 t2 maker", "4 accepted", "3 canceled t2 reduceOnly",
            ]
        )
        #expect(floor.quote(120, 121, at: 3) == ["4 5@120 t3 maker"])
    }

    @Test("market-to-limit: after its first partial fill a limit at that price")
    func marketToLimit() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, sizes: (1, 2), at: 1)
        #expect(
            floor.order(1, .buy, 5, .gtc, .marketToLimit) == [
                "1 2@101 t1", "1 restated 101", "1 accepted",
            ]
        )
        #expect(floor.quote(99, 102, at: 2) == [])
        #expect(floor.quote(99, 100, at: 3) == ["1 3@101 t3 maker"])
        #expect(floor.order(2, .buy, 5, .gtc, .marketToLimit) == ["2 5@100 t3"])
    }

    @Test("an iceberg: what crosses takes all of it, a queue serves it slice by slice")
    func iceberg() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(100, 105, sizes: (10, 10), at: 1)
        _ = floor.order(1, .buy, 9, .gtc, .limit, limit: 100, display: 3)
        _ = floor.quote(100, 105, sizes: (4, 10), at: 2)
        #expect(floor.trade(100, 4, at: 3) == [])
        // The queue before it is gone; of five units it gets the slice, the next waits behind four.
        #expect(floor.trade(100, 5, at: 4) == ["1 3@100 t4 maker"])
        #expect(floor.trade(100, 3, at: 5) == ["1 1@100 t5 maker"])
        #expect(floor.quote(99, 100, sizes: (4, 4), at: 6) == ["1 4@100 t6 maker"])
        #expect(floor.trade(99, 9, at: 7) == ["1 1@100 t7 maker"])
    }
}
