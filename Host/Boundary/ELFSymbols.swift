/// The dynamic symbols: the entries it offers, and what it must not define.
struct ELFSymbols: Sendable {
    /// The numbers N of the functions `tenon_entry_N`, ascending.
    let entries: [UInt32]

    init(_ reader: ELFReader, _ segments: ELFSegments, _ dynamic: ELFDynamic) throws(ELFFault) {
        let count = try Self.count(reader, segments, dynamic)
        let (length, overflow) = count.multipliedReportingOverflow(by: 24)
        guard !overflow, let table = segments.offset(of: dynamic.symbolsAddress, length) else {
            throw ELFFault.outside("its symbol table")
        }
        var found: [UInt32] = []
        for index in 0..<count {
            let symbol = table + index * 24
            let name = UInt64(try reader.integer(UInt32.self, at: symbol, "symbol \(index)"))
            let section = try reader.integer(UInt16.self, at: symbol + 6, "symbol \(index)")
            guard name < dynamic.stringsSize else { throw ELFFault.outside("a symbol's name") }
            guard section != 0 else { continue }
            let kind = reader.bytes[Int(symbol) + 4]
            try Self.refuseUnique(reader, kind, name: dynamic.strings + name)
            if let entry = Self.entry(reader, kind, name: dynamic.strings + name) {
                let address = try reader.integer(UInt64.self, at: symbol + 8, "symbol \(index)")
                guard segments.offset(of: address, 1) != nil else {
                    throw ELFFault.outside("the code of tenon_entry_\(entry)")
                }
                found.append(entry)
            }
        }
        entries = found.sorted()
    }

    /// A unique symbol is one for the whole process: two versions of a plugin would share it.
    private static func refuseUnique(
        _ reader: ELFReader,
        _ kind: UInt8,
        name: UInt64
    ) throws(ELFFault) {
        guard kind >> 4 == 10 else { return }
        throw ELFFault(
            code: .unsafeLibrary,
            fact: "defines the unique symbol \(reader.text(at: name, limit: 200)), "
                + "which all versions of it in this process would share",
            remedy: "compile with -fvisibility=hidden -fno-gnu-unique, or link with a version "
                + "script that exports tenon_entry_* only"
        )
    }

    /// The N of a global or weak function named `tenon_entry_N`.
    private static func entry(_ reader: ELFReader, _ kind: UInt8, name: UInt64) -> UInt32? {
        guard kind & 15 == 2, kind >> 4 == 1 || kind >> 4 == 2,
            reader.starts(at: name, with: "tenon_entry_")
        else { return nil }
        return UInt32(reader.text(at: name + 12, limit: 11))
    }

    /// How many symbols there are, from the table the loader looks names up in.
    private static func count(
        _ reader: ELFReader,
        _ segments: ELFSegments,
        _ dynamic: ELFDynamic
    ) throws(ELFFault) -> UInt64 {
        if let address = dynamic.gnuHashAddress {
            guard let table = segments.offset(of: address, 16) else {
                throw ELFFault.outside("its hash table")
            }
            return try gnuCount(reader, table)
        }
        guard let address = dynamic.oldHashAddress, let table = segments.offset(of: address, 8)
        else { throw ELFFault.damaged("has no table of symbols to look up") }
        let buckets = try reader.integer(UInt32.self, at: table, "its hash table")
        let chains = try reader.integer(UInt32.self, at: table + 4, "its hash table")
        guard buckets > 0, reader.holds(table, 2 + UInt64(buckets) + UInt64(chains), of: 4) else {
            throw ELFFault.outside("its hash table")
        }
        return UInt64(chains)
    }

    /// The GNU hash table holds no count: it is one past the last symbol of the last chain.
    private static func gnuCount(_ reader: ELFReader, _ table: UInt64) throws(ELFFault) -> UInt64 {
        let what = "its hash table"
        let buckets = UInt64(try reader.integer(UInt32.self, at: table, what))
        let first = UInt64(try reader.integer(UInt32.self, at: table + 4, what))
        let filter = UInt64(try reader.integer(UInt32.self, at: table + 8, what))
        // The loader divides by the one and masks with the other.
        guard buckets > 0, filter > 0, filter & (filter - 1) == 0 else {
            throw ELFFault.damaged("its hash table has impossible sizes")
        }
        let bucketTable = table + 16 + filter * 8
        guard reader.holds(bucketTable, buckets, of: 4) else { throw ELFFault.outside(what) }
        var last: UInt64 = 0
        for index in 0..<buckets {
            let start = try reader.integer(UInt32.self, at: bucketTable + index * 4, what)
            last = max(last, UInt64(start))
        }
        guard last > 0 else { return first }
        guard last >= first else { throw ELFFault.damaged("its hash table has impossible chains") }
        let chains = bucketTable + buckets * 4
        while try reader.integer(UInt32.self, at: chains + (last - first) * 4, what) & 1 == 0 {
            last += 1
        }
        return last + 1
    }
}
