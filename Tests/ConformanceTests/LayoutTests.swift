import Foundation
import Support
import Testing

/// One way to break what old plugins rely on, and the words that must tell it.
struct PlantedChange: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let old: String
    let new: String
    let told: String
}

@Suite("Layout of the interface")
struct LayoutTests {
    /// The layout that the compiler sees in a header.
    private func layout(of header: URL) throws -> Data {
        let run = try ProgramRun(
            "/usr/bin/env",
            ["bash", Repository.root.appending(path: "PluginAPI/abi/layout").path, header.path],
            environment: ["CC": try Compiler.anyC()]
        )
        try #require(run.exitCode == 0, "\(run.errors)")
        return Data(run.output.utf8)
    }

    @Test("the committed layout is a prefix of the header's")
    func committedIsPrefix() throws {
        let committed = try Layout(json: try Data(contentsOf: Interface.layout))
        let fresh = try Layout(json: try layout(of: Interface.header))
        #expect(committed.breaks(in: fresh) == [])
        #expect(committed.structs.count > 40 && committed.constants.count > 200)
    }

    @Test("the committed layout is the header's: growth is recorded with the change that grows")
    func committedIsCurrent() throws {
        let committed = try Data(contentsOf: Interface.layout)
        let fresh = try layout(of: Interface.header)
        #expect(
            committed == fresh,
            "run PluginAPI/abi/layout > new && mv new PluginAPI/abi/layout.json"
        )
    }

    static let planted = [
        PlantedChange(
            testDescription: "two members swapped",
            old: "    int64_t px;\n    // TENON_NONE: not known.\n    int64_t qty;\n",
            new: "    int64_t qty;\n    int64_t px;\n",
            told: "tenon_ev_trade.px"
        ),
        PlantedChange(
            testDescription: "a member inserted",
            old: "    uint64_t tag;\n    // Limit price",
            new: "    uint64_t tag;\n    uint64_t more;\n    // Limit price",
            told: "tenon_intent.px"
        ),
        PlantedChange(
            testDescription: "another type of the same size",
            old: "    int64_t ts_ns;\n} tenon_ev;",
            new: "    uint64_t ts_ns;\n} tenon_ev;",
            told: "tenon_ev.ts_ns"
        ),
        PlantedChange(
            testDescription: "another constant",
            old: "TENON_OP_CANCEL = 2,",
            new: "TENON_OP_CANCEL = 9,",
            told: "TENON_OP_CANCEL"
        ),
        PlantedChange(
            testDescription: "a constant gone",
            old: "    TENON_E_IO = -11,\n",
            new: "",
            told: "TENON_E_IO is gone"
        ),
        PlantedChange(
            testDescription: "another signature",
            old: "(*timer_set)(const tenon_host *host, uint64_t id, int64_t at_ns)",
            new: "(*timer_set)(const tenon_host *host, uint32_t id, int64_t at_ns)",
            told: "tenon_host.timer_set"
        ),
        PlantedChange(
            testDescription: "another result",
            old: "void (*destroy)(void *impl);",
            new: "tenon_status (*destroy)(void *impl);",
            told: "tenon_lifecycle.destroy"
        ),
        PlantedChange(
            testDescription: "another extension id",
            old: "\"tenon.state/1\"\n",
            new: "\"tenon.state/2\"\n",
            told: "TENON_EXT_STATE"
        ),
        PlantedChange(
            testDescription: "another width of the status",
            old: "typedef int32_t tenon_status;",
            new: "typedef int16_t tenon_status;",
            told: "tenon_status"
        ),
    ]

    @Test("a change that breaks old plugins is found", arguments: planted)
    func plantedChangeIsFound(change: PlantedChange) throws {
        let text = try String(contentsOf: Interface.header, encoding: .utf8)
        try #require(text.contains(change.old))
        // Its own assertions would stop some of these before the comparison sees them.
        let changed = text.replacing(change.old, with: change.new, maxReplacements: 1)
            .replacing("#define TENON_ASSERT(c, m) _Static_assert(c, m)", with: "")
            .split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("TENON_ASSERT(") }
            .joined(separator: "\n")
        let folder = try TemporaryFolder()
        let header = try folder.write(changed, to: "tenon.h")
        let committed = try Layout(json: try Data(contentsOf: Interface.layout))
        let broken = committed.breaks(in: try Layout(json: try layout(of: header)))
        #expect(broken.contains { $0.contains(change.told) }, "\(broken)")
    }

    @Test("growth is no break: a member at the end, a constant more")
    func growthIsNoBreak() throws {
        let grown = try String(contentsOf: Interface.header, encoding: .utf8)
            .replacing("} tenon_host_gate;", with: "    uint64_t more;\n} tenon_host_gate;")
            .replacing("    TENON_E_IO = -11,", with: "    TENON_E_IO = -11,\n    TENON_E_X = -12,")
            .split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("TENON_ASSERT(") }
            .joined(separator: "\n")
        let folder = try TemporaryFolder()
        let header = try folder.write(grown, to: "tenon.h")
        let fresh = try Layout(json: try layout(of: header))
        let committed = try Layout(json: try Data(contentsOf: Interface.layout))
        #expect(committed.breaks(in: fresh) == [])
        #expect(fresh.breaks(in: committed).count == 3)
    }

    @Test("a hole between members stops the program that writes the layout")
    func holeIsRefused() throws {
        let folder = try TemporaryFolder()
        let header = try folder.write(
            """
            #include <stddef.h>
            #include <stdint.h>
            typedef struct tenon_holey {
                uint32_t size;
                uint64_t value;
            } tenon_holey;
            typedef int32_t tenon_name;
            enum {
                TENON_ONE = 1,
            };

            """,
            to: "holey.h"
        )
        let run = try ProgramRun(
            "/usr/bin/env",
            ["bash", Repository.root.appending(path: "PluginAPI/abi/layout").path, header.path],
            environment: ["CC": try Compiler.anyC()]
        )
        #expect(run.exitCode != 0)
        #expect(run.errors.contains("tenon_holey: a hole before value"))
    }
}
