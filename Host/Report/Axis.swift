/// A range of numbers or times along one side of a chart, with the places that get a label.
struct Axis {
    /// One labelled place.
    struct Tick: Equatable {
        let value: Double
        let label: String
    }

    let low: Double
    let high: Double
    let ticks: [Tick]

    /// Where a value lies, 0 at the low end and 1 at the high one.
    func share(_ value: Double) -> Double {
        high > low ? (value - low) / (high - low) : 0.5
    }

    // MARK: - Numbers

    /// An axis over values, widened to whole steps of 1, 2 or 5.
    ///
    /// - Parameters:
    ///   - low: The lowest value shown.
    ///   - high: The highest.
    ///   - isShare: Whether values are fractions that read as percentages.
    /// - Returns: An axis that reaches from the first label to the last.
    static func numbers(from low: Double, to high: Double, isShare: Bool = false) -> Axis {
        var (low, high) = (low, high)
        if !(high > low) {
            // A line that stands still gets room on both sides.
            let room = max(low.magnitude * 0.01, isShare ? 0.01 : 1)
            (low, high) = (low - room, high + room)
        }
        let (step, exponent) = roundStep((high - low) / 5)
        let first = (low / step).rounded(.down)
        let count = Int(((high / step).rounded(.up) - first).rounded())
        let places = max(0, -exponent - (isShare ? 2 : 0))
        let ticks = (0...max(1, min(count, 20)))
            .map { place in
                let value = (first + Double(place)) * step
                let text = NumberText.fixed(isShare ? value * 100 : value, places: places) ?? ""
                return Tick(value: value, label: isShare ? "\(text) %" : text)
            }
        return Axis(
            low: ticks.first?.value ?? low,
            high: ticks.last?.value ?? high,
            ticks: ticks
        )
    }

    /// The next step of 1, 2 or 5 times a power of ten at or above a size, and that power.
    private static func roundStep(_ size: Double) -> (step: Double, exponent: Int) {
        var unit = 1.0
        var exponent = 0
        while unit * 10 <= size, exponent < 300 {
            unit *= 10
            exponent += 1
        }
        while unit > size, exponent > -300 {
            exponent -= 1
            // Divided once from a whole power, so that 0.1 is the double next to it.
            unit = 1 / (0..<(-exponent)).reduce(1.0) { power, _ in power * 10 }
        }
        for factor in [1.0, 2, 5] where unit * factor >= size * (1 - 1e-12) {
            return (unit * factor, exponent)
        }
        return (unit * 10, exponent + 1)
    }

    // MARK: - Times

    /// An axis over times, ns since 1970-01-01 UTC, with labels of round calendar places.
    static func times(from low: Int64, to high: Int64) -> Axis {
        let span = high - low
        var ticks: [Tick] = []
        if let step = TimeStep.all.first(where: { $0.count(in: span) <= 8 }) {
            ticks = step.ticks(from: low, to: high)
        }
        if ticks.isEmpty {
            let moment = CivilTime(low)
            ticks = [Tick(value: Double(low), label: "\(moment.dateText) \(moment.timeText)")]
        }
        return Axis(low: Double(low), high: Double(high), ticks: ticks)
    }
}

/// A stretch of the calendar that labels are apart.
private struct TimeStep {
    /// Either so many ns or so many months.
    let nanoseconds: Int64
    let months: Int

    static let all: [TimeStep] = {
        let second: Int64 = 1_000_000_000
        let seconds: [Int64] = [1, 2, 5, 10, 15, 30].map { $0 * second }
        let minutes = seconds.map { $0 * 60 }
        let hours: [Int64] = [1, 2, 3, 6, 12].map { $0 * 3_600 * second }
        let days: [Int64] = [1, 2, 7, 14].map { $0 * 86_400 * second }
        let months = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1_200]
        return (seconds + minutes + hours + days).map { TimeStep(nanoseconds: $0, months: 0) }
            + months.map { TimeStep(nanoseconds: 0, months: $0) }
    }()

    /// About how many steps a span has.
    func count(in span: Int64) -> Int64 {
        span / (months > 0 ? Int64(months) * 2_629_746_000_000_000 : nanoseconds)
    }

    func ticks(from low: Int64, to high: Int64) -> [Axis.Tick] {
        var ticks: [Axis.Tick] = []
        if months > 0 {
            let start = CivilTime(low)
            var month = (start.year * 12 + start.month - 1) / months * months
            while ticks.count < 20 {
                let time = CivilTime.start(year: month / 12, month: month % 12 + 1)
                if time > high { break }
                let label =
                    months >= 12
                    ? "\(month / 12)" : "\(month / 12)-\(CivilTime.two(month % 12 + 1))"
                if time >= low { ticks.append(Axis.Tick(value: Double(time), label: label)) }
                month += months
            }
            return ticks
        }
        var time = low / nanoseconds * nanoseconds
        if time < low { time += nanoseconds }
        while time <= high, ticks.count < 20 {
            let moment = CivilTime(time)
            ticks.append(
                Axis.Tick(value: Double(time), label: label(moment, isFirst: ticks.isEmpty))
            )
            time += nanoseconds
        }
        return ticks
    }

    private func label(_ moment: CivilTime, isFirst: Bool) -> String {
        let isMidnight = moment.hour == 0 && moment.minute == 0 && moment.second == 0
        if nanoseconds >= 86_400_000_000_000 || isMidnight { return moment.dateText }
        let isWhole = nanoseconds >= 60_000_000_000
        let time = isWhole ? String(moment.timeText.prefix(5)) : moment.timeText
        let date = "\(CivilTime.two(moment.month))-\(CivilTime.two(moment.day))"
        return isFirst ? "\(date) \(time)" : time
    }
}
