import Command
import Foundation
import Settings
import Support
import Testing

@Suite("Secrets in place")
struct SecretTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(_ text: String, mode: Int = 0o600) throws -> String {
        let file = try folder.write(text, to: "secret")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
        return "file:\(file.path)"
    }

    private func resolve(_ reference: String) throws -> String {
        try SecretReference.resolve(reference, environment: ["KEY": "hunter2", "EMPTY": ""])
    }

    private func reason(_ reference: String) -> String {
        #expect(throws: SecretReference.Failure.self) { try resolve(reference) }?.description ?? ""
    }

    @Test("a variable and a file, without the line end of the file")
    func found() throws {
        #expect(try resolve("env:KEY") == "hunter2")
        #expect(try resolve(file("a secret\n")) == "a secret")
        #expect(try resolve(file("a secret\n\n", mode: 0o400)) == "a secret\n")
    }

    @Test("what cannot be had says why and what to do")
    func refused() throws {
        #expect(reason("env:NONE").contains("the environment variable NONE is not set"))
        #expect(reason("env:EMPTY").contains("the environment variable EMPTY is empty"))
        #expect(reason("hunter2").contains("write env:NAME or file:PATH"))
        #expect(!reason("hunter2").contains("hunter2"))
        #expect(reason("file:/no/such").contains("cannot read /no/such: No such file"))
        #expect(reason("file:/dev").contains("/dev is no file"))
        #expect(reason("file:/dev/zero").contains("/dev/zero is no file"))
        let empty = try file("\n")
        #expect(reason(empty).contains("is empty"))
        let large = try file(String(repeating: "a", count: 65_537))
        #expect(reason(large).contains("65537 bytes"))
    }

    @Test("a file that others can read is refused", arguments: [0o604, 0o640, 0o610, 0o666])
    func readable(mode: Int) throws {
        let reference = try file("a secret", mode: mode)
        #expect(reason(reference).contains("can be read by others\n    run: chmod 600 "))
    }

    @Test("of a configuration only the secrets change, wherever they are")
    func configuration() throws {
        let schema = try ConfigSchema(
            #"""
            {"properties":{"secret":{"type":"string","x-tenon-secret":true},
              "url":{"type":"string"},"more":{"type":"array","items":{"type":"object",
              "properties":{"key":{"type":"string","x-tenon-secret":true}}}}}}
            """#
        )
        func config(_ inner: String) -> JSONValue {
            .object([
                JSONValue.Member(key: "url", value: .string("env:KEY")),
                JSONValue.Member(key: "secret", value: .string("env:KEY")),
                JSONValue.Member(
                    key: "more",
                    value: .array([.object([JSONValue.Member(key: "key", value: .string(inner))])])
                ),
            ])
        }
        let resolved = try SecretReference.resolve(
            config("env:KEY"),
            schema: schema,
            environment: ["KEY": "hunter2"]
        )
        #expect(
            resolved.text
                == #"{"url":"env:KEY","secret":"hunter2","more":[{"key":"hunter2"}]}"#
        )
        let failure = #expect(throws: SecretReference.Failure.self) {
            try SecretReference.resolve(
                config("env:NONE"),
                schema: schema,
                environment: ["KEY": "hunter2"]
            )
        }
        #expect(failure?.path == "config.more[0].key")
    }
}
