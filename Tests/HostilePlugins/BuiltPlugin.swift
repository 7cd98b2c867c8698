package import Boundary
import Foundation
package import Support

/// A plugin compiled for one test out of this folder's sources, in a folder of its own.
package struct BuiltPlugin: Sendable {
    private static let sources = Repository.root.appending(path: "Tests/HostilePlugins")

    /// The library.
    package let path: String
    /// SHA-256 of the library as the system's own program computes it.
    package let sha256: String
    /// Goes with the last copy of this value.
    package let folder: TemporaryFolder

    /// Compiles `source` with further arguments for the compiler, `-DCOUNT=0` for one.
    ///
    /// - Parameters:
    ///   - arguments: After the source, so linker options work too.
    ///   - source: A file of this folder.
    ///   - name: The library's file name.
    ///   - isLibrary: false leaves `-shared -fPIC` out.
    /// - Throws: When the compiler is missing or refuses.
    package init(
        _ arguments: [String] = [],
        source: String = "plugin.c",
        name: String = "libtest.so",
        isLibrary: Bool = true
    ) throws {
        folder = try TemporaryFolder()
        path = folder.url.appending(path: name).path
        let include = Repository.root.appending(path: "PluginAPI/CTenon/include").path
        let compiler = source.hasSuffix(".cpp") ? "g++" : "cc"
        let kind = isLibrary ? ["-shared", "-fPIC"] : []
        let run = try ProgramRun(
            "/usr/bin/env",
            [compiler] + kind + ["-I\(include)", Self.sources.appending(path: source).path]
                + arguments + ["-o", path]
        )
        guard run.exitCode == 0 else { throw ProgramRun.Failure(message: run.errors) }
        let sum = try ProgramRun("/usr/bin/env", ["sha256sum", path])
        sha256 = String(sum.output.prefix(64))
    }

    /// Loads it with its own hash as the operator's pin.
    ///
    /// - Throws: `PluginError`.
    package func load() throws(PluginError) -> PluginModule {
        try PluginModule.load(
            path: path,
            stagingDirectory: folder.url.path,
            trusted: TrustedPlugins(),
            pin: "sha256:\(sha256)"
        )
    }
}
