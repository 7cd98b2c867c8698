import Boundary
import Foundation
import Support
import Testing

@Suite("Plugin file")
struct PluginFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func path(_ name: String) -> String { folder.url.appending(path: name).path }

    /// The code and message with which reading `path` is refused; nil when it is read.
    private func refusal(of path: String) -> PluginError? {
        do throws(PluginError) {
            _ = try PluginFile(path: path)
            return nil
        } catch {
            return error
        }
    }

    @Test("the hash is the one of sha256sum", arguments: [1, 55, 64, 65_537])
    func hash(count: Int) throws {
        let file = path("data")
        try Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
            .write(
                to: URL(filePath: file)
            )
        let sum = try ProgramRun("/usr/bin/env", ["sha256sum", file])
        let read = try PluginFile(path: file)
        #expect(read.sha256 == String(sum.output.prefix(64)))
        #expect(read.bytes.count == count)
    }

    @Test("only a file of a fitting size is read")
    func kinds() throws {
        try folder.write("", to: "empty")
        try folder.write("x", to: "good")
        #expect(refusal(of: path("good")) == nil)
        #expect(refusal(of: path("empty"))?.message.contains("0 bytes") == true)
        #expect(refusal(of: path("missing"))?.message == "no such file")
        #expect(refusal(of: folder.url.path)?.message == "is a folder, not a file")
        #expect(refusal(of: "/dev/zero")?.message == "is a device, not a file")
        #expect(refusal(of: "")?.code == .fileRefused)
        #expect(refusal(of: path("good") + "\0")?.code == .fileRefused)
        _ = try ProgramRun("/usr/bin/env", ["mkfifo", path("pipe")])
        #expect(refusal(of: path("pipe"))?.message == "is a pipe, not a file")
        try FileManager.default.createSymbolicLink(
            atPath: path("link"),
            withDestinationPath: path("good")
        )
        #expect(refusal(of: path("link"))?.message == "is a symbolic link")
        _ = try ProgramRun("/usr/bin/env", ["truncate", "-s", "513M", path("huge")])
        #expect(refusal(of: path("huge"))?.code == .fileRefused)
    }

    @Test("two copies of one file have two names, mode 0500 and the same bytes")
    func staging() throws {
        try folder.write("some bytes", to: "good")
        let file = try PluginFile(path: path("good"))
        let copies = [
            try file.stage(in: folder.url.path, name: "good"),
            try file.stage(in: folder.url.path, name: "good"),
        ]
        #expect(copies[0] != copies[1])
        for copy in copies {
            #expect(copy.hasSuffix("-\(file.sha256.prefix(8)).so"))
            #expect(try String(contentsOfFile: copy, encoding: .utf8) == "some bytes")
            let facts = try FileManager.default.attributesOfItem(atPath: copy)
            #expect(facts[.posixPermissions] as? Int == 0o500)
        }
    }

    @Test("a copy holds what was read, whatever became of the file meanwhile")
    func noSwap() throws {
        try folder.write("reviewed", to: "good")
        let file = try PluginFile(path: path("good"))
        try folder.write("exchanged", to: "good")
        let copy = try file.stage(in: folder.url.path, name: "good")
        #expect(try String(contentsOfFile: copy, encoding: .utf8) == "reviewed")
    }

    @Test("a staging folder that others can write to is refused", arguments: [0o777, 0o770, 0o702])
    func openStaging(mode: Int) throws {
        try folder.write("x", to: "good")
        let file = try PluginFile(path: path("good"))
        try FileManager.default.setAttributes(
            [.posixPermissions: mode],
            ofItemAtPath: folder.url.path
        )
        do throws(PluginError) {
            _ = try file.stage(in: folder.url.path, name: "good")
            Issue.record("staged into a folder of mode \(String(mode, radix: 8))")
        } catch {
            #expect(error.code == .stagingFailed)
            #expect(error.remedy.contains("chmod 700"))
        }
    }

    @Test("a staging folder of one's own goes with its copies")
    func ownFolder() throws {
        try folder.write("x", to: "good")
        let file = try PluginFile(path: path("good"))
        var copy = ""
        do {
            let staging = try StagingDirectory(in: folder.url.path)
            copy = try file.stage(in: staging.path, name: "good")
            #expect(FileManager.default.fileExists(atPath: copy))
        }
        #expect(!FileManager.default.fileExists(atPath: copy))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["good"])
    }
}
