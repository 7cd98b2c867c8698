/// Makes the tree of nodes out of events, and refuses what settings have no use for.
struct NodeBuilder {
    /// A collection whose end has not come.
    private struct Open {
        let position: Position
        let isMapping: Bool
        var entries: [Node.Entry] = []
        var elements: [Node] = []
        var keys: Set<String> = []
        /// The key whose value comes next; outside a mapping always `nil`.
        var key: Key?
    }

    private struct Key {
        let text: String
        let position: Position
        /// A repeated or refused key takes its value with it.
        let isKept: Bool
    }

    private let source: SourceText
    private let problems: Problems
    private var open: [Open] = []
    private var nodes = 0
    private var documents = 0
    /// The document, once its end has come.
    private(set) var root: Node?

    init(source: SourceText, problems: Problems) {
        self.source = source
        self.problems = problems
    }

    /// Takes the next event.
    ///
    /// - Throws: When a limit is passed; what was built so far is of no use then.
    mutating func take(_ event: YAMLEvent) throws(YAMLFailure) {
        refuseDecorations(of: event)
        switch event.kind {
        case .documentStart:
            documents += 1
            if documents > 1 {
                throw YAMLFailure(
                    position: event.position,
                    message: "a second document begins",
                    hint: "keep one document a file"
                )
            }
        case .alias:
            problems.add(event.position, "aliases are refused", hint: "write the value out")
            try add(.refused, at: event.position)
        case .scalar(let text, let isPlain):
            guard text.utf8.count <= YAMLReader.Limit.scalarBytes else {
                throw YAMLFailure(
                    position: event.position,
                    message: "a text of \(text.utf8.count) bytes",
                    hint: "at most \(YAMLReader.Limit.scalarBytes) bytes"
                )
            }
            try add(.scalar(text: text, isPlain: isPlain), at: event.position)
        case .mappingStart: try begin(isMapping: true, at: event.position)
        case .sequenceStart: try begin(isMapping: false, at: event.position)
        case .mappingEnd, .sequenceEnd: try end()
        }
    }

    private func refuseDecorations(of event: YAMLEvent) {
        if event.hasAnchor {
            problems.add(event.position, "anchors are refused", hint: "write the value out")
        }
        if event.hasTag {
            problems.add(
                event.position,
                "tags are refused",
                hint: "leave it out: types follow from the key"
            )
        }
    }

    private mutating func begin(isMapping: Bool, at position: Position) throws(YAMLFailure) {
        guard open.count < YAMLReader.Limit.depth else {
            throw YAMLFailure(
                position: position,
                message: "nested too deep",
                hint: "at most \(YAMLReader.Limit.depth) levels"
            )
        }
        open.append(Open(position: position, isMapping: isMapping))
    }

    private mutating func end() throws(YAMLFailure) {
        guard let closed = open.popLast() else { return }
        let content: Node.Content =
            closed.isMapping ? .mapping(closed.entries) : .sequence(closed.elements)
        try add(content, at: closed.position)
    }

    private mutating func add(_ content: Node.Content, at position: Position) throws(YAMLFailure) {
        nodes += 1
        guard nodes <= YAMLReader.Limit.nodes else {
            throw YAMLFailure(
                position: position,
                message: "more than \(YAMLReader.Limit.nodes) values",
                hint: "a settings file has a few hundred"
            )
        }
        let node = Node(content: content, position: position)
        guard !open.isEmpty else {
            root = node
            return
        }
        let last = open.count - 1
        if !open[last].isMapping {
            open[last].elements.append(node)
        } else if let key = open[last].key {
            open[last].key = nil
            guard key.isKept else { return }
            let entry = Node.Entry(key: key.text, keyPosition: key.position, value: node)
            open[last].entries.append(entry)
        } else {
            guard open[last].keys.count < YAMLReader.Limit.keys else {
                throw YAMLFailure(
                    position: position,
                    message: "more than \(YAMLReader.Limit.keys) keys in one mapping",
                    hint: "a settings file has a few hundred"
                )
            }
            open[last].key = NodeBuilder.key(node, of: &open[last].keys, problems)
        }
    }

    /// A function of the type, so that the set is changed in place: a method of the builder would
    /// hold a copy of it meanwhile.
    private static func key(
        _ node: Node,
        of keys: inout Set<String>,
        _ problems: Problems
    ) -> Key {
        guard case .scalar(let text, _) = node.content else {
            if case .refused = node.content {
            } else {
                problems.add(node.position, "a key is \(node.found)", hint: "keys are single words")
            }
            return Key(text: "", position: node.position, isKept: false)
        }
        let isNew = keys.insert(text).inserted
        if !isNew {
            problems.add(
                node.position,
                "key '\(Node.shortened(text))' is given twice",
                hint: "keep one of them"
            )
        }
        return Key(text: text, position: node.position, isKept: isNew)
    }
}
