import Domain
import Settings
import Support
import Testing

@Suite("Hostile text")
struct HostileTextTests {
    @Test(
        "what settings have no use for is refused where it stands",
        arguments: [
            ("", "1:1: the file is empty"),
            ("# only a comment\n", "1:1: the file is empty"),
            ("tenon: 1\ntenon: 1\n", "2:1: key 'tenon' is given twice"),
            ("tenon: 1\nmode: &a backtest\n", "2:7: anchors are refused"),
            ("tenon: 1\nmode: *a\n", "2:7: aliases are refused"),
            ("tenon: !!int 1\n", "1:8: tags are refused"),
            ("tenon: 1\n---\nmode: x\n", "2:1: a second document begins"),
            ("tenon: [1\n", "2:1: did not find expected ',' or ']'"),
            ("tenon: 1\n\tmode: x\n", "2:1: found a tab character that violates indentation"),
            ("tenon: \u{7}\n", "1:8: control characters are not allowed"),
            ("[a]: b\n", "1:1: a key is a list"),
            ("- a\n", "1:1: expected a mapping, found a list"),
            ("<<: { a: b }\n", "1:1: unknown key '<<'"),
        ]
    )
    func refused(_ text: String, _ expected: String) {
        let found = report(text)
        // A refused value is reported once; what is missing beside it comes as well.
        #expect(found.contains("plugins.yaml:\(expected)"), "\(found)")
    }

    @Test("a text that is not UTF-8 is refused at the byte")
    func invalidUTF8() {
        let bytes = Array("tenon: 1\nmode: é".utf8) + [0xC3, 0x28]
        #expect(report(bytes: bytes).hasPrefix("plugins.yaml:2:8: not UTF-8\nmode: é"))
    }

    @Test("an alias bomb costs nothing")
    func aliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(aliases)]\n"
        }
        let lines = report(text).split(separator: "\n").count
        #expect(lines > 20 && lines < 700)
    }

    @Test("depth is bounded, in both notations")
    func depth() {
        let flow = "a: " + String(repeating: "[", count: 100_000)
        #expect(report(flow).hasPrefix("plugins.yaml:1:67: nested too deep"), "\(report(flow))")
        let block = (0..<200).map { String(repeating: " ", count: $0) + "a:\n" }.joined()
        #expect(report(block).hasPrefix("plugins.yaml:65:65: nested too deep"), "\(report(block))")
    }

    @Test("of a very long line nothing is shown, however many problems it has")
    func oneLine() {
        let keys = (0..<20_000).map { "key\($0): 1" }.joined(separator: ", ")
        let found = report("{ \(keys) }")
        #expect(
            found.contains("plugins.yaml:1:3: unknown key 'key0'\n(a line of "),
            "\(found.prefix(200))"
        )
        #expect(found.utf8.count < 60_000)
    }

    @Test("10 MB in one value, plain, quoted or in a block, are refused unread")
    func large() {
        let million = String(repeating: "x", count: 10_000_000)
        for text in ["a: \(million)", "a: \"\(million)\"", "a: |\n  \(million)\n", million] {
            #expect(
                report(text) == """
                    plugins.yaml:1:1: more bytes than settings may have

                    ^   at most 4194304 bytes
                    """
            )
        }
    }

    @Test("100,000 levels are refused where the sixty-fifth begins")
    func levels() {
        let sequences = String(repeating: "- ", count: 100_000) + "x\n"
        #expect(report(sequences).hasPrefix("plugins.yaml:1:129: nested too deep"))
        let mappings = String(repeating: "{a: ", count: 100_000)
        #expect(report(mappings).hasPrefix("plugins.yaml:1:257: nested too deep"))
    }

    @Test(
        "bytes that are no text are refused where they stand",
        arguments: [
            ([0x00], "1:7: control characters are not allowed"), ([0xFF], "1:7: not UTF-8"),
            ([0xC0, 0xAF], "1:7: not UTF-8"), ([0xED, 0xA0, 0x80], "1:7: not UTF-8"),
            ([0xF4, 0x90, 0x80, 0x80], "1:7: not UTF-8"), ([0xC3], "1:7: not UTF-8"),
            ([0x1B], "1:7: control characters"), ([0x7F], "1:7: control characters"),
            ([0xEF, 0xBF, 0xBE], "1:7: control characters"),
        ] as [([UInt8], String)]
    )
    func noText(_ bytes: [UInt8], _ expected: String) {
        let found = report(bytes: Array("mode: ".utf8) + bytes + Array("\n".utf8))
        #expect(found.hasPrefix("plugins.yaml:\(expected)"), "\(found)")
        // Later in the file as well, and behind much text.
        let much = Array("# \(String(repeating: "x", count: 100_000))\nmode: ".utf8)
        let late = report(bytes: much + bytes + Array("\n".utf8))
        #expect(late.hasPrefix("plugins.yaml:2:7: "), "\(late)")
    }

    @Test("line ends of other systems and a mark of byte order change nothing")
    func lineEnds() throws {
        let plain = try configuration(validText).settings()
        for text in [
            validText.replacing("\n", with: "\r\n"), validText.replacing("\n", with: "\r"),
            "\u{FEFF}" + validText,
        ] {
            let settings = try configuration(text).settings()
            #expect(settings.map(\.key) == plain.map(\.key))
            #expect(settings.map(\.text) == plain.map(\.text))
            #expect(settings.map { $0.position?.line } == plain.map { $0.position?.line })
        }
        #expect(report("tenon: 1\r\nmode: x\r\n").contains("plugins.yaml:2:7: mode: expected"))
    }

    @Test("a tab is refused as indentation, and read between words")
    func tabs() throws {
        #expect(
            try configuration(validText.replacing("speed: 60", with: "speed:\t60"))
                .speed?
                .value.description == "60"
        )
        #expect(
            report(validText.replacing("    plugin: dev.tenon.ema-cross", with: "\tplugin: a.b"))
                .contains("found character that cannot start any token")
        )
    }

    @Test("the number of keys of one mapping is bounded")
    func keys() {
        let keys = (0...20_000).map { "key\($0): 1\n" }.joined()
        #expect(report(keys).hasPrefix("plugins.yaml:20001:1: more than 20000 keys in one mapping"))
    }

    @Test("the number of values is bounded")
    func values() {
        let many = "a: [" + String(repeating: "1,", count: 300_000) + "1]"
        #expect(report(many).contains("more than 125000 values"))
    }

    @Test("the size of a text and of the file is bounded")
    func sizes() {
        let text = "a: " + String(repeating: "x", count: 1 << 20 + 1)
        #expect(report(text + "x").contains("1:4: a text of"))
        let file = "# " + String(repeating: "x", count: 4 << 20)
        #expect(report(file).contains("1:1: more bytes than settings may have"))
    }

    @Test("thousands of problems are counted, not kept")
    func manyProblems() {
        let text = (0..<5_000).map { "key\($0): 1\n" }.joined()
        // 5,000 unknown keys and the four that are missing, of which 200 are kept.
        #expect(report(text).suffix(23) == "\nand 4804 more problems")
    }

    @Test("a mutated file is read or refused, never more", arguments: Seeds.upTo(40))
    func mutations(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let valid = Array(validText.utf8)
        for _ in 0..<100 {
            var bytes = valid
            for _ in 0...Int.random(in: 0..<4, using: &random) { mutate(&bytes, &random) }
            let found = report(bytes: bytes)
            #expect(found.isEmpty || found.hasPrefix("plugins.yaml:"), "seed \(seed): \(found)")
        }
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: 0..<bytes.count, using: &random)
        let other = Int.random(in: 0..<bytes.count, using: &random)
        let length = min(Int.random(in: 1...40, using: &random), bytes.count - other)
        switch Int.random(in: 0..<6, using: &random) {
        case 0: bytes[place] = UInt8.random(in: .min ... .max, using: &random)
        case 1: bytes.removeSubrange(other..<other + length)
        case 2: bytes.insert(contentsOf: bytes[other..<other + length], at: place)
        case 3:
            bytes.insert(
                Array("&*!:-[]{}'\"|>%@`\n\t #".utf8).randomElement(using: &random) ?? 0,
                at: place
            )
        case 4: bytes.removeSubrange(place...)
        default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
    }
}
