import Settings
import Testing

@Suite("Secrets in settings")
struct SecretPlaceTests {
    private let schema = #"""
        { "properties": { "secret": { "type": "string", "x-tenon-secret": true },
                          "url": { "type": "string" } } }
        """#

    @Test(
        "what names a secret",
        arguments: [
            ("env:HOOK_KEY", SecretPlace.environment("HOOK_KEY")),
            ("env:_k9", .environment("_k9")), ("file:/etc/key", .file("/etc/key")),
            ("file:a:b", .file("a:b")), ("env:", nil), ("env:9", nil), ("env:A-B", nil),
            ("env:Ä", nil), ("file:", nil), ("ENV:A", nil), ("keyring:a", nil), ("hunter2", nil),
            ("", nil),
        ]
    )
    func places(text: String, place: SecretPlace?) {
        #expect(SecretPlace(text) == place)
    }

    @Test("a reference stays one")
    func reference() throws {
        let json = try pluginJSON("{ secret: env:HOOK_KEY, url: x }", schema: schema)
        #expect(json == #"{"secret":"env:HOOK_KEY","url":"x"}"#)
    }

    @Test("what else is wrong with its line does not show a secret either")
    func neighbors() throws {
        let found = try pluginProblem("{ ulr: u, secret: hunter2, url: [x] }", schema: schema)
        #expect(
            found == """
                plugins.yaml:8:15: unknown key 'ulr' in plugins.ema.config
                    config: { ulr: u, secret: <redacted>
                              ^   did you mean url?
                plugins.yaml:8:31: plugins.ema.config.secret: a secret is named here, not written
                    config: { ulr: u, secret: <redacted>
                                              ^   write env:NAME or file:PATH
                plugins.yaml:8:45: plugins.ema.config.url: expected a text, found a list
                    config: { ulr: u, secret: <redacted>
                                                        ^
                """
        )
    }

    @Test(
        "anything else is refused at its line, and not shown",
        arguments: ["hunter2", "'hunter2'", "[hunter2]", "{ a: hunter2 }", "12"]
    )
    func literal(value: String) throws {
        let problem = try pluginProblem("{ url: x, secret: \(value) }", schema: schema)
        #expect(problem.contains("a secret is named here, not written"), "\(problem)")
        #expect(problem.contains("write env:NAME or file:PATH") && problem.contains("secret: "))
        #expect(!problem.contains("hunter2") && !problem.contains("12 }"), "\(problem)")
    }
}
