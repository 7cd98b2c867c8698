import Foundation
import Logging
import Monitoring
import Testing

@Suite("Readers of the log")
struct LogReaderTests {
    @Test("a reader gets the last lines and then the new ones, none twice and none missed")
    func follow() async {
        let hub = LogHub(capacity: 64)
        for number in 1...5 { hub.write(.info, .host, "\(number)") }
        let stream = hub.follow(last: 3, where: { _ in true }, as: { $0.number })
        for number in 6...9 { hub.write(.info, .host, "\(number)") }
        hub.close()
        var seen: [UInt64] = []
        for await number in stream { seen.append(number) }
        #expect(seen == [3, 4, 5, 6, 7, 8, 9])
    }

    @Test("a reader that comes while lines are written misses none of them", arguments: 0..<20)
    func concurrent(run: Int) async {
        let hub = LogHub(capacity: 100_000)
        let writer = Thread {
            for number in 1...2_000 { hub.write(.info, .host, "\(number)") }
            hub.write(.info, .host, "end")
        }
        writer.start()
        let stream = hub.follow(
            last: 100_000,
            buffer: 100_000,
            where: { _ in true },
            as: { $0 }
        )
        var seen: [UInt64] = []
        for await record in stream {
            seen.append(record.number)
            if record.message == "end" { break }
        }
        #expect(seen == Array(1...2_001))
    }

    @Test("a filter holds for old lines and new ones")
    func filter() async {
        let hub = LogHub()
        hub.write(.info, .host, "old")
        hub.write(.info, .risk, "old")
        let stream = hub.follow(
            last: 10,
            where: { $0.module == .risk },
            as: { "\($0.module) \($0.message)" }
        )
        hub.write(.info, .host, "new")
        hub.write(.info, .risk, "new")
        hub.close()
        var seen: [String] = []
        for await line in stream { seen.append(line) }
        #expect(seen == ["risk old", "risk new"])
    }

    @Test("a slow reader misses lines, is told how many, and holds nobody up")
    func slowReader() async {
        let hub = LogHub(capacity: 100_000)
        let stream = hub.follow(last: 0, buffer: 10, where: { _ in true }, as: { $0 })
        for number in 1...10_000 { hub.write(.info, .host, "\(number)") }
        #expect(hub.flush())
        #expect(hub.dropped == 9_990)

        var reader = stream.makeAsyncIterator()
        for number in 1...10 {
            let record = await reader.next()
            #expect(record?.message == "\(number)")
        }
        hub.write(.info, .host, "after")
        hub.close()
        let notice = await reader.next()
        #expect(notice?.message == "log lines dropped")
        #expect(notice?.fields == ["count": "9990"])
        let after = await reader.next()
        #expect(after?.message == "after")
        let end = await reader.next()
        #expect(end == nil)
    }

    @Test("a stream asked for after the end has only what was there")
    func closed() async {
        let hub = LogHub()
        hub.write(.info, .host, "before")
        hub.close()
        var seen: [String] = []
        for await line in hub.follow(last: 5, where: { _ in true }, as: \.message) {
            seen.append(line)
        }
        #expect(seen == ["before"])
    }

    @Test("a reader that leaves is forgotten")
    func leaving() async {
        let hub = LogHub()
        var stream: AsyncStream<String>? = hub.follow(
            last: 0,
            buffer: 2,
            where: { _ in true },
            as: \.message
        )
        #expect(stream != nil)
        stream = nil
        for number in 1...50 { hub.write(.info, .host, "\(number)") }
        hub.flush()
        #expect(hub.dropped == 0)
    }
}
