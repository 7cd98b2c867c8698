import Foundation
import Support

/// Recorded data and oracle cases that stand beside the repository on some machines.
enum SharedFiles {
    /// Their folder; `nil` where they are not at hand.
    static let folder: URL? = {
        let named = ProcessInfo.processInfo.environment["TENON_SHARED"]
        let shared =
            named.map { URL(filePath: $0) }
            ?? Repository.root.deletingLastPathComponent().appending(path: "shared")
        let cases = shared.appending(path: "oracles")
        return FileManager.default.fileExists(atPath: cases.path) ? shared : nil
    }()

    /// The lines of a compressed file.
    static func lines(_ path: String) throws -> [Substring] {
        let file = folder?.appending(path: path).path ?? path
        let run = try ProgramRun("/usr/bin/env", ["gzip", "-dc", file])
        guard run.exitCode == 0 else { throw LibraryError(why: run.errors) }
        return run.output.split(separator: "\n")
    }

    /// The rows of a plain file, by column.
    static func rows(_ path: String, in folder: URL) throws -> [[String: String]] {
        let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
        let lines = text.split(separator: "\n")
            .map {
                $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            }
        guard let columns = lines.first else { return [] }
        return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(columns, $0)) }
    }

    /// A decimal as a whole number of units of the last place; `nil` when it has more places.
    static func mantissa(_ text: Substring, places: Int) -> Int64? {
        let parts = text.split(separator: ".")
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        guard parts.count <= 2, fraction.count <= places, let whole = parts.first else {
            return nil
        }
        return Int64(whole + fraction + String(repeating: "0", count: places - fraction.count))
    }
}
