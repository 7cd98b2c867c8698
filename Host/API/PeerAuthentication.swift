import Glibc
import Hummingbird
import Logging
import Monitoring
import NIOCore

/// The authentication of a Unix socket: the kernel says who the peer is.
struct PeerAuthentication: RouterMiddleware {
    typealias Context = HostContext

    /// `struct ucred` of the kernel, unix(7).
    private struct Credentials {
        var pid: Int32 = 0
        var uid: UInt32 = 0
        var gid: UInt32 = 0
    }

    let log: LogHub

    /// Lets the owner of the host and root through, and nobody else.
    func handle(
        _ request: Request,
        context: HostContext,
        next: (Request, HostContext) async throws -> Response
    ) async throws -> Response {
        let peer = try await peer(of: context.channel)
        guard peer.uid == geteuid() || peer.uid == 0 else {
            log.write(
                .warning,
                .api,
                "request forbidden",
                ["uid": "\(peer.uid)", "pid": "\(peer.pid)", "path": request.uri.path]
            )
            throw ServiceError(
                .forbidden,
                "user \(peer.uid) may not use this host, which belongs to user \(geteuid())",
                remedy: "run the command as that user"
            )
        }
        var context = context
        context.actor = peer
        return try await next(request, context)
    }

    private func peer(of channel: any Channel) async throws -> Actor {
        guard let socket = channel as? any SocketOptionProvider else {
            throw ServiceError(.inside, "the peer has no socket", remedy: "report this")
        }
        let credentials: Credentials =
            try await socket.unsafeGetSocketOption(
                level: .socket,
                name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
            )
            .get()
        return Actor(uid: credentials.uid, pid: credentials.pid)
    }
}
