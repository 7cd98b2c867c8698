/// One variable of the environment that means a key: `TENON__RISK__MAIN__MAX_POSITION`.
///
/// Two underscores separate the levels. Names are compared without regard to case, and a `-` of a
/// key is written `_`.
struct Variable {
    /// What every such variable begins with.
    static let prefix = "TENON__"

    let name: String
    let value: String
    /// Where it begins.
    let position: Position

    init(name: String, value: String, rank: Int) {
        self.name = name
        self.value = value
        let source = SourceText(
            name: "environment \(Node.shortened(name))",
            bytes: Array("\(name)=\(value)".utf8),
            rank: rank,
            showsPositions: false
        )
        position = Position(source, line: 1, column: 1)
    }

    /// What an environment overrides, by name; what fits no key, or several, is reported.
    ///
    /// - Parameters:
    ///   - environment: All variables; only those that mean keys are looked at.
    ///   - tree: The file, whose keys and names they may mean besides those of `KeyTree`.
    ///   - problems: Takes what is wrong.
    /// - Returns: In the order they are applied, ranks from 1.
    static func overrides(
        of environment: [String: String],
        for tree: Node,
        problems: Problems
    ) -> [Override] {
        var taken: [[String]: String] = [:]
        return environment.filter { $0.key.hasPrefix(prefix) }
            .sorted { $0.key < $1.key }
            .enumerated()
            .compactMap { index, pair in
                let variable = Variable(name: pair.key, value: pair.value, rank: index + 1)
                var search = KeySearch(in: tree)
                guard let path = search.path(of: variable, problems: problems) else { return nil }
                if let other = taken.updateValue(pair.key, forKey: path) {
                    problems.add(
                        variable.position,
                        "\(path.joined(separator: ".")) is set by \(other) as well",
                        hint: "keep one of them"
                    )
                    return nil
                }
                return Override(variable, meaning: path, problems: problems)
            }
    }
}

/// The search for the key that a variable's name means.
private struct KeySearch {
    /// How far a reading of the name came before nothing fitted.
    private struct End {
        let path: [String]
        let rest: Substring
        let words: [String]
    }

    private let tree: Node
    private var found: [[String]] = []
    private var farthest: End?

    init(in tree: Node) { self.tree = tree }

    /// The one path the name means; `nil` after a report.
    mutating func path(of variable: Variable, problems: Problems) -> [String]? {
        let name = variable.name.dropFirst(Variable.prefix.count)
        search(KeySearch.plain(name)[...], tree, .top, [])
        if found.count == 1 { return found[0] }
        if found.count > 1 {
            let meanings = found.map { $0.joined(separator: ".") }.joined(separator: " or ")
            problems.add(
                variable.position,
                "\(variable.name) can mean \(meanings)",
                hint: "use --set with the one that is meant"
            )
            return nil
        }
        let path = farthest?.path ?? []
        let rest = farthest?.rest.utf8.count ?? 0
        // The words of the end are as long as in the name: only ASCII letters change their case.
        let word = String(decoding: variable.name.utf8.suffix(rest), as: UTF8.self)
        let first = String(word.prefix(upTo: KeySearch.separator(in: word[...])))
        let column = variable.name.unicodeScalars.count - word.unicodeScalars.count + 1
        problems.add(
            Position(variable.position.source, line: 1, column: column),
            "unknown key '\(Node.shortened(first))'"
                + (path.isEmpty ? "" : " in \(path.joined(separator: "."))"),
            hint: NearestWord.hint(
                for: first,
                among: farthest?.words.map(KeySearch.spelled) ?? []
            )
        )
        return nil
    }

    /// Enters every path that the rest of a name means below a node.
    private mutating func search(
        _ rest: Substring,
        _ node: Node?,
        _ keys: KeyTree?,
        _ path: [String]
    ) {
        let words = words(node, keys, path)
        var isOpen = if case .open? = keys { true } else { false }
        for word in words {
            let plain = KeySearch.plain(word[...])
            guard rest.hasPrefix(plain) else { continue }
            let more = rest.dropFirst(plain.count)
            let (inner, below) = (node?[word], keys?[word])
            if more.isEmpty {
                found.append(path + [word])
                isOpen = false
            } else if more.hasPrefix("__") {
                search(more.dropFirst(2), inner, below, path + [word])
                isOpen = false
            }
        }
        if isOpen {
            // A key of the plugin that the file does not give: the plugin's schema will judge.
            let own = rest.split(separator: "__", omittingEmptySubsequences: false).map(String.init)
            if !own.contains("") { found.append(path + own) }
        }
        if path.count > farthest?.path.count ?? -1 {
            farthest = End(path: path, rest: rest, words: words)
        }
    }

    /// The keys there are and the keys there could be.
    private func words(_ node: Node?, _ keys: KeyTree?, _ path: [String]) -> [String] {
        var words = keys?.names ?? []
        var known = Set(words)
        func add(_ node: Node?) {
            guard case .mapping(let entries)? = node?.content else { return }
            for entry in entries where known.insert(entry.key).inserted { words.append(entry.key) }
        }
        add(node)
        if path == ["risk"] {
            add(tree["accounts"])
            add(tree["plugins"])
        }
        return words
    }

    /// A key as it is compared.
    private static func plain(_ word: Substring) -> String {
        String(word.map { $0 == "-" ? "_" : $0.isASCII ? Character($0.lowercased()) : $0 })
    }

    /// A key as a variable writes it.
    private static func spelled(_ word: String) -> String {
        plain(word[...]).uppercased()
    }

    private static func separator(in text: Substring) -> Substring.Index {
        text.firstRange(of: "__")?.lowerBound ?? text.endIndex
    }
}
