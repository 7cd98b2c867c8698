/// What a shared library says about itself, read from its bytes before anything is mapped.
///
/// The loader of the C library trusts a file's own numbers; this does not. A file that is cut
/// off, damaged, built for another machine, or that would weaken or mix up the host is refused
/// here with a sentence, and no input makes the reading itself fail in any other way.
package struct ELFImage: Sendable {
    /// The numbers N of the entries `tenon_entry_N` that it exports, ascending.
    package let entries: [UInt32]
    /// The libraries it asks for by name.
    package let needed: [String]

    /// Reads and checks `bytes`; `file` is named in errors.
    ///
    /// - Throws: `PluginError` with `.notLibrary`, `.truncated`, `.wrongMachine` or
    ///   `.unsafeLibrary`.
    package init(_ bytes: [UInt8], file: String) throws(PluginError) {
        do throws(ELFFault) {
            let reader = ELFReader(bytes: bytes)
            let segments = try ELFSegments(reader, ELFHeader(reader))
            let dynamic = try ELFDynamic(reader, segments)
            let symbols = try ELFSymbols(reader, segments, dynamic)
            entries = symbols.entries
            needed = dynamic.needed
        } catch {
            throw PluginError(error.code, file: file, message: error.fact, remedy: error.remedy)
        }
    }
}

/// The first 64 bytes: what kind of file this is, and where its tables lie.
struct ELFHeader: Sendable {
    /// The machine this host was built for, as ELF numbers and names it.
    #if arch(x86_64)
    static let machine: (number: UInt16, name: String) = (62, "x86-64")
    #elseif arch(arm64)
    static let machine: (number: UInt16, name: String) = (183, "AArch64")
    #endif

    let programHeaders: UInt64
    let programHeaderCount: UInt64

    init(_ reader: ELFReader) throws(ELFFault) {
        guard reader.starts(at: 0, with: "\u{7F}ELF") else {
            throw ELFFault.notLibrary("is not an ELF file")
        }
        guard reader.holds(0, 64) else { throw ELFFault.outside("its header") }
        try Self.requireHost(reader)
        try Self.requireLibrary(reader)
        guard try reader.integer(UInt16.self, at: 54, "its header") == 56 else {
            throw ELFFault.damaged("its program headers do not have 56 bytes each")
        }
        programHeaders = try reader.integer(UInt64.self, at: 32, "its header")
        programHeaderCount = UInt64(try reader.integer(UInt16.self, at: 56, "its header"))
        guard programHeaderCount > 0, programHeaderCount < 0xFFFF else {
            throw ELFFault.damaged("it has no usable program headers")
        }
        guard reader.holds(programHeaders, programHeaderCount, of: 56) else {
            throw ELFFault.outside("its program header table")
        }
        try Self.requireSections(reader)
    }

    private static func requireHost(_ reader: ELFReader) throws(ELFFault) {
        let number = try reader.integer(UInt16.self, at: 18, "its header")
        guard reader.bytes[4] == 2, reader.bytes[5] == 1, number == machine.number else {
            let width = reader.bytes[4] == 1 ? "32-bit" : "64-bit"
            let order = reader.bytes[5] == 2 ? "big-endian" : "little-endian"
            throw ELFFault(
                code: .wrongMachine,
                fact: "is built for ELF machine \(number) (\(width), \(order)); "
                    + "this host is \(machine.name), ELF machine \(machine.number)",
                remedy: "build the plugin for \(machine.name)"
            )
        }
        let version = try reader.integer(UInt32.self, at: 20, "its header")
        guard reader.bytes[6] == 1, version == 1 else {
            throw ELFFault.damaged("has an unknown ELF version")
        }
    }

    private static func requireLibrary(_ reader: ELFReader) throws(ELFFault) {
        switch try reader.integer(UInt16.self, at: 16, "its header") {
        case 3: return
        case 1: throw ELFFault.notLibrary("is an object file, not a shared library")
        case 2: throw ELFFault.notLibrary("is a program, not a shared library")
        case 4: throw ELFFault.notLibrary("is a core dump, not a shared library")
        default: throw ELFFault.notLibrary("is an unknown kind of ELF file")
        }
    }

    /// Sections are not loaded, but they lie at the end: a file cut off short shows here first.
    private static func requireSections(_ reader: ELFReader) throws(ELFFault) {
        let table = try reader.integer(UInt64.self, at: 40, "its header")
        guard table != 0 else { return }
        guard try reader.integer(UInt16.self, at: 58, "its header") == 64 else {
            throw ELFFault.damaged("its section headers do not have 64 bytes each")
        }
        var count = UInt64(try reader.integer(UInt16.self, at: 60, "its header"))
        if count == 0 { count = try reader.integer(UInt64.self, at: table &+ 32, "section 0") }
        guard reader.holds(table, count, of: 64) else {
            throw ELFFault.outside("its section header table")
        }
        for index in 0..<count {
            let header = table + index * 64
            let type = try reader.integer(UInt32.self, at: header + 4, "section \(index)")
            let offset = try reader.integer(UInt64.self, at: header + 24, "section \(index)")
            let length = try reader.integer(UInt64.self, at: header + 32, "section \(index)")
            // 0 is an unused header and 8 a section without bytes in the file.
            guard type == 0 || type == 8 || reader.holds(offset, length) else {
                throw ELFFault.outside("section \(index)")
            }
        }
    }
}
