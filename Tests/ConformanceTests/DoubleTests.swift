import Foundation
import Support
import Testing

@Suite("From a double into an order")
struct DoubleTests {
    /// VALUE EXP STEP ROUNDING, and STATUS MANTISSA; 77 stays where nothing was written.
    private static let cases = [
        // NaN, infinity, no step, no rounding; 2^62 and beyond.
        ("nan -2 5 1", "-2 77"), ("-nan -2 1 4", "-2 77"), ("inf -2 5 1", "-2 77"),
        ("-inf 0 1 2", "-2 77"), ("1 -2 0 1", "-2 77"), ("1 -2 -5 1", "-2 77"),
        ("1.234 -2 1 9", "-2 77"), ("1e300 0 1 1", "-6 77"), ("1e308 -18 1 1", "-6 77"),
        ("4611686018427387904 0 1 2", "-6 77"), ("-4611686018427387904 0 1 2", "-6 77"),
        ("4611686018427387392 0 4611686018427387392 1", "0 4611686018427387392"),
        ("2305843009213697024 0 2305843009213693952 3", "-6 77"),
        ("2305843009213697024 0 2305843009213693952 2", "0 2305843009213693952"),
        // Multiples of the step.
        ("1.25 -2 5 0", "0 125"), ("1.234 -2 5 0", "-2 77"), ("1.234 -2 5 1", "0 125"),
        ("1.22 -2 5 1", "0 120"), ("1.234 -2 5 2", "0 120"), ("1.234 -2 5 3", "0 125"),
        ("-1.234 -2 5 2", "0 -120"), ("-1.234 -2 5 3", "0 -125"), ("-1.234 -2 5 4", "0 -125"),
        ("-1.234 -2 5 5", "0 -120"), ("1.234 -2 5 4", "0 120"), ("1.234 -2 5 5", "0 125"),
        ("0 -2 5 3", "0 0"), ("-0.0 -2 5 4", "0 0"), ("0.001 -2 100 3", "0 100"),
        // Halves go to the even multiple.
        ("0.125 -2 1 1", "0 12"), ("0.375 -2 1 1", "0 38"), ("-0.375 -2 1 1", "0 -38"),
        ("0.5 -2 100 1", "0 0"), ("1.5 -2 100 1", "0 200"), ("1500 3 1 1", "0 2"),
        ("2500 3 1 1", "0 2"),
    ]

    @Test("a computed number becomes a multiple of the step, and what is none is refused")
    func answers() throws {
        let folder = try TemporaryFolder()
        let program = folder.url.appending(path: "doubles")
        let source = Repository.root.appending(path: "Tests/ConformanceTests/Programs/doubles.c")
        let built = try ProgramRun(
            try Compiler.anyC(),
            ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-I", Interface.include.path]
                + ["-o", program.path, source.path]
        )
        try #require(built.exitCode == 0, "\(built.errors)")
        let lines = Self.cases.map(\.0).joined(separator: "\n") + "\n"
        let file = try folder.write(lines, to: "cases")
        let run = try ProgramRun(program.path, [file.path])
        let answers = run.output.split(separator: "\n").map(String.init)
        try #require(answers.count == Self.cases.count)
        for (one, answer) in zip(Self.cases, answers) {
            #expect(answer == one.1, "\(one.0)")
        }
    }
}
