import CTenon
import Engine
import Support
import Testing

@Suite("Independence of batches")
struct BatchSplitTests {
    private static let modes: [Scenario.Mode] = [
        .init(runsAhead: true, appetite: 1_000),
        .init(runsAhead: false, appetite: 1),
        .init(runsAhead: false, appetite: 1_000),
        .init(runsAhead: true, appetite: 1),
        .init(runsAhead: true, appetite: 0),
        .init(runsAhead: true, appetite: 1_000, piece: 1),
    ]

    @Test("the same world gives the same journal, events and books", arguments: Seeds.upTo(300))
    func modes(seed: UInt64) {
        let scenario = Scenario(seed: seed)
        let expected = scenario.run(BatchSplitTests.modes[0])
        for mode in BatchSplitTests.modes.dropFirst() {
            BatchSplitTests.expect(scenario.run(mode), as: expected, "seed \(seed), \(mode)")
        }
        // A lone strategy that hesitates and wakes does the same, only later in the same step.
        guard scenario.strategies == 1 else { return }
        for runsAhead in [true, false] {
            let mode = Scenario.Mode(runsAhead: runsAhead, appetite: 1_000, hesitates: true)
            BatchSplitTests.expect(scenario.run(mode), as: expected, "seed \(seed), \(mode)")
        }
    }

    @Test("two lanes over the same inputs are equal", arguments: Seeds.upTo(20))
    func twice(seed: UInt64) {
        let scenario = Scenario(seed: seed &+ 1_000)
        let first = scenario.run(BatchSplitTests.modes[0])
        let second = scenario.run(BatchSplitTests.modes[0])
        #expect(first == second, "seed \(seed)")
    }

    @Test("the scenarios do what they are for")
    func coverage() {
        var total = [UInt64](repeating: 0, count: 9)
        var kinds: Set<String> = []
        for seed in 0..<60 {
            let outcome = Scenario(seed: UInt64(seed)).run(BatchSplitTests.modes[0])
            #expect(outcome.failure == nil)
            #expect(outcome.faults == [], "seed \(seed)")
            total = zip(total, outcome.counts).map { $0 + $1 }
            for event in outcome.transcripts.joined() {
                kinds.insert(event.description.split(separator: " ").first.map(String.init) ?? "")
            }
        }
        // Market events, deliveries, intents, orders, denials, fills, cancels, rejections.
        #expect(total.prefix(8).allSatisfy { $0 > 20 }, "\(total)")
        #expect(total[8] == 0)
        #expect(
            kinds.isSuperset(of: [
                "quote", "trade", "bar", "market", "order", "fill", "position", "timer", "gap",
                "cancel-rejected", "status",
            ])
        )
    }

    /// Says where two outcomes part instead of printing both.
    private static func expect(
        _ outcome: Scenario.Outcome,
        as expected: Scenario.Outcome,
        _ what: String
    ) {
        if outcome == expected { return }
        for (mine, other) in zip(outcome.transcripts, expected.transcripts) {
            for (index, event) in mine.enumerated() {
                let wanted = index < other.count ? other[index].full : "nothing"
                if index < other.count, other[index] == event { continue }
                Issue.record("\(what): event \(index) is \(event.full), not \(wanted)")
                return
            }
            if mine.count < other.count {
                Issue.record("\(what): \(other[mine.count].full) did not come")
                return
            }
        }
        var (left, right) = (outcome, expected)
        (left.transcripts, right.transcripts) = ([], [])
        #expect(left == right, "\(what)")
    }
}
