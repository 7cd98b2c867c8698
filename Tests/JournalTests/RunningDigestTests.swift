import Journal
import Memory
import Support
import Testing

/// 64 bytes, as the records are whole blocks.
private struct Block: BitwiseCopyable {
    var words: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

    init(_ random: inout SeededGenerator) {
        words = (
            random.next(), random.next(), random.next(), random.next(), random.next(),
            random.next(), random.next(), random.next()
        )
    }

    /// The same but for one bit, 0 to 511.
    func flipping(_ bit: Int) -> Block {
        var copy = self
        let mask: UInt64 = 1 << UInt64(bit % 64)
        switch bit / 64 {
        case 0: copy.words.0 ^= mask
        case 1: copy.words.1 ^= mask
        case 2: copy.words.2 ^= mask
        case 3: copy.words.3 ^= mask
        case 4: copy.words.4 ^= mask
        case 5: copy.words.5 ^= mask
        case 6: copy.words.6 ^= mask
        default: copy.words.7 ^= mask
        }
        return copy
    }
}

/// How blocks come to a digest: each by itself, or packed.
private enum Way: CaseIterable, Sendable {
    case values
    case run

    func digest(_ blocks: [Block]) -> RunningDigest {
        var digest = RunningDigest()
        switch self {
        case .values:
            for block in blocks { digest.add(block) }
        case .run:
            var buffer = RecordBuffer()
            for block in blocks { buffer.append(block) }
            digest.add(buffer.all)
        }
        return digest
    }
}

@Suite("Running digest")
struct RunningDigestTests {
    private func blocks(_ count: Int, seed: UInt64) -> [Block] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Block(&random) }
    }

    @Test(
        "the same records in the same order have the same digest",
        arguments: Seeds.upTo(10),
        Way.allCases
    )
    fileprivate func equality(seed: UInt64, way: Way) {
        let one = way.digest(blocks(50, seed: seed))
        let two = way.digest(blocks(50, seed: seed))
        #expect(one == two)
        #expect(one.text == two.text)
        #expect(one != way.digest(blocks(50, seed: seed + 1)))
        #expect(one.text.count == 64)
        #expect(one.text.allSatisfy { $0.isHexDigit })
    }

    @Test("every bit of a record counts", arguments: Way.allCases)
    fileprivate func everyBit(way: Way) {
        let original = blocks(5, seed: 1)
        var seen: Set<String> = [way.digest(original).text]
        for bit in 0..<512 {
            var changed = original
            changed[2] = changed[2].flipping(bit)
            seen.insert(way.digest(changed).text)
        }
        #expect(seen.count == 513)
    }

    @Test(
        "a bit anywhere, a record more, less or elsewhere counts",
        arguments: Seeds.upTo(40),
        Way.allCases
    )
    fileprivate func changes(seed: UInt64, way: Way) {
        var random = SeededGenerator(seed: seed)
        let original = blocks(40, seed: seed)
        let expected = way.digest(original)
        for _ in 0..<50 {
            var flipped = original
            let place = Int.random(in: 0..<40, using: &random)
            flipped[place] = flipped[place].flipping(Int.random(in: 0..<512, using: &random))
            var swapped = original
            let other = (place + Int.random(in: 1..<40, using: &random)) % 40
            swapped.swapAt(place, other)
            var shorter = original
            shorter.remove(at: place)
            var longer = original
            longer.insert(original[place], at: place)
            for changed in [flipped, swapped, shorter, longer] where way.digest(changed) == expected
            {
                Issue.record("seed \(seed): a change at \(place) is not seen")
            }
        }
    }

    @Test("records are packed in runs of any length")
    func runs() {
        var buffer = RecordBuffer()
        for block in blocks(20, seed: 4) { buffer.append(block) }
        let expected = Way.run.digest(blocks(20, seed: 4))
        for cut in 0...20 {
            var digest = RunningDigest()
            digest.add(buffer.all.slice(at: 0, length: cut * 64))
            digest.add(buffer.tail(from: cut * 64))
            #expect(digest == expected)
        }
    }

    @Test("a word that makes a factor zero does not forget what came before")
    func zeroFactor() {
        var seen: Set<String> = []
        for first in 0..<50 {
            var block = blocks(1, seed: UInt64(first))[0]
            var digest = RunningDigest()
            var buffer = RecordBuffer()
            buffer.append(block)
            block.words.1 = 0xE703_7ED1_A0B4_28DB
            block.words.0 = 5
            buffer.append(block)
            digest.add(buffer.all)
            seen.insert(digest.text)
        }
        #expect(seen.count == 50)
    }

    @Test("even records of zeros are counted")
    func zeros() {
        typealias Words = (UInt64, UInt64, UInt64, UInt64)
        var seen: Set<String> = [RunningDigest().text]
        var digest = RunningDigest()
        for _ in 0..<100 {
            let words: Words = (0, 0, 0, 0)
            digest.add(ZeroBlock(words: words))
            seen.insert(digest.text)
        }
        #expect(seen.count == 101)
    }

    @Test("a value that is no whole block stops the program")
    func size() async {
        await #expect(processExitsWith: .trap) {
            var digest = RunningDigest()
            digest.add(UInt64(1))
        }
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            buffer.append(UInt64(1))
            var digest = RunningDigest()
            digest.add(buffer.all)
        }
    }
}

private struct ZeroBlock: BitwiseCopyable {
    var words: (UInt64, UInt64, UInt64, UInt64)
}

@Suite("Memory journal")
struct MemoryJournalTests {
    @Test("counts what it takes; references leave the digest alone")
    func counts() {
        var random = SeededGenerator(seed: 9)
        var journal = MemoryJournal()
        let (one, two) = (Block(&random), Block(&random))
        journal.reference(inputs: 1_000)
        let before = journal.digest
        #expect(before == RunningDigest())
        journal.append(input: one)
        journal.reference(inputs: 24)
        var records = RecordBuffer()
        records.append(two)
        records.append(one)
        journal.append(records: records.all, inputs: 0, decisions: 2)
        let counts = [journal.references, journal.inputs, journal.decisions]
        #expect(counts == [1_024, 1, 2])
        var expected = RunningDigest()
        expected.add(one)
        expected.add(records.all)
        let digest = journal.digest
        #expect(digest == expected)
    }
}
