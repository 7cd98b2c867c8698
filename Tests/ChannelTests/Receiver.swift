import Foundation
import Support
import Synchronization
import Testing

/// `Programs/receiver.py` at work: an HTTP receiver on loopback that checks signatures itself.
final class Receiver: Sendable {
    /// What it saw of one request.
    struct Request: Decodable, Sendable {
        struct Message: Decodable, Sendable {
            struct Data: Decodable, Sendable {
                let name: String
            }
            let id: UInt64
            let timeNs: String
            let severity: String
            let title: String
            let body: String
            let key: String
            let data: Data?

            private enum CodingKeys: String, CodingKey {
                case id, severity, title, body, key, data
                case timeNs = "time_ns"
            }
        }
        let path: String
        /// Whether the signature is right.
        let signed: Bool
        /// The time that was signed, seconds since the epoch.
        let stamp: String
        let type: String
        /// The sender's port: equal on one connection.
        let port: Int
        let message: Message
    }

    /// One for all tests that can share it: each has paths of its own.
    static let shared = Result { try Receiver() }

    static let secret = "0123456789abcdef"
    let port: Int
    private let process: Process
    private let input = Pipe()
    private let state: Lines

    /// The lines it printed, and who waits for more.
    private final class Lines: Sendable {
        let bytes = Mutex(Data())
        let arrived = DispatchSemaphore(value: 0)

        var whole: [Data] {
            bytes.withLock { bytes in
                let end = bytes.lastIndex(of: UInt8(ascii: "\n")) ?? bytes.startIndex
                return bytes[..<end].split(separator: UInt8(ascii: "\n"))
            }
        }

        func wait(for count: Int) throws -> [Data] {
            while whole.count < count {
                guard arrived.wait(timeout: .now() + 10) == .success else {
                    throw ProgramRun.Failure(message: "the receiver saw \(whole.count) requests")
                }
            }
            return whole
        }
    }

    /// Starts one; it ends with this object, or with this process.
    init() throws {
        let program = Repository.root.appending(path: "Tests/ChannelTests/Programs/receiver.py")
        let output = Pipe()
        let lines = Lines()
        process = Process()
        process.executableURL = URL(filePath: try #require(Python.interpreter))
        process.arguments = ["-B", program.path, Receiver.secret]
        process.standardInput = input
        process.standardOutput = output
        output.fileHandleForReading.readabilityHandler = { handle in
            let more = handle.availableData
            if more.isEmpty { handle.readabilityHandler = nil }
            lines.bytes.withLock { $0 += more }
            lines.arrived.signal()
        }
        try process.run()
        state = lines
        let first = try lines.wait(for: 1)[0]
        port = try #require(Int(String(decoding: first, as: UTF8.self)))
    }

    deinit {
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }

    /// The configuration of a Webhook that posts here.
    func config(_ path: String, _ more: String = "") -> String {
        #"{"url":"http://127.0.0.1:\#(port)\#(path)","secret":"\#(Receiver.secret)"\#(more)}"#
    }

    /// The requests to a path so far, once there are at least so many.
    func requests(_ path: String, _ count: Int) throws -> [Request] {
        var all = 1
        while true {
            let requests = try state.wait(for: all)
                .dropFirst()
                .map { try JSONDecoder().decode(Request.self, from: $0) }
            let found = requests.filter { $0.path == path }
            if found.count >= count { return found }
            all = requests.count + 2
        }
    }
}
