import Domain
import Orders
import Simulation
import Testing

@Suite("Limits and stops on bars")
struct BarOrderTests {
    private func floor() -> Floor {
        let floor = Floor(.nextBarOpen)
        _ = floor.candle(100, 105, 95, 100, closing: 20)
        return floor
    }

    @Test("a limit fills at an open inside it, else at its price where the bar reaches it")
    func limits() {
        let floor = floor()
        _ = floor.limit(1, .buy, 1, 101)
        _ = floor.limit(2, .buy, 1, 97)
        _ = floor.limit(3, .sell, 1, 104)
        _ = floor.limit(4, .buy, 1, 94)
        #expect(
            floor.candle(99, 104, 96, 100, closing: 30) == [
                "1 1@99 t20", "2 1@97 t20 maker", "3 1@104 t20 maker",
            ]
        )
        #expect(floor.candle(93, 95, 90, 91, closing: 40) == ["4 1@93 t30 maker"])
    }

    @Test("a stop fills at an open beyond it, else at its price")
    func stops() {
        let floor = floor()
        _ = floor.order(1, .buy, 1, .gtc, .stop, stop: 103)
        _ = floor.order(2, .sell, 1, .gtc, .stop, stop: 97)
        _ = floor.order(3, .buy, 1, .gtc, .stop, stop: 106)
        #expect(
            floor.candle(98, 104, 97, 100, closing: 30) == [
                "1 triggered 103", "1 1@103 t20", "2 triggered 97", "2 1@97 t20",
            ]
        )
        #expect(
            floor.candle(110, 110, 109, 110, closing: 40) == ["3 triggered 106", "3 1@110 t30"]
        )
    }

    @Test("a stop that is reached when it comes waits for the next bar all the same")
    func notOnArrival() {
        let floor = floor()
        #expect(floor.order(1, .buy, 1, .gtc, .stop, stop: 90) == ["1 accepted"])
        #expect(floor.candle(95, 96, 94, 95, closing: 30) == ["1 triggered 90", "1 1@95 t20"])
    }

    @Test("a stop limit: at the open a limit of that bar, inside it at its stop, then a limit")
    func stopLimits() {
        let floor = floor()
        // Limit beyond the stop.
        _ = floor.order(1, .buy, 1, .gtc, .stopLimit, limit: 105, stop: 103)
        _ = floor.order(2, .buy, 1, .gtc, .stopLimit, limit: 112, stop: 108)
        _ = floor.order(3, .buy, 1, .gtc, .stopLimit, limit: 109, stop: 108)
        // Limit before the stop: a limit from the next bar on.
        _ = floor.order(4, .buy, 1, .gtc, .stopLimit, limit: 101, stop: 103)
        #expect(
            floor.candle(100, 104, 99, 103, closing: 30) == [
                "1 triggered 103", "1 1@103 t20", "4 triggered 103",
            ]
        )
        #expect(
            floor.candle(110, 111, 106, 107, closing: 40) == [
                "2 triggered 108", "2 1@110 t30", "3 triggered 108", "3 1@109 t30 maker",
            ]
        )
        #expect(floor.candle(105, 106, 100, 104, closing: 50) == ["4 1@101 t40 maker"])
    }

    @Test("touched orders mirror stops")
    func touched() {
        let floor = floor()
        _ = floor.order(1, .buy, 1, .gtc, .marketIfTouched, stop: 98)
        _ = floor.order(2, .buy, 1, .gtc, .marketIfTouched, stop: 94)
        _ = floor.order(3, .buy, 1, .gtc, .limitIfTouched, limit: 99, stop: 98)
        _ = floor.order(4, .buy, 1, .gtc, .limitIfTouched, limit: 96, stop: 98)
        #expect(
            floor.candle(100, 101, 97, 100, closing: 30) == [
                "1 triggered 98", "1 1@98 t20", "3 triggered 98", "3 1@98 t20", "4 triggered 98",
            ]
        )
        #expect(
            floor.candle(93, 97, 92, 96, closing: 40) == [
                "2 triggered 94", "2 1@93 t30", "4 1@93 t30",
            ]
        )
    }

    @Test("orders are tried in order of arrival, whatever they are")
    func arrival() {
        let floor = floor()
        _ = floor.order(1, .sell, 1, .gtc, .stop, stop: 99)
        _ = floor.limit(2, .buy, 1, 97)
        _ = floor.order(3, .buy, 1)
        #expect(
            floor.candle(100, 101, 96, 97, closing: 30) == [
                "1 triggered 99", "1 1@99 t20", "2 1@97 t20 maker", "3 1@100 t20",
            ]
        )
    }

    @Test("GTD counts the bar that opens at its last moment, and none that opens later")
    func goodTill() {
        let floor = floor()
        _ = floor.order(1, .buy, 1, .gtd, .limit, limit: 90, until: 30)
        _ = floor.order(2, .buy, 1, .gtd, .limit, limit: 89, until: 30)
        #expect(floor.candle(100, 101, 99, 100, closing: 30) == [])
        #expect(floor.candle(100, 101, 90, 100, closing: 40) == ["1 1@90 t30 maker"])
        // It would have filled at the open of this bar.
        #expect(floor.candle(80, 85, 80, 82, closing: 50) == ["2 expired t40"])
    }

    @Test("IOC and FOK limits are decided at the open of the first bar")
    func immediate() {
        let floor = floor()
        _ = floor.limit(1, .buy, 1, 97, .ioc)
        _ = floor.limit(2, .buy, 1, 100, .fok)
        #expect(
            floor.candle(99, 101, 96, 100, closing: 30) == ["1 canceled t20", "2 1@99 t20"]
        )
    }

    @Test("a canceled or triggered order meets no further bar")
    func over() {
        let floor = floor()
        _ = floor.limit(1, .buy, 1, 97)
        #expect(floor.cancel(1) == ["1 canceled t20"])
        #expect(floor.candle(90, 91, 89, 90, closing: 30) == [])
        #expect(!floor.isConcerned())
    }

    @Test("same-bar-close: what the close allows fills at once, the rest follows later bars")
    func sameBarClose() {
        let floor = Floor(.sameBarClose)
        #expect(floor.limit(9, .buy, 1, 97, .ioc) == ["9 canceled t0"])
        _ = floor.candle(100, 105, 95, 100, closing: 20)
        #expect(floor.limit(1, .buy, 1, 101) == ["1 1@100 t20"])
        #expect(floor.limit(2, .buy, 1, 97) == ["2 accepted"])
        #expect(floor.order(3, .buy, 1, .gtc, .stop, stop: 99) == ["3 accepted"])
        #expect(
            floor.candle(96, 104, 95, 100, closing: 30) == [
                "2 1@96 t20 maker", "3 triggered 99", "3 1@99 t20",
            ]
        )
    }
}
