import Foundation
import Support
import Testing

/// One call of the inline arithmetic.
private struct NumberCase {
    enum Function: String, CaseIterable { case product, rescale, notional }

    var function: Function
    var a: Int64
    var aExponent: Int
    var b: Int64
    var bExponent: Int
    var outExponent: Int
    var rounding: Int

    /// The line `numbers.c` reads.
    var line: String {
        "\(function) \(a) \(aExponent) \(b) \(bExponent) \(outExponent) \(rounding)"
    }

    /// What it must print, computed by cutting decimal digits: another way than the header's.
    var expected: String {
        if a == .min || (b == .min && function != .rescale) { return "-2 0" }
        var size = UInt128(a.magnitude)
        var exponent = aExponent
        var isNegative = a < 0
        if function != .rescale {
            size *= UInt128(b.magnitude)
            exponent += bExponent
            isNegative = isNegative != (b < 0)
        }
        if function == .notional {
            let (scaled, overflow) = size.multipliedReportingOverflow(by: 25)
            if overflow { return "-6 0" }
            size = scaled
            exponent -= 1
        }
        if size == 0 { return "0 0" }
        let digits = String(size)
        let shift = exponent - outExponent
        if shift >= 0 { return written(digits + String(repeating: "0", count: shift), isNegative) }
        let padded = String(repeating: "0", count: max(0, 1 - shift - digits.count)) + digits
        let kept = String(padded.dropLast(-shift))
        let cut = padded.suffix(-shift)
        guard cut.contains(where: { $0 != "0" }) else { return written(kept, isNegative) }
        guard let up = isRoundedUp(kept: kept, cut: String(cut), isNegative) else { return "-2 0" }
        guard let below = UInt128(kept) else { return "-6 0" }
        return written(String(below + (up ? 1 : 0)), isNegative)
    }

    private func written(_ digits: String, _ isNegative: Bool) -> String {
        guard let value = Int64((isNegative ? "-" : "") + digits), value != .min else {
            return "-6 0"
        }
        return "0 \(value)"
    }

    private func isRoundedUp(kept: String, cut: String, _ isNegative: Bool) -> Bool? {
        let half = "5" + String(repeating: "0", count: cut.count - 1)
        let isOdd = "13579".contains(kept.last ?? "0")
        switch rounding {
        case 1: return cut > half || (cut == half && isOdd)
        case 2: return false
        case 3: return true
        case 4: return isNegative
        case 5: return !isNegative
        default: return nil
        }
    }
}

@Suite("Arithmetic of the header")
struct NumberTests {
    @Test("products and scales are exact, rounded as named, or refused")
    func arithmeticIsExact() throws {
        let folder = try TemporaryFolder()
        let program = folder.url.appending(path: "numbers")
        let source = Repository.root.appending(path: "Tests/ConformanceTests/Programs/numbers.c")
        let built = try ProgramRun(
            try Compiler.anyC(),
            ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-I", Interface.include.path]
                + ["-o", program.path, source.path]
        )
        try #require(built.exitCode == 0, "\(built.errors)")

        let cases = Self.edges() + Self.random(seed: 1, count: 20_000)
        let lines = cases.map(\.line).joined(separator: "\n") + "\n"
        let file = try folder.write(lines, to: "cases")
        let run = try ProgramRun(program.path, [file.path])
        let answers = run.output.split(separator: "\n")
        try #require(answers.count == cases.count)
        var seen: Set<Substring> = []
        for (one, answer) in zip(cases, answers) {
            seen.insert(answer.prefix { $0 != " " })
            if answer != one.expected {
                Issue.record("\(one.line): \(answer), expected \(one.expected)")
            }
        }
        #expect(seen == ["0", "-2", "-6"])
    }

    private static func edges() -> [NumberCase] {
        let values: [Int64] = [0, 1, -1, 5, -5, 15, 25, -25, 999, .max, -.max, .min, 1 << 62]
        var cases: [NumberCase] = []
        for function in NumberCase.Function.allCases {
            for a in values {
                for b in values {
                    for (exponent, rounding) in [(0, 0), (1, 1), (1, 2), (2, 1), (-18, 1), (40, 5)]
                    {
                        cases.append(
                            NumberCase(
                                function: function,
                                a: a,
                                aExponent: 0,
                                b: b,
                                bExponent: 0,
                                outExponent: exponent,
                                rounding: rounding
                            )
                        )
                    }
                }
            }
        }
        return cases
    }

    private static func random(seed: UInt64, count: Int) -> [NumberCase] {
        var generator = SeededGenerator(seed: seed)
        func number() -> Int64 {
            let bits = Int64.random(in: 0..<63, using: &generator)
            return Int64.random(in: -(1 << bits)...(1 << bits), using: &generator)
        }
        return (0..<count)
            .map { _ in
                NumberCase(
                    function: NumberCase.Function.allCases.randomElement(using: &generator)
                        ?? .product,
                    a: number(),
                    aExponent: Int.random(in: -18...9, using: &generator),
                    b: number(),
                    bExponent: Int.random(in: -18...9, using: &generator),
                    outExponent: Int.random(in: -18...9, using: &generator),
                    rounding: Int.random(in: 0...5, using: &generator)
                )
            }
    }
}
