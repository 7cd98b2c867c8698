/// How many samples a year has, told from the times of the samples themselves.
///
/// The rule is spelled out in `Host/Manual/report.md`; a configuration can give the number instead.
package enum PeriodsPerYear {
    private static let hour: Int64 = 3_600_000_000_000
    private static let day = 24 * hour
    /// Days of trading in a year where the weekends are free, and days of a year where not.
    private static let weekdays = 252.0
    private static let allDays = 365.25

    /// Returns a year by the median spacing of the samples.
    ///
    /// - Parameter times: Lane times, ns, ascending.
    /// - Returns: `nil` where fewer than two different times are known.
    package static func derived(from times: [Int64]) -> Double? {
        let steps = zip(times, times.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }.sorted()
        guard !steps.isEmpty, let first = times.first, let last = times.last else { return nil }
        let spacing = steps[steps.count / 2]
        if spacing >= 4 * day { return allDays * Double(day) / Double(spacing) }
        let days = Days(times)
        let seesWeekends = last - first >= 7 * day
        if spacing >= 20 * hour {
            return seesWeekends && days.weekendShare >= 0.1 ? allDays : weekdays
        }
        let perDay = Double(day) / Double(spacing)
        if Double(days.usual) / perDay >= 0.6 {
            // A week without samples on Saturday and Sunday is a market that closes for them.
            return perDay * (seesWeekends && days.weekendShare < 0.05 ? weekdays : allDays)
        }
        return Double(days.usual) * weekdays
    }

    /// Samples by the day they end: a sample at midnight belongs to the day before.
    private struct Days {
        /// The median number of samples of the days that have some.
        let usual: Int
        /// Share of the samples that lie on Saturday or Sunday, UTC.
        let weekendShare: Double

        init(_ times: [Int64]) {
            var counts: [Int] = []
            var present = Int64.min
            var weekend = 0
            for time in times {
                let number = CivilTime.dayNumber(time - 1)
                if number != present {
                    counts.append(0)
                    present = number
                }
                counts[counts.count - 1] += 1
                if CivilTime.weekday(number) >= 5 { weekend += 1 }
            }
            counts.sort()
            usual = counts.isEmpty ? 0 : counts[counts.count / 2]
            weekendShare = Double(weekend) / Double(max(1, times.count))
        }
    }
}
