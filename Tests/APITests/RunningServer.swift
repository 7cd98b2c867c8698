import API
import Foundation
import Glibc
import Logging
import Monitoring
import Support
import Testing

/// A real server on a socket of its own, for the length of one test.
struct RunningServer {
    let folder: TemporaryFolder
    let server: SocketServer
    let service: FakeService
    let log: LogHub
    let client: SocketClient
    let metrics: Metrics

    var path: String { server.socket.path }

    /// Runs the body against a server and stops it.
    ///
    /// The server promises two seconds; the bound here leaves room for a busy machine.
    static func with(
        failure: ServiceError? = nil,
        patience: SocketClient.Patience = SocketClient.Patience(),
        _ body: (RunningServer) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let state = folder.url.appending(path: "state")
        let log = LogHub(levels: LogLevels(.trace))
        let service = FakeService(log: log, failure: failure)
        let metrics = Metrics()
        let server = try SocketServer(
            stateFolder: state,
            service: service,
            log: log,
            metrics: metrics
        )
        let running = RunningServer(
            folder: folder,
            server: server,
            service: service,
            log: log,
            client: try SocketClient(stateFolder: state, patience: patience),
            metrics: metrics
        )
        let (listening, signal) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { signal.finish() }
                try await server.run { signal.yield() }
            }
            var iterator = listening.makeAsyncIterator()
            await iterator.next()
            var failure: (any Error)?
            do {
                try await body(running)
            } catch {
                failure = error
            }
            let started = ContinuousClock.now
            server.stop()
            try await group.waitForAll()
            #expect(ContinuousClock.now - started < .seconds(10))
            #expect(!server.socket.isPresent)
            if let failure { throw failure }
        }
    }

    /// Sends bytes as they are and reads until the server closes.
    func raw(_ bytes: [UInt8]) async throws -> String {
        let socket = try RawSocket(path)
        socket.send(bytes)
        return await socket.answer()
    }
}

/// A socket without any manners.
final class RawSocket: Sendable {
    let descriptor: Int32

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
                unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        unsafe setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_RCVTIMEO,
            &limit,
            socklen_t(MemoryLayout<timeval>.size)
        )
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) {
        _ = unsafe bytes.withUnsafeBytes { buffer in
            unsafe Glibc.send(
                descriptor,
                buffer.baseAddress,
                buffer.count,
                Int32(MSG_NOSIGNAL)
            )
        }
    }

    /// What comes until `end` is seen, the peer closes, or nothing more comes for a while.
    func answer(until end: String? = nil) async -> String {
        await Blocking.run { self.read(until: end) }
    }

    private func read(until end: String?) -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            guard count > 0 else { break }
            text += buffer[..<count]
            if let end, String(decoding: text, as: UTF8.self).contains(end) { break }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Waits on a thread of its own, so that the server under test has the others.
enum Blocking {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { waiting in
            Thread.detachNewThread { waiting.resume(returning: body()) }
        }
    }
}
