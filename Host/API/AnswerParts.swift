import Foundation
import NIOCore
import NIOHTTP1

/// The parts of one answer as they come.
struct AnswerParts {
    /// Bytes an answer may have that is read as a whole.
    private static let greatestAnswer = 256 << 20

    private var iterator: NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator

    init(_ stream: NIOAsyncChannelInboundStream<HTTPClientResponsePart>) {
        iterator = stream.makeAsyncIterator()
    }

    /// The status and headers.
    mutating func head() async throws -> HTTPResponseHead {
        while let part = try await iterator.next() {
            if case .head(let head) = part { return head }
        }
        throw ClientError.ended
    }

    /// The next piece of the body; `nil` after the last.
    mutating func body() async throws -> ByteBuffer? {
        switch try await iterator.next() {
        case .body(let buffer): return buffer
        case .end: return nil
        case .head, nil: throw ClientError.ended
        }
    }

    /// The whole body.
    mutating func text() async throws -> Data {
        var text = Data()
        while let buffer = try await body() {
            text.append(contentsOf: buffer.readableBytesView)
            guard text.count <= Self.greatestAnswer else {
                throw ClientError(
                    .broken,
                    "the answer of the host is longer than \(Self.greatestAnswer) bytes",
                    remedy: "ask for less with --most"
                )
            }
        }
        return text
    }

    /// What an answer that is no success says.
    mutating func error(of head: HTTPResponseHead) async throws -> ClientError {
        let text = try await text()
        guard let body = try? APICoding.decode(ErrorBody.self, from: text) else {
            return ClientError(
                .broken,
                "the host answered \(head.status.code) \(head.status.reasonPhrase)",
                remedy: "use the tenon command of the host's own version"
            )
        }
        return ClientError(body.error)
    }
}
