import Foundation
import Support
import Testing

@Suite("EMA cross: built by an author")
struct RecipeTests {
    @Test("one cc line outside the tree makes the same strategy")
    func compiled() throws {
        let folder = try TemporaryFolder()
        let sources = Repository.root.appending(path: "Plugins/Strategies/EMACrossC")
        let library = folder.url.appending(path: "libEMACrossC.so").path
        let line = """
            cc -O2 -std=c11 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden \
            -ffp-contract=off -I '\(Repository.root.path)/PluginAPI/CTenon/include' \
            '\(sources.path)'/*.c -o '\(library)'
            """
        let run = try ProgramRun("/bin/sh", ["-c", line], folder: folder.url)
        try #require(run.exitCode == 0, "\(run.errors)")
        let events = Walk(seed: 4, count: 500).events()
        let built = try Session(BuiltLibrary(file: library))
        try #require(built.configure("{}") == 0 && built.activate() == 0 && built.start() == 0)
        try built.deliver(events)
        let shipped = try Session(.c, "{}")
        try shipped.deliver(events)
        #expect(built.host.intents.map(\.bytes) == shipped.host.intents.map(\.bytes))
        #expect(!built.host.intents.isEmpty)
    }

    #if !DEBUG
    @Test("the batch loop counts no references and checks no access")
    func machineCode() throws {
        let library = Repository.products.appending(path: "libEMACross.so").path
        let run = try ProgramRun("/usr/bin/env", ["objdump", "-d", "--no-show-raw-insn", library])
        try #require(run.exitCode == 0, "\(run.errors)")
        let functions = run.output.components(separatedBy: "\n\n")
        let loop = try #require(
            functions.first {
                $0.contains("8EMACross7library") && $0.contains("11tenon_batch")
                    && $0.contains("tcfU_>:")
            }
        )
        for call in ["swift_retain", "swift_release", "swift_beginAccess", "swift_allocObject"] {
            #expect(!loop.contains(call), "\(call)")
        }
    }
    #endif
}
