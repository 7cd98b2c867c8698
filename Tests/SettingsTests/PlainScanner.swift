/// A second reader of plugins.yaml, written apart from the first one, for the YAML that people
/// write: mappings and lists in blocks by indentation, flow collections, plain and simply quoted
/// texts on one line, comments.
///
/// It answers `nil` for anything else, also for much that is YAML: it is there to check what it
/// can read, not to read everything.
struct PlainScanner {
    indirect enum Value {
        case text(String)
        case list([Value])
        case mapping([(key: String, value: Value)])
    }

    private struct Unsupported: Error {}

    private let bytes: [UInt8]
    private var place = 0

    /// What a text says.
    static func read(_ bytes: [UInt8]) -> Value? {
        // Tabs, carriage returns and whatever is no ASCII have rules of their own.
        guard bytes.allSatisfy({ $0 == 0x0A || (0x20...0x7E).contains($0) }) else { return nil }
        var scanner = PlainScanner(bytes: bytes)
        guard let value = try? scanner.block(from: 0), scanner.isAtEnd else { return nil }
        return value
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    // MARK: - Lines

    private var isAtEnd: Bool { place >= bytes.count }
    private var letter: Character? {
        isAtEnd ? nil : Character(Unicode.Scalar(bytes[place]))
    }

    private func ahead(_ count: Int) -> Character? {
        place + count < bytes.count ? Character(Unicode.Scalar(bytes[place + count])) : nil
    }

    /// Goes to the next line that says something; its indentation, or `nil` at the end.
    private mutating func indentation() throws -> Int? {
        while !isAtEnd {
            let start = place
            while letter == " " { place += 1 }
            if letter == "\n" {
                place += 1
            } else if letter == "#" {
                while letter != "\n", letter != nil { place += 1 }
            } else if letter != nil {
                let indentation = place - start
                place = start
                return indentation
            }
        }
        return nil
    }

    /// The rest of a line after a value: spaces and a comment.
    private mutating func endLine() throws {
        let start = place
        while letter == " " { place += 1 }
        if letter == "#", place > start {
            while letter != "\n", letter != nil { place += 1 }
        }
        guard letter == "\n" || letter == nil else { throw Unsupported() }
        if letter == "\n" { place += 1 }
    }

    // MARK: - Blocks

    /// A block whose lines are indented by at least so much.
    private mutating func block(from least: Int) throws -> Value {
        guard let indentation = try indentation(), indentation >= least else {
            throw Unsupported()
        }
        let isList =
            bytes.count > place + indentation + 1
            && bytes[place + indentation] == UInt8(ascii: "-")
            && bytes[place + indentation + 1] == UInt8(ascii: " ")
        return isList ? try list(at: indentation) : try mapping(at: indentation, skipsFirst: false)
    }

    private mutating func list(at column: Int) throws -> Value {
        var elements: [Value] = []
        while let indentation = try indentation(), indentation >= column {
            guard indentation == column, ahead(column) == "-", ahead(column + 1) == " " else {
                // A mapping's key at the column of its list ends the list.
                if indentation == column, ahead(column) != "-" { break }
                throw Unsupported()
            }
            place += column + 2
            var inner = column + 2
            while letter == " " {
                place += 1
                inner += 1
            }
            switch letter {
            case "{", "[", "\"", "'": elements.append(try inline())
            default:
                guard isKeyAhead() else { throw Unsupported() }
                elements.append(try mapping(at: inner, skipsFirst: true))
            }
        }
        return .list(elements)
    }

    /// Whether the line goes on with `key:`.
    private func isKeyAhead() -> Bool {
        var index = place
        while index < bytes.count, isWord(bytes[index]) { index += 1 }
        return index > place && index < bytes.count && bytes[index] == UInt8(ascii: ":")
    }

    private func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || byte == 0x5F || byte == 0x2D || byte == 0x2E
    }

    /// Keys at one column; the first may stand behind a dash, where the place is already.
    private mutating func mapping(at column: Int, skipsFirst: Bool) throws -> Value {
        var entries: [(key: String, value: Value)] = []
        var isFirst = skipsFirst
        while true {
            if !isFirst {
                guard let indentation = try indentation(), indentation >= column else { break }
                guard indentation == column else { throw Unsupported() }
                if ahead(column) == "-", ahead(column + 1) == " " { throw Unsupported() }
                place += column
            }
            isFirst = false
            guard isKeyAhead(), letter != "-", letter != "." else { throw Unsupported() }
            let key = word()
            place += 1
            entries.append((key, try value(of: column)))
        }
        return .mapping(entries)
    }

    private mutating func word() -> String {
        let start = place
        while !isAtEnd, isWord(bytes[place]) { place += 1 }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    /// What stands behind the colon of a key at this column.
    private mutating func value(of column: Int) throws -> Value {
        guard letter == " " || letter == "\n" || letter == nil else { throw Unsupported() }
        let start = place
        while letter == " " { place += 1 }
        if letter == "\n" || letter == nil || (letter == "#" && place > start) {
            try endLine()
            let line = place
            guard let next = try indentation() else { return .text("") }
            let isDash = ahead(next) == "-" && ahead(next + 1) == " "
            if next > column || (next == column && isDash) { return try block(from: next) }
            place = line
            return .text("")
        }
        let value = try inline(column: column)
        return value
    }

    /// A value on the line itself; flow collections may go on over lines.
    private mutating func inline(column: Int = -1) throws -> Value {
        let value: Value
        switch letter {
        case "{", "[":
            value = try flow()
        case "\"", "'":
            value = .text(try quoted())
        default:
            value = .text(try plain(stops: ""))
        }
        try endLine()
        // A deeper line behind a text would belong to it.
        let line = place
        if let next = try indentation(), next > column, column >= 0 { throw Unsupported() }
        place = line
        return value
    }

    // MARK: - Flow

    private mutating func skipSpace() {
        while let current = letter {
            if current == " " || current == "\n" {
                place += 1
            } else if current == "#", place == 0 || bytes[place - 1] <= 0x20 {
                while letter != "\n", letter != nil { place += 1 }
            } else {
                return
            }
        }
    }

    private mutating func flow() throws -> Value {
        let isMapping = letter == "{"
        let end: Character = isMapping ? "}" : "]"
        place += 1
        var elements: [Value] = []
        var entries: [(key: String, value: Value)] = []
        while true {
            skipSpace()
            if letter == end { break }
            if isMapping {
                let key = letter == "\"" || letter == "'" ? try quoted() : try plain(stops: ",[]{}")
                skipSpace()
                var value = Value.text("")
                if letter == ":" {
                    place += 1
                    skipSpace()
                    if letter != ",", letter != "}" { value = try flowValue() }
                }
                entries.append((key, value))
            } else {
                elements.append(try flowValue())
                skipSpace()
                // `[a: b]` is a mapping inside the list.
                if letter == ":" { throw Unsupported() }
            }
            skipSpace()
            if letter == "," {
                place += 1
            } else if letter != end {
                throw Unsupported()
            }
        }
        place += 1
        return isMapping ? .mapping(entries) : .list(elements)
    }

    private mutating func flowValue() throws -> Value {
        switch letter {
        case "{", "[": try flow()
        case "\"", "'": .text(try quoted())
        default: .text(try plain(stops: ",[]{}"))
        }
    }

    private mutating func quoted() throws -> String {
        let quote = bytes[place]
        let start = place + 1
        place = start
        while place < bytes.count, bytes[place] != quote {
            guard bytes[place] != 0x0A, bytes[place] != UInt8(ascii: "\\") else {
                throw Unsupported()
            }
            place += 1
        }
        guard place < bytes.count else { throw Unsupported() }
        place += 1
        // Two single quotes are one.
        if letter == "'" { throw Unsupported() }
        return String(decoding: bytes[start..<place - 1], as: UTF8.self)
    }

    /// A text without quotes, to the end of the line, a comment, `: ` or one of the stops.
    private mutating func plain(stops: String) throws -> String {
        guard let first = letter, !"&*!|>%@`?#,[]{}\"'".contains(first) else { throw Unsupported() }
        if first == "-" || first == ":", ahead(1).map({ " \n,[]{}".contains($0) }) ?? true {
            throw Unsupported()
        }
        let start = place
        while let current = letter, current != "\n", !stops.contains(current) {
            if current == "#", place > start, bytes[place - 1] == 0x20 { break }
            if current == ":" {
                let next = ahead(1)
                if next == nil || next == " " || next == "\n" { break }
                // Whether `:,` ends a text depends on the version of YAML.
                if let next, stops.contains(next) { throw Unsupported() }
            }
            place += 1
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        let trimmed = String(text.reversed().drop { $0 == " " }.reversed())
        // Back to the last sign, so that the spaces before a comment are seen.
        place = start + trimmed.utf8.count
        if trimmed.isEmpty { throw Unsupported() }
        if !stops.isEmpty {
            // In a flow a text may go on in the next line.
            let mark = place
            skipSpace()
            if let next = letter, !stops.contains(next), next != ":" { throw Unsupported() }
            if bytes[mark..<place].contains(0x0A), letter == ":" { throw Unsupported() }
            place = mark
        }
        return trimmed
    }
}
