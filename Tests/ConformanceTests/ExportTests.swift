import Foundation
import Support
import Testing

@Suite("What plugins export")
struct ExportTests {
    /// The plugins of the package: their names as the manifest lists them.
    private static func plugins() throws -> [String] {
        let manifest = try String(
            contentsOf: Repository.root.appending(path: "Package.swift"),
            encoding: .utf8
        )
        return manifest.matches(of: /plugin\(\s*"([A-Za-z0-9]+)"/).map { String($0.1) }
    }

    @Test("every built plugin exports its entry and nothing else")
    func pluginsExportTheirEntry() throws {
        let plugins = try Self.plugins()
        #expect(plugins.contains("CSV") && plugins.contains("EMACrossC"))
        for plugin in plugins {
            let library = Repository.products.appending(path: "lib\(plugin).so")
            #expect(try ExportedSymbols.names(of: library) == ["tenon_entry_0"], "\(plugin)")
        }
    }

    @Test("a library that shows more is seen")
    func furtherSymbolIsSeen() throws {
        let folder = try TemporaryFolder()
        let source = try folder.write(
            "int tenon_entry_0(void) { return 0; }\nint more;\n",
            to: "a.c"
        )
        let library = folder.url.appending(path: "liba.so")
        let run = try ProgramRun(
            try Compiler.anyC(),
            ["-shared", "-fPIC", "-nostdlib", "-o", library.path, source.path]
        )
        try #require(run.exitCode == 0, "\(run.errors)")
        let names = try ExportedSymbols.names(of: library)
        #expect(names.contains("more") && names.contains("tenon_entry_0"), "\(names)")
    }
}
