import TenonKit

/// What a file of price levels has told so far: the snapshot being collected, the changes that wait
/// for one, and the update the book has reached.
///
/// The rule is the venue's for its diff stream: changes that arrive before the snapshot are kept;
/// those whose last update is not newer than the snapshot's are dropped, the others follow it.
struct BookReader {
    /// One row: a level of a snapshot or a change.
    struct Row {
        var received: Int64 = 0
        var venue: Int64 = .min
        var isSnapshot = false
        var first: UInt64 = 0
        var last: UInt64 = 0
        /// The last update before this change, 0 where the venue does not say.
        var previous: UInt64 = 0
        var side: UInt8 = 0
        var price: Int64 = 0
        var quantity: Int64 = 0

        /// Whether both come from one message of the venue.
        func belongs(to other: Row) -> Bool {
            last == other.last && received == other.received
        }
    }

    /// Changes kept at most while there is no snapshot; a file with more has none in reach.
    static let mostHeld = 65_536

    /// The snapshot being collected: its levels in file order.
    private(set) var levels: [Row] = []
    private var held: [Row] = []
    /// The last update of the newest snapshot, `nil` before the first.
    private(set) var snapshotUpdate: UInt64?
    /// First and last update of the change before.
    private var reached: (first: UInt64, last: UInt64) = (0, 0)
    private var isAfterSnapshot = false

    /// Whether a row goes on with the snapshot being collected.
    func continues(_ row: Row) -> Bool {
        guard let level = levels.first else { return true }
        return row.isSnapshot && row.last == level.last && row.received == level.received
    }

    /// Adds a level to the snapshot being collected.
    mutating func collect(_ row: Row) { levels.append(row) }

    /// Keeps a change until the snapshot.
    ///
    /// - Returns: `false` when too many wait already.
    mutating func hold(_ row: Row) -> Bool {
        guard held.count < Self.mostHeld else { return false }
        held.append(row)
        return true
    }

    /// Ends the snapshot being collected: its levels, best first, and the changes kept that are
    /// newer, in their order.
    mutating func takeSnapshot() -> (bids: [Row], asks: [Row], newer: [Row], dropped: Int) {
        let update = levels.first?.last ?? 0
        let bids = levels.filter { $0.side == UInt8(ascii: "b") }.sorted { $0.price > $1.price }
        let asks = levels.filter { $0.side == UInt8(ascii: "a") }.sorted { $0.price < $1.price }
        let newer = held.filter { $0.last > update }
        let dropped = held.count - newer.count
        levels.removeAll(keepingCapacity: true)
        held = []
        snapshotUpdate = update
        isAfterSnapshot = true
        return (bids, asks, newer, dropped)
    }

    /// Takes a change into account.
    ///
    /// - Returns: Whether updates are missing between the change before and this one.
    mutating func misses(before row: Row) -> Bool {
        guard row.first != reached.first || row.last != reached.last || isAfterSnapshot else {
            return false
        }
        let expected = (isAfterSnapshot ? snapshotUpdate ?? 0 : reached.last) &+ 1
        let follows =
            isAfterSnapshot
            ? row.first <= expected
            : (row.previous != 0 ? row.previous &+ 1 == expected : row.first == expected)
        reached = (row.first, row.last)
        isAfterSnapshot = false
        return !follows
    }

    /// Gives up the changes that still wait: the file has no snapshot after them.
    ///
    /// - Returns: How many rows that were.
    mutating func abandon() -> Int {
        defer { held = [] }
        return held.count
    }
}
