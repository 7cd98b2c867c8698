import Domain
import Foundation
import Support
import Testing

@Suite("Fixed point")
struct FixedPointTests {
    /// Where the table and the script that makes it lie.
    private static let folder = Repository.root.appending(path: "Tests/Fixtures/FixedPoint")

    @Test("every line of the table comes out", arguments: ["halfEven", "halfUp", "down"])
    func roundings(operation: String) throws {
        try compare(operation) { numbers in
            switch operation {
            case "halfEven": FixedPoint.dividedHalfEven(numbers[0], by: numbers[1])
            case "halfUp": FixedPoint.dividedHalfUp(numbers[0], by: numbers[1])
            default: FixedPoint.dividedDown(numbers[0], by: numbers[1])
            }
        }
    }

    @Test("a product is exact or none")
    func products() throws {
        try compare("product") { FixedPoint.product($0[0], Int64($0[1])) }
    }

    @Test("a scaled value goes through 256 bits and is rounded once")
    func scalings() throws {
        try compare("scaled") {
            FixedPoint.scaled($0[0], by: Int64($0[1]), over: Int64($0[2]))
        }
    }

    @Test("a rescaled mantissa is exact or none")
    func rescalings() throws {
        try compare("rescale") {
            Decimal.rescale($0[0], from: Int($0[1]), to: Int($0[2]))
        }
    }

    @Test("the powers of ten are those")
    func powers() {
        var expected: Int128 = 1
        for exponent in 0...38 {
            #expect(FixedPoint.power(exponent) == expected)
            if exponent <= 18 { #expect(Int128(FixedPoint.small(exponent)) == expected) }
            if exponent < 38 { expected *= 10 }
        }
    }

    @Test("a divisor that is not positive, or a power out of reach, stops the program")
    func traps() async {
        await #expect(processExitsWith: .trap) {
            print(FixedPoint.dividedHalfEven(1, by: 0))
        }
        await #expect(processExitsWith: .trap) {
            print(FixedPoint.dividedDown(1, by: -3))
        }
        await #expect(processExitsWith: .trap) {
            print(FixedPoint.scaled(1, by: 1, over: 0) as Any)
        }
        await #expect(processExitsWith: .trap) { print(FixedPoint.power(39)) }
        await #expect(processExitsWith: .trap) { print(FixedPoint.small(-1)) }
    }

    @Test(
        "the table is what its script makes",
        .enabled(if: Python.isPresent, "python3 is missing")
    )
    func table() throws {
        let run = try ProgramRun(
            try #require(Python.interpreter),
            ["-B", FixedPointTests.folder.appending(path: "make.py").path]
        )
        let stored = try String(
            contentsOf: FixedPointTests.folder.appending(path: "table.txt"),
            encoding: .utf8
        )
        #expect(run.exitCode == 0)
        #expect(run.output == stored, "table.txt is not what make.py writes: run it again")
    }

    /// Holds every line of one operation against what the code under test makes of its numbers.
    private func compare(_ operation: String, _ compute: ([Int128]) -> Int128?) throws {
        let text = try String(
            contentsOf: FixedPointTests.folder.appending(path: "table.txt"),
            encoding: .utf8
        )
        var lines = 0
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words[0] == operation else { continue }
            lines += 1
            let numbers = try words[1..<(words.count - 1)]
                .map { word in
                    try #require(Int128(word), "not a number in '\(line)'")
                }
            let expected = Int128(words[words.count - 1])
            #expect((expected == nil) == (words.last == "-"), "'\(line)' has no result")
            let result = compute(numbers)
            if result != expected {
                Issue.record("\(line): got \(result.map { "\($0)" } ?? "none")")
            }
        }
        #expect(lines > 90)
    }
}
