/// What a terminal must be told so that it shows a page.
///
/// Only lines that differ are written: a quiet page costs nothing, and nothing flickers.
package struct ScreenChange: Sendable {
    private var shown: [String]?
    private var size: [Int] = []

    /// Nothing is known of the screen: the first page is written whole.
    package init() {}

    /// What turns the screen into `lines`.
    ///
    /// - Parameters:
    ///   - lines: At most `height`, none wider than `width`, each ending with no SGR in force.
    ///   - width: Columns of the terminal now.
    ///   - height: Its rows. When one of them has changed, all is written anew.
    /// - Returns: The text to write as it is; empty when the screen shows them already.
    package mutating func text(_ lines: [String], width: Int, height: Int) -> String {
        var text = ""
        if size != [width, height] {
            shown = nil
            size = [width, height]
        }
        if shown == nil { text += "\u{1B}[0m\u{1B}[2J" }
        let before = shown ?? []
        for row in 0..<max(lines.count, before.count) {
            let line = row < lines.count ? lines[row] : ""
            guard row >= before.count || before[row] != line else { continue }
            // Cleared before it is written: behind a full line the cursor stands on its last cell.
            text += "\u{1B}[\(row + 1);1H\u{1B}[2K\(line)"
        }
        shown = lines
        return text
    }

    /// Forgets what is on the screen, after another program may have written there.
    package mutating func forget() { shown = nil }
}
