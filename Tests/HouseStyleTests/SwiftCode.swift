/// Swift source with everything that is not code taken out, so that rules look at code alone.
enum SwiftCode {
    private enum Mode: Equatable {
        case code
        case comment(depth: Int)
        /// Ends at `quotes` quotes with `hashes` behind them.
        case text(quotes: Int, hashes: Int)
    }

    /// The lines with comments and the inside of string literals removed, as many as there were.
    ///
    /// What is interpolated into a string goes with it.
    static func lines(_ lines: [String]) -> [String] {
        var mode = Mode.code
        return lines.map { line in
            if mode == .code, !line.utf8.contains(where: { $0 == 0x22 || $0 == 0x2F }) {
                return line
            }
            var kept: [Character] = []
            var rest = Array(line)[...]
            // A string of one quote ends with its line, whatever is wrong with it.
            if case .text(quotes: 1, _) = mode { mode = .code }
            while let character = rest.first {
                switch mode {
                case .code: if !enter(&mode, &rest, &kept) { return String(kept) }
                case .comment(let depth): leaveComment(&mode, &rest, depth)
                case .text(let quotes, let hashes):
                    if character == "\\", hashes == 0 {
                        rest = rest.dropFirst(2)
                    } else if starts(rest, quotes: quotes, hashes: hashes) {
                        rest = rest.dropFirst(quotes + hashes)
                        kept.append("\"")
                        mode = .code
                    } else {
                        rest = rest.dropFirst()
                    }
                }
            }
            return String(kept)
        }
    }

    /// Takes one step in code; `false` when the rest of the line is a comment.
    private static func enter(
        _ mode: inout Mode,
        _ rest: inout ArraySlice<Character>,
        _ kept: inout [Character]
    ) -> Bool {
        if rest.starts(with: "//") { return false }
        if rest.starts(with: "/*") {
            mode = .comment(depth: 1)
            rest = rest.dropFirst(2)
            return true
        }
        let hashes = rest.prefix { $0 == "#" }.count
        let behind = rest.dropFirst(hashes)
        if behind.first == "\"" {
            let quotes = behind.starts(with: "\"\"\"") ? 3 : 1
            mode = .text(quotes: quotes, hashes: hashes)
            rest = behind.dropFirst(quotes)
            kept.append("\"")
            return true
        }
        kept.append(contentsOf: rest.prefix(max(hashes, 1)))
        rest = rest.dropFirst(max(hashes, 1))
        return true
    }

    private static func leaveComment(
        _ mode: inout Mode,
        _ rest: inout ArraySlice<Character>,
        _ depth: Int
    ) {
        if rest.starts(with: "*/") {
            mode = depth == 1 ? .code : .comment(depth: depth - 1)
            rest = rest.dropFirst(2)
        } else if rest.starts(with: "/*") {
            mode = .comment(depth: depth + 1)
            rest = rest.dropFirst(2)
        } else {
            rest = rest.dropFirst()
        }
    }

    private static func starts(
        _ rest: ArraySlice<Character>,
        quotes: Int,
        hashes: Int
    ) -> Bool {
        rest.starts(
            with: String(repeating: "\"", count: quotes) + String(repeating: "#", count: hashes)
        )
    }
}
