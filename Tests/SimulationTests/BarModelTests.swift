import Domain
import Orders
import Simulation
import Support
import Testing

@Suite("Venue on bars")
struct BarModelTests {
    @Test("same-bar-close: at the close of the bar just seen")
    func sameBarClose() {
        let floor = Floor(.sameBarClose)
        #expect(floor.order(1, .buy, 5) == ["1 rejected"])
        #expect(floor.bar(100, 104, closing: 20) == [])
        #expect(floor.order(2, .buy, 1_000) == ["2 1000@104 t20"])
        #expect(floor.order(3, .sell, 5, .fok) == ["3 5@104 t20"])
        #expect(!floor.isConcerned())
    }

    @Test("same-bar-close: what the protection forbids is not left behind")
    func closeProtection() {
        let floor = Floor(.sameBarClose)
        _ = floor.bar(100, 104, closing: 20)
        #expect(floor.order(1, .buy, 5, protection: 103) == ["1 rejected"])
        #expect(floor.order(2, .buy, 5, .ioc, protection: 103) == ["2 canceled t20"])
        #expect(floor.order(3, .buy, 5, protection: 104) == ["3 5@104 t20"])
        #expect(floor.bar(90, 90, closing: 30) == [])
    }

    @Test("same-bar-close: of bid and ask bars each side has its own; quotes are no bars")
    func closeSides() {
        let floor = Floor(.sameBarClose)
        _ = floor.quote(99, 101, at: 1)
        #expect(floor.order(1, .buy, 5) == ["1 rejected"])
        _ = floor.bar(110, 112, side: .buy, closing: 20)
        _ = floor.bar(108, 109, side: .sell, closing: 20)
        #expect(floor.order(2, .buy, 5) == ["2 5@112 t20"])
        #expect(floor.order(3, .sell, 5) == ["3 5@109 t20"])
    }

    @Test("next-bar-open: at the open of the next bar, at the time it opened")
    func nextBarOpen() {
        let floor = Floor(.nextBarOpen)
        _ = floor.bar(100, 104, closing: 20)
        #expect(floor.order(1, .buy, 5) == ["1 accepted"])
        #expect(floor.order(2, .sell, 1_000) == ["2 accepted"])
        #expect(floor.quote(1, 2, at: 25) == [])
        #expect(floor.bar(105, 99, closing: 30) == ["1 5@105 t20", "2 1000@105 t20"])
        #expect(floor.bar(106, 99, closing: 40) == [])
    }

    @Test("next-bar-open: a bar that had opened before the order came is not the next one")
    func noTimeTravel() {
        let floor = Floor(.nextBarOpen)
        #expect(floor.order(1, .buy, 5, at: 21) == ["1 accepted"])
        // Open from 20 to 30: filling at its open would be a fill before the order.
        #expect(floor.bar(90, 99, closing: 30) == [])
        #expect(floor.bar(98, 99, closing: 40) == ["1 5@98 t30"])
    }

    @Test("next-bar-open: buys trade at ask bars, sells at bid bars")
    func sides() {
        let floor = Floor(.nextBarOpen)
        _ = floor.order(1, .buy, 5)
        _ = floor.order(2, .sell, 5)
        _ = floor.order(3, .buy, 5, .ioc)
        #expect(floor.bar(99, 98, side: .sell, closing: 20) == ["2 5@99 t10"])
        #expect(floor.bar(101, 100, side: .buy, closing: 20) == ["1 5@101 t10", "3 5@101 t10"])
    }

    @Test("next-bar-open: protection, IOC and FOK")
    func conditions() {
        let floor = Floor(.nextBarOpen)
        _ = floor.order(1, .buy, 5, protection: 100)
        _ = floor.order(2, .buy, 5, .ioc, protection: 100)
        _ = floor.order(3, .buy, 5, .fok, protection: 100)
        _ = floor.order(4, .sell, 5, protection: 101)
        #expect(
            floor.bar(101, 98, closing: 20) == ["2 canceled t10", "3 canceled t10", "4 5@101 t10"]
        )
        #expect(floor.bar(100, 98, closing: 30) == ["1 5@100 t20"])
    }

    @Test("next-bar-open: a bar without a price fills nothing")
    func emptyBar() {
        let floor = Floor(.nextBarOpen)
        _ = floor.order(1, .buy, 5)
        _ = floor.order(2, .sell, 5, .ioc)
        #expect(floor.bar(none, none, closing: 20) == [])
        #expect(floor.bar(100, 100, closing: 30) == ["1 5@100 t20", "2 5@100 t20"])
    }

    @Test("each account trades by its own model")
    func models() {
        let floor = Floor(.nextBarOpen, .sameBarClose, .nextQuote, .sameQuote)
        _ = floor.quote(99, 101, at: 15)
        _ = floor.bar(100, 104, closing: 20)
        #expect(floor.order(1, .buy, 1, account: 1) == ["1 accepted"])
        #expect(floor.order(2, .buy, 1, account: 2) == ["2 1@104 t20"])
        #expect(floor.order(3, .buy, 1, account: 3) == ["3 accepted"])
        #expect(floor.order(4, .buy, 1, account: 4) == ["4 1@101 t20"])
        #expect(floor.bar(105, 106, closing: 30) == ["1 1@105 t20"])
        #expect(floor.quote(98, 102, at: 31) == ["3 1@102 t31"])
    }

    @Test(
        "many orders come, fill and go; none is lost, doubled or overfilled",
        arguments: Seeds.upTo(40)
    )
    func lives(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let floor = Floor(.sameQuote, .nextQuote)
        var leaves: [UInt64: Int64] = [:]
        var said: [String] = []
        for step: Int64 in 1...400 {
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                let id = UInt64(step)
                let quantity = Int64.random(in: 1...9, using: &random)
                leaves[id] = quantity
                said = floor.order(
                    id,
                    Bool.random(using: &random) ? .buy : .sell,
                    quantity,
                    [.gtc, .ioc, .fok].randomElement(using: &random) ?? .gtc,
                    account: UInt32.random(in: 1...2, using: &random),
                    at: step
                )
            case 1:
                guard let id = leaves.keys.sorted().randomElement(using: &random) else { continue }
                said = floor.cancel(id)
            default:
                let sizes = (
                    Int64.random(in: 0...9, using: &random), Int64.random(in: 0...9, using: &random)
                )
                said = floor.quote(99, 101, sizes: sizes, at: step)
            }
            for line in said {
                let words = line.split(separator: " ")
                guard let id = UInt64(words[0]), let open = leaves[id] else {
                    Issue.record("seed \(seed): '\(line)' is of no live order")
                    continue
                }
                if words[1] == "canceled" || words[1] == "rejected" {
                    leaves[id] = nil
                } else if let quantity = Int64(words[1].prefix { $0 != "@" }) {
                    if quantity > open { Issue.record("seed \(seed): \(line) fills too much") }
                    leaves[id] = quantity == open ? nil : open - quantity
                }
            }
        }
        for id in leaves.keys.sorted() {
            let last = floor.cancel(id)
            if last.count != 1 || !last[0].hasPrefix("\(id) canceled") {
                Issue.record("seed \(seed): order \(id) is lost: \(last)")
            }
        }
    }
}
