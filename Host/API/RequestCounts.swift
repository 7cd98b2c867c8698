import HTTPTypes
import Hummingbird
import Monitoring

/// Counts what is asked: `api_requests_total`, and of these `api_refused_total`, whatever the reason.
struct RequestCounts: RouterMiddleware {
    typealias Context = HostContext

    private let requests: Metrics.Counter
    private let refused: Metrics.Counter

    init(_ metrics: Metrics) {
        requests = metrics.counter("api_requests_total")
        refused = metrics.counter("api_refused_total")
    }

    func handle(
        _ request: Request,
        context: HostContext,
        next: (Request, HostContext) async throws -> Response
    ) async throws -> Response {
        requests.add()
        let response: Response
        do {
            response = try await next(request, context)
        } catch {
            refused.add()
            throw error
        }
        if response.status.code >= 400 { refused.add() }
        return response
    }
}
