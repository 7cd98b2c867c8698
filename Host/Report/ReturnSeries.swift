/// Simple returns from sample to sample, and what is computed of them alone.
///
/// Every statistic is by the definition that `Host/Manual/report.md` gives with its source.
package struct ReturnSeries: Sendable {
    /// `equity[i] / equity[i - 1] - 1`, one fewer than samples.
    package let values: [Double]
    private let sorted: [Double]

    /// Differences below this are what rounding to doubles leaves: no spread at all.
    private static let resolution = 1e-15

    /// The returns of an equity series; `nil` where one would divide by 0 or by a debt, or a number
    /// is not finite.
    package init?(_ equity: [Double]) {
        guard equity.dropLast().allSatisfy({ $0 > 0 }), equity.allSatisfy(\.isFinite) else {
            return nil
        }
        // The difference first: it is exact where two samples are close.
        values = zip(equity, equity.dropFirst()).map { ($1 - $0) / $0 }
        sorted = values.sorted()
    }

    /// Arithmetic mean; `nil` without returns.
    package var mean: Double? {
        values.isEmpty ? nil : total { $0 } / Double(values.count)
    }

    /// Standard deviation of a sample (n - 1 below); `nil` with fewer than two returns.
    package var deviation: Double? {
        guard let mean, values.count > 1 else { return nil }
        let spread = (total { ($0 - mean) * ($0 - mean) } / Double(values.count - 1)).squareRoot()
        return spread > ReturnSeries.resolution ? spread : 0
    }

    /// Root of the mean square of the returns below 0, over all returns; `nil` without returns.
    package var downside: Double? {
        guard !values.isEmpty else { return nil }
        return (total { min($0, 0) * min($0, 0) } / Double(values.count)).squareRoot()
    }

    /// Sum of the gains over the sum of the losses; `nil` where there is no loss.
    package var omega: Double? {
        let losses = total { max(-$0, 0) }
        return losses > 0 ? total { max($0, 0) } / losses : nil
    }

    /// A percentile, linear between the two returns around it.
    ///
    /// - Parameter share: From 0 to 1.
    /// - Returns: `nil` without returns.
    package func percentile(_ share: Double) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let place = share * Double(sorted.count - 1)
        let low = Int(place)
        guard low + 1 < sorted.count else { return sorted[sorted.count - 1] }
        return sorted[low] + (sorted[low + 1] - sorted[low]) * (place - Double(low))
    }

    private func total(_ term: (Double) -> Double) -> Double {
        var sum = Sum()
        for value in values { sum.add(term(value)) }
        return sum.value
    }
}
