import Domain
import Orders
import Simulation
import Testing

@Suite("Limits and stops on quotes")
struct LimitQuoteTests {
    @Test("same-quote: a marketable limit pays the touch as taker, what is left rests as maker")
    func marketable() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, sizes: (4, 5), at: 1)
        #expect(floor.limit(1, .buy, 8, 103) == ["1 5@101 t1", "1 accepted"])
        #expect(floor.quote(99, 104, sizes: (4, 9), at: 2) == [])
        #expect(floor.quote(99, 102, sizes: (4, 9), at: 3) == ["1 3@103 t3 maker"])
        #expect(floor.limit(2, .sell, 4, 99) == ["2 4@99 t3"])
        #expect(!floor.isConcerned() || floor.quote(99, 102, at: 4) == [])
    }

    @Test("same-quote: a resting limit fills at its own price where the touch reaches it")
    func resting() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        #expect(floor.limit(1, .buy, 5, 100) == ["1 accepted"])
        #expect(floor.limit(2, .sell, 5, 102) == ["2 accepted"])
        #expect(floor.quote(98, 101, at: 2) == [])
        #expect(floor.quote(97, 100, at: 3) == ["1 5@100 t3 maker"])
        #expect(floor.quote(105, 106, at: 4) == ["2 5@102 t4 maker"])
        #expect(!floor.isConcerned())
    }

    @Test("price, then time: better limits first, market orders before limits, buys before sells")
    func priority() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(100, 110, sizes: (1, 1), at: 1)
        _ = floor.limit(1, .buy, 2, 103)
        _ = floor.limit(2, .buy, 2, 105)
        _ = floor.limit(3, .buy, 2, 105)
        _ = floor.limit(4, .sell, 2, 107)
        #expect(floor.order(5, .buy, 4) == ["5 1@110 t1", "5 accepted"])
        #expect(
            floor.quote(107, 103, sizes: (9, 8), at: 2) == [
                "5 3@103 t2", "2 2@105 t2 maker", "3 2@105 t2 maker", "1 1@103 t2 maker",
                "4 2@107 t2 maker",
            ]
        )
        #expect(floor.quote(90, 103, sizes: (9, 1), at: 3) == ["1 1@103 t3 maker"])
    }

    @Test("IOC and FOK limits: at once or not at all")
    func immediate() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, sizes: (4, 5), at: 1)
        #expect(floor.limit(1, .buy, 9, 100, .ioc) == ["1 canceled t1"])
        #expect(floor.limit(2, .buy, 3, 101, .ioc) == ["2 3@101 t1"])
        #expect(floor.limit(3, .buy, 3, 101, .fok) == ["3 canceled t1"])
        #expect(floor.limit(4, .buy, 2, 101, .fok) == ["4 2@101 t1"])
        #expect(floor.limit(5, .sell, 9, 99, .ioc) == ["5 4@99 t1", "5 canceled t1"])
    }

    @Test("GTD fills at its last moment and expires after it, also without data")
    func goodTill() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        _ = floor.order(1, .buy, 5, .gtd, .limit, limit: 100, until: 20)
        _ = floor.order(2, .buy, 5, .gtd, .limit, limit: 98, until: 20)
        _ = floor.order(3, .buy, 5, .gtd, .limit, limit: 97, until: 15)
        #expect(floor.quote(99, 100, at: 20) == ["3 expired t16", "1 5@100 t20 maker"])
        #expect(floor.pass(to: 20) == [])
        #expect(floor.pass(to: 21) == ["2 expired t21"])
        #expect(!floor.isConcerned())
    }

    @Test(
        "same-quote: a stop that a quote reaches fills at its stop price, the rest at later touches"
    )
    func stops() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        #expect(floor.order(1, .buy, 5, .gtc, .stop, stop: 103) == ["1 accepted"])
        #expect(floor.order(2, .sell, 5, .gtc, .stop, stop: 97) == ["2 accepted"])
        #expect(floor.quote(99, 102, sizes: (1, 1), at: 2) == [])
        #expect(
            floor.quote(103, 105, sizes: (1, 2), at: 3) == ["1 triggered 103", "1 2@103 t3"]
        )
        #expect(floor.quote(103, 104, sizes: (1, 9), at: 4) == ["1 3@104 t4"])
        #expect(floor.quote(90, 104, at: 5) == ["2 triggered 97", "2 5@97 t5"])
    }

    @Test("same-quote: a stop that is reached when it comes is an ordinary market order")
    func reachedOnArrival() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        #expect(
            floor.order(1, .buy, 5, .gtc, .stop, stop: 100) == ["1 triggered 100", "1 5@101 t1"]
        )
    }

    @Test("same-quote: a touched order pays the touch, a stop limit is a limit that comes then")
    func touched() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: 1)
        _ = floor.order(1, .buy, 5, .gtc, .marketIfTouched, stop: 98)
        _ = floor.order(2, .buy, 5, .gtc, .stopLimit, limit: 104, stop: 103)
        _ = floor.order(3, .buy, 5, .gtc, .stopLimit, limit: 105, stop: 103)
        _ = floor.order(4, .sell, 5, .gtc, .limitIfTouched, limit: 103, stop: 102)
        #expect(floor.quote(95, 97, at: 2) == ["1 triggered 98", "1 5@97 t2"])
        #expect(
            floor.quote(102, 105, at: 3) == [
                "2 triggered 103", "3 triggered 103", "3 5@105 t3", "4 triggered 102",
            ]
        )
        #expect(
            floor.quote(103, 104, at: 4) == ["2 5@104 t4 maker", "4 5@103 t4 maker"]
        )
    }

    @Test(
        "next-quote: nothing happens on arrival; the first quote is paid, later ones pay the limit"
    )
    func nextQuote() {
        let floor = Floor(.nextQuote)
        _ = floor.quote(99, 101, at: 1)
        #expect(floor.limit(1, .buy, 5, 103) == ["1 accepted"])
        #expect(floor.limit(2, .buy, 5, 100) == ["2 accepted"])
        #expect(floor.limit(3, .buy, 5, 100, .ioc) == ["3 accepted"])
        #expect(floor.order(4, .buy, 5, .gtc, .stop, stop: 100) == ["4 accepted"])
        #expect(
            floor.quote(99, 102, at: 2) == ["4 triggered 100", "1 5@102 t2", "3 canceled t2"]
        )
        #expect(floor.quote(97, 99, at: 3) == ["4 5@99 t3", "2 5@100 t3 maker"])
    }

    @Test("a stop is reached at its price and not before, whichever price it watches")
    func sources() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(90, 95, at: 1)
        _ = floor.order(1, .buy, 1, .gtc, .stop, stop: 100, trigger: .bid)
        _ = floor.order(2, .buy, 1, .gtc, .stop, stop: 100, trigger: .ask)
        _ = floor.order(3, .buy, 1, .gtc, .stop, stop: 100, trigger: .mark)
        _ = floor.order(4, .buy, 1, .gtc, .stop, stop: 100, trigger: .last)
        #expect(floor.quote(98, 99, at: 2) == [])
        #expect(
            floor.quote(97, 100, at: 3) == [
                "2 triggered 100", "2 1@100 t3", "4 triggered 100", "4 1@100 t3",
            ]
        )
        #expect(floor.quote(98, 101, at: 4) == [])
        #expect(floor.quote(98, 102, at: 5) == ["3 triggered 100", "3 1@100 t5"])
        #expect(floor.quote(100, 102, at: 6) == ["1 triggered 100", "1 1@100 t6"])
        _ = floor.order(5, .buy, 1, .gtc, .stop, stop: 105)
        #expect(floor.trade(104, at: 7) == [])
        #expect(floor.quote(105, 106, at: 8) == [], "a trade was seen: the ask does not count")
        #expect(floor.trade(105, at: 9) == ["5 triggered 105", "5 1@106 t9"])
    }
}
