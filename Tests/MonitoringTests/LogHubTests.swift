import Foundation
import Logging
import Monitoring
import Support
import Synchronization
import Testing

@Suite("Log hub")
struct LogHubTests {
    @Test("hands lines to every sink in the order of their numbers")
    func order() {
        let first = Collector()
        let second = Collector()
        let hub = LogHub(sinks: [first, second], now: { 5 })
        hub.write(.info, .orders, "filled", ["order": "7"])
        hub.write(.error, .lane, "stopped")
        #expect(hub.flush())
        let expected = [
            LogRecord(
                number: 1,
                wallNs: 5,
                level: .info,
                module: .orders,
                message: "filled",
                fields: ["order": "7"]
            ),
            LogRecord(
                number: 2,
                wallNs: 5,
                level: .error,
                module: .lane,
                message: "stopped",
                fields: [:]
            ),
        ]
        #expect(first.records == expected)
        #expect(second.records == expected)
        #expect(hub.last(10) == expected)
        #expect(hub.dropped == 0)
    }

    @Test("takes only what reaches the level of its module, and asks for no other fields")
    func levels() {
        var levels = LogLevels(.warning)
        levels[.risk] = .debug
        let sink = Collector()
        let hub = LogHub(levels: levels, sinks: [sink])
        func never() -> [String: String] {
            Issue.record("the fields of a line below the level were gathered")
            return [:]
        }
        for module in LogModule.allCases where module != .risk {
            hub.write(.info, module, "low", never())
            hub.logger(module).info("low")
        }
        hub.write(.trace, .risk, "low", never())
        hub.write(.debug, .risk, "denied")
        hub.logger(.risk).debug("denied again")
        hub.write(.warning, .host, "high")
        hub.flush()
        #expect(sink.messages == ["denied", "denied again", "high"])
        #expect(hub.takes(.debug, .risk))
        #expect(!hub.takes(.debug, .host))
    }

    @Test("keeps the last lines in a ring of its capacity", arguments: [1, 2, 3, 7, 8, 9, 30])
    func ring(count: Int) {
        let hub = LogHub(capacity: 8)
        for number in 1...count { hub.write(.info, .host, "\(number)") }
        let expected = (max(1, count - 7)...count).map { "\($0)" }
        #expect(hub.last(100).map(\.message) == expected)
        #expect(hub.last(3).map(\.message) == expected.suffix(3))
        let even = expected.filter { Int($0)?.isMultiple(of: 2) == true }
        let found = hub.last(2) { Int($0.message)?.isMultiple(of: 2) == true }
        #expect(found.map(\.message) == even.suffix(2))
    }

    @Test("never waits for a sink that hangs, and tells it afterwards how much it missed")
    func hangingSink() throws {
        let hanging = Collector()
        let other = Collector()
        let hub = LogHub(sinks: [hanging, other], capacity: 10)
        hanging.shut()
        for number in 1...10 {
            hub.write(.info, .host, "\(number)")
            hub.flush(other)
        }
        // The sink holds one to ten of them in its hands; ten more may wait.
        for number in 11...40 {
            hub.write(.info, .host, "\(number)")
            hub.flush(other)
        }
        #expect(other.messages == (1...40).map { "\($0)" })
        hanging.open()
        #expect(hub.flush())
        let taken = hanging.records.filter { $0.number > 0 }.count
        let notices = hanging.records.filter { $0.number == 0 }
        #expect(taken < 40)
        #expect(notices.allSatisfy { $0.message == "log lines dropped" && $0.level == .warning })
        let missed = notices.compactMap { $0.fields["count"].flatMap { Int($0) } }.reduce(0, +)
        #expect(taken + missed == 40)
        #expect(hub.dropped == UInt64(missed))
    }

    @Test("lines of many threads are numbered without gaps and reach a sink in that order")
    func threads() {
        let sink = Collector()
        let hub = LogHub(sinks: [sink], capacity: 100_000)
        DispatchQueue.concurrentPerform(iterations: 8) { thread in
            for number in 0..<500 { hub.write(.info, .host, "line", ["n": "\(thread).\(number)"]) }
        }
        hub.flush()
        #expect(sink.records.map(\.number) == Array(1...4_000))
        #expect(Set(sink.records.compactMap { $0.fields["n"] }).count == 4_000)
    }

    @Test("swift-log: merges metadata, tells errors, and shows no secret")
    func swiftLog() throws {
        struct Odd: Error, CustomStringConvertible { let description = "odd" }
        let sink = Collector()
        let hub = LogHub(sinks: [sink])
        var logger = hub.logger(.notify)
        logger[metadataKey: "channel"] = "hook"
        logger[metadataKey: "token"] = .stringConvertible(Secret("hunter2"))
        logger.warning(
            "delivery failed",
            error: Odd(),
            metadata: [
                "attempt": "3", "user": .attributed("bob", attributes: [LogSensitivity.secret]),
                "list": ["a", "\(Secret("hunter3"))"], "map": ["b": "2", "a": "1"],
            ]
        )
        hub.flush()
        let record = try #require(sink.records.first)
        #expect(record.level == .warning)
        #expect(record.module == .notify)
        #expect(
            record.fields == [
                "channel": "hook", "token": "<redacted>", "attempt": "3", "user": "<redacted>",
                "list": "[a, <redacted>]", "map": "[a: 1, b: 2]", "error": "odd",
            ]
        )
    }

    @Test("a secret is shown by nothing but the call that asks for it")
    func secrets() {
        let secret = Secret("hunter2")
        var dumped = ""
        dump(secret, to: &dumped)
        let shown = ["\(secret)", String(reflecting: secret), "\([secret])", dumped]
        #expect(shown.allSatisfy { !$0.contains("hunter2") && $0.contains("<redacted>") })
        #expect(secret.reveal() == "hunter2")
    }
}

extension LogHub {
    /// Waits for one sink while another one hangs.
    func flush(_ sink: Collector) {
        let wanted = last(1).first?.number ?? 0
        while sink.records.last?.number != wanted { sched_yield() }
    }
}
