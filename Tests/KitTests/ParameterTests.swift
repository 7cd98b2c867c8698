import CTenon
import Testing

@Suite("EMA cross: parameters")
struct ParameterTests {
    @Test("both languages describe the same parameters")
    func descriptions() throws {
        let sessions = try Twin.allCases.map { try Session($0.library) }
        let described = try sessions.map { session in
            try (0..<session.parameterCount())
                .map { index -> String in
                    let info = try unsafe session.info(index)
                    let texts = unsafe [info.name, info.title, info.unit, info.choices]
                        .map { unsafe TestHost.text($0) }
                    let values = unsafe [info.min, info.max, info.step, info.initial]
                        .map { "\($0.type) \($0.exp) \($0.i64) \($0.f64) \($0.size)" }
                    return
                        unsafe "\(info.id) \(info.flags) \(info.type) \(info.exp) \(texts) \(values)"
                }
        }
        #expect(described[0].count == 7)
        #expect(described[0] == described[1])
    }

    @Test("what is set is read back, what is out of range is not taken", arguments: Twin.allCases)
    func setting(twin: Twin) throws {
        let session = try Session(twin.library)
        try #require(session.configure("{}") == TENON_OK)
        for (id, number) in [(2, 200), (1, 150), (3, 5), (4, 1), (5, 1), (6, 1), (7, 3)] {
            let id = UInt32(id)
            #expect(try session.set(id, session.wrapped(id, Int64(number))) == TENON_OK)
            #expect(try session.parameter(id) == Int64(number))
        }
        for (id, number) in [(1, 0), (1, 200), (2, 150), (3, 0), (4, 2), (6, 2), (7, -1)] {
            let id = UInt32(id)
            let before = try session.parameter(id)
            let status = try session.set(id, session.wrapped(id, Int64(number)))
            #expect(status == tenon_status(TENON_E_INVALID), "\(id) = \(number)")
            #expect(!session.host.takeFailure().isEmpty)
            #expect(try session.parameter(id) == before)
        }
        var tenth = try session.wrapped(3, 25)
        tenth.exp = -1
        #expect(try session.set(3, tenth) == TENON_OK)
        #expect(try session.parameter(3) == 250_000_000)
        var other = try session.wrapped(1, 25)
        other.type = UInt16(TENON_PARAM_F64)
        #expect(try session.set(1, other) == tenon_status(TENON_E_INVALID))
    }

    @Test("values as text and back", arguments: Twin.allCases)
    func texts(twin: Twin) throws {
        let session = try Session(twin.library)
        try #require(session.configure("{}") == TENON_OK)
        let samples: [(UInt32, Int64, String)] = [
            (1, 12, "12"), (3, 150_000_000, "1.50000000"), (3, 1, "0.00000001"), (4, 1, "mean"),
            (5, 0, "cross"), (6, 1, "true"), (7, 3, "trade"),
        ]
        for (id, number, text) in samples {
            #expect(try session.text(id, number) == text)
            #expect(try session.number(id, text) == (tenon_status(TENON_OK), number))
        }
        for (id, text) in [
            (1, "0"), (1, "x"), (3, "1e-9"), (4, "mea"), (4, ""), (6, "yes"), (9, "1"),
        ] {
            let answer = try session.number(UInt32(id), text)
            #expect(answer.status == tenon_status(TENON_E_INVALID), "\(id): \(text)")
        }
    }

    @Test("an event sets a parameter from its place on", arguments: Twin.allCases)
    func events(twin: Twin) throws {
        let walk = Walk(seed: 5, count: 400)
        let events = EventList()
        events.instrument()
        for (index, quote) in walk.quotes.enumerated() {
            if index == 200 { events.parameter(3, 300_000_000) }
            events.quote(quote.bid, quote.ask)
        }
        let session = try Session(twin, Reference(isAlways: true, shorts: true).config)
        try session.deliver(events)
        let late = Reference(quantity: 3, isAlways: true, shorts: true).orders(walk.middles)
        #expect(session.host.intents.map(\.signed).suffix(3) == late.map(\.quantity).suffix(3))
        #expect(session.host.intents.contains { abs($0.signed) == 2 }, "made up at once")
        #expect(try session.parameter(3) == 300_000_000)
    }

    @Test("a new period changes the averages from the next price on", arguments: Twin.allCases)
    func periods(twin: Twin) throws {
        let walk = Walk(seed: 5, count: 60)
        let events = EventList()
        events.instrument()
        for (index, quote) in walk.quotes.enumerated() {
            if index == 40 { events.parameter(2, 30) }
            events.quote(quote.bid, quote.ask)
        }
        let session = try Session(twin, "{}")
        try session.deliver(events)
        var (slow, middles) = (walk.middles[0], walk.middles)
        middles.removeFirst()
        for (index, price) in middles.enumerated() {
            slow += 2.0 / (index + 1 < 40 ? 21 : 31) * (price - slow)
        }
        let state = try session.save()
        let bits = state[16..<24].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        #expect(Double(bitPattern: bits) == slow)
    }

    @Test("what cannot be is told and leaves the value", arguments: Twin.allCases)
    func refusedEvents(twin: Twin) throws {
        let session = try Session(twin, "{}")
        let events = EventList()
        events.instrument()
        for (id, value) in [(1, 20), (1, -5), (2, 3), (3, 50_000_000), (4, 1), (99, 1)] {
            events.parameter(UInt64(id), Int64(value))
        }
        try session.deliver(events)
        #expect(session.host.lines.count == 6)
        #expect(try (1...4).map { try session.parameter($0) } == [10, 20, 100_000_000, 0])
    }
}
