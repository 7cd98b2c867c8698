extension ConfigSchema {
    /// `a whole number from 1 to 500`, for "expected …".
    var expectation: String {
        var ways: [String] = []
        for way in allowed?.count == 1 ? words : branches.map(\.expectation) + kindNames
        where !ways.contains(way) && way != ConfigSchema.anything {
            ways.append(way)
        }
        var text = ways.isEmpty ? ConfigSchema.anything : ways.joined(separator: " or ")
        if !unit.isEmpty { text += " in \(unit)" }
        text += boundsText
        if !pattern.isEmpty { text += " that matches \(pattern)" }
        return text
    }

    /// The values that can be written as they are, branches included.
    var words: [String] {
        let own = (allowed ?? [])
            .map { value in if case .string(let text) = value { text } else { value.text } }
        return own + branches.flatMap(\.words)
    }

    /// Whether nothing but the words is valid.
    var isWordsOnly: Bool {
        allowed != nil || !branches.isEmpty && branches.allSatisfy(\.isWordsOnly)
    }

    /// What to do about a text that is not valid: the word that was meant, or all there are.
    func hint(for text: String) -> String {
        if isWordsOnly { return NearestWord.hint(for: text, among: words) }
        return NearestWord.nearest(to: text, among: words).map { "did you mean \($0)?" } ?? summary
    }

    private static let anything = "a value"

    /// The types, but for those that the branches say more of.
    private var kindNames: [String] {
        guard branches.allSatisfy({ $0.kinds.isEmpty && $0.branches.isEmpty }) else { return [] }
        return kinds.map { kind in
            switch kind {
            case .null: "null"
            case .boolean: "true or false"
            case .integer: "a whole number"
            case .number: "a number"
            case .string: allowed == nil ? "a text" : "a word"
            case .array: "a list"
            case .object: "a mapping"
            }
        }
    }

    private var boundsText: String {
        if let low = bounds.minimum, let high = bounds.maximum { return " from \(low) to \(high)" }
        var text = ""
        if let low = bounds.exclusiveMinimum { text += " above \(low)" }
        if let low = bounds.minimum { text += " of \(low) or more" }
        if let high = bounds.exclusiveMaximum { text += " below \(high)" }
        if let high = bounds.maximum { text += (text.isEmpty ? " of" : ",") + " \(high) or less" }
        return text
    }
}
