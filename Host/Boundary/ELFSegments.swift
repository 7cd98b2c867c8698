/// One program header: a range of the file and where it goes in memory.
struct ELFSegment: Sendable {
    let type: UInt32
    let flags: UInt32
    let offset: UInt64
    let address: UInt64
    let fileSize: UInt64
    let memorySize: UInt64
    let alignment: UInt64

    static let load: UInt32 = 1
    static let dynamic: UInt32 = 2
    static let threadLocal: UInt32 = 7
    static let stack: UInt32 = 0x6474_E551
    static let relro: UInt32 = 0x6474_E552
    static let executable: UInt32 = 1
    static let writable: UInt32 = 2

    init(_ reader: ELFReader, at header: UInt64, _ what: String) throws(ELFFault) {
        type = try reader.integer(UInt32.self, at: header, what)
        flags = try reader.integer(UInt32.self, at: header + 4, what)
        offset = try reader.integer(UInt64.self, at: header + 8, what)
        address = try reader.integer(UInt64.self, at: header + 16, what)
        fileSize = try reader.integer(UInt64.self, at: header + 32, what)
        memorySize = try reader.integer(UInt64.self, at: header + 40, what)
        alignment = try reader.integer(UInt64.self, at: header + 48, what)
    }
}

/// The program headers, checked: where the file's bytes will lie in memory.
struct ELFSegments: Sendable {
    /// What is mapped, ascending by address and without overlap.
    private(set) var loads: [ELFSegment] = []
    /// The one dynamic segment.
    let dynamic: ELFSegment

    /// A plugin's span of addresses; beyond it a damaged header is the likelier story.
    private static let largestSpan: UInt64 = 16 * 1024 * 1024 * 1024

    init(_ reader: ELFReader, _ header: ELFHeader) throws(ELFFault) {
        var all: [ELFSegment] = []
        for index in 0..<header.programHeaderCount {
            let what = "program header \(index)"
            let segment = try ELFSegment(reader, at: header.programHeaders + index * 56, what)
            guard reader.holds(segment.offset, segment.fileSize) else {
                throw ELFFault.outside("the segment of \(what)")
            }
            all.append(segment)
        }
        let dynamics = all.filter { $0.type == ELFSegment.dynamic }
        guard let only = dynamics.first, dynamics.count == 1 else {
            throw ELFFault.notLibrary("has \(dynamics.count) dynamic segments instead of one")
        }
        dynamic = only
        loads = all.filter { $0.type == ELFSegment.load }
        try requireLoadable()
        try requireSafe(all)
        // The loader finds these three by address, so the address must lead to the same bytes.
        for part in all where [ELFSegment.dynamic, ELFSegment.threadLocal].contains(part.type) {
            guard part.fileSize == 0 || offset(of: part.address, part.fileSize) == part.offset
            else { throw ELFFault.damaged("a segment's address does not lead to its bytes") }
        }
        for part in all where part.type == ELFSegment.relro {
            guard maps(part.address, part.memorySize) else {
                throw ELFFault.damaged("its read-only data lie outside its segments")
            }
        }
    }

    /// Where in the file the `count` bytes at `address` lie; nil when no segment has them all.
    func offset(of address: UInt64, _ count: UInt64) -> UInt64? {
        for load in loads where address >= load.address {
            let inside = address - load.address
            if inside <= load.fileSize, count <= load.fileSize - inside {
                return load.offset + inside
            }
        }
        return nil
    }

    /// Whether `count` bytes at `address` lie in the memory of one segment.
    func maps(_ address: UInt64, _ count: UInt64) -> Bool {
        loads.contains { load in
            guard address >= load.address else { return false }
            let inside = address - load.address
            return inside <= load.memorySize && count <= load.memorySize - inside
        }
    }

    private func requireLoadable() throws(ELFFault) {
        guard let first = loads.first else { throw ELFFault.damaged("has nothing to load") }
        var previousEnd = first.address
        for load in loads {
            let (end, overflow) = load.address.addingReportingOverflow(load.memorySize)
            guard !overflow, load.fileSize <= load.memorySize, load.address >= previousEnd,
                end - first.address <= Self.largestSpan
            else { throw ELFFault.damaged("its segments overlap or run past any memory") }
            let alignment = load.alignment
            guard alignment > 0, alignment & (alignment - 1) == 0, alignment >= 4096,
                load.address & (alignment - 1) == load.offset & (alignment - 1)
            else { throw ELFFault.damaged("a segment is not aligned to a page") }
            previousEnd = end
        }
    }

    private func requireSafe(_ all: [ELFSegment]) throws(ELFFault) {
        let stack = all.first { $0.type == ELFSegment.stack }
        guard let stack, stack.flags & ELFSegment.executable == 0 else {
            throw ELFFault(
                code: .unsafeLibrary,
                fact: "asks for an executable stack, for the whole process",
                remedy: "link with -Wl,-z,noexecstack; assembly files need a .note.GNU-stack"
            )
        }
        let both = ELFSegment.writable | ELFSegment.executable
        guard !loads.contains(where: { $0.flags & both == both }) else {
            throw ELFFault(
                code: .unsafeLibrary,
                fact: "has memory that is both writable and executable",
                remedy: "link without -N and without a script that merges code and data"
            )
        }
    }
}
