import API
import Testing

@Suite("Texts")
struct TextTests {
    @Test("a table stands in columns, without empty ones and without spaces at the end")
    func table() {
        var table = TableText([
            ("NAME", .left), ("EMPTY", .left), ("COUNT", .right), ("LAST", .left),
        ])
        table.add(["a", "", "1", "x"])
        table.add(["long name", "", "12345678", ""])
        #expect(
            table.text == """
                NAME          COUNT  LAST
                a                 1  x
                long name  12345678

                """
        )
    }

    @Test("what could move the cursor is shown, not sent")
    func hostile() {
        var table = TableText([("NAME", .left)])
        table.add(["\u{1b}[2J\r"])
        #expect(table.text == "NAME\n\\u{1b}[2J\\r\n")
        let receipt = CommandReceipt(sequence: 0, timeNs: 0, message: "a\u{1b}b")
        #expect(ViewText.receipt(receipt) == "a\\u{1b}b\n")
    }

    @Test("nothing to show is said")
    func empty() {
        #expect(ViewText.orders([]) == "no orders\n")
        #expect(ViewText.fills([]) == "no fills\n")
        #expect(ViewText.positions([]) == "no positions\n")
        #expect(ViewText.quotes([]) == "no instruments\n")
        #expect(ViewText.instances([]) == "no plugins\n")
        #expect(ViewText.history([]) == "nothing has happened yet\n")
    }

    @Test(
        "durations have three digits",
        arguments: [
            (0, "0 ns"), (999, "999 ns"), (1_000, "1.00 µs"), (1_049, "1.05 µs"),
            (9_994, "9.99 µs"), (9_996, "10.0 µs"), (12_345, "12.3 µs"), (99_960, "100 µs"),
            (123_456, "123 µs"), (999_600, "1.00 ms"), (1_050_000, "1.05 ms"),
            (3_200_000_000, "3.20 s"), (4_000_000_000_000, "4000 s"), (-5, "-5 ns"),
        ] as [(Int64, String)]
    )
    func durations(ns: Int64, text: String) {
        #expect(ViewText.duration(ns) == text)
    }

    @Test(
        "times since the start have two parts",
        arguments: [
            (0.4, "0 s"), (59.9, "59 s"), (60, "1 min 0 s"), (3_725, "1 h 2 min"),
            (93_784, "1 d 2 h"), (-1, "?"), (.nan, "?"),
        ]
    )
    func uptimes(seconds: Double, text: String) {
        #expect(ViewText.uptime(seconds) == text)
    }

    @Test("an unknown word names the nearest, or all there are")
    func nearest() {
        #expect(NearestName.hint(for: "emma", among: ["feed", "ema"]) == "did you mean ema?")
        #expect(NearestName.hint(for: "zzz", among: ["feed", "ema"]) == "use one of feed, ema")
        #expect(NearestName.hint(for: "zzz", among: []) == "there are none")
        #expect(NearestName.nearest(to: "paues", among: ["pause", "resume"]) == "pause")
    }
}
