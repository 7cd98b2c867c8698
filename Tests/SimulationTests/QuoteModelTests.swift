import Domain
import Simulation
import Testing

@Suite("Venue on quotes")
struct QuoteModelTests {
    @Test("same-quote: a buy at the ask, a sell at the bid, at once")
    func sameQuote() {
        let floor = Floor(.sameQuote)
        #expect(floor.quote(99, 101, at: 5) == [])
        #expect(floor.order(1, .buy, 7) == ["1 7@101 t5"])
        #expect(floor.order(2, .sell, 7) == ["2 7@99 t5"])
        #expect(!floor.isConcerned())
    }

    @Test("same-quote: nothing on the other side is nothing to trade against")
    func noTouch() {
        let floor = Floor(.sameQuote)
        #expect(floor.order(1, .buy, 7) == ["1 rejected"])
        _ = floor.quote(99, none, sizes: (5, 0), at: 5)
        #expect(floor.order(2, .buy, 7) == ["2 rejected"])
        #expect(floor.order(3, .sell, 5) == ["3 5@99 t5"])
        _ = floor.quote(none, 101, at: 6)
        #expect(floor.order(4, .buy, 7) == ["4 7@101 t6"])
        #expect(floor.order(5, .sell, 7) == ["5 rejected"])
    }

    @Test("next-quote: waits for the next one")
    func nextQuote() {
        let floor = Floor(.nextQuote)
        _ = floor.quote(99, 101, at: 5)
        #expect(floor.order(1, .buy, 7) == ["1 accepted"])
        #expect(floor.order(2, .sell, 3) == ["2 accepted"])
        #expect(floor.isConcerned())
        #expect(floor.quote(98, 103, at: 8) == ["1 7@103 t8", "2 3@98 t8"])
        #expect(!floor.isConcerned())
        #expect(floor.quote(98, 103, at: 9) == [])
    }

    @Test("next-quote: a quote without the side is waited through, also by IOC")
    func waiting() {
        let floor = Floor(.nextQuote)
        #expect(floor.order(1, .buy, 7, .ioc) == ["1 accepted"])
        #expect(floor.quote(98, none, at: 8) == [])
        #expect(floor.quote(98, 100, at: 9) == ["1 7@100 t9"])
    }

    @Test("the displayed size limits a fill; the rest works on")
    func partial() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, sizes: (4, 5), at: 1)
        #expect(floor.order(1, .buy, 12) == ["1 5@101 t1", "1 accepted"])
        #expect(floor.quote(99, 102, sizes: (4, 3), at: 2) == ["1 3@102 t2"])
        #expect(floor.quote(99, 103, sizes: (4, 0), at: 3) == [])
        #expect(floor.quote(99, 104, sizes: (4, 9), at: 4) == ["1 4@104 t4"])
        #expect(floor.quote(99, 105, sizes: (4, 9), at: 5) == [])
    }

    @Test("an unknown size fills all")
    func unknownSize() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, sizes: (none, none), at: 1)
        #expect(floor.order(1, .buy, 1_000_000) == ["1 1000000@101 t1"])
        #expect(floor.order(2, .buy, 1_000_000) == ["2 1000000@101 t1"])
    }

    @Test("orders on one quote share its size, in order of arrival, each side its own")
    func sharing() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, sizes: (4, 10), at: 1)
        #expect(floor.order(1, .buy, 6) == ["1 6@101 t1"])
        #expect(floor.isConcerned())
        #expect(floor.order(2, .buy, 6) == ["2 4@101 t1", "2 accepted"])
        #expect(floor.order(3, .buy, 6) == ["3 accepted"])
        #expect(floor.order(4, .sell, 5) == ["4 4@99 t1", "4 accepted"])
        #expect(
            floor.quote(98, 102, sizes: (1, 7), at: 2) == [
                "2 2@102 t2", "3 5@102 t2", "4 1@98 t2",
            ]
        )
        // What the waiting orders took is gone for a new one, too.
        #expect(floor.order(5, .buy, 1) == ["5 accepted"])
        #expect(floor.quote(98, 103, sizes: (1, 2), at: 3) == ["3 1@103 t3", "5 1@103 t3"])
        #expect(floor.isConcerned(), "the size taken of this quote must be forgotten at the next")
        #expect(floor.quote(98, 103, sizes: (1, 2), at: 4) == [])
    }

    @Test("each account has the quote to itself")
    func accounts() {
        let floor = Floor(.sameQuote, .nextQuote, .sameQuote)
        _ = floor.quote(99, 101, sizes: (4, 5), at: 1)
        #expect(floor.order(1, .buy, 5, account: 1) == ["1 5@101 t1"])
        #expect(floor.order(2, .buy, 5, account: 2) == ["2 accepted"])
        #expect(floor.order(3, .buy, 5, account: 3) == ["3 5@101 t1"])
        #expect(floor.quote(99, 102, sizes: (4, 5), at: 2) == ["2 5@102 t2"])
        #expect(!floor.isConcerned(2))
    }

    @Test("IOC: what cannot be had at once is canceled")
    func immediate() {
        let floor = Floor(.sameQuote, .nextQuote)
        _ = floor.quote(99, 101, sizes: (4, 5), at: 1)
        #expect(floor.order(1, .buy, 12, .ioc) == ["1 5@101 t1", "1 canceled t1"])
        #expect(floor.order(2, .buy, 1, .ioc) == ["2 canceled t1"])
        #expect(floor.order(3, .sell, 4, .ioc) == ["3 4@99 t1"])
        #expect(floor.order(4, .buy, 9, .ioc, account: 2) == ["4 accepted"])
        #expect(
            floor.quote(99, 102, sizes: (4, 5), at: 2) == ["4 5@102 t2", "4 canceled t2"]
        )
        #expect(floor.quote(99, 102, sizes: (4, 50), at: 3) == [])
    }

    @Test("FOK: all or nothing")
    func fillOrKill() {
        let floor = Floor(.sameQuote, .nextQuote)
        _ = floor.quote(99, 101, sizes: (4, 5), at: 1)
        #expect(floor.order(1, .buy, 6, .fok) == ["1 canceled t1"])
        #expect(floor.order(2, .buy, 5, .fok) == ["2 5@101 t1"])
        #expect(floor.order(3, .sell, 4, .fok, account: 2) == ["3 accepted"])
        #expect(floor.order(4, .sell, 2, .fok, account: 2) == ["4 accepted"])
        #expect(floor.quote(98, 101, sizes: (5, 5), at: 2) == ["3 4@98 t2", "4 canceled t2"])
    }

    @Test("no fill is worse than the protection price; one at it is fine")
    func protection() {
        let floor = Floor(.nextQuote)
        _ = floor.order(1, .buy, 5, protection: 102)
        _ = floor.order(2, .sell, 5, protection: 98)
        _ = floor.order(3, .buy, 5, .ioc, protection: 102)
        #expect(floor.quote(97, 103, at: 1) == ["3 canceled t1"])
        #expect(floor.quote(98, 103, at: 2) == ["2 5@98 t2"])
        #expect(floor.quote(97, 102, at: 3) == ["1 5@102 t3"])
    }

    @Test("a cancel takes off what works, from any place in the line, and nothing else")
    func cancel() {
        let floor = Floor(.nextQuote, .nextQuote)
        for id: UInt64 in 1...5 { _ = floor.order(id, .buy, 1, at: 3) }
        #expect(floor.cancel(3) == ["3 canceled t3"])
        #expect(floor.cancel(3) == ["not here"])
        #expect(floor.cancel(1) == ["1 canceled t3"])
        #expect(floor.cancel(5) == ["5 canceled t3"])
        _ = floor.order(6, .buy, 1)
        _ = floor.order(7, .buy, 1, account: 2)
        #expect(
            floor.quote(99, 101, at: 4) == ["2 1@101 t4", "4 1@101 t4", "6 1@101 t4", "7 1@101 t4"]
        )
        #expect(floor.cancel(2) == ["not here"])
        _ = floor.order(8, .buy, 1)
        #expect(floor.cancel(8) == ["8 canceled t4"])
        #expect(floor.quote(99, 101, at: 5) == [])
        #expect(!floor.isConcerned())
    }

    @Test("bars mean nothing to orders that wait for quotes")
    func bars() {
        let floor = Floor(.sameQuote, .nextQuote)
        _ = floor.order(1, .buy, 1, account: 2)
        #expect(floor.bar(50, 60, closing: 20) == [])
        #expect(floor.quote(99, 101, at: 21) == ["1 1@101 t21"])
    }
}
