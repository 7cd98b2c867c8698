import Report
import Support
import Testing

/// A made-up run: samples and fills.
private struct Run {
    var times: [Int64] = []
    var equity: [Double] = []
    var held: [Bool] = []
    /// Values, and what they realized in hundredths; `nil` where nothing closed.
    var fills: [(value: Double, realized: Double?)] = []

    /// Equity in hundredths that a double holds exactly often enough; the text is what both read.
    init(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...60, using: &generator)
        // Some runs never fall, some stand still, some go into debt.
        let kind = seed % 6
        var value = 1_000_000
        var time: Int64 = 1_500_000_000_000_000_000
        for _ in 0..<count {
            times.append(time)
            equity.append(Double(value) / 64)
            held.append(Bool.random(using: &generator))
            time += Int64.random(in: 1...100_000_000_000, using: &generator)
            switch kind {
            case 0: value += Int.random(in: 0...3_000, using: &generator)
            case 1: break
            case 2: value -= Int.random(in: 0...90_000, using: &generator)
            default: value += Int.random(in: -20_000...20_500, using: &generator)
            }
        }
        for _ in 0..<Int.random(in: 0...20, using: &generator) {
            let realized = Int.random(in: -3...6, using: &generator)
            fills.append(
                (
                    value: Double(Int.random(in: -9_999...9_999, using: &generator)) / 8,
                    realized: realized > 3 ? nil : Double(realized) / 4
                )
            )
        }
    }

    var text: String {
        let samples = zip(zip(times, equity), held)
            .map { "sample \($0.0) \($0.1) \($1 ? 1 : 0)\n" }
        let trades = fills.map { "fill \($0.value) \($0.realized.map { "\($0)" } ?? "-")\n" }
        return "periods 252\n" + (samples + trades).joined()
    }

    var performance: Performance {
        var tally = TradeTally()
        for fill in fills { tally.add(value: fill.value, realized: fill.realized) }
        return Performance(
            times: times,
            equity: equity,
            held: held.count { $0 },
            trades: tally,
            periodsPerYear: 252
        )
    }
}

@Suite("Performance")
struct PerformanceTests {
    private func performance(
        _ equity: [Double],
        held: Int = 0,
        trades: TradeTally = TradeTally(),
        periods: Double? = 4
    ) -> Performance {
        Performance(
            times: equity.indices.map { Int64($0) * 10 },
            equity: equity,
            held: held,
            trades: trades,
            periodsPerYear: periods
        )
    }

    private func isNear(_ value: Double?, _ wanted: Double) -> Bool {
        value.map { abs($0 - wanted) <= 1e-12 * max(1, abs(wanted)) } ?? false
    }

    @Test("a series worked by hand")
    func byHand() {
        // Returns 10 %, -20 %, 25 %, 10 %: mean 6.25 %, squared deviations 14.0625, 689.0625,
        // 351.5625, 14.0625 = 1068.75 square per cents, over 3 = 356.25.
        var trades = TradeTally()
        trades.add(value: 50, realized: nil)
        trades.add(value: -60, realized: 30)
        trades.add(value: 40, realized: -20)
        trades.add(value: 10, realized: 0)
        let made = performance([100, 110, 88, 110, 121], held: 2, trades: trades)
        #expect(made.returns == 4)
        #expect(isNear(made.totalReturn, 0.21))
        // Four returns at four a year: one year.
        #expect(isNear(made.growthRate, 0.21))
        #expect(isNear(made.volatility, 0.035625.squareRoot() * 2))
        #expect(isNear(made.sharpe, 0.0625 / 0.035625.squareRoot() * 2))
        // One loss of 20 % in four: root of 0.04 / 4 is 10 %.
        #expect(isNear(made.downsideRisk, 0.2))
        #expect(isNear(made.sortino, 0.0625 * 4 / 0.2))
        #expect(isNear(made.drawdown?.depth, -0.2))
        #expect(made.drawdown?.peak == 1 && made.drawdown?.trough == 2)
        #expect(made.drawdown?.recovery == 3)
        #expect(made.drawdownSamples == 2 && made.drawdownTime == 20)
        #expect(isNear(made.calmar, 1.05))
        #expect(isNear(made.omega, 0.45 / 0.2))
        // Sorted -20, 10, 10, 25: the 5th percentile is 0.15 of the way from -20 to 10, the 95th
        // 0.85 of the way from 10 to 25.
        #expect(isNear(made.valueAtRisk, -0.155))
        #expect(isNear(made.tailRatio, 0.2275 / 0.155))
        #expect(isNear(made.trades.profitFactor, 1.5))
        #expect(isNear(made.trades.winRate, 1 / 3.0))
        #expect(isNear(made.exposure, 0.4))
        #expect(isNear(made.turnover, 160 / 105.8))
    }

    @Test("a fall that is not recovered lasts to the end")
    func unrecovered() {
        let made = performance([100, 100, 90, 95, 80, 99])
        #expect(made.drawdown?.peak == 1 && made.drawdown?.trough == 4)
        #expect(made.drawdown?.recovery == nil && made.drawdownSamples == 4)
    }

    @Test("what is not defined is nil and its text empty, never NaN")
    func undefined() {
        let series: [[Double]] = [
            [], [5], [5, 5], [0, 1, 2], [-3, 5, 6], [10, 0, 5], [10, -10, 5], [10, 5, -1],
            [1, .infinity, 2], [.nan, 1], [1e-300, 1e300, 1e-300], [1, 2], [2, 1],
        ]
        for equity in series {
            for periods in [nil, 252.0] {
                let made = performance(equity, periods: periods)
                for figure in made.figures {
                    for text in [figure.text, figure.words] {
                        let isNumber = text.map { !$0.contains("nan") && !$0.contains("inf") }
                        #expect(isNumber ?? true, "\(equity): \(figure.name) is \(text ?? "")")
                    }
                }
            }
        }
        let still = performance([5, 5, 5])
        #expect(still.sharpe == nil && still.sortino == nil && still.calmar == nil)
        #expect(still.omega == nil && still.tailRatio == nil && still.volatility == 0)
        #expect(still.drawdown?.depth == 0 && still.drawdownSamples == 0)
        #expect(still.trades.winRate == nil && still.trades.profitFactor == nil)
        let debt = performance([10, -5, 5, 6])
        #expect(debt.volatility == nil && isNear(debt.drawdown?.depth, -1.5))
        // A steady gain has no spread; what rounding leaves is not one.
        let steady = performance((0..<200).map { 100 * PerformanceTests.power(1.01, $0) })
        #expect(steady.sharpe == nil)
        #expect(performance([1, 2, 3], periods: nil).sharpe == nil)
    }

    private static func power(_ base: Double, _ count: Int) -> Double {
        (0..<count).reduce(1) { value, _ in value * base }
    }

    @Test(
        "every statistic is that of a model in exact numbers",
        .enabled(if: Python.isPresent, "python3 is missing"),
        arguments: 0..<60 as Range<UInt64>
    )
    func model(seed: UInt64) throws {
        let run = Run(seed: seed)
        let differences = try Self.differences(run, mistake: [])
        #expect(differences == [], "seed \(seed)")
    }

    @Test(
        "a mistake in the model is seen",
        .enabled(if: Python.isPresent, "python3 is missing"),
        arguments: [
            ("ddof", "sharpe"), ("downside", "sortino"), ("percentile", "value_at_risk_5"),
            ("root", "annual_volatility"), ("years", "cagr"), ("zero", "win_rate"),
            ("trough", "max_drawdown_ns"),
        ]
    )
    func planted(mistake: String, name: String) throws {
        let seen = try (0..<12 as Range<UInt64>)
            .flatMap { seed in
                try Self.differences(Run(seed: seed), mistake: [mistake])
            }
        #expect(seen.contains { $0.hasPrefix("\(name):") }, "\(seen)")
    }

    /// Statistics that are not those of the model to a part in 10^9.
    private static func differences(_ run: Run, mistake: [String]) throws -> [String] {
        let lines = try Python.run("Tests/ReportTests/model.py", input: run.text, mistake)
        var wanted: [String: Double?] = [:]
        for line in lines {
            let words = line.split(separator: " ")
            wanted[String(words[0])] = words[1] == "-" ? .some(nil) : Double(words[1])
        }
        return run.performance.figures.filter { $0.name != "periods_per_year" }
            .compactMap { figure in
                let text =
                    switch figure.value {
                    case .flag(let flag): flag.map { $0 ? "1" : "0" }
                    default: figure.text
                    }
                let want = wanted[figure.name] ?? nil
                let isSame =
                    switch (text.flatMap(Double.init), want) {
                    case (nil, nil): true
                    case (let found?, let want?): abs(found - want) <= max(1e-15, abs(want) * 1e-9)
                    default: false
                    }
                return isSame
                    ? nil
                    : "\(figure.name): \(text ?? "-"), the model says "
                        + "\(want.map { "\($0)" } ?? "-")"
            }
    }
}
