package import Foundation

/// One program, run to its end, with what it said.
package struct ProgramRun: Sendable {
    /// Why a run could not be judged.
    package struct Failure: Error, CustomStringConvertible {
        package let message: String
        package var description: String { message }

        package init(message: String) { self.message = message }
    }

    /// The exit code; of a program killed by a signal, 128 plus the signal.
    package let exitCode: Int32
    /// Standard output, read as UTF-8 with repairs.
    package let output: String
    /// Standard error, read as UTF-8 with repairs.
    package let errors: String

    /// Runs a program to its end; standard input is empty.
    ///
    /// - Parameters:
    ///   - program: An absolute path.
    ///   - arguments: Passed as they are, no shell between.
    ///   - folder: The working folder; that of the tests when `nil`.
    ///   - environment: Added to this process's environment.
    /// - Throws: When the program cannot be started.
    package init(
        _ program: String,
        _ arguments: [String] = [],
        folder: URL? = nil,
        environment: [String: String] = [:]
    ) throws {
        // Files, not pipes: a talkative program never waits for a reader.
        let scratch = try TemporaryFolder()
        let outputFile = try scratch.write("", to: "output")
        let errorFile = try scratch.write("", to: "errors")
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        try process.run()
        process.waitUntilExit()
        let died = process.terminationReason == .uncaughtSignal
        exitCode = process.terminationStatus + (died ? 128 : 0)
        output = String(decoding: try Data(contentsOf: outputFile), as: UTF8.self)
        errors = String(decoding: try Data(contentsOf: errorFile), as: UTF8.self)
    }
}
