/// A line of any length in a bounded number of points: the lowest and the highest of each stretch
/// stay, so that no peak is lost from a chart.
///
/// Stretches of equal sample counts; when there are too many, two become one.
package struct LineSampler: Sendable {
    /// One point of a line.
    package struct Point: Sendable, Equatable {
        /// ns since 1970-01-01 UTC.
        package var time: Int64
        package var value: Double

        /// A point at a time.
        package init(time: Int64, value: Double) {
            self.time = time
            self.value = value
        }
    }

    private struct Stretch {
        var low: Point
        var high: Point

        mutating func add(_ other: Stretch) {
            if other.low.value < low.value { low = other.low }
            if other.high.value > high.value { high = other.high }
        }
    }

    private let most: Int
    private var stretches: [Stretch] = []
    /// Samples of a full stretch, and of the last one.
    private var width = 1
    private var filled = 0
    private var first: Point?
    private var last: Point?

    /// An empty line of at most `most + 2` points.
    package init(most: Int = 2_000) {
        self.most = max(4, most) / 4 * 2
    }

    /// Appends a sample; one that is not finite is left out.
    ///
    /// - Parameters:
    ///   - time: ns, not before that of the last one.
    ///   - value: In any unit.
    package mutating func add(time: Int64, value: Double) {
        guard value.isFinite else { return }
        let point = Point(time: time, value: value)
        if first == nil { first = point }
        last = point
        let one = Stretch(low: point, high: point)
        if filled > 0, filled < width {
            stretches[stretches.count - 1].add(one)
            filled += 1
            return
        }
        if stretches.count == most { halve() }
        stretches.append(one)
        filled = 1
    }

    /// The points in the order of time, the first and the last sample among them.
    package var points: [Point] {
        var points: [Point] = []
        if let first { points.append(first) }
        for stretch in stretches {
            let isFalling = stretch.high.time < stretch.low.time
            for point in isFalling
                ? [stretch.high, stretch.low] : [stretch.low, stretch.high]
            where points.last != point { points.append(point) }
        }
        if let last, points.last != last { points.append(last) }
        return points
    }

    /// Two full stretches become one.
    private mutating func halve() {
        var half: [Stretch] = []
        for place in stride(from: 0, to: stretches.count, by: 2) {
            var one = stretches[place]
            if place + 1 < stretches.count { one.add(stretches[place + 1]) }
            half.append(one)
        }
        stretches = half
        width *= 2
        filled = width
    }
}
