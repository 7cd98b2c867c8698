import Foundation
import Support
import Testing

/// What an operator does to the strategy of a running host.
private struct Doing: CustomTestStringConvertible, Sendable {
    let name: String
    /// Arguments behind `tenon plugins`, in order.
    let commands: [[String]]
    var model = "same-quote"
    var testDescription: String { name }
}

private let doings: [Doing] = [
    Doing(
        name: "two sets",
        commands: [["set", "ema", "quantity=20000"], ["set", "ema", "fast=10", "slow=60"]]
    ),
    Doing(
        name: "pause, set, resume",
        commands: [["pause", "ema"], ["set", "ema", "quantity=5000"], ["resume", "ema"]]
    ),
    Doing(
        name: "stop and start, orders resting between",
        commands: [["stop", "ema"], ["start", "ema"], ["set", "ema", "quantity=3000"]],
        model: "next-quote"
    ),
]

@Suite("A paper run and its replay", .timeLimit(.minutes(2)))
struct RunReplayTests {
    private static let reports = [
        "orders.csv", "fills.csv", "positions.csv", "equity.csv", "strategies.csv",
        "performance.csv", "performance.json",
    ]

    /// The same file as a backtest, with changes of the strategy at times of the data.
    private func backtest(_ run: PaperRun, changes: [String]) throws -> Backtest {
        let set = ["--set", "plugins.ema.changes=[\(changes.joined(separator: ", "))]"]
        let settings = try String(
            contentsOf: run.folder.url.appending(path: "plugins.yaml"),
            encoding: .utf8
        )
        return try Backtest(
            settings,
            in: run.folder,
            ["--quiet", "--out", "out"] + (changes.isEmpty ? [] : set)
        )
    }

    /// RFC 3339 with nine decimals, of ns since the epoch.
    private func moment(_ time: Int64) -> String {
        let seconds = Date(timeIntervalSince1970: Double(time / 1_000_000_000))
        let decimals = String(1_000_000_000 + time % 1_000_000_000).dropFirst()
        return seconds.formatted(.iso8601).replacing("Z", with: ".\(decimals)Z")
    }

    /// An entry of `tenon plugins history` as plugins.yaml writes it.
    private func change(_ entry: [String: Any]) throws -> String {
        let time = try #require((entry["time_ns"] as? NSNumber)?.int64Value)
        let what = try #require(entry["what"] as? String)
        let verbs = [
            "paused": "pause", "resumed": "resume", "stopped": "stop", "started": "start",
        ]
        if let verb = verbs[what] { return "{ at: \(moment(time)), do: \(verb) }" }
        try #require(what == "set")
        let parts = try #require(entry["detail"] as? String).split(separator: "=")
        return "{ at: \(moment(time)), set: { \(parts[0]): \(parts[1]) } }"
    }

    @Test(
        "without a command the reports are those of a backtest",
        arguments: ["same-quote", "next-quote"]
    )
    func plain(model: String) throws {
        let run = try PaperRun(Paper.settings(speed: 3_600, model: model))
        try #require(try run.end() == 0, "\(run.errors)")
        let backtest = try backtest(run, changes: [])
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        for name in Self.reports {
            #expect(run.bytes("paper/\(name)") == backtest.bytes(name), "\(name)")
        }
        #expect(try backtest.rows("fills.csv").count > 300)
    }

    @Test(
        "a run with commands is repeated by a backtest with the same at their times",
        arguments: doings
    )
    fileprivate func commands(doing: Doing) throws {
        let run = try PaperRun.ready(Paper.settings(model: doing.model))
        for command in doing.commands {
            let done = try ProgramRun(
                Backtest.program,
                ["plugins"] + command + ["--state", "state"],
                folder: run.folder.url
            )
            try #require(done.exitCode == 0, "\(command): \(done.errors)")
        }
        let history = try #require(
            try run.json("plugins", "history", "ema") as? [[String: Any]]
        )
        try #require(try run.end() == 0, "\(run.errors)")
        let made = history.filter { $0["actor"] as? String != "host" }
        #expect(made.count == doing.commands.map { max(1, $0.count - 2) }.reduce(0, +))
        let backtest = try backtest(run, changes: made.map(change))
        try #require(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        for name in Self.reports {
            let paper = try #require(run.bytes("paper/\(name)"))
            #expect(paper == backtest.bytes(name), "\(name)")
        }
        // What was done has made a difference.
        let without = try self.backtest(run, changes: [])
        #expect(without.bytes("orders.csv") != run.bytes("paper/orders.csv"))
    }
}
