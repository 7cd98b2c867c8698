import Domain
import Orders
import Support
import Testing

private func instrument(_ id: UInt32, multiplier: Int64 = 1) -> Instrument {
    Instrument(
        id: InstrumentID(id),
        uid: UInt64(id),
        version: 1,
        exponents: (-2, 0, 0),
        tick: 1,
        lot: 1,
        multiplier: multiplier,
        settlement: CurrencyID(1)
    )
}

@Suite("Books")
struct BooksTests {
    @Test("a fill is in the book of its strategy and of its account, and in no other")
    func separation() {
        var books = Books(strategies: 3, accounts: 2)
        for id: UInt32 in 1...4 { books.add(InstrumentID(id)) }
        #expect(books.instruments == 4)
        var expected: [[Int64]] = Array(repeating: Array(repeating: 0, count: 5), count: 4)
        var random = SeededGenerator(seed: 3)
        for _ in 0..<500 {
            let strategy = Int.random(in: 0..<3, using: &random)
            let account = Int.random(in: 0..<2, using: &random)
            let place = Int.random(in: 0..<4, using: &random)
            let instrument = instrument(UInt32(place + 1))
            var signed = Int64.random(in: 1...9, using: &random)
            if Bool.random(using: &random) { signed = -signed }
            let isBooked = books.apply(
                InstanceID(UInt32(strategy)),
                AccountID(UInt32(account + 1)),
                signed: signed,
                price: 100,
                value: Int128(signed * 100),
                fee: 1,
                of: instrument
            )
            #expect(isBooked)
            expected[place][strategy] += signed
            expected[place][3 + account] += signed
        }
        for place in 0..<4 {
            let id = InstrumentID(UInt32(place + 1))
            var found: [Int64] = []
            for strategy: UInt32 in 0..<3 {
                found.append(books[InstanceID(strategy), id].position.quantity)
            }
            for account: UInt32 in 1...2 {
                found.append(books[AccountID(account), id].position.quantity)
            }
            #expect(found == expected[place])
            // The books of the strategies and those of the accounts hold the same in sum.
            #expect(found[0] + found[1] + found[2] == found[3] + found[4])
        }
    }

    @Test("fees, turnover and fills are counted")
    func entry() {
        var entry = BookEntry()
        let instrument = instrument(1)
        let fills: [(signed: Int64, price: Int64, fee: Int64)] = [(5, 100, 3), (-8, 90, -1)]
        for fill in fills {
            let isBooked = entry.apply(
                signed: fill.signed,
                price: fill.price,
                value: Int128(fill.signed * fill.price),
                fee: fill.fee,
                of: instrument
            )
            #expect(isBooked)
        }
        #expect(entry.fees == 2)
        #expect(entry.turnover == 1_220)
        #expect(entry.fills == 2)
        #expect(entry.position.quantity == -3)
    }

    @Test("what does not fit is not booked at all")
    func overflow() {
        let instrument = instrument(1)
        var entry = BookEntry()
        entry.fees = .max
        let isFeeBooked = entry.apply(signed: 1, price: 1, value: 1, fee: 1, of: instrument)
        #expect(!isFeeBooked)
        #expect(entry.position.quantity == 0)
        #expect((entry.turnover, entry.fills) == (0, 0))
        entry.fees = 0
        entry.turnover = .max
        for value: Int128 in [1, -1, .min] {
            let isBooked = entry.apply(signed: 1, price: 1, value: value, fee: 1, of: instrument)
            #expect(!isBooked)
            #expect((entry.position.quantity, entry.fees, entry.fills) == (0, 0, 0))
        }
    }
}
