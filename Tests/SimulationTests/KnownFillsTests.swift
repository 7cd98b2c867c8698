import Domain
import Orders
import Simulation
import Testing

/// First orders of real stretches of data whose fills other programs computed.
@Suite("Fills that other engines found")
struct KnownFillsTests {
    @Test("bars of BTC-PERP, 1 January 2022: limits with an end of time, and a stop limit")
    func bars() {
        let floor = Floor(.nextBarOpen)
        let minutes: [(Int64, Int64, Int64, Int64)] = [
            (46_420, 46_437, 46_420, 46_427), (46_427, 46_435, 46_424, 46_435),
            (46_435, 46_435, 46_379, 46_420), (46_420, 46_420, 46_405, 46_411),
            (46_411, 46_429, 46_372, 46_415), (46_415, 46_456, 46_415, 46_435),
            (46_435, 46_448, 46_420, 46_448), (46_448, 46_448, 46_396, 46_420),
            (46_420, 46_438, 46_407, 46_435),
        ]
        var said: [[String]] = []
        for (index, bar) in minutes.enumerated() {
            let closing = Int64(index + 1) * 10
            said.append(floor.candle(bar.0, bar.1, bar.2, bar.3, closing: closing))
            switch index {
            case 0: _ = floor.order(1, .buy, 15, .gtd, .limit, limit: 46_422, until: 80)
            case 5: _ = floor.order(2, .buy, 25, .gtd, .limit, limit: 46_425, until: 90)
            case 6: _ = floor.order(3, .sell, 40, .gtc, .stopLimit, limit: 46_433, stop: 46_443)
            default: break
            }
        }
        #expect(
            said == [
                [], [], ["1 15@46422 t20 maker"], [], [], [], ["2 25@46425 t60 maker"],
                ["3 triggered 46443", "3 40@46443 t70"], [],
            ]
        )
    }

    @Test("quotes of EUR/USD, 8 May 2014: a maker's two sides")
    func quotes() {
        let floor = Floor(.sameQuote)
        let size: Int64 = 1_000_000
        func quote(_ bid: Int64, _ ask: Int64, at time: Int64) -> [String] {
            floor.quote(bid, ask, sizes: (size, size), at: time)
        }
        #expect(quote(139_147, 139_148, at: 0) == [])
        #expect(floor.limit(1, .buy, 100_000, 139_143) == ["1 accepted"])
        #expect(floor.limit(2, .sell, 100_000, 139_152) == ["2 accepted"])
        #expect(quote(139_151, 139_154, at: 13) == [])
        #expect(quote(139_152, 139_154, at: 14) == ["2 100000@139152 t14 maker"])
        #expect(quote(139_142, 139_145, at: 50) == [])
        #expect(quote(139_143, 139_145, at: 51) == [])
        #expect(quote(139_143, 139_143, at: 52) == ["1 100000@139143 t52 maker"])
    }
}
