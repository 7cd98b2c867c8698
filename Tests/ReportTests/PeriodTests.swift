import Report
import Testing

@Suite("Periods a year")
struct PeriodTests {
    private static let minute: Int64 = 60_000_000_000
    private static let day: Int64 = 86_400_000_000_000
    /// 2024-01-01, a Monday.
    private static let monday = CivilTime.start(year: 2024, month: 1)

    /// Closes of bars: `count` a day from `first` on, in steps, on so many days of each week.
    private func closes(
        days: Int,
        from first: Int64,
        step: Int64,
        count: Int,
        weekdays: Int
    ) -> [Int64] {
        var times: [Int64] = []
        for number in 0..<days where number % 7 < weekdays {
            let open = PeriodTests.monday + Int64(number) * PeriodTests.day + first
            for place in 1...count { times.append(open + Int64(place) * step) }
        }
        return times
    }

    @Test("daily closes, at midnight of the day after: 252, with weekends 365.25")
    func daily() {
        let day = PeriodTests.day
        let week = closes(days: 90, from: 0, step: day, count: 1, weekdays: 5)
        #expect(PeriodsPerYear.derived(from: week) == 252)
        let all = closes(days: 90, from: 0, step: day, count: 1, weekdays: 7)
        #expect(PeriodsPerYear.derived(from: all) == 365.25)
    }

    @Test("minutes of a session are the session's, of a whole day the day's")
    func minutes() {
        let minute = PeriodTests.minute
        let session = closes(days: 30, from: 870 * minute, step: minute, count: 390, weekdays: 5)
        #expect(PeriodsPerYear.derived(from: session) == 98_280)
        let crypto = closes(days: 30, from: 0, step: minute, count: 1_440, weekdays: 7)
        #expect(PeriodsPerYear.derived(from: crypto) == 525_960)
        let currencies = closes(days: 30, from: 0, step: minute, count: 1_440, weekdays: 5)
        #expect(PeriodsPerYear.derived(from: currencies) == 362_880)
        // Two days tell nothing of weekends.
        let short = closes(days: 2, from: 0, step: minute, count: 1_440, weekdays: 5)
        #expect(PeriodsPerYear.derived(from: short) == 525_960)
    }

    @Test("returns over P are about the years covered: daily, sampled twice, and extended hours")
    func years() throws {
        let (minute, day) = (PeriodTests.minute, PeriodTests.day)
        let daily = closes(days: 7 * 1_200, from: 0, step: day, count: 1, weekdays: 5)
        let twice = daily.flatMap { [$0, $0 + minute] }
        #expect(PeriodsPerYear.derived(from: twice) == 504)
        // Only the sample behind the bar, as a timer has it.
        #expect(PeriodsPerYear.derived(from: daily.map { $0 + minute }) == 252)
        // 04:00 to 20:00 of New York is 16 of 24 hours, which is no round-the-clock trading.
        let extended = closes(days: 700, from: 480 * minute, step: minute, count: 960, weekdays: 5)
        #expect(PeriodsPerYear.derived(from: extended) == 241_920)
        let session = closes(days: 700, from: 870 * minute, step: minute, count: 390, weekdays: 5)
        let week = 700 * minute * 1_440
        for (times, span) in [
            (daily, 7 * 1_200 * day), (twice, 7 * 1_200 * day), (extended, week), (session, week),
        ] {
            let periods = try #require(PeriodsPerYear.derived(from: times))
            let years = Double(span) / (365.25 * Double(day))
            #expect(abs(Double(times.count - 1) / periods / years - 1) < 0.05)
        }
    }

    @Test("round the clock with gaps, and a day cut at both ends")
    func gaps() {
        let minute = PeriodTests.minute
        let all = closes(days: 30, from: 0, step: minute, count: 1_440, weekdays: 7)
        // Three minutes of four: the usual day's own count, all days of the year.
        let gaps = all.enumerated().filter { $0.offset % 4 != 3 }.map(\.element)
        #expect(PeriodsPerYear.derived(from: gaps) == 1_080 * 365.25)
        #expect(PeriodsPerYear.derived(from: Array(all[900..<3_400])) == 525_960)
    }

    @Test("weeks, and what is too short to tell")
    func others() {
        let weeks = (0..<60).map { PeriodTests.monday + Int64($0) * 7 * PeriodTests.day }
        #expect(PeriodsPerYear.derived(from: weeks) == 365.25 / 7)
        #expect(PeriodsPerYear.derived(from: []) == nil)
        #expect(PeriodsPerYear.derived(from: [5]) == nil)
        #expect(PeriodsPerYear.derived(from: [5, 5]) == nil)
    }
}
