/// Rows and columns on lines of a limited width: what does not fit is left out by its weight.
struct TableLayout {
    struct Column {
        var title: String
        /// Words stand at the left, numbers at the right.
        var isNumber = true
        /// Never narrower, so that columns stand still while numbers grow.
        var least = 4
        /// The column of the highest weight goes first when there is no room; 0 stays.
        var weight = 0
    }

    struct Cell {
        var text: String
        var style: Line.Style

        init(_ text: String, _ style: Line.Style = .plain) {
            self.text = SafeText.of(text)
            self.style = style
        }
    }

    private(set) var columns: [Column]
    private(set) var widths: [Int]
    private var rows: [[Cell]]

    private static let gap = 2

    /// Lays out rows that have a cell for each column.
    init(_ columns: [Column], rows: [[Cell]], width: Int) {
        self.columns = columns
        self.rows = rows
        widths = columns.indices.map { index in
            let cells = rows.map { SafeText.width($0[index].text) }.max() ?? 0
            return max(columns[index].least, SafeText.width(columns[index].title), cells)
        }
        while total > width, let index = heaviest {
            self.columns.remove(at: index)
            widths.remove(at: index)
            for row in self.rows.indices { self.rows[row].remove(at: index) }
        }
        if total > width, !widths.isEmpty { widths[0] = max(1, widths[0] - (total - width)) }
    }

    /// Cells of a whole line.
    var total: Int { widths.reduce(0, +) + Self.gap * max(0, widths.count - 1) }

    /// Titles, dimmed.
    var header: Line { line(columns.map { Cell($0.title, .dim) }) }

    /// One line a row, in their order.
    var lines: [Line] { rows.map(line) }

    private var heaviest: Int? {
        let most = columns.map(\.weight).max() ?? 0
        return most == 0 ? nil : columns.lastIndex { $0.weight == most }
    }

    private func line(_ cells: [Cell]) -> Line {
        var line = Line()
        var column = 0
        for (index, cell) in cells.enumerated() {
            let text = SafeText.fitted(cell.text, to: widths[index])
            let room = widths[index] - SafeText.width(text)
            if !text.isEmpty {
                line.pad(to: column + (columns[index].isNumber ? room : 0))
                line.add(text, cell.style)
            }
            column += widths[index] + Self.gap
        }
        return line
    }
}
