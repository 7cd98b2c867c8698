import Foundation
import Logging
import Monitoring
import Support
import Testing

@Suite("Log file")
struct FileSinkTests {
    private func records(_ numbers: ClosedRange<UInt64>) -> [LogRecord] {
        numbers.map {
            LogRecord(
                number: $0,
                wallNs: 0,
                level: .info,
                module: .host,
                message: "line",
                fields: [:]
            )
        }
    }

    private func numbers(in file: URL) throws -> [Int] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .compactMap {
                let object = try JSONSerialization.jsonObject(with: Data($0.utf8))
                return (object as? [String: Any])?["number"] as? Int
            }
    }

    @Test("is its owner's alone and keeps what it held")
    func appends() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "log/tenon.jsonl")
        #expect(try FileSink(file).write(records(1...2)) == 0)
        #expect(try FileSink(file).write(records(3...3)) == 0)
        #expect(try numbers(in: file) == [1, 2, 3])
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let above = try FileManager.default.attributesOfItem(
            atPath: file.deletingLastPathComponent().path
        )
        #expect(above[.posixPermissions] as? Int == 0o700)
    }

    @Test("is put aside when it has grown, the oldest one dropped, no line lost between")
    func rotates() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "tenon.jsonl")
        let length = LogText.json(records(10...10)[0]).utf8.count + 1
        // Ten lines a file.
        let sink = try FileSink(file, limit: length * 10, kept: 3)
        #expect(sink.write(records(100...172)) == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted()
        #expect(names == ["tenon.1.jsonl", "tenon.2.jsonl", "tenon.3.jsonl", "tenon.jsonl"])
        var all: [Int] = []
        for name in ["tenon.3.jsonl", "tenon.2.jsonl", "tenon.1.jsonl", "tenon.jsonl"] {
            let found = try numbers(in: folder.url.appending(path: name))
            #expect(found.count <= 10)
            all += found
        }
        #expect(all == Array(all[0]...172))
        #expect(all.count >= 28)
    }

    @Test(
        "counts what a full disk does not take",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"))
    )
    func fullDisk() throws {
        let sink = try FileSink(URL(filePath: "/dev/full"), limit: .max)
        #expect(sink.write(records(1...3)) == 3)
        let hub = LogHub(sinks: [sink])
        hub.write(.info, .host, "lost")
        hub.flush()
        #expect(hub.dropped == 1)
    }

    @Test("refuses a link in its place, with the path")
    func link() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "tenon.jsonl")
        let target = try folder.write("", to: "elsewhere")
        try FileManager.default.createSymbolicLink(at: file, withDestinationURL: target)
        let error = #expect(throws: LogFileError.self) { try FileSink(file) }
        #expect(error?.path == file.path)
    }
}
