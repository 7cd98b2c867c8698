import Support
import TenonKit
import Testing

@Suite("Kit: numbers and JSON")
struct NumberTests {
    @Test(
        "decimals are read exactly and shown in plain digits",
        arguments: [
            ("0", 0, 0, "0"), ("-12.50", -125, -1, "-12.5"), ("100", 1, 2, "100"),
            ("1e-7", 1, -7, "0.0000001"), ("2.5E+3", 25, 2, "2500"), ("-0.0", 0, 0, "0"),
            ("0.00120", 12, -4, "0.0012"),
            ("999999999999999999", 999_999_999_999_999_999, 0, "999999999999999999"),
        ] as [(String, Int64, Int, String)]
    )
    func decimals(text: String, mantissa: Int64, exponent: Int, shown: String) throws {
        let number = try #require(FixedDecimal(text))
        #expect(number == FixedDecimal(mantissa: mantissa, exponent: exponent))
        #expect(number.description == shown)
        #expect(number.double == Double(text))
    }

    @Test(
        "what is no decimal is none",
        arguments: [
            "", "-", ".5", "5.", "+1", "01", "1e", "1e+", " 1", "1 ", "0x1", "1,5", "NaN",
            "1234567890123456789", "1e99", "--1", "1.2.3",
        ]
    )
    func noDecimals(text: String) { #expect(FixedDecimal(text) == nil) }

    @Test("another exponent loses nothing or is nil")
    func rescaling() {
        let number = FixedDecimal(mantissa: 1_250, exponent: -2)
        #expect(number.mantissa(exponent: -4) == 125_000)
        #expect(number.mantissa(exponent: -1) == 125)
        #expect(number.mantissa(exponent: 0) == nil)
        #expect(FixedDecimal(mantissa: .max, exponent: 0).mantissa(exponent: -1) == nil)
        #expect(FixedDecimal(mantissa: 0, exponent: -9).mantissa(exponent: 9) == 0)
    }

    @Test("a scale gives the double of the parsed text", arguments: Seeds.upTo(200))
    func scales(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let exponent = Int8.random(in: -12...3, using: &random)
        let digits = Int64.random(in: 1...15, using: &random)
        let limit = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
        let mantissa = Int64.random(in: -limit...limit, using: &random)
        let text = FixedDecimal(mantissa: mantissa, exponent: Int(exponent)).description
        #expect(DecimalScale(exponent: exponent).double(mantissa) == Double(text), "seed \(seed)")
    }

    @Test(
        "NaN, infinity and what is beyond the reach are no price",
        arguments: [
            Double.nan, -.nan, .signalingNaN, .infinity, -.infinity, .greatestFiniteMagnitude,
            0x1p62, -0x1p62,
        ]
    )
    func noNumber(value: Double) {
        for scale in [DecimalScale(exponent: 0), DecimalScale(exponent: -5)] {
            for rounding in [FloatingPointRoundingRule.down, .up, .toNearestOrEven] {
                #expect(throws: PluginError.self) {
                    try scale.mantissa(value, step: 5, rounding: rounding)
                }
            }
        }
    }

    @Test("a computed number becomes a multiple of the step, by the rule")
    func steps() throws {
        let scale = DecimalScale(exponent: -2)
        let cases: [(Double, FloatingPointRoundingRule, Int64, Int64)] = [
            (1.234, .down, 5, 120), (1.234, .up, 5, 125), (1.234, .toNearestOrEven, 5, 125),
            (1.22, .toNearestOrEven, 5, 120), (-1.234, .down, 5, -125), (-1.234, .up, 5, -120),
            (-1.234, .towardZero, 5, -120), (-1.234, .awayFromZero, 5, -125),
            (1.25, .up, 5, 125), (1.25, .down, 5, 125), (0, .up, 5, 0), (-0.0, .down, 5, 0),
            (0.125, .toNearestOrEven, 1, 12), (0.375, .toNearestOrEven, 1, 38),
            (0.125, .toNearestOrAwayFromZero, 1, 13), (0.001, .up, 100, 100),
            (0.5, .toNearestOrEven, 100, 0), (1.5, .toNearestOrEven, 100, 200),
            (-0.5, .toNearestOrAwayFromZero, 100, -100),
        ]
        for (value, rounding, step, expected) in cases {
            let found = try scale.mantissa(value, step: step, rounding: rounding)
            #expect(found == expected, "\(value) \(rounding) in steps of \(step)")
        }
        let whole = DecimalScale(exponent: 0)
        #expect(try whole.mantissa(0x1p61, step: 1) == 1 << 61)
        #expect(throws: PluginError.self) { try whole.mantissa(1, step: 0) }
        #expect(throws: PluginError.self) {
            try whole.mantissa(0x1p61 + 4096, step: 1 << 61, rounding: .up)
        }
    }

    @Test("a scale converts whole numbers of any size as the processor does")
    func wideNumbers() {
        let scale = DecimalScale(exponent: 0)
        for power in 40..<63 {
            for mantissa in [1 << power, 1 << power - 1, 1 << power + 1, -(1 << power) - 1] {
                #expect(scale.double(Int64(mantissa)) == Double(mantissa))
            }
        }
        #expect(scale.double(.min) == Double(Int64.min))
    }

    @Test("JSON keeps order, digits and text")
    func json() throws {
        let value = try JSON(
            parsing: #" {"b": [1.10, -0e2, true, null], "a": {"é\u00e9\ud83d\ude00\n": "\\"}} "#
        )
        #expect(value["b"] == .array([.number("1.10"), .number("-0e2"), .bool(true), .null]))
        #expect(value["a"] == .object([JSON.Member("éé😀\n", .string("\\"))]))
        #expect(value["c"] == nil)
    }

    @Test(
        "what is no JSON is refused with its place",
        arguments: [
            ("", "1:1"), ("{", "1:2"), ("[1,]", "1:4"), ("[01]", "1:2"), ("{\n \"a\" 1}", "2:6"),
            ("\"\\x\"", "1:3"), ("\"\\ud800\"", "1:8"), ("nul", "1:1"), ("1 2", "1:3"),
            ("\"\u{1}\"", "1:2"), (#"{"a":1,"a":2}"#, "1:8"), ("[1.]", "1:4"), ("\"abc", "1:5"),
            (String(repeating: "[", count: 100), "1:65"),
        ]
    )
    func noJSON(text: String, place: String) {
        #expect { try JSON(parsing: text) } throws: { error in
            (error as? PluginError)?.why.hasPrefix("\(place): ") == true
        }
    }

    @Test("broken UTF-8 in a string is refused")
    func brokenText() {
        #expect(throws: PluginError.self) { try JSON(parsing: ([34, 0xFF, 34] as [UInt8]).span) }
    }

    @Test("states are little endian and read back")
    func states() throws {
        var writer = StateWriter()
        writer.write(UInt32(0x0102_0304))
        writer.write(Int8(-2))
        writer.write(1.5)
        try writer.write("ab", width: 4)
        #expect(writer.bytes.prefix(5) == [4, 3, 2, 1, 0xFE])
        var reader = StateReader(writer.bytes)
        #expect(try reader.read(UInt32.self) == 0x0102_0304)
        #expect(try reader.read(Int8.self) == -2)
        #expect(try reader.readDouble() == 1.5)
        #expect(try reader.readText(width: 4) == "ab")
        #expect(throws: Never.self) { try reader.finish() }
        #expect(throws: PluginError.self) { try reader.read(UInt8.self) }
        #expect(throws: PluginError.self) { try writer.write("abc", width: 2) }
    }
}
