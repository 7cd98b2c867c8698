import Foundation
import Glibc
import NIOCore

/// Why a command did not get its answer from a host.
package struct ClientError: Error, Equatable, CustomStringConvertible, Sendable {
    /// What kind of trouble it is.
    package enum Kind: Equatable, Sendable {
        /// No host listens there.
        case noHost
        /// Something is there, and cannot be used.
        case unreachable
        /// No answer in time.
        case timedOut
        /// The host answered that it does not.
        case refused(ServiceError.Code)
        /// The connection ended or made no sense before the answer was complete.
        case broken
    }

    package var kind: Kind
    package var message: String
    package var remedy: String

    init(_ kind: Kind, _ message: String, remedy: String) {
        self.kind = kind
        self.message = message
        self.remedy = remedy
    }

    /// What the host itself said.
    package init(_ error: ServiceError) {
        self.init(.refused(error.code), error.message, remedy: error.remedy)
    }

    package var description: String { remedy.isEmpty ? message : "\(message); \(remedy)" }

    static func noHost(_ folder: URL) -> ClientError {
        ClientError(
            .noHost,
            "no host runs with the state folder \(folder.path)",
            remedy: "start one with: tenon run plugins.yaml"
        )
    }

    /// The connection went before the answer was complete.
    static let ended = ClientError(
        .broken,
        "the host ended before it had answered",
        remedy: "see its log and start it again with: tenon run plugins.yaml"
    )

    /// What the system said when connecting.
    static func connecting(_ error: any Error, to socket: SocketPath) -> ClientError {
        let code = (error as? IOError)?.errnoCode
        switch code {
        case ENOENT: return noHost(socket.folder)
        case ECONNREFUSED:
            return ClientError(
                .noHost,
                "no host runs with the state folder \(socket.folder.path): its socket was left "
                    + "behind by one that died",
                remedy: "start one with: tenon run plugins.yaml"
            )
        case EACCES, EPERM:
            return ClientError(
                .unreachable,
                "\(socket.path): this user may not reach the host",
                remedy: "run the command as the user the host runs as"
            )
        default: break
        }
        if error is ChannelError || code == EAGAIN {
            return ClientError(
                .timedOut,
                "\(socket.path): the host takes no connection",
                remedy: "it may be busy or hang: see its log"
            )
        }
        return ClientError(
            .unreachable,
            "\(socket.path): cannot be reached: \(error)",
            remedy: "name the state folder of the host with --state"
        )
    }
}
