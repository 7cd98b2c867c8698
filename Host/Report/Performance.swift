import Glibc

/// The statistics of one equity series and its fills.
///
/// `nil` is "not defined": too few samples, or a denominator of 0. No number here is ever NaN or
/// infinite.
package struct Performance: Sendable {
    /// How many returns there are.
    package let returns: Int
    package let periodsPerYear: Double?
    /// All as fractions: 0.05 is 5 %.
    package let totalReturn: Double?
    package let growthRate: Double?
    package let volatility: Double?
    package let downsideRisk: Double?
    package let sharpe: Double?
    package let sortino: Double?
    package let drawdown: Drawdown?
    /// Samples and ns from the peak to the recovery, or to the last sample.
    package let drawdownSamples: Int?
    package let drawdownTime: Int64?
    package let calmar: Double?
    package let tailRatio: Double?
    package let valueAtRisk: Double?
    package let omega: Double?
    package let trades: TradeTally
    /// Share of the samples with a position.
    package let exposure: Double?
    /// Value of all fills over the mean equity.
    package let turnover: Double?

    /// Computes all of them.
    ///
    /// - Parameters:
    ///   - times: Lane time of each sample, ns, ascending.
    ///   - equity: Equity at each, in one currency.
    ///   - held: How many of the samples had a position.
    ///   - trades: What the fills came to, in the same currency.
    ///   - periodsPerYear: Returns a year, for the annual figures; `nil` leaves those undefined.
    package init(
        times: [Int64],
        equity: [Double],
        held: Int,
        trades: TradeTally,
        periodsPerYear: Double?
    ) {
        let series = ReturnSeries(equity)
        let years = periodsPerYear.map { Double(equity.count - 1) / $0 } ?? 0
        let root = periodsPerYear?.squareRoot()
        returns = max(0, equity.count - 1)
        self.periodsPerYear = periodsPerYear
        self.trades = trades
        totalReturn = Performance.totalReturn(equity)
        growthRate = Performance.finite(
            totalReturn.flatMap { total in
                years > 0 && total >= -1 ? pow(1 + total, 1 / years) - 1 : nil
            }
        )
        volatility = Performance.product(series?.deviation, root)
        downsideRisk = Performance.product(series?.downside, root)
        sharpe = Performance.product(
            Performance.ratio(series?.mean, series?.deviation),
            root
        )
        sortino = Performance.product(Performance.ratio(series?.mean, series?.downside), root)
        // One sample has not had the time to fall.
        drawdown = equity.count > 1 && equity.allSatisfy(\.isFinite) ? Drawdown(equity) : nil
        let end = drawdown.map { $0.recovery ?? max(0, equity.count - 1) }
        drawdownSamples = drawdown.flatMap { fall in end.map { $0 - fall.peak } }
        drawdownTime = drawdown.flatMap { fall in end.map { times[$0] - times[fall.peak] } }
        calmar = Performance.ratio(growthRate, drawdown.map(\.depth.magnitude))
        valueAtRisk = series?.percentile(0.05)
        tailRatio = Performance.ratio(
            series?.percentile(0.95).map(\.magnitude),
            valueAtRisk.map(\.magnitude)
        )
        omega = series?.omega
        exposure = equity.isEmpty ? nil : Double(held) / Double(equity.count)
        var sum = Sum()
        for value in equity { sum.add(value) }
        let mean = equity.isEmpty ? nil : sum.value / Double(equity.count)
        turnover = mean.flatMap { $0 > 0 ? Performance.finite(trades.filledValue / $0) : nil }
    }

    /// The last sample over the first, less 1: the product of all returns plus 1, without their
    /// rounding.
    private static func totalReturn(_ equity: [Double]) -> Double? {
        guard equity.count > 1, let first = equity.first, let last = equity.last, first > 0 else {
            return nil
        }
        return finite((last - first) / first)
    }

    private static func ratio(_ value: Double?, _ divisor: Double?) -> Double? {
        guard let value, let divisor, divisor > 0 else { return nil }
        return finite(value / divisor)
    }

    private static func product(_ value: Double?, _ factor: Double?) -> Double? {
        guard let value, let factor else { return nil }
        return finite(value * factor)
    }

    private static func finite(_ value: Double?) -> Double? {
        value.flatMap { $0.isFinite ? $0 : nil }
    }
}
