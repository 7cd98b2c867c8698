import Foundation
import HTTPTypes
import Hummingbird
import Logging
import Monitoring
import NIOCore
import NIOHTTP1

extension ServiceError.Code {
    /// The status of HTTP that goes with the code.
    package var status: Int {
        switch self {
        case .unknownInstance, .notFound: 404
        case .badRequest: 400
        case .badValue: 422
        case .wrongState: 409
        case .forbidden: 403
        case .timedOut: 504
        case .inside: 500
        }
    }
}

/// Makes every error an answer in JSON, and a line of the log where it is ours.
struct ErrorAnswers: RouterMiddleware {
    typealias Context = HostContext

    let log: LogHub

    func handle(
        _ request: Request,
        context: HostContext,
        next: (Request, HostContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as HTTPParserError {
            // What follows on this connection cannot be read either: the server ends it.
            throw error
        } catch {
            let told = Self.told(error, of: request)
            if told.code == .inside {
                log.write(
                    .error,
                    .api,
                    "request failed",
                    ["path": request.uri.path, "error": "\(error)"]
                )
            }
            return try JSONAnswer.response(ErrorBody(told), status: told.code.status)
        }
    }

    private static func told(_ error: any Error, of request: Request) -> ServiceError {
        switch error {
        case let error as ServiceError: error
        case let error as HTTPError where error.status == .notFound:
            ServiceError(
                .notFound,
                "no route \(request.method.rawValue) \(request.uri.path)",
                remedy: "see Host/Manual/api.md for the routes"
            )
        case let error as HTTPError:
            ServiceError(
                .badRequest,
                error.body ?? error.status.reasonPhrase,
                remedy: "see Host/Manual/api.md"
            )
        case is NIOTooManyBytesError:
            ServiceError(
                .badRequest,
                "the body is longer than \(HostContext.bodyLimit) bytes",
                remedy: "send fewer values at a time"
            )
        default:
            ServiceError(
                .inside,
                "the host could not answer: \(error)",
                remedy: "see the log of the host: tenon logs --filter api"
            )
        }
    }
}

/// Answers in JSON.
enum JSONAnswer {
    static func response(_ value: some Encodable, status: Int = 200) throws -> Response {
        var body = ByteBuffer(bytes: try APICoding.encode(value))
        body.writeInteger(UInt8(ascii: "\n"))
        return Response(
            status: HTTPResponse.Status(code: status),
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: body)
        )
    }
}
