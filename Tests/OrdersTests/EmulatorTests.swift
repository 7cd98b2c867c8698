import Domain
import Orders
import Support
import Testing

/// An emulator of two instruments, and orders named by their numbers; answers in words.
private final class Watcher {
    private var emulator = Emulator()
    private var markets = [MarketState(), MarketState()]
    private var instrument: UInt32 = 1

    init() {
        emulator.add(InstrumentID(1))
        emulator.add(InstrumentID(2))
    }

    /// How the market stands when the next order comes, and from then on.
    func set(_ market: MarketState, in instrument: UInt32 = 1) {
        markets[Int(instrument) - 1] = market
    }

    /// Lets a conditional order come; what it says if its price is there already.
    @discardableResult
    func watch(
        _ id: UInt64,
        _ side: Side,
        _ type: OrderType,
        _ stop: Int64,
        in instrument: UInt32 = 1,
        source: TriggerSource = .last,
        onBars: Bool = false,
        now: Int64 = 0,
        _ change: (inout OrderTerms) -> Void = { _ in }
    ) -> String {
        let order = sample(id, side: side, type: type) { terms in
            terms.stopPrice = stop
            terms.trigger = source
            change(&terms)
        }
        let answer = emulator.watch(
            order,
            of: OrdersTests.instrument(id: instrument),
            market: markets[Int(instrument) - 1],
            onBars: onBars,
            now: now
        )
        return words(answer)
    }

    func begin(_ news: MarketNews, in instrument: UInt32 = 1) {
        self.instrument = instrument
        emulator.begin(news, of: InstrumentID(instrument))
    }

    func next() -> String { words(emulator.next(markets[Int(instrument) - 1])) }

    /// Everything that news of a market trigger.
    func tell(_ news: MarketNews, _ market: MarketState, in instrument: UInt32 = 1) -> String {
        set(market, in: instrument)
        begin(news, in: instrument)
        var all: [String] = []
        while true {
            let one = next()
            if one == "nothing" { return all.isEmpty ? one : all.joined(separator: ", ") }
            all.append(one)
        }
    }

    func quote(_ bid: Int64, _ ask: Int64, last: Int64? = nil, phase: UInt16 = 0) -> String {
        tell(.quote, market(bid: bid, ask: ask, last: last, phase: phase))
    }

    func trade(_ price: Int64, phase: UInt16 = 0) -> String {
        tell(
            .trade(price: price, quantity: 1, aggressor: nil),
            market(bid: markets[0].bid, ask: markets[0].ask, last: price, phase: phase)
        )
    }

    func move(_ id: UInt64, to level: Int64, now: Int64 = 0) -> String {
        words(emulator.move(OrderID(id), to: level, market: markets[0], now: now))
    }

    func forget(_ id: UInt64) { emulator.forget(OrderID(id)) }
    func level(_ id: UInt64) -> Int64? { emulator.level(of: OrderID(id)) }
    func isWatching(_ instrument: UInt32 = 1) -> Bool {
        emulator.isWatching(InstrumentID(instrument))
    }
    func keepTime(_ id: UInt64, until: Int64) { emulator.keepTime(sample(id), until: until) }
    var due: Int64 { emulator.due }
    func expired(at time: Int64) -> UInt64? { emulator.expired(at: time)?.value }

    private func words(_ answer: Emulator.Triggered?) -> String {
        guard let answer else { return "nothing" }
        let limit = answer.limit.map { " limit \($0)" } ?? ""
        return "\(answer.order.value) at \(answer.level)\(limit)"
    }
}

@Suite("Emulated triggers")
struct EmulatorTests {
    @Test("orders trigger one after another, in order of arrival, and once")
    func order() {
        let watcher = Watcher()
        watcher.set(market(bid: 98, ask: 100, last: 99))
        #expect(!watcher.isWatching())
        watcher.watch(1, .buy, .stop, 105)
        watcher.watch(2, .buy, .stop, 103)
        watcher.watch(3, .sell, .stop, 90)
        watcher.watch(4, .sell, .limitIfTouched, 104)
        #expect(watcher.isWatching() && !watcher.isWatching(2))
        #expect(watcher.trade(102) == "nothing")
        #expect(watcher.trade(105) == "1 at 105, 2 at 103, 4 at 104")
        #expect(watcher.trade(105) == "nothing")
        #expect(watcher.trade(90) == "3 at 90")
        #expect(!watcher.isWatching())
    }

    @Test("an order whose price is there already triggers as it comes")
    func onArrival() {
        let watcher = Watcher()
        watcher.set(market(bid: 98, ask: 100, last: 99))
        #expect(watcher.watch(1, .buy, .stop, 99) == "1 at 99")
        #expect(watcher.watch(2, .buy, .stop, 100) == "nothing")
        #expect(watcher.watch(3, .buy, .stop, 100, source: .ask) == "3 at 100")
        #expect(watcher.watch(4, .buy, .marketIfTouched, 99, source: .mark) == "4 at 99")
        #expect(watcher.trade(100) == "2 at 100")
        #expect(!watcher.isWatching())
    }

    @Test("quotes and books test every price, trades all but the sides of the touch")
    func sources() {
        let watcher = Watcher()
        watcher.set(market(bid: 98, ask: 100, last: 99))
        watcher.watch(1, .buy, .stop, 105)
        watcher.watch(2, .buy, .stop, 105, source: .bid)
        watcher.watch(3, .buy, .stop, 105, source: .ask)
        watcher.watch(4, .buy, .stop, 105, source: .mark)
        #expect(watcher.quote(99, 105, last: 99) == "3 at 105")
        watcher.set(market(bid: 105, ask: 105, last: 100))
        watcher.begin(.trade(price: 100, quantity: 1, aggressor: nil))
        #expect(watcher.next() == "4 at 105")
        #expect(watcher.next() == "nothing")
        watcher.watch(4, .buy, .stop, 110, source: .mark)
        #expect(watcher.quote(104, 116, last: 99) == "4 at 110")
        #expect(watcher.trade(105) == "1 at 105")
        #expect(watcher.tell(.depth, market(bid: 105, ask: 106, last: 99)) == "2 at 105")
    }

    @Test("until a trade is known the touch stands for it; after that its price alone counts")
    func withoutTrade() {
        let watcher = Watcher()
        watcher.watch(1, .buy, .stop, 105)
        watcher.watch(2, .buy, .stop, 110)
        #expect(watcher.quote(90, 105) == "1 at 105")
        #expect(watcher.trade(100) == "nothing")
        #expect(watcher.quote(108, 110, last: 100) == "nothing")
        #expect(watcher.trade(110) == "2 at 110")
        // A mark without both sides is the last trade.
        let marks = Watcher()
        marks.watch(3, .buy, .stop, 105, source: .mark)
        #expect(marks.tell(.quote, market(bid: 200)) == "nothing")
        #expect(
            marks.tell(
                .trade(price: 105, quantity: 1, aggressor: .buy),
                market(bid: 200, last: 105)
            ) == "3 at 105"
        )
    }

    @Test("while the phase is known and not open nothing triggers, on arrival neither")
    func halted() {
        for phase: UInt16 in [1, 2, 3, 5, 6, 7, 8] {
            let watcher = Watcher()
            watcher.set(market(last: 100, phase: phase))
            #expect(watcher.watch(1, .buy, .stop, 100) == "nothing")
            #expect(watcher.trade(120, phase: phase) == "nothing")
            // The new phase is no price.
            #expect(watcher.tell(.phase, market(last: 120, phase: 4)) == "nothing")
            let isQuoted = phase % 2 == 0
            let said =
                isQuoted
                ? watcher.quote(1, 2, last: 100, phase: 4) : watcher.trade(100, phase: 4)
            #expect(said == "1 at 100")
        }
    }

    @Test("a trail does not move while nothing can trigger")
    func haltedTrail() {
        let watcher = Watcher()
        watcher.set(market(last: 100))
        watcher.watch(1, .sell, .trailingStop, Domain.none) {
            $0.trail = 10
            $0.trailUnit = .price
        }
        #expect(watcher.trade(150, phase: 7) == "nothing")
        #expect(watcher.level(1) == 90)
        #expect(watcher.trade(110, phase: 4) == "nothing")
        #expect(watcher.level(1) == 100)
    }

    @Test("a trailing stop follows and triggers at its level; its limit goes along")
    func trailing() {
        let watcher = Watcher()
        watcher.set(market(last: 100))
        for (id, type) in [(1, OrderType.trailingStop), (2, .trailingStopLimit)] {
            watcher.watch(UInt64(id), .sell, type, Domain.none) { terms in
                terms.trail = 10
                terms.trailUnit = .price
                terms.limitOffset = 3
            }
        }
        #expect(watcher.level(1) == 90)
        #expect(watcher.trade(120) == "nothing")
        #expect(watcher.level(1) == 110 && watcher.level(2) == 110)
        #expect(watcher.trade(111) == "nothing")
        #expect(watcher.trade(110) == "1 at 110, 2 at 110 limit 107")
        #expect(watcher.level(1) == nil)
    }

    @Test("a limit beyond the reach of prices is told as none")
    func limitBeyond() {
        let watcher = Watcher()
        watcher.set(market(last: 100))
        watcher.watch(1, .buy, .trailingStopLimit, 110) { terms in
            terms.trail = 10
            terms.trailUnit = .price
            terms.limitOffset = .max
        }
        #expect(watcher.trade(110) == "1 at 110")
    }

    @Test("each instrument has its own orders")
    func instruments() {
        let watcher = Watcher()
        watcher.set(market(last: 100), in: 1)
        watcher.set(market(last: 100), in: 2)
        watcher.watch(1, .buy, .stop, 110, in: 1)
        watcher.watch(2, .buy, .stop, 110, in: 2)
        let news = MarketNews.trade(price: 110, quantity: 1, aggressor: nil)
        #expect(watcher.tell(news, market(last: 110), in: 2) == "2 at 110")
        #expect(watcher.isWatching(1) && !watcher.isWatching(2))
        #expect(watcher.tell(news, market(last: 110), in: 1) == "1 at 110")
    }
}

@Suite("Emulated triggers on bars")
struct EmulatorBarTests {
    @Test("a bar triggers by its high and low, never on arrival, and not by quotes or trades")
    func bars() {
        let watcher = Watcher()
        watcher.set(market(bid: 98, ask: 100, last: 120, close: 120))
        #expect(watcher.watch(1, .buy, .stop, 110, onBars: true) == "nothing")
        watcher.watch(2, .sell, .stop, 90, onBars: true)
        watcher.watch(3, .buy, .stop, 110)
        #expect(watcher.trade(109) == "nothing")
        #expect(watcher.quote(200, 201, last: 109) == "nothing")
        #expect(watcher.tell(.bar(bar(100, 109, 91, 100)), market()) == "nothing")
        #expect(watcher.tell(.bar(bar(100, 110, 90, 100)), market()) == "1 at 110, 2 at 90")
    }

    @Test("a bar that opened before an order came is none for it")
    func early() {
        let watcher = Watcher()
        let minute: Int64 = 60_000_000_000
        watcher.watch(1, .buy, .stop, 110, onBars: true, now: minute + 1)
        #expect(watcher.tell(.bar(bar(120, 130, 110, 120, at: 1)), market()) == "nothing")
        #expect(watcher.tell(.bar(bar(120, 130, 110, 120, at: 2)), market()) == "1 at 110")
        watcher.watch(2, .buy, .stop, 110, onBars: true, now: 3 * minute)
        #expect(watcher.tell(.bar(bar(120, 130, 110, 120, at: 3)), market()) == "2 at 110")
    }

    @Test("ask bars are for buys and bid bars for sells; a bar without a price is for nobody")
    func sides() {
        let watcher = Watcher()
        watcher.watch(1, .buy, .stop, 110, onBars: true)
        watcher.watch(2, .sell, .stop, 110, onBars: true)
        let none = Domain.none
        #expect(watcher.tell(.bar(bar(none, none, none, none)), market()) == "nothing")
        #expect(watcher.tell(.bar(bar(110, 110, 110, 110, for: .sell)), market()) == "2 at 110")
        #expect(watcher.tell(.bar(bar(110, 110, 110, 110, for: .buy)), market()) == "1 at 110")
    }

    @Test("a trail follows a bar's best price after the test")
    func trail() {
        let watcher = Watcher()
        watcher.set(market(close: 100))
        watcher.watch(1, .sell, .trailingStop, Domain.none, onBars: true) {
            $0.trail = 10
            $0.trailUnit = .price
        }
        #expect(watcher.tell(.bar(bar(100, 130, 91, 100)), market()) == "nothing")
        #expect(watcher.level(1) == 120)
        #expect(watcher.tell(.bar(bar(121, 140, 120, 130)), market()) == "1 at 120")
    }
}

@Suite("Emulator between two triggers")
struct EmulatorPassTests {
    /// Five orders that one trade triggers, and a pass that has had the first.
    private func begun() -> Watcher {
        let watcher = Watcher()
        watcher.set(market(last: 100))
        for id: UInt64 in 1...5 { watcher.watch(id, .buy, .stop, 110) }
        watcher.set(market(last: 110))
        watcher.begin(.trade(price: 110, quantity: 1, aggressor: nil))
        #expect(watcher.next() == "1 at 110")
        return watcher
    }

    @Test("orders that go between are not tested, whichever they are")
    func gone() {
        for leaving: [UInt64] in [[2], [3], [5], [2, 3], [3, 2], [2, 3, 4, 5], [5, 4, 3, 2]] {
            let watcher = begun()
            for id in leaving { watcher.forget(id) }
            let rest = (2...5).filter { !leaving.contains($0) }.map { "\($0) at 110" }
            #expect((rest + ["nothing"]).allSatisfy { $0 == watcher.next() }, "\(leaving)")
            #expect(!watcher.isWatching())
        }
    }

    @Test("orders that come between wait for the next news, also in the place of one that went")
    func came() {
        let watcher = begun()
        watcher.forget(2)
        // Its price is not there: the market is at 110.
        #expect(watcher.watch(6, .sell, .stop, 109) == "nothing")
        #expect(watcher.next() == "3 at 110")
        #expect(watcher.watch(7, .buy, .stop, 110) == "7 at 110")
        watcher.set(market(last: 109))
        #expect(watcher.next() == "nothing")
        #expect(watcher.trade(109) == "6 at 109")
        #expect(watcher.trade(110) == "4 at 110, 5 at 110")
    }

    @Test("an order that moves between counts as one that has just come")
    func moved() {
        let watcher = begun()
        #expect(watcher.move(3, to: 112) == "nothing")
        #expect(watcher.move(2, to: 112) == "nothing")
        #expect(watcher.move(4, to: 105) == "4 at 105")
        #expect(watcher.next() == "5 at 110")
        #expect(watcher.next() == "nothing")
        #expect(watcher.trade(112) == "3 at 112, 2 at 112")
        #expect(watcher.move(2, to: 100) == "nothing")
    }

    @Test("on bars a moved order waits for one that opens later; a moved trail goes on from there")
    func movedOnBars() {
        let watcher = Watcher()
        watcher.set(market(close: 100))
        watcher.watch(1, .sell, .trailingStop, 80, onBars: true) {
            $0.trail = 10
            $0.trailUnit = .price
        }
        #expect(watcher.move(1, to: 95, now: 60_000_000_000) == "nothing")
        #expect(watcher.tell(.bar(bar(90, 90, 90, 90, at: 0)), market()) == "nothing")
        #expect(watcher.level(1) == 95)
        #expect(watcher.tell(.bar(bar(100, 110, 96, 100, at: 1)), market()) == "nothing")
        #expect(watcher.tell(.bar(bar(99, 99, 99, 99, at: 2)), market()) == "1 at 100")
    }

    @Test("random comings and goings trigger what a plain list says", arguments: Seeds.upTo(60))
    func model(seed: UInt64) {
        let list = PlainList(seed: seed)
        for _ in 0..<200 { list.round() }
        #expect(list.wrong == 0, "seed \(seed)")
    }
}

/// Orders that wait, in a plain list, beside an emulator that is told the same.
private final class PlainList {
    private struct Waiting {
        var id: UInt64
        var level: Int64
        var isRising: Bool
    }
    private let watcher = Watcher()
    private var random: SeededGenerator
    private var list: [Waiting] = []
    private var ids: UInt64 = 0
    private var price: Int64 = 100
    private(set) var wrong = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        watcher.set(market(last: price))
    }

    private func isThere(_ one: Waiting) -> Bool {
        one.isRising ? price >= one.level : price <= one.level
    }

    private func compare(_ said: String, _ hit: Waiting?) {
        if said != hit.map({ "\($0.id) at \($0.level)" }) ?? "nothing" { wrong += 1 }
    }

    /// An order comes or goes.
    private func disturb() {
        if Bool.random(using: &random) {
            ids += 1
            let one = Waiting(
                id: ids,
                level: Int64.random(in: 80...120, using: &random),
                isRising: Bool.random(using: &random)
            )
            let said = watcher.watch(one.id, one.isRising ? .buy : .sell, .stop, one.level)
            compare(said, isThere(one) ? one : nil)
            if !isThere(one) { list.append(one) }
        } else if let place = list.indices.randomElement(using: &random) {
            watcher.forget(list.remove(at: place).id)
        }
    }

    /// One trade, with disturbances between what it triggers.
    func round() {
        disturb()
        price = Int64.random(in: 80...120, using: &random)
        watcher.set(market(last: price))
        watcher.begin(.trade(price: price, quantity: 1, aggressor: nil))
        let newest = ids
        while true {
            let hit = list.firstIndex { isThere($0) && $0.id <= newest }
            compare(watcher.next(), hit.map { list[$0] })
            guard let hit else { break }
            list.remove(at: hit)
            if Int.random(in: 0..<3, using: &random) == 0 { disturb() }
        }
        if watcher.isWatching() == list.isEmpty { wrong += 1 }
    }
}

@Suite("Emulated times")
struct EmulatorTimeTests {
    @Test("an order's time is over at the first moment after its last, the earliest first")
    func order() {
        let watcher = Watcher()
        #expect(watcher.due == .max)
        watcher.keepTime(1, until: 30)
        watcher.keepTime(2, until: 10)
        watcher.keepTime(3, until: 20)
        watcher.keepTime(4, until: 10)
        #expect(watcher.due == 11)
        #expect(watcher.expired(at: 10) == nil)
        #expect([watcher.expired(at: 11), watcher.expired(at: 11)] == [2, 4])
        #expect(watcher.expired(at: 20) == nil)
        #expect([watcher.expired(at: 40), watcher.expired(at: 40)] == [3, 1])
        #expect(watcher.expired(at: .max) == nil && watcher.due == .max)
    }

    @Test("a time can be moved and forgotten; one without end is never due")
    func moved() {
        let watcher = Watcher()
        watcher.keepTime(1, until: 10)
        watcher.keepTime(2, until: 20)
        watcher.keepTime(1, until: 30)
        #expect(watcher.due == 21)
        watcher.forget(2)
        watcher.forget(9)
        #expect(watcher.due == 31)
        watcher.keepTime(1, until: .max)
        #expect(watcher.due == .max && watcher.expired(at: .max) == nil)
    }

    @Test("a triggered order keeps its time; a forgotten one has neither price nor time")
    func both() {
        let watcher = Watcher()
        watcher.set(market(last: 100))
        watcher.watch(1, .buy, .stop, 110)
        watcher.watch(2, .buy, .stop, 110)
        watcher.keepTime(1, until: 10)
        watcher.keepTime(2, until: 10)
        watcher.forget(2)
        #expect(watcher.trade(110) == "1 at 110")
        #expect(watcher.due == 11)
        #expect(watcher.expired(at: 11) == 1)
        #expect(watcher.due == .max)
    }

    @Test("random times end as a sorted list says", arguments: Seeds.upTo(60))
    func model(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let watcher = Watcher()
        var list: [(time: Int64, id: UInt64)] = []
        var ids: UInt64 = 0
        for now: Int64 in 0..<150 {
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                ids += 1
                list.append((Int64.random(in: now...(now + 40), using: &random), ids))
                watcher.keepTime(ids, until: list[list.count - 1].time)
            }
            if let place = list.indices.randomElement(using: &random) {
                let id = list[place].id
                if Bool.random(using: &random) {
                    list.remove(at: place)
                    watcher.forget(id)
                } else {
                    list[place].time = Int64.random(in: now...(now + 40), using: &random)
                    watcher.keepTime(id, until: list[place].time)
                }
            }
            #expect(watcher.due == list.map { $0.time + 1 }.min() ?? .max, "seed \(seed)")
            let over = list.filter { $0.time < now }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
            list.removeAll { $0.time < now }
            var said: [UInt64] = []
            while let id = watcher.expired(at: now) { said.append(id) }
            #expect(said == over.map(\.id), "seed \(seed)")
        }
    }
}
