public import Memory

/// The displayed price levels of every instrument that has an L2 stream.
///
/// A side is one sorted run of levels with the best at its END: changes come mostly near the touch
/// and move few levels there. All runs lie in one slab, so a change allocates nothing once the
/// books have reached their size, and counts no references. A run that outgrows its room moves to
/// the end of the slab; what it leaves is at most what is in use.
///
/// A snapshot is collected beside the book and takes its place when it is whole: who reads meanwhile
/// sees the book before.
@frozen
@usableFromInline
package struct DepthBooks: ~Copyable {
    /// One level where it lies.
    @frozen
    @usableFromInline
    struct Entry: BitwiseCopyable {
        /// The price, times -1 where a greater price is worse: grows towards the end of the run.
        @usableFromInline var key: Int64
        @usableFromInline var quantity: Int64
        @usableFromInline var taken: Int64

        @inlinable
        init(key: Int64, quantity: Int64, taken: Int64) {
            self.key = key
            self.quantity = quantity
            self.taken = taken
        }
    }

    /// Where the levels of a side lie in the slab.
    @frozen
    @usableFromInline
    struct Run: BitwiseCopyable {
        @usableFromInline var start = 0
        @usableFromInline var count = 0
        @usableFromInline var room = 0

        @inlinable
        init() {}
    }

    /// What is known of an instrument's book.
    @frozen
    @usableFromInline
    struct State: BitwiseCopyable {
        /// Which pair of the four runs is shown: 0 or 2; the other collects snapshots.
        @usableFromInline var shown = 0
        @usableFromInline var isWhole = false
        @usableFromInline var isCollecting = false
        /// The part of the snapshot that comes next.
        @usableFromInline var nextPart = 0

        @inlinable
        init() {}
    }

    @usableFromInline var entries: Slab<Entry>
    /// Four of each instrument: bids and asks, twice.
    @usableFromInline var runs: Slab<Run>
    @usableFromInline var states: Slab<State>

    /// No instruments.
    @inlinable
    package init() {
        entries = Slab(capacity: 16)
        runs = Slab(capacity: 16)
        states = Slab(capacity: 4)
    }

    /// Makes room for an instrument, which has no book yet.
    @inlinable
    package mutating func add(_ instrument: InstrumentID) {
        states.extend(to: instrument.index &+ 1, with: State())
        runs.extend(to: states.count &* 4, with: Run())
    }
}

// MARK: - Looking

extension DepthBooks {
    /// Whether a whole snapshot has come and the book has not been cleared since.
    @inlinable
    package func hasBook(_ instrument: InstrumentID) -> Bool {
        states[instrument.index].isWhole
    }

    /// How many levels a side shows; 0 without a book.
    @inlinable
    package func count(_ instrument: InstrumentID, _ side: Side) -> Int {
        runs[shown(instrument, side)].count
    }

    /// A level of a side, counted from the best, which is 0.
    @inlinable
    package func level(_ instrument: InstrumentID, _ side: Side, _ index: Int) -> DepthLevel {
        let entry = entries[place(instrument, side, index)]
        return DepthLevel(
            price: entry.key &* side.sign,
            quantity: entry.quantity,
            taken: entry.taken
        )
    }

    /// The best level of a side, `nil` when it shows none.
    @inlinable
    package func best(_ instrument: InstrumentID, _ side: Side) -> DepthLevel? {
        count(instrument, side) == 0 ? nil : level(instrument, side, 0)
    }

    /// The displayed size at a price, what was taken of it included; 0 without such a level.
    @inlinable
    package func displayed(_ instrument: InstrumentID, _ side: Side, at price: Int64) -> Int64 {
        let run = runs[shown(instrument, side)]
        let key = price &* side.sign
        let place = firstPlace(in: run, notBelow: key)
        guard place < run.start &+ run.count, entries[place].key == key else { return 0 }
        return entries[place].quantity
    }
}

// MARK: - Changing

extension DepthBooks {
    /// Forgets the book: there is none until the next whole snapshot.
    @inlinable
    package mutating func clear(_ instrument: InstrumentID) {
        for run in 0..<4 { runs[instrument.index &* 4 &+ run].count = 0 }
        states[instrument.index].isWhole = false
        states[instrument.index].isCollecting = false
    }

    /// Removes every level of a side; the book is one still, if it was.
    @inlinable
    package mutating func clear(_ instrument: InstrumentID, _ side: Side) {
        runs[written(instrument, side)].count = 0
    }

    /// Sets what a price shows; quantity 0 removes the level.
    ///
    /// The size counts as shown anew: nothing of it has been taken. Does nothing without a book.
    ///
    /// - Parameters:
    ///   - instrument: Its instrument.
    ///   - side: `.buy` is the bid side.
    ///   - price: Mantissa, of at most 62 bits.
    ///   - quantity: Mantissa, 0 or more.
    @inlinable
    package mutating func set(
        _ instrument: InstrumentID,
        side: Side,
        price: Int64,
        quantity: Int64
    ) {
        let state = states[instrument.index]
        guard state.isWhole || state.isCollecting else { return }
        let index = written(instrument, side)
        // A snapshot comes best first: it is collected the other way round and turned at its end.
        let key = price &* (state.isCollecting ? 0 &- side.sign : side.sign)
        let run = runs[index]
        let place = firstPlace(in: run, notBelow: key)
        let end = run.start &+ run.count
        if place < end, entries[place].key == key {
            if quantity != 0 {
                entries[place] = Entry(key: key, quantity: quantity, taken: 0)
            } else {
                entries.move(from: place &+ 1, to: place, length: end &- place &- 1)
                runs[index].count &-= 1
            }
        } else if quantity != 0 {
            insert(Entry(key: key, quantity: quantity, taken: 0), at: place, in: index)
        }
    }

    /// Notes that own orders have taken of a level.
    ///
    /// - Parameters:
    ///   - instrument: Its instrument.
    ///   - side: The level's.
    ///   - index: Counted from the best, which is 0.
    ///   - quantity: Mantissa, 0 or more.
    @inlinable
    package mutating func take(
        _ instrument: InstrumentID,
        _ side: Side,
        _ index: Int,
        quantity: Int64
    ) {
        entries[place(instrument, side, index)].taken &+= quantity
    }

    /// Begins to collect a snapshot, dropping one that has been begun.
    @inlinable
    package mutating func beginSnapshot(_ instrument: InstrumentID) {
        states[instrument.index].isCollecting = true
        states[instrument.index].nextPart = 1
        runs[written(instrument, .buy)].count = 0
        runs[written(instrument, .sell)].count = 0
    }

    /// Begins part `part` of a snapshot, counted from 0; the first begins the snapshot.
    ///
    /// - Returns: `false` when the part before has not come.
    @inlinable
    package mutating func beginPart(_ instrument: InstrumentID, _ part: Int) -> Bool {
        if part == 0 {
            beginSnapshot(instrument)
            return true
        }
        let state = states[instrument.index]
        guard state.isCollecting, state.nextPart == part else { return false }
        states[instrument.index].nextPart &+= 1
        return true
    }

    /// Ends the snapshot: it is the book from here on.
    @inlinable
    package mutating func endSnapshot(_ instrument: InstrumentID) {
        precondition(states[instrument.index].isCollecting, "no snapshot has been begun")
        turn(runs[written(instrument, .buy)])
        turn(runs[written(instrument, .sell)])
        states[instrument.index].isCollecting = false
        states[instrument.index].isWhole = true
        states[instrument.index].shown ^= 2
    }
}

// MARK: - Places

extension DepthBooks {
    /// The run of a side that is shown.
    @inlinable
    func shown(_ instrument: InstrumentID, _ side: Side) -> Int {
        instrument.index &* 4 &+ states[instrument.index].shown &+ (side == .buy ? 0 : 1)
    }

    /// The run of a side that changes go to: while a snapshot is collected, its run.
    @inlinable
    func written(_ instrument: InstrumentID, _ side: Side) -> Int {
        shown(instrument, side) ^ (states[instrument.index].isCollecting ? 2 : 0)
    }

    @inlinable
    func place(_ instrument: InstrumentID, _ side: Side, _ index: Int) -> Int {
        let run = runs[shown(instrument, side)]
        precondition(index >= 0 && index < run.count, "no such level")
        return run.start &+ run.count &- 1 &- index
    }

    /// The first place of a run whose key is not below `key`; the run's end when there is none.
    ///
    /// Every step halves what is left, whatever it finds, so there is no branch to mispredict.
    @inlinable
    func firstPlace(in run: Run, notBelow key: Int64) -> Int {
        var first = run.start
        var left = run.count
        while left > 0 {
            let half = (left &+ 1) >> 1
            first = entries[first &+ half &- 1].key < key ? first &+ half : first
            left = left &- half
        }
        return first
    }

    @inlinable
    mutating func insert(_ entry: Entry, at place: Int, in index: Int) {
        var place = place
        if runs[index].count == runs[index].room {
            let before = runs[index].start
            grow(index)
            place &+= runs[index].start &- before
        }
        let end = runs[index].start &+ runs[index].count
        entries.move(from: place, to: place &+ 1, length: end &- place)
        entries[place] = entry
        runs[index].count &+= 1
    }

    /// Doubles the room of a run, at the end of the slab.
    @usableFromInline
    mutating func grow(_ index: Int) {
        let run = runs[index]
        let room = max(64, run.room &* 2)
        if run.room == 0 || run.start &+ run.room != entries.count {
            runs[index].start = entries.count
        }
        let start = runs[index].start
        entries.extend(to: start &+ room, with: Entry(key: 0, quantity: 0, taken: 0))
        entries.move(from: run.start, to: start, length: run.count)
        runs[index].room = room
    }

    /// Turns a collected run round: its keys change sign, its best goes to the end.
    @inlinable
    mutating func turn(_ run: Run) {
        var low = run.start
        var high = run.start &+ run.count &- 1
        while low <= high {
            var left = entries[low]
            var right = entries[high]
            left.key = 0 &- left.key
            right.key = 0 &- right.key
            entries[low] = right
            entries[high] = left
            low &+= 1
            high &-= 1
        }
    }
}
