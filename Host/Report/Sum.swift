/// A sum of many doubles that loses nothing worth naming on the way (Neumaier, 1974).
package struct Sum: Sendable {
    private var total = 0.0
    private var lost = 0.0

    /// Zero.
    package init() {}

    /// Adds one term.
    package mutating func add(_ term: Double) {
        let next = total + term
        lost += total.magnitude >= term.magnitude ? (total - next) + term : (term - next) + total
        total = next
    }

    /// The sum so far.
    package var value: Double { total + lost }
}
