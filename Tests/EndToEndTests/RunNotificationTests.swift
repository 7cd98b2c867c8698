import Foundation
import Support
import Testing

/// The HTTP receiver of the channels' tests, for one run: `Tests/ChannelTests/Programs/receiver.py`.
private final class Loopback: Sendable {
    static let secret = "0123456789abcdef"
    let port: String
    private let process: Process
    private let input = Pipe()
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let output = try folder.write("", to: "requests")
        let program = Repository.root.appending(path: "Tests/ChannelTests/Programs/receiver.py")
        process = Process()
        process.executableURL = URL(filePath: try #require(Python.interpreter))
        process.arguments = ["-B", program.path, Self.secret]
        process.standardInput = input
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        // It prints its port as soon as it listens; `tail` waits for that.
        let first = try ProgramRun(
            "/bin/bash",
            ["-c", "grep -m 1 . <(exec timeout 20 tail -n +1 -f --pid=$$ '\(output.path)')"]
        )
        port = first.output.trimmingCharacters(in: .newlines)
        try #require(Int(port) != nil, "no port: '\(port)'")
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// What came to a path, in order.
    func requests(_ path: String) throws -> [[String: Any]] {
        let text = try String(
            contentsOf: folder.url.appending(path: "requests"),
            encoding: .utf8
        )
        return try text.split(separator: "\n").dropFirst()
            .compactMap {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
            .filter { $0["path"] as? String == path }
    }
}

@Suite(
    "Notifications of a paper run",
    .timeLimit(.minutes(2)),
    .enabled(if: Python.isPresent, "python3 is missing")
)
struct RunNotificationTests {
    private func settings(_ port: String, path: String) -> String {
        Paper.settings(
            "desk:",
            "  plugin: dev.tenon.webhook",
            "  config: { url: 'http://127.0.0.1:\(port)\(path)', secret: env:DESK_KEY }",
            "console: { plugin: dev.tenon.console }",
            speed: 400,
            until: "12:35",
            top: """
                notify:
                  - { on: [order.filled], to: [desk] }
                  - { on: [risk.denied], to: [desk, console] }
                """
        )
    }

    private func name(_ request: [String: Any]) -> String {
        let message = request["message"] as? [String: Any]
        return (message?["data"] as? [String: Any])?["name"] as? String ?? ""
    }

    private func number(_ request: [String: Any]) -> Int {
        (request["message"] as? [String: Any])?["id"] as? Int ?? -1
    }

    private func notifications(_ status: [String: Any]) -> [String: Int] {
        status["notifications"] as? [String: Int] ?? [:]
    }

    /// Rows of the run's reports: fills, and orders that were denied.
    private func counts(_ run: PaperRun) throws -> (fills: Int, denied: Int) {
        let fills = try Table.rows(of: #require(run.bytes("paper/fills.csv"))).count
        let orders = try Table.rows(of: #require(run.bytes("paper/orders.csv")))
        return (fills, orders.count { $0["status"] == "denied" })
    }

    @Test("fills and denials arrive signed, in order, each once; the key is nowhere to be seen")
    func arrive() throws {
        let receiver = try Loopback()
        let run = try PaperRun(
            settings(receiver.port, path: "/ok/run"),
            ["--json"],
            environment: ["DESK_KEY": Loopback.secret]
        )
        #expect(try run.end() == 0)
        #expect(run.errors.isEmpty, "\(run.errors)")
        let (fills, denied) = try counts(run)
        try #require(fills > 10 && denied > 3)
        let requests = try receiver.requests("/ok/run")
        #expect(requests.allSatisfy { $0["signed"] as? Bool == true })
        #expect(requests.count { name($0) == "order.filled" } == fills)
        #expect(requests.count { name($0) == "risk.denied" } == denied)
        #expect(requests.count == fills + denied)
        let numbers = requests.map(number)
        #expect(numbers == Set(numbers).sorted())
        let status = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let counted = notifications(try #require(status as? [String: Any]))
        #expect(counted["delivered"] == fills + 2 * denied)
        #expect(counted["failed"] == 0 && counted["dropped"] == 0 && counted["retries"] == 0)
        #expect(counted["queued"] == 0)

        let denial = try #require(requests.first { name($0) == "risk.denied" })
        let message = try #require(denial["message"] as? [String: Any])
        #expect(message["severity"] as? String == "warning")
        #expect((message["title"] as? String)?.hasPrefix("ema: ") == true, "\(message)")
        #expect((message["body"] as? String)?.contains(/^R\d\d\s/) == true, "\(message)")

        let found = try ProgramRun(
            "/usr/bin/env",
            ["grep", "-rl", Loopback.secret, run.folder.url.path]
        )
        #expect(found.output.isEmpty, "the key is in \(found.output)")
    }

    @Test("a receiver that answers 500 twice gets the notice again, and the counters say so")
    func again() throws {
        let receiver = try Loopback()
        let run = try PaperRun.ready(
            settings(receiver.port, path: "/fail/2"),
            environment: ["DESK_KEY": Loopback.secret]
        )
        let status = try run.status { (notifications($0)["retries"] ?? 0) == 2 }
        #expect(notifications(status)["failed"] == 0)
        let lines = try run.tenon("logs", "--last", "4000", "--filter", "instance=console", "R")
        #expect(lines.exitCode == 0, "\(lines.errors)")
        let log = try run.tenon("logs", "--last", "4000", "--filter", "notify.retrying")
        #expect(log.output.contains("instance=desk"), "\(log.output)")
        #expect(try run.end() == 0)
        #expect(run.errors.isEmpty, "\(run.errors)")
        let (fills, denied) = try counts(run)
        let requests = try receiver.requests("/fail/2")
        let numbers = requests.map(number)
        #expect(numbers.count == fills + denied + 2)
        #expect(numbers.prefix(3) == [numbers[0], numbers[0], numbers[0]])
        #expect(Set(numbers).count == fills + denied)
        #expect(requests.allSatisfy { $0["signed"] as? Bool == true })
        #expect(
            run.output.contains("notifications: \(fills + 2 * denied) sent, 0 failed, 0 dropped")
        )
    }

    @Test("the console's lines are in tenon logs, one for each denial")
    func console() throws {
        let run = try PaperRun.ready(
            Paper.settings(
                "console: { plugin: dev.tenon.console }",
                speed: 600,
                top: "notify: [{ on: [risk.denied], to: [console] }]"
            )
        )
        _ = try run.status { (notifications($0)["delivered"] ?? 0) > 3 }
        let logs = try run.tenon("logs", "--last", "4000", "--filter", "instance=console")
        #expect(logs.exitCode == 0, "\(logs.errors)")
        let lines = logs.output.split(separator: "\n")
        #expect(lines.count > 3)
        let denials = lines.filter { $0.contains("denied") && $0.contains(/R\d\d\s/) }
        #expect(denials.count > 3, "\(logs.output)")
        #expect(try run.tenon("stop").exitCode == 0)
        #expect(try run.end(within: 10) == 0)
    }

    @Test("without the variable the channel is out of use, named where it stands; trading goes on")
    func missing() throws {
        let settings = settings("9", path: "/ok/missing")
        let run = try PaperRun(settings)
        #expect(try run.end() == 1)
        let line = try #require(
            settings.split(separator: "\n", omittingEmptySubsequences: false)
                .firstIndex { $0.hasPrefix("  desk:") }
        )
        #expect(run.errors.hasPrefix("plugins.yaml:\(line + 1):3: "), "\(run.errors)")
        #expect(run.errors.contains("DESK_KEY is not set"), "\(run.errors)")
        #expect(try counts(run).fills > 10)
    }
}
