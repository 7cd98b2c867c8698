/// A drawing of lines over time as inline SVG: axes, grid, lines, an area, markers.
///
/// Colours come from the page's style: `s1` and up for lines, `buy` and `sell` for markers.
package struct Chart: Sendable {
    /// One line.
    package struct Line: Sendable {
        package let label: String
        /// In the order of time.
        package let points: [LineSampler.Point]
        /// Class of the line's colour.
        package let style: String

        /// A line with the class of its colour.
        package init(label: String, points: [LineSampler.Point], style: String) {
            self.label = label
            self.points = points
            self.style = style
        }
    }

    /// What it shows, for those who do not see it.
    package let title: String
    package var lines: [Line]
    /// Whether the space between the first line and 0 is filled.
    package var hasArea = false
    /// Whether values are fractions that read as percentages.
    package var isShare = false
    package var markers: [FillSampler.Marker] = []
    package var height = 260.0

    private static let width = 960.0
    private static let (left, right, top, bottom) = (84.0, 14.0, 10.0, 26.0)

    /// A drawing of lines.
    package init(title: String, lines: [Line]) {
        self.title = title
        self.lines = lines
    }

    /// The drawing, or a sentence where there is nothing to draw.
    func add(to page: inout Markup) {
        let points = lines.flatMap(\.points)
        let markers = markers.filter(\.price.isFinite)
        let moments = points.map(\.time) + markers.map(\.time)
        guard let first = moments.min(), let last = moments.max(), moments.count > 1 else {
            page.element("p", [("class", "none")], text: "Too few samples to draw.")
            return
        }
        var low = points.reduce(Double.infinity) { min($0, $1.value) }
        var high = points.reduce(-Double.infinity) { max($0, $1.value) }
        for marker in markers {
            low = min(low, marker.price)
            high = max(high, marker.price)
        }
        if hasArea { high = max(high, 0) }
        let across = Axis.times(from: first, to: last)
        let up = Axis.numbers(from: low, to: high, isShare: isShare)
        let box = "0 0 \(Int(Chart.width)) \(Int(height))"
        page.element("div", [("class", "chart")]) { page in
            page.element(
                "svg",
                [("viewBox", box), ("role", "img"), ("aria-label", title)]
            ) { page in
                grid(across, up, to: &page)
                for line in lines { add(line, across, up, to: &page) }
                for marker in markers { add(marker, across, up, to: &page) }
            }
        }
        page.line()
    }

    private func x(_ value: Double, _ axis: Axis) -> Double {
        Chart.left + axis.share(value) * (Chart.width - Chart.left - Chart.right)
    }

    private func y(_ value: Double, _ axis: Axis) -> Double {
        height - Chart.bottom - axis.share(value) * (height - Chart.top - Chart.bottom)
    }

    private func grid(_ across: Axis, _ up: Axis, to page: inout Markup) {
        let (start, end) = (Chart.left, Chart.width - Chart.right)
        for tick in up.ticks {
            let place = y(tick.value, up)
            page.empty(
                "line",
                [
                    ("class", tick.value == 0 ? "zero" : "grid"), ("x1", Chart.text(start)),
                    ("x2", Chart.text(end)), ("y1", Chart.text(place)), ("y2", Chart.text(place)),
                ]
            )
            page.element(
                "text",
                [
                    ("class", "up"), ("x", Chart.text(start - 8)), ("y", Chart.text(place + 4)),
                ],
                text: tick.label
            )
        }
        let ground = height - Chart.bottom
        for tick in across.ticks {
            let place = x(tick.value, across)
            page.empty(
                "line",
                [
                    ("class", "tick"), ("x1", Chart.text(place)), ("x2", Chart.text(place)),
                    ("y1", Chart.text(ground)), ("y2", Chart.text(ground + 5)),
                ]
            )
            // A label at the edge would be cut off.
            let anchor = place > end - 40 ? "end" : place < start + 20 ? "start" : "middle"
            page.element(
                "text",
                [
                    ("x", Chart.text(place)), ("y", Chart.text(height - 6)),
                    ("text-anchor", anchor),
                ],
                text: tick.label
            )
        }
    }

    private func add(_ line: Line, _ across: Axis, _ up: Axis, to page: inout Markup) {
        let places = line.points.map { point in
            "\(Chart.text(x(Double(point.time), across))),\(Chart.text(y(point.value, up)))"
        }
        guard let first = line.points.first, let last = line.points.last else { return }
        if hasArea, line.style == lines.first?.style {
            let ground = Chart.text(y(0, up))
            let start = "\(Chart.text(x(Double(first.time), across))),\(ground)"
            let end = "\(Chart.text(x(Double(last.time), across))),\(ground)"
            page.empty(
                "polygon",
                [
                    ("class", "area \(line.style)"),
                    ("points", ([start] + places + [end]).joined(separator: " ")),
                ]
            )
        }
        page.empty(
            "polyline",
            [("class", "line \(line.style)"), ("points", places.joined(separator: " "))]
        )
    }

    /// A triangle: up below the price for a buy, down above it for a sell.
    private func add(
        _ marker: FillSampler.Marker,
        _ across: Axis,
        _ up: Axis,
        to page: inout Markup
    ) {
        guard marker.price.isFinite else { return }
        let (x, y) = (x(Double(marker.time), across), y(marker.price, up))
        let way = marker.isBuy ? 1.0 : -1.0
        let corners = [(x, y), (x - 3.5, y + 7 * way), (x + 3.5, y + 7 * way)]
            .map { "\(Chart.text($0.0)),\(Chart.text($0.1))" }
        page.element(
            "polygon",
            [
                ("class", marker.isBuy ? "buy" : "sell"),
                ("points", corners.joined(separator: " ")),
            ]
        ) { $0.element("title", text: marker.words) }
    }

    /// A coordinate to a tenth.
    private static func text(_ value: Double) -> String {
        let tenths = Int((max(-1e6, min(1e6, value)) * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let size = abs(tenths)
        return size % 10 == 0 ? "\(sign)\(size / 10)" : "\(sign)\(size / 10).\(size % 10)"
    }
}
