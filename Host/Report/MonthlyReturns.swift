/// Returns by calendar month and year, UTC.
package struct MonthlyReturns: Sendable {
    /// One year.
    package struct Year: Sendable, Equatable {
        package let year: Int
        /// January first; `nil` where there is no sample, or nothing to divide by.
        package var months: [Double?]
        package var total: Double?
    }

    /// The years that have samples, in order.
    package private(set) var years: [Year] = []

    /// Returns from the last sample of a month to the last of the next that has one.
    ///
    /// A sample at the first moment of a month belongs to the month that ends there. The first month
    /// and year are told from the first sample.
    ///
    /// - Parameters:
    ///   - times: ns, ascending.
    ///   - equity: One for each time.
    package init(times: [Int64], equity: [Double]) {
        guard var base = equity.first else { return }
        var yearBase = base
        var (before, present) = (base, -1)
        for (time, value) in zip(times, equity) {
            let moment = CivilTime(time - 1)
            let month = moment.year * 12 + moment.month - 1
            if month != present {
                if present >= 0 { base = before }
                if years.last?.year != moment.year {
                    yearBase = present >= 0 ? before : base
                    let none = [Double?](repeating: nil, count: 12)
                    years.append(Year(year: moment.year, months: none))
                }
                present = month
            }
            years[years.count - 1].months[moment.month - 1] = MonthlyReturns.ratio(value, base)
            years[years.count - 1].total = MonthlyReturns.ratio(value, yearBase)
            before = value
        }
    }

    private static func ratio(_ value: Double, _ base: Double) -> Double? {
        base > 0 && value.isFinite ? (value - base) / base : nil
    }
}
