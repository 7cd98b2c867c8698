import Domain
import Support
import Testing

/// The same books kept the plainest way: a dictionary a side, sorted when it is read.
private struct PlainBook {
    /// A mistake on purpose, to see that the comparison finds it.
    enum Mistake: CaseIterable {
        case keepsTaken
        case keepsRemoved
        case clearsOneSide
        case mergesSnapshot
        case appliesBeforeSnapshot
    }

    typealias Levels = [Int64: (quantity: Int64, taken: Int64)]

    var mistake: Mistake?
    var sides: [Side: Levels] = [.buy: [:], .sell: [:]]
    var collected: [Side: Levels] = [.buy: [:], .sell: [:]]
    var isWhole = false
    var isCollecting = false

    func levels(_ side: Side) -> [DepthLevel] {
        (sides[side] ?? [:])
            .sorted { side == .buy ? $0.key > $1.key : $0.key < $1.key }
            .map { DepthLevel(price: $0.key, quantity: $0.value.quantity, taken: $0.value.taken) }
    }

    mutating func set(_ side: Side, _ price: Int64, _ quantity: Int64) {
        if isCollecting {
            collected[side]?[price] = quantity == 0 ? nil : (quantity, 0)
        } else if isWhole || mistake == .appliesBeforeSnapshot {
            let taken = mistake == .keepsTaken ? sides[side]?[price]?.taken ?? 0 : 0
            if quantity == 0, mistake == .keepsRemoved, price % 7 == 0 { return }
            sides[side]?[price] = quantity == 0 ? nil : (quantity, taken)
        }
    }

    mutating func take(_ side: Side, _ index: Int, _ quantity: Int64) {
        let price = levels(side)[index].price
        sides[side]?[price]?.taken += quantity
    }

    mutating func clear() {
        sides = [.buy: [:], .sell: mistake == .clearsOneSide ? sides[.sell] ?? [:] : [:]]
        isWhole = false
        isCollecting = false
    }

    mutating func clear(_ side: Side) {
        if isCollecting { collected[side] = [:] } else { sides[side] = [:] }
    }

    mutating func begin() {
        if mistake != .mergesSnapshot { collected = [.buy: [:], .sell: [:]] }
        isCollecting = true
    }

    mutating func end() {
        sides = collected
        isCollecting = false
        isWhole = true
    }
}

/// Two books under the same random stream, read after each step.
private struct Comparison: ~Copyable {
    private var books = DepthBooks()
    private var plain: [PlainBook]
    private var random: SeededGenerator

    init(seed: UInt64, mistake: PlainBook.Mistake? = nil) {
        random = SeededGenerator(seed: seed)
        plain = Array(repeating: PlainBook(mistake: mistake), count: 3)
        for number in 1...3 { books.add(InstrumentID(UInt32(number))) }
    }

    /// The first step after which they differ, `nil` when they never do.
    mutating func firstDifference(steps: Int) -> String? {
        for step in 0..<steps {
            let number = Int.random(in: 0..<3, using: &random)
            act(InstrumentID(UInt32(number + 1)), number)
            if let difference = difference(number) { return "step \(step): \(difference)" }
        }
        return nil
    }

    private mutating func act(_ instrument: InstrumentID, _ number: Int) {
        let side: Side = Bool.random(using: &random) ? .buy : .sell
        switch Int.random(in: 0..<100, using: &random) {
        case 0:
            books.clear(instrument)
            plain[number].clear()
        case 1:
            books.clear(instrument, side)
            plain[number].clear(side)
        case 2..<5 where !plain[number].isCollecting:
            books.beginSnapshot(instrument)
            plain[number].begin()
        case 2..<12 where plain[number].isCollecting:
            books.endSnapshot(instrument)
            plain[number].end()
        case 12..<30:
            let count = books.count(instrument, side)
            guard count > 0 else { return }
            let index = Int.random(in: 0..<min(count, 4), using: &random)
            let quantity = Int64.random(in: 0..<9, using: &random)
            books.take(instrument, side, index, quantity: quantity)
            plain[number].take(side, index, quantity)
        default:
            // Few prices make removals and second sizes; negative ones are prices too.
            let price = Int64.random(in: -60..<200, using: &random)
            let quantity = max(0, Int64.random(in: -5..<9, using: &random))
            books.set(instrument, side: side, price: price, quantity: quantity)
            plain[number].set(side, price, quantity)
        }
    }

    private func difference(_ number: Int) -> String? {
        let instrument = InstrumentID(UInt32(number + 1))
        guard books.hasBook(instrument) == plain[number].isWhole else { return "hasBook" }
        for side in [Side.buy, .sell] {
            let expected = plain[number].levels(side)
            let found = (0..<books.count(instrument, side))
                .map { books.level(instrument, side, $0) }
            if found != expected { return "\(side): \(found), not \(expected)" }
            guard books.best(instrument, side) == expected.first else { return "best" }
            for price: Int64 in [-60, 0, 70, 199] {
                let shown = expected.first { $0.price == price }?.quantity ?? 0
                guard books.displayed(instrument, side, at: price) == shown else {
                    return "displayed at \(price)"
                }
            }
        }
        return nil
    }
}

/// The books of one instrument, as expectations can read them.
private final class Ladder {
    private var books = DepthBooks()
    private let one = InstrumentID(1)

    init() { books.add(one) }

    var hasBook: Bool { books.hasBook(one) }
    func best(_ side: Side) -> DepthLevel? { books.best(one, side) }
    func level(_ side: Side, _ index: Int) -> DepthLevel { books.level(one, side, index) }
    func displayed(_ side: Side, _ price: Int64) -> Int64 {
        books.displayed(one, side, at: price)
    }
    func begin(part: Int) -> Bool { books.beginPart(one, part) }
    func end() { books.endSnapshot(one) }
    func take(_ side: Side, _ index: Int, _ size: Int64) {
        books.take(one, side, index, quantity: size)
    }
    func set(_ side: Side, _ price: Int64, _ size: Int64) {
        books.set(one, side: side, price: price, quantity: size)
    }
}

@Suite("Depth books")
struct DepthBooksTests {
    @Test("random streams leave the same levels as a dictionary", arguments: Seeds.upTo(40))
    func property(seed: UInt64) {
        var comparison = Comparison(seed: seed)
        let difference = comparison.firstDifference(steps: 2_000)
        #expect(difference == nil, "seed \(seed)")
    }

    @Test("the comparison finds each mistake", arguments: PlainBook.Mistake.allCases)
    private func planted(mistake: PlainBook.Mistake) {
        var comparison = Comparison(seed: 1, mistake: mistake)
        let difference = comparison.firstDifference(steps: 4_000)
        #expect(difference != nil)
    }

    @Test("what was taken is gone until the size is shown anew")
    func taken() {
        let ladder = Ladder()
        #expect(ladder.begin(part: 0))
        ladder.set(.sell, 101, 5)
        ladder.end()
        ladder.take(.sell, 0, 2)
        #expect(ladder.level(.sell, 0).available == 3)
        ladder.take(.sell, 0, 9)
        #expect(ladder.level(.sell, 0).available == 0)
        #expect(ladder.displayed(.sell, 101) == 5)
        ladder.set(.sell, 101, 4)
        #expect(ladder.best(.sell) == DepthLevel(price: 101, quantity: 4))
    }

    @Test("until a snapshot is whole the book before stays")
    func replaced() {
        let ladder = Ladder()
        ladder.set(.buy, 99, 1)
        #expect(!ladder.hasBook)
        #expect(ladder.best(.buy) == nil)
        for size: Int64 in [1, 2] {
            #expect(ladder.begin(part: 0))
            ladder.set(.buy, 99, size)
            #expect(ladder.best(.buy)?.quantity == (size == 1 ? nil : 1))
            #expect(ladder.begin(part: 1))
            ladder.set(.buy, 98, size)
            ladder.end()
            #expect(ladder.level(.buy, 1) == DepthLevel(price: 98, quantity: size))
        }
        #expect(!ladder.begin(part: 1))
        #expect(ladder.begin(part: 0))
        #expect(!ladder.begin(part: 2))
        #expect(ladder.level(.buy, 1).price == 98)
    }

    @Test("a level that does not exist stops the program")
    func noLevel() async {
        await #expect(processExitsWith: .trap) {
            var books = DepthBooks()
            books.add(InstrumentID(1))
            _ = books.level(InstrumentID(1), .buy, 0)
        }
    }
}
