package import Foundation
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Asks a running host over the socket of its state folder: one connection a request.
package struct SocketClient: Sendable {
    /// How long to wait for what.
    package struct Patience: Sendable {
        package var connecting: TimeInterval
        /// Until the head of the answer; a body may go on for ever.
        package var answering: TimeInterval

        package init(connecting: TimeInterval = 5, answering: TimeInterval = 30) {
            self.connecting = connecting
            self.answering = answering
        }
    }

    /// A value with the text it was read from.
    package struct Answer<Value: Sendable>: Sendable {
        package let value: Value
        /// JSON as the host wrote it.
        package let body: Data
    }

    package let socket: SocketPath
    private let patience: Patience

    /// Connects to nothing yet.
    ///
    /// - Throws: `ClientError` where the path of the folder is too long for a socket.
    package init(stateFolder: URL, patience: Patience = Patience()) throws(ClientError) {
        do {
            socket = try SocketPath(stateFolder: stateFolder)
        } catch {
            throw ClientError(.unreachable, error.message, remedy: error.remedy)
        }
        self.patience = patience
    }

    /// `GET /api/v1/<route>`.
    ///
    /// - Parameters:
    ///   - type: What the route answers.
    ///   - route: Path segments, not yet escaped.
    ///   - query: Keys may come several times.
    /// - Returns: The view the route gives.
    /// - Throws: `ClientError` that says what the operator can do.
    package func get<Value: Decodable & Sendable>(
        _ type: Value.Type,
        _ route: [String],
        query: [(String, String)] = []
    ) async throws -> Answer<Value> {
        try await whole(type, .GET, Self.target(route, query: query), body: nil)
    }

    /// `POST /api/v1/<route>`, with a JSON body or none.
    ///
    /// - Parameters:
    ///   - type: What the route answers.
    ///   - route: Path segments, not yet escaped.
    ///   - body: JSON text.
    /// - Returns: The receipt the route gives.
    /// - Throws: `ClientError` that says what the operator can do.
    package func post<Value: Decodable & Sendable>(
        _ type: Value.Type,
        _ route: [String],
        body: Data? = nil
    ) async throws -> Answer<Value> {
        try await whole(type, .POST, Self.target(route, query: []), body: body)
    }

    /// `GET /api/v1/<route>` whose answer is a line of text after the other.
    ///
    /// - Parameters:
    ///   - route: Path segments, not yet escaped.
    ///   - query: Keys may come several times.
    ///   - each: Called with each line, without its end; `false` ends the reading. The host waits
    ///     while it works.
    /// - Throws: `ClientError`, and what `each` throws. A host that stops ends the lines.
    package func lines(
        _ route: [String],
        query: [(String, String)] = [],
        each: (Data) async throws -> Bool
    ) async throws {
        let target = Self.target(route, query: query)
        try await exchange(.GET, target, body: nil) { head, parts in
            guard head.status == .ok else { throw try await parts.error(of: head) }
            var rest = Data()
            while let buffer = try await parts.body() {
                rest.append(contentsOf: buffer.readableBytesView)
                while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                    let line = Data(rest[..<end])
                    rest = Data(rest[rest.index(after: end)...])
                    if line.isEmpty { continue }
                    guard try await each(line) else { return }
                }
            }
        }
    }

    private func whole<Value: Decodable & Sendable>(
        _ type: Value.Type,
        _ method: HTTPMethod,
        _ target: String,
        body: Data?
    ) async throws -> Answer<Value> {
        try await exchange(method, target, body: body) { head, parts in
            guard head.status == .ok else { throw try await parts.error(of: head) }
            let text = try await parts.text()
            do {
                return Answer(value: try APICoding.decode(type, from: text), body: text)
            } catch {
                throw ClientError(
                    .broken,
                    "the answer of the host cannot be read: \(error)",
                    remedy: "use the tenon command of the host's own version"
                )
            }
        }
    }

    /// One request and the reading of its answer.
    private func exchange<Value: Sendable>(
        _ method: HTTPMethod,
        _ target: String,
        body: Data?,
        read: (HTTPResponseHead, inout AnswerParts) async throws -> Value
    ) async throws -> Value {
        try checkOwner()
        let connection = try await connect()
        let isLate = Flag()
        let timer = connection.channel.eventLoop.scheduleTask(
            in: .milliseconds(Int64(patience.answering * 1_000))
        ) {
            isLate.raise()
            connection.channel.close(promise: nil)
        }
        defer { timer.cancel() }
        do {
            return try await connection.executeThenClose { inbound, outbound in
                try await Self.send(method, target, body: body, to: outbound)
                var parts = AnswerParts(inbound)
                let head = try await parts.head()
                timer.cancel()
                return try await read(head, &parts)
            }
        } catch {
            guard isLate.isRaised else { throw error is IOError ? ClientError.ended : error }
            throw ClientError(
                .timedOut,
                "the host has not answered within \(patience.answering.formatted()) s",
                remedy: "it may be busy or hang: see its log"
            )
        }
    }

    /// A socket of somebody else could answer anything; root may look at every host.
    private func checkOwner() throws(ClientError) {
        guard let owner = socket.owner else { throw .noHost(socket.folder) }
        guard owner == geteuid() || geteuid() == 0 else {
            throw ClientError(
                .unreachable,
                "\(socket.path): belongs to user \(owner), and this is user \(geteuid())",
                remedy: "run the command as the user the host runs as"
            )
        }
    }

    private func connect() async throws -> NIOAsyncChannel<
        HTTPClientResponsePart, HTTPClientRequestPart
    > {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.milliseconds(Int64(patience.connecting * 1_000)))
                .connect(unixDomainSocketPath: socket.path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHTTPClientHandlers()
                        return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw ClientError.connecting(error, to: socket)
        }
    }

    private static func send(
        _ method: HTTPMethod,
        _ target: String,
        body: Data?,
        to outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
    ) async throws {
        var head = HTTPRequestHead(version: .http1_1, method: method, uri: target)
        head.headers.add(name: "host", value: "localhost")
        head.headers.add(name: "content-length", value: "\(body?.count ?? 0)")
        if body != nil { head.headers.add(name: "content-type", value: "application/json") }
        do {
            try await outbound.write(.head(head))
            if let body { try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
            try await outbound.write(.end(nil))
        } catch is IOError {
            // The host may have answered and closed before it read everything: the answer tells.
        }
    }

    private static func target(_ route: [String], query: [(String, String)]) -> String {
        let path = route.map(escaped).joined(separator: "/")
        let keys = query.map { "\(escaped($0))=\(escaped($1))" }.joined(separator: "&")
        return "/api/v1/\(path)" + (keys.isEmpty ? "" : "?\(keys)")
    }

    private static func escaped(_ text: String) -> String {
        // RFC 3986, section 2.3.
        let plain = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }

    /// Raised by the timer, read by whoever waits.
    private final class Flag: Sendable {
        private let raised = Atomic(false)

        func raise() { raised.store(true, ordering: .relaxed) }
        var isRaised: Bool { raised.load(ordering: .relaxed) }
    }
}
