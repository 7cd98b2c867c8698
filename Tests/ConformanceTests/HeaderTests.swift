import Foundation
import Support
import Testing

@Suite("The header as text")
struct HeaderTests {
    @Test("tenon.h is the parts, freshly put together")
    func amalgamationIsCurrent() throws {
        let run = try ProgramRun(
            "/usr/bin/env",
            ["bash", Interface.folder.appending(path: "amalgamate").path]
        )
        try #require(run.exitCode == 0, "\(run.errors)")
        let committed = try String(contentsOf: Interface.header, encoding: .utf8)
        #expect(
            run.output == committed,
            "run PluginAPI/CTenon/amalgamate > new && mv new PluginAPI/CTenon/include/tenon.h"
        )
    }

    @Test("every part is in tenon.h, and nothing of a draft")
    func amalgamationIsWhole() throws {
        let text = try String(contentsOf: Interface.header, encoding: .utf8)
        let parts = try Interface.parts()
        #expect(parts.count == 18)
        for part in parts {
            #expect(text.contains("\n// \(part):"), "\(part)")
        }
        #expect(!text.contains("/draft/"))
    }

    @Test("every function has a comment with thread and states, every struct and enum a comment")
    func everythingIsExplained() throws {
        var problems: [String] = []
        var functions = 0
        for part in try Interface.parts() {
            let file = Interface.include.appending(path: part)
            let header = HeaderText(try String(contentsOf: file, encoding: .utf8))
            problems += header.problems(in: part)
            functions += header.declarations.count { $0.isFunction }
        }
        #expect(problems == [])
        let layout = try Layout(json: try Data(contentsOf: Interface.layout))
        let slots = layout.structs.flatMap(\.fields).count { $0.type.contains("(") }
        // Slots, the entry, and the inline functions: none may slip past the reader.
        #expect(slots > 50 && functions > slots)
    }

    @Test(
        "a function that is not explained is found",
        arguments: [
            ("    tenon_status (*save)(void *impl);", "has no comment"),
            ("    // Saves.\n    tenon_status (*save)(void *impl);", "[thread, states]"),
            ("    // Saves.\n    // [gui, running]\n    int (*save)(void);", "unknown thread tag"),
            ("    // Saves.\n    // [ctl, at night]\n    int (*save)(void);", "names no state"),
            ("    // [ctl, running]\n    int (*save)(void);", "no word"),
            ("typedef struct tenon_x {", "has no comment"),
        ]
    )
    func missingExplanationIsFound(text: String, told: String) throws {
        let problems = HeaderText(text).problems(in: "part.h")
        try #require(problems.count == 1)
        #expect(problems[0].contains(told), "\(problems)")
    }

    @Test("the parts keep to 100 columns and to what Swift can import")
    func linesAreShort() throws {
        for part in try Interface.parts() {
            let text = try String(
                contentsOf: Interface.include.appending(path: part),
                encoding: .utf8
            )
            #expect(text.hasPrefix("// SPDX-License-Identifier: 0BSD\n"), "\(part)")
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            {
                #expect(line.count <= 100, "\(part):\(index + 1)")
                #expect(
                    !line.contains("_Atomic") && !line.contains("aligned("),
                    "\(part):\(index + 1)"
                )
            }
        }
    }
}
