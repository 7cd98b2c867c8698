import Memory
import Support
import Testing

@Suite("Record ring")
struct RecordRingTests {
    /// What a ring of this capacity holds, said the simplest way: positions that only grow.
    struct Model {
        let capacity: Int
        var head = 0
        var tail = 0
        var waiting: [(place: Int, number: UInt64, blocks: Int)] = []

        /// Whether a run of records is taken; it never lies across the end of the memory.
        mutating func push(_ records: [(number: UInt64, blocks: Int)]) -> Bool {
            let length = records.reduce(0) { $0 + $1.blocks * 64 }
            let rest = capacity - tail % capacity
            let start = rest < length ? tail + rest : tail
            guard start + length - head <= capacity else { return false }
            var place = start
            for record in records {
                waiting.append((place, record.number, record.blocks))
                place += record.blocks * 64
            }
            tail = place
            return true
        }

        /// The reader looks: what was skipped at the end of the memory is behind it then.
        mutating func look() {
            if let first = waiting.first { head = first.place }
        }
    }

    @Test("takes and gives what a simple model takes and gives", arguments: Seeds.upTo(40))
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let ring = RecordRing(capacity: 4_096)
        defer { ring.destroy() }
        var model = Model(capacity: 4_096)
        var buffer = RecordBuffer()
        var next: UInt64 = 1
        var refused = 0
        var wrong = 0
        for _ in 0..<2_000 {
            if Bool.random(using: &random) {
                buffer.removeAll()
                let blocks = (0..<Int.random(in: 1...3, using: &random))
                    .map { _ in
                        Int.random(in: 1...10, using: &random)
                    }
                let records = blocks.enumerated().map { (next + UInt64($0.offset), $0.element) }
                for record in records {
                    Cell(number: record.0, blocks: record.1).append(to: &buffer)
                }
                let taken = ring.push(buffer.all)
                if taken != model.push(records) { wrong += 1 }
                if taken { next += UInt64(records.count) } else { refused += 1 }
            } else {
                wrong += read(ring, &model, most: Int.random(in: 0...6, using: &random))
            }
        }
        while !model.waiting.isEmpty, wrong == 0 { wrong += read(ring, &model, most: 100) }
        #expect(wrong == 0, "seed \(seed)")
        #expect(refused > 0, "seed \(seed): the ring was never full")
        #expect(model.tail > 20 * 4_096, "seed \(seed): the ring hardly ever wrapped")
        #expect(ring.readable().isEmpty)
    }

    /// Reads up to `most` records and compares each; the number of differences.
    private func read(_ ring: RecordRing, _ model: inout Model, most: Int) -> Int {
        let run = ring.readable()
        guard run.isEmpty == model.waiting.isEmpty else { return 1 }
        model.look()
        var offset = 0
        var wrong = 0
        for _ in 0..<most where offset < run.count {
            let cell = run.load(at: offset, as: Cell.self)
            if cell.size == 0 { break }
            let expected = model.waiting.removeFirst()
            let isSame =
                cell.number == expected.number && Int(cell.size) == expected.blocks * 64
                && cell.isWhole(in: run, at: offset)
            if !isSame { wrong += 1 }
            offset += Int(cell.size)
            model.head = expected.place + expected.blocks * 64
        }
        ring.release(offset)
        return wrong
    }

    @Test("a full ring refuses the whole run, and takes it once there is room")
    func full() {
        let ring = RecordRing(capacity: 4_096)
        defer { ring.destroy() }
        var half = RecordBuffer()
        Cell(number: 1, blocks: 32).append(to: &half)
        #expect(ring.push(half.all))
        #expect(ring.push(half.all))
        var one = RecordBuffer()
        Cell(number: 2, blocks: 1).append(to: &one)
        #expect(!ring.push(one.all))
        #expect(ring.readable().count == 4_096)
        ring.release(2_048)
        #expect(ring.push(half.all))
        #expect(!ring.push(one.all))
    }

    @Test("a run of no bytes is taken and changes nothing")
    func nothing() {
        let ring = RecordRing(capacity: 4_096)
        defer { ring.destroy() }
        let buffer = RecordBuffer()
        #expect(ring.push(.empty))
        #expect(ring.push(buffer.all))
        #expect(ring.readable().isEmpty)
    }

    @Test("the capacity is the next power of two, 4 KiB at least")
    func capacity() {
        for (wanted, given) in [(1, 4_096), (4_096, 4_096), (4_097, 8_192), (1 << 20, 1 << 20)] {
            let ring = RecordRing(capacity: wanted)
            #expect(ring.capacity == given)
            ring.destroy()
        }
    }

    @Test("handles are equal when they name one ring")
    func handles() {
        let one = RecordRing(capacity: 4_096)
        let two = RecordRing(capacity: 4_096)
        let copy = one
        #expect(one == copy)
        #expect(one != two)
        one.destroy()
        two.destroy()
    }

    @Test("a run that is no whole block, or more than half the ring, stops the program")
    func wrongLengths() async {
        await #expect(processExitsWith: .trap) {
            let ring = RecordRing(capacity: 4_096)
            var buffer = RecordBuffer()
            buffer.append(UInt32(1))
            _ = ring.push(buffer.all)
        }
        await #expect(processExitsWith: .trap) {
            let ring = RecordRing(capacity: 4_096)
            var buffer = RecordBuffer()
            for _ in 0..<33 { Cell(number: 1, blocks: 1).append(to: &buffer) }
            _ = ring.push(buffer.all)
        }
    }

    @Test("giving back more than was shown stops the program")
    func releasedTooMuch() async {
        await #expect(processExitsWith: .trap) {
            let ring = RecordRing(capacity: 4_096)
            var buffer = RecordBuffer()
            Cell(number: 1, blocks: 1).append(to: &buffer)
            _ = ring.push(buffer.all)
            ring.release(ring.readable().count + 64)
        }
    }
}
