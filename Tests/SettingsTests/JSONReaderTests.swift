import Settings
import Testing

@Suite("JSON reader")
struct JSONReaderTests {
    @Test(
        "what is read is written back",
        arguments: [
            #"{"a":[1,-2.5e+3,true,false,null,"x"],"b":{}}"#, "[]", "0", #""é😀""#, "-0.0E-1",
        ]
    )
    func roundTrip(_ text: String) throws {
        #expect(try JSONReader.read(text).text == text)
    }

    @Test("escapes and spaces are undone")
    func escapes() throws {
        let value = try JSONReader.read(" [ \"\\u00e9\\ud83d\\ude00\\n\\/\" , 1 ] \n")
        #expect(value == .array([.string("é😀\n/"), .number("1")]))
    }

    @Test(
        "what is not JSON is refused at its byte",
        arguments: [
            ("", "byte 0: expected a value"),
            ("[1,]", "byte 3: expected a value"),
            ("{\"a\":1,}", "byte 7: expected a key"),
            ("{\"a\":1,\"a\":2}", "byte 7: key 'a' is given twice"),
            ("[1 2]", "byte 3: expected a comma or a closing bracket"),
            ("01", "byte 2: expected a value"),
            ("1.", "byte 2: expected a value"),
            ("+1", "byte 0: expected a value"),
            ("tru", "byte 0: expected true"),
            ("1 1", "byte 2: something follows the value"),
            ("\"a", "byte 2: a string without an end"),
            ("\"\u{1}\"", "byte 1: a control character in a string"),
            ("\"\\x\"", "byte 2: an unknown escape"),
            ("\"\\ud83d\"", "byte 7: half a surrogate pair"),
            ("\"\\ud83d\\u0041\"", "byte 13: half a surrogate pair"),
            ("\"\\u12g4\"", "byte 3: expected four hexadecimal digits"),
            (String(repeating: "[", count: 100_000), "byte 64: nested too deep"),
            ("\"\(String(repeating: "x", count: 1 << 20))\"", "byte 1048576: more than 1048576"),
        ]
    )
    func refused(_ text: String, _ expected: String) {
        let error = #expect(throws: JSONReader.Failure.self) { try JSONReader.read(text) }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }
}
