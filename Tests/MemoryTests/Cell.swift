import Memory

/// A record for these tests: the first 64 bytes say how long it is and which number it has.
struct Cell: BitwiseCopyable, Equatable {
    var size: UInt32
    var reserved: UInt32 = 0
    var number: UInt64
    var filler: UInt64
    var rest: (UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0)

    /// The record with this number, `blocks` times 64 bytes long.
    init(number: UInt64, blocks: Int) {
        size = UInt32(blocks * 64)
        self.number = number
        filler = Cell.filler(of: number)
        rest.4 = ~filler
    }

    /// Appends the whole record: this head, then blocks that carry the number too.
    func append(to buffer: inout RecordBuffer) {
        buffer.append(self)
        for block in 1..<max(1, Int(size) / 64) {
            var more = self
            more.size = UInt32(block)
            buffer.append(more)
        }
    }

    /// Whether every block of the record at `offset` holds what was written.
    func isWhole(in run: RecordRun, at offset: Int) -> Bool {
        guard filler == Cell.filler(of: number), rest.4 == ~filler else { return false }
        for block in 1..<max(1, Int(size) / 64) {
            let more = run.load(at: offset + block * 64, as: Cell.self)
            guard more.size == UInt32(block), more.number == number, more.filler == filler,
                more.rest.4 == ~filler
            else { return false }
        }
        return true
    }

    static func filler(of number: UInt64) -> UInt64 { (number &+ 1) &* 0xD134_2543_DE82_EF95 }

    static func == (left: Cell, right: Cell) -> Bool {
        left.size == right.size && left.number == right.number && left.filler == right.filler
    }
}
