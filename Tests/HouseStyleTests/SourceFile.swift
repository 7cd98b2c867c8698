import Foundation
import Support

/// A text file of the repository, the input of every rule.
struct SourceFile: Sendable {
    /// Relative to the root of the repository, with `/`.
    let path: String
    /// Without their line ends, in order.
    let lines: [String]
    /// Of Swift, the lines without comments and text; of anything else empty.
    let code: [String]

    init(_ path: String, _ text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        code = path.hasSuffix(".swift") ? SwiftCode.lines(lines) : []
    }

    /// Every text file git knows or would add, sorted by path; files with a NUL byte are left out.
    static func all() throws -> [SourceFile] {
        try Repository.trackedPaths()
            .compactMap { path in
                let data = try Data(contentsOf: Repository.root.appending(path: path))
                guard !data.contains(0) else { return nil }
                return SourceFile(path, String(decoding: data, as: UTF8.self))
            }
    }

    /// The module's folder: `Domain` of `Host/Domain/Price.swift`, `CSV` of
    /// `Plugins/Connectors/CSV/CSV.swift`; empty for files above the modules.
    var module: String {
        let parts = path.split(separator: "/").map(String.init)
        let place = parts[0] == "Plugins" ? 2 : 1
        return parts.count > place + 1 ? parts[place] : ""
    }
}

/// One place that breaks a rule.
struct Violation: Equatable, CustomStringConvertible {
    let path: String
    /// From 1; 0 speaks of the file as a whole.
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}
