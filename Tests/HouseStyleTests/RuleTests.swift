import Testing

/// Each rule finds what was planted for it, and nothing else.
@Suite("The rules find what breaks them")
struct RuleTests {
    private func lines(
        _ rule: (SourceFile) -> [Violation],
        _ path: String,
        _ text: String
    ) -> [Int] {
        rule(SourceFile(path, text)).map(\.line)
    }

    @Test("an unfinished line")
    func unfinished() {
        #expect(lines(Rules.unfinished, "README.md", "a\n// FIX" + "ME: b\nc") == [2])
        #expect(lines(Rules.unfinished, "README.md", "a\nb") == [])
    }

    @Test("a path of one machine")
    func machinePaths() {
        #expect(
            lines(Rules.machinePaths, "Tests/run", "cd /wo" + "rk/main\ncd /opt/sw" + "ift") == [
                1, 2,
            ]
        )
        #expect(lines(Rules.machinePaths, "Tests/run", "cd ../shared/data # /network/") == [])
    }

    @Test("a test that waits, peeks or is of the old kind")
    func testing() {
        let text =
            "import XCTest\n@testable import A\nusleep(3)\nsleep(3)\ntry await Task.sleep(for: x)"
        #expect(lines(Rules.testing, "Tests/A/B.swift", text) == [1, 2, 4, 5])
    }

    @Test(
        "an import that runs upwards",
        arguments: [
            ("Host/Domain/Price.swift", "import Engine", true),
            ("Host/Domain/Price.swift", "public import Memory", false),
            ("Host/Domain/Price.swift", "import CTenon", false),
            ("Host/Memory/Ring.swift", "package import Domain", true),
            ("Host/Orders/Order.swift", "import Risk", true),
            ("Host/Risk/RiskGate.swift", "package import Orders", false),
            ("Host/Risk/Rules/R02.swift", "import Engine", true),
            ("Host/Settings/Node.swift", "import Foundation", true),
            ("Host/Settings/Node.swift", "import struct Foundation.Date", true),
            ("Host/Engine/Lane.swift", "@_exported public import Settings", true),
            ("Host/Engine/Lane.swift", "// import Settings", false),
            ("Host/Engine/Lane.swift", "let a = \"import Settings\"", false),
            ("Host/Nowhere/A.swift", "import Domain", true),
            ("Plugins/Connectors/CSV/CSV.swift", "import Domain", true),
            ("Plugins/Connectors/CSV/CSV.swift", "public import TenonKit", false),
            ("PluginAPI/TenonKit/Text.swift", "import Domain", true),
            ("Tests/SettingsTests/A.swift", "import Foundation", false),
        ]
    )
    func imports(_ path: String, _ text: String, _ isFound: Bool) {
        #expect(lines(Rules.imports, path, "\n" + text) == (isFound ? [2] : []))
    }

    @Test("a module nobody planned")
    func unknownModule() {
        #expect(lines(Rules.unknownModule, "Host/Utilities/A.swift", "") == [0])
        #expect(lines(Rules.unknownModule, "Host/Domain/A.swift", "") == [])
        #expect(lines(Rules.unknownModule, "Host/start", "") == [])
    }

    @Test("a type named like its module")
    func typeNamedLikeModule() {
        let rule = Rules.typeNamedLikeModule
        #expect(lines(rule, "Host/Journal/A.swift", "package struct Journal: Sendable {") == [1])
        #expect(lines(rule, "Host/Journal/A.swift", "package struct JournalSink {") == [])
    }

    @Test(
        "what the core may not see",
        arguments: [
            "let now = Date()", "time(nil)", "x = Int.random(in: 0..<3)", "print(price)",
            "    Task { await run() }", "let clock = ContinuousClock()", "import Foundation",
            "items.shuffle()", "unsafe clock_gettime(CLOCK_MONOTONIC, &t)", "getenv(name)",
        ]
    )
    func core(_ text: String) {
        #expect(lines(Rules.core, "Host/Engine/Lane.swift", "a\n" + text).contains(2))
        #expect(lines(Rules.core, "Host/Command/Tenon.swift", text) == [])
    }

    @Test(
        "what only looks like it",
        arguments: [
            "order.time(of: x)", "venueTime(x)", "// print(price)", "let text = \"print(a)\"",
            "reprint(a)", "/* Date() */ let a = 1", "#\"Date()\"#", "let taskList = Task",
        ]
    )
    func notCore(_ text: String) {
        #expect(lines(Rules.core, "Host/Engine/Lane.swift", text) == [])
    }

    @Test("unsafe away from home, or without a reason")
    func unsafe() {
        let text = "let a = unsafe pointer[0]"
        #expect(lines(Rules.unsafeHome, "Host/Engine/Lane.swift", text) == [1])
        #expect(lines(Rules.unsafeHome, "Host/Memory/Ring.swift", text) == [])
        #expect(lines(Rules.unsafeHome, "Host/Engine/Lane.swift", "// unsafe") == [])
        let unchecked = "// Far away\n\n\n\n\n\n\n\n\nfinal class A: @unchecked Sendable {}"
        #expect(lines(Rules.unexplained, "Host/Engine/A.swift", unchecked) == [10])
        let explained = "\n\n// Only the lane touches it.\n\nfinal class A: @unchecked Sendable {}"
        #expect(lines(Rules.unexplained, "Host/Engine/A.swift", explained) == [])
    }

    @Test("code is told from text and comments over lines")
    func code() {
        let text = """
            let a = \"\"\"
                print(1)
                \"\"\"
            /* print(2)
               /* */ print(3) */ print(4)
            let b = "\\"print(5)"; print(6)
            let c = #"\\"#; print(7)
            """
        #expect(lines(Rules.core, "Host/Engine/A.swift", text) == [5, 6, 7])
    }

    @Test("what the tree may not hold")
    func tree() {
        #expect(
            Rules.topLevel(["docs/a.md", "Host/a", "plugins.yaml"]).map(\.path) == ["docs/a.md"]
        )
        let made = ["Package.resolved", "a/.build/x", "b/lib.so", "Host/tenon", "Host/tenon.swift"]
        #expect(Rules.made(made).map(\.path) == Array(made.dropLast()))
        let clashes = ["Tests/Hostile/a.c", "Tests/hostile", "Tests/run", "Tests/Hostile/b.c"]
        #expect(Rules.clashes(clashes).map(\.path) == ["Tests/hostile"])
    }
}
