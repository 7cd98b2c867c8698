import Domain
import Orders
import Simulation
import Testing

/// Phases of a session, `TENON_PHASE_…`.
enum Phase {
    static let closed: UInt16 = 1
    static let preOpen: UInt16 = 2
    static let open: UInt16 = 4
    static let closingAuction: UInt16 = 5
    static let postClose: UInt16 = 6
    static let halted: UInt16 = 7
}

@Suite("Days, sessions and halts")
struct DayTests {
    private let day: Int64 = 86_400_000_000_000

    @Test("DAY without a session: until the end of its UTC day, also without data")
    func endOfDay() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: day + 1)
        _ = floor.limit(1, .buy, 1, 90, .day)
        _ = floor.limit(2, .buy, 1, 89)
        #expect(floor.pass(to: 2 * day - 1) == [])
        #expect(floor.pass(to: 2 * day) == ["1 expired t\(2 * day)"])
        #expect(floor.quote(80, 81, at: 2 * day) == ["2 1@89 t\(2 * day) maker"])
    }

    @Test("DAY with a session: until it is closed, whatever the clock says")
    func session() {
        let floor = Floor(.sameQuote)
        _ = floor.phase(Phase.open, at: day)
        _ = floor.quote(99, 101, at: day + 1)
        _ = floor.limit(1, .buy, 1, 90, .day)
        #expect(floor.pass(to: 3 * day) == [])
        #expect(floor.phase(Phase.closingAuction, at: 3 * day) == [])
        #expect(floor.phase(Phase.closed, at: 3 * day + 1) == ["1 expired t\(3 * day + 1)"])
        _ = floor.limit(2, .buy, 1, 90, .day)
        #expect(floor.phase(Phase.postClose, at: 3 * day + 2) == ["2 expired t\(3 * day + 2)"])
    }

    @Test("DAY on bars: the day of the first active bar, ended by a bar of a later one")
    func bars() {
        let floor = Floor(.nextBarOpen)
        _ = floor.limit(1, .buy, 1, 90, .day, at: day - 20)
        #expect(floor.candle(100, 101, 99, 100, from: day, closing: day + 10) == [])
        #expect(
            floor.candle(100, 101, 90, 100, from: 2 * day - 1, closing: 2 * day + 9)
                == ["1 1@90 t\(2 * day - 1) maker"]
        )
        _ = floor.limit(2, .buy, 1, 80, .day)
        _ = floor.candle(100, 101, 99, 100, from: 2 * day + 10, closing: 2 * day + 20)
        #expect(
            floor.candle(70, 71, 69, 70, from: 3 * day, closing: 3 * day + 10)
                == ["2 expired t\(3 * day)"]
        )
    }

    @Test("at the open without a session: the first price of a later day, or never")
    func opening() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: day)
        #expect(floor.order(1, .buy, 7, .atOpen) == ["1 accepted"])
        #expect(floor.limit(2, .buy, 1, 104, .atOpen) == ["2 accepted"])
        #expect(floor.limit(3, .buy, 1, 103, .atOpen) == ["3 accepted"])
        #expect(floor.quote(99, 100, at: 2 * day - 1) == [])
        #expect(
            floor.quote(99, 104, sizes: (1, 1), at: 2 * day) == [
                "1 7@104 t\(2 * day) auction", "2 1@104 t\(2 * day) auction",
                "3 canceled t\(2 * day)",
            ]
        )
    }

    @Test("at the open with a session: the first price after it has become OPEN")
    func openingOfSession() {
        let floor = Floor(.sameQuote)
        _ = floor.phase(Phase.preOpen, at: day)
        _ = floor.order(1, .buy, 1, .atOpen)
        #expect(floor.quote(99, 101, at: 3 * day) == [])
        #expect(floor.phase(Phase.open, at: 3 * day) == [])
        #expect(floor.trade(100, at: 3 * day + 1) == ["1 1@100 t\(3 * day + 1) auction"])
        _ = floor.order(2, .buy, 1, .atOpen)
        #expect(floor.quote(99, 101, at: 3 * day + 2) == [], "the day had begun before it came")
    }

    @Test("at the open on bars: the first that opens on a later day than the last one seen")
    func openingBar() {
        let floor = Floor(.nextBarOpen)
        _ = floor.candle(100, 101, 99, 100, from: day, closing: day + 10)
        _ = floor.order(1, .buy, 1, .atOpen)
        #expect(floor.candle(100, 101, 99, 100, from: day + 10, closing: day + 20) == [])
        #expect(
            floor.candle(102, 103, 99, 100, from: 2 * day, closing: 2 * day + 10)
                == ["1 1@102 t\(2 * day) auction"]
        )
    }

    @Test("at the close without a session: the last price before the day changed")
    func closing() {
        let floor = Floor(.sameQuote)
        _ = floor.quote(99, 101, at: day)
        _ = floor.order(1, .buy, 1, .atClose)
        _ = floor.quote(99, 103, at: day + 1)
        #expect(floor.quote(50, 51, at: 2 * day) == ["1 1@103 t\(2 * day) auction"])
        _ = floor.order(2, .sell, 1, .atClose)
        _ = floor.trade(77, at: 2 * day + 1)
        _ = floor.limit(3, .sell, 1, 78, .atClose)
        #expect(
            floor.trade(200, at: 3 * day + 5) == [
                "2 1@77 t\(3 * day + 5) auction", "3 expired t\(3 * day + 5)",
            ]
        )
    }

    @Test("at the close with a session: the last trade when the closing begins")
    func closingOfSession() {
        let floor = Floor(.sameQuote)
        _ = floor.phase(Phase.open, at: day)
        _ = floor.quote(99, 101, at: day)
        _ = floor.trade(100, at: day + 1)
        _ = floor.order(1, .sell, 1, .atClose)
        #expect(floor.trade(98, at: 2 * day) == [])
        #expect(
            floor.phase(Phase.closingAuction, at: 2 * day + 1) == ["1 1@98 t\(2 * day + 1) auction"]
        )
    }

    @Test("at the close on bars: the bar that ends with its day, or the last before a later day")
    func closingBar() {
        let floor = Floor(.nextBarOpen)
        _ = floor.order(1, .buy, 1, .atClose, at: day)
        #expect(
            floor.candle(100, 109, 99, 105, from: day, closing: 2 * day)
                == ["1 1@105 t\(2 * day) auction"]
        )
        _ = floor.order(2, .buy, 1, .atClose)
        _ = floor.limit(3, .buy, 1, 107, .atClose)
        #expect(floor.candle(100, 109, 99, 108, from: 2 * day, closing: 2 * day + 10) == [])
        #expect(
            floor.candle(50, 51, 49, 50, from: 3 * day, closing: 3 * day + 10) == [
                "2 1@108 t\(3 * day) auction", "3 expired t\(3 * day)",
            ]
        )
    }

    @Test("in a halt nothing triggers and nothing matches; prices go on")
    func halts() {
        let floor = Floor(.sameQuote, .nextQuote)
        _ = floor.quote(99, 101, at: 1)
        _ = floor.limit(1, .buy, 1, 100)
        _ = floor.order(2, .buy, 1, .gtc, .stop, stop: 105)
        _ = floor.phase(Phase.halted, at: 2)
        #expect(floor.order(3, .buy, 1) == ["3 accepted"])
        #expect(floor.order(4, .buy, 1, .ioc) == ["4 canceled t2"])
        #expect(floor.order(5, .buy, 1, .ioc, account: 2) == ["5 accepted"])
        #expect(floor.quote(109, 110, at: 3) == [])
        #expect(floor.quote(89, 90, at: 4) == [])
        #expect(floor.trade(80, at: 5) == [])
        #expect(floor.phase(Phase.open, at: 6) == [])
        #expect(
            floor.quote(94, 95, at: 7) == ["3 1@95 t7", "1 1@100 t7 maker", "5 1@95 t7"]
        )
    }

    @Test("in a halt bars fill nothing")
    func haltedBars() {
        let floor = Floor(.nextBarOpen)
        _ = floor.phase(Phase.halted, at: 1)
        _ = floor.order(1, .buy, 1)
        #expect(floor.candle(100, 101, 99, 100, closing: 20) == [])
        _ = floor.phase(Phase.open, at: 21)
        #expect(floor.candle(103, 104, 99, 100, closing: 40) == ["1 1@103 t30"])
    }
}
