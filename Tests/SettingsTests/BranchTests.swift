import Settings
import Testing

@Suite("Branches of a config schema")
struct BranchTests {
    private let values = """
        { "properties": {
          "speed": { "oneOf": [{ "const": "max" }, { "type": "number", "exclusiveMinimum": 0 }],
                     "x-tenon-unit": "seconds", "description": "How fast time passes." },
          "level": { "anyOf": [{ "type": "integer", "minimum": 1 }, { "enum": ["low", "high"] },
                               { "type": "boolean" }] },
          "exact": { "type": ["string", "number"] },
          "id": { "type": "string" },
          "limit": { "oneOf": [{ "type": "null" }, { "type": "string" }] },
          "count": { "type": "integer" },
          "digit": { "type": ["number", "string"], "enum": ["1", "two", 3.0] },
          "clash": { "oneOf": [{ "type": "integer" }, { "type": "number", "minimum": 10 }] } } }
        """

    @Test(
        "plain text is what a branch has it, quoted text is text",
        arguments: [
            ("speed: max", #""max""#), ("speed: 60", "60"), ("speed: 'max'", #""max""#),
            ("speed: 0.50", "0.50"), ("level: 3", "3"), ("level: low", #""low""#),
            ("level: true", "true"), ("exact: 0.00001", "0.00001"), ("exact: 10000", "10000"),
            ("exact: 123456789012345678901234567890.10", "123456789012345678901234567890.10"),
            ("exact: 1e-5", "1e-5"), ("exact: '10000'", #""10000""#), ("exact: true", #""true""#),
            ("id: 012", #""012""#), ("id: 12", #""12""#), ("limit: null", "null"),
            ("limit: 'null'", #""null""#), ("limit: nil", #""nil""#), ("digit: 1", #""1""#),
            ("digit: 3", "3"), ("clash: 3", "3"), ("clash: 10.5", "10.5"),
        ]
    )
    func typed(_ entry: String, _ expected: String) throws {
        let key = entry.prefix { $0 != ":" }
        #expect(try pluginJSON("{ \(entry) }", schema: values) == #"{"\#(key)":\#(expected)}"#)
    }

    @Test(
        "what fits no branch, or too many, is reported at its place with all there are",
        arguments: [
            (
                "speed: mx",
                """
                8:22: plugins.ema.config.speed: expected max or a number above 0 in seconds, \
                found 'mx'
                """, "did you mean max?"
            ),
            (
                "speed: 0", "8:22: plugins.ema.config.speed: expected max or",
                "How fast time passes."
            ),
            ("speed: '60'", "8:22: plugins.ema.config.speed: expected max or", "leave out the quo"),
            ("speed: [max]", "8:22: plugins.ema.config.speed: expected max or", "How fast time"),
            (
                "level: hgih", "8:22: plugins.ema.config.level: expected a whole",
                "did you mean high?"
            ),
            (
                "level: 0", "8:22: plugins.ema.config.level: expected a whole number of 1 or more",
                ""
            ),
            ("count: '1'", "8:22: plugins.ema.config.count: expected a whole number", "leave out"),
            (
                "clash: 12", "8:22: plugins.ema.config.clash: fits more than one of a whole number",
                ""
            ),
            ("clash: x", "8:22: plugins.ema.config.clash: expected a whole number or a number", ""),
            (
                "digit: nine", "8:22: plugins.ema.config.digit: expected a number or a word",
                "use one of"
            ),
        ]
    )
    func refused(_ entry: String, _ expected: String, _ hint: String) throws {
        let found = try pluginProblem("{ \(entry) }", schema: values)
        #expect(found.hasPrefix("plugins.yaml:\(expected)") && found.contains(hint), "\(found)")
    }

    private let choice = """
        { "properties": { "file": { "type": "string" }, "files": { "type": "array" },
                          "host": { "type": "string" }, "port": { "type": "integer" } },
          "oneOf": [{ "required": ["file"] }, { "required": ["files"] },
                    { "required": ["host", "port"] }] }
        """

    @Test(
        "branches that ask for keys are judged by the keys given",
        arguments: [
            ("{ file: a }", "accepted: {\"file\":\"a\"}", ""),
            ("{ host: a, port: 1 }", "accepted: {\"host\":\"a\",\"port\":1}", ""),
            (
                "{}",
                "plugins.yaml:8:13: plugins.ema.config: none of file, files, host and port is",
                "give one of file, files, host and port"
            ),
            (
                "{ host: a }",
                "plugins.yaml:8:13: plugins.ema.config: none of file, files, host and",
                "give one of file, files, host and port"
            ),
            (
                "{ file: a, files: [] }",
                "plugins.yaml:8:13: plugins.ema.config: file and files exclude each other",
                "give one of file, files, host and port, not both"
            ),
            // Given, though wrong: that alone is reported.
            ("{ file: [a] }", "plugins.yaml:8:21: plugins.ema.config.file: expected a text", ""),
        ]
    )
    func choices(_ config: String, _ expected: String, _ hint: String) throws {
        let found = try pluginProblem(config, schema: choice)
        #expect(found.hasPrefix(expected) && found.hasSuffix(hint), "\(found)")
        #expect(found.split(separator: "plugins.yaml:").count == 1, "\(found)")
    }

    @Test("anyOf of keys takes several of them")
    func several() throws {
        let schema = choice.replacing("oneOf", with: "anyOf")
        let both = "{ file: a, files: [1] }"
        #expect(try pluginJSON(both, schema: schema) == #"{"file":"a","files":[1]}"#)
        let found = try pluginProblem("{ port: 1 }", schema: schema)
        #expect(
            found.hasSuffix("^   give one of file, files, host and port, or several"),
            "\(found)"
        )
    }

    private let shapes = """
        { "oneOf": [
          { "properties": { "kind": { "const": "fixed" }, "rate": { "type": "number" } },
            "required": ["kind", "rate"] },
          { "properties": { "kind": { "const": "table" }, "rows": {
              "type": "array", "minItems": 1, "items": { "type": ["string", "number"] } } },
            "required": ["kind", "rows"] } ] }
        """

    @Test("the branch that fits a mapping gives its types")
    func shaped() throws {
        let fixed = "{ kind: fixed, rate: 0.10 }"
        #expect(try pluginJSON(fixed, schema: shapes) == #"{"kind":"fixed","rate":0.10}"#)
        let table = "{ kind: table, rows: [1.50, x, '2'] }"
        let expected = #"{"kind":"table","rows":[1.50,"x","2"]}"#
        #expect(try pluginJSON(table, schema: shapes) == expected)
    }

    @Test(
        "of a mapping that fits no branch the problems with the nearest one are reported",
        arguments: [
            ("{ kind: table, rows: [] }", "8:34: plugins.ema.config.rows: has the length 0"),
            ("{ kind: table, rate: 1 }", "8:13: plugins.ema.config: the key 'rows' is missing"),
            ("{ kind: fixed, rate: x }", "8:34: plugins.ema.config.rate: expected a number, found"),
            ("{ kind: fixed, rate: 1, rats: 1 }", "8:37: unknown key 'rats' in plugins.ema.config"),
            ("{ rate: 1 }", "8:13: plugins.ema.config: the key 'kind' is missing"),
        ]
    )
    func unshaped(_ config: String, _ expected: String) throws {
        let found = try pluginProblem(config, schema: shapes)
        #expect(found.hasPrefix("plugins.yaml:\(expected)"), "\(found)")
    }

    @Test("branches judge what the schema itself has typed")
    func judged() throws {
        let schema = """
            { "properties": { "side": { "enum": ["buy", "sell"] }, "size": { "type": "number" },
                              "short": { "type": "boolean" } },
              "required": ["side"],
              "anyOf": [{ "properties": { "side": { "const": "sell" } } },
                        { "properties": { "size": { "maximum": 10 } } }] }
            """
        let right = "{ side: buy, size: 10, short: true }"
        #expect(try pluginJSON(right, schema: schema) == #"{"side":"buy","size":10,"short":true}"#)
        let sold = "{ side: sell, size: 11 }"
        #expect(try pluginJSON(sold, schema: schema) == #"{"side":"sell","size":11}"#)
        let found = try pluginProblem("{ side: buy, size: 11 }", schema: schema)
        #expect(found.hasPrefix("plugins.yaml:8:13: plugins.ema.config: expected "), "\(found)")
    }

    @Test("a schema of all other keys types each of them")
    func maps() throws {
        let schema = """
            { "properties": { "a": { "type": "boolean" } }, "minProperties": 1, "maxProperties": 3,
              "additionalProperties": { "type": "object", "properties": {
                "tick": { "type": ["string", "number"] } }, "required": ["tick"] } }
            """
        let given = "{ a: true, EURUSD.FXCM: { tick: 0.00001 }, 'NO': { tick: '1' } }"
        let expected = #"{"a":true,"EURUSD.FXCM":{"tick":0.00001},"NO":{"tick":"1"}}"#
        #expect(try pluginJSON(given, schema: schema) == expected)
        for (config, expected) in [
            ("{ X.Y: { tikc: 1, tick: 1 } }", "8:22: unknown key 'tikc' in plugins.ema.config.X.Y"),
            ("{ X.Y: {} }", "8:20: plugins.ema.config.X.Y: the key 'tick' is missing"),
            ("{ X.Y: 1 }", "8:20: plugins.ema.config.X.Y: expected a mapping, found '1'"),
            ("{}", "8:13: plugins.ema.config: has the length 0"),
        ] {
            let found = try pluginProblem(config, schema: schema)
            #expect(found.hasPrefix("plugins.yaml:\(expected)"), "\(found)")
        }
    }
}
