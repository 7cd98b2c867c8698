import Foundation
import Glibc
import Support
import Synchronization
import Testing

/// A `tenon run` of the built program in a folder of its own, and the commands that reach it.
///
/// It ends with this object at the latest; every wait has an end.
final class PaperRun: Sendable {
    /// Holds `plugins.yaml`, the state folder `state` and what the program printed.
    let folder: TemporaryFolder
    let pid: Int32
    private let process: Process
    private let ended = DispatchSemaphore(value: 0)
    private let name: String

    /// Starts it; nothing is waited for.
    ///
    /// - Parameters:
    ///   - settings: The text of `plugins.yaml`; `nil` leaves the folder's as it is.
    ///   - folder: Holds what the settings refer to; one is made when `nil`.
    ///   - state: The state folder, from that folder or absolute.
    ///   - arguments: Behind the file.
    ///   - environment: Added to this process's.
    /// - Throws: When the program cannot be started.
    init(
        _ settings: String?,
        in folder: TemporaryFolder? = nil,
        state: String = "state",
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        if let settings { try self.folder.write(settings, to: "plugins.yaml") }
        name = "run-\(UUID().uuidString)"
        process = Process()
        process.executableURL = URL(filePath: Backtest.program)
        process.arguments = ["run", "plugins.yaml", "--set", "state=\(state)"] + arguments
        process.currentDirectoryURL = self.folder.url
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        // Files, not pipes: nobody has to read while it runs.
        let output = try self.folder.write("", to: "\(name).out")
        let errors = try self.folder.write("", to: "\(name).err")
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.terminationHandler = { [ended] _ in ended.signal() }
        try process.run()
        pid = process.processIdentifier
    }

    deinit {
        if process.isRunning { signal(SIGKILL) }
    }

    /// Starts a run and waits until it says READY.
    static func ready(
        _ settings: String?,
        in folder: TemporaryFolder? = nil,
        state: String = "state",
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws -> PaperRun {
        let run = try PaperRun(
            settings,
            in: folder,
            state: state,
            arguments,
            environment: environment
        )
        let start = ContinuousClock.now
        while !run.output.contains("READY in ") {
            guard run.process.isRunning, ContinuousClock.now - start < .seconds(30) else {
                throw ProgramRun.Failure(message: "not ready: \(run.output)\(run.errors)")
            }
            // Gives it time, and shows that asking a host that is starting does no harm.
            _ = try run.tenon("status", state: state)
        }
        return run
    }

    /// What it has printed so far.
    var output: String { text("out") }
    /// What it has printed to standard error so far.
    var errors: String { text("err") }

    private func text(_ kind: String) -> String {
        let file = folder.url.appending(path: "\(name).\(kind)")
        return String(decoding: (try? Data(contentsOf: file)) ?? Data(), as: UTF8.self)
    }

    /// Runs a command of the same program, in the folder, for at most 40 s.
    func tenon(_ arguments: String..., state: String = "state") throws -> ProgramRun {
        try ProgramRun(
            "/usr/bin/env",
            ["timeout", "-s", "KILL", "40", Backtest.program] + arguments + ["--state", state],
            folder: folder.url
        )
    }

    /// Runs a command that must end with 0, and reads the JSON it prints.
    func json(_ arguments: String...) throws -> Any {
        let run = try ProgramRun(
            "/usr/bin/env",
            ["timeout", "-s", "KILL", "40", Backtest.program] + arguments + [
                "--state", "state", "--json",
            ],
            folder: folder.url
        )
        try #require(run.exitCode == 0, "\(arguments): \(run.output)\(run.errors)")
        return try JSONSerialization.jsonObject(
            with: Data(run.output.utf8),
            options: .fragmentsAllowed
        )
    }

    /// The status as the host gives it.
    func status() throws -> [String: Any] {
        try #require(try json("status") as? [String: Any])
    }

    /// One instance of the status.
    func instance(_ name: String) throws -> [String: Any] {
        let all = try #require(try status()["instances"] as? [[String: Any]])
        return try #require(all.first { $0["name"] as? String == name })
    }

    /// Asks for the status until it is as wanted.
    func status(
        within limit: Duration = .seconds(15),
        until isWanted: ([String: Any]) throws -> Bool
    ) throws -> [String: Any] {
        let start = ContinuousClock.now
        while true {
            let status = try status()
            if try isWanted(status) { return status }
            guard ContinuousClock.now - start < limit else {
                throw ProgramRun.Failure(message: "the status never came to be so: \(status)")
            }
        }
    }

    /// Sends a signal to this process alone.
    func signal(_ number: Int32) { kill(pid, number) }

    /// Waits for the end.
    ///
    /// - Returns: The exit code; of a process killed by a signal, 128 plus the signal.
    /// - Throws: When it has not ended in time; it is killed then.
    func end(within seconds: Double = 40) throws -> Int32 {
        guard ended.wait(timeout: .now() + seconds) == .success else {
            signal(SIGKILL)
            throw ProgramRun.Failure(message: "has not ended within \(seconds) s: \(output)")
        }
        ended.signal()
        let died = process.terminationReason == .uncaughtSignal
        return process.terminationStatus + (died ? 128 : 0)
    }

    /// The bytes of a file of the state folder, or `nil`.
    func bytes(_ path: String) -> Data? {
        FileManager.default.contents(atPath: folder.url.appending(path: "state/\(path)").path)
    }

    /// Whether there is something of that name in the state folder.
    func has(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.url.appending(path: "state/\(path)").path)
    }
}

/// The sample that ships, and the settings around it.
enum Paper {
    private static let sample = Repository.root.appending(
        path: "Plugins/Connectors/CSV/Samples/eurusd-2014-05-08.csv.gz"
    )

    /// A strategy of the sample's instrument that is always in the market.
    static let cross = """
        ema:
          plugin: dev.tenon.ema-cross
          account: main
          instruments: [EURUSD.FXCM]
          config: { instrument: EURUSD.FXCM, fast: 20, slow: 80, quantity: 10000, entry: always }
        """

    /// A whole configuration: the sample, the strategy, and what is given.
    ///
    /// - Parameters:
    ///   - entries: Go below `plugins:` behind the others, not indented.
    ///   - speed: Seconds of data in one.
    ///   - until: Where the data ends, from 12:25 of its day on; 13:55 is all of it.
    ///   - model: When orders fill.
    ///   - top: Keys beside `plugins`.
    /// - Returns: The text of `plugins.yaml`.
    static func settings(
        _ entries: String...,
        speed: Int = 1_200,
        until: String = "13:55",
        model: String = "same-quote",
        top: String = ""
    ) -> String {
        let plugins = ([cross] + entries).flatMap { $0.split(separator: "\n") }.map { "  \($0)" }
        return """
            tenon: 1
            mode: paper
            speed: \(speed)
            accounts:
              main: { venue: simulated, model: \(model), currency: USD, cash: 100000, profile: live }
            risk:
              main: { max_order_quantity: 100000, max_order_notional: 200000 USD, max_position: 100000 }
            \(top)
            plugins:
              eurusd:
                plugin: dev.tenon.csv
                config:
                  file: '\(sample.path)'
                  to: 2014-05-08T\(until):00Z
                  symbol: EURUSD.FXCM
                  instruments:
                    EURUSD.FXCM: { tick: 0.00001, lot: 1000, asset: fx, base: EUR, currency: USD }
            \(plugins.joined(separator: "\n"))

            """
    }
}
