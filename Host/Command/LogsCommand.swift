import API
import ArgumentParser
import Foundation
import Glibc

/// `tenon logs`: the log of the running host, as it was and as it comes.
struct LogsCommand: ParsableCommand {
    /// The least level of a line.
    enum Level: String, ExpressibleByArgument, CaseIterable {
        case trace, debug, info, notice, warning, error, critical
    }

    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show the log of the running host.",
        discussion: """
            A word of --filter is a module (host, lane, risk, orders, plugins, notify, api), \
            key=value of a field, or a part of the message; all words must fit. With --follow it \
            ends with the host or with Ctrl-C.
            """
    )

    @Flag(name: .shortAndLong, help: "Go on with new lines as they come.")
    var follow = false

    @Option(parsing: .upToNextOption, help: "Only lines that all these words fit.")
    var filter: [String] = []

    @Option(help: "Only lines of this level and above.")
    var level: Level?

    @Option(help: "How many lines that are there already; 20 where not given.")
    var last = 20

    @OptionGroup var remote: RemoteOptions

    func validate() throws {
        guard (0...100_000).contains(last) else {
            throw ValidationError("--last is \(last); use 0 to 100000")
        }
    }

    func run() throws {
        var query = [("last", "\(last)"), ("follow", "\(follow)")]
        query += filter.map { ("word", $0) }
        if let level { query.append(("level", level.rawValue)) }
        // A reader that leaves, such as head, is an end like any other.
        signal(SIGPIPE, SIG_IGN)
        try remote.ask { [query, remote] client in
            try await client.lines(["logs"], query: query) { line in
                let text =
                    remote.json
                    ? String(decoding: line, as: UTF8.self) + "\n"
                    : ViewText.log(try APICoding.decode(LogLine.self, from: line))
                return Output.attempt(text)
            }
        }
    }
}

extension Output {
    /// Writes to standard output as it is.
    ///
    /// - Returns: Whether somebody takes it.
    static func attempt(_ text: String) -> Bool {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            // `unsafe`: the bytes are read for the length of the call.
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe write(1, buffer.baseAddress, buffer.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                return false
            }
            bytes = bytes.dropFirst(count)
        }
        return true
    }
}
