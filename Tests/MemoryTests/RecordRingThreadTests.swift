import Foundation
import Memory
import Testing

@Suite("Record ring between two threads")
struct RecordRingThreadTests {
    @Test("a million records cross in order and whole", .timeLimit(.minutes(3)))
    func crossing() {
        let records: UInt64 = 1_000_000
        let ring = RecordRing(capacity: 1 << 14)
        defer { ring.destroy() }
        let producer = Thread {
            var buffer = RecordBuffer()
            var number: UInt64 = 1
            while number <= records {
                buffer.removeAll()
                Cell(number: number, blocks: 1 + Int(number % 5)).append(to: &buffer)
                while !ring.push(buffer.all) { sched_yield() }
                number += 1
            }
        }
        producer.start()
        var expected: UInt64 = 1
        var wrong = 0
        while expected <= records {
            let run = ring.readable()
            if run.isEmpty {
                sched_yield()
                continue
            }
            var offset = 0
            while offset < run.count {
                let cell = run.load(at: offset, as: Cell.self)
                if cell.size == 0 { break }
                let isSame =
                    cell.number == expected && Int(cell.size) == (1 + Int(expected % 5)) * 64
                    && cell.isWhole(in: run, at: offset)
                if !isSame { wrong += 1 }
                // A lost record must not keep the reader waiting for ever.
                expected = cell.number + 1
                offset += Int(cell.size)
            }
            ring.release(offset)
        }
        #expect(wrong == 0)
        #expect(ring.readable().isEmpty)
    }
}
