import Foundation
import Support
import Testing

/// One word of a good configuration changed, and what must be said of it.
private struct Slip: CustomTestStringConvertible, Sendable {
    let old: String
    let new: String
    /// Line and column in plugins.yaml.
    let place: String
    let says: String
    var testDescription: String { new }
}

private let slips: [Slip] = [
    Slip(old: "mode: backtest", new: "mode: live", place: "2:7", says: "not available"),
    Slip(old: "mode: backtest", new: "mode: papper", place: "2:7", says: "paper"),
    Slip(
        old: "  account: main",
        new: "  account: main\n    isolation: sandbox",
        place: "15:16",
        says: "sandbox is not available"
    ),
    Slip(
        old: "model: next-bar-open",
        new: "model: next-bar-opne",
        place: "4:36",
        says: "next-bar-open"
    ),
    Slip(old: "max_position: 1000000", new: "", place: "5:9", says: "max_position"),
    Slip(old: "cash: 100000", new: "cash: 99999999999999", place: "4:72", says: "cannot be kept"),
    Slip(
        old: "cash: 100000",
        new: "cash: 100000, fee_decimals: 9",
        place: "4:94",
        says: "more decimals than the account"
    ),
    Slip(old: "fast: 5", new: "fats: 5", place: "16:37", says: "fast"),
    Slip(old: "slow: 12", new: "slow: twelve", place: "16:52", says: "expected"),
    Slip(
        old: "instruments: [AAA.TEST]",
        new: "instruments: [AAB.TEST]",
        place: "15:19",
        says: "known: AAA.TEST"
    ),
    Slip(old: "account: main", new: "account: mian", place: "14:14", says: "main"),
    Slip(old: "report:", new: "reprot:", place: "6:1", says: "report"),
    Slip(old: "currency: USD, cash", new: "currency: EUR, cash", place: "", says: "EUR"),
]

@Suite("Refused input")
struct RefusedInputTests {
    @Test("a slip in plugins.yaml ends with 3 at its place, before anything runs", arguments: slips)
    fileprivate func slip(slip: Slip) throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(50, seed: 4), to: "bars.csv")
        let good = Market.settings(Market.bars, Market.cross("ema"))
        try #require(good.contains(slip.old), "\(good)")
        let backtest = try Backtest(
            good.replacing(slip.old, with: slip.new, maxReplacements: 1),
            in: folder
        )
        let errors = backtest.run.errors
        #expect(backtest.run.exitCode == 3, "\(errors)")
        #expect(errors.contains("plugins.yaml:\(slip.place)"), "\(errors)")
        #expect(errors.contains(slip.says), "\(errors)")
        #expect(backtest.bytes("summary.json") == nil, "nothing ran")
    }

    @Test("the good configuration of these tests runs")
    func good() throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(50, seed: 4), to: "bars.csv")
        let backtest = try Backtest(Market.settings(Market.bars, Market.cross("ema")), in: folder)
        #expect(backtest.run.exitCode == 0, "\(backtest.run.errors)")
    }

    @Test("a missing file and a wrong call have their own exit codes")
    func calls() throws {
        let folder = try TemporaryFolder()
        func code(_ arguments: String...) throws -> Int32 {
            try ProgramRun(Backtest.program, arguments, folder: folder.url).exitCode
        }
        #expect(try code("backtest", "absent.yaml") == 3)
        #expect(try code("backtest", "--no-such-flag") == 2)
        #expect(try code("backtest", "a.yaml", "b.yaml") == 2)
        #expect(try code("fronttest") == 2)
        #expect(try code("--help") == 0)
        #expect(try code("backtest", "--help") == 0)
    }

    @Test("reports that cannot be written end with 3 and the folder's name")
    func unwritable() throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(50, seed: 4), to: "bars.csv")
        try folder.write("a file", to: "taken")
        let settings = Market.settings(Market.bars, Market.cross("ema"))
        let run = try Backtest(settings, in: folder, ["--out", "taken"]).run
        #expect(run.exitCode == 3)
        #expect(run.errors.contains("taken"), "\(run.errors)")
    }

    @Test(
        "on a terminal a line shows events, rate and time left",
        .enabled(if: Python.isPresent, "python3 is missing")
    )
    func terminal() throws {
        // Data time at a pace, so that there is something to wait for: two days in two seconds.
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(3_000, seed: 4), to: "bars.csv")
        let plain = try Backtest(Market.settings(Market.bars, Market.cross("ema")), in: folder)
        let fills = try #require(plain.bytes("fills.csv"))
        let paced = Market.bars.replacing("period: 1m,", with: "period: 1m, speed: 90000,")
        try folder.write(Market.settings(paced, Market.cross("ema")), to: "plugins.yaml")
        let run = try ProgramRun(
            try #require(Python.interpreter),
            [
                "-c", "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)", Backtest.program,
                "backtest",
            ],
            folder: folder.url
        )
        #expect(run.exitCode == 0, "\(run.output)")
        #expect(
            run.output.contains(/\r\x1B\[K\d+ events, \d+ a second, \d+ %, \d+ s left/),
            "\(run.output)"
        )
        // The pace changes nothing of what came out.
        #expect(plain.bytes("fills.csv") == fills && fills.count > 1_000)
    }

    @Test("without a terminal nothing animates, and --quiet prints errors only")
    func quiet() throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(50, seed: 4), to: "bars.csv")
        let settings = Market.settings(Market.bars, Market.cross("ema"))
        let loud = try Backtest(settings, in: folder)
        #expect(!loud.run.errors.contains("\u{1B}") && !loud.run.errors.contains("\r"))
        #expect(loud.run.output.contains("50 events"))
        let quiet = try Backtest(settings, in: folder, ["--quiet"])
        #expect(quiet.run.output.isEmpty && quiet.run.errors.isEmpty)
        let json = try Backtest(settings, in: folder, ["--json"])
        #expect(Data(json.run.output.utf8) == json.bytes("summary.json"))
        let dry = try TemporaryFolder()
        try dry.write(Market.minutes(50, seed: 4), to: "bars.csv")
        let none = try Backtest(settings, in: dry, ["--no-reports"])
        #expect(none.run.exitCode == 0 && none.bytes("summary.json") == nil)
    }
}
