/// The rules of the house: pure functions over text, so that each can be shown to find something.
enum Rules {
    /// What is not finished is an issue, not a comment.
    static func unfinished(_ file: SourceFile) -> [Violation] {
        // In parts, so that this file does not break its own rule.
        found(["TO" + "DO", "FIX" + "ME"], in: file.lines, of: file) { "'\($0)' in a tracked file" }
    }

    /// A path of one machine works on no other.
    static func machinePaths(_ file: SourceFile) -> [Violation] {
        let paths = ["/wo" + "rk/", "/opt/sw" + "ift", "/ro" + "ot/", "/ho" + "me/"]
        return found(paths, in: file.lines, of: file) { "the machine path '\($0)'" }
    }

    /// Tests are Swift Testing, see modules as others do, and wait for nothing.
    static func testing(_ file: SourceFile) -> [Violation] {
        let words = ["import XCTest", "@testable", "sleep(", ".sleep("]
        return found(words, in: file.code, of: file) { "'\($0)'" }
    }

    /// The lines that hold one of the words as a word of its own.
    ///
    /// A word that begins with a letter is not found behind another letter, a digit, `_` or `.`.
    static func found(
        _ words: [String],
        in lines: [String],
        of file: SourceFile,
        message: (String) -> String
    ) -> [Violation] {
        lines.indices.flatMap { index in
            words.filter { holds(lines[index], $0) }
                .map {
                    Violation(path: file.path, line: index + 1, message: message($0))
                }
        }
    }

    private static func holds(_ line: String, _ word: String) -> Bool {
        line.ranges(of: word)
            .contains { range in
                guard word.first?.isLetter == true, range.lowerBound > line.startIndex else {
                    return true
                }
                let before = line[line.index(before: range.lowerBound)]
                return !(before.isLetter || before.isNumber || before == "_" || before == ".")
            }
    }
}
