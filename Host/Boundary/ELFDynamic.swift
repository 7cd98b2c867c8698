/// The dynamic segment: the tables the loader will read, each checked to lie inside the file.
struct ELFDynamic: Sendable {
    /// File offset and size of the names of symbols and libraries.
    let strings: UInt64
    let stringsSize: UInt64
    /// Address of the symbol table; its length comes from the hash table.
    let symbolsAddress: UInt64
    /// Address of the GNU hash table, or of the older one.
    let gnuHashAddress: UInt64?
    let oldHashAddress: UInt64?
    /// The libraries it asks for by name.
    let needed: [String]

    private typealias Tags = [UInt64: UInt64]

    // Tags of the ELF specification and of the GNU extensions.
    private static let needed: UInt64 = 1
    private static let oldHash: UInt64 = 4
    private static let stringTable: UInt64 = 5
    private static let symbolTable: UInt64 = 6
    private static let stringTableSize: UInt64 = 10
    private static let symbolSize: UInt64 = 11
    private static let textRelocations: UInt64 = 22
    private static let flags: UInt64 = 30
    private static let gnuHash: UInt64 = 0x6FFF_FEF5
    private static let flags1: UInt64 = 0x6FFF_FFFB
    /// Tables with a size: address tag, size tag, what an error calls it.
    private static let sized: [(UInt64, UInt64, String)] = [
        (7, 8, "its relocation table"), (23, 2, "its call relocation table"),
        (36, 35, "its relative relocation table"), (25, 27, "its constructor table"),
        (26, 28, "its destructor table"),
    ]

    init(_ reader: ELFReader, _ segments: ELFSegments) throws(ELFFault) {
        let (tags, names) = try Self.read(reader, segments.dynamic)
        try Self.requireSafe(tags)
        guard let stringsAddress = tags[Self.stringTable], let length = tags[Self.stringTableSize],
            let symbols = tags[Self.symbolTable]
        else { throw ELFFault.damaged("its dynamic segment names no symbols") }
        guard let offset = segments.offset(of: stringsAddress, length), length > 0,
            reader.bytes[Int(offset + length - 1)] == 0
        else { throw ELFFault.outside("its string table") }
        guard tags[Self.symbolSize] ?? 24 == 24 else {
            throw ELFFault.damaged("its symbols do not have 24 bytes each")
        }
        for (address, size, what) in Self.sized {
            guard let start = tags[address] else { continue }
            guard let count = tags[size], segments.maps(start, count) else {
                throw ELFFault.outside(what)
            }
        }
        strings = offset
        stringsSize = length
        symbolsAddress = symbols
        gnuHashAddress = tags[Self.gnuHash]
        oldHashAddress = tags[Self.oldHash]
        var libraries: [String] = []
        for name in names {
            guard name < length else { throw ELFFault.outside("the name of a needed library") }
            libraries.append(reader.text(at: offset + name, limit: 256))
        }
        needed = libraries
    }

    /// Every tag with its last value, and the names of the needed libraries in order.
    private static func read(
        _ reader: ELFReader,
        _ segment: ELFSegment
    ) throws(ELFFault) -> (Tags, [UInt64]) {
        var tags: Tags = [:]
        var names: [UInt64] = []
        for index in 0..<segment.fileSize / 16 {
            let entry = segment.offset + index * 16
            let tag = try reader.integer(UInt64.self, at: entry, "its dynamic segment")
            let value = try reader.integer(UInt64.self, at: entry + 8, "its dynamic segment")
            if tag == 0 { return (tags, names) }
            if tag == needed { names.append(value) } else { tags[tag] = value }
        }
        throw ELFFault.damaged("its dynamic segment has no end")
    }

    private static func requireSafe(_ tags: Tags) throws(ELFFault) {
        guard tags[textRelocations] == nil, tags[flags, default: 0] & 4 == 0 else {
            throw ELFFault(
                code: .unsafeLibrary,
                fact: "has relocations in its code, which would have to be made writable",
                remedy: "compile every file of it with -fPIC and link with -Wl,-z,text"
            )
        }
        guard tags[flags1, default: 0] & 0x0800_0000 == 0 else {
            throw ELFFault.notLibrary("is a program, not a shared library")
        }
    }
}
