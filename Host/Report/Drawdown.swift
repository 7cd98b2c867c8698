/// The deepest fall of an equity series below its highest value so far.
package struct Drawdown: Sendable, Equatable {
    /// Lowest value of equity / highest so far - 1: 0 or below.
    package let depth: Double
    /// Index of the last sample at the high before the fall.
    package let peak: Int
    /// Index of the deepest sample.
    package let trough: Int
    /// Index of the first sample at or above the high again; `nil` while that has not come.
    package let recovery: Int?

    /// Finds the deepest fall, the first one of equal depth; `nil` where there is no sample or the
    /// first is not above 0.
    ///
    /// Of a series that never falls the depth is 0 and peak, trough and recovery its first sample.
    ///
    /// - Parameter equity: Finite numbers.
    package init?(_ equity: [Double]) {
        guard let first = equity.first, first > 0 else { return nil }
        var high = first
        var highAt = 0
        var (depth, peak, trough) = (0.0, 0, 0)
        for (index, value) in equity.enumerated() {
            if value >= high {
                high = value
                highAt = index
            }
            let fall = value / high - 1
            if fall < depth { (depth, peak, trough) = (fall, highAt, index) }
        }
        self.depth = depth
        self.peak = peak
        self.trough = trough
        recovery =
            depth < 0
            ? equity[trough...].firstIndex { $0 >= equity[peak] }
            : 0
    }

    /// Equity / highest so far - 1 at each sample: what the drawdown chart shows.
    ///
    /// - Returns: Nothing where the first sample is not above 0.
    package static func path(_ equity: [Double]) -> [Double] {
        guard let first = equity.first, first > 0 else { return [] }
        var high = first
        return equity.map { value in
            high = max(high, value)
            return value / high - 1
        }
    }
}
