import Foundation
import Support
import Testing

@Suite("The header in C and C++")
struct LanguageTests {
    private static let warnings = [
        "-Wall", "-Wextra", "-Wpedantic", "-Wpadded", "-Wconversion", "-Wshadow", "-Werror",
    ]
    private static let cxx = ["c++11", "c++14", "c++17", "c++20", "c++23"]

    @Test(
        "gcc: C11, C17, C23",
        .enabled(if: Compiler.find("gcc") != nil, "gcc is not installed")
    )
    func gcc() throws { try check("gcc", language: "c", ["c11", "c17", "c2x"]) }

    @Test("g++: C++11 to 23", .enabled(if: Compiler.find("g++") != nil, "g++ is not installed"))
    func gxx() throws { try check("g++", language: "c++", Self.cxx, extra: ["-fno-gnu-unique"]) }

    @Test(
        "clang: C11, C17, C23",
        .enabled(if: Compiler.find("clang") != nil, "clang is not installed")
    )
    func clang() throws { try check("clang", language: "c", ["c11", "c17", "c23"]) }

    @Test(
        "clang++: C++11 to 23",
        .enabled(if: Compiler.find("clang++") != nil, "clang++ is not installed")
    )
    func clangxx() throws { try check("clang++", language: "c++", Self.cxx) }

    /// Compiles tenon.h and plugins that use it, one with tables of its own and one by
    /// tenon_plugin.h, in each standard, each part alone in the first, and links both plugins by
    /// the authors' recipe.
    private func check(
        _ compiler: String,
        language: String,
        _ standards: [String],
        extra: [String] = []
    ) throws {
        let program = try #require(Compiler.find(compiler))
        let plugins = ["plugin.c", "strategy.c"]
            .map { Repository.root.appending(path: "Tests/ConformanceTests/Programs/\($0)").path }
        let common = Self.warnings + ["-I", Interface.include.path, "-x", language]
        for standard in standards {
            let run = try ProgramRun(
                program,
                ["-std=\(standard)"] + common + ["-fsyntax-only"] + plugins
            )
            #expect(run.exitCode == 0, "\(compiler) -std=\(standard):\n\(run.errors)")
        }
        let folder = try TemporaryFolder()
        for part in try Interface.parts() {
            let source = try folder.write("#include <\(part)>\n#include <\(part)>\n", to: "part.c")
            let run = try ProgramRun(
                program,
                ["-std=\(standards[0])"] + common + ["-fsyntax-only", source.path]
            )
            #expect(run.exitCode == 0, "\(compiler) \(part):\n\(run.errors)")
        }
        let library = folder.url.appending(path: "libplugin.so")
        let link = [
            "-shared", "-fPIC", "-fvisibility=hidden",
            "-Wl,-z,defs,-z,now,-z,relro,-z,nodelete,--version-script=\(Interface.exports.path)",
        ]
        for plugin in plugins {
            let linked = try ProgramRun(
                program,
                ["-std=\(standards[0])"] + common + link + extra + ["-o", library.path, plugin]
            )
            try #require(linked.exitCode == 0, "\(compiler):\n\(linked.errors)")
            #expect(try ExportedSymbols.names(of: library) == ["tenon_entry_0"], "\(plugin)")
        }
    }

    @Test("a warning in a header would be seen")
    func warningIsSeen() throws {
        let folder = try TemporaryFolder()
        let source = try folder.write(
            "#include <stdint.h>\nstruct s { uint8_t a; uint32_t b; };\n",
            to: "padded.c"
        )
        let run = try ProgramRun(
            try Compiler.anyC(),
            Self.warnings + ["-fsyntax-only", source.path]
        )
        #expect(run.exitCode != 0)
        #expect(run.errors.contains("padded"), "\(run.errors)")
    }
}
