import Dashboard
import Support
import Testing

@Suite("Keys and screen")
struct ScreenTests {
    private func keys(_ reads: String...) -> String {
        var reader = KeyReader()
        var keys = ""
        for read in reads {
            keys.unicodeScalars.append(contentsOf: reader.keys(Array(read.utf8)))
        }
        return keys
    }

    @Test("letters are keys; sequences are none, wherever a read ends")
    func sequences() {
        #expect(keys("qp") == "qp")
        #expect(keys("\u{03}") == "\u{03}")
        #expect(keys("\u{1B}[Ap") == "p")
        #expect(keys("\u{1B}", "[1;5", "q", "p") == "p")
        #expect(keys("\u{1B}Oqp") == "p")
        #expect(keys("\u{1B}qp") == "p")
        #expect(keys("\u{1B}\u{1B}[qp") == "p")
        #expect(keys("\u{1B}[200~q\u{03}q\u{1B}[201~p") == "p")
        #expect(keys("é\n\u{7F}p") == "p")
    }

    /// A terminal that knows what a change may say.
    private struct Model {
        var rows: [String]
        var writes = 0

        mutating func take(_ text: String) {
            if text.contains("\u{1B}[2J") { rows = rows.map { _ in "" } }
            for match in text.matches(of: /\u{1B}\[(\d+);1H\u{1B}\[2K([^\u{1B}]*)/) {
                rows[(Int(match.output.1) ?? 0) - 1] = String(match.output.2)
                writes += 1
            }
        }
    }

    @Test("a screen shows the last page, by the lines that differ", arguments: Seeds.upTo(50))
    func changes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var change = ScreenChange()
        var model = Model(rows: Array(repeating: "", count: 10))
        let height = 10
        var page: [String] = []
        for _ in 0..<60 {
            let before = page
            page = (0..<Int.random(in: 1...height, using: &generator))
                .map { index in
                    let isSame =
                        index < before.count && Int.random(in: 0...3, using: &generator) > 0
                    return isSame ? before[index] : "\(generator.next())"
                }
            let isForgotten = Int.random(in: 0...9, using: &generator) == 0
            if isForgotten { change.forget() }
            model.writes = 0
            model.take(change.text(page, width: 80, height: height))
            let expected = page + Array(repeating: "", count: 10 - page.count)
            #expect(model.rows == expected, "seed \(seed)")
            let differing = (0..<max(page.count, before.count))
                .count { index in
                    (index < page.count ? page[index] : "")
                        != (index < before.count ? before[index] : "")
                }
            if !isForgotten, !before.isEmpty {
                #expect(model.writes == differing, "seed \(seed)")
            }
            #expect(change.text(page, width: 80, height: height).isEmpty, "seed \(seed)")
        }

        model.take(change.text(["a"], width: 80, height: 5))
        #expect(model.rows.first == "a" && model.rows.dropFirst().allSatisfy(\.isEmpty))
    }
}
