import Foundation
import HostilePlugins
import Support
import Testing

/// A plugin that goes wrong, and what its error must name besides file and instance.
private struct Failure: CustomTestStringConvertible, Sendable {
    let name: String
    /// Switches of `HostilePlugins/plugin.c`; `nil`: the file is no library at all.
    let switches: [String]?
    /// The call that failed, if any.
    var call = ""
    /// A part of the sentence.
    let says: String
    /// Done to the file's bytes after it was built.
    var damage: (@Sendable (inout Data) -> Void)?
    var testDescription: String { name }
}

private let failures: [Failure] = [
    Failure(name: "not ELF", switches: nil, says: "ELF"),
    Failure(
        name: "truncated",
        switches: [],
        says: "truncated",
        damage: { $0 = $0.prefix($0.count / 2) }
    ),
    // e_machine of the ELF header: 0xF3 is RISC-V.
    Failure(
        name: "wrong machine",
        switches: [],
        says: "machine",
        damage: { $0.replaceSubrange(18..<20, with: [0xF3, 0]) }
    ),
    Failure(name: "no entry", switches: ["-DENTRY_NAME=other"], says: "exports no tenon_entry_0"),
    Failure(
        name: "wrong major",
        switches: ["-DENTRY_MAJOR=1"],
        call: "tenon_entry_0",
        says: "major 1"
    ),
    Failure(name: "lying size", switches: ["-DLIFE_SIZE=40"], call: "create", says: "size is 40"),
    Failure(
        name: "configure fails",
        switches: ["-DCONFIGURE_STATUS=-2"],
        call: "configure",
        says: "configure says no"
    ),
    Failure(
        name: "activate fails",
        switches: ["-DACTIVATE_STATUS=-6"],
        call: "activate",
        says: "activate says no"
    ),
    Failure(
        name: "start fails",
        switches: ["-DSTART_STATUS=-3"],
        call: "start",
        says: "start says no"
    ),
    Failure(
        name: "takes nothing",
        switches: ["-DGENERATION=0"],
        call: "on_batch",
        says: "took 0 of"
    ),
    Failure(
        name: "takes more than there is",
        switches: ["-DGENERATION=9999"],
        call: "on_batch",
        says: "took 9999 of"
    ),
    Failure(
        name: "faults in on_batch",
        switches: ["-DON_BATCH_SLOT=faulty", "-include", "faulty.h"],
        call: "on_batch",
        says: "no more"
    ),
]

@Suite("Failing plugins beside a healthy strategy")
struct FailingPluginTests {
    /// Two bars files' worth of a healthy strategy, alone or with another entry behind it.
    private func run(_ entry: String?, in folder: TemporaryFolder) throws -> Backtest {
        try folder.write(Market.minutes(300, seed: 4), to: "bars.csv")
        var settings = Market.settings(Market.bars, Market.cross("healthy"))
        if let entry { settings += entry.split(separator: "\n").map { "  \($0)\n" }.joined() }
        return try Backtest(settings, in: folder)
    }

    private func entry(_ source: String) -> String {
        """
        hostile:
          { \(source), account: main, instruments: [AAA.TEST] }
        """
    }

    /// What the healthy strategy makes alone.
    private func aloneFills() throws -> [[String: String]] {
        let backtest = try run(nil, in: TemporaryFolder())
        try #require(backtest.run.exitCode == 0)
        let fills = try fills(backtest)
        try #require(fills.count > 5)
        return fills
    }

    /// The fills without the numbers of the inputs, which the start of another instance moves.
    private func fills(_ backtest: Backtest) throws -> [[String: String]] {
        try backtest.rows("fills.csv").map { row in row.filter { $0.key != "seq" } }
    }

    @Test("the error names place, file, instance, call; the others go on", arguments: failures)
    fileprivate func failing(failure: Failure) throws {
        let folder = try TemporaryFolder()
        let path: String
        var built: BuiltPlugin?
        if let switches = failure.switches {
            let header = try folder.write(Self.faulty, to: "faulty.h")
            let plugin = try BuiltPlugin(
                switches.map { $0 == "faulty.h" ? header.path : $0 },
                name: "libhostile.so"
            )
            built = plugin
            path = plugin.path
            if let damage = failure.damage {
                var bytes = try Data(contentsOf: URL(filePath: path))
                damage(&bytes)
                try bytes.write(to: URL(filePath: path))
            }
        } else {
            path = try folder.write("not a library\n", to: "libhostile.so").path
        }
        let backtest = try run(entry(try Library.source(at: path)), in: folder)
        let errors = backtest.run.errors
        #expect(backtest.run.exitCode == 1, "\(errors)")
        let line = try #require(
            errors.split(separator: "\n").first { $0.contains("libhostile.so") }
        )
        #expect(line.hasPrefix("plugins.yaml:17:3: "), "\(line)")
        #expect(line.contains("instance 'hostile'"), "\(line)")
        if !failure.call.isEmpty {
            #expect(line.contains(" \(failure.call): "), "\(line)")
        }
        #expect(line.contains(failure.says), "\(line)")
        // The remedy stands indented on the line below.
        let rest = errors.split(separator: "\n").drop { $0 != line }.dropFirst()
        #expect(rest.first?.hasPrefix("    ") == true, "\(errors)")
        #expect(try fills(backtest) == aloneFills())
        withExtendedLifetime(built) {}
    }

    private static let faulty = """
        #include <tenon.h>
        static tenon_status faulty(void *impl, const tenon_batch *batch, uint32_t *consumed) {
            const tenon_host *host = *(const tenon_host *const *)impl;
            (void)batch;
            *consumed = 0;
            host->fail(host, TENON_E_FAULT, tenon_text("no more"));
            return TENON_E_FAULT;
        }

        """

    @Test("a healthy twin of the hostile plugin runs")
    func twin() throws {
        let plugin = try BuiltPlugin()
        let backtest = try run(entry(Library.source(at: plugin.path)), in: TemporaryFolder())
        #expect(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        #expect(try fills(backtest) == aloneFills())
    }

    @Test("a file without a pin, or with another's, is not loaded, and nothing runs")
    func pin() throws {
        let plugin = try BuiltPlugin()
        let path = "path: '\(plugin.path)'"
        let other = ", pin: 'sha256:\(String(repeating: "0", count: 64))'"
        for (pin, column) in [("", 13), (other, 7 + path.count + 7)] {
            let backtest = try run(entry(path + pin), in: TemporaryFolder())
            #expect(backtest.run.exitCode == 3)
            let errors = backtest.run.errors
            #expect(
                errors.hasPrefix("plugins.yaml:18:\(column): \(plugin.path): "),
                "\(errors)"
            )
            #expect(errors.contains("sha256:\(plugin.sha256)"), "the remedy is the pin: \(errors)")
            #expect(backtest.bytes("fills.csv") == nil)
        }
    }

    @Test("a connector that stops at a bad row says which; what came before it was traded")
    func badRow() throws {
        let folder = try TemporaryFolder()
        var lines = Market.minutes(300, seed: 4).split(separator: "\n").map(String.init)
        lines[200] = lines[200].replacing(",100", with: ",many")
        try folder.write(lines.joined(separator: "\n") + "\n", to: "bars.csv")
        let backtest = try Backtest(
            Market.settings(Market.bars, Market.cross("healthy")),
            in: folder
        )
        #expect(backtest.run.exitCode == 1)
        #expect(backtest.run.errors.contains("bars.csv:201"), "\(backtest.run.errors)")
        #expect(try backtest.count("events") == 199)
    }
}
