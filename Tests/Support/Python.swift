import Foundation

/// Models written in Python, whose numbers have no end: the other side of an exact comparison.
package enum Python {
    /// The interpreter, or `nil` where the machine has none.
    package static let interpreter: String? = {
        let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
        return folders.map { "\($0)/python3" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Whether the tests that need a model can run; use it with `.enabled(if:)`.
    package static var isPresent: Bool { interpreter != nil }

    /// Runs a script of this repository.
    ///
    /// - Parameters:
    ///   - script: Its path from the top of the repository.
    ///   - input: Written to a file whose path is the script's first argument.
    ///   - arguments: Those after it.
    /// - Returns: The lines it printed.
    /// - Throws: When it cannot run, or fails; with what it said.
    package static func run(_ script: String, input: String, _ arguments: [String] = []) throws
        -> [Substring]
    {
        guard let interpreter else { throw ProgramRun.Failure(message: "python3 is missing") }
        let folder = try TemporaryFolder()
        let file = try folder.write(input, to: "input")
        // -B: no compiled copy stays behind in the sources.
        let run = try ProgramRun(
            interpreter,
            ["-B", Repository.root.appending(path: script).path, file.path] + arguments
        )
        guard run.exitCode == 0 else {
            throw ProgramRun.Failure(message: "\(script) ended with \(run.exitCode): \(run.errors)")
        }
        return run.output.split(separator: "\n")
    }
}
