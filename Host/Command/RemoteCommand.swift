import API
import ArgumentParser
import Foundation
import Settings
import Synchronization

/// Where the host is that a command asks, and how it is to be shown.
struct RemoteOptions: ParsableArguments {
    /// Every command that asks a running host.
    static let commands: [any ParsableCommand.Type] = [
        StatusCommand.self, QuotesCommand.self, PositionsCommand.self, OrdersCommand.self,
        FillsCommand.self, PluginsCommand.self, LogsCommand.self, StopCommand.self,
    ]

    @Option(
        help: """
            The state folder of the host; where not given, that of plugins.yaml in this folder, or \
            else .tenon.
            """
    )
    var state: String?

    @Flag(help: "Print JSON as the host gives it.")
    var json = false

    /// The folder the host was started with.
    var stateFolder: URL {
        if let state { return URL(filePath: state) }
        let file = "plugins.yaml"
        guard FileManager.default.fileExists(atPath: file),
            let reading = try? ConfigurationOptions.read(file, overrides: []),
            let configuration = try? reading.configuration()
        else { return URL(filePath: ".tenon") }
        return URL(filePath: configuration.state.value)
    }

    /// Asks the host and waits for what it says.
    ///
    /// - Parameter ask: Runs beside this thread.
    /// - Returns: What `ask` returns.
    /// - Throws: An exit code, after it has said on standard error what is wrong and what to do.
    func ask<Value: Sendable>(
        _ ask: @escaping @Sendable (SocketClient) async throws -> Value
    ) throws -> Value {
        do {
            let client = try SocketClient(stateFolder: stateFolder)
            return try Waiting.run { try await ask(client) }
        } catch let error as ClientError {
            Output.text("tenon: \(error.message)", toError: true)
            if !error.remedy.isEmpty { Output.text("    \(error.remedy)", toError: true) }
            throw error.exitCode
        }
    }

    /// Asks for one answer and prints it, as JSON or in words.
    func show<Value: Sendable>(
        _ words: (Value) -> String,
        _ get: @escaping @Sendable (SocketClient) async throws -> SocketClient.Answer<Value>
    ) throws {
        let answer = try ask(get)
        Output.raw(json ? String(decoding: answer.body, as: UTF8.self) : words(answer.value))
    }
}

extension ClientError {
    /// 3 where host or operator can mend it, 4 where the host died meanwhile, 70 for a bug of it.
    var exitCode: ExitCode {
        switch kind {
        case .refused(.inside): TenonExit.bug
        case .broken: TenonExit.crash
        case .noHost, .unreachable, .timedOut, .refused: TenonExit.refused
        }
    }
}

/// Lets a command wait for what runs asynchronously.
enum Waiting {
    private final class Box<Value: Sendable>: Sendable {
        let result = Mutex<Result<Value, any Error>?>(nil)
    }

    /// Lets 20 ms pass, for what can only be looked at again.
    static func pause() async {
        await withCheckedContinuation { waiting in
            DispatchQueue.global()
                .asyncAfter(deadline: .now() + .milliseconds(20)) { waiting.resume() }
        }
    }

    /// Blocks this thread, which may be none of the pool that runs `body`.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let box = Box<Value>()
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            do {
                let value = try await body()
                box.result.withLock { $0 = .success(value) }
            } catch {
                box.result.withLock { $0 = .failure(error) }
            }
            done.signal()
        }
        done.wait()
        guard let result = box.result.withLock({ $0 }) else {
            preconditionFailure("a task that signaled without a result")
        }
        return try result.get()
    }
}
