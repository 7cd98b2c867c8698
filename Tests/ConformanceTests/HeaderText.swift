import Foundation

/// A header read as text, for what no compiler checks: that everything is explained.
struct HeaderText {
    /// A declaration that needs a comment.
    struct Declaration: Equatable {
        var line: Int
        var name: String
        var isFunction: Bool
        /// The comment lines right above, without their slashes.
        var comment: [String]
    }

    let declarations: [Declaration]

    /// Finds the functions, slots, structs and enums of a header.
    init(_ text: String) {
        var found: [Declaration] = []
        var comment: [String] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false)
            .enumerated()
        {
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.hasPrefix("//") {
                comment.append(trimmed.dropFirst(2).trimmingCharacters(in: .whitespaces))
                continue
            }
            if let (name, isFunction) = Self.declared(in: trimmed) {
                found.append(
                    Declaration(
                        line: index + 1,
                        name: name,
                        isFunction: isFunction,
                        comment: comment
                    )
                )
            }
            // A macro with an extension's id stands between a comment and its struct.
            if !trimmed.hasPrefix("#define TENON_EXT_") { comment = [] }
        }
        declarations = found
    }

    /// What a line declares: a slot, a function, a struct or an enum.
    private static func declared(in line: String) -> (String, Bool)? {
        if let match = line.firstMatch(of: /\(\*([a-z_0-9]+)\)\(/) {
            return (String(match.1), true)
        }
        if let match = line.firstMatch(of: /^(static inline|TENON_EXPORT) .*?([a-z_0-9]+)\(/) {
            return (String(match.2), true)
        }
        if let match = line.firstMatch(of: /^typedef struct ([a-z_0-9]+) \{$/) {
            return (String(match.1), false)
        }
        return line == "enum {" ? ("enum", false) : nil
    }

    /// What is not explained as it must be, one sentence each, with `file` and line in front.
    ///
    /// A function's comment ends with `[thread, states]`; a struct and an enum have a comment.
    func problems(in file: String) -> [String] {
        declarations.compactMap { declaration in
            let place = "\(file):\(declaration.line): \(declaration.name)"
            if declaration.comment.joined().isEmpty { return "\(place) has no comment" }
            guard declaration.isFunction else { return nil }
            guard let last = declaration.comment.last,
                let match = last.firstMatch(of: /^\[([a-z-]+), (.+)\]$/)
            else { return "\(place): its comment does not end with [thread, states]" }
            guard ["ctl", "lane", "work", "any", "in-call"].contains(String(match.1)) else {
                return "\(place): unknown thread tag [\(match.1)]"
            }
            guard Self.states.contains(where: { match.2.contains($0) }) else {
                return "\(place): [\(match.2)] names no state"
            }
            return declaration.comment.count < 2 ? "\(place): no word on what it does" : nil
        }
    }

    private static let states = [
        "loaded", "created", "configured", "activated", "running", "paused", "draining",
        "every state", "came with",
    ]
}
