import Memory
import Support
import Testing

@Suite("Slab")
struct SlabTests {
    @Test("places keep number and value while the slab grows")
    func growth() {
        var slab = Slab<Int>(capacity: 1)
        var numbers: [Int] = []
        for value in 0..<10_000 { numbers.append(slab.append(value * 3)) }
        var wrong = 0
        for value in 0..<10_000 where slab[value] != value * 3 { wrong += 1 }
        let count = slab.count
        #expect(wrong == 0)
        #expect(count == 10_000)
        #expect(numbers == Array(0..<10_000))
    }

    @Test("a place is changed where it is")
    func change() {
        var slab = Slab<Int>()
        slab.extend(to: 3, with: 5)
        slab[1] += 2
        slab.extend(to: 2, with: 9)
        let values = [slab[0], slab[1], slab[2]]
        #expect(values == [5, 7, 5])
        slab.removeLast()
        #expect(slab.count == 2)
        slab.removeAll()
        #expect(slab.count == 0)
        #expect(slab.append(1) == 0)
    }

    @Test("a place that is not there stops the program")
    func traps() async {
        await #expect(processExitsWith: .trap) {
            let slab = Slab<Int>(capacity: 8)
            print(slab[0])
        }
        await #expect(processExitsWith: .trap) {
            var slab = Slab<Int>(capacity: 8)
            slab.append(1)
            slab[1] = 2
        }
        await #expect(processExitsWith: .trap) {
            var slab = Slab<Int>(capacity: 8)
            slab.append(1)
            print(slab[-1])
        }
        await #expect(processExitsWith: .trap) {
            var slab = Slab<Int>(capacity: 8)
            slab.removeLast()
        }
    }
}

@Suite("Record buffer")
struct RecordBufferTests {
    @Test("bytes stay what they were while the buffer grows", arguments: Seeds.upTo(20))
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var buffer = RecordBuffer(capacity: 1)
        var model: [UInt64] = []
        var piece = RecordBuffer()
        for _ in 0..<600 {
            switch Int.random(in: 0..<8, using: &random) {
            case 0:
                let kept = Int.random(in: 0...model.count, using: &random)
                buffer.truncate(to: kept * 8)
                model.removeLast(model.count - kept)
            case 1:
                let gone = Int.random(in: 0...min(model.count, 20), using: &random)
                buffer.removeFirst(gone * 8)
                model.removeFirst(gone)
            case 2:
                piece.removeAll()
                for _ in 0..<Int.random(in: 0...40, using: &random) {
                    let word = random.next()
                    piece.append(word)
                    model.append(word)
                }
                buffer.append(piece.all)
            default:
                let word = random.next()
                buffer.append(word)
                model.append(word)
            }
        }
        let run = buffer.all
        #expect(run.count == model.count * 8)
        var wrong = 0
        for (place, word) in model.enumerated()
        where run.load(at: place * 8, as: UInt64.self) != word { wrong += 1 }
        #expect(wrong == 0, "seed \(seed)")
        let half = buffer.tail(from: model.count / 2 * 8)
        #expect(half.count == (model.count - model.count / 2) * 8)
    }

    @Test("a record is made of zeros and filled where it lies")
    func inPlace() {
        var buffer = RecordBuffer(capacity: 64)
        for number: UInt64 in 1...20 { buffer.append(number) }
        buffer.truncate(to: 80)
        let offset = buffer.extend(by: 64)
        #expect(offset == 80)
        #expect(buffer.count == 144)
        for place in stride(from: 80, to: 144, by: 8) {
            #expect(buffer.all.load(at: place, as: UInt64.self) == 0)
        }
        buffer.withRecord(at: 80, as: Cell.self) { $0.number = 77 }
        #expect(buffer.all.load(at: 80, as: Cell.self).number == 77)
        #expect(buffer.all.load(at: 72, as: UInt64.self) == 10)
    }

    @Test("an offset outside stops the program")
    func traps() async {
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            _ = buffer.extend(by: 64)
            buffer.withRecord(at: 8, as: Cell.self) { $0.number = 1 }
        }
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            _ = buffer.extend(by: 64)
            buffer.withRecord(at: .max - 7, as: Cell.self) { $0.number = 1 }
        }
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            _ = buffer.extend(by: -64)
        }
        await #expect(processExitsWith: .trap) {
            let buffer = RecordBuffer()
            print(buffer.tail(from: 1).count)
        }
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            buffer.append(UInt64(1))
            buffer.truncate(to: 9)
        }
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            buffer.append(UInt64(1))
            buffer.removeFirst(9)
        }
    }
}

@Suite("Record run")
struct RecordRunTests {
    @Test("values are read and written at their offset")
    func access() {
        var buffer = RecordBuffer()
        for word: UInt64 in 0..<8 { buffer.append(word) }
        let run = buffer.all
        run.store(UInt16(0xABCD), at: 18)
        #expect(run.load(at: 16, as: UInt64.self) == 0xABCD_0002)
        let slice = run.slice(at: 16, length: 16)
        #expect(slice.count == 16)
        #expect(slice.load(at: 8, as: UInt64.self) == 3)
        #expect(run.slice(at: 64, length: 0).isEmpty)
        #expect(RecordRun.empty.isEmpty)
    }

    @Test("reading past the end stops the program")
    func reading() async {
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            buffer.append(UInt64(1))
            print(buffer.all.load(at: 4, as: UInt64.self))
        }
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            buffer.append(UInt64(1))
            print(buffer.all.load(at: -8, as: UInt64.self))
        }
        await #expect(processExitsWith: .trap) {
            print(RecordRun.empty.load(at: 0, as: UInt8.self))
        }
    }

    @Test("an offset near the end of the integers stops the program")
    func wrapping() async {
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            buffer.append(UInt64(1))
            print(buffer.all.load(at: .max - 3, as: UInt64.self))
        }
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            buffer.append(UInt64(1))
            buffer.all.store(UInt64(2), at: .max - 7)
        }
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            buffer.append(UInt64(1))
            print(buffer.all.slice(at: 8, length: .max - 4).count)
        }
    }

    @Test("a view reads the fields of a record where it lies")
    func view() {
        var buffer = RecordBuffer()
        Cell(number: 5, blocks: 1).append(to: &buffer)
        Cell(number: 6, blocks: 1).append(to: &buffer)
        let view = buffer.all.view(at: 64, as: Cell.self)
        #expect(view[\.number] == 6)
        #expect(view[\.size] == 64)
        #expect(view[\.rest.4] == ~Cell.filler(of: 6))
    }

    @Test("a view past the end stops the program")
    func viewing() async {
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            Cell(number: 5, blocks: 1).append(to: &buffer)
            print(buffer.all.view(at: 8, as: Cell.self)[\.number])
        }
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            Cell(number: 5, blocks: 1).append(to: &buffer)
            print(buffer.all.view(at: .max - 7, as: Cell.self)[\.number])
        }
        await #expect(processExitsWith: .trap) {
            print(RecordRun.empty.view(at: 0, as: Cell.self)[\.number])
        }
    }

    @Test("writing past the end stops the program")
    func writing() async {
        await #expect(processExitsWith: .trap) {
            var buffer = RecordBuffer()
            buffer.append(UInt64(1))
            buffer.all.store(UInt64(2), at: 1)
        }
    }
}
