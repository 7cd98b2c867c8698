/// Finds what somebody meant to write.
package enum NearestWord {
    /// The remedy for an unknown word: the one that was meant, or all there are, in their order.
    package static func hint(for word: String, among words: [String]) -> String {
        if let nearest = nearest(to: word, among: words) { return "did you mean \(nearest)?" }
        switch words.count {
        case 0: return ""
        case 1: return "use \(words[0])"
        default:
            let shown = words.prefix(listed).joined(separator: ", ")
            let more = words.count - listed
            return "use one of \(shown)\(more > 0 ? " and \(more) more" : "")"
        }
    }

    /// A remedy lists no more words than somebody would read.
    private static let listed = 30

    /// The word with the smallest edit distance, at most a third of its length; the first of equals.
    package static func nearest(to word: String, among words: [String]) -> String? {
        let typed = Array(word.lowercased().utf8.prefix(64))
        var best: (word: String, distance: Int)?
        for candidate in words {
            let most = min(max(1, candidate.utf8.count / 3), best.map { $0.distance - 1 } ?? .max)
            let letters = Array(candidate.lowercased().utf8.prefix(64))
            // What is longer or shorter by more cannot be as near.
            guard abs(letters.count - typed.count) <= most else { continue }
            let distance = distance(typed, letters)
            if distance <= most { best = (candidate, distance) }
        }
        return best?.word
    }

    /// Insertions, deletions, replacements and swaps of neighbours between two words.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = min(
                    last[column] + (byte == other ? 0 : 1),
                    last[column + 1] + 1,
                    current[column] + 1
                )
                let isSwap =
                    row > 0 && column > 0 && byte == right[column - 1] && other == left[row - 1]
                if isSwap { cost = min(cost, beforeLast[column - 1] + 1) }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
