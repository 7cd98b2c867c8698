package import Foundation

/// Where the tests find the sources they read and the programs they start.
package enum Repository {
    /// The folder that holds `Package.swift`.
    package static let root: URL = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The folder with `tenon`, `lib<Name>.so` and `shipped-plugins.sha256`: that of this test
    /// bundle, so debug tests see debug products.
    package static let products: URL = URL(filePath: "/proc/self/exe")
        .resolvingSymlinksInPath()
        .deletingLastPathComponent()

    /// The paths git knows or would add, relative to `root`, sorted; ignored files are left out.
    ///
    /// - Throws: When git is missing or `root` is no work tree.
    package static func trackedPaths() throws -> [String] {
        let output = try ProgramRun(
            "/usr/bin/env",
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            folder: root
        )
        guard output.exitCode == 0 else {
            throw ProgramRun.Failure(message: "git ls-files failed: \(output.errors)")
        }
        return output.output.split(separator: "\0").map(String.init)
            .filter { FileManager.default.fileExists(atPath: root.appending(path: $0).path) }
            .sorted()
    }
}
