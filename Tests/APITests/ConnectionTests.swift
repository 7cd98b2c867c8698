import API
import Foundation
import Glibc
import Monitoring
import Support
import Testing

@Suite("Connections")
struct ConnectionTests {
    @Test("the socket and its folder are their owner's alone")
    func permissions() async throws {
        try await RunningServer.with { running in
            let files = FileManager.default
            let socket = try files.attributesOfItem(atPath: running.path)
            #expect(socket[.posixPermissions] as? Int == 0o600)
            #expect(socket[.type] as? FileAttributeType == .typeSocket)
            let folder = try files.attributesOfItem(atPath: running.server.socket.folder.path)
            #expect(folder[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test("64 clients at once are all answered")
    func manyClients() async throws {
        try await RunningServer.with { running in
            let client = running.client
            let answers = try await withThrowingTaskGroup(of: StatusView.self) { group in
                for _ in 0..<64 {
                    group.addTask { try await client.get(StatusView.self, ["status"]).value }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers == Array(repeating: Samples.status, count: 64))
        }
    }

    @Test("garbage gets 400 or an end, and the next client an answer", arguments: Seeds.upTo(20))
    func garbage(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        var texts: [[UInt8]] = [
            Array("GET / HTTP/9.9\r\n\r\n".utf8), Array("GET\r\n\r\n".utf8),
            Array("POST /api/v1/stop HTTP/1.1\r\ncontent-length: -1\r\n\r\n".utf8),
            Array(
                "POST /api/v1/plugins/ema/set HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"
                    .utf8
            ),
        ]
        texts += (0..<5)
            .map { _ in
                (0..<500).map { _ in UInt8.random(in: 0...255, using: &random) }
                    + Array("\r\n\r\n".utf8)
            }
        try await RunningServer.with { running in
            for text in texts {
                let socket = try RawSocket(running.path)
                socket.send(text)
                shutdown(socket.descriptor, Int32(SHUT_WR))
                let answer = await socket.answer()
                #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(60))")
            }
            _ = try await running.client.get(StatusView.self, ["status"])
            #expect(running.service.asked == FakeService.Asked())
        }
    }

    @Test("clients that say nothing, half a request or leave in the middle delay nobody")
    func halfOpen() async throws {
        try await RunningServer.with { running in
            let silent = try RawSocket(running.path)
            let half = try RawSocket(running.path)
            half.send(
                Array(
                    "POST /api/v1/plugins/ema/set HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\n{"
                        .utf8
                )
            )
            for _ in 0..<20 {
                let leaving = try RawSocket(running.path)
                leaving.send(Array("GET /api/v1/sta".utf8))
            }
            _ = try await running.client.get(StatusView.self, ["status"])
            #expect(running.service.asked.commands.isEmpty)
            withExtendedLifetime((silent, half)) {}
        }
    }

    @Test("more connections than are served at once wait for one that ends")
    func manyConnections() async throws {
        try await RunningServer.with { running in
            var silent = try (0..<300).map { _ in try RawSocket(running.path) }
            let client = running.client
            async let status = client.get(StatusView.self, ["status"])
            // They leave, and with them what keeps the client waiting.
            silent.removeAll()
            let answer = try await status
            #expect(answer.value == Samples.status)
        }
    }

    @Test("two requests on one connection are both answered")
    func keepAlive() async throws {
        try await RunningServer.with { running in
            let socket = try RawSocket(running.path)
            for _ in 0..<2 {
                socket.send(Array("GET /api/v1/healthz HTTP/1.1\r\nhost: x\r\n\r\n".utf8))
                let answer = await socket.answer(until: "}\n")
                #expect(answer.contains(#"{"status":"ok"}"#))
            }
        }
    }

    @Test("the socket of a dead host is replaced")
    func staleSocket() async throws {
        let folder = try TemporaryFolder()
        let state = folder.url.appending(path: "state")
        try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
        let path = state.appending(path: "tenon.sock").path
        let made = try ProgramRun(
            try #require(Python.interpreter),
            ["-c", "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])", path]
        )
        #expect(made.exitCode == 0)
        let client = try SocketClient(stateFolder: state)
        let error = await #expect(throws: ClientError.self) {
            try await client.get(StatusView.self, ["status"])
        }
        #expect(error?.kind == .noHost)
        #expect(error?.message.contains("left behind by one that died") == true)

        let server = try SocketServer(stateFolder: state, service: FakeService(), log: LogHub())
        let (listening, signal) = AsyncStream.makeStream(of: Void.self)
        async let run: Void = server.run { signal.finish() }
        for await _ in listening {}
        let status = try await client.get(StatusView.self, ["status"])
        #expect(status.value == Samples.status)
        server.stop()
        try await run
    }

    @Test("without a host the client says so and how to start one")
    func noHost() async throws {
        let folder = try TemporaryFolder()
        let client = try SocketClient(stateFolder: folder.url)
        let error = await #expect(throws: ClientError.self) {
            try await client.get(StatusView.self, ["status"])
        }
        #expect(error?.kind == .noHost)
        #expect(
            error?.description
                == "no host runs with the state folder \(folder.url.standardizedFileURL.path); "
                + "start one with: tenon run plugins.yaml"
        )
    }

    @Test("a path too long for a socket is refused with its length and a remedy")
    func longPath() throws {
        // With `/tenon.sock` of 11 bytes, 96 are the most.
        let folder = URL(filePath: "/" + String(repeating: "d", count: 95))
        _ = try SocketPath(stateFolder: folder)
        let longer = URL(filePath: "/" + String(repeating: "d", count: 96))
        let error = #expect(throws: SocketError.self) {
            try SocketServer(stateFolder: longer, service: FakeService(), log: LogHub())
        }
        #expect(error?.message.contains("has 108 bytes, and the system takes at most 107") == true)
        #expect(error?.remedy.contains("state:") == true)
        #expect(throws: ClientError.self) { try SocketClient(stateFolder: longer) }
    }

    @Test("a file in the place of the socket is not taken away")
    func occupied() async throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("mine", to: "tenon.sock")
        let server = try SocketServer(
            stateFolder: folder.url,
            service: FakeService(),
            log: LogHub()
        )
        let error = await #expect(throws: SocketError.self) { try await server.run() }
        #expect(error?.message.hasSuffix("is there and is no socket") == true)
        #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
    }

    @Test("a host that takes a request and never answers is given up on")
    func hangingHost() async throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "tenon.sock").path
        let listener = try SilentListener(path)
        let client = try SocketClient(
            stateFolder: folder.url,
            patience: .init(connecting: 5, answering: 0.2)
        )
        let error = await #expect(throws: ClientError.self) {
            try await client.get(StatusView.self, ["status"])
        }
        #expect(error?.kind == .timedOut)
        #expect(error?.message == "the host has not answered within 0.2 s")
        withExtendedLifetime(listener) {}
    }

    @Test("a stop while it begins to listen is a stop", arguments: 0..<20)
    func earlyStop(run: Int) async throws {
        let folder = try TemporaryFolder()
        let server = try SocketServer(
            stateFolder: folder.url,
            service: FakeService(),
            log: LogHub()
        )
        async let end: Void = server.run()
        for _ in 0..<run { await Task.yield() }
        server.stop()
        try await end
        #expect(!server.socket.isPresent)
    }

    @Test("stopping twice, and before running, is stopping once")
    func stopping() async throws {
        let folder = try TemporaryFolder()
        let server = try SocketServer(
            stateFolder: folder.url,
            service: FakeService(),
            log: LogHub()
        )
        server.stop()
        server.stop()
        try await server.run()
        #expect(!server.socket.isPresent)
    }
}

/// A socket that takes connections into its queue and never looks at them.
final class SilentListener: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // `unsafe`: the path lies in a C array of the struct.
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { place in
            unsafe place.copyBytes(from: Array(path.utf8))
        }
        let result = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0 && listen(descriptor, 5) == 0)
    }

    deinit { close(descriptor) }
}
