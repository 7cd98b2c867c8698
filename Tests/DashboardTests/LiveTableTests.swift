import API
import Dashboard
import Support
import Testing

@Suite("Live table")
struct LiveTableTests {
    private let table = LiveTable()

    private func page(_ frame: LiveFrame, _ width: Int, _ height: Int, color: Bool = false)
        -> String
    {
        table.render(frame, width: width, height: height, color: color)
            .map { $0 + "\n" }
            .joined()
    }

    /// An instance for each of many rows, more than fit.
    private func crowd() -> LiveFrame {
        var frame = LiveFrame.sample()
        for index in 1...40 {
            var strategy = LiveFrame.strategy("maker-\(index)")
            strategy.trading?.orders = UInt64(index * 37 % 100)
            frame.status.instances.append(strategy)
            frame.quotes.append(
                LiveFrame.quote("SYM\(index).TEST", bid: "10", ask: "10.25", events: UInt64(index))
            )
            frame.fills.append(LiveFrame.fill(UInt64(20 + index), buys: index % 3 == 0, at: "10"))
        }
        return frame
    }

    @Test("the demo in each size", arguments: [(80, 24), (200, 50), (40, 10), (60, 16), (120, 30)])
    func golden(width: Int, height: Int) throws {
        try expectGolden(
            page(.sample(), width, height),
            suite: "DashboardTests",
            name: "sample-\(width)x\(height).txt"
        )
    }

    @Test("colors, a pause, a faulted strategy and a message")
    func trouble() throws {
        var frame = LiveFrame.sample()
        frame.isPaused = true
        frame.message = "the webhook answers 500 since 12:39:50"
        var faulted = LiveFrame.strategy("turn\u{1B}[2J")
        faulted.state = "faulted"
        faulted.reason = "on_batch took 1.2 s\r\nof the 100 ms it may"
        frame.status.instances.append(faulted)
        frame.status.notifications.failed = 2
        try expectGolden(
            page(frame, 80, 24, color: true).replacing("\u{1B}", with: "^["),
            suite: "DashboardTests",
            name: "trouble-80x24.txt"
        )
    }

    @Test("before the first quote")
    func beginning() throws {
        var status = StatusView()
        status.version = "0.3.0"
        status.mode = "paper"
        status.state = "starting"
        let frame = LiveFrame(status: status, quotes: [QuoteView(symbol: "EURUSD.FXCM")])
        try expectGolden(
            page(frame, 80, 24),
            suite: "DashboardTests",
            name: "beginning-80x24.txt"
        )
    }

    @Test("more rows than fit: the busiest in their order, and how many are left out")
    func many() throws {
        let frame = crowd()
        try expectGolden(page(frame, 80, 24), suite: "DashboardTests", name: "many-80x24.txt")
        try expectGolden(page(frame, 40, 10), suite: "DashboardTests", name: "many-40x10.txt")
    }

    @Test("a line of a run without a terminal; the start; the end")
    func lines() throws {
        let frame = LiveFrame.sample()
        let text =
            [table.plainLine(frame), table.plainLine(crowd())]
            + table.readyLines(frame.status)
            + [table.summary(frame, next: ["Host/tenon backtest", "Host/tenon status"])]
        #expect(text.allSatisfy { !$0.contains("\u{1B}") })
        try expectGolden(
            text.joined(separator: "\n") + "\n",
            suite: "DashboardTests",
            name: "lines.txt"
        )
    }

    /// Whether every character takes one cell and none is obeyed, once SGR is taken out.
    private func problem(_ line: String, width: Int, color: Bool) -> String? {
        let plain = color ? line.replacing(/\u{1B}\[[0-9]+m/, with: "") : line
        if plain.unicodeScalars.count > width { return "\(plain.unicodeScalars.count) cells" }
        for scalar in plain.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .nonspacingMark, .enclosingMark, .lineSeparator, .surrogate,
                .paragraphSeparator, .otherLetter, .otherSymbol, .privateUse, .unassigned:
                // Blocks of the chart and the bar are symbols too.
                if !(0x2581...0x2591).contains(scalar.value) { return "holds \(scalar.value)" }
            default: break
            }
        }
        if color, line.contains("\u{1B}"), !line.hasSuffix("\u{1B}[0m"),
            line.lastRange("\u{1B}[0m") == nil
        {
            return "leaves a color on"
        }
        return nil
    }

    @Test("no frame leaves its box, and nothing but SGR is obeyed", arguments: Seeds.upTo(60))
    func box(seed: UInt64) {
        let frame = LiveFrame.random(seed)
        var generator = SeededGenerator(seed: seed &+ 1_000_000)
        for size in [(80, 24), (200, 50), (40, 10), (1, 1), (3, 2)]
            + (0..<4)
            .map({ _ in
                (
                    Int.random(in: 1...220, using: &generator),
                    Int.random(in: 1...60, using: &generator)
                )
            })
        {
            for color in [true, false] {
                let lines = table.render(frame, width: size.0, height: size.1, color: color)
                #expect(lines.count == size.1, "seed \(seed) at \(size)")
                let bad = lines.compactMap { problem($0, width: size.0, color: color) }
                #expect(bad.isEmpty, "seed \(seed) at \(size)")
            }
        }
        #expect(problem(table.plainLine(frame), width: 120, color: false) == nil, "seed \(seed)")
        let others =
            table.readyLines(frame.status)
            + table.summary(frame, next: ["a\u{1B}b"]).split(separator: "\n").map(String.init)
        #expect(others.allSatisfy { problem($0, width: .max, color: false) == nil }, "seed \(seed)")
    }

    @Test("a page of no size is empty")
    func nothing() {
        #expect(table.render(.sample(), width: 0, height: 24, color: true).isEmpty)
        #expect(table.render(.sample(), width: 80, height: 0, color: true).isEmpty)
    }
}

extension String {
    fileprivate func lastRange(_ text: String) -> Range<String.Index>? {
        ranges(of: text).last
    }
}
