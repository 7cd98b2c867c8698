import Foundation
import Logging
import Monitoring
import Support
import Testing

@Suite("Log text")
struct LogTextTests {
    /// 8 May 2014, 12:40:00.123456789 UTC.
    private static let moment: Int64 = 1_399_552_800_123_456_789

    private func record(_ message: String, _ fields: [String: String]) -> LogRecord {
        LogRecord(
            number: 7,
            wallNs: Self.moment,
            level: .info,
            module: .orders,
            message: message,
            fields: fields
        )
    }

    private func line(_ message: String, _ fields: [String: String]) -> String {
        LogText.line(
            wallNs: Self.moment,
            level: "info",
            module: "orders",
            message: message,
            fields: fields
        )
    }

    @Test("a line for people: time, level, module, message, fields by name")
    func line() {
        #expect(
            line("filled", ["seq": "1234", "order": "7"])
                == "12:40:00.123 INFO  orders   filled  order=7 seq=1234"
        )
        #expect(line("filled", [:]) == "12:40:00.123 INFO  orders   filled")
        let levels = ["trace", "debug", "notice", "warning", "error", "critical"]
        let tags = levels.map {
            LogText.line(wallNs: 0, level: $0, module: "host", message: "x", fields: [:])
                .dropFirst(13).prefix(6)
        }
        #expect(tags == ["TRACE ", "DEBUG ", "NOTE  ", "WARN  ", "ERROR ", "CRIT  "])
    }

    @Test("a value that could be read as more than one is quoted, and nothing moves the cursor")
    func hostileValues() {
        #expect(line("x", ["a": "b c"]).hasSuffix(#"a="b c""#))
        #expect(line("x", ["a": ""]).hasSuffix(#"a="""#))
        #expect(line("x", ["a": "say \"hi\""]).hasSuffix(#"a="say \"hi\"""#))
        #expect(line("x", ["a": "b=c"]).hasSuffix(#"a="b=c""#))
        #expect(
            line("x\u{1b}[2J\r\n", ["k\u{7f}": "\u{9b}1m\u{202e}"])
                .hasSuffix(#"x\u{1b}[2J\r\n  k\u{7f}=\u{9b}1m\u{202e}"#)
        )
    }

    @Test("JSON is what a JSON reader gives back, whatever the text holds")
    func json() throws {
        let hostile = String(String.UnicodeScalarView((0...0x2030).compactMap(Unicode.Scalar.init)))
        let record = record(hostile, [hostile: "\u{1F600}\\\"", "a": "1"])
        let text = LogText.json(record)
        #expect(!text.utf8.contains { $0 < 0x20 || $0 == 0x7f })
        let read = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(read?["message"] as? String == hostile)
        #expect(read?["fields"] as? [String: String] == [hostile: "\u{1F600}\\\"", "a": "1"])
        #expect(read?["number"] as? Int == 7)
    }

    @Test("JSON has its keys sorted")
    func sortedKeys() {
        #expect(
            LogText.json(record("filled", ["seq": "1", "order": "7"]))
                == #"{"fields":{"order":"7","seq":"1"},"level":"info","message":"filled","#
                + #""module":"orders","number":7,"time":"2014-05-08T12:40:00.123456789Z"}"#
        )
    }

    @Test("moments are those of a calendar", arguments: Seeds.upTo(200))
    func calendar(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let ns = Int64.random(in: -2_000_000_000_000_000_000...(.max), using: &random)
        let seconds = Int64((Double(ns) / 1e9).rounded(.down))
        let exact = ns >= 0 ? ns / 1_000_000_000 : (ns - 999_999_999) / 1_000_000_000
        try #require(abs(seconds - exact) <= 1)
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
        let expected = formatter.string(from: Date(timeIntervalSince1970: Double(exact)))
        #expect(UTCTime.text(ns).prefix(19) == expected, "seed \(seed), \(ns) ns")
    }

    @Test("moments have their digits")
    func digits() {
        #expect(UTCTime.text(Self.moment) == "2014-05-08 12:40:00.123")
        #expect(UTCTime.clock(1_000_000) == "00:00:00.001")
        #expect(UTCTime.text(-1) == "1969-12-31 23:59:59.999")
        #expect(UTCTime.iso(0) == "1970-01-01T00:00:00.000000000Z")
    }
}
