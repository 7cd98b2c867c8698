import CTenon
import Foundation
import Support
import Testing

@Suite("EMA cross: life")
struct LifecycleTests {
    @Test(
        "a symbol that is known is subscribed to in activate, else in the burst",
        arguments: Twin.allCases
    )
    func subscribing(twin: Twin) throws {
        let early = try Session(twin, #"{"instrument": "EURUSD.SIM", "source": "quote"}"#) {
            $0.host.handles = ["EURUSD.SIM": 7]
        }
        #expect(early.host.subscriptions == ["7:2"])
        let late = try Session(twin, #"{"instrument": "EURUSD.SIM", "source": "quote"}"#)
        #expect(late.host.subscriptions.isEmpty)
        let events = EventList()
        events.instrument("OTHER.SIM", handle: 3)
        events.instrument("EURUSD.SIM", handle: 7)
        events.instrument("MORE.SIM", handle: 8)
        try late.deliver(events)
        #expect(late.host.subscriptions == ["7:2"])
        try early.deliver(events)
        #expect(early.host.subscriptions == ["7:2"])
    }

    @Test("subscribing is an effect: the batch ends after it", arguments: Twin.allCases)
    func effect(twin: Twin) throws {
        let session = try Session(twin, "{}")
        let events = EventList()
        events.instrument()
        events.quote(1, 2)
        #expect(session.onBatch(events, 0..<2).used == 1)
        #expect(session.onBatch(events, 1..<2).used == 1)
        #expect(session.onBatch(events, 1..<1) == (tenon_status(TENON_OK), 0))
    }

    @Test("one missing stream of two is enough, none is not", arguments: Twin.allCases)
    func missingStreams(twin: Twin) throws {
        let events = EventList()
        events.instrument()
        let some = try Session(twin, "{}")
        some.host.missingStreams = 2
        #expect(some.onBatch(events, 0..<1) == (tenon_status(TENON_OK), 1))
        let none = try Session(twin, "{}")
        none.host.missingStreams = 255
        #expect(none.onBatch(events, 0..<1) == (tenon_status(TENON_E_NOSYS), 0))
        #expect(!none.host.failure.isEmpty)
    }

    @Test(
        "without a grant it says what it needs",
        arguments: Twin.allCases,
        ["tenon.host.orders/1", "tenon.host.subscribe/1"]
    )
    func grants(twin: Twin, withheld: String) throws {
        let session = try Session(twin.library)
        try #require(session.configure("{}") == TENON_OK)
        session.host.withheld = [withheld]
        #expect(session.activate() == tenon_status(TENON_E_PERMISSION))
        #expect(session.host.failure.contains("needs"))
        session.host.withheld = []
        #expect(session.activate() == TENON_OK)
    }

    @Test(
        "a quantity is brought to the instrument's exponent, or refused",
        arguments: Twin.allCases
    )
    func quantities(twin: Twin) throws {
        let walk = Walk(seed: 5, count: 100)
        let session = try Session(twin, #"{"entry": "always", "quantity": "0.5"}"#)
        let events = EventList()
        events.instrument(quantityExponent: -2)
        for quote in walk.quotes { events.quote(quote.bid, quote.ask) }
        try session.deliver(events)
        #expect(session.host.intents.first?.qty == 50)
        #expect(session.host.intents.first?.def_version == 1)
        let whole = try Session(twin, #"{"quantity": "0.5"}"#)
        let burst = EventList()
        burst.instrument(quantityExponent: 0)
        #expect(whole.onBatch(burst, 0..<1) == (tenon_status(TENON_E_INVALID), 0))
        #expect(whole.host.failure.contains("quantity"))
    }

    @Test("a new definition changes exponents and version in place", arguments: Twin.allCases)
    func redefinition(twin: Twin) throws {
        let walk = Walk(seed: 5, count: 400)
        let events = EventList()
        events.instrument()
        for (index, quote) in walk.quotes.enumerated() {
            if index == 200 {
                events.instrument(version: 2, priceExponent: -3, quantityExponent: -1)
            }
            let factor: Int64 = index < 200 ? 1 : 10
            events.quote(quote.bid * factor, quote.ask * factor)
        }
        let session = try Session(twin, Reference(isAlways: true, shorts: true).config)
        try session.deliver(events, 0..<201, size: 64)
        let before = session.host.intents
        session.take(position: session.position * 10)
        try session.deliver(events, 201..<events.count, size: 64)
        let after = session.host.intents[before.count...]
        #expect(after.allSatisfy { $0.def_version == 2 && $0.qty == 20 })
        let expected = Reference(isAlways: true, shorts: true).orders(walk.middles)
        #expect(session.host.intents.count == expected.count)
    }

    @Test(
        "draining: no new orders, and not quiet before the last is finished",
        arguments: Twin.allCases
    )
    func draining(twin: Twin) throws {
        let events = Walk(seed: 5, count: 400).events()
        let session = try Session(twin, Reference(isAlways: true, shorts: true).config)
        session.delay = 5
        var next = 0
        while session.working.isEmpty {
            try session.deliver(events, next..<next + 1, size: 1)
            next += 1
        }
        #expect(session.drain() == tenon_status(TENON_E_AGAIN))
        try session.deliver(events, next..<events.count, size: 64)
        #expect(session.host.intents.count == 1)
        #expect(session.drain() == TENON_OK)
    }

    @Test("a second life begins anew but never repeats an intent id", arguments: Twin.allCases)
    func twice(twin: Twin) throws {
        let walk = Walk(seed: 5, count: 400)
        let session = try Session(twin, Reference(isAlways: true).config)
        try session.deliver(walk.events())
        let first = session.host.intents
        session.deactivate()
        try #require(session.activate() == TENON_OK)
        try #require(session.start() == TENON_OK)
        session.take(position: 0)
        try session.deliver(walk.events())
        let second = session.host.intents[first.count...]
        #expect(second.map(\.signed) == first.map(\.signed))
        #expect(first.count > 3)
    }

    @Test("unknown ids and extensions, and another major version", arguments: Twin.allCases)
    func unknown(twin: Twin) throws {
        let library = try twin.library
        let host = TestHost()
        let whole = unsafe MemoryLayout<tenon_instance>.size
        let stranger = library.create("dev.tenon.ema-cross-", host, size: whole)
        #expect(stranger == tenon_status(TENON_E_INVALID))
        #expect(!host.takeFailure().isEmpty)
        let small = library.create(library.id, host, size: 8)
        #expect(small == tenon_status(TENON_E_TOOSMALL))
        #expect(!host.takeFailure().isEmpty)
        let session = try Session(library)
        #expect(!session.offers("tenon.state/2"))
        #expect(session.offers("tenon.state/1"))
        let file = Repository.products.appending(path: "lib\(twin.rawValue).so").path
        #expect(throws: LibraryError.self) { _ = try unsafe BuiltLibrary.entry(file, major: 1) }
    }

    @Test("the kit refuses a batch whose sizes lie")
    func lyingSizes() throws {
        for size in [0, 8, 64, 1_000_000] as [UInt32] {
            let session = try Session(.swift, "{}")
            let events = EventList()
            events.quote(1, 2)
            events.quote(1, 2)
            events.claim(size: size, at: 1)
            #expect(session.onBatch(events, 0..<2) == (tenon_status(TENON_E_INVALID), 1))
            #expect(session.host.takeFailure().contains("event"))
        }
    }
}
