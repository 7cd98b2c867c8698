import API
import Foundation
import Logging
import Monitoring
import Testing

@Suite("Log stream")
struct LogStreamTests {
    @Test("the last lines arrive as they were written, fields and all")
    func last() async throws {
        try await RunningServer.with { running in
            running.log.write(.info, .orders, "filled", ["camelCase": "a b", "order": "7"])
            running.log.write(.warning, .risk, "order denied", ["rule": "max_position"])
            var lines: [LogLine] = []
            try await running.client.lines(["logs"], query: [("word", "rule=max_position")]) {
                lines.append(try APICoding.decode(LogLine.self, from: $0))
                return true
            }
            #expect(lines.map(\.message) == ["order denied"])
            lines = []
            try await running.client.lines(
                ["logs"],
                query: [("word", "orders"), ("level", "info"), ("last", "1")]
            ) {
                lines.append(try APICoding.decode(LogLine.self, from: $0))
                return true
            }
            #expect(lines.map(\.fields) == [["camelCase": "a b", "order": "7"]])
        }
    }

    @Test("a follower gets old lines and new ones, and leaves when it likes")
    func follow() async throws {
        try await RunningServer.with { running in
            running.log.write(.info, .lane, "line 0")
            var seen: [String] = []
            try await running.client.lines(["logs"], query: [("follow", "true"), ("word", "lane")])
            {
                let line = try APICoding.decode(LogLine.self, from: $0)
                seen.append(line.message)
                running.log.write(.info, .lane, "line \(seen.count)")
                return seen.count < 5
            }
            #expect(seen == (0..<5).map { "line \($0)" })
        }
    }

    @Test("a slow reader of 10,000 lines is told what it missed and delays nobody")
    func slowReader() async throws {
        try await RunningServer.with { running in
            let log = running.log
            let total = 10_000
            // Longer than the buffers of the socket together, so that the reader is the bound.
            let ballast = String(repeating: "x", count: 2_000)
            log.write(.info, .lane, "0", ["ballast": ballast])
            var numbers: [Int] = []
            var missed = 0
            var next = total
            try await running.client.lines(["logs"], query: [("follow", "true"), ("word", "lane")])
            {
                let line = try APICoding.decode(LogLine.self, from: $0)
                if line.message == "log lines dropped" {
                    missed += Int(line.fields["count"] ?? "") ?? 0
                    return true
                }
                let number = Int(line.message) ?? -1
                numbers.append(number)
                if number == 0 {
                    // Nobody reads while these are written.
                    for number in 1...total {
                        log.write(.info, .lane, "\(number)", ["ballast": ballast])
                    }
                    #expect(log.flush())
                }
                // Every line read makes room for another one.
                next += 1
                log.write(.info, .lane, "\(next)")
                return number <= total
            }
            #expect(missed > 0)
            #expect(numbers == numbers.sorted())
            #expect(Set(numbers).count == numbers.count)
            #expect(numbers.count + missed == (numbers.last ?? 0) + 1)
            _ = try await running.client.get(StatusView.self, ["status"])
        }
    }

    @Test("followers, even one that does not read, do not delay the stop")
    func stopWithFollowers() async throws {
        var deaf: [RawSocket] = []
        try await RunningServer.with { running in
            for number in 0..<500 {
                running.log.write(
                    .info,
                    .lane,
                    "\(number)",
                    ["x": String(repeating: "x", count: 4_000)]
                )
            }
            for _ in 0..<3 {
                let socket = try RawSocket(running.path)
                socket.send(
                    Array("GET /api/v1/logs?follow=true&last=1000 HTTP/1.1\r\nhost: x\r\n\r\n".utf8)
                )
                deaf.append(socket)
            }
            let client = running.client
            let (started, signal) = AsyncStream.makeStream(of: Void.self)
            let follower = Task {
                try await client.lines(["logs"], query: [("follow", "true"), ("last", "1")]) { _ in
                    signal.finish()
                    return true
                }
            }
            for await _ in started {}
            running.server.stop()
            // Ends by itself, with a proper end of its body.
            try await follower.value
        }
        #expect(deaf.count == 3)
    }

    @Test("a follower that left is forgotten, though no line comes")
    func leaving() async throws {
        try await RunningServer.with { running in
            let followers = running.metrics.gauge("api_followers")
            running.log.write(.info, .lane, "first")
            var socket: RawSocket? = try RawSocket(running.path)
            socket?
                .send(
                    Array("GET /api/v1/logs?follow=true&last=1 HTTP/1.1\r\nhost: x\r\n\r\n".utf8)
                )
            let answer = await socket?.answer(until: "first")
            #expect(answer?.hasPrefix("HTTP/1.1 200 ") == true)
            #expect(followers.value == 1)
            socket = nil
            var looks = 0
            while followers.value > 0, looks < 1_000 {
                looks += 1
                _ = try await running.client.get(StatusView.self, ["status"])
            }
            #expect(followers.value == 0)
        }
    }
}
