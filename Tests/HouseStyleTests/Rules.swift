/// The rules of the house: pure functions over text, so that each can be shown to find something.
enum Rules {
    /// What is not finished is an issue, not a comment.
    static func unfinished(_ file: SourceFile) -> [Violation] {
        // In parts, so that this file does not break its own rule.
        found(["TO" + "DO", "FIX" + "ME"], in: file) { "'\($0)' in a tracked file" }
    }

    /// The lines that hold one of the words, wherever it stands.
    static func found(
        _ words: [String],
        in file: SourceFile,
        message: (String) -> String
    ) -> [Violation] {
        file.lines.indices.flatMap { index in
            words.filter { file.lines[index].contains($0) }
                .map {
                    Violation(path: file.path, line: index + 1, message: message($0))
                }
        }
    }
}
