/// How many samples a year has, told from the times of the samples themselves.
///
/// The rule is spelled out in `Host/Manual/report.md`; a configuration can give the number instead.
package enum PeriodsPerYear {
    private static let minute: Int64 = 60_000_000_000
    private static let day = 24 * 60 * minute
    /// Days of trading in a year where the weekends are free, and days of a year where not.
    private static let weekdays = 252.0
    private static let allDays = 365.25

    /// Returns a year: samples of a usual day times the days a year that have some.
    ///
    /// - Parameter times: Lane times, ns, ascending.
    /// - Returns: `nil` where fewer than two different times are known.
    package static func derived(from times: [Int64]) -> Double? {
        let steps = zip(times, times.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.sorted()
        guard !steps.isEmpty, let first = times.first, let last = times.last else { return nil }
        let spacing = steps[steps.count / 2]
        if spacing >= 4 * day { return allDays * Double(day) / Double(spacing) }
        let days = Days(times)
        let perDay = Double(day) / Double(spacing)
        let isRoundTheClock = spacing < day / 2 && Double(days.usual) >= 0.9 * perDay
        // Less than a week tells nothing of weekends; who never pauses hardly does for them.
        let tradesWeekends =
            last - first >= 7 * day ? days.weekendShare >= 0.1 : isRoundTheClock
        let samples = isRoundTheClock ? perDay : Double(days.usual)
        return samples * (tradesWeekends ? allDays : weekdays)
    }

    /// Samples by the day they end: one at midnight, or just after it, belongs to the day before.
    private struct Days {
        /// A daily bar ends at midnight, and a sample of the minute after it still shows that bar.
        private static let late = 5 * minute

        /// The median number of samples of the days that have some, without the first and the last,
        /// which may be cut, where there are more.
        let usual: Int
        /// Share of the samples that lie on Saturday or Sunday, UTC.
        let weekendShare: Double

        init(_ times: [Int64]) {
            var counts: [Int] = []
            var present = Int64.min
            var weekend = 0
            for time in times {
                let number = CivilTime.dayNumber(time - Days.late - 1)
                if number != present {
                    counts.append(0)
                    present = number
                }
                counts[counts.count - 1] += 1
                if CivilTime.weekday(number) >= 5 { weekend += 1 }
            }
            let whole = (counts.count > 2 ? counts[1..<(counts.count - 1)] : counts[...]).sorted()
            usual = whole.isEmpty ? 0 : whole[whole.count / 2]
            weekendShare = Double(weekend) / Double(max(1, times.count))
        }
    }
}
