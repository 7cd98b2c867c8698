/// The strategy once more, straight from its rules, over arrays; fills are at once.
struct Reference {
    var fast = 10
    var slow = 20
    var quantity: Int64 = 1
    var isSeededByMean = false
    var isAlways = false
    var shorts = false

    /// An order: after which price, and how much, signed.
    struct Order: Equatable {
        let index: Int
        let quantity: Int64
    }

    /// The configuration that means the same.
    var config: String {
        """
        {"fast": \(fast), "slow": \(slow), "quantity": \(quantity), "short": \(shorts),
         "seed": "\(isSeededByMean ? "mean" : "first")",
         "entry": "\(isAlways ? "always" : "cross")"}
        """
    }

    /// An average for every price; nil before it exists.
    func averages(_ prices: [Double], period: Int) -> [Double?] {
        var result: [Double?] = []
        for (index, price) in prices.enumerated() {
            let weight = 2.0 / Double(period + 1)
            if let before = result.last ?? nil {
                result.append(before + weight * (price - before))
            } else if !isSeededByMean {
                result.append(price)
            } else if index == period - 1 {
                result.append(prices[0..<period].reduce(0, +) / Double(period))
            } else {
                result.append(nil)
            }
        }
        return result
    }

    /// The orders the rules give.
    func orders(_ prices: [Double]) -> [Order] {
        let fasts = averages(prices, period: fast)
        let slows = averages(prices, period: slow)
        var position: Int64 = 0
        var result: [Order] = []
        func send(_ index: Int, _ amount: Int64) {
            if amount != 0 { result.append(Order(index: index, quantity: amount)) }
            position += amount
        }
        for index in prices.indices where index >= slow - 1 {
            guard let fast = fasts[index], let slow = slows[index] else { continue }
            if isAlways {
                if fast > slow { send(index, quantity - position) }
                if fast < slow { send(index, (shorts ? -quantity : 0) - position) }
            } else if index >= self.slow, let before = fasts[index - 1],
                let slowBefore = slows[index - 1]
            {
                if fast > slow && before <= slowBefore && position <= 0 {
                    send(index, quantity - position)
                } else if fast <= slow && before > slowBefore && position > 0 {
                    send(index, -position - (shorts ? quantity : 0))
                }
            }
        }
        return result
    }
}
