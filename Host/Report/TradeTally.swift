/// What the fills of one strategy or account came to.
package struct TradeTally: Sendable {
    /// Fills that closed something, whatever they made.
    package private(set) var closing: UInt64 = 0
    /// Closing fills with a realized profit above 0, before fees, and below it.
    package private(set) var winning: UInt64 = 0
    package private(set) var losing: UInt64 = 0
    private var won = Sum()
    private var lost = Sum()
    private var value = Sum()

    /// No fills yet.
    package init() {}

    /// Takes one fill.
    ///
    /// - Parameters:
    ///   - value: Price x quantity x multiplier, of either sign, in the account's currency.
    ///   - realized: Profit of the part that closed, before fees; `nil` when nothing closed.
    package mutating func add(value: Double, realized: Double?) {
        self.value.add(value.magnitude)
        guard let realized else { return }
        closing += 1
        if realized > 0 {
            winning += 1
            won.add(realized)
        } else if realized < 0 {
            losing += 1
            lost.add(-realized)
        }
    }

    /// Takes the fills of another account of the same currency.
    package mutating func add(_ other: TradeTally) {
        closing += other.closing
        winning += other.winning
        losing += other.losing
        won.add(other.won.value)
        lost.add(other.lost.value)
        value.add(other.value.value)
    }

    /// Sum of the values of all fills, each without its sign.
    package var filledValue: Double { value.value }

    /// What winning fills made over what losing fills lost; `nil` where nothing was lost.
    package var profitFactor: Double? { lost.value > 0 ? won.value / lost.value : nil }

    /// Share of the closing fills that won; `nil` where nothing closed.
    package var winRate: Double? { closing > 0 ? Double(winning) / Double(closing) : nil }
}
