import Settings
import Testing

@Suite("Config schema")
struct ConfigSchemaTests {
    @Test("what stands beside a $ref holds together with what it refers to")
    func siblings() throws {
        let schema = try ConfigSchema(
            """
            { "properties": {
                "plain": { "$ref": "#/$defs/size" },
                "named": { "$ref": "#/$defs/size", "description": "Both sizes.", "default": 7,
                           "x-tenon-unit": "EUR", "maximum": 9 },
                "chain": { "$ref": "#/$defs/other~1name" } },
              "$defs": {
                "size": { "type": "number", "minimum": 1, "default": 2, "description": "A size." },
                "other/name": { "$ref": "#/$defs/size", "x-tenon-runtime": true } } }
            """
        )
        let plain = try #require(schema["plain"])
        #expect(plain.summary == "A size." && plain.standard == .number("2") && plain.unit == "")
        let named = try #require(schema["named"])
        #expect(named.summary == "Both sizes." && named.standard == .number("7"))
        #expect(named.unit == "EUR" && named.kinds == [.number] && !named.isRuntime)
        #expect(schema["chain"]?.summary == "A size." && schema["chain"]?.isRuntime == true)
    }

    @Test("both bounds bind, that of the reference and that of its target")
    func bothBind() throws {
        let schema = """
            { "properties": { "a": { "$ref": "#/$defs/n", "maximum": 9 } },
              "$defs": { "n": { "type": "number", "minimum": 1 } } }
            """
        #expect(try pluginJSON("{ a: 9 }", schema: schema) == #"{"a":9}"#)
        for wrong in ["0", "10"] {
            let found = try pluginProblem("{ a: \(wrong) }", schema: schema)
            let expected = "plugins.yaml:8:18: plugins.ema.config.a: expected a number from 1 to 9"
            #expect(found.hasPrefix(expected), "\(found)")
        }
    }

    @Test("definitions that nothing refers to are checked as well")
    func unusedDefinitions() {
        let error = #expect(throws: ConfigSchema.Failure.self) {
            try ConfigSchema(#"{"$defs":{"a":{"properties":{"b":{"type":"int"}}}}}"#)
        }
        #expect(error?.path == "$defs.a.properties.b.type")
    }

    @Test(
        "a reference without an end, or to what is not there, is refused",
        arguments: [
            (##"{"$defs":{"a":{"$ref":"#/$defs/a"}}}"##, "$defs.a: '#/$defs/a' contains itself"),
            (
                ##"{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"items":{"$ref":"#/$defs/a"}}}}"##,
                "$defs.a.items: '#/$defs/a' contains itself"
            ),
            (
                ##"{"$defs":{"tree":{"additionalProperties":{"$ref":"#/$defs/tree"}}}}"##,
                "$defs.tree.additionalProperties: '#/$defs/tree' contains itself"
            ),
            (
                ##"{"$defs":{"a":{"oneOf":[{"$ref":"#/$defs/a"}]}}}"##,
                "$defs.a.oneOf[0]: '#/$defs/a' contains itself"
            ),
            (##"{"$ref":"#/$defs/smybol","$defs":{"symbol":{}}}"##, "did you mean symbol?"),
            (##"{"$ref":"#"}"##, "$ref: expected #/$defs/ and a name"),
            (##"{"$ref":"#/$defs/a/items","$defs":{"a":{}}}"##, "$ref: expected #/$defs/ and a"),
            (##"{"$ref":"https://x.example/a.json"}"##, "$ref: expected #/$defs/ and a name"),
            (##"{"$ref":1}"##, "$ref: expected #/$defs/ and a name"),
            (##"{"$ref":"#/$defs/a","$defs":{"a":1}}"##, "$defs.a: expected an object"),
            (
                ##"{"$ref":"#/$defs/a","minimum":1,"$defs":{"a":{"minimum":2}}}"##,
                "'minimum' beside a $ref to what has one too is not available"
            ),
            (
                ##"{"$ref":"#/$defs/a","properties":{},"$defs":{"a":{}}}"##,
                "'properties' beside a $ref is not available"
            ),
            (##"{"items":{"$defs":{}}}"##, "items: '$defs' belongs at the top of the schema"),
            (##"{"$defs":[]}"##, "$defs: expected an object"),
        ]
    )
    func badReferences(_ text: String, _ expected: String) {
        let error = #expect(throws: ConfigSchema.Failure.self) { try ConfigSchema(text) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test("references that double with each level are bounded, and so is their depth")
    func bombs() {
        let doubling = (0..<40)
            .map { level in
                ##""d\##(level)":{"properties":{"a":{"$ref":"#/$defs/d\##(level + 1)"},"##
                    + ##""b":{"$ref":"#/$defs/d\##(level + 1)"}}}"##
            }
        let text = #"{"$defs":{\#(doubling.joined(separator: ",")),"d40":{}}}"#
        let wide = #expect(throws: ConfigSchema.Failure.self) { try ConfigSchema(text) }
        #expect(wide?.message.hasPrefix("more than 10000 parts") == true)
        let chain = (0..<5_000).map { ##""d\##($0)":{"items":{"$ref":"#/$defs/d\##($0 + 1)"}}"## }
        let deepText = #"{"$defs":{\#(chain.joined(separator: ",")),"d5000":{}}}"#
        let deep = #expect(throws: ConfigSchema.Failure.self) { try ConfigSchema(deepText) }
        #expect(deep?.message.hasPrefix("nested too deep") == true)
    }

    @Test(
        "a schema that promises what is not checked is refused",
        arguments: [
            (#"{"type":"object","allOf":[]}"#, "config schema: keyword 'allOf' is not available"),
            (#"{"properties":{"a":{"not":{}}}}"#, "config schema, properties.a: keyword 'not' is"),
            (#"{"properties":{"a":{"type":"int"}}}"#, "config schema, properties.a.type: expected"),
            (#"{"required":["b"]}"#, "config schema: required 'b' is no property"),
            (
                #"{"properties":{"a":{}},"oneOf":[{"required":["a"]},{"required":["b"]}]}"#,
                "config schema, oneOf[1]: required 'b' is no property"
            ),
            (#"{"minimum":"1"}"#, "config schema, minimum: expected a number"),
            (#"{"minLength":3,"maxLength":2}"#, "config schema, minLength: expected whole numbers"),
            (#"{"maxProperties":-1}"#, "config schema, maxProperties: expected whole numbers"),
            (#"{"pattern":"(a"}"#, "config schema, pattern: expected a regular expression"),
            (#"{"oneOf":[]}"#, "config schema, oneOf: expected at least one schema"),
            (#"{"anyOf":{}}"#, "config schema, anyOf: expected a list"),
            (#"{"enum":[]}"#, "config schema, enum: expected at least one value"),
            (#"{"enum":[1,2],"const":3}"#, "config schema, const: expected one of enum, found 3"),
            (#"{"type":[]}"#, "config schema, type: expected at least one JSON type"),
            (
                #"{"additionalProperties":1}"#,
                "config schema, additionalProperties: expected an obj"
            ),
            (
                #"{"properties":{"a":{"type":"integer","default":"x"}}}"#,
                "config schema, properties.a: the default \"x\" is not valid itself"
            ),
            (
                #"{"properties":{"a":{}},"anyOf":[{"x-tenon-secret":true}]}"#,
                "config schema, anyOf[0]: 'x-tenon-secret' belongs to the property"
            ),
            (
                #"{"$schema":"http://json-schema.org/draft-07/schema#"}"#,
                "config schema, $schema: e"
            ),
            (#"["object"]"#, "config schema: expected an object"),
            (#"{"type":"object""#, "config schema: byte 16: expected a comma or a closing brace"),
        ]
    )
    func badSchemas(_ text: String, _ expected: String) {
        let error = #expect(throws: ConfigSchema.Failure.self) { try ConfigSchema(text) }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }
}
