import Foundation
import Hummingbird
import Logging
import Monitoring
import NIOCore
import ServiceLifecycle

/// The routes of the API over one service, for every listener alike.
enum HostRouter {
    /// How many orders or fills an answer has where nobody says, and at most.
    static let standardMost = 100
    static let greatestMost = 100_000

    /// The routes below `/api/v1`.
    ///
    /// - Parameters:
    ///   - service: What answers.
    ///   - log: Takes what was refused and what failed.
    ///   - metrics: Counts the requests; see `RequestCounts`.
    ///   - authentication: Of the listener: it names the actor or throws.
    /// - Returns: A router of its own; each listener makes one.
    static func make(
        service: any HostService,
        log: LogHub,
        metrics: Metrics,
        authentication: some RouterMiddleware<HostContext>
    ) -> Router<HostContext> {
        let router = Router(context: HostContext.self)
        router.add(middleware: RequestCounts(metrics))
        router.add(middleware: ErrorAnswers(log: log))
        router.add(middleware: authentication)
        let routes = router.group("api/v1")
        addReadings(of: service, to: routes)
        addPlugins(of: service, to: routes)
        addLogs(of: service, followers: metrics.gauge("api_followers"), to: routes)
        return router
    }

    private static func addReadings(
        of service: any HostService,
        to routes: RouterGroup<HostContext>
    ) {
        routes.get("healthz") { request, _ in
            _ = try RequestReader(request, keys: [])
            return try JSONAnswer.response(["status": "ok"])
        }
        routes.get("status") { request, _ in
            _ = try RequestReader(request, keys: [])
            return try await JSONAnswer.response(service.status())
        }
        routes.get("quotes") { request, _ in
            _ = try RequestReader(request, keys: [])
            return try await JSONAnswer.response(service.quotes())
        }
        routes.get("positions") { request, _ in
            _ = try RequestReader(request, keys: [])
            return try await JSONAnswer.response(service.positions())
        }
        routes.get("orders") { request, _ in
            let query = try RequestReader(request, keys: ["open", "most"])
            let most = try query.number("most", in: 1...greatestMost, else: standardMost)
            let isOpenOnly = try query.flag("open")
            return try await JSONAnswer.response(
                service.orders(isOpenOnly: isOpenOnly, most: most)
            )
        }
        routes.get("fills") { request, _ in
            let query = try RequestReader(request, keys: ["most"])
            let most = try query.number("most", in: 1...greatestMost, else: standardMost)
            return try await JSONAnswer.response(service.fills(most: most))
        }
    }

    private static func addPlugins(
        of service: any HostService,
        to routes: RouterGroup<HostContext>
    ) {
        routes.get("plugins") { request, _ in
            _ = try RequestReader(request, keys: [])
            return try await JSONAnswer.response(service.instances())
        }
        routes.get("plugins/:name") { request, context in
            _ = try RequestReader(request, keys: [])
            let name = try RequestReader.part("name", of: context)
            return try await JSONAnswer.response(service.instance(name))
        }
        routes.get("plugins/:name/history") { request, context in
            _ = try RequestReader(request, keys: [])
            let name = try RequestReader.part("name", of: context)
            return try await JSONAnswer.response(service.history(name))
        }
        routes.post("plugins/:name/:action") { request, context in
            _ = try RequestReader(request, keys: [])
            let command = try await command(request, context)
            let receipt = try await service.perform(command, by: context.requireActor())
            return try JSONAnswer.response(receipt)
        }
        routes.post("stop") { request, context in
            _ = try RequestReader(request, keys: [])
            try await refuseBody(of: request)
            return try await JSONAnswer.response(service.stop(by: context.requireActor()))
        }
    }

    private static func addLogs(
        of service: any HostService,
        followers: Metrics.Gauge,
        to routes: RouterGroup<HostContext>
    ) {
        routes.get("logs") { request, _ in
            let query = try RequestReader(request, keys: ["level", "word", "last", "follow"])
            let filter = LogFilter(level: try query.one("level"), words: query.all("word"))
            try filter.checked()
            let last = try query.number("last", in: 0...greatestMost, else: standardMost)
            let follow = try query.flag("follow")
            let lines = await service.logs(filter, last: last, follow: follow)
            return Response(
                status: .ok,
                headers: [.contentType: "application/x-ndjson"],
                body: LogBody.make(of: lines, request: request, readers: followers)
            )
        }
    }

    private static func command(_ request: Request, _ context: HostContext) async throws
        -> InstanceCommand
    {
        let instance = try RequestReader.part("name", of: context)
        let word = try RequestReader.part("action", of: context)
        guard let action = InstanceCommand.Action(rawValue: word) else {
            let actions = InstanceCommand.Action.allCases.map(\.rawValue)
            throw ServiceError(
                .notFound,
                "unknown action '\(word)'",
                remedy: NearestName.hint(for: word, among: actions)
            )
        }
        guard action == .set else {
            try await refuseBody(of: request)
            return InstanceCommand(instance: instance, action: action)
        }
        let values = try RequestReader.settings(try await RequestReader.body(of: request))
        return InstanceCommand(instance: instance, action: .set, values: values)
    }

    private static func refuseBody(of request: Request) async throws {
        let body = try await RequestReader.body(of: request)
        guard body.isEmpty || body == Data("{}".utf8) else {
            throw ServiceError(
                .badRequest,
                "this route takes no body, and got \(body.count) bytes",
                remedy: "send none"
            )
        }
    }
}
