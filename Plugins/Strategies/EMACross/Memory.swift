import TenonKit

/// One exponential moving average.
struct Average {
    var value = 0.0
    /// Of the prices before it has its seed.
    var sum = 0.0
    var isSeeded = false
}

/// What a state holds: everything the next intent depends on that the host does not tell again.
struct Memory {
    /// Prices seen.
    var count: UInt64 = 0
    var fastAverage = Average()
    var slowAverage = Average()
    /// The highest intent id used.
    var lastIntent: UInt64 = 0
    var symbol = ""
    /// What it listens to; one stream from the first price on.
    var streams: Subscription.Streams = []
    /// Both averages exist and `slow` prices were seen.
    var isPrimed = false
    /// Fast was above slow at the last price.
    var isAbove = false
    /// An order was refused: nothing more until the averages turn.
    var isWaiting = false
    /// 1 long, -1 short or flat, 0 no opinion yet.
    var want: Int8 = 0

    var fast: Double {
        @inline(__always) get { fastAverage.value }
        @inline(__always) set { fastAverage.value = newValue }
    }
    var slow: Double {
        @inline(__always) get { slowAverage.value }
        @inline(__always) set { slowAverage.value = newValue }
    }
}

extension EMACross {
    /// Writes 128 bytes; State.c of the C twin has the table.
    borrowing func save(to state: inout StateWriter, schema: UInt32) throws(PluginError) {
        state.write(memory.count)
        state.write(memory.fast)
        state.write(memory.slow)
        state.write(memory.fastAverage.sum)
        state.write(memory.slowAverage.sum)
        state.write(memory.lastIntent)
        state.write(UInt64(0))
        try state.write(memory.symbol, width: 64)
        state.write(UInt8(truncatingIfNeeded: memory.streams.rawValue))
        let flags = [
            memory.fastAverage.isSeeded, memory.slowAverage.isSeeded, memory.isPrimed,
            memory.isAbove, memory.isWaiting,
        ]
        state.write(flags.reversed().reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) })
        state.write(memory.want)
        state.write(UInt8(0))
        state.write(UInt32(0))
    }

    mutating func load(from state: inout StateReader, schema: UInt32) throws(PluginError) {
        var loaded = Memory()
        loaded.count = try state.read(UInt64.self)
        loaded.fast = try state.readDouble()
        loaded.slow = try state.readDouble()
        loaded.fastAverage.sum = try state.readDouble()
        loaded.slowAverage.sum = try state.readDouble()
        loaded.lastIntent = try state.read(UInt64.self)
        let zero = try state.read(UInt64.self)
        loaded.symbol = try state.readText(width: 64)
        loaded.streams = Subscription.Streams(rawValue: UInt32(try state.read(UInt8.self)))
        let flags = try state.read(UInt8.self)
        loaded.fastAverage.isSeeded = flags & 1 != 0
        loaded.slowAverage.isSeeded = flags & 2 != 0
        loaded.isPrimed = flags & 4 != 0
        loaded.isAbove = flags & 8 != 0
        loaded.isWaiting = flags & 16 != 0
        loaded.want = try state.read(Int8.self)
        let rest = try (UInt32(state.read(UInt8.self)), state.read(UInt32.self))
        try state.finish()
        let numbers = [loaded.fast, loaded.slow, loaded.fastAverage.sum, loaded.slowAverage.sum]
        guard zero == 0 && rest == (0, 0) && flags < 32 && numbers.allSatisfy(\.isFinite),
            (-1...1).contains(loaded.want),
            loaded.symbol.utf8.allSatisfy({ $0 > 32 && $0 < 127 }),
            !loaded.isPrimed || (loaded.fastAverage.isSeeded && loaded.slowAverage.isSeeded)
        else { throw .invalid("state: these bytes are not one of mine") }
        guard settings.symbol.isEmpty || loaded.symbol.isEmpty || loaded.symbol == settings.symbol
        else {
            throw .invalid(
                "state: is of \(loaded.symbol), the configuration of \(settings.symbol)"
            )
        }
        guard !loaded.streams.isEmpty && settings.source.streams.isSuperset(of: loaded.streams)
        else { throw .invalid("state: its prices are not from config.source") }
        memory = loaded
    }
}
