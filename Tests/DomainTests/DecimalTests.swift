import Domain
import Support
import Testing

@Suite("Decimal")
struct DecimalTests {
    @Test("what is written is read back as it was", arguments: Seeds.upTo(20))
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let mantissa =
                Int64(truncatingIfNeeded: random.next())
                >> Int64.random(in: 0..<63, using: &random)
            let exponent = Int.random(in: -18...0, using: &random)
            guard mantissa != .min else { continue }
            let text = Decimal(mantissa: mantissa, exponent: exponent).description
            let back = Decimal(text)
            if back?.mantissa != mantissa || back?.exponent != exponent {
                Issue.record("seed \(seed): \(mantissa)e\(exponent) became '\(text)'")
            }
        }
    }

    @Test(
        "text becomes mantissa and exponent",
        arguments: [
            ("0", 0, 0), ("-0", 0, 0), ("+5", 5, 0), ("007", 7, 0), ("-12.50", -1_250, -2),
            ("0.000000000000000001", 1, -18), ("1.000", 1_000, -3),
            ("9223372036854775807", Int64.max, 0), ("-9223372036854775807", -Int64.max, 0),
            ("-9.223372036854775807", -Int64.max, -18),
            ("00000000000000000000000000000001.5", 15, -1),
        ] as [(String, Int64, Int)]
    )
    func reading(text: String, mantissa: Int64, exponent: Int) throws {
        let number = try #require(Decimal(text))
        #expect(number.mantissa == mantissa)
        #expect(number.exponent == exponent)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "-", "+", ".", "-.", ".5", "5.", "-5.", "1.2.3", "1e5", "1E5", "0x10", " 1", "1 ",
            "1,000", "1_000", "--1", "+-1", "1-", "1+", "nan", "inf", "½", "１", "1.-5",
            "9223372036854775808", "-9223372036854775809", "92233720368547758070",
            "0.0000000000000000001", "-9.2233720368547758080", "1\n", "1\u{0}",
            // The mantissa that means "no value".
            "-9223372036854775808",
        ]
    )
    func refusing(text: String) {
        #expect(Decimal(text) == nil)
    }

    @Test("a number at another exponent is exact or none")
    func mantissas() {
        #expect(Decimal(mantissa: -1_250, exponent: -2).mantissa(at: -1) == -125)
        #expect(Decimal(mantissa: -1_250, exponent: -2).mantissa(at: 0) == nil)
        #expect(Decimal(mantissa: 3, exponent: 2).mantissa(at: -2) == 30_000)
        #expect(Decimal(mantissa: 0, exponent: 18).mantissa(at: -18) == 0)
        #expect(Decimal(mantissa: 1, exponent: 18).mantissa(at: -1) == nil)
        // -2^63 would be "no value".
        #expect(Decimal(mantissa: -(1 << 62), exponent: 0).mantissa(at: 0) == -(1 << 62))
        #expect(Decimal(mantissa: .min, exponent: 0).mantissa(at: 0) == nil)
    }

    @Test(
        "numbers are in the order of their values",
        arguments: [
            (1, 0, 10, -1, 0), (1, 0, 1, -1, 1), (-1, 0, 1, -18, -1), (0, 18, 0, -18, 0),
            (1_000, 18, 1, -18, 1), (-1_000, 18, 1, -18, -1), (1, -18, Int64.max, 18, -1),
            (-1, -18, -Int64.max, 18, 1), (Int64.max, 18, Int64.max, 18, 0),
            (Int64.max, -18, Int64.max, 18, -1), (0, 0, -1, 18, 1), (0, 0, 1, 18, -1),
            (125, -2, 1_250, -3, 0), (126, -2, 1_250, -3, 1),
        ] as [(Int64, Int, Int64, Int, Int)]
    )
    func order(_ pair: (Int64, Int, Int64, Int, Int)) {
        let left = Decimal(mantissa: pair.0, exponent: pair.1)
        let right = Decimal(mantissa: pair.2, exponent: pair.3)
        #expect((left == right) == (pair.4 == 0))
        #expect((left < right) == (pair.4 < 0))
        #expect((right < left) == (pair.4 > 0))
    }

    @Test("text shows every digit of the exponent, or only those that count")
    func writing() {
        #expect(Decimal.text(5, exponent: -3) == "0.005")
        #expect(Decimal.text(-5, exponent: -1) == "-0.5")
        #expect(Decimal.text(120, exponent: -2) == "1.20")
        #expect(Decimal.text(12, exponent: 3) == "12000")
        #expect(Decimal.text(0, exponent: 3) == "0")
        #expect(Decimal.text(0, exponent: -2) == "0.00")
        #expect(Decimal.text(.min, exponent: 0) == "-170141183460469231731687303715884105728")
        #expect(Decimal.shortText(-1_200, exponent: -4) == "-0.12")
        #expect(Decimal.shortText(1_000, exponent: -2) == "10")
        #expect(Decimal.shortText(0, exponent: -8) == "0")
        #expect(Decimal(mantissa: 1_500, exponent: -3).reduced.exponent == -1)
        #expect(Decimal(mantissa: 1_500, exponent: -3).reduced.mantissa == 15)
        #expect(Decimal(mantissa: 0, exponent: -3).reduced.exponent == 0)
    }
}
