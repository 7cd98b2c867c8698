import Foundation
import Support

/// Where the interface's files are.
enum Interface {
    /// The folder of the C target.
    static let folder = Repository.root.appending(path: "PluginAPI/CTenon")
    /// What authors give their compiler with `-I`.
    static let include = folder.appending(path: "include")
    /// The one header authors include.
    static let header = include.appending(path: "tenon.h")
    /// The version script of every plugin.
    static let exports = Repository.root.appending(path: "PluginAPI/exports.map")
    /// The promise, in the repository.
    static let layout = Repository.root.appending(path: "PluginAPI/abi/layout.json")

    /// The parts, relative to `include`, sorted.
    ///
    /// - Throws: When the folder cannot be read.
    static func parts() throws -> [String] {
        let folder = include.appending(path: "tenon")
        return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".h") }
            .map { "tenon/\($0)" }
            .sorted()
    }
}

/// The C and C++ compilers of this machine.
enum Compiler {
    /// The absolute path of a program on `PATH`; `nil` when there is none.
    static func find(_ name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "")
            .split(separator: ":")
            .map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// A C compiler: the system's, or the one that came with Swift, which is always there.
    ///
    /// - Throws: When not even that is on `PATH`.
    static func anyC() throws -> String {
        guard let found = ["cc", "gcc", "clang"].lazy.compactMap(find).first else {
            throw ProgramRun.Failure(message: "no C compiler on PATH: cc, gcc or clang")
        }
        return found
    }
}
