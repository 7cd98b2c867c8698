import API
import Dashboard
import Support
import Testing

/// What numbers look like, through the page: a profit, a spread and a time as an operator sees them.
@Suite("Figures on the page")
struct FigureTests {
    private func page(_ change: (inout LiveFrame) -> Void) -> [String] {
        var frame = LiveFrame.sample()
        change(&frame)
        return LiveTable().render(frame, width: 120, height: 30, color: false)
    }

    private static let profits = [
        ("0", "0.00 USD"), ("-3.2", "-3.20 USD"), ("1234567.895", "+1,234,567.90 USD"),
        ("999.995", "+1,000.00 USD"), ("-0.004", "-0.004 USD"), ("0.0000123456", "+0.0000123 USD"),
        ("0.5", "+0.50 USD"), ("-0", "0.00 USD"), ("not a number", "not a number USD"),
        ("99.994999", "+99.99 USD"), ("-1.005", "-1.01 USD"), ("0.000000001", "0.00 USD"),
    ]

    @Test("a profit has two decimals, more below one unit, and its sign", arguments: profits)
    func profit(decimal: String, shown: String) throws {
        let lines = page { $0.status.instances[1].trading?.profit = decimal }
        let row = try #require(lines.first { $0.hasPrefix("ema") })
        #expect(row.contains("  \(shown)"), "\(row)")
    }

    private static let spreads = [
        ("1.39281", "1.39283", "0.00002"), ("10", "10.25", "0.25"), ("10.25", "10", "-0.25"),
        ("-1", "1", "2"), ("0.1", "0.10", "0.00"), ("x", "1", "—"),
        ("1", "99999999999999999999999999999999999999", "—"),
    ]

    @Test("a spread is exact to the last digit", arguments: spreads)
    func spread(bid: String, ask: String, shown: String) throws {
        let lines = page {
            $0.quotes[0].bid = bid
            $0.quotes[0].ask = ask
        }
        let row = try #require(lines.first { $0.hasPrefix("EURUSD") })
        #expect(row.split(separator: " ").contains { $0 == shown }, "\(row)")
    }

    private static let times: [(Int64, String)] = [
        (951_782_400_000_000_000, "2000-02-29 00:00:00"), (-1, "1969-12-31 23:59:59"),
        (4_107_542_399_999_999_999, "2100-02-28 23:59:59"), (.max, "2262-04-11 23:47:16"),
        (.min, "1677-09-21 00:12:43"), (1_399_552_801_000_000_000, "2014-05-08 12:40:01"),
    ]

    @Test("a time is that of UTC, whatever the year", arguments: times)
    func time(nanoseconds: Int64, shown: String) throws {
        let lines = page { $0.status.timeNs = nanoseconds }
        #expect(try #require(lines.first).hasSuffix("data of \(shown) UTC"), "\(lines[0])")
    }

    private static let latencies: [(Int64, String)] = [
        (0, "0 ns"), (999, "999 ns"), (1_000, "1.0 µs"), (9_999, "9.9 µs"), (10_000, "10 µs"),
        (1_500_000, "1.5 ms"), (2_000_000_000, "2.0 s"), (.max, "9223372036 s"),
    ]

    @Test("a latency has the largest unit that fits", arguments: latencies)
    func latency(nanoseconds: Int64, shown: String) {
        let lines = page { $0.status.stages[1].p99Ns = nanoseconds }
        #expect(lines.contains { $0.contains("p99 \(shown)  ") }, "\(lines)")
    }

    private static let samples: [([Double], String)] = [
        ([], ""), ([1], "▁"), ([1, 1, 1], "▁▁▁"), ([0, 1, 2, 3, 4, 5, 6, 7], "▁▂▃▄▅▆▇█"),
        ([-1e308, 1e308], "▁█"), ([.nan, 1, .infinity, 2], "▁█"),
    ]

    @Test("a chart reaches from its least to its most", arguments: samples)
    func chart(samples: [Double], shown: String) throws {
        let lines = page { $0.profitHistory["ema"] = samples }
        let row = try #require(lines.first { $0.hasPrefix("ema") })
        #expect(String(row.filter { ("▁"..."█").contains($0) }) == shown, "\(row)")
    }

    @Test("of more samples than cells the newest is the last")
    func longChart() throws {
        let lines = page { $0.profitHistory["ema"] = (0..<1_000).map(Double.init) }
        let row = try #require(lines.first { $0.hasPrefix("ema") })
        #expect(row.hasSuffix("█") && row.unicodeScalars.count == 120, "\(row)")
    }
}
