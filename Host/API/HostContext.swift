import Hummingbird
import Logging
import NIOCore

/// One request: where it came from, and who sent it.
struct HostContext: RequestContext {
    /// Bytes a body may have.
    static let bodyLimit = 64 << 10

    var coreContext: CoreRequestContextStorage
    let channel: any Channel
    /// Who asks; set by the authentication of the listener.
    var actor: Actor?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// - Throws: `ServiceError.forbidden` where no authentication has named anybody.
    func requireActor() throws(ServiceError) -> Actor {
        guard let actor else {
            throw ServiceError(
                .forbidden,
                "nobody is known to ask this",
                remedy: "ask through the socket of the state folder"
            )
        }
        return actor
    }
}
