import Report
import Support
import Testing

@Suite("Text of figures")
struct TextTests {
    @Test(
        "twelve digits at most, without zeros at the end",
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-2.5, "-2.5"), (0.1 + 0.2, "0.3"),
            (2.0 / 3, "0.666666666667"), (123_456_789.123_456_7, "123456789.123"),
            (999_999_999_999.9, "1000000000000"), (1e15, "1e15"), (1e14, "100000000000000"),
            (0.000_001, "0.000001"), (1.5e-9, "1.5e-9"), (-1e300, "-1e300"),
        ] as [(Double, String)]
    )
    func exact(value: Double, text: String) {
        #expect(NumberText.exact(value) == text)
    }

    @Test("what is written reads back to a part in 10^11", arguments: Seeds.upTo(200))
    func readsBack(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let value = Double(bitPattern: UInt64.random(in: 0...UInt64.max, using: &generator))
        guard value.isFinite, value.magnitude < 1e300, value.magnitude > 1e-300 else { return }
        let text = try #require(NumberText.exact(value))
        let back = try #require(Double(text), "\(text)")
        #expect(abs(back - value) <= abs(value) * 1e-11, "seed \(seed): \(text)")
    }

    @Test("no number that is none is printed")
    func none() {
        #expect(NumberText.exact(.nan) == nil && NumberText.exact(.infinity) == nil)
        #expect(NumberText.fixed(-.infinity, places: 2) == nil)
    }

    @Test("places for people")
    func fixed() {
        #expect(NumberText.fixed(1.005, places: 2) == "1.01")
        #expect(NumberText.fixed(9.999, places: 2) == "10.00")
        #expect(NumberText.fixed(-0.001, places: 2) == "0.00")
        #expect(NumberText.fixed(0.05, places: 1) == "0.1")
        #expect(NumberText.fixed(0.04, places: 1) == "0.0")
        #expect(NumberText.fixed(-12_345.6, places: 0) == "\u{2212}12\u{202F}346")
        #expect(NumberText.fixed(1_234, places: 1) == "1234.0")
    }

    @Test("durations in two units")
    func durations() {
        #expect(Figure.duration(0) == "0 s" && Figure.duration(999) == "under 1 s")
        #expect(Figure.duration(90_000_000_000) == "1 min 30 s")
        #expect(Figure.duration(86_400_000_000_000 * 40 + 5_000_000_000) == "40 d")
        #expect(Figure.duration(93_600_000_000_000) == "1 d 2 h")
    }

    @Test("the calendar, there and back", arguments: [1900, 1970, 1999, 2000, 2024, 2100])
    func calendar(year: Int) {
        for month in 1...12 {
            let time = CivilTime.start(year: year, month: month)
            let next =
                month == 12
                ? CivilTime.start(year: year + 1, month: 1)
                : CivilTime.start(year: year, month: month + 1)
            let days = (next - time) / 86_400_000_000_000
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            #expect(days == Int64(lengths[month - 1]))
            let last = CivilTime(next - 1)
            #expect(last.year == year && last.month == month && last.day == Int(days))
            #expect(last.timeText == "23:59:59")
        }
        #expect(CivilTime(1_399_552_805_000_000_000).dateText == "2014-05-08")
        #expect(CivilTime(1_399_552_805_000_000_000).timeText == "12:40:05")
    }
}
