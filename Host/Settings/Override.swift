/// One value given on the command line: `--set risk.main.max_position=5000`.
struct Override {
    private let path: [String]
    private let value: Node
    private let position: Position

    /// Reads `key.key=value`; `nil` after reporting what is wrong.
    ///
    /// The value is taken as it stands, unless it begins with one of `[ { " '`: then it is YAML.
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
        let column = parts[0].unicodeScalars.count + 2
        let place = Position(source, line: 1, column: column)
        guard let first = parts[1].first, "[{\"'".contains(first) else {
            value = Node(content: .scalar(text: String(parts[1]), isPlain: true), position: place)
            return
        }
        // Read behind as many spaces as the key is long, so that the places inside are right.
        let padded = String(repeating: " ", count: column - 1) + parts[1]
        let inner = SourceText(
            name: source.name,
            bytes: Array(padded.utf8),
            shown: Array(text.utf8),
            rank: rank,
            showsPositions: false
        )
        guard let node = YAMLReader.read(inner, problems: problems) else { return nil }
        value = node
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
