import API
import Foundation
import Monitoring
import Support
import Testing

@Suite("Refusals")
struct RefusalTests {
    private func refusal(
        _ running: RunningServer,
        _ route: [String],
        query: [(String, String)] = []
    ) async throws -> ClientError {
        let error = await #expect(throws: ClientError.self) {
            try await running.client.get(StatusView.self, route, query: query)
        }
        return try #require(error)
    }

    @Test("what is unknown or out of range is refused, with what was meant")
    func badRequests() async throws {
        try await RunningServer.with { running in
            let cases: [([String], [(String, String)], ServiceError.Code, String, String)] = [
                (
                    ["stats"], [], .notFound, "no route GET /api/v1/stats",
                    "see Host/Manual/api.md for the routes"
                ),
                (
                    ["status"], [("x", "1")], .badRequest, "unknown query key 'x'",
                    "this route takes none"
                ),
                (
                    ["orders"], [("opne", "true")], .badRequest, "unknown query key 'opne'",
                    "did you mean open?"
                ),
                (
                    ["orders"], [("open", "yes")], .badRequest, "query key 'open' is 'yes'",
                    "use true or false"
                ),
                (
                    ["orders"], [("most", "0")], .badRequest, "query key 'most' is '0'",
                    "use 1 to 100000"
                ),
                (
                    ["fills"], [("most", "1e3")], .badRequest, "query key 'most' is '1e3'",
                    "use 1 to 100000"
                ),
                (
                    ["fills"], [("most", "1"), ("most", "2")], .badRequest,
                    "query key 'most' is given 2 times", "give it once"
                ),
                (
                    ["logs"], [("level", "warnin")], .badRequest, "unknown level 'warnin'",
                    "did you mean warning?"
                ),
                (
                    ["plugins", "emma"], [], .unknownInstance,
                    "no plugin instance is called 'emma'", "did you mean ema?"
                ),
                (
                    ["plugins", "x", "history"], [], .unknownInstance,
                    "no plugin instance is called 'x'", "use one of feed, ema"
                ),
            ]
            for (route, query, code, message, remedy) in cases {
                let error = try await refusal(running, route, query: query)
                #expect(error.kind == .refused(code))
                #expect(error.message == message)
                #expect(error.remedy == remedy)
            }
        }
    }

    @Test(
        "every error of the service has its status and comes out as it went in",
        arguments: ServiceError.Code.allCases
    )
    func codes(code: ServiceError.Code) async throws {
        let failure = ServiceError(code, "it is \"so\"", remedy: "do that")
        try await RunningServer.with(failure: failure) { running in
            let error = await #expect(throws: ClientError.self) {
                try await running.client.post(CommandReceipt.self, ["plugins", "ema", "pause"])
            }
            #expect(error == ClientError(failure))
            let head = try await running.raw(
                Array("POST /api/v1/stop HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".utf8)
            )
            #expect(head.hasPrefix("HTTP/1.1 \(code.status) "))
            #expect(
                head.hasSuffix(
                    #"{"error":{"code":"\#(code.rawValue)","message":"it is \"so\"","#
                        + #""remedy":"do that"}}"# + "\n"
                )
            )
        }
    }

    @Test("a body of a shape that is not the route's is refused, with the shape")
    func bodies() async throws {
        try await RunningServer.with { running in
            let cases: [(String, String, String)] = [
                ("set", "", "the body cannot be read"),
                ("set", "{", "the body cannot be read"),
                ("set", #"{"values":"x"}"#, "the body cannot be read"),
                ("set", #"{"values":[]}"#, "the body sets nothing"),
                ("set", #"{"values":[{"name":"a"}]}"#, "the body cannot be read"),
                (
                    "set", #"{"value":[{"name":"a","value":"1"}]}"#,
                    "unknown key 'value' in the body"
                ),
                (
                    "set", #"{"values":[{"name":"a","value":"1","x":"2"}]}"#,
                    "unknown key 'x' in the body"
                ),
                ("pause", #"{"a":1}"#, "this route takes no body, and got 7 bytes"),
            ]
            for (action, body, message) in cases {
                let error = await #expect(throws: ClientError.self, "\(body)") {
                    try await running.client.post(
                        CommandReceipt.self,
                        ["plugins", "ema", action],
                        body: Data(body.utf8)
                    )
                }
                #expect(error?.kind == .refused(.badRequest))
                #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
                #expect(error?.remedy.isEmpty == false)
            }
            #expect(running.service.asked.commands.isEmpty)
            let empty = try await running.client.post(
                CommandReceipt.self,
                ["plugins", "ema", "pause"],
                body: Data("{}".utf8)
            )
            #expect(empty.value.message == "ema: pause")
        }
    }

    @Test("a body that is too long is refused, and one of just the limit is not")
    func longBody() async throws {
        try await RunningServer.with { running in
            func set(_ bytes: Int) async throws -> String {
                let frame = #"{"values":[{"name":"a","value":""}]}"#
                let value = String(repeating: "x", count: bytes - frame.utf8.count)
                let body = frame.replacing(#""value":"""#, with: #""value":"\#(value)""#)
                #expect(body.utf8.count == bytes)
                return try await running.client
                    .post(
                        CommandReceipt.self,
                        ["plugins", "ema", "set"],
                        body: Data(body.utf8)
                    )
                    .value.message
            }
            let longest = try await set(65_536)
            #expect(longest == "ema: set")
            for bytes in [65_537, 5_000_000] {
                let error = await #expect(throws: ClientError.self) { try await set(bytes) }
                #expect(error?.message == "the body is longer than 65536 bytes")
            }
        }
    }

    @Test("an unknown action names the nearest, and other methods are no routes")
    func actions() async throws {
        try await RunningServer.with { running in
            let error = await #expect(throws: ClientError.self) {
                try await running.client.post(CommandReceipt.self, ["plugins", "ema", "pase"])
            }
            #expect(error?.kind == .refused(.notFound))
            #expect(error?.remedy == "did you mean pause?")
            let head = try await running.raw(
                Array("DELETE /api/v1/status HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".utf8)
            )
            #expect(head.hasPrefix("HTTP/1.1 404 "))
        }
    }

    @Test(
        "a peer of another user is forbidden, and the log says who",
        .enabled(if: OtherUser.isPossible)
    )
    func otherUser() async throws {
        try await RunningServer.with { running in
            // The folder keeps others out already: opened here, so that the check is reached.
            let files = FileManager.default
            for place in [running.folder.url.path, running.server.socket.folder.path] {
                try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place)
            }
            try files.setAttributes([.posixPermissions: 0o666], ofItemAtPath: running.path)
            let answer = try await OtherUser.get("/api/v1/status", at: running.path)
            #expect(answer.hasPrefix("HTTP/1.1 403 "))
            #expect(answer.contains(#""code":"forbidden""#))
            let line = running.log.last(10) { $0.message == "request forbidden" }
            #expect(line.first?.fields["uid"] == "\(OtherUser.id)")
            #expect(line.first?.fields["path"] == "/api/v1/status")
        }
    }
}

/// Somebody else on this machine: only root can be one.
enum OtherUser {
    static let id = 65_534
    static var isPossible: Bool {
        geteuid() == 0 && [python, setpriv].allSatisfy(FileManager.default.fileExists)
    }
    // Not the one of this user's folder, which another user may not reach.
    private static let python = "/usr/bin/python3"
    private static let setpriv = "/usr/bin/setpriv"

    /// The answer to a GET, as bytes.
    static func get(_ path: String, at socket: String) async throws -> String {
        let script = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX)
            s.connect(sys.argv[1])
            s.sendall(b"GET %s HTTP/1.1\\r\\nhost: x\\r\\nconnection: close\\r\\n\\r\\n" % sys.argv[2].encode())
            while True:
                data = s.recv(65536)
                if not data: break
                sys.stdout.write(data.decode())
            """
        let arguments = ["--reuid", "\(id)", "--clear-groups", python, "-c", script, socket, path]
        let run = try await Blocking.run { Result { try ProgramRun(setpriv, arguments) } }.get()
        guard run.exitCode == 0 else { throw ProgramRun.Failure(message: run.errors) }
        return run.output
    }
}
