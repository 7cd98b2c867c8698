import Domain
import Orders
import Simulation
import Testing

@Suite("Venue on order books")
struct BookModelTests {
    private func floor() -> Floor {
        let floor = Floor(.book)
        _ = floor.book(
            bids: [(100, 5), (99, 5), (98, 5)],
            asks: [(102, 5), (103, 5), (105, 5)],
            isSnapshot: true,
            at: 1
        )
        return floor
    }

    @Test("without a book there is nothing to trade against")
    func none() {
        let floor = Floor(.book)
        #expect(floor.order(1, .buy, 1) == ["1 rejected"])
        #expect(floor.limit(2, .buy, 1, 100) == ["2 accepted"])
        #expect(floor.book(asks: [(99, 5)], isSnapshot: true, at: 2) == ["2 1@100 t2 maker"])
        floor.gap()
        #expect(floor.order(3, .buy, 1) == ["3 rejected"])
    }

    @Test("a taker walks the levels, one fill each, as far as its limit")
    func walk() {
        let floor = floor()
        #expect(floor.order(1, .buy, 7) == ["1 5@102 t1", "1 2@103 t1"])
        #expect(floor.limit(2, .buy, 9, 104) == ["2 3@103 t1", "2 accepted"])
        #expect(floor.limit(3, .sell, 12, 99) == ["3 5@100 t1", "3 5@99 t1", "3 accepted"])
        #expect(floor.order(4, .buy, 6, .fok) == ["4 canceled t1"])
        #expect(floor.order(5, .buy, 6, .ioc) == ["5 5@105 t1", "5 canceled t1"])
    }

    @Test("what own orders took is gone until the level is set anew")
    func taken() {
        let floor = floor()
        _ = floor.order(1, .buy, 5)
        #expect(floor.order(2, .buy, 1) == ["2 1@103 t1"])
        #expect(floor.book(asks: [(103, 5)], at: 2) == [])
        #expect(floor.order(3, .buy, 6) == ["3 5@103 t2", "3 1@105 t2"])
        _ = floor.book(asks: [(102, 1)], at: 3)
        #expect(floor.order(4, .buy, 1) == ["4 1@102 t3"])
    }

    @Test(
        "resting limits fill at their price as levels cross them; a market order's rest pays levels"
    )
    func resting() {
        let floor = floor()
        #expect(floor.order(1, .buy, 17).last == "1 accepted")
        #expect(floor.limit(2, .buy, 9, 101).last == "2 accepted")
        #expect(
            floor.book(asks: [(100, 4), (101, 3), (102, 0)], at: 2) == [
                "1 2@100 t2", "2 2@101 t2 maker", "2 3@101 t2 maker",
            ]
        )
    }

    @Test("the queue is what is displayed at the price when it comes, and only gets shorter")
    func queue() {
        let floor = floor()
        _ = floor.limit(1, .buy, 4, 99)
        _ = floor.limit(2, .buy, 4, 101)
        #expect(floor.trade(101, 1, at: 2) == ["2 1@101 t2 maker"])
        _ = floor.cancel(2)
        _ = floor.book(bids: [(99, 3)], at: 3)
        _ = floor.book(bids: [(99, 30)], at: 4)
        #expect(floor.trade(99, 4, by: .sell, at: 5) == ["1 1@99 t5 maker"])
        #expect(floor.trade(98, 9, by: .sell, at: 6) == ["1 3@99 t6 maker"])
    }

    @Test("a stop that a change triggers is an ordinary market order")
    func stop() {
        let floor = floor()
        _ = floor.order(1, .buy, 6, .gtc, .stop, stop: 103)
        #expect(
            floor.book(asks: [(102, 0)], at: 2) == [
                "1 triggered 103", "1 5@103 t2", "1 1@105 t2",
            ]
        )
    }

    @Test("market-to-limit rests at the price of its first fill")
    func marketToLimit() {
        let floor = floor()
        #expect(
            floor.order(1, .buy, 6, .gtc, .marketToLimit) == [
                "1 5@102 t1", "1 restated 102", "1 accepted",
            ]
        )
        #expect(floor.book(asks: [(102, 1)], at: 2) == ["1 1@102 t2 maker"])
    }

    @Test("post-only and halts")
    func flags() {
        let floor = floor()
        #expect(
            floor.order(1, .buy, 1, .gtc, .limit, limit: 102, flags: .postOnly)
                == ["1 rejected postOnly"]
        )
        _ = floor.phase(Phase.halted, at: 2)
        #expect(floor.limit(2, .buy, 1, 102) == ["2 accepted"])
        #expect(floor.book(asks: [(101, 5)], at: 3) == [])
        _ = floor.phase(Phase.open, at: 4)
        #expect(floor.book(asks: [(101, 4)], at: 5) == ["2 1@102 t5 maker"])
    }
}
