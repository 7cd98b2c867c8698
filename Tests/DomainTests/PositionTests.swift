import Domain
import Support
import Testing

/// An instrument of whole prices and quantities, with this multiplier.
func instrument(multiplier: Int64 = 1) -> Instrument {
    Instrument(
        id: InstrumentID(1),
        uid: 1,
        version: 1,
        exponents: (0, 0, 0),
        tick: 1,
        lot: 1,
        multiplier: multiplier,
        settlement: CurrencyID(1)
    )
}

/// One, in the digits that cost and profit carry beyond the value exponent.
private let unit: Int128 = 1_000_000_000

@Suite("Position")
struct PositionTests {
    @Test("a part that closes takes its share of the cost; the average price stays")
    func reducing() throws {
        let instrument = instrument(multiplier: 10)
        var position = Position()
        for (quantity, price): (Int64, Int64) in [(10, 100), (20, 103)] {
            let change = try position.fill(quantity, at: price, of: instrument)
            #expect(change.realized == 0)
            #expect(change.closed == 0)
        }
        #expect(position.cost == 30_600 * unit)
        #expect(position.averagePrice(of: instrument) == 102)
        let change = try position.fill(-12, at: 110, of: instrument)
        #expect(change.closed == 12)
        #expect(change.realized == 12 * 8 * 10 * unit)
        #expect(position.quantity == 18)
        #expect(position.cost == 18 * 1_020 * unit)
        #expect(position.averagePrice(of: instrument) == 102)
    }

    @Test("a fill through zero closes all of the old side and opens the new at its own price")
    func flipping() throws {
        var position = Position()
        let instrument = instrument()
        try position.fill(-5, at: 50, of: instrument)
        #expect(position.cost == -250 * unit)
        let change = try position.fill(8, at: 40, of: instrument)
        #expect(change.closed == 5)
        #expect(change.realized == 50 * unit)
        #expect(position.quantity == 3)
        #expect(position.cost == 120 * unit)
        #expect(position.averagePrice(of: instrument) == 40)
        try position.fill(-3, at: 41, of: instrument)
        #expect(position.quantity == 0)
        #expect(position.cost == 0)
        #expect(position.realized == 53 * unit)
        #expect(position.averagePrice(of: instrument) == 0)
    }

    @Test("unrealized profit is exact at a mid between two prices")
    func unrealized() throws {
        let instrument = instrument(multiplier: 3)
        var long = Position()
        try long.fill(7, at: 100, of: instrument)
        // Mid of 100 and 101.
        #expect(long.unrealized(twiceMark: 201, of: instrument) == unit * 21 / 2)
        var short = Position()
        try short.fill(-7, at: 100, of: instrument)
        #expect(short.unrealized(twiceMark: 201, of: instrument) == unit * -21 / 2)
        #expect(Position().unrealized(twiceMark: .max, of: instrument) == 0)
        #expect(long.unrealized(twiceMark: .max, of: instrument) != nil)
        var huge = Position()
        try huge.fill(1 << 40, at: 1, of: instrument)
        #expect(huge.unrealized(twiceMark: .max, of: instrument) == nil)
    }

    @Test("an average is rounded half to even, also below zero")
    func average() throws {
        for (first, second, mean): (Int64, Int64, Int64) in [
            (1, 2, 2), (2, 3, 2), (-1, -2, -2), (-2, -3, -2), (-1, 2, 0), (0, 1, 0), (0, -1, 0),
        ] {
            for side: Int64 in [1, -1] {
                var position = Position()
                try position.fill(side, at: first, of: instrument())
                try position.fill(side, at: second, of: instrument())
                #expect(position.averagePrice(of: instrument()) == mean, "\(first), \(second)")
            }
        }
    }

    @Test("the average of a huge holding bought for nothing is no reason to stop")
    func hugeAverage() throws {
        var position = Position()
        try position.fill(.max - 1, at: 0, of: instrument(multiplier: .max))
        #expect(position.averagePrice(of: instrument(multiplier: .max)) == 0)
        // The divisor is 1.15 x 2^127, the cost three quarters of it, then half.
        let instrument = instrument(multiplier: 49_000_000_000)
        for (atOne, average): (Int64, Int64) in [
            (3_000_000_000_000_000_000, 1), (2_000_000_000_000_000_000, 0),
        ] {
            for side: Int64 in [1, -1] {
                var position = Position()
                try position.fill(side * atOne, at: side, of: instrument)
                try position.fill(side * (4_000_000_000_000_000_000 - atOne), at: 0, of: instrument)
                #expect(position.averagePrice(of: instrument) == side * average)
            }
        }
    }

    @Test("a profit beyond 128 bits is refused, the position unchanged")
    func profitOverflow() throws {
        let instrument = instrument(multiplier: 40_000_000_000)
        var position = Position()
        let price: Int64 = 4_000_000_000_000_000_000
        try position.fill(1, at: -price, of: instrument)
        let before = position
        #expect(throws: Refused.self) { try position.fill(-1, at: price, of: instrument) }
        #expect(position.isSame(as: before))
    }

    @Test("what a fill cannot book changes nothing", arguments: Seeds.upTo(40))
    func overflow(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var refused = 0
        for _ in 0..<50 {
            let multiplier = Int64(1) << Int64.random(in: 0..<40, using: &random)
            let instrument = instrument(multiplier: multiplier)
            var position = Position()
            for _ in 0..<40 {
                let signed = wide(&random)
                let price = wide(&random) >> 1
                guard signed != 0 else { continue }
                let before = position
                guard let change = position.apply(signed: signed, price: price, of: instrument)
                else {
                    refused += 1
                    if !position.isSame(as: before) { Issue.record("seed \(seed): changed") }
                    continue
                }
                let paid =
                    Int128(price) * Int128(signed) &* Int128(multiplier) &* 1_000_000_000
                let isBooked =
                    position.quantity == before.quantity + signed
                    && position.cost &- position.realized
                        == before.cost &- before.realized &+ paid
                    && change.realized == position.realized &- before.realized
                if !isBooked { Issue.record("seed \(seed): \(signed) at \(price)") }
                _ = position.averagePrice(of: instrument)
            }
        }
        #expect(refused > 100, "seed \(seed): nothing overflowed")
    }

    /// A number of any length.
    private func wide(_ random: inout SeededGenerator) -> Int64 {
        Int64(truncatingIfNeeded: random.next()) >> Int64.random(in: 0..<63, using: &random)
    }

    @Test(
        "quantity, cost, profit and average are those of an exact model",
        .enabled(if: Python.isPresent, "python3 is missing")
    )
    func model() throws {
        var stream = FillStream()
        for seed in Seeds.upTo(100) { stream.add(seed: seed) }
        let lines = try Python.run("Tests/DomainTests/model.py", input: stream.input)
        try #require(lines.count == stream.states.count)
        var wrong: [String] = []
        for (line, state) in zip(lines, stream.states) {
            let words = line.split(separator: " ")
            let cost = try #require(Int128(words[1]))
            let realized = try #require(Int128(words[2]))
            // Each close in part rounds once, by half a guard digit at most.
            let reach = Int128(state.closes / 2 + 1)
            var isSame =
                words[0] == "\(state.position.quantity)"
                && (state.position.cost - cost).magnitude <= reach.magnitude
                && (state.position.realized - realized).magnitude <= reach.magnitude
            if state.position.quantity != 0 {
                let average = try #require(Int128(words[3]))
                let rounded = Int128(state.average) * 1_000_000
                isSame = isSame && (rounded - average).magnitude <= 500_001
            }
            if !isSame { wrong.append("seed \(state.seed): \(line) is not \(state.position)") }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(3))")
        #expect(stream.flips > 300 && stream.flats > 300)
    }
}

/// Random fills, and what the code under test made of each.
private struct FillStream {
    struct State {
        var seed: UInt64
        var position: Position
        var average: Int64
        var closes: Int
    }
    var input = ""
    var states: [State] = []
    var flips = 0
    var flats = 0

    mutating func add(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let instrument = instrument(
            multiplier: [1, 7, 50, 1_000].randomElement(using: &random) ?? 1
        )
        let lowest: Int64 = seed % 5 == 0 ? -2_000 : 1
        var position = Position()
        var flow: Int128 = 0
        var closes = 0
        input += "new\n"
        for _ in 0..<120 {
            var signed = Int64.random(in: 1...1_000, using: &random)
            if Bool.random(using: &random) { signed = -signed }
            if position.quantity != 0, Int.random(in: 0..<10, using: &random) == 0 {
                signed = -position.quantity
            }
            let price = Int64.random(in: lowest...100_000, using: &random)
            let before = position.quantity
            guard let change = position.apply(signed: signed, price: price, of: instrument) else {
                Issue.record("seed \(seed): \(signed) at \(price) was refused")
                return
            }
            flow += Int128(signed * price) * Int128(instrument.multiplier) * unit
            if position.cost - position.realized != flow {
                Issue.record("seed \(seed): cost less profit is not what was paid")
            }
            if change.closed > 0, change.closed < abs(before) { closes += 1 }
            if position.quantity == 0 { flats += 1 }
            if before.signum() * position.quantity.signum() < 0 { flips += 1 }
            input += "\(signed) \(price) \(instrument.multiplier)\n"
            let average = position.averagePrice(of: instrument)
            states.append(State(seed: seed, position: position, average: average, closes: closes))
        }
    }
}

/// A fill left the reach of the numbers.
private struct Refused: Error {}

extension Position {
    /// Applies a fill that must be booked.
    @discardableResult
    fileprivate mutating func fill(_ signed: Int64, at price: Int64, of instrument: Instrument)
        throws -> Change
    {
        guard let change = apply(signed: signed, price: price, of: instrument) else {
            throw Refused()
        }
        return change
    }

    /// Whether quantity, cost and profit are equal.
    func isSame(as other: Position) -> Bool {
        quantity == other.quantity && cost == other.cost && realized == other.realized
    }
}
