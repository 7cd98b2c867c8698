import Foundation
package import Testing

/// Expects a text to equal the file `Tests/Fixtures/<suite>/<name>`.
///
/// With `RECORD=1` in the environment the file is rewritten first, and the test still fails: a
/// recorded file is looked at, never trusted.
package func expectGolden(
    _ text: String,
    suite: String,
    name: String,
    at location: SourceLocation = #_sourceLocation
) throws {
    let file = Repository.root.appending(path: "Tests/Fixtures/\(suite)/\(name)")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
        Issue.record(
            "recorded \(file.path); look at it, then run without RECORD",
            sourceLocation: location
        )
        return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "differs from \(file.path)", sourceLocation: location)
}
