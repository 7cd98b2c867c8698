package import Foundation
import Hummingbird
import HummingbirdCore
import Logging
package import Monitoring
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Serves a host over the socket of its state folder, for its owner and root.
///
/// The caller holds the lock of the folder, and decides about signals: none is touched here.
package final class SocketServer: Sendable {
    private enum State: Sendable {
        case ready
        case running(ServiceGroup)
        /// Also before it was ever running.
        case stopped
    }

    /// More connections wait until one ends: files and memory belong to the host first.
    private static let mostConnections = 256

    /// One thread serves many operators, and leaves the cores to the lane.
    ///
    /// It lives as long as the process: what a closed connection leaves to be done still finds it.
    private static let threads = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Where it listens.
    package let socket: SocketPath
    private let service: any HostService
    private let log: LogHub
    private let metrics: Metrics
    private let state = Mutex(State.ready)

    /// A server that does not listen yet.
    ///
    /// - Parameters:
    ///   - stateFolder: Made if need be, and closed to others, when it begins to listen.
    ///   - service: What answers.
    ///   - log: Takes what was refused and what failed.
    ///   - metrics: Gets `api_requests_total`, `api_refused_total` and `api_followers`.
    /// - Throws: `SocketError` where the path of the folder is too long for a socket.
    package init(
        stateFolder: URL,
        service: any HostService,
        log: LogHub,
        metrics: Metrics = Metrics()
    ) throws(SocketError) {
        socket = try SocketPath(stateFolder: stateFolder)
        self.service = service
        self.log = log
        self.metrics = metrics
    }

    /// Listens and answers until `stop()` or until the task is cancelled; once.
    ///
    /// Readers of the log are ended, answers under way finished, within two seconds; then the socket
    /// is gone.
    ///
    /// - Parameter whenListening: Called when requests are taken.
    /// - Throws: `SocketError` with the path where it cannot listen.
    package func run(whenListening: @escaping @Sendable () -> Void = {}) async throws {
        try socket.prepare()
        let threads = Self.threads
        var failure: (any Error)?
        do {
            let group = services(on: threads, whenListening: whenListening)
            let isStopped = state.withLock { state in
                guard case .ready = state else { return true }
                state = .running(group)
                return false
            }
            if !isStopped { try await group.run() }
        } catch is CancellationError {
            // Cancelled is stopped.
        } catch {
            // Stopped before it listened: the group says so by an error.
            let isStopped = state.withLock { if case .stopped = $0 { true } else { false } }
            if !isStopped { failure = error }
        }
        state.withLock { $0 = .stopped }
        socket.remove()
        log.write(.info, .api, "socket closed", ["path": socket.path])
        if let failure {
            throw SocketError(
                "\(socket.path): cannot listen: \(failure)",
                remedy: "name another folder with state: in plugins.yaml, or --state"
            )
        }
    }

    /// Ends `run()`; from any thread, as often as you like.
    package func stop() {
        let group: ServiceGroup? = state.withLock { state in
            defer { state = .stopped }
            if case .running(let group) = state { return group }
            return nil
        }
        guard let group else { return }
        Task { await group.triggerGracefulShutdown() }
    }

    private func services(
        on threads: MultiThreadedEventLoopGroup,
        whenListening: @escaping @Sendable () -> Void
    ) -> ServiceGroup {
        var quiet = log.logger(.api)
        // Its own lines are about connections that broke; ours say what was asked.
        quiet.logLevel = .critical
        let router = HostRouter.make(
            service: service,
            log: log,
            metrics: metrics,
            authentication: PeerAuthentication(log: log)
        )
        let application = Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(60))),
            configuration: .init(
                address: .unixDomainSocket(path: socket.path),
                availableConnectionsDelegate: MaximumAvailableConnections(Self.mostConnections)
            ),
            onServerRunning: { [socket, log] _ in
                socket.restrict()
                log.write(.info, .api, "socket open", ["path": socket.path])
                whenListening()
            },
            eventLoopGroupProvider: .shared(threads),
            logger: quiet
        )
        var configuration = ServiceGroupConfiguration(
            services: [
                .init(service: application, successTerminationBehavior: .gracefullyShutdownGroup)
            ],
            logger: quiet
        )
        configuration.maximumGracefulShutdownDuration = .milliseconds(1_500)
        return ServiceGroup(configuration: configuration)
    }
}
