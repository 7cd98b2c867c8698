import API

/// The terminal page of a running host: a pure function from what the host shows to text.
///
/// It has no state, no clock and no terminal: whoever calls it samples, writes and reads keys.
package struct LiveTable: Sendable {
    package init() {}

    /// The page as lines from the top.
    ///
    /// - Parameters:
    ///   - frame: What to show.
    ///   - width: Columns of the terminal; no line has more cells, and each character takes one.
    ///   - height: Rows of the terminal. The last line has the keys.
    ///   - color: Whether pieces are wrapped in SGR sequences, each line ending with none in force.
    /// - Returns: `height` lines without line ends, empty ones included.
    package func render(_ frame: LiveFrame, width: Int, height: Int, color: Bool) -> [String] {
        guard width > 0, height > 0 else { return [] }
        let head = Array([title(frame, width), counters(frame, width)].prefix(height < 6 ? 1 : 2))
        let foot = Array([latency(frame, width), keys(frame, width)].suffix(height < 5 ? 1 : 2))
        let room = max(0, height - head.count - foot.count)
        // Empty lines set the page off from its head and foot where there are enough.
        let gap = room >= 12 ? 1 : 0
        var lines = head + Array(repeating: Line(), count: gap)
        lines += PageSection.stack(sections(frame, width), height: room - 2 * gap)
        while lines.count < height - foot.count { lines.append(Line()) }
        return (lines + foot).prefix(height).map { $0.text(most: width, color: color) }
    }

    private func sections(_ frame: LiveFrame, _ width: Int) -> [PageSection] {
        [
            problems(frame, width), quotes(frame, width), strategies(frame, width),
            accounts(frame, width), fills(frame, width), denials(frame, width),
        ]
        .compactMap { $0 }
    }

    /// Who runs, how fast, and the time of the data.
    private func title(_ frame: LiveFrame, _ width: Int) -> Line {
        let status = frame.status
        var line = Line("Tenon \(status.version)", .strong)
        line.add("  \(status.mode)")
        if let speed = status.speed { line.add("  speed \(speed)") }
        if frame.isPaused { line.add("  ") }
        if frame.isPaused { line.add(" PAUSED ", .reversed) }
        if status.state != "running" { line.add("  \(status.state)", .warning) }
        guard status.timeNs != 0 else {
            line.addAtEnd(Line("no data yet", .dim), of: width)
            return line
        }
        let time = Figures.time(status.timeNs)
        let label = status.clock == "data" ? "data of " : ""
        let before = line.width
        for text in ["\(label)\(Figures.date(status.timeNs)) \(time) UTC", "\(time) UTC", time]
        where line.width == before {
            line.addAtEnd(Line(text), of: width)
        }
        return line
    }

    /// How much came through, and how far the data is.
    private func counters(_ frame: LiveFrame, _ width: Int) -> Line {
        let status = frame.status
        var line = Line("up \(Figures.duration(status.uptimeSeconds))", .dim)
        line.add("  \(Figures.grouped(status.counts.eventsPerSecond)) ev/s")
        line.add("  \(Figures.count(status.counts.marketEvents, "event"))", .dim)
        guard let progress = frame.progress else { return line }
        let left = Figures.duration(progress.secondsLeft)
        let before = line.width
        for cells in [20, 10, 0] where line.width == before {
            var bar = Line(progressBar(progress.share, cells))
            bar.add("\(Figures.percent(progress.share)), \(left) left")
            line.addAtEnd(bar, of: width)
        }
        return line
    }

    private func progressBar(_ share: Double, _ cells: Int) -> String {
        guard cells > 0 else { return "" }
        let full = Int(Figures.clamped(share) * Double(cells))
        let bar = String(repeating: "█", count: full)
        return bar + String(repeating: "░", count: cells - full) + " "
    }

    /// The keys, and what the host has to say to the operator.
    private func keys(_ frame: LiveFrame, _ width: Int) -> Line {
        var line = Line("q", .strong)
        line.add(" quit  ")
        line.add("p", .strong)
        line.add(frame.isPaused ? " resume" : " pause")
        if let message = frame.message {
            line.add("   ")
            line.add(message, .warning)
        }
        return line
    }
}
