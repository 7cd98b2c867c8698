/// Text of plugins and configuration, fit for a terminal.
///
/// A terminal obeys control characters, and some characters take two cells or none. Only
/// characters that are known to take one cell pass; others are shown as `\u{1B}`, so nothing is
/// hidden and a line is as wide as it has characters.
enum SafeText {
    /// The text with everything escaped that is not known to take exactly one cell.
    static func of(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        var safe = ""
        for scalar in text.unicodeScalars {
            if isOneCell(scalar) {
                safe.unicodeScalars.append(scalar)
            } else {
                safe += escaped(scalar)
            }
        }
        return safe
    }

    /// How many cells a text takes that has gone through `of`.
    static func width(_ text: String) -> Int { text.unicodeScalars.count }

    /// At most `width` cells of a safe text, the last one `…` where something is left out.
    static func fitted(_ text: String, to width: Int) -> String {
        guard width > 0 else { return "" }
        guard SafeText.width(text) > width else { return text }
        var cut = ""
        cut.unicodeScalars.append(contentsOf: text.unicodeScalars.prefix(width - 1))
        return cut + "…"
    }

    /// Lines of at most `width` cells, broken at spaces where there are some; the last of `most`
    /// ends with `…` where something is left out.
    static func wrapped(_ text: String, to width: Int, most: Int) -> [String] {
        guard width > 0, most > 0 else { return [] }
        var lines: [String] = []
        var rest = Array(text.unicodeScalars)[...]
        while !rest.isEmpty {
            if lines.count == most - 1 || rest.count <= width {
                lines.append(fitted(string(rest), to: width))
                return lines
            }
            let head = rest.prefix(width + 1)
            let space = head.lastIndex(of: " ").flatMap { $0 > rest.startIndex ? $0 : nil }
            let end = space ?? rest.startIndex + width
            lines.append(string(rest[..<end]))
            rest = rest[end...].drop { $0 == " " }
        }
        return lines
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    /// Latin, Greek and Cyrillic letters and the signs the page itself uses; no combining marks,
    /// no marks of direction, nothing wide.
    private static func isOneCell(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20..<0x7F, 0xA1..<0xAD, 0xAE..<0x300: return true
        case 0x384...0x482, 0x48A...0x52F: return scalar.properties.generalCategory != .unassigned
        case 0x2010...0x2015, 0x2018...0x201F, 0x2026, 0x20AC, 0x2190...0x2193: return true
        case 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2581...0x2588, 0x2591: return true
        default: return false
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        }
    }
}
