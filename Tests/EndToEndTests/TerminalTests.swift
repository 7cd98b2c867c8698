import Foundation
import Support
import Testing

/// `tenon run` as an operator sees it: at a terminal, and through a pipe.
@Suite("The operator's terminal", .timeLimit(.minutes(1)))
struct TerminalTests {
    /// A folder as a clone is to the reader: the shipped configuration, the data, the program.
    private func clone() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        let files = FileManager.default
        for (name, place) in [
            ("plugins.yaml", Repository.root.appending(path: "plugins.yaml")),
            ("tenon", Repository.products.appending(path: "tenon")),
            ("Plugins", Repository.root.appending(path: "Plugins")),
        ] {
            // The configuration is copied: the state folder is made beside it.
            let target = folder.url.appending(path: name)
            if name == "plugins.yaml" {
                try files.copyItem(at: place, to: target)
            } else {
                try files.createSymbolicLink(at: target, withDestinationURL: place)
            }
        }
        return folder
    }

    private static var hasTmux: Bool {
        (try? ProgramRun("/usr/bin/env", ["tmux", "-V"]).exitCode) == 0
    }

    /// What was on the screen at a moment, line by line.
    private func screen(_ name: String, in folder: TemporaryFolder) throws -> [String] {
        try String(contentsOf: folder.url.appending(path: "\(name).txt"), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    @Test(
        "the table is there, p pauses, a new size is taken, q ends with 0 and gives the terminal back",
        .enabled(if: hasTmux, "tmux is missing"),
        arguments: [(80, 24), (200, 50)]
    )
    func table(width: Int, height: Int) throws {
        let folder = try clone()
        let program = Repository.root.appending(path: "Tests/EndToEndTests/Programs/terminal").path
        let run = try ProgramRun(
            "/bin/bash",
            [
                program, folder.url.path, "\(width)", "\(height)",
                "./tenon run plugins.yaml --set speed=120",
            ]
        )
        try #require(run.exitCode == 0, "\(run.errors)")
        let running = try screen("running", in: folder)
        #expect(running.first?.hasPrefix("Tenon ") == true)
        #expect(running.first?.hasSuffix(" UTC") == true, "\(running)")
        #expect(running.contains { $0.contains("EURUSD.FXCM") && $0.contains(/1\.39\d+ +1\.39/) })
        #expect(running.contains { $0.contains(/^ema +[-+0-9]/) }, "\(running)")
        #expect(running.contains { $0.contains("quote → order  p50 ") }, "\(running)")
        #expect(running[height - 1].hasPrefix("q quit  p pause"), "\(running)")
        #expect(running.allSatisfy { $0.unicodeScalars.count <= width })
        #expect(try screen("paused", in: folder).first?.contains("PAUSED") == true)
        let resized = try screen("resized", in: folder)
        #expect(resized.first?.hasPrefix("Tenon ") == true)
        #expect(resized.first?.unicodeScalars.count == width + 7)
        #expect(try screen("resumed", in: folder).first?.contains("PAUSED") == false)

        let ended = try screen("ended", in: folder)
        #expect(ended.contains("exit code 0"), "\(ended)")
        #expect(ended.contains { $0.hasPrefix("Ended after ") }, "\(ended)")
        #expect(ended.count { $0.hasPrefix("Next: ") } == 4, "\(ended)")
        // Echo works again: what was typed is there besides what it printed.
        #expect(ended.contains { $0.hasSuffix("echo al''ive") } && ended.contains("alive"))
        let flags = try String(
            contentsOf: folder.url.appending(path: "flags"),
            encoding: .utf8
        )
        #expect(flags.contains("running cursor=0 alternate=1"))
        #expect(flags.contains("ended cursor=1 alternate=0"))
    }

    @Test(
        "without a terminal it prints one line a second, nothing a terminal obeys, and ends with 0"
    )
    func pipe() throws {
        let folder = try clone()
        let run = try ProgramRun(
            folder.url.appending(path: "tenon").path,
            ["run", "plugins.yaml", "--set", "speed=1350"],
            folder: folder.url
        )
        try #require(run.exitCode == 0, "\(run.errors)")
        #expect(!run.output.contains("\u{1B}") && !run.output.contains("\r"))
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.allSatisfy { $0.unicodeScalars.count <= 120 }, "\(lines)")
        #expect(lines.contains { $0.contains(/^READY in [\d,]+ ms$/) }, "\(lines)")
        // 5,400 s of data at that speed take 4 s.
        let seconds = lines.filter { $0.contains(#/^\d\d:\d\d:\d\d  EURUSD\.FXCM /#) }
        #expect((2...8).contains(seconds.count), "\(lines)")
        #expect(seconds == seconds.sorted())
        #expect(lines.contains { $0.hasPrefix("Ended after ") })
        #expect(lines.count { $0.hasPrefix("Next: ") } == 4)
    }
}
