import Domain
import Glibc
import Memory

/// What a change of a book costs in `DepthBooks`, beside the same in `Floors/l2_floor.c`.
///
/// `Benchmarks book TAPE REPEATS` makes the changes that program wrote down. Prints one JSON object:
/// levels, touch and checksum as the C loop has them, and the processor time of a change in ns, the
/// best of the repeats.
enum BookBenchmark {
    /// The line to print; `nil` when the file cannot be read.
    static func run(_ file: String, repeats: Int) -> String? {
        var rows = Slab<TapeRow>(capacity: 1 << 19)
        guard read(file, into: &rows), rows.count > 0 else { return nil }
        let one = InstrumentID(1)
        var best = Double.infinity
        var text = ""
        for _ in 0..<repeats {
            var books = DepthBooks()
            books.add(one)
            let began = Benchmarks.processorTime()
            let (checksum, changes) = play(rows, into: &books, one)
            best = min(best, Double(Benchmarks.processorTime() - began) / Double(changes))
            let (bid, ask) = (books.best(one, .buy), books.best(one, .sell))
            text =
                "{\"bids\":\(books.count(one, .buy)),\"asks\":\(books.count(one, .sell)),"
                + "\"bid\":\(bid?.price ?? 0),\"ask\":\(ask?.price ?? 0),"
                + "\"checksum\":\(checksum),\"book_ns\":\(best)}"
        }
        return text
    }

    private static func read(_ path: String, into rows: inout Slab<TapeRow>) -> Bool {
        guard let file = unsafe fopen(path, "rb") else { return false }
        defer { unsafe fclose(file) }
        var row = TapeRow(price: 0, quantity: 0, bits: 0)
        while unsafe fread(&row, MemoryLayout<TapeRow>.size, 1, file) == 1 { rows.append(row) }
        return unsafe feof(file) != 0
    }

    /// One change as the C loop wrote it down.
    private struct TapeRow: BitwiseCopyable {
        let price: Int64
        let quantity: Int64
        /// 1: an ask, 2: of the snapshot, 4: the last of its change.
        let bits: Int64
    }

    /// - Returns: The sum that the C loop makes of every touch, and how many changes there were.
    @inline(never)
    private static func play(
        _ rows: borrowing Slab<TapeRow>,
        into books: inout DepthBooks,
        _ one: InstrumentID
    ) -> (Int64, Int) {
        var checksum: Int64 = 0
        var changes = 0
        for place in 0..<rows.count {
            let row = rows[place]
            if row.bits & 2 != 0 {
                if place == 0 { books.beginSnapshot(one) }
            } else {
                changes += 1
            }
            books.set(
                one,
                side: row.bits & 1 != 0 ? .sell : .buy,
                price: row.price,
                quantity: row.quantity
            )
            guard row.bits & 4 != 0 else { continue }
            if row.bits & 2 != 0 { books.endSnapshot(one) }
            for side in [Side.buy, .sell] {
                guard let level = books.best(one, side) else { continue }
                checksum &+= level.price &* side.sign &+ level.quantity
            }
        }
        return (checksum, changes)
    }
}
