import Foundation
import Support

/// What a shared library shows to the world, read from the file itself.
enum ExportedSymbols {
    /// Reads the dynamic symbol table.
    ///
    /// - Parameter library: A 64-bit little-endian ELF file.
    /// - Returns: The names of the symbols it defines for others, sorted.
    /// - Throws: When it is no such file.
    static func names(of library: URL) throws -> [String] {
        let file = Bytes(try Data(contentsOf: library))
        guard file.number(0, 4) == 0x464C_457F, file.number(4, 2) == 0x0102 else {
            throw ProgramRun.Failure(message: "\(library.path) is no 64-bit ELF file")
        }
        let sections = file.number(0x28, 8)
        let entrySize = file.number(0x3A, 2)
        for index in 0..<file.number(0x3C, 2) {
            let section = sections + index * entrySize
            let dynamicSymbols = 11
            guard file.number(section + 4, 4) == dynamicSymbols else { continue }
            let textSection = sections + file.number(section + 0x28, 4) * entrySize
            let texts = file.number(textSection + 0x18, 8)
            let start = file.number(section + 0x18, 8)
            let size = file.number(section + 0x20, 8)
            return stride(from: start, to: start + size, by: 24)
                // Defined, and not local: some linkers list local ones here as well.
                .filter { file.number($0 + 6, 2) != 0 && file.number($0 + 4, 1) >> 4 != 0 }
                .map { file.text(texts + file.number($0, 4)) }
                .sorted()
        }
        throw ProgramRun.Failure(message: "\(library.path) has no dynamic symbols")
    }

    /// A file's bytes with checked reading.
    private struct Bytes {
        let data: Data

        init(_ data: Data) { self.data = data }

        /// A little-endian number; 0 past the end.
        func number(_ offset: Int, _ count: Int) -> Int {
            guard offset >= 0, offset <= data.count - count else { return 0 }
            return (0..<count).reversed()
                .reduce(0) { $0 << 8 | Int(data[offset + $1]) }
        }

        /// A zero-terminated text.
        func text(_ offset: Int) -> String {
            guard offset >= 0, offset < data.count else { return "" }
            return String(decoding: data[offset...].prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
