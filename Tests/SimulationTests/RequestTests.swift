import Domain
import Orders
import Simulation
import Testing

@Suite("Replaces, latency, participation")
struct RequestTests {
    @Test("a smaller quantity keeps its place, a new price or a larger one goes to the back")
    func places() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 110, at: 1)
        for id: UInt64 in 1...4 { _ = floor.limit(id, .buy, 5, 100) }
        #expect(floor.replace(1, quantity: 3) == ["1 replaced"])
        #expect(floor.replace(2, quantity: 6) == ["2 replaced"])
        #expect(floor.replace(3, limit: 100) == ["3 replaced"], "the same price is no new one")
        #expect(floor.replace(4, limit: 101) == ["4 replaced"])
        #expect(floor.replace(4, limit: 100) == ["4 replaced"])
        #expect(
            floor.quote(99, 100, at: 2) == [
                "1 3@100 t2 maker", "3 5@100 t2 maker", "2 6@100 t2 maker", "4 5@100 t2 maker",
            ]
        )
        #expect(floor.replace(1, quantity: 9) == ["not here"])
    }

    @Test("a new price can take; a total that is filled already is refused")
    func takes() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, sizes: (5, 2), at: 1)
        _ = floor.limit(1, .buy, 5, 100)
        #expect(floor.replace(1, limit: 101) == ["1 replaced", "1 2@101 t1"])
        #expect(floor.replace(1, quantity: 2) == ["1 replace rejected"])
        #expect(floor.replace(1, quantity: 3) == ["1 replaced"])
        #expect(floor.quote(99, 101, at: 2) == ["1 1@101 t2 maker"])
    }

    @Test("a new stop price is tested at once; a new end of time counts")
    func terms() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        _ = floor.order(1, .buy, 1, .gtc, .stop, stop: 110)
        #expect(floor.replace(1, stop: 105) == ["1 replaced"])
        #expect(
            floor.replace(1, stop: 101) == ["1 replaced", "1 triggered 101", "1 1@101 t1"]
        )
        _ = floor.order(2, .buy, 1, .gtd, .limit, limit: 90, until: 50)
        #expect(floor.replace(2, until: 20) == ["2 replaced"])
        #expect(floor.pass(to: 60) == ["2 expired t21"])
        _ = floor.order(3, .buy, 1, .gtd, .limit, limit: 90, until: 70)
        #expect(floor.replace(3, until: 90) == ["3 replaced"])
        #expect(floor.pass(to: 90) == [])
        #expect(floor.pass(to: 91) == ["3 expired t91"])
    }

    @Test("post-only is judged again at a new price")
    func postOnly() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        _ = floor.order(1, .buy, 1, .gtc, .limit, limit: 100, flags: .postOnly)
        #expect(floor.replace(1, limit: 101) == ["1 replaced", "1 rejected postOnly"])
    }

    @Test("bars: a replaced order is active on bars that open after the replace")
    func bars() {
        let floor = Floor(.nextBarOpen)
        _ = floor.limit(1, .buy, 5, 90, at: 20)
        #expect(floor.replace(1, limit: 101, at: 25) == ["1 replaced"])
        #expect(floor.candle(100, 101, 99, 100, closing: 30) == [])
        #expect(floor.replace(1, quantity: 3, at: 30) == ["1 replaced"])
        #expect(floor.candle(100, 101, 99, 100, closing: 40) == ["1 3@100 t30"])
    }

    private func far(_ model: VenueModel, _ latency: Int64 = 5) -> Floor {
        Floor([VenueAccount(model: model, latency: latency)])
    }

    @Test("a request arrives after the latency, and meets the market of that moment")
    func latency() {
        let floor = far(.sameQuote)
        _ = floor.quote(99, 101, at: 10)
        #expect(floor.order(1, .buy, 1) == [])
        #expect(floor.quote(99, 102, at: 14) == [])
        #expect(floor.quote(99, 103, at: 15) == ["1 1@102 t15"], "arrivals come before data")
        #expect(floor.limit(2, .buy, 1, 100) == [])
        #expect(floor.cancel(2, at: 17) == [])
        #expect(floor.pass(to: 21) == ["2 accepted"])
        #expect(floor.pass(to: 22) == ["2 canceled t22"])
    }

    @Test("requests of one moment arrive in the order they were sent")
    func order() {
        let floor = far(.sameQuote)
        _ = floor.quote(99, 101, at: 10)
        _ = floor.limit(1, .buy, 5, 90)
        _ = floor.replace(1, limit: 91)
        _ = floor.replace(1, limit: 92)
        _ = floor.cancel(1)
        _ = floor.limit(2, .buy, 5, 90)
        #expect(
            floor.pass(to: 15) == [
                "1 accepted", "1 replaced", "1 replaced", "1 canceled t15", "2 accepted",
            ]
        )
    }

    @Test("what finds its order gone is dropped, and what arrives late expires")
    func late() {
        let floor = far(.sameQuote)
        _ = floor.quote(99, 101, at: 10)
        _ = floor.order(1, .buy, 1)
        _ = floor.cancel(1)
        _ = floor.replace(1, quantity: 9)
        _ = floor.order(2, .buy, 1, .gtd, .limit, limit: 200, until: 12)
        #expect(floor.pass(to: 20) == ["1 1@101 t15", "2 expired t15"])
        #expect(floor.cancel(1) == ["not here"])
    }

    @Test("bars: an order is active on those that open at or after its arrival")
    func lateBars() {
        let floor = far(.nextBarOpen)
        _ = floor.order(1, .buy, 1, at: 20)
        #expect(floor.candle(100, 101, 99, 100, closing: 30) == ["1 accepted"])
        #expect(floor.candle(103, 104, 99, 100, closing: 40) == ["1 1@103 t30"])
    }

    @Test("participation: all orders together have their share of a bar, in order of arrival")
    func participation() {
        let floor = Floor(
            [VenueAccount(model: .nextBarOpen, participation: 100_000_000)],
            lot: 2
        )
        _ = floor.order(1, .buy, 6, at: 10)
        _ = floor.order(2, .buy, 6)
        _ = floor.order(3, .sell, 2, .fok)
        _ = floor.order(4, .sell, 2, .ioc)
        // A tenth of 99 is 9, in lots 8.
        #expect(
            floor.candle(100, 101, 99, 100, volume: 99, closing: 20) == [
                "1 6@100 t10", "2 2@100 t10", "3 canceled t10", "4 canceled t10",
            ]
        )
        #expect(floor.candle(101, 101, 99, 100, volume: 19, closing: 30) == [])
        #expect(floor.candle(102, 102, 99, 100, closing: 40) == ["2 4@102 t30"])
    }

    @Test("participation: what is left of market-to-limit is a limit at its first price")
    func participationToLimit() {
        let floor = Floor([VenueAccount(model: .nextBarOpen, participation: 100_000_000)])
        _ = floor.order(1, .buy, 6, .gtc, .marketToLimit, at: 10)
        #expect(
            floor.candle(100, 101, 99, 100, volume: 40, closing: 20)
                == ["1 4@100 t10", "1 restated 100"]
        )
        #expect(floor.candle(101, 102, 101, 101, volume: 40, closing: 30) == [])
        #expect(floor.candle(101, 102, 100, 101, volume: 40, closing: 40) == ["1 2@100 t30 maker"])
    }

    @Test("an order that comes in the middle of a change does not see that change")
    func middle() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 110, at: 1)
        _ = floor.limit(1, .buy, 1, 105)
        _ = floor.limit(2, .buy, 1, 104)
        _ = floor.limit(3, .buy, 1, 103)
        floor.reaction = { [unowned floor] execution in
            guard execution.order.value == 1 else { return [] }
            // A sibling goes, another is moved, a child comes.
            return floor.cancel(2) + floor.replace(3, limit: 99) + floor.limit(4, .buy, 1, 101)
                + floor.limit(5, .buy, 1, 98)
        }
        #expect(
            floor.quote(97, 100, sizes: (1, 9), at: 2) == [
                "1 1@105 t2 maker", "2 canceled t2", "3 replaced", "4 1@100 t2", "5 accepted",
            ]
        )
        floor.reaction = nil
        #expect(floor.quote(97, 98, at: 3) == ["3 1@99 t3 maker", "5 1@98 t3 maker"])
    }

    @Test("bars: a child of a fill waits for the next bar, a canceled sibling meets none")
    func middleOfBar() {
        let floor = Floor(.nextBarOpen)
        _ = floor.limit(1, .buy, 1, 99, at: 10)
        _ = floor.limit(2, .buy, 1, 98)
        floor.reaction = { [unowned floor] execution in
            guard execution.order.value == 1 else { return [] }
            return floor.cancel(2) + floor.order(3, .buy, 1)
        }
        #expect(
            floor.candle(100, 101, 90, 91, closing: 20) == [
                "1 1@99 t10 maker", "2 canceled t20", "3 accepted",
            ]
        )
        floor.reaction = nil
        #expect(floor.candle(91, 101, 90, 91, closing: 30) == ["3 1@91 t20"])
    }
}
