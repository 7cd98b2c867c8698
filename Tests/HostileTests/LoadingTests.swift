import Boundary
import Foundation
import HostilePlugins
import Support
import Testing

/// Expects `error` to be complete: the file, the call, the sentence, a remedy.
func expect(_ error: PluginError, _ mistake: Mistake, file: String, instance: String? = nil) {
    #expect(error.code == mistake.code, "\(error)")
    #expect(error.call == mistake.call, "\(error)")
    #expect(error.message.contains(mistake.says), "\(error)")
    #expect(error.file == file)
    #expect(error.instance == instance)
    #expect(!error.remedy.isEmpty)
}

@Suite("Hostile files")
struct HostileFileTests {
    /// The error with which loading the file at `path`, pinned, ends; nil when it loads.
    private func refusal(of path: String, in folder: TemporaryFolder) -> PluginError? {
        do throws(PluginError) {
            let pin = "sha256:\(try PluginFile(path: path).sha256)"
            _ = try PluginModule.load(
                path: path,
                stagingDirectory: folder.url.path,
                trusted: TrustedPlugins(),
                pin: pin
            )
            return nil
        } catch {
            return error
        }
    }

    @Test("the good twin loads and says what it is")
    func twin() throws {
        let plugin = try BuiltPlugin()
        let module = try plugin.load()
        let only = try #require(module.descriptors.first)
        #expect(module.descriptors.count == 1)
        #expect(module.sha256 == plugin.sha256)
        #expect(only.id == "test.benign")
        #expect(only.name == "Benign")
        #expect(only.kind == .strategy)
        #expect(only.version == "1.2.3")
        #expect(only.vendor == "Tenon's tests")
        #expect(only.summary.isEmpty)
        #expect(only.stateWrites == 2)
        #expect(only.stateReadsMinimum == 1)
    }

    @Test("larger tables of a newer header load", arguments: ["ENTRY", "FACTORY", "DESCRIPTOR"])
    func newerHeader(table: String) throws {
        // The constants beside each other in the plugin's data make the longer table readable.
        let plugin = try BuiltPlugin(["-D\(table)_SIZE=4096"])
        #expect(try plugin.load().descriptors.first?.id == "test.benign")
    }

    @Test("each mistake is refused in its own words", arguments: Mistake.loading)
    func loading(mistake: Mistake) throws {
        let plugin = try BuiltPlugin(mistake.arguments)
        do throws(PluginError) {
            _ = try plugin.load()
            Issue.record("loaded")
        } catch {
            expect(error, mistake, file: plugin.path)
        }
    }

    @Test("no code of an untrusted file runs")
    func untrusted() throws {
        let marker = try TemporaryFolder().url.path
        try? FileManager.default.removeItem(atPath: marker)
        let plugin = try BuiltPlugin(["-DCONSTRUCTOR=mkdir(\"\(marker)\",0700)", "-Wno-all"])
        do throws(PluginError) {
            _ = try PluginModule.load(
                path: plugin.path,
                stagingDirectory: plugin.folder.url.path,
                trusted: TrustedPlugins()
            )
            Issue.record("loaded")
        } catch {
            #expect(error.code == .untrusted)
            #expect(error.remedy.contains("pin: sha256:\(plugin.sha256)"))
        }
        #expect(!FileManager.default.fileExists(atPath: marker))
        // With the pin the same code does run: the marker can be made.
        _ = try plugin.load()
        #expect(FileManager.default.fileExists(atPath: marker))
        try FileManager.default.removeItem(atPath: marker)
    }

    @Test("unique symbols are refused, hidden ones are not")
    func unique() throws {
        let plugin = try BuiltPlugin(source: "unique.cpp")
        let error = try #require(refusal(of: plugin.path, in: plugin.folder))
        #expect(error.code == .unsafeLibrary)
        #expect(error.message.contains("unique symbol"))
        #expect(error.remedy.contains("-fno-gnu-unique"))
        for cure in ["-fvisibility=hidden", "-fno-gnu-unique"] {
            // Its entry answers with a status: it was called, so the file was accepted.
            let cured = try BuiltPlugin([cure], source: "unique.cpp")
            #expect(refusal(of: cured.path, in: cured.folder)?.code == .entryFailed)
        }
    }

    @Test("an object file and a program are no plugins")
    func otherELF() throws {
        let object = try BuiltPlugin(["-c"], isLibrary: false)
        #expect(refusal(of: object.path, in: object.folder)?.code == .notLibrary)
        let program = try BuiltPlugin(["-Dtenon_entry_0=main", "-Wno-main"], isLibrary: false)
        #expect(refusal(of: program.path, in: program.folder)?.code == .notLibrary)
    }

    @Test("text, three bytes, a cut and another machine are refused")
    func damaged() throws {
        let plugin = try BuiltPlugin()
        let good = [UInt8](try Data(contentsOf: URL(filePath: plugin.path)))
        var foreign = good
        foreign.replaceSubrange(18..<20, with: [40, 0])
        let cases: [([UInt8], PluginError.Code)] = [
            (Array("EXPORTS\n".utf8), .notLibrary), ([0x7F, 0x45, 0x4C], .notLibrary),
            (Array(good.dropLast(100)), .truncated), (Array(good.prefix(4_096)), .truncated),
            (foreign, .wrongMachine),
        ]
        for (bytes, code) in cases {
            let path = plugin.folder.url.appending(path: "libbad.so").path
            try Data(bytes).write(to: URL(filePath: path))
            let error = try #require(refusal(of: path, in: plugin.folder))
            #expect(error.code == code, "\(error)")
            #expect(error.file == path)
        }
        #expect(refusal(of: plugin.path, in: plugin.folder) == nil)
    }

    @Test("a library that changes how numbers are computed is refused and the change undone")
    func fastMath() throws {
        let plugin = try BuiltPlugin(["-ffast-math"])
        let tiny = Double.leastNonzeroMagnitude
        do throws(PluginError) {
            _ = try plugin.load()
            Issue.record("loaded")
        } catch {
            #expect(error.code == .hostDisturbed)
            #expect(error.message.contains("floating-point mode"))
        }
        #expect(tiny * Double(plugin.path.isEmpty ? 0 : 1) > 0, "subnormals are flushed")
    }

    @Test("a library that takes signals, folder or locale is refused and the change undone")
    func disturbed() async {
        // In a process of its own: others must not see the change.
        await #expect(processExitsWith: .success) {
            for (code, words) in [
                ("chdir(\"/\")", "working folder"),
                ("signal(SIGFPE,SIG_IGN)!=SIG_ERR", "SIGFPE"),
                ("setlocale(LC_ALL,\"C.UTF-8\")!=0", "locale"),
            ] {
                let folder = FileManager.default.currentDirectoryPath
                let plugin = try BuiltPlugin(["-DCONSTRUCTOR=\(code)"])
                do throws(PluginError) {
                    _ = try plugin.load()
                    exit(1)
                } catch {
                    guard error.code == .hostDisturbed, error.message.contains(words),
                        FileManager.default.currentDirectoryPath == folder
                    else { exit(2) }
                }
                _ = try BuiltPlugin().load()
            }
        }
    }
}
