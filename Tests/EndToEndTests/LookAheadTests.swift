import Foundation
import Support
import Testing

@Suite("No look ahead", .enabled(if: Python.isPresent, "python3 is missing"))
struct LookAheadTests {
    /// What `look_ahead.py` prints.
    private struct Verdict: Decodable {
        /// Rows of fills and orders before the cuts.
        let compared: Int
        /// Reports that differ after a cut.
        let later: Int
        /// Types and times in force that filled before a cut.
        let kinds: [String]
        let wrong: [String]
    }

    static let models = [
        "same-quote", "next-quote", "next-trade", "book", "same-bar-close", "next-bar-open",
    ]

    private func look(_ model: String, seed: UInt64, _ arguments: [String] = []) throws -> Verdict {
        let program = Repository.root.appending(
            path: "Tests/EndToEndTests/Programs/look_ahead.py"
        )
        let run = try ProgramRun(
            "/usr/bin/env",
            ["python3", "-B", program.path, Repository.products.path, model, "\(seed)"] + arguments
        )
        try #require([0, 1].contains(run.exitCode), "\(run.errors)")
        return try JSONDecoder().decode(Verdict.self, from: Data(run.output.utf8))
    }

    @Test(
        "other data from a random event on changes no fill before it, by no byte",
        arguments: models,
        Seeds.upTo(2)
    )
    func past(model: String, seed: UInt64) throws {
        let verdict = try look(model, seed: seed)
        #expect(verdict.wrong.isEmpty, "\(model)")
        // Where nothing is compared, or nothing differs later, nothing would be shown.
        #expect(verdict.compared > 100, "\(model), seed \(seed)")
        #expect(verdict.later > 0, "\(model), seed \(seed)")
        #expect(verdict.kinds.count > 8, "\(model), seed \(seed): \(verdict.kinds)")
    }

    @Test("a venue that saw two hours ahead would be found", arguments: models)
    func peeking(model: String) throws {
        let verdict = try look(model, seed: 0, ["--peek", "7200"])
        #expect(!verdict.wrong.isEmpty)
    }
}
