import Boundary
import Domain
import Foundation
import Instances
import Support
import Synchronization
import Testing

/// Libraries with channels, loaded as the host does it.
enum Library {
    /// One of the build, by its product name.
    static func built(_ product: String) throws -> PluginModule {
        try load(Repository.products.appending(path: "lib\(product).so").path)
    }

    /// The channel of `Programs/scripted.c`, compiled once for all tests.
    static func scripted() throws -> PluginModule { try load(try compiled.get()) }

    private static let folder = Result { try TemporaryFolder() }

    private static let compiled = Result {
        let library = try folder.get().url.appending(path: "libscripted.so").path
        let sources = Repository.root.appending(path: "Tests/ChannelTests/Programs/scripted.c")
        let include = Repository.root.appending(path: "PluginAPI/CTenon/include")
        let run = try ProgramRun(
            "/usr/bin/env",
            ["cc", "-shared", "-fPIC", "-D_GNU_SOURCE", "-I", include.path, sources.path, "-o"]
                + [library]
        )
        guard run.exitCode == 0 else { throw ProgramRun.Failure(message: run.errors) }
        return library
    }

    private static func load(_ path: String) throws -> PluginModule {
        try PluginModule.load(
            path: path,
            stagingDirectory: try folder.get().url.path,
            trusted: TrustedPlugins(hashes: [try #require(FileHash.sha256(of: path))])
        )
    }
}

/// Lines of a channel's log: severity and text.
final class LogLines: Sendable {
    private let lines = Mutex<[(Int32, String)]>([])

    func add(_ instance: InstanceID, _ severity: Int32, _ text: String) {
        lines.withLock { $0.append((severity, text)) }
    }

    var texts: [String] { lines.withLock { $0.map(\.1) } }
    var severities: [Int32] { lines.withLock { $0.map(\.0) } }
}

/// One channel driven by a test on its own thread and clock.
final class Channel {
    static let second: Int64 = 1_000_000_000
    let executor: ChannelExecutor
    let log = LogLines()
    /// ns; what the next call sees.
    var now: Int64 = 1_700_000_000 * second

    /// Makes an instance; nothing runs yet.
    init(_ module: PluginModule) throws {
        executor = try ChannelExecutor(
            module: module,
            pluginID: try #require(module.descriptors.first).id,
            id: InstanceID(3),
            name: "channel",
            log: log.add,
            signal: {}
        )
    }

    /// An instance that runs.
    convenience init(_ module: PluginModule, _ config: String) throws {
        try self.init(module)
        if let problem = executor.start(config, now: now) { throw problem }
    }

    /// Delivers one message and tells what became of it, or `nil`: nothing yet.
    func deliver(
        _ id: UInt64,
        title: String = "a title",
        body: String = "",
        data: String = "",
        key: String = "",
        severity: Int32 = 5
    ) -> ChannelVerdict? {
        let answers = executor.deliver(
            ChannelMessage(
                id: id,
                severity: severity,
                timeNs: 1_399_551_300_123_456_789,
                deadlineNs: now + 5 * Channel.second,
                title: title,
                body: body,
                data: data,
                dedupeKey: key
            ),
            now: now
        )
        return answers.first { $0.id == id }?.verdict
    }

    /// Gives the channel its turn.
    func turn() -> [ChannelAnswer] { executor.turn(now: now) }

    deinit { _ = executor.end(now: now) }
}
