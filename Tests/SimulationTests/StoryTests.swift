import Domain
import Simulation
import Support
import Testing

@Suite("What holds in every story at the venue")
struct StoryTests {
    private func story(_ model: VenueModel, _ seed: UInt64, latency: Int64 = 0) -> Story {
        Story.play(model, seed: seed, other: seed, turn: .max, latency: latency)
    }

    @Test(
        "none is lost, overfilled, filled beyond its limit, before it came, or out of turn",
        arguments: VenueModel.allCases,
        Seeds.upTo(40)
    )
    func holds(model: VenueModel, seed: UInt64) {
        for latency: Int64 in [0, 13] {
            let story = story(model, seed, latency: latency)
            let faults =
                story.unbalanced + story.beyondLimit + story.beforeArrival + story.outOfTurn
            if !faults.isEmpty {
                Issue.record("\(model.rawValue), latency \(latency), seed \(seed): \(faults)")
            }
        }
    }

    @Test("the stories are worth telling: every model fills in many ways")
    func worth() {
        for model in VenueModel.allCases {
            let fills = (0..<40).flatMap { story(model, $0).fills }
            #expect(fills.count > 400, "\(model.rawValue)")
            #expect(fills.contains { $0.liquidity == .maker }, "\(model.rawValue)")
            #expect(fills.contains { $0.liquidity == .taker }, "\(model.rawValue)")
        }
    }

    @Test("a planted fault is found")
    func planted() throws {
        var story = story(.sameQuote, 3)
        let fill = try #require(
            story.fills.first { fill in
                story.orders[fill.order]?.limit != nil && fill.liquidity == .maker
                    && story.quotes[fill.event] != nil
            }
        )
        let order = try #require(story.orders[fill.order])
        let limit = try #require(order.limit)
        let whole = story

        story.fills.append(fill)
        story.fills.append(fill)
        story.fills.append(fill)
        story.orders[fill.order]?.quantity = fill.quantity
        #expect(!story.unbalanced.isEmpty)
        story = whole
        story.ended[fill.order] = fill.event - 1
        #expect(!story.unbalanced.isEmpty)

        story = whole
        story.fills = story.fills.map {
            var other = $0
            if other == fill { other.price = limit + order.side.sign }
            return other
        }
        #expect(!story.beyondLimit.isEmpty)

        story = whole
        story.orders[fill.order]?.arrives = fill.time + 1
        #expect(!story.beforeArrival.isEmpty)

        story = whole
        // One that came first, at a better price, and got nothing.
        story.orders[0] = order
        story.orders[0]?.isPlain = true
        story.orders[0]?.arrives = 0
        story.orders[0]?.limit = limit + order.side.sign
        #expect(!story.outOfTurn.isEmpty)
    }

    /// The fills up to an event.
    private func fills(_ story: Story, through event: Int) -> [Story.Fill] {
        story.fills.filter { $0.event <= event }
    }

    @Test(
        "what happens after an event changes no fill up to it",
        arguments: VenueModel.allCases,
        Seeds.upTo(40)
    )
    func noLookAhead(model: VenueModel, seed: UInt64) {
        for latency: Int64 in [0, 13] {
            for turn in [10, 25, 40] {
                let one = Story.play(
                    model,
                    seed: seed,
                    other: seed,
                    turn: turn,
                    latency: latency
                )
                let other = Story.play(
                    model,
                    seed: seed,
                    other: seed &+ 999_999,
                    turn: turn,
                    latency: latency
                )
                if fills(one, through: turn) != fills(other, through: turn) {
                    Issue.record(
                        "\(model.rawValue), latency \(latency), seed \(seed), turn \(turn)"
                    )
                }
            }
        }
    }

    @Test("a venue that saw one event too far would be found")
    func lookAhead() {
        for model in VenueModel.allCases {
            let found = (UInt64(0)..<20)
                .filter { seed in
                    let one = Story.play(model, seed: seed, other: seed, turn: 25)
                    let other = Story.play(
                        model,
                        seed: seed,
                        other: seed &+ 999_999,
                        turn: 25,
                        early: true
                    )
                    return fills(one, through: 25) != fills(other, through: 25)
                }
            #expect(!found.isEmpty, "\(model.rawValue)")
        }
    }
}
