import Foundation
import Support
import Testing

/// Mixed orders over seeded streams of every kind of data, through the built program, against
/// `Tests/Support/model.py`, which was written from `Host/Manual/venue.md` alone.
///
/// A seed that differs is told with its orders and both versions. To see it again:
/// `python3 Tests/EndToEndTests/Programs/venue_property.py run .build/debug SEED 1 --keep FOLDER`
/// leaves the tape, the orders, plugins.yaml and the reports in a folder, and `show SEED` prints the
/// stream beside what the model makes of it.
@Suite("Venue against the model", .enabled(if: Python.isPresent, "python3 is missing"))
struct VenuePropertyTests {
    /// Seeds of one process; 200 in all, 2,000 under `Tests/long`.
    private static let batch: UInt64 = 100
    private static let batches = Seeds.isLong ? 0..<UInt64(20) : 0..<UInt64(2)

    private func property(_ first: UInt64, _ count: UInt64, _ options: [String] = []) throws
        -> ProgramRun
    {
        let program = "Tests/EndToEndTests/Programs/venue_property.py"
        return try ProgramRun(
            "/usr/bin/env",
            [
                "python3", "-B", Repository.root.appending(path: program).path, "run",
                Repository.products.path, "\(first)", "\(count)",
            ] + options
        )
    }

    @Test("fills, states, cash and positions are the model's", arguments: batches)
    func streams(number: UInt64) throws {
        let run = try property(number * Self.batch, Self.batch)
        #expect(run.exitCode == 0, "\(run.output)\(run.errors)")
        #expect(run.output.contains("\(Self.batch) seeds, "), "\(run.output)")
    }

    @Test(
        "the judge sees a mistake in the model as it would see one in the host",
        arguments: ["no-queue", "size-comes-back", "one-rate"]
    )
    func plantedMistakes(name: String) throws {
        let run = try property(0, 40, ["--mistake", name, "--show", "1"])
        #expect(run.exitCode == 1, "\(run.output)\(run.errors)")
        #expect(run.output.contains("model ") && run.output.contains("tenon "), "\(run.output)")
    }
}
