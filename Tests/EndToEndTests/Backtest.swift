import Foundation
import Support
import Testing

/// One run of the built `tenon backtest` in a folder of its own, with what it left behind.
struct Backtest {
    /// Holds `plugins.yaml` and the reports; gone with the last holder.
    let folder: TemporaryFolder
    let run: ProgramRun

    /// The program beside this test bundle.
    static let program = Repository.products.appending(path: "tenon").path

    /// Runs a configuration; reports go to `out` in the folder.
    ///
    /// - Parameters:
    ///   - settings: The text of `plugins.yaml`.
    ///   - folder: Holds what the settings refer to; one is made when `nil`.
    ///   - arguments: Behind the file.
    ///   - environment: Added to this process's.
    /// - Throws: When the program cannot be started.
    init(
        _ settings: String,
        in folder: TemporaryFolder? = nil,
        _ arguments: [String] = [],
        environment: [String: String] = [:]
    ) throws {
        self.folder = try folder ?? TemporaryFolder()
        try self.folder.write(settings, to: "plugins.yaml")
        run = try ProgramRun(
            Self.program,
            ["backtest", "plugins.yaml"] + arguments,
            folder: self.folder.url,
            environment: environment
        )
    }

    /// The bytes of a report, or `nil` when it was not written.
    func bytes(_ name: String) -> Data? {
        FileManager.default.contents(atPath: folder.url.appending(path: "out/\(name)").path)
    }

    /// The rows of a report, each by column.
    func rows(_ name: String) throws -> [[String: String]] {
        try Table.rows(of: try #require(bytes(name), "no \(name): \(run.errors)"))
    }

    /// `summary.json` as it stands.
    func summary() throws -> [String: Any] {
        let data = try #require(bytes("summary.json"), "no summary.json: \(run.errors)")
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    /// A count of the summary.
    func count(_ name: String) throws -> Int { try #require(try summary()[name] as? Int) }

    /// Every report, by name: what two equal runs have in common byte for byte.
    static let reports = ["orders.csv", "fills.csv", "positions.csv", "equity.csv", "summary.json"]
}

/// Comma-separated rows without quotes, as the reports have them.
enum Table {
    /// Each row by column.
    static func rows(of data: Data) throws -> [[String: String]] {
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        let columns = try #require(lines.first).split(separator: ",").map(String.init)
        return try lines.dropFirst()
            .map { line in
                let fields = line.split(separator: ",", omittingEmptySubsequences: false)
                try #require(fields.count == columns.count, "\(line)")
                return Dictionary(
                    uniqueKeysWithValues: zip(columns, fields.map(String.init))
                )
            }
    }
}

/// Plugins of the build that need a pin.
enum Library {
    /// `path:` and `pin:` lines of a library beside the test bundle.
    static func source(_ name: String) throws -> String {
        try source(at: Repository.products.appending(path: "lib\(name).so").path)
    }

    /// `path:` and `pin:` of any library.
    static func source(at path: String) throws -> String {
        "path: '\(path)', pin: 'sha256:\(try sha256(path))'"
    }

    /// As the system's own program computes it.
    static func sha256(_ path: String) throws -> String {
        let sum = try ProgramRun("/usr/bin/env", ["sha256sum", path])
        try #require(sum.exitCode == 0, "\(sum.errors)")
        return String(sum.output.prefix(64))
    }
}

/// What tests are given beside the repository on some machines.
enum Shared {
    static let folder = Repository.root.deletingLastPathComponent().appending(path: "shared")

    /// Whether recorded data and oracle cases are there; `.enabled(if:)` counts a skip when not.
    static var isPresent: Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: "oracles").path)
    }
}
