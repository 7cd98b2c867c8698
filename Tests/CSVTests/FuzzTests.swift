import CTenon
import Foundation
import Support
import Testing

@Suite("CSV files with damage")
struct FuzzTests {
    private static let fixtures = [
        ("quotes.csv", ""), ("sized-quotes.csv", ""), ("trades.csv", ""), ("tape-trades.csv", ""),
        ("levels.csv", ""), ("bars.csv", #", "period": "4h""#),
        ("quote-bars.csv", #", "period": "1m""#), ("daily-bars.csv", ""), ("option-bars.csv", ""),
    ]
    private static let bytes = Array(",.-0123456789\n\r\"\0ax\u{7F}".utf8) + [0xFF]

    @Test("damaged rows are published or refused, never lost", arguments: Seeds.upTo(300))
    func damaged(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let (name, more) = Self.fixtures[Int(seed) % Self.fixtures.count]
        let file = Repository.root.appending(path: "Tests/CSVTests/Fixtures/\(name)")
        var data = try Data(contentsOf: file)
        let header = try #require(data.firstIndex(of: UInt8(ascii: "\n"))) + 1
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
            let place = Int.random(in: header..<data.count, using: &generator)
            let byte = Self.bytes.randomElement(using: &generator) ?? 0
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: data[place] = byte
            case 1: data.insert(byte, at: place)
            default: data.remove(at: place)
            }
        }
        let folder = try TemporaryFolder()
        try data.write(to: folder.url.appending(path: name))
        let symbol = name == "option-bars.csv" ? "AAPL.T" : "SPY.T"
        let contract = name == "option-bars.csv" ? "option" : "spot"
        let run = try FeedRun(
            """
            {"file": "\(folder.url.path)/\(name)", "symbol": "\(symbol)", "on_bad_row": "skip",
             "instruments": {"\(symbol)": {"tick": "0.01", "lot": 1, "price_decimals": 5,
               "quantity_decimals": 8, "asset": "crypto", "contract": "\(contract)",
               "currency": "USD"}}\(more)}
            """
        )
        #expect(run.status == tenon_status(TENON_OK), "seed \(seed)")
        let summary = try #require(run.host.summaries.first)
        let (rows, published) = (Int(summary["rows"] ?? ""), Int(summary["published"] ?? ""))
        let (refused, over) = (Int(summary["refused"] ?? ""), Int(summary["passed_over"] ?? ""))
        let lines = data[header...]
            .split(
                separator: UInt8(ascii: "\n"),
                omittingEmptySubsequences: false
            )
        let read = lines.last?.isEmpty == true ? lines.count - 1 : lines.count
        #expect((rows ?? 0) + (over ?? 0) == read, "seed \(seed): \(summary)")
        #expect(rows == (published ?? 0) + (refused ?? 0), "seed \(seed): \(summary)")
        #expect(Int(summary["events"] ?? "") == run.host.marketEvents, "seed \(seed)")
        #expect(run.host.backwardTimes == 0, "seed \(seed)")
    }

    @Test("a time is read to its last digit, and refused for one that is none", arguments: 1...19)
    func times(digits: Int) throws {
        var generator = SeededGenerator(seed: UInt64(digits))
        var text = (0..<digits).map { _ in "\(Int.random(in: 1...8, using: &generator))" }
        let run = try CSVText.run(CSVText.quotes + text.joined() + ",1,2\n")
        #expect(run.host.quotes.map { "\($0.m.h.ts_ns)" } == [text.joined()])
        for wrong in ["/", ":", "p", "\u{B}", "-"] {
            let place = Int.random(in: 0..<digits, using: &generator)
            let kept = text[place]
            text[place] = wrong
            let refused = try CSVText.run(
                CSVText.quotes + text.joined() + ",1,2\n",
                more: #", "on_bad_row": "skip""#
            )
            #expect(refused.host.summaries.first?["refused.notTime"] == "1", "\(text.joined())")
            text[place] = kept
        }
    }
}
