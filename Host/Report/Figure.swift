/// One statistic with its names: what a table or a page shows of it.
package struct Figure: Sendable {
    /// A statistic as what it is; `nil` is "not defined".
    package enum Value: Sendable {
        /// A fraction that people read as a percentage.
        case share(Double?)
        case number(Double?)
        case count(UInt64?)
        /// ns.
        case duration(Int64?)
        case flag(Bool?)
    }

    /// Column of `performance.csv` and member of `performance.json`.
    package let name: String
    /// What people call it.
    package let title: String
    package let value: Value

    /// Text for files, in ns and fractions; `nil` where it is not defined.
    package var text: String? {
        switch value {
        case .share(let number), .number(let number): number.flatMap(NumberText.exact)
        case .count(let count): count.map { "\($0)" }
        case .duration(let time): time.map { "\($0)" }
        case .flag(let flag): flag.map { $0 ? "true" : "false" }
        }
    }

    /// Text for people; `nil` where it is not defined.
    package var words: String? {
        switch value {
        case .share(let share):
            share.flatMap { NumberText.fixed($0 * 100, places: 2) }.map { "\($0) %" }
        case .number(let number): number.flatMap { NumberText.fixed($0, places: 3) }
        case .count(let count): count.map { NumberText.grouped("\($0)") }
        case .duration(let time): time.map(Figure.duration)
        case .flag(let flag): flag.map { $0 ? "yes" : "no" }
        }
    }

    /// A stretch of time in its two largest units.
    package static func duration(_ time: Int64) -> String {
        let units: [(String, Int64)] = [
            ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("min", 60_000_000_000),
            ("s", 1_000_000_000),
        ]
        var rest = time
        var parts: [String] = []
        for (unit, length) in units where parts.count < 2 {
            if rest >= length {
                parts.append("\(rest / length) \(unit)")
            } else if !parts.isEmpty {
                break
            }
            rest %= length
        }
        return parts.isEmpty ? (time == 0 ? "0 s" : "under 1 s") : parts.joined(separator: " ")
    }
}

extension Performance {
    /// Every statistic, in the order of the columns of `performance.csv`.
    package var figures: [Figure] {
        [
            Figure(name: "returns", title: "Returns counted", value: .count(UInt64(returns))),
            Figure(
                name: "periods_per_year",
                title: "Periods a year",
                value: .number(periodsPerYear)
            ),
            Figure(name: "total_return", title: "Total return", value: .share(totalReturn)),
            Figure(name: "cagr", title: "Return a year (CAGR)", value: .share(growthRate)),
            Figure(
                name: "annual_volatility",
                title: "Volatility a year",
                value: .share(volatility)
            ),
            Figure(
                name: "downside_risk",
                title: "Downside risk a year",
                value: .share(downsideRisk)
            ),
            Figure(name: "sharpe", title: "Sharpe ratio", value: .number(sharpe)),
            Figure(name: "sortino", title: "Sortino ratio", value: .number(sortino)),
            Figure(
                name: "max_drawdown",
                title: "Largest drawdown",
                value: .share(drawdown?.depth)
            ),
            Figure(
                name: "max_drawdown_samples",
                title: "Its length, samples",
                value: .count(drawdownSamples.map { UInt64($0) })
            ),
            Figure(
                name: "max_drawdown_ns",
                title: "Its length, time",
                value: .duration(drawdownTime)
            ),
            Figure(
                name: "max_drawdown_recovered",
                title: "Recovered",
                value: .flag(drawdown.map { $0.recovery != nil })
            ),
            Figure(name: "calmar", title: "Calmar ratio", value: .number(calmar)),
            Figure(name: "tail_ratio", title: "Tail ratio", value: .number(tailRatio)),
            Figure(
                name: "value_at_risk_5",
                title: "Value at risk, 5 %",
                value: .share(valueAtRisk)
            ),
            Figure(name: "omega_0", title: "Profit factor of returns", value: .number(omega)),
            Figure(
                name: "trade_profit_factor",
                title: "Profit factor of trades",
                value: .number(trades.profitFactor)
            ),
            Figure(name: "win_rate", title: "Win rate", value: .share(trades.winRate)),
            Figure(name: "closing_fills", title: "Closing fills", value: .count(trades.closing)),
            Figure(name: "winning_fills", title: "Winning fills", value: .count(trades.winning)),
            Figure(name: "losing_fills", title: "Losing fills", value: .count(trades.losing)),
            Figure(name: "exposure", title: "Exposure", value: .share(exposure)),
            Figure(name: "turnover", title: "Turnover", value: .number(turnover)),
        ]
    }
}
