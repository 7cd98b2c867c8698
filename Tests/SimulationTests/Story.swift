import Domain
import Orders
import Simulation
import Support

/// A random life at the venue, as what was sent, what was shown, and what was filled.
struct Story {
    struct Sent {
        var side: Side
        var quantity: Int64
        /// Its limit, of an order that is a limit order from the start.
        var limit: Int64?
        /// The worst price it may ever fill at.
        var worst: Int64?
        /// When it was at the venue.
        var arrives: Int64
        /// Whether it only waits at a price: neither immediate nor for the open or the close.
        var isPlain: Bool
    }

    struct Fill: Equatable {
        var order: UInt64
        var quantity: Int64
        var price: Int64
        var liquidity: Liquidity
        /// Lane time, and which event it was.
        var time: Int64
        var event: Int
    }

    /// What the venue has told so far.
    private final class Heard {
        var event = 0
        var fills: [Fill] = []
        var ended: [UInt64: Int] = [:]
    }

    var orders: [UInt64: Sent] = [:]
    var fills: [Fill] = []
    /// Orders that ended otherwise than by their last fill, and during which event.
    var ended: [UInt64: Int] = [:]
    /// Which events were quotes, with their prices.
    var quotes: [Int: (bid: Int64, ask: Int64)] = [:]
    /// Orders that were lost: neither over nor there to be canceled.
    var lost: [UInt64] = []

    /// Plays a story.
    ///
    /// - Parameters:
    ///   - model: Of the account.
    ///   - seed: Of everything up to event `turn`, and of all orders.
    ///   - other: Of the data after that event.
    ///   - turn: The last event that `seed` makes.
    ///   - early: Whether event `turn` already shows what comes after it: a planted look ahead.
    ///   - latency: Of the account, ns.
    /// - Returns: What happened.
    static func play(
        _ model: VenueModel,
        seed: UInt64,
        other: UInt64,
        turn: Int,
        early: Bool = false,
        latency: Int64 = 0
    ) -> Story {
        var story = Story()
        var wishes = SeededGenerator(seed: seed &+ 7_777)
        let floor = Floor([VenueAccount(model: model, latency: latency)])
        var time: Int64 = 0
        let heard = Heard()
        floor.reaction = { execution in
            let id = execution.order.value
            switch execution.report {
            case .filled(let quantity, let price):
                heard.fills.append(
                    Fill(
                        order: id,
                        quantity: quantity,
                        price: price,
                        liquidity: execution.liquidity,
                        time: execution.time,
                        event: heard.event
                    )
                )
            case .canceled, .rejected, .expired: heard.ended[id] = heard.event
            case .accepted, .triggered, .restated, .replaced, .replaceRejected: break
            }
            return []
        }
        for number in 1...60 {
            heard.event = number
            time += 10
            var data = SeededGenerator(
                seed: (number > turn || (early && number == turn) ? other : seed)
                    &+ UInt64(number) &* 1_000
            )
            story.show(floor, model, &data, event: number, at: time)
            if Bool.random(using: &wishes) {
                story.send(floor, UInt64(number), &wishes, at: time + latency)
            }
        }
        for id in story.orders.keys.sorted() {
            time += latency
            _ = floor.cancel(id)
            _ = floor.pass(to: time)
            story.fills = heard.fills
            if story.leaves(of: id) > 0, heard.ended[id] == nil { story.lost.append(id) }
        }
        story.ended = heard.ended
        return story
    }

    private mutating func show(
        _ floor: Floor,
        _ model: VenueModel,
        _ data: inout SeededGenerator,
        event: Int,
        at time: Int64
    ) {
        let price = Int64.random(in: 95...105, using: &data)
        if model.isOnBars {
            let close = Int64.random(in: 95...105, using: &data)
            let high = max(price, close) + Int64.random(in: 0...3, using: &data)
            let low = min(price, close) - Int64.random(in: 0...3, using: &data)
            _ = floor.candle(price, high, low, close, closing: time)
        } else if model == .book {
            var bids: [(price: Int64, size: Int64)] = []
            var asks: [(price: Int64, size: Int64)] = []
            for level in Int64(1)...4 {
                bids.append((price - level, Int64.random(in: 1...9, using: &data)))
                asks.append((price + level, Int64.random(in: 1...9, using: &data)))
            }
            _ = floor.book(bids: bids, asks: asks, isSnapshot: true, at: time)
        } else if model == .nextTrade || Int.random(in: 0..<4, using: &data) == 0 {
            let size = Int64.random(in: 1...9, using: &data)
            _ = floor.trade(price, size, at: time)
        } else {
            let sizes = (
                Int64.random(in: 0...9, using: &data), Int64.random(in: 0...9, using: &data)
            )
            quotes[event] = (price - 1, price + 1)
            _ = floor.quote(price - 1, price + 1, sizes: sizes, at: time)
        }
    }

    private mutating func send(
        _ floor: Floor,
        _ id: UInt64,
        _ wishes: inout SeededGenerator,
        at arrival: Int64
    ) {
        let side: Side = Bool.random(using: &wishes) ? .buy : .sell
        let quantity = Int64.random(in: 1...12, using: &wishes)
        let types: [OrderType] = [
            .market, .limit, .limit, .limit, .stop, .stopLimit, .trailingStop,
        ]
        let type = types.randomElement(using: &wishes) ?? .limit
        let lives: [TimeInForce] = [.gtc, .gtc, .gtc, .ioc, .fok, .gtd]
        let life = lives.randomElement(using: &wishes) ?? .gtc
        let limit = Int64.random(in: 94...106, using: &wishes)
        let stop = Int64.random(in: 94...106, using: &wishes)
        orders[id] = Sent(
            side: side,
            quantity: quantity,
            limit: type == .limit ? limit : nil,
            worst: type.isLimit ? limit : nil,
            arrives: arrival,
            isPlain: life == .gtc || life == .gtd
        )
        _ = floor.order(
            id,
            side,
            quantity,
            life,
            type,
            limit: type.isLimit ? limit : none,
            stop: type == .stop || type == .stopLimit ? stop : none,
            trail: type.isTrailing ? 3 : none,
            unit: type.isTrailing ? .price : .none,
            until: life == .gtd ? arrival + 100 : none
        )
    }

    /// What is open of an order after an event.
    func leaves(of id: UInt64, after event: Int = .max) -> Int64 {
        let filled = fills.filter { $0.order == id && $0.event <= event }.map(\.quantity)
            .reduce(0, +)
        return (orders[id]?.quantity ?? 0) - filled
    }
}

// MARK: - What must hold in every story

extension Story {
    /// Orders that were lost, filled too much or after their end.
    var unbalanced: [String] {
        var found = lost.map { "\($0) is lost" }
        for id in orders.keys.sorted() where leaves(of: id) < 0 {
            found.append("\(id) is overfilled")
        }
        for fill in fills {
            if fill.quantity <= 0 { found.append("\(fill.order) is filled with nothing") }
            if let end = ended[fill.order], end < fill.event {
                found.append("\(fill.order) is filled after its end")
            }
        }
        return found
    }

    /// Fills at a price worse than the order's limit.
    var beyondLimit: [String] {
        fills.compactMap { fill in
            guard let order = orders[fill.order], let worst = order.worst else { return nil }
            let isGood = order.side == .buy ? fill.price <= worst : fill.price >= worst
            return isGood ? nil : "\(fill.order) at \(fill.price), limit \(worst)"
        }
    }

    /// Fills from before an order was there.
    var beforeArrival: [String] {
        fills.compactMap { fill in
            guard let order = orders[fill.order], fill.time < order.arrives else { return nil }
            return "\(fill.order) at \(fill.time), came at \(order.arrives)"
        }
    }

    /// Resting limits that a quote filled while a better one, or an earlier one as good, went short.
    var outOfTurn: [String] {
        var found: [String] = []
        for fill in fills where fill.liquidity == .maker && quotes[fill.event] != nil {
            guard let one = orders[fill.order], let limit = one.limit else { continue }
            for (id, other) in orders where id != fill.order && other.side == one.side {
                guard let rival = other.limit, other.isPlain, other.arrives < fill.time,
                    ended[id].map({ $0 > fill.event }) ?? true
                else { continue }
                let isBetter = one.side == .buy ? rival > limit : rival < limit
                guard isBetter || (rival == limit && id < fill.order) else { continue }
                if leaves(of: id, after: fill.event) > 0 {
                    found.append("\(fill.order) before \(id) at event \(fill.event)")
                }
            }
        }
        return found
    }
}
