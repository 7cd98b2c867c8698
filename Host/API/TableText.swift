import Monitoring

/// A table as aligned text: a pure function of its cells.
///
/// Two spaces between columns, no space at the end of a line; what could move a terminal's cursor is
/// escaped.
package struct TableText: Equatable, Sendable {
    /// Where the text of a column stands: words left, numbers right.
    package enum Side: Sendable {
        case left, right
    }

    private let titles: [String]
    private let sides: [Side]
    private var rows: [[String]] = []

    /// A table of these columns, without rows.
    package init(_ columns: [(title: String, side: Side)]) {
        titles = columns.map(\.title)
        sides = columns.map(\.side)
    }

    /// Adds a row of as many cells as there are columns.
    package mutating func add(_ cells: [String]) {
        precondition(cells.count == titles.count, "a row has as many cells as the table columns")
        rows.append(cells.map(LogText.escaped))
    }

    /// The table: a line of titles and one a row, each with its end.
    ///
    /// Columns whose every cell is empty are left out.
    package var text: String {
        let shown = titles.indices.filter { column in rows.contains { !$0[column].isEmpty } }
        let lines = [titles] + rows
        let widths = titles.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return
            lines.map { line in
                var text = ""
                for (place, column) in shown.enumerated() {
                    let gap = String(repeating: " ", count: widths[column] - line[column].count)
                    if place > 0 { text += "  " }
                    text += sides[column] == .left ? line[column] + gap : gap + line[column]
                }
                while text.last == " " { text.removeLast() }
                return text + "\n"
            }
            .joined()
    }
}
