import Foundation
import Glibc
import Support
import Testing

/// How a run is ended from outside.
private enum Ending: CaseIterable, Sendable {
    case interrupt, terminate, hangUp, stop
}

@Suite("A paper run from start to end", .timeLimit(.minutes(2)))
struct RunTests {
    /// `tenon run` that must not start, with what it said.
    private func refused(
        _ settings: String,
        in folder: TemporaryFolder? = nil,
        _ arguments: String...
    ) throws -> (code: Int32, errors: String, folder: TemporaryFolder) {
        let folder = try folder ?? TemporaryFolder()
        try folder.write(settings, to: "plugins.yaml")
        let run = try ProgramRun(
            "/usr/bin/env",
            ["timeout", "-s", "KILL", "40", Backtest.program, "run", "plugins.yaml"] + arguments,
            folder: folder.url
        )
        #expect(run.output.isEmpty)
        return (run.exitCode, run.errors, folder)
    }

    // MARK: - The end

    @Test("it ends by itself with the data: a line a second, a summary, four commands, exit code 0")
    func endOfData() throws {
        let run = try PaperRun(Paper.settings(speed: 2_400))
        #expect(try run.end() == 0)
        #expect(run.errors.isEmpty, "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        let ready = try #require(lines.firstIndex { $0.hasPrefix("READY in ") })
        #expect(lines[..<ready].map { $0.split(separator: " ").first } == ["eurusd", "ema"])
        let summary = try #require(lines.firstIndex { $0.hasPrefix("Ended after ") })
        // 5,400 s of data at 2,400 take 2.2 s.
        let between = lines[(ready + 1)..<summary]
        #expect((2...20).contains(between.count), "\(run.output)")
        #expect(between.allSatisfy { $0.contains(/^\d\d:\d\d:\d\d  EURUSD.FXCM 1\.\d+\/1\.\d+\s/) })
        #expect(lines[summary].contains("63,034 market events"))
        #expect(run.output.contains("it has no edge"))
        #expect(lines.suffix(4).allSatisfy { $0.hasPrefix("Next: ") })
        #expect(lines.count { $0.hasPrefix("Next: ") } == 4)
        #expect(!run.output.contains("\u{1b}"))
        #expect(!run.has("tenon.sock"))
    }

    @Test("signals and tenon stop end it in good order", arguments: Ending.allCases)
    fileprivate func ends(by ending: Ending) throws {
        let run = try PaperRun.ready(Paper.settings(speed: 600))
        _ = try run.status { status in
            (status["counts"] as? [String: Any])?["fills"] as? Int ?? 0 > 0
        }
        switch ending {
        case .interrupt: run.signal(SIGINT)
        case .terminate: run.signal(SIGTERM)
        case .hangUp: run.signal(SIGHUP)
        case .stop:
            let stop = try run.tenon("stop")
            #expect(stop.exitCode == 0, "\(stop.errors)")
            #expect(stop.output.contains("stopped after "))
        }
        #expect(try run.end(within: 10) == 0)
        #expect(run.errors.isEmpty, "\(run.errors)")
        #expect(run.output.contains("\nEnded after "))
        #expect(!run.has("tenon.sock"))
        for name in [
            "orders.csv", "fills.csv", "positions.csv", "equity.csv", "strategies.csv",
            "performance.csv",
        ] {
            let report = try #require(run.bytes("paper/\(name)"), "\(name)")
            #expect(try Table.rows(of: report).count > 0, "\(name)")
        }
        let after = try run.tenon("status")
        #expect(after.exitCode == 3)
        #expect(after.errors.contains("tenon run"), "\(after.errors)")
    }

    @Test("--json prints the status as one object and nothing else; --quiet prints nothing")
    func json() throws {
        let run = try PaperRun(Paper.settings(speed: 6_000), ["--json"])
        #expect(try run.end() == 0)
        #expect(run.errors.isEmpty, "\(run.errors)")
        let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
        let status = try #require(object as? [String: Any])
        #expect(status["state"] as? String == "stopped")
        #expect((status["counts"] as? [String: Any])?["market_events"] as? Int == 63_034)
        let quiet = try PaperRun(Paper.settings(speed: 20_000, until: "12:45"), ["--quiet"])
        #expect(try quiet.end() == 0)
        #expect(quiet.output.isEmpty && quiet.errors.isEmpty)
    }

    // MARK: - The state folder

    @Test("a second host in the folder is refused and told who has it; the first goes on")
    func second() throws {
        let run = try PaperRun.ready(Paper.settings(speed: 600))
        let second = try refused(Paper.settings(speed: 600), in: run.folder, "--set", "state=state")
        #expect(second.code == 3)
        #expect(second.errors.contains("in use by pid \(run.pid) since 20"), "\(second.errors)")
        #expect(second.errors.contains("tenon stop --state "), "\(second.errors)")
        #expect(try run.status()["pid"] as? Int == Int(run.pid))
        #expect(try run.tenon("stop").exitCode == 0)
        #expect(try run.end(within: 10) == 0)
    }

    @Test("a host that was killed leaves a socket and a lock file behind, and the next one starts")
    func killed() throws {
        let settings = Paper.settings(speed: 600)
        let first = try PaperRun.ready(settings)
        first.signal(SIGKILL)
        #expect(try first.end(within: 10) == 128 + SIGKILL)
        #expect(first.has("tenon.sock") && first.has("lock"))
        let asked = try first.tenon("status")
        #expect(asked.exitCode == 3)
        #expect(asked.errors.contains("died"), "\(asked.errors)")
        let second = try PaperRun.ready(nil, in: first.folder)
        #expect(try second.status()["pid"] as? Int == Int(second.pid))
        #expect(try second.tenon("stop").exitCode == 0)
        #expect(try second.end(within: 10) == 0)
        #expect(second.errors.isEmpty, "\(second.errors)")
    }

    @Test("what is disabled stays so until it is enabled or --fresh begins anew, logs with it")
    func disabled() throws {
        let settings = Paper.settings(speed: 600)
        let first = try PaperRun.ready(settings)
        #expect(try first.tenon("plugins", "disable", "ema").exitCode == 0)
        #expect(try first.instance("ema")["state"] as? String == "disabled")
        #expect(try first.tenon("plugins", "disable", "ema").exitCode == 3)
        #expect(try first.tenon("stop").exitCode == 0)
        #expect(try first.end(within: 10) == 0)

        let second = try PaperRun.ready(nil, in: first.folder)
        #expect(try second.instance("ema")["is_enabled"] as? Bool == false)
        #expect(second.output.contains(/ema .*disabled\n/))
        let enabled = try second.tenon("plugins", "enable", "ema")
        #expect(enabled.exitCode == 0, "\(enabled.errors)")
        #expect(try second.instance("ema")["state"] as? String == "running")
        _ = try second.status { status in
            (status["counts"] as? [String: Any])?["fills"] as? Int ?? 0 > 0
        }
        #expect(try second.tenon("plugins", "disable", "ema").exitCode == 0)
        #expect(try second.tenon("stop").exitCode == 0)
        #expect(try second.end(within: 10) == 0)
        let log = try #require(second.bytes("log/tenon.jsonl"))

        let third = try PaperRun.ready(nil, in: first.folder, ["--fresh"])
        #expect(try third.instance("ema")["state"] as? String == "running")
        let anew = try #require(third.bytes("log/tenon.jsonl"))
        let ready = "\"pid\":\"\(first.pid)\""
        #expect(String(decoding: log, as: UTF8.self).contains(ready))
        #expect(!String(decoding: anew, as: UTF8.self).contains(ready))
        #expect(try third.tenon("stop").exitCode == 0)
        #expect(try third.end(within: 10) == 0)
    }

    @Test("state: says where it is, and commands find it through plugins.yaml")
    func elsewhere() throws {
        let other = try TemporaryFolder()
        let place = other.url.appending(path: "kept").path
        let run = try PaperRun.ready(
            Paper.settings(speed: 600, top: "state: '\(place)'"),
            state: place
        )
        let status = try ProgramRun(Backtest.program, ["status", "--json"], folder: run.folder.url)
        #expect(status.exitCode == 0, "\(status.errors)")
        #expect(status.output.contains("\"state_folder\":\"\(place)\""), "\(status.output)")
        #expect(!run.has("lock"))
        let attributes = try FileManager.default.attributesOfItem(atPath: place)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        let stop = try ProgramRun(Backtest.program, ["stop"], folder: run.folder.url)
        #expect(stop.exitCode == 0, "\(stop.errors)")
        #expect(try run.end(within: 10) == 0)
        #expect(
            FileManager.default.fileExists(atPath: "\(place)/paper/fills.csv")
        )
    }

    @Test("a state folder that cannot be one is refused with the reason and what to do")
    func places() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "file")
        let long = String(repeating: "x", count: 120)
        for (place, says) in [
            ("file", "/file: cannot be made a folder"),
            ("file/below", "/file/below: cannot be made a folder"),
            // Nobody may make a folder there, root neither.
            ("/proc/tenon", "/proc/tenon: cannot be made a folder"),
            (long, "takes at most 107"),
        ] {
            let run = try refused(Paper.settings(), in: folder, "--set", "state=\(place)")
            #expect(run.code == 3, "\(place): \(run.errors)")
            #expect(run.errors.contains(says), "\(run.errors)")
            #expect(run.errors.contains("state:"), "what to do: \(run.errors)")
        }
    }

    // MARK: - Changes

    @Test("several values are set together or not at all, and one may have to wait for another")
    func together() throws {
        let run = try PaperRun.ready(Paper.settings(speed: 600))
        func values() throws -> [String: String] {
            let detail = try #require(try run.json("plugins", "inspect", "ema") as? [String: Any])
            let all = try #require(detail["parameters"] as? [[String: Any]])
            return Dictionary(
                uniqueKeysWithValues: all.map {
                    ($0["name"] as? String ?? "", $0["value"] as? String ?? "")
                }
            )
        }
        let before = try values()
        for wanted in [["quantity=30000", "fast=9999"], ["fast=9999"], ["quantity=1", "nix=2"]] {
            let run = try ProgramRun(
                Backtest.program,
                ["plugins", "set", "ema"] + wanted + ["--state", "state"],
                folder: run.folder.url
            )
            #expect(run.exitCode == 3 && run.output.isEmpty, "\(wanted): \(run.output)")
            #expect(try values() == before, "\(wanted)")
        }
        // Above slow as it is: taken once slow has moved.
        let both = try run.tenon("plugins", "set", "ema", "fast=100", "slow=400")
        #expect(both.exitCode == 0, "\(both.errors)")
        #expect(both.output.contains("fast 20 → 100, slow 80 → 400"), "\(both.output)")
        #expect(
            try values().filter { $0.key == "fast" || $0.key == "slow" }
                == ["fast": "100", "slow": "400"]
        )
        #expect(try run.tenon("stop").exitCode == 0)
        #expect(try run.end(within: 10) == 0)
    }

    @Test("data without an event, and a change that was never reached, are told: exit code 1")
    func noData() throws {
        let empty = try PaperRun(
            Paper.settings(),
            ["--set", "plugins.eurusd.config.from=2030-01-01"]
        )
        #expect(try empty.end() == 1)
        #expect(empty.errors.contains("no market event came in"), "\(empty.errors)")
        let late = try PaperRun(
            Paper.settings(
                "  changes: [{ at: 2030-01-01T00:00:00Z, set: { fast: 5 } }]",
                speed: 20_000,
                until: "12:45"
            )
        )
        #expect(try late.end() == 1)
        #expect(late.errors.contains("the data ended before this change"), "\(late.errors)")
    }

    // MARK: - Refusals

    @Test("a backtest's mode is refused where it stands")
    func mode() throws {
        let settings = Paper.settings().replacing("mode: paper", with: "mode: backtest")
        let run = try refused(settings)
        #expect(run.code == 3)
        #expect(run.errors.hasPrefix("plugins.yaml:2:7: "), "\(run.errors)")
        #expect(run.errors.contains("tenon backtest"), "\(run.errors)")
    }

    @Test("a symbol that no connector defines is refused where it stands")
    func symbol() throws {
        let settings = Paper.settings()
            .replacing("instruments: [EURUSD.FXCM]", with: "instruments: [EURUSD.FXMC]")
        let run = try refused(settings, "--set", "state=state")
        let line = try #require(
            settings.split(separator: "\n", omittingEmptySubsequences: false)
                .firstIndex { $0.contains("FXMC") }
        )
        #expect(run.code == 3)
        #expect(run.errors.hasPrefix("plugins.yaml:\(line + 1):19: "), "\(run.errors)")
        #expect(run.errors.contains("EURUSD.FXCM"), "the known: \(run.errors)")
        // It has let go of the folder.
        let next = try PaperRun(Paper.settings(speed: 20_000, until: "12:30"), in: run.folder)
        #expect(try next.end() == 0, "\(next.errors)")
    }

    @Test("an unknown key and wrong configurations of two plugins are all told at once")
    func several() throws {
        let settings = Paper.settings()
            .replacing("slow: 80", with: "slwo: 80")
            .replacing("symbol: EURUSD", with: "symbl: EURUSD")
            .replacing("max_position:", with: "max_positoin:")
        let run = try refused(settings)
        #expect(run.code == 3)
        let lines = settings.split(separator: "\n", omittingEmptySubsequences: false)
        for (wrong, right) in [
            ("slwo", "slow"), ("symbl", "symbol"), ("max_positoin", "max_position"),
        ] {
            let line = try #require(lines.firstIndex { $0.contains(wrong) }) + 1
            let told = run.errors.split(separator: "\n")
                .contains { $0.hasPrefix("plugins.yaml:\(line):") && $0.contains(wrong) }
            #expect(told, "\(wrong): \(run.errors)")
            #expect(run.errors.contains("did you mean \(right)?"), "\(run.errors)")
        }
    }
}
