import Boundary
import CTenon
import Foundation
import HostilePlugins
import Support
import Testing

@Suite("Generations and catalogue")
struct GenerationTests {
    /// Which build answers: the number `on_batch` writes.
    private func generation(of module: PluginModule) throws -> UInt32 {
        let instance = try StubHost().create(module, name: "x")
        let table = try #require(instance.tables.strategy)
        var consumed: UInt32 = 0
        var batch = unsafe tenon_batch()
        #expect(unsafe table.on_batch(instance.impl, &batch, &consumed) == TENON_OK)
        return consumed
    }

    @Test("two generations under one path live side by side; the file on disk can change freely")
    func sideBySide() throws {
        let first = try BuiltPlugin()
        let one = try first.load()
        let second = try BuiltPlugin(["-DGENERATION=2"])
        let path = URL(filePath: first.path)
        // In place, as a careless copy does it: the mapped code must not notice.
        let handle = try FileHandle(forWritingTo: path)
        try handle.write(contentsOf: Data(contentsOf: URL(filePath: second.path)))
        try handle.close()
        let two = try PluginModule.load(
            path: first.path,
            stagingDirectory: first.folder.url.path,
            trusted: TrustedPlugins(),
            pin: "sha256:\(second.sha256)"
        )
        try Data().write(to: path)
        #expect(try generation(of: one) == 1)
        #expect(try generation(of: two) == 2)
        #expect(try generation(of: one) == 1)
        #expect(one.stagedFile != two.stagedFile)
    }

    @Test("one file loaded twice is two copies with their own statics")
    func twice() throws {
        let plugin = try BuiltPlugin()
        let (one, two) = (try plugin.load(), try plugin.load())
        let left = try StubHost().create(one, name: "left")
        let right = try StubHost().create(two, name: "right")
        #expect(unsafe left.impl != right.impl)
    }

    @Test("state goes over whole, in reads of any size", arguments: [1, 7, 23, 64])
    func state(step: Int) throws {
        let module = try BuiltPlugin().load()
        let bytes = (0..<40).map { UInt8($0) }
        let old = try StubHost().create(module, name: "old")
        try old.configure("{}")
        try old.loadState(bytes, schema: 1, step: step)
        try old.activate()
        #expect(try old.saveState() == bytes)
        #expect(try old.digestState() == (0..<32).map { UInt8($0 < 8 ? $0 ^ ($0 + 32) : $0) })
    }

    @Test("a state too long, of a strange schema or at the wrong time is refused")
    func wrongState() throws {
        let instance = try StubHost().create(try BuiltPlugin().load(), name: "x")
        func refusal(_ bytes: [UInt8], _ schema: UInt32) -> PluginError? {
            do throws(PluginError) {
                try instance.loadState(bytes, schema: schema)
                return nil
            } catch {
                return error
            }
        }
        #expect(refusal([1], 1)?.code == .wrongState)
        try instance.configure("{}")
        #expect(refusal([1], 0)?.message.contains("schema 0") == true)
        #expect(refusal([1], 3)?.message.contains("reads 1 to 2") == true)
        let long = [UInt8](repeating: 1, count: 64)
        #expect(refusal(long, 2)?.message.contains("not a state of mine") == true)
        #expect(refusal([1], 2) == nil)
    }

    @Test("the catalogue finds ids in trusted files only, and says what it left out")
    func catalogue() throws {
        let good = try BuiltPlugin(name: "libgood.so")
        let other = try BuiltPlugin(["-DID=TEXT(\"test.other\")"], name: "libother.so")
        let folder = try TemporaryFolder()
        // The search comes later than the last mention of the folders.
        defer { withExtendedLifetime((folder, good, other)) {} }
        for plugin in [good, other] {
            let name = URL(filePath: plugin.path).lastPathComponent
            try FileManager.default.copyItem(
                atPath: plugin.path,
                toPath: folder.url.appending(path: name).path
            )
        }
        let catalogue = PluginCatalog(
            folders: [folder.url.path],
            stagingDirectory: good.folder.url.path,
            trusted: TrustedPlugins(hashes: [good.sha256])
        )
        #expect(try catalogue.module(offering: "test.benign").sha256 == good.sha256)
        do throws(PluginError) {
            _ = try catalogue.module(offering: "test.benigm")
            Issue.record("found")
        } catch {
            #expect(error.code == .unknownID)
            #expect(error.remedy.contains("did you mean test.benign?"))
            #expect(error.remedy.contains("libother.so"))
        }
        #expect(catalogue.problems.map(\.code) == [.untrusted])
        let pin = "sha256:\(other.sha256)"
        #expect(try catalogue.module(file: other.path, pin: pin).descriptors[0].id == "test.other")
        #expect(try catalogue.module(offering: "test.other").sha256 == other.sha256)
    }

    @Test("one id in two files is refused; the same file twice is not")
    func oneID() throws {
        let one = try BuiltPlugin(name: "libone.so")
        let two = try BuiltPlugin(["-DGENERATION=2"], name: "libtwo.so")
        let staging = try TemporaryFolder()
        defer { withExtendedLifetime((staging, one, two)) {} }
        func catalogue(_ plugins: BuiltPlugin...) -> PluginCatalog {
            PluginCatalog(
                folders: plugins.map(\.folder.url.path),
                stagingDirectory: staging.url.path,
                trusted: TrustedPlugins(hashes: [one.sha256, two.sha256])
            )
        }
        _ = try catalogue(one, one).module(offering: "test.benign")
        do throws(PluginError) {
            _ = try catalogue(one, two).module(offering: "test.benign")
            Issue.record("found")
        } catch {
            #expect(error.code == .duplicateID)
            #expect(error.file.hasSuffix("libone.so"))
            #expect(error.message.contains("libtwo.so"))
        }
    }
}
