import CTenon
import Testing

/// One instance with its host and a venue that fills after a number of market events.
@safe
final class Session {
    let host = TestHost()
    /// What the venue has filled, signed.
    private(set) var position: Int64 = 0
    /// Sent, not filled yet, with the number of market events after which they are.
    private(set) var working: [(intent: tenon_intent, due: Int)] = []
    /// Market events delivered so far, all instruments counted.
    private(set) var delivered = 0
    /// Market events between an order and its fill.
    var delay = 0
    /// How the venue ends orders: `TENON_FILLED`, or one of the refusals.
    var outcome = TENON_FILLED
    private var instance: tenon_instance

    /// Creates an instance of a library's first plugin.
    init(_ library: BuiltLibrary) throws {
        unsafe instance = tenon_instance()
        unsafe instance.size = UInt32(MemoryLayout<tenon_instance>.size)
        let id = unsafe library.descriptor.pointee.id.ptr
        let status = unsafe library.factory.pointee.create?(id, host.table, &instance)
        try #require(status == tenon_status(TENON_OK))
    }

    /// Creates, configures, activates and starts.
    convenience init(
        _ twin: Twin,
        _ config: String,
        prepare: (Session) throws -> Void = { _ in }
    ) throws {
        try self.init(twin.library)
        try #require(configure(config) == TENON_OK, "\(host.failure)")
        try prepare(self)
        try #require(activate() == TENON_OK, "\(host.failure)")
        try #require(start() == TENON_OK)
    }

    deinit { unsafe instance.life.pointee.destroy?(instance.impl) }

    func configure(_ json: String) -> tenon_status { configure(Array(json.utf8)) }

    func configure(_ json: [UInt8]) -> tenon_status {
        unsafe json.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            let text = unsafe tenon_str(ptr: start, len: UInt64(bytes.count))
            return unsafe instance.life.pointee.configure?(instance.impl, text) ?? -1_000
        }
    }

    func activate() -> tenon_status {
        unsafe instance.life.pointee.activate?(instance.impl) ?? -1_000
    }

    func start() -> tenon_status { unsafe instance.life.pointee.start?(instance.impl, 1) ?? -1_000 }

    func drain() -> tenon_status { unsafe instance.life.pointee.drain?(instance.impl, 0) ?? -1_000 }

    func deactivate() { unsafe instance.life.pointee.deactivate?(instance.impl) }

    /// A table of the plugin's, with the instance it is for.
    func extended<Table>(_ id: String, _ type: Table.Type) throws
        -> (UnsafeMutableRawPointer?, Table)
    {
        let found = unsafe instance.life.pointee.get_ext?(instance.impl, id)
        let table = try unsafe #require(unsafe found).assumingMemoryBound(to: Table.self).pointee
        return unsafe (instance.impl, table)
    }

    /// Whether the plugin offers an extension.
    func offers(_ id: String) -> Bool {
        unsafe instance.life.pointee.get_ext?(instance.impl, id) != nil
    }

    /// Begins with another position, as an opening burst or a new definition tells it.
    func take(position: Int64) { self.position = position }

    /// One call of `on_batch`.
    func onBatch(_ events: EventList, _ range: Range<Int>) -> (status: tenon_status, used: Int) {
        var batch = unsafe tenon_batch()
        unsafe batch.size = UInt32(MemoryLayout<tenon_batch>.size)
        unsafe batch.count = UInt32(range.count)
        let bytes = unsafe events.bytes(range)
        unsafe batch.bytes = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe batch.nbytes = UInt64(bytes.count)
        var used: UInt32 = 0
        let table = unsafe instance.table.assumingMemoryBound(to: tenon_strategy.self)
        let status = unsafe table.pointee.on_batch?(instance.impl, &batch, &used) ?? -1_000
        return (status, Int(used))
    }

    /// Delivers events in batches of at most `size`, with the venue's answers where they are due.
    func deliver(_ events: EventList, size: Int = 64) throws {
        try deliver(events, 0..<events.count, size: size)
    }

    /// Delivers a part of the events.
    func deliver(_ events: EventList, _ range: Range<Int>, size: Int) throws {
        var next = range.lowerBound
        while next < range.upperBound {
            try fillWhatIsDue()
            let untilDue = working.map { $0.due - delivered }.min() ?? size
            let end = min(next + min(size, untilDue), range.upperBound)
            let before = host.intents.count
            let (status, used) = onBatch(events, next..<end)
            try #require(status == TENON_OK, "\(host.failure)")
            try #require(used > 0)
            next += used
            delivered += used
            for intent in host.intents[before...] {
                working.append((intent, delivered + delay))
                try tell { $0.order(intent, status: TENON_SENT, change: 1, leaves: intent.qty) }
            }
        }
        if delay == 0 { try fillWhatIsDue() }
    }

    private func fillWhatIsDue() throws {
        while let index = working.firstIndex(where: { $0.due <= delivered }) {
            let intent = working.remove(at: index).intent
            let isFill = outcome == TENON_FILLED
            if isFill { position += Int(intent.side) == TENON_BUY ? intent.qty : -intent.qty }
            try tell { [position, outcome] list in
                list.order(intent, status: outcome, change: isFill ? 2 : 1, leaves: 0)
                if isFill { list.position(position) }
            }
        }
    }

    private func tell(_ write: (EventList) -> Void) throws {
        let events = EventList()
        write(events)
        let (status, used) = onBatch(events, 0..<events.count)
        try #require(status == TENON_OK && used == events.count, "\(host.failure)")
    }
}

extension tenon_intent {
    /// Every byte, to compare.
    var bytes: [UInt8] {
        unsafe withUnsafeBytes(of: self) { unsafe Array($0) }
    }

    /// `+2` or `-1`: the signed quantity.
    var signed: Int64 { Int(side) == TENON_BUY ? qty : -qty }
}
