/// Where the values of a configuration come from: the file's tree, and what went before it.
struct Provenance: Sendable {
    /// With every override applied.
    private(set) var tree: Node
    /// Each override's path with the tree as it was before, in the order they were applied.
    private var stages: [(path: [String], before: Node)] = []
    /// What is in force where nothing is given.
    var defaults: [DefaultSetting] = []

    init(_ file: Node) { tree = file }

    /// Puts a value in its place.
    mutating func apply(_ override: Override, problems: Problems) {
        stages.append((override.path, tree))
        tree = override.applied(to: tree, problems: problems)
    }

    /// What the overrides replaced at a path, the latest first.
    func replaced(at path: [Step], from position: Position) -> [SettingInForce.Source] {
        var rank = position.source.rank
        return stages.reversed()
            .compactMap { stage in
                let isConcerned = zip(stage.path, path)
                    .allSatisfy { name, step in step == .key(name) }
                guard isConcerned, let node = stage.before[path], node.position.source.rank != rank
                else { return nil }
                rank = node.position.source.rank
                return SettingInForce.Source(text: node.flow, position: node.position)
            }
    }
}

/// One step from a node to a node inside it.
enum Step: Hashable {
    case key(String)
    case index(Int)
}

extension Node {
    /// The node at the end of a path; `nil` when there is none.
    fileprivate subscript(_ path: [Step]) -> Node? {
        var node = self
        for step in path {
            switch (step, node.content) {
            case (.key(let key), .mapping):
                guard let inner = node[key] else { return nil }
                node = inner
            case (.index(let index), .sequence(let elements)):
                guard elements.indices.contains(index) else { return nil }
                node = elements[index]
            default: return nil
            }
        }
        return node
    }

    /// On one line, in YAML's own notation; texts as they are.
    var flow: String {
        switch content {
        case .scalar(let text, let isPlain): text.isEmpty && !isPlain ? "''" : text
        case .sequence(let elements): "[\(elements.map(\.flow).joined(separator: ", "))]"
        case .mapping(let entries):
            "{\(entries.map { "\($0.key): \($0.value.flow)" }.joined(separator: ", "))}"
        case .refused: ""
        }
    }

    /// Whether it is shown as one value: no mapping with keys, nor a list of anything but texts.
    var isValue: Bool {
        switch content {
        case .scalar, .refused: true
        case .mapping(let entries): entries.isEmpty
        case .sequence(let elements): elements.allSatisfy { $0.text != nil }
        }
    }
}
