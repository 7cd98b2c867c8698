import API
import Foundation
import Logging
import Monitoring
import Support
import Testing

/// The built command against a real server with canned answers; what it prints are golden files.
@Suite("Commands against a running host")
struct CommandTests {
    private static let tenon = Repository.products.appending(path: "tenon").path

    private static func run(
        _ arguments: [String],
        of running: RunningServer,
        folder: URL? = nil
    ) async throws -> ProgramRun {
        let state = ["--state", running.server.socket.folder.path]
        let all = folder == nil ? arguments + state : arguments
        return try await Blocking.run { Result { try ProgramRun(tenon, all, folder: folder) } }
            .get()
    }

    @Test(
        "prints what the host says",
        arguments: [
            "status", "quotes", "positions", "orders", "orders --open", "fills", "plugins",
            "plugins inspect ema", "plugins inspect feed", "plugins history ema",
            "plugins pause ema", "plugins set ema fast=50 slow=200", "orders --most 1 --json",
        ]
    )
    func prints(command: String) async throws {
        try await RunningServer.with { running in
            let words = command.split(separator: " ").map(String.init)
            let run = try await Self.run(words, of: running)
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.errors.isEmpty)
            let name = command.replacing("--", with: "").replacing(" ", with: "-")
                .replacing("=", with: "-")
            try expectGolden(run.output, suite: "APITests", name: "\(name).txt")
        }
    }

    @Test(
        "--json prints the answer of the host as it is",
        arguments: [
            ("status", ["status"]), ("quotes", ["quotes"]), ("positions", ["positions"]),
            ("orders", ["orders"]), ("fills", ["fills"]), ("plugins list", ["plugins"]),
            ("plugins inspect ema", ["plugins", "ema"]),
            ("plugins history ema", ["plugins", "ema", "history"]),
        ]
    )
    func json(command: String, route: [String]) async throws {
        try await RunningServer.with { running in
            let words = command.split(separator: " ").map(String.init) + ["--json"]
            let run = try await Self.run(words, of: running)
            let answer = try await running.client.get(AnyJSON.self, route)
            #expect(run.exitCode == 0)
            #expect(run.output == String(decoding: answer.body, as: UTF8.self))
        }
    }

    @Test("set sends its values in their order, whatever they hold")
    func set() async throws {
        try await RunningServer.with { running in
            let run = try await Self.run(["plugins", "set", "ema", "a=b=c", "x="], of: running)
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(
                running.service.asked.commands == [
                    InstanceCommand(
                        instance: "ema",
                        action: .set,
                        values: [
                            ParameterSetting(name: "a", value: "b=c"),
                            ParameterSetting(name: "x", value: ""),
                        ]
                    )
                ]
            )
        }
    }

    @Test(
        "a wrong call ends with 2 before the host is asked",
        arguments: [
            "plugins set ema fast", "plugins set ema =5", "plugins set ema", "plugins pause",
            "orders --most 0", "fills --most x", "logs --level loud", "logs --last -1",
            "stop --timeout -5", "status now",
        ]
    )
    func usage(command: String) async throws {
        try await RunningServer.with { running in
            let words = command.split(separator: " ").map(String.init)
            let run = try await Self.run(words, of: running)
            #expect(run.exitCode == 2)
            #expect(run.output.isEmpty)
            #expect(!run.errors.isEmpty)
            #expect(running.service.asked == FakeService.Asked())
        }
    }

    @Test("a refusal is told on standard error, with the remedy, and ends with 3")
    func refusal() async throws {
        try await RunningServer.with { running in
            let run = try await Self.run(["plugins", "pause", "emma"], of: running)
            #expect(run.exitCode == 3)
            #expect(run.output.isEmpty)
            #expect(
                run.errors == """
                    tenon: no plugin instance is called 'emma'
                        did you mean ema?

                    """
            )
        }
        let bug = ServiceError(.inside, "it broke", remedy: "report this")
        try await RunningServer.with(failure: bug) { running in
            let run = try await Self.run(["plugins", "pause", "ema"], of: running)
            #expect(run.exitCode == 70)
        }
    }

    @Test("the state folder is that of plugins.yaml, or .tenon")
    func stateFolder() async throws {
        try await RunningServer.with { running in
            let folder = running.folder.url
            func status() async throws -> ProgramRun {
                try await Self.run(["status"], of: running, folder: folder)
            }
            let missing = try await status()
            #expect(missing.exitCode == 3)
            #expect(missing.errors.contains("\(folder.lastPathComponent)/.tenon\n"))

            let file = try running.folder.write(
                """
                tenon: 1
                mode: paper
                state: state
                accounts:
                  main: { venue: simulated, model: same-quote, currency: USD, cash: 100000 }
                plugins:
                  feed: { plugin: dev.tenon.csv, config: {} }

                """,
                to: "plugins.yaml"
            )
            let configured = try await status()
            #expect(configured.exitCode == 0, "\(configured.errors)")

            // One that says nothing readable counts as none.
            try "nonsense: {".write(to: file, atomically: true, encoding: .utf8)
            let unreadable = try await status()
            #expect(unreadable.errors == missing.errors)
            try FileManager.default.createSymbolicLink(
                at: folder.appending(path: ".tenon"),
                withDestinationURL: folder.appending(path: "state")
            )
            let standard = try await status()
            #expect(standard.exitCode == 0, "\(standard.errors)")
        }
    }

    @Test("logs prints lines as text, and as JSON, that fit all words")
    func logs() async throws {
        try await RunningServer.with { running in
            running.log.write(.info, .orders, "filled", ["order": "7"])
            running.log.write(.info, .orders, "filled", ["order": "8"])
            running.log.write(.warning, .risk, "order denied")
            let text = try await Self.run(
                ["logs", "--filter", "orders", "order=8", "--last", "5"],
                of: running
            )
            #expect(text.exitCode == 0, "\(text.errors)")
            #expect(text.output.dropFirst(13) == "INFO  orders   filled  order=8\n")
            let level = try await Self.run(["logs", "--level", "warning", "--json"], of: running)
            let lines = level.output.split(separator: "\n")
            let read = try lines.map { try APICoding.decode(LogLine.self, from: Data($0.utf8)) }
            #expect(read.map(\.message) == ["order denied"])
        }
    }

    @Test("logs --follow ends with the host, and quietly when its reader has left")
    func follow() async throws {
        let folder = try TemporaryFolder()
        let output = try folder.write("", to: "output")
        let follower = Process()
        let piped = Process()
        try await RunningServer.with { running in
            let command = ["logs", "--follow", "--state", running.server.socket.folder.path]
            follower.executableURL = URL(filePath: Self.tenon)
            follower.arguments = command
            follower.standardOutput = try FileHandle(forWritingTo: output)
            piped.executableURL = URL(filePath: "/bin/bash")
            piped.arguments =
                [
                    "-c", #""$0" "$@" | head -n 3 >/dev/null; exit ${PIPESTATUS[0]}"#, Self.tenon,
                ] + command
            piped.standardError = FileHandle(forWritingAtPath: output.path)
            try follower.run()
            try piped.run()
            while piped.isRunning || !text(output).contains("line 5\n") {
                running.log.write(.info, .lane, "line 5")
                // Takes its time, so that this does not spin.
                _ = try await running.client.get(StatusView.self, ["status"])
            }
            #expect(piped.terminationStatus == 0)
        }
        await Blocking.run { follower.waitUntilExit() }
        #expect(follower.terminationStatus == 0)
        #expect(!text(output).contains("tenon:"))
    }

    private func text(_ file: URL) -> String {
        (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }

    @Test("stop waits until the socket is gone, and says when it is not")
    func stop() async throws {
        try await RunningServer.with { running in
            let patient = try await Self.run(["stop", "--timeout", "0"], of: running)
            #expect(patient.exitCode == 1)
            #expect(patient.output == "stopping\n")
            #expect(patient.errors.hasPrefix("tenon: the host has not ended within 0 s\n"))
            #expect(running.service.asked.stops == 1)

            let server = running.server
            let service = running.service
            let watcher = Task {
                var stops = service.stops.makeAsyncIterator()
                await stops.next()
                await stops.next()
                server.stop()
            }
            let run = try await Self.run(["stop"], of: running)
            await watcher.value
            #expect(run.exitCode == 0, "\(run.errors)")
            #expect(run.output.hasPrefix("stopping\nstopped after "))
            #expect(!server.socket.isPresent)
        }
    }
}

/// Any JSON at all: only the text matters.
struct AnyJSON: Decodable, Sendable {
    init(from decoder: any Decoder) {}
}
