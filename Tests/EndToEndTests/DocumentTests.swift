import Foundation
import Support
import Testing

/// A page for people, with its fenced blocks.
private struct Page: CustomTestStringConvertible, Sendable {
    struct Block: Sendable {
        let language: String
        let text: String
    }

    let path: String
    let text: String
    let blocks: [Block]
    var testDescription: String { path }

    init(_ path: String) throws {
        self.path = path
        text = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
        var blocks: [Block] = []
        var open: (language: String, lines: [Substring])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("```") else {
                open?.lines.append(line)
                continue
            }
            if let block = open {
                let text = block.lines.joined(separator: "\n") + "\n"
                blocks.append(Block(language: block.language, text: text))
                open = nil
            } else {
                open = (String(line.dropFirst(3)), [])
            }
        }
        try #require(open == nil, "\(path): a block is not closed")
        self.blocks = blocks
    }

    /// README and every page of the manual.
    static let all: [String] =
        ["README.md"]
        + ((try? FileManager.default.contentsOfDirectory(
            atPath: Repository.root.appending(path: "Host/Manual").path
        )) ?? [])
        .filter { $0.hasSuffix(".md") }.sorted().map { "Host/Manual/\($0)" }
}

/// What a reader of the pages has: a clone with a built program, and a folder of his own.
private struct Reader {
    let folder: TemporaryFolder
    var clone: URL { folder.url.appending(path: "clone") }
    var own: URL { folder.url.appending(path: "own") }

    init() throws {
        folder = try TemporaryFolder()
        let files = FileManager.default
        for place in [clone.appending(path: "Host"), own] {
            try files.createDirectory(at: place, withIntermediateDirectories: true)
        }
        try files.copyItem(
            at: Repository.root.appending(path: "plugins.yaml"),
            to: clone.appending(path: "plugins.yaml")
        )
        for name in ["Plugins", "PluginAPI"] {
            try files.createSymbolicLink(
                at: clone.appending(path: name),
                withDestinationURL: Repository.root.appending(path: name)
            )
        }
        try files.createSymbolicLink(
            atPath: clone.appending(path: "Host/tenon").path,
            withDestinationPath: Backtest.program
        )
    }

    /// Runs what a block says, as the reader would: in the clone where it begins with a path of
    /// it, else in the reader's own folder.
    func run(_ command: String) throws -> ProgramRun {
        let isOfClone = command.contains("Host/tenon") && !command.contains("$TENON")
        return try ProgramRun(
            "/usr/bin/env",
            ["timeout", "-s", "KILL", "100", "/bin/bash", "-eu", "-c", command],
            folder: isOfClone || command.contains("Plugins/") ? clone : own,
            environment: ["TENON": clone.path]
        )
    }
}

@Suite("README and manual")
struct DocumentTests {
    /// Commands that build the whole or start these tests: `Tests/run` has steps that do so.
    private static let whole = ["bash Host/start\n", "bash Tests/run\n"]

    @Test("every command of every page runs and ends as the page says", arguments: Page.all)
    func commands(path: String) throws {
        let page = try Page(path)
        let reader = try Reader()
        for block in page.blocks where block.language == "c" {
            try Data(block.text.utf8).write(to: reader.own.appending(path: "turn.c"))
        }
        for block in page.blocks where block.language == "sh" {
            if Self.whole.contains(block.text) { continue }
            // A line that tells its exit code stands alone; other blocks are one script.
            let lines = block.text.split(separator: "\n").map(String.init)
            let isList = lines.contains { $0.contains("# exit code") }
            for command in isList ? lines : [block.text] {
                let told = command.split(separator: "# exit code ")
                let code = told.count == 2 ? Int32(told[1]) : 0
                let run = try reader.run(command)
                #expect(run.exitCode == code, "\(path): \(command)\(run.output)\(run.errors)")
            }
        }
    }

    /// A block without a language that is nothing but commands for a host that runs already.
    private static func isAsked(_ block: Page.Block) -> Bool {
        block.language.isEmpty
            && block.text.split(separator: "\n")
                .allSatisfy { $0.hasPrefix("tenon ") || $0.hasPrefix("curl --unix-socket .tenon/") }
    }

    @Test("what pages ask a running host is answered; a --follow goes on", arguments: Page.all)
    func asked(path: String) throws {
        let blocks = try Page(path).blocks.filter(Self.isAsked)
        guard !blocks.isEmpty else { return }
        let reader = try Reader()
        var script = """
            PATH="$PWD/Host:$PATH"
            Host/tenon run --quiet &
            until [ "$(Host/tenon status --json 2>&1 | grep -c '"state":"running"')" = 1 ]; do :; done

            """
        for line in blocks.flatMap({ $0.text.split(separator: "\n") }) {
            let follows = line.contains("--follow")
            // 137: it was still there when its time was over; other signals a test may have blocked.
            let mayMiss = line.hasPrefix("curl ") ? "! command -v curl >/dev/null || " : ""
            script +=
                mayMiss + (follows ? "timeout -s KILL 2 \(line) || [ $? = 137 ]\n" : "\(line)\n")
        }
        let run = try reader.run(script + "Host/tenon stop\nwait\n")
        #expect(run.exitCode == 0, "\(script)\(run.output)\(run.errors)")
    }

    @Test("there are blocks of both kinds, and every sh block is one")
    func blocks() throws {
        let blocks = try Page.all.flatMap { try Page($0).blocks }
        #expect(blocks.count { $0.language == "sh" } > 10)
        #expect(blocks.contains(where: Self.isAsked))
        #expect(Page.all.count > 10)
        // A language that no test looks at would hide a command.
        let known = ["sh", "c", "yaml", "json", "python", ""]
        #expect(blocks.allSatisfy { known.contains($0.language) })
    }

    @Test(
        "README's strategy is a whole plugin of at most 20 lines, built by one line, and it trades"
    )
    func ownStrategy() throws {
        let page = try Page("README.md")
        let source = try #require(page.blocks.first { $0.language == "c" })
        #expect(page.blocks.count { $0.language == "c" } == 1)
        #expect(source.text.split(separator: "\n", omittingEmptySubsequences: false).count <= 21)
        #expect(source.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        let shells = page.blocks.filter { $0.language == "sh" }.map(\.text)
        let compile = try #require(shells.first { $0.hasPrefix("cc ") })
        let backtest = try #require(shells.first { $0.contains("libturn.so") && $0 != compile })
        #expect(compile.split(separator: "\n").count == 1)

        let reader = try Reader()
        try Data(source.text.utf8).write(to: reader.own.appending(path: "turn.c"))
        let built = try reader.run(compile)
        try #require(built.exitCode == 0, "\(built.errors)")
        let run = try reader.run(backtest)
        try #require(run.exitCode == 0, "\(run.errors)")
        let fills =
            try Table.rows(
                of: Data(contentsOf: reader.own.appending(path: "out/fills.csv"))
            )
            .filter { $0["strategy"] == "turn" }
        #expect(fills.count > 50)
        #expect(Set(fills.map { $0["side"] }) == ["buy", "sell"])
        #expect(fills.allSatisfy { ["5000", "-5000"].contains($0["position_after"]) })
        // What it was told it holds is what the host holds: each turn is twice the position.
        #expect(fills.first?["quantity"] == "5000")
        #expect(Set(fills.dropFirst().map { $0["quantity"] }) == ["10000"])
    }

    @Test("what stands around README's strategy has no warning and exports one symbol")
    func warnings() throws {
        let source = try #require(try Page("README.md").blocks.first { $0.language == "c" })
        let reader = try Reader()
        try Data(source.text.utf8).write(to: reader.own.appending(path: "turn.c"))
        let strict = """
            cc -std=c11 -Wall -Wextra -Wpedantic -Werror -O2 -shared -fPIC \
            -I"$TENON/PluginAPI/CTenon/include" -o libturn.so turn.c
            nm --dynamic --defined-only libturn.so
            """
        let run = try reader.run(strict)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output.split(separator: "\n").count == 1, "\(run.output)")
        #expect(run.output.contains(" T tenon_entry_0"))
    }

    @Test("files that the pages name exist", arguments: Page.all)
    func names(path: String) throws {
        let page = try Page(path)
        let tracked = try Repository.trackedPaths()
        let names = Set(tracked.map { $0.split(separator: "/").last.map(String.init) ?? $0 })
        var missing: [String] = []
        for word in page.text.matches(of: /`([A-Za-z.+\/_-]+)`/).map({ String($0.output.1) }) {
            let isFile = word.hasSuffix(".swift") || word.hasSuffix(".h") || word.hasSuffix(".md")
            let isPath = ["Host/", "Tests/", "Plugins/", "PluginAPI/"]
                .contains { word.hasPrefix($0) }
            // The link that the build leaves; the commands of the pages show that it is there.
            if word == "Host/tenon" { continue }
            if isPath {
                let trimmed = word.hasSuffix("/") ? String(word.dropLast()) : word
                let isThere = tracked.contains { $0 == trimmed || $0.hasPrefix(trimmed + "/") }
                if !isThere { missing.append(word) }
            } else if isFile, !names.contains(word) {
                missing.append(word)
            }
        }
        let folder = Repository.root.appending(path: path).deletingLastPathComponent()
        for link in page.text.matches(of: /\]\(([^)#]+)\)/).map({ String($0.output.1) })
        where !link.hasPrefix("https://") {
            if !FileManager.default.fileExists(atPath: folder.appending(path: link).path) {
                missing.append(link)
            }
        }
        #expect(missing.isEmpty)
    }

    @Test("the manual names every column of every report")
    func columns() throws {
        let page = try ["backtest", "report"].map { try Page("Host/Manual/\($0).md").text }.joined()
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(100, seed: 2), to: "bars.csv")
        let backtest = try Backtest(Market.settings(Market.bars, Market.cross("ema")), in: folder)
        for name in Backtest.reports where name.hasSuffix(".csv") {
            let bytes = try #require(backtest.bytes(name), "\(backtest.run.errors)")
            let header = String(decoding: bytes, as: UTF8.self).prefix { $0 != "\n" }
            for column in header.split(separator: ",") {
                #expect(page.contains(column) as Bool, "\(name): \(column)")
            }
        }
    }
}
