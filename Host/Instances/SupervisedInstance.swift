package import Boundary
import CTenon
package import Domain

/// One configured plugin through its life: made, configured, activated, started, stopped.
///
/// A step that fails leaves its error in `problem`, and the instance takes no further step; the
/// others go on.
package final class SupervisedInstance: @unchecked Sendable {
    // Sound because of the exclusion rule (ABI.md 2.4): at any time one thread alone makes its calls,
    // the lane's, its executor's or the one that starts and ends it.
    package let id: InstanceID
    package let name: String
    package let plugin: PluginInstance
    package let port: HostPort
    /// What went wrong first, or `nil`.
    package private(set) var problem: PluginError?

    /// Makes an instance of a loaded plugin.
    ///
    /// - Parameters:
    ///   - module: The file's module.
    ///   - pluginID: Which plugin of the file.
    ///   - id: The instance's place in the configuration.
    ///   - name: Its name there.
    ///   - account: Where its orders go.
    ///   - services: The host behind its tables.
    /// - Throws: `PluginError` when the plugin does not make one.
    package init(
        module: PluginModule,
        pluginID: String,
        id: InstanceID,
        name: String,
        account: AccountID?,
        services: any PortServices
    ) throws(PluginError) {
        guard let descriptor = module.descriptors.first(where: { $0.id == pluginID }) else {
            throw PluginError(
                .unknownID,
                file: module.file,
                instance: name,
                message: "has no plugin '\(pluginID)'",
                remedy: "it has \(module.descriptors.map(\.id).joined(separator: ", "))"
            )
        }
        let port = HostPort(
            instance: id,
            kind: descriptor.kind.rawValue,
            account: account,
            seed: SupervisedInstance.seed(of: name),
            services: services
        )
        self.id = id
        self.name = name
        self.port = port
        plugin = try module.create(id: pluginID, behind: port, instance: name)
    }

    /// Start of the random stream of a name: FNV-1a (Fowler, Noll, Vo), so that a renamed instance
    /// draws other numbers and a run can be repeated.
    private static func seed(of name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    /// Gives the plugin its configuration.
    package func configure(_ json: String) {
        guard problem == nil else { return }
        perform(0) { () throws(PluginError) in try plugin.configure(json) }
        if problem == nil { port.enter(.configured) }
    }

    /// Lets it allocate, define and subscribe.
    package func activate(now: Int64) {
        guard problem == nil else { return }
        port.enter(.activated)
        perform(now) { () throws(PluginError) in try plugin.activate() }
    }

    /// Lets it run.
    ///
    /// - Returns: Whether it runs.
    package func start(firstSequence: UInt64, now: Int64) -> Bool {
        guard problem == nil else { return false }
        port.enter(.starting)
        perform(now) { () throws(PluginError) in
            try plugin.start(firstSequence: firstSequence)
        }
        guard problem == nil else { return false }
        port.enter(.running)
        return true
    }

    /// Notes that the lane took it out of use.
    package func fault(_ reason: String) {
        plugin.fault(reason)
        port.enter(.closed)
        guard problem == nil else { return }
        problem = PluginError(
            .faulted,
            file: plugin.module.file,
            instance: name,
            call: "on_batch",
            message: reason,
            remedy: "the instance is out of use, its orders were canceled; the others went on"
        )
    }

    /// Lets it come to rest by drain and deactivate, after which it may be activated again.
    ///
    /// - Returns: What it had to say against it, or `nil`.
    @discardableResult
    package func stop(now: Int64) -> PluginError? {
        if plugin.state == .running {
            port.enter(.draining)
            // Twice is enough where no event can come any more; a plugin that still says AGAIN is
            // deactivated all the same.
            for _ in 0..<2 {
                var isQuiet = true
                perform(now) { () throws(PluginError) in
                    isQuiet = try plugin.drain(deadline: now)
                }
                if isQuiet { break }
            }
        }
        if plugin.state == .activated || plugin.state == .draining {
            port.control(now: now) { try? plugin.deactivate() }
            if problem == nil { port.enter(.configured) }
        }
        port.clearOutbox()
        return problem
    }

    /// Ends it as far as it got: drain, deactivate, destroy.
    package func end(now: Int64) {
        stop(now: now)
        port.enter(.closed)
        port.control(now: now) { plugin.destroy() }
    }

    private func perform(_ now: Int64, _ step: () throws(PluginError) -> Void) {
        guard problem == nil else { return }
        do throws(PluginError) {
            try port.control(now: now, step)
        } catch {
            problem = error
            port.enter(.closed)
        }
    }
}
