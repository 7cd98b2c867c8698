/// A row of blocks that shows how a number moved; a chart, so it may use `Double`.
enum Sparkline {
    private static let blocks: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// At most `width` blocks, the newest at the right; fewer where there are fewer samples.
    ///
    /// With more samples than blocks each block shows the last sample of its share. What is not
    /// finite is left out.
    static func text(_ samples: [Double], width: Int) -> String {
        let finite = samples.filter(\.isFinite)
        guard width > 0, let least = finite.min(), let most = finite.max() else { return "" }
        let count = min(width, finite.count)
        let shown = (1...count).map { finite[$0 * finite.count / count - 1] }
        // Halves, so that the distance of two finite numbers is finite.
        let reach = most / 2 - least / 2
        return String(
            shown.map { sample in
                guard reach > 0 else { return blocks[0] }
                let share = (sample / 2 - least / 2) / reach
                return blocks[min(7, max(0, Int(share * 8)))]
            }
        )
    }
}
