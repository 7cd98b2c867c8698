/// One line of the page: pieces of safe text, each in a style.
struct Line {
    /// What a piece says by its color; without color the words alone say it.
    enum Style: String {
        case plain = ""
        case strong = "1"
        case dim = "2"
        case good = "32"
        case bad = "31"
        case warning = "33"
        case reversed = "7"
    }

    private var pieces: [(text: String, style: Style)] = []

    /// Cells so far.
    private(set) var width = 0

    init() {}

    init(_ text: String, _ style: Style = .plain) { add(text, style) }

    /// Appends a piece; whatever a terminal would obey in it is escaped.
    mutating func add(_ text: String, _ style: Style = .plain) {
        let safe = SafeText.of(text)
        guard !safe.isEmpty else { return }
        pieces.append((safe, style))
        width += SafeText.width(safe)
    }

    /// Appends a line.
    mutating func add(_ line: Line) {
        pieces += line.pieces
        width += line.width
    }

    /// Appends a line if the whole then has at most `most` cells.
    mutating func add(_ line: Line, ifWithin most: Int) {
        if line.width <= most - width { add(line) }
    }

    /// Appends spaces up to a column.
    mutating func pad(to column: Int) {
        if column > width { add(String(repeating: " ", count: column - width)) }
    }

    /// Appends a line so that it ends at a column, if there is room for it behind two spaces.
    mutating func addAtEnd(_ line: Line, of column: Int) {
        guard line.width > 0, width + 2 + line.width <= column else { return }
        pad(to: column - line.width)
        add(line)
    }

    /// The text of at most `most` cells, its end replaced by `…` where it has more.
    func text(most: Int, color: Bool) -> String {
        var room = most
        var text = ""
        for (index, piece) in pieces.enumerated() where room > 0 {
            let isLast = index == pieces.count - 1
            // A piece that fits exactly still has to tell that others follow.
            let isCut = !isLast && SafeText.width(piece.text) >= room && width > most
            let fitted = SafeText.fitted(isCut ? piece.text + "…" : piece.text, to: room)
            room -= SafeText.width(fitted)
            let isStyled = color && piece.style != .plain
            text += isStyled ? "\u{1B}[\(piece.style.rawValue)m\(fitted)\u{1B}[0m" : fitted
        }
        return text
    }
}
