import CTenon
import Foundation
import Support
import Testing

@Suite("Memory feed")
struct MemoryFeedTests {
    /// Rows of little-endian fields as the benchmarks' generator writes them.
    private func write(_ rows: [(Int64, [Double])], to name: String) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        var data = Data()
        for (time, values) in rows {
            unsafe withUnsafeBytes(of: time.littleEndian) { unsafe data.append(contentsOf: $0) }
            for value in values {
                unsafe withUnsafeBytes(of: value.bitPattern.littleEndian) {
                    unsafe data.append(contentsOf: $0)
                }
            }
        }
        try data.write(to: folder.url.appending(path: name))
        return folder
    }

    private func run(_ config: String, againEvery: Int = 0) throws -> FeedRun {
        try FeedRun(
            config,
            host: FeedHost(againEvery: againEvery),
            library: "libMemoryFeed.so",
            id: "dev.tenon.test.memory-feed"
        )
    }

    @Test("quotes repeat with their times going on, also past a full queue", arguments: [0, 3])
    func quotes(againEvery: Int) throws {
        var rows: [(Int64, [Double])] = []
        for index in 0..<150 {
            let bid = Double(100_007 + index) / 100
            rows.append((Int64(1000 + index * 10), [bid, 1000.09, 12, Double(10 + index % 90)]))
        }
        let folder = try write(rows, to: "ticks.bin")
        let run = try run(
            #"{"ticks": "\#(folder.url.path)/ticks.bin", "symbol": "W1.TEST", "repeat": 3}"#,
            againEvery: againEvery
        )
        let quotes = run.host.quotes
        #expect(run.host.failures == [] && run.host.backwardTimes == 0)
        #expect(quotes.count == 450)
        for (index, quote) in quotes.enumerated() {
            let row = Int64(index % 150)
            #expect(quote.m.h.ts_ns == Int64(1000 + index * 10))
            #expect((quote.bid_px, quote.bid_qty) == (100_007 + row, 12))
            #expect((quote.ask_px, quote.ask_qty) == (100_009, 10 + row % 90))
        }
        #expect(run.host.controls(TENON_TYPE_END_OF_DATA).map(\.i64) == [450])
        #expect(run.host.instruments.map(\.px_exp) == [-2])
    }

    @Test("bars end at their stamp")
    func bars() throws {
        let minute: Int64 = 60_000_000_000
        let rows = (1...3).map { (Int64($0) * minute, [1000, 1001.5, 999.99, 1000.25, 431.0]) }
        let folder = try write(rows, to: "bars.bin")
        let run = try run(
            #"{"bars": "\#(folder.url.path)/bars.bin", "symbol": "W2.TEST", "rows": 2}"#
        )
        #expect(run.host.bars.count == 2)
        let bar = try #require(run.host.bars.last)
        #expect((bar.open, bar.high, bar.low, bar.close) == (100_000, 100_150, 99_999, 100_025))
        #expect((bar.open_ns, bar.close_ns, bar.m.h.ts_ns) == (minute, 2 * minute, 2 * minute))
        #expect(bar.volume == 431 && bar.notional == TENON_NONE)
    }

    @Test(
        "a bad configuration says which key is wrong",
        arguments: [
            (#"{"symbol": "W1.TEST"}"#, "ticks or bars"),
            (#"{"ticks": "/nowhere", "symbol": "W1.TEST"}"#, "cannot be opened"),
            (#"{"ticks": "/nowhere", "symbol": "W1.TEST", "repeat": 0}"#, "config.repeat"),
            (#"{"ticks": "/nowhere", "colour": 1}"#, "unknown key"),
            (#"{"ticks": "/nowhere""#, "expected ',' or '}'"),
        ]
    )
    func badConfiguration(config: String, reason: String) throws {
        let run = try run(config)
        #expect(run.status != tenon_status(TENON_OK))
        #expect(run.host.failures.count == 1)
        #expect(run.host.failures.first?.contains(reason) == true)
    }
}
