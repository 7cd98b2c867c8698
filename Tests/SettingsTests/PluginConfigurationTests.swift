import Settings
import Support
import Testing

@Suite("Plugin configuration")
struct PluginConfigurationTests {
    private let schema = """
        {
          "type": "object",
          "properties": {
            "fast": { "type": "integer", "minimum": 1, "maximum": 500, "x-tenon-runtime": true },
            "quantity": { "type": "number", "minimum": 0, "x-tenon-unit": "EUR",
                          "x-tenon-runtime": true },
            "seed": { "type": "string", "enum": ["first", "mean"], "default": "first" },
            "always": { "type": "boolean", "default": false },
            "file": { "type": ["string", "array"], "items": { "type": "string" }, "maxItems": 2 },
            "note": { "type": "string", "maxLength": 4 },
            "layout": { "type": "object", "properties": { "skip": { "type": "integer" } },
                        "required": ["skip"] },
            "anything": { "type": "object" }
          },
          "required": ["fast"]
        }
        """

    private func problem(_ config: String) throws -> String {
        try pluginProblem(config, schema: schema)
    }

    @Test("the schema gives the types and adds nothing")
    func typed() throws {
        let given = """
            { quantity: 2.50, fast: 100, always: true, note: 'true', file: 12, layout: { skip: 1 } }
            """
        let expected = """
            {"quantity":2.50,"fast":100,"always":true,"note":"true","file":"12","layout":{"skip":1}}
            """
        #expect(try pluginJSON(given, schema: schema) == expected)
        let lists = "{ fast: 1, file: [NO, 1:30], anything: { a: 1, b: [x, true] } }"
        let expectedLists = """
            {"fast":1,"file":["NO","1:30"],"anything":{"a":1,"b":["x",true]}}
            """
        #expect(try pluginJSON(lists, schema: schema) == expectedLists)
    }

    @Test("without a schema plain numbers, true and false are such, all else is text")
    func untyped() throws {
        let given = """
            { a: 1, b: -2.5e3, c: true, d: NO, e: "1", f: 012, g: .5, h: [1, x], i: '', j: null }
            """
        let expected = """
            {"a":1,"b":-2.5e3,"c":true,"d":"NO","e":"1","f":"012","g":".5","h":[1,"x"],"i":"",\
            "j":"null"}
            """
        #expect(try pluginJSON(given, schema: nil) == expected)
        let escaped = #"{ a: "\e\"\\é\n" }"#
        #expect(try pluginJSON(escaped, schema: nil) == #"{"a":"\u001b\"\\é\u000a"}"#)
    }

    @Test(
        "a wrong value is reported at its place with what was expected",
        arguments: [
            (
                "{ fast: ten }",
                "8:21: plugins.ema.config.fast: expected a whole number from 1 to 500, found 'ten'"
            ),
            (
                "{ fast: 0 }",
                "8:21: plugins.ema.config.fast: expected a whole number from 1 to 500, found '0'"
            ),
            ("{ fast: 501 }", "8:21: plugins.ema.config.fast: expected a whole number from 1 to 5"),
            ("{ fast: 1.0 }", "8:21: plugins.ema.config.fast: expected a whole number from 1 to 5"),
            ("{ fast: [1] }", "8:21: plugins.ema.config.fast: expected a whole number from 1 to 5"),
            ("{ fast: 99999999999999999999 }", "8:21: plugins.ema.config.fast: expected a whole"),
            (
                "{ fast: 1, quantity: -1 }",
                "8:34: plugins.ema.config.quantity: expected a number in EUR of 0 or more, found '-1'"
            ),
            (
                "{ fast: 1, quantity: 1e400 }",
                "8:34: plugins.ema.config.quantity: expected a number"
            ),
            ("{ fast: 1, quantity: +1 }", "8:34: plugins.ema.config.quantity: expected a number"),
            (
                "{ fast: 1, always: yes }",
                "8:32: plugins.ema.config.always: expected true or false, found 'yes'"
            ),
            (
                "{ fast: 1, seed: frist }",
                "8:30: plugins.ema.config.seed: expected a word, found 'frist'"
            ),
            ("{ fast: 1, note: '' , note2: a }", "8:35: unknown key 'note2' in plugins.ema.config"),
            ("{ fast: 1, note: abcde }", "8:30: plugins.ema.config.note: has the length 5"),
            ("{ fast: 1, file: [a, b, c] }", "8:30: plugins.ema.config.file: has the length 3"),
            ("{ fast: 1, file: [a, [b]] }", "8:34: plugins.ema.config.file[1]: expected a text"),
            (
                "{ fast: 1, layout: {} }",
                "8:32: plugins.ema.config.layout: the key 'skip' is missing"
            ),
            ("{ quantity: 1 }", "8:13: plugins.ema.config: the key 'fast' is missing"),
            (
                "{ fast: '' }",
                "8:21: plugins.ema.config.fast: expected a whole number from 1 to 500"
            ),
        ]
    )
    func wrong(_ config: String, _ expected: String) throws {
        let found = try problem(config)
        #expect(found.hasPrefix("plugins.yaml:\(expected)"), "\(found)")
    }

    @Test("the nearest word and the valid range are the remedy")
    func remedies() throws {
        #expect(try problem("{ fast: 1, seed: frist }").hasSuffix("^   did you mean first?"))
        #expect(try problem("{ fats: 1 }").contains("^   did you mean fast?"))
        #expect(try problem("{}").hasSuffix("^   add fast: a whole number from 1 to 500"))
    }

    @Test(
        "a pattern, open bounds and a list of words bind",
        arguments: [
            ("p: ab", nil), ("p: aB", "a text that matches ^[a-z]{1,4}$"), ("n: 0.1", nil),
            ("n: 0", "a number above 0 below 2"), ("n: 2", "a number above 0 below 2"),
            ("s: 'a b'", "a text that matches ^[!-~]{1,64}$"), ("s: EURUSD.FXCM", nil),
            ("w: on", nil), ("w: off", "a number or a word"), ("w: 1", nil),
            ("w: 2", "a number or a word"),
        ] as [(String, String?)]
    )
    func bounds(_ entry: String, _ expected: String?) throws {
        let schema = """
            { "properties": {
              "s": { "type": "string", "pattern": "^[!-~]{1,64}$" },
              "p": { "type": "string", "pattern": "^[a-z]{1,4}$" },
              "n": { "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 2 },
              "w": { "enum": ["on", 1] } } }
            """
        do {
            _ = try pluginJSON("{ \(entry) }", schema: schema)
            #expect(expected == nil)
        } catch let error as SettingsError {
            let message = try #require(error.diagnostics.first).message
            #expect(message.contains("expected \(expected ?? "nothing")"), "\(message)")
        }
    }

    @Test("without a config it is empty, and what is required is missing at the instance")
    func noConfig() throws {
        let name = try pluginInstance("{}").name
        let optional = try ConfigSchema(
            #"{"type":"object","properties":{"a":{"type":"integer","default":3}}}"#
        )
        let defaults = try PluginConfiguration.json(of: nil, instance: name, schema: optional)
        #expect(defaults.text == "{}")
        let error = #expect(throws: SettingsError.self) {
            try PluginConfiguration.json(
                of: nil,
                instance: name,
                schema: ConfigSchema(schema)
            )
        }
        #expect(
            error?.description.hasPrefix("plugins.yaml:5:3: plugins.ema.config: the key") == true
        )
    }

    @Test("a change names parameters that may change while it runs")
    func changes() throws {
        let changes = """
            [{ at: 2014-05-08T12:40:00Z, set: { quantity: 5, fast: 7 } },
                  { at: 2014-05-08T12:41:00Z, set: { always: true, quantty: 1, fast: x } }]
            """
        let instance = try pluginInstance("{ fast: 1 }", changes: changes)
        let schema = try ConfigSchema(schema)
        let first = try PluginConfiguration.json(
            of: instance.changes[0],
            instance: instance.name,
            schema: schema
        )
        #expect(first.text == #"{"quantity":5,"fast":7}"#)
        let error = #expect(throws: SettingsError.self) {
            try PluginConfiguration.json(
                of: instance.changes[1],
                instance: instance.name,
                schema: schema
            )
        }
        #expect(
            error?.diagnostics.map(\.message) == [
                "'always' of ema cannot change while it runs",
                "ema has no parameter 'quantty'",
                "plugins.ema.changes.set.fast: expected a whole number from 1 to 500, found 'x'",
            ]
        )
    }

    @Test("a mutated schema is read or refused, never more", arguments: Seeds.upTo(20))
    func mutatedSchemas(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let valid = Array(schema.utf8)
        for _ in 0..<100 {
            var bytes = valid
            for _ in 0..<3 {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0x20..<0x7F, using: &random)
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let schema = try? ConfigSchema(text) {
                let name = try pluginInstance("{ fast: 1 }").name
                _ = try? PluginConfiguration.json(of: nil, instance: name, schema: schema)
            }
        }
    }
}
