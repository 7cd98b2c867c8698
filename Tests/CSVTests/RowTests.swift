import CTenon
import Foundation
import Support
import Testing

@Suite("CSV rows")
struct RowTests {
    @Test(
        "a decimal becomes its mantissa, exactly",
        arguments: [
            ("1", 100), ("1.5", 150), ("1.50", 150), ("1.5000000000000000000000", 150),
            ("0.01", 1), ("00001.10", 110), ("123456789012345.67", 12_345_678_901_234_567),
            ("46116860184273879.03", 1 << 62 - 1), ("0.07", 7), ("1.15", 115), ("4.35", 435),
            ("0000000000000000000000000002.00", 200),
        ] as [(String, Int64)]
    )
    func exactPrices(text: String, mantissa: Int64) throws {
        let run = try CSVText.run(CSVText.quotes + "1,\(text),\(text)\n")
        #expect(run.host.failures == [])
        #expect(run.host.quotes.map(\.bid_px) == [mantissa])
        #expect(run.host.quotes.map(\.ask_px) == [mantissa])
    }

    @Test("negative and zero prices where the instrument may have them")
    func negativePrices() throws {
        let run = try CSVText.run(
            CSVText.quotes + "1,-37.63,-37.62\n2,-0.01,0\n",
            instrument: #""tick": "0.01", "lot": 1, "asset": "commodity", "contract": "future","#
                + #" "currency": "USD", "negative_prices": true"#
        )
        #expect(run.host.quotes.map(\.bid_px) == [-3763, -1])
        #expect(run.host.quotes.map(\.ask_px) == [-3762, 0])
    }

    @Test("a missing size is unknown, a missing side has no price and no size")
    func missing() throws {
        let run = try CSVText.run(
            "recv_ns,event_ns,update_id,bid,bid_qty,ask,ask_qty\n"
                + "1,,,1.5,,2,0\n2,,,,,2,0.5\n3,,,1.5,3,,\n"
        )
        let quotes = run.host.quotes
        #expect(quotes.map(\.bid_px) == [150, TENON_NONE, 150])
        #expect(quotes.map(\.bid_qty) == [TENON_NONE, 0, 3000])
        #expect(quotes.map(\.ask_px) == [200, 200, TENON_NONE])
        #expect(quotes.map(\.ask_qty) == [0, 500, 0])
        #expect(quotes.allSatisfy { $0.m.ts_venue_ns == TENON_NONE && $0.m.venue_seq == 0 })
        #expect(run.host.summaries.first?["one_sided"] == "2")
    }

    @Test("lines end in CRLF or LF, the last in nothing", arguments: ["\r\n", "\n"])
    func lineEnds(end: String) throws {
        let text = ["\u{FEFF}ts_ns,bid,ask", "1,1,2", "2,1.1,2"].joined(separator: end)
        let run = try CSVText.run(text)
        #expect(run.host.quotes.map(\.bid_px) == [100, 110])
        #expect(run.host.summaries.first?["whole"] == "1")
    }

    @Test("equal times pass, crossed and locked quotes and repeats are counted")
    func counted() throws {
        let run = try CSVText.run(
            CSVText.quotes + "1,1,2\n1,1,2\n2,3,2\n3,2,2\n4,2,2\n5,1,2\n"
        )
        let summary = try #require(run.host.summaries.first)
        #expect(run.host.quotes.count == 6)
        #expect(summary["crossed"] == "1" && summary["locked"] == "2" && summary["repeats"] == "2")
    }

    @Test("plain and gz give the same, however often the host says later", arguments: [0, 2, 3])
    func packed(againEvery: Int) throws {
        let rows = (1...3000).map { "\($0),1.\($0 % 89 + 10),2.\($0 % 89 + 10)" }
        let text = CSVText.quotes + rows.joined(separator: "\n")
        let plain = try CSVText.run(text)
        let packed = try CSVText.run(
            CSVText.packed(text),
            name: "rows.gz",
            host: FeedHost(againEvery: againEvery)
        )
        #expect(plain.host.quotes.count == 3000 && plain.host.bytes == packed.host.bytes)
        #expect(packed.host.summaries.first?["published"] == "3000")
        #expect((againEvery == 0) == (packed.turns == 1))
    }

    @Test("a slice counts rows, from and to are times")
    func slice() throws {
        let text = CSVText.quotes + (1...20).map { "\($0)000000000,1,2" }.joined(separator: "\n")
        let rows = try CSVText.run(text, more: #", "first_row": 5, "rows": 4"#)
        #expect(rows.host.quotes.map { $0.m.h.ts_ns / 1_000_000_000 } == [6, 7, 8, 9])
        let times = try CSVText.run(
            text,
            more: #", "from": "1970-01-01T00:00:04.5Z", "to": 8000000000"#
        )
        #expect(times.host.quotes.map { $0.m.h.ts_ns / 1_000_000_000 } == [5, 6, 7])
        #expect(times.host.summaries.first?["rows"] == "3")
        #expect(times.host.summaries.first?["passed_over"] == "4")
    }

    @Test("a volume finer than the instrument is refused, rounded half to even, or unknown")
    func volumes() throws {
        let text =
            "ts_ns,open,high,low,close,volume\n"
            + "1,1,1,1,1,0.0005\n2,1,1,1,1,0.0015\n3,1,1,1,1,0.00250001\n4,1,1,1,1,7\n"
        func volumes(_ rule: String) throws -> [Int64] {
            try CSVText.run(
                text,
                more: #", "period": "1m", "on_bad_row": "skip", "volume": "\#(rule)""#
            )
            .host.bars.map(\.volume)
        }
        #expect(try volumes("exact") == [7000])
        #expect(try volumes("nearest") == [0, 2, 3, 7000])
        #expect(try volumes("unknown") == [Int64](repeating: TENON_NONE, count: 4))
    }

    @Test("files are merged by time, those of one time in the order of the configuration")
    func merge() throws {
        let folder = try TemporaryFolder()
        let first = try folder.write(CSVText.quotes + "2,1,2\n5,1,2\n5,1.1,2\n", to: "a.csv")
        let second = try folder.write(CSVText.quotes + "1,3,4\n2,3,4\n5,3,4\n9,3,4\n", to: "b.csv")
        let run = try FeedRun(
            """
            {"files": [{"file": "\(first.path)", "symbol": "A.T"},
                       {"file": "\(second.path)", "symbol": "B.T"}],
             "instruments": {
               "A.T": {"tick": 0.01, "lot": 1, "asset": "equity", "currency": "USD"},
               "B.T": {"tick": 0.01, "lot": 1, "asset": "equity", "currency": "USD"}}}
            """
        )
        #expect(run.host.quotes.map(\.m.h.ts_ns) == [1, 2, 2, 5, 5, 5, 9])
        #expect(run.host.quotes.map(\.m.h.instrument) == [2, 1, 2, 1, 1, 2, 2])
        #expect(run.host.quotes.map(\.m.source) == [2, 1, 2, 1, 1, 2, 2])
        #expect(run.host.controls(TENON_TYPE_WATERMARK).map(\.h.ts_ns) == [1])
        #expect(run.host.controls(TENON_TYPE_END_OF_DATA).map(\.i64) == [7])
    }

    @Test("a hole in the updates of a book is told")
    func gap() throws {
        let header =
            "recv_ns,event_ns,kind,first_update_id,last_update_id,prev_update_id,side,price,qty\n"
        let run = try CSVText.run(
            header + "1,,snapshot,5,5,,b,1.5,1\n2,,diff,4,7,,a,2,1\n2,,diff,4,7,,a,3,1\n"
                + "3,,diff,8,9,,b,1,1\n4,,diff,11,12,,b,1,2\n5,,diff,20,21,12,b,1,3\n"
        )
        let gaps = run.host.controls(TENON_TYPE_GAP)
        #expect(gaps.map(\.h.ts_ns) == [4])
        #expect(gaps.map(\.id) == [UInt64(TENON_STREAM_BOOK)])
        #expect(gaps.map(\.arg) == [UInt64(TENON_GAP_VENUE)])
        #expect(run.host.summaries.first?["gaps"] == "1")
        #expect(run.host.changes.map { Int($0.m.h.flags) } == [2, 0, 0, 0, 0])
    }

    @Test("a book larger than one event comes in parts")
    func parts() throws {
        let header =
            "recv_ns,event_ns,kind,first_update_id,last_update_id,prev_update_id,side,price,qty\n"
        let bids = (1...100).map { "1,,snapshot,5,5,,b,\($0),1\n" }.joined()
        let asks = (200...230).map { "1,,snapshot,5,5,,a,\($0),1\n" }.joined()
        let run = try CSVText.run(header + bids + asks)
        let snapshots = run.host.snapshots
        #expect(snapshots.map { $0.head.part } == [0, 1, 2])
        #expect(snapshots.allSatisfy { $0.head.parts == 3 && $0.head.m.h.flags == 8 })
        #expect(snapshots.map { $0.head.bids } == [60, 40, 0])
        let prices = snapshots.flatMap { $0.levels.map { $0.px / 100 } }
        #expect(prices == (1...100).reversed() + (200...230))
        #expect(run.host.summaries.first?["events"] == "131")
    }

    @Test("speed lets data time pass at that multiple of the clock")
    func paced() throws {
        let text = CSVText.quotes + "1,1,2\n20000000000,1,2\n40000000001,1,2\n"
        let clock = ContinuousClock()
        var quotes = 0
        let took = try clock.measure {
            quotes = try CSVText.run(text, more: #", "speed": 1000"#).host.quotes.count
        }
        #expect(quotes == 3)
        #expect(took >= .milliseconds(40))
    }
}
