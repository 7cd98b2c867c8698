package import Foundation

/// A folder of one test's own, gone when the last holder lets go.
package final class TemporaryFolder: Sendable {
    /// Absolute, empty at the start.
    package let url: URL

    /// Makes the folder under the system's temporary folder.
    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "tenon-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // Best effort: what stays behind lies in the temporary folder.
        try? FileManager.default.removeItem(at: url)
    }

    /// Writes a file of this folder, and the folders on its way.
    ///
    /// - Returns: The file's place.
    @discardableResult
    package func write(_ text: String, to path: String) throws -> URL {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
        return file
    }
}
