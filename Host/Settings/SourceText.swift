/// A text that settings were read from: a file, or one override of the command line.
package final class SourceText: Sendable {
    /// What a diagnostic calls it: `plugins.yaml`, `--set risk.main.max_position`.
    package let name: String
    /// Whether positions in it are shown as line and column; an override is too short for that.
    package let showsPositions: Bool
    /// Where it stands among the sources of one configuration: the file 0, overrides after it.
    package let rank: Int
    /// What is read; the bytes are not checked.
    package let bytes: [UInt8]
    /// What a diagnostic shows, as long as `bytes` up to each place: an override whose value is
    /// read alone is shown with its key.
    private let shown: [UInt8]
    /// The offset of each line's first byte, ascending.
    private let lineStarts: [Int]

    /// Takes the bytes as they are: what is wrong with them is the reader's to report.
    package init(
        name: String,
        bytes: [UInt8],
        shown: [UInt8]? = nil,
        rank: Int = 0,
        showsPositions: Bool = true
    ) {
        self.name = name
        self.bytes = bytes
        self.shown = shown ?? bytes
        self.rank = rank
        self.showsPositions = showsPositions
        lineStarts = SourceText.lineStarts(of: bytes)
    }

    /// The bytes of a line with its end; 0 for a line the text does not have.
    package func length(ofLine line: Int) -> Int {
        guard line >= 1, line <= lineStarts.count else { return 0 }
        return (line < lineStarts.count ? lineStarts[line] : shown.count) - lineStarts[line - 1]
    }

    /// The text of a line, counted from 1, without its end and repaired where it is not UTF-8;
    /// empty for a line the text does not have.
    package func line(_ line: Int) -> String {
        guard line >= 1, line <= lineStarts.count else { return "" }
        let start = lineStarts[line - 1]
        let end = line < lineStarts.count ? lineStarts[line] : shown.count
        let bytes = shown[start..<end]
        for ending in SourceText.lineEnds where bytes.suffix(ending.count).elementsEqual(ending) {
            return String(decoding: bytes.dropLast(ending.count), as: UTF8.self)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The place of a byte: line and column from 1, the column counted in code points.
    package func position(ofByte offset: Int) -> Position {
        let line = lineStarts.lastIndex { $0 <= offset } ?? 0
        let before = String(decoding: bytes[lineStarts[line]..<offset], as: UTF8.self)
        return Position(self, line: line + 1, column: before.unicodeScalars.count + 1)
    }

    /// CR LF first: its LF alone is one as well.
    private static let lineEnds = ["\r\n", "\r", "\n", "\u{85}", "\u{2028}", "\u{2029}"]
        .map { Array($0.utf8) }

    /// Lines end where libyaml ends them: CR, LF, CR LF, U+0085, U+2028, U+2029.
    private static func lineStarts(of bytes: [UInt8]) -> [Int] {
        var starts = [0]
        var index = 0
        while index < bytes.count {
            // All that ends a line is a control character or not ASCII.
            if (0x20...0x7F).contains(bytes[index]) {
                index += 1
                continue
            }
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            let third = index + 2 < bytes.count ? bytes[index + 2] : 0
            var length = 0
            switch bytes[index] {
            case 0x0D: length = next == 0x0A ? 2 : 1
            case 0x0A: length = 1
            case 0xC2 where next == 0x85: length = 2
            case 0xE2 where next == 0x80 && (third == 0xA8 || third == 0xA9): length = 3
            default: break
            }
            if length > 0 { starts.append(index + length) }
            index += max(length, 1)
        }
        return starts
    }
}

/// A place in a source.
package struct Position: Sendable {
    package let source: SourceText
    /// From 1.
    package let line: Int
    /// From 1, in code points.
    package let column: Int

    package init(_ source: SourceText, line: Int, column: Int) {
        self.source = source
        self.line = line
        self.column = column
    }

    /// Whether this place is read before another one: by source, line, column.
    func precedes(_ other: Position) -> Bool {
        (source.rank, line, column) < (other.source.rank, other.line, other.column)
    }
}

extension Position: CustomStringConvertible {
    /// `plugins.yaml:14:22`, or the override alone.
    package var description: String {
        source.showsPositions ? "\(source.name):\(line):\(column)" : source.name
    }
}

/// A value and where it was written; of a default, where it would have been.
package struct Located<Value: Sendable>: Sendable {
    package let value: Value
    package let position: Position

    package init(_ value: Value, at position: Position) {
        self.value = value
        self.position = position
    }
}
