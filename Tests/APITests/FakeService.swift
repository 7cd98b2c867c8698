import API
import Monitoring
import Synchronization

/// A host that is not there: canned answers, and a list of what was asked.
final class FakeService: HostService {
    struct Asked: Equatable {
        var commands: [InstanceCommand] = []
        var actors: [Actor] = []
        var orders: [String] = []
        var fills: [Int] = []
        var stops = 0
    }

    let log: LogHub
    /// Thrown by every command, where there is one.
    let failure: ServiceError?
    /// One element for each `stop`.
    let stops: AsyncStream<Void>
    private let stopped: AsyncStream<Void>.Continuation
    private let state = Mutex(Asked())

    init(log: LogHub = LogHub(), failure: ServiceError? = nil) {
        (stops, stopped) = AsyncStream.makeStream()
        self.log = log
        self.failure = failure
    }

    var asked: Asked { state.withLock { $0 } }

    func status() async -> StatusView { Samples.status }
    func quotes() async -> [QuoteView] { Samples.quotes }
    func positions() async -> [PositionView] { Samples.positions }

    func orders(isOpenOnly: Bool, most: Int) async -> [OrderView] {
        state.withLock { $0.orders.append("\(isOpenOnly) \(most)") }
        return Array(Samples.orders.filter { !isOpenOnly || $0.isOpen }.prefix(most))
    }

    func fills(most: Int) async -> [FillView] {
        state.withLock { $0.fills.append(most) }
        return Array(Samples.fills.prefix(most))
    }

    func instances() async -> [InstanceView] { Samples.instances }

    func instance(_ name: String) async throws(ServiceError) -> InstanceDetail {
        guard let found = Samples.instances.first(where: { $0.name == name }) else {
            throw unknown(name)
        }
        return Samples.detail(of: found)
    }

    func history(_ name: String) async throws(ServiceError) -> [HistoryEntry] {
        guard Samples.instances.contains(where: { $0.name == name }) else { throw unknown(name) }
        return Samples.history
    }

    func perform(_ command: InstanceCommand, by actor: Actor) async throws(ServiceError)
        -> CommandReceipt
    {
        if let failure { throw failure }
        guard Samples.instances.contains(where: { $0.name == command.instance }) else {
            throw unknown(command.instance)
        }
        state.withLock {
            $0.commands.append(command)
            $0.actors.append(actor)
        }
        let message = "\(command.instance): \(command.action.rawValue)"
        return CommandReceipt(sequence: 4_711, timeNs: Samples.moment, message: message)
    }

    func logs(_ filter: LogFilter, last: Int, follow: Bool) async -> AsyncStream<LogLine> {
        log.lines(filter, last: last, follow: follow)
    }

    func stop(by actor: Actor) async throws(ServiceError) -> CommandReceipt {
        if let failure { throw failure }
        state.withLock {
            $0.stops += 1
            $0.actors.append(actor)
        }
        stopped.yield()
        return CommandReceipt(sequence: 0, timeNs: 0, message: "stopping")
    }

    private func unknown(_ name: String) -> ServiceError {
        ServiceError(
            .unknownInstance,
            "no plugin instance is called '\(name)'",
            remedy: NearestName.hint(for: name, among: Samples.instances.map(\.name))
        )
    }
}
