import CTenon
import Support
import Testing

@Suite("EMA cross: state")
struct StateTests {
    @Test(
        "a copy made in the middle goes on as the original",
        arguments: Twin.allCases,
        Seeds.upTo(20)
    )
    func midstream(twin: Twin, seed: UInt64) throws {
        let reference = randomReference(seed)
        let events = Walk(seed: seed, count: 400).events()
        let cut = 2 + Int(seed &* 37 % 390)
        let whole = try Session(twin, reference.config)
        try whole.deliver(events)
        let first = try Session(twin, reference.config)
        try first.deliver(events, 0..<cut, size: 64)
        let state = try first.save()
        let second = try Session(twin, reference.config) {
            try #require(try $0.load(state) == TENON_OK, "\($0.host.failure)")
        }
        #expect(try second.save() == state)
        #expect(try second.digest() == first.digest())
        let burst = EventList()
        burst.instrument()
        burst.position(first.position)
        try second.deliver(burst)
        second.take(position: first.position)
        try second.deliver(events, cut..<events.count, size: 64)
        let intents = (first.host.intents + second.host.intents).map(\.bytes)
        #expect(intents == whole.host.intents.map(\.bytes), "seed \(seed)")
        #expect(try second.save() == whole.save(), "seed \(seed)")
    }

    @Test("an order that is open over a restart counts as held", arguments: Twin.allCases)
    func openOrder(twin: Twin) throws {
        let reference = Reference(isAlways: true, shorts: true)
        let walk = Walk(seed: 5, count: 400)
        let whole = try Session(twin, reference.config)
        try whole.deliver(walk.events())
        let first = try Session(twin, reference.config)
        first.delay = 1_000
        var next = 0
        let events = walk.events()
        while first.host.intents.isEmpty {
            try first.deliver(events, next..<next + 1, size: 1)
            next += 1
        }
        let state = try first.save()
        let second = try Session(twin, reference.config) { try #require(try $0.load(state) == 0) }
        let open = try #require(first.host.intents.first)
        let burst = EventList()
        burst.instrument()
        burst.order(open, status: TENON_WORKING, change: 1, leaves: open.qty)
        try second.deliver(burst)
        try second.deliver(events, next..<events.count, size: 64)
        #expect(
            second.host.intents.map(\.signed) == whole.host.intents.dropFirst().map(\.signed)
        )
    }

    @Test("a state may come in small pieces, from either language", arguments: [1, 7, 23, 1_000])
    func pieces(step: Int) throws {
        let config = Reference(isSeededByMean: true).config
        let original = try Session(.c, config)
        try original.deliver(Walk(seed: 1, count: 100).events())
        let state = try original.save()
        for twin in Twin.allCases {
            let copy = try Session(twin.library)
            try #require(copy.configure(config) == TENON_OK)
            #expect(try copy.load(state, step: step) == TENON_OK)
            #expect(copy.activate() == TENON_OK)
            #expect(try copy.save() == state)
        }
    }

    @Test("damaged states are refused and change nothing", arguments: Twin.allCases)
    func damaged(twin: Twin) throws {
        let session = try Session(twin, Reference().config)
        try session.deliver(Walk(seed: 1, count: 100).events())
        let state = try session.save()
        let copy = try Session(twin.library)
        try #require(copy.configure(#"{"instrument": "EURUSD.SIM"}"#) == TENON_OK)
        let before = try copy.digest()
        var bad: [[UInt8]] = [
            [], Array(state.dropLast()), state + [0], Array(repeating: 255, count: 128),
        ]
        for (offset, byte) in [
            (15, 0x7F), (48, 1), (56, 0), (60, 0), (120, 0), (120, 32), (121, 96), (122, 5),
            (127, 1),
        ] {
            var changed = state
            changed[offset] = UInt8(byte)
            if offset == 15 { changed[14] = 0xF0 }
            bad.append(changed)
        }
        for bytes in bad {
            #expect(try copy.load(bytes) == tenon_status(TENON_E_INVALID), "\(bytes)")
            #expect(copy.host.takeFailure().hasPrefix("state: "))
            #expect(try copy.digest() == before)
        }
        #expect(try copy.load(state, schema: 2) == tenon_status(TENON_E_VERSION))
        #expect(try copy.load(state) == TENON_OK)
        for config in [#"{"instrument": "OTHER.SIM"}"#, #"{"source": "bar"}"#] {
            try #require(copy.configure(config) == TENON_OK)
            #expect(try copy.load(state) == tenon_status(TENON_E_INVALID), "\(config)")
        }
    }

    @Test("random bytes are refused", arguments: Twin.allCases, Seeds.upTo(50))
    func random(twin: Twin, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let session = try Session(twin.library)
        try #require(session.configure("{}") == TENON_OK)
        let bytes = (0..<128).map { _ in UInt8.random(in: 0...255, using: &random) }
        #expect(try session.load(bytes) != TENON_OK, "seed \(seed)")
    }
}
