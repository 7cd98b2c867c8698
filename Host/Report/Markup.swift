/// HTML and SVG text that is well-formed XML as well: every text is escaped, every element closed.
struct Markup {
    private(set) var text = ""

    /// An element with what stands in it.
    ///
    /// - Parameters:
    ///   - name: Of the element, ours.
    ///   - attributes: In their order; values are escaped.
    ///   - content: Adds what the element holds.
    mutating func element(
        _ name: String,
        _ attributes: [(String, String)] = [],
        _ content: (inout Markup) -> Void
    ) {
        open(name, attributes)
        text += ">"
        content(&self)
        text += "</\(name)>"
    }

    /// An element with a text.
    mutating func element(_ name: String, _ attributes: [(String, String)] = [], text: String) {
        element(name, attributes) { $0.add(text) }
    }

    /// An element without content.
    mutating func empty(_ name: String, _ attributes: [(String, String)]) {
        open(name, attributes)
        text += "/>"
    }

    /// A text as it reads.
    mutating func add(_ words: String) { text += Markup.escaped(words) }

    /// Style and other text of ours that holds no markup sign.
    mutating func addPlain(_ words: String) { text += words }

    /// A line's end, so that a person can read the source.
    mutating func line() { text += "\n" }

    private mutating func open(_ name: String, _ attributes: [(String, String)]) {
        text += "<\(name)"
        for (key, value) in attributes { text += " \(key)=\"\(Markup.escaped(value))\"" }
    }

    /// Text with the signs of markup spelled out, and what XML has no place for replaced.
    static func escaped(_ words: String) -> String {
        var text = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            case "'": text += "&#39;"
            case "\t", "\n", "\r": text += " "
            case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}", "\u{FFFE}", "\u{FFFF}",
                "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                // Controls, and those that turn the direction of what follows.
                text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
