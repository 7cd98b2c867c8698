import Boundary
import CTenon
import Foundation
import Instances
import Support
import Testing

@Suite("Console")
struct ConsoleTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.url.appending(path: "notices").path
    }

    private func console(_ config: String) throws -> Channel {
        try Channel(try Library.built("Console"), config)
    }

    private func lines() throws -> [Substring] {
        try String(contentsOfFile: path, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("without a configuration it writes into the host's log, at the notice's severity")
    func log() throws {
        let channel = try console("{}")
        #expect(channel.deliver(1, body: "one\ntwo", severity: 6) == .delivered)
        #expect(channel.log.texts == ["a title | one\\ntwo"])
        #expect(channel.log.severities == [6])
    }

    @Test("a line of text in a file, with its time and severity")
    func text() throws {
        let channel = try console(#"{"target":"file","file":"\#(path)"}"#)
        #expect(channel.deliver(1, body: "why") == .delivered)
        #expect(channel.deliver(2, title: "another", severity: 3) == .delivered)
        #expect(
            try lines() == [
                "2014-05-08T12:15:00.123456789Z WARNING a title | why",
                "2014-05-08T12:15:00.123456789Z INFO another", "",
            ]
        )
    }

    @Test("no character of a notice moves a cursor or ends its line", arguments: ["text", "json"])
    func controls(format: String) throws {
        let channel = try console(
            #"{"target":"file","file":"\#(path)","format":"\#(format)"}"#
        )
        let hostile = "\u{1B}[2J\r\n\t\u{7F}\u{9B}31m\u{0} é € \\ \""
        #expect(channel.deliver(1, title: hostile, body: hostile) == .delivered)
        let lines = try lines()
        #expect(lines.count == 2 && lines[1].isEmpty)
        let controls = lines[0].unicodeScalars
            .filter {
                $0.value < 32 || (127...159).contains($0.value)
            }
        #expect(controls.isEmpty)
        #expect(lines[0].contains("\\u001b[2J\\u000d\\n\\t\\u007f\\u009b31m\\u0000 é € "))
    }

    @Test("JSON lines hold what the notice held")
    func json() throws {
        let channel = try console(#"{"target":"file","file":"\#(path)","format":"json"}"#)
        let title = "a \"title\"\u{1} \\ with\nall"
        #expect(channel.deliver(9, title: title, data: #"{"name":"x"}"#) == .delivered)
        let line = Data(try lines()[0].utf8)
        let object = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
        #expect(object["title"] as? String == title)
        #expect(object["id"] as? Int == 9 && object["severity"] as? String == "WARNING")
        #expect((object["data"] as? [String: String]) == ["name": "x"])
    }

    @Test("color is in text only where it is asked for")
    func color() throws {
        let channel = try console(#"{"target":"file","file":"\#(path)","color":"always"}"#)
        #expect(channel.deliver(1) == .delivered)
        #expect(try lines()[0].contains("\u{1B}[33mWARNING\u{1B}[0m a title"))
    }

    @Test("a full disk is told, to be tried again")
    func fullDisk() throws {
        let channel = try console(#"{"target":"file","file":"/dev/full"}"#)
        let verdict = channel.deliver(1)
        #expect(
            verdict
                == .failed(tenon_status(TENON_E_IO), "cannot write: No space left on device")
        )
    }

    @Test(
        "what does not fit is refused with the key",
        arguments: [
            (#"{"target":"printer"}"#, "config.target: expected log, stderr, stdout or file"),
            (#"{"target":"file"}"#, "config.file: is missing; target is file"),
            (#"{"file":"x"}"#, "config.file: is used with target: file, but target is log"),
            (#"{"colour":"auto"}"#, "config.colour: unknown key"),
            (#"{"color":"always"}"#, "config.color: neither the log nor format json has colors"),
            (#"{"format":"text","format":"json"}"#, "config.format: is there twice"),
            (#"{"format":"text"} x"#, "config: expected nothing after the object"),
            (#"{"format":"te"#, "config.format: expected text or json"),
            ("", "config: expected a JSON object"),
        ]
    )
    func refused(config: String, reason: String) throws {
        let error = #expect(throws: PluginError.self) { try console(config) }
        #expect(error?.message.contains(reason) == true, "\(String(describing: error))")
    }

    @Test("a file that cannot be opened keeps it from starting")
    func unwritable() throws {
        let error = #expect(throws: PluginError.self) {
            try console(#"{"target":"file","file":"\#(path)/deeper"}"#)
        }
        #expect(error?.message.contains("cannot open \(path)/deeper: No such file") == true)
    }
}
