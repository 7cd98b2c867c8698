import Foundation
import Support

/// A CSV file a test writes, and a run over it.
enum CSVText {
    static let quotes = "ts_ns,bid,ask\n"

    /// Runs the connector over one text of one instrument.
    ///
    /// - Parameters:
    ///   - text: The whole file.
    ///   - instrument: Members of the instrument, as JSON.
    ///   - more: Further members of the configuration, each with a comma before.
    ///   - host: Who listens.
    /// - Returns: The run; the file is gone.
    /// - Throws: When the file cannot be written or the library not loaded.
    static func run(
        _ text: String,
        instrument: String =
            #""tick": "0.01", "lot": "0.001", "asset": "crypto", "currency": "USD""#,
        more: String = "",
        host: FeedHost = FeedHost()
    ) throws -> FeedRun {
        try run(Data(text.utf8), name: "rows.csv", instrument: instrument, more: more, host: host)
    }

    /// The same over bytes, which may be gz.
    static func run(
        _ data: Data,
        name: String,
        instrument: String =
            #""tick": "0.01", "lot": "0.001", "asset": "crypto", "currency": "USD""#,
        more: String = "",
        host: FeedHost = FeedHost()
    ) throws -> FeedRun {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: name)
        try data.write(to: file)
        return try FeedRun(
            """
            {"file": "\(file.path)", "symbol": "X.TEST", "instruments": {"X.TEST": {\(instrument)}}
            \(more)}
            """,
            host: host
        )
    }

    /// A file packed with the system's gzip.
    static func packed(_ text: String) throws -> Data {
        let folder = try TemporaryFolder()
        let file = try folder.write(text, to: "rows.csv")
        let run = try ProgramRun("/usr/bin/env", ["gzip", "-9", file.path], folder: folder.url)
        guard run.exitCode == 0 else { throw FeedRun.Failure(message: run.errors) }
        return try Data(contentsOf: folder.url.appending(path: "rows.csv.gz"))
    }
}
