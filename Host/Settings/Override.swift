/// One value that goes before that of the file: `--set risk.main.max_position=5000`, or the
/// environment's `TENON__RISK__MAIN__MAX_POSITION=5000`.
struct Override {
    /// The keys from the top.
    let path: [String]
    /// Where it begins.
    let position: Position
    private let value: Node

    /// Reads `key.key=value`; `nil` after reporting what is wrong.
    ///
    /// `rank` is the place among the overrides, from 1.
    init?(_ text: String, rank: Int, problems: Problems) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let source = SourceText(
            name: "--set \(Node.shortened(String(parts[0])))",
            bytes: Array(text.utf8),
            rank: rank,
            showsPositions: false
        )
        position = Position(source, line: 1, column: 1)
        path = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !path.contains("") else {
            problems.add(position, "not of the form key.key=value", hint: "such as mode=backtest")
            return nil
        }
        guard let value = Override.value(parts[1], behind: parts[0], source, problems) else {
            return nil
        }
        self.value = value
    }

    /// Takes the value of a variable for the key it was found to mean; `nil` after a report.
    init?(_ variable: Variable, meaning path: [String], problems: Problems) {
        guard
            let value = Override.value(
                variable.value[...],
                behind: variable.name[...],
                variable.position.source,
                problems
            )
        else { return nil }
        self.path = path
        self.value = value
        position = variable.position
    }

    /// The key as `--set` has it.
    var key: String { path.joined(separator: ".") }

    /// Reads what stands behind `key=`.
    ///
    /// It is taken as it stands, unless it begins with one of `[ { " '`: then it is YAML.
    private static func value(
        _ text: Substring,
        behind key: Substring,
        _ source: SourceText,
        _ problems: Problems
    ) -> Node? {
        let column = key.unicodeScalars.count + 2
        guard let first = text.first, "[{\"'".contains(first) else {
            let place = Position(source, line: 1, column: column)
            return Node(content: .scalar(text: String(text), isPlain: true), position: place)
        }
        // Read behind as many spaces as the key is long, so that the places inside are right.
        let padded = String(repeating: " ", count: column - 1) + text
        let inner = SourceText(
            name: source.name,
            bytes: Array(padded.utf8),
            shown: Array("\(key)=\(text)".utf8),
            rank: source.rank,
            showsPositions: false
        )
        return YAMLReader.read(inner, problems: problems)
    }

    /// The tree with this value in its place; mappings on the way are made where they are missing.
    func applied(to tree: Node, problems: Problems) -> Node {
        replaced(in: tree, path[...], problems: problems)
    }

    private func replaced(in node: Node, _ rest: ArraySlice<String>, problems: Problems) -> Node {
        guard let key = rest.first else { return value }
        let isAbsent = node.isAbsent
        guard case .mapping(var entries) = isAbsent ? .mapping([]) : node.content else {
            let done = path.dropLast(rest.count).joined(separator: ".")
            problems.add(
                position,
                "\(done) is \(node.found), which has no key '\(key)'",
                hint: "replace \(done) as a whole"
            )
            return node
        }
        let empty = Node(content: .mapping([]), position: position)
        if let index = entries.firstIndex(where: { $0.key == key }) {
            let old = entries[index]
            entries[index] = Node.Entry(
                key: key,
                keyPosition: old.keyPosition,
                value: replaced(in: old.value, rest.dropFirst(), problems: problems)
            )
        } else {
            entries.append(
                Node.Entry(
                    key: key,
                    keyPosition: position,
                    value: replaced(in: empty, rest.dropFirst(), problems: problems)
                )
            )
        }
        return Node(content: .mapping(entries), position: isAbsent ? position : node.position)
    }
}
