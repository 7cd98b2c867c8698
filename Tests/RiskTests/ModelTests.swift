import Domain
import Risk
import Support
import Testing

@Suite("Risk gate against a model", .enabled(if: Python.isPresent, "python3 is missing"))
struct ModelTests {
    /// Limits that the model takes one unit too high, one at a time.
    private static let plants = [
        "strategy.quantity+1", "strategy.notional+1", "strategy.position+1", "strategy.open+1",
        "strategy.age+100000000", "account.quantity+1", "account.notional+1",
        "account.position+1", "account.open+1", "account.age+100000000", "lot+1", "tick+1",
        "min_qty+1", "max_qty+1", "min_notional+1", "max_notional+1", "expires+2000000000",
        "collar+1000000", "reach+1", "lowest-1",
        "stop+1", "trail+1", "offset+1", "held+1", "held-1", "strategy.quantity-1",
        "account.position-1", "max_notional-1",
    ]

    /// The stream that all plants are looked for in.
    private static let short = Result { try stream(seeds: 100..<118, orders: 500) }

    private static func stream(seeds: Range<UInt64>, orders: Int) throws -> Stream {
        var stream = Stream()
        for seed in seeds { try stream.add(seed: seed, orders: orders) }
        return stream
    }

    @Test("verdict, reasons and numbers are those of the model for random lives of the gate")
    func agreement() throws {
        let stream = try Self.stream(seeds: Seeds.upTo(40), orders: 600)
        #expect(stream.verdicts.count >= 20_000)
        let lines = try Python.run("Tests/RiskTests/model.py", input: stream.input)
        let wrong = zip(lines, stream.verdicts).filter { $0.0 != $0.1 }
        #expect(lines.count == stream.verdicts.count)
        #expect(wrong.isEmpty, "model and gate: \(wrong.prefix(5))")
        // The stream is worth something only when the gate says yes and every rule says no in it.
        #expect(stream.approved > stream.verdicts.count / 10, "\(stream.approved)")
        for rule in ["2", "3", "4", "6", "9", "16", "17", "20", "29"] {
            let objections = stream.verdicts.filter { line in
                line.split(separator: " ")[1].split(separator: "+").contains { $0 == rule }
            }
            #expect(objections.count > 50, "rule \(rule) objected \(objections.count) times")
        }
    }

    @Test("a limit that is one unit off is found", arguments: plants)
    func plantedBug(plant: String) throws {
        let stream = try Self.short.get()
        let lines = try Python.run("Tests/RiskTests/model.py", input: stream.input, [plant])
        let isEqual = lines.elementsEqual(stream.verdicts) { $0 == $1 }
        #expect(!isEqual, "no order tells \(plant) from the truth")
    }
}
