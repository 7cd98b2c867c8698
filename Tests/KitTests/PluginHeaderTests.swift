import CTenon
import Foundation
import Support
import Testing

/// A strategy made with tenon_plugin.h, and what is wrong and right for it.
struct Made: CustomTestStringConvertible, Sendable {
    let product: String
    let id: String
    /// One that runs on an instrument of two decimals.
    var running = "{}"
    let good: [String]
    /// Configurations that are refused, each with a word that the sentence has.
    let bad: [(text: String, names: String)]
    var testDescription: String { product }

    /// Wrong for each of them.
    static let neverGood = [
        ("", "config"), ("null", "config"), ("[]", "config"), ("{", "config"), ("{}x", "config"),
        ("{}\u{0}", "config"), (#"{"quantity": 1,}"#, "config"), (#"{"quantity" 1}"#, "config"),
        (#"{"quantity": 0}"#, "quantity"), (#"{"quantity": -1}"#, "quantity"),
        (#"{"quantity": 0.000000001}"#, "quantity"), (#"{"quantity": "1x"}"#, "quantity"),
        (#"{"quantity": 10000000001}"#, "quantity"), (#"{"quantity": 1e400}"#, "quantity"),
        (#"{"quantity": NaN}"#, "quantity"), (#"{"quantity": true}"#, "quantity"),
        (#"{"quantity": 1, "quantity": 2}"#, "quantity"), (#"{"instrument": ""}"#, "instrument"),
        (#"{"instrument": "A B"}"#, "instrument"), (#"{"instrument": "é"}"#, "instrument"),
        (#"{"instrument": 5}"#, "instrument"), (#"{"quantite": 1}"#, "quantite"),
        (#"{"quantity": {}}"#, "quantity"), (#"{"quantity": [1]}"#, "quantity"),
    ]

    static let all = [
        Made(
            product: "RSIReversion",
            id: "dev.tenon.rsi-reversion",
            good: [
                "{}", #"{"period": 2, "oversold": "29.5", "overbought": 7.05e1}"#,
                #"{"entry": "limit", "offset": 3, "stop": 25, "shorts": true}"#,
                #"{"instrument": "BRK\/B.XNYS", "qu\u0061ntity": 0.00000001, "source": "bar"}"#,
            ],
            bad: [
                (#"{"period": 1}"#, "period"), (#"{"period": "14"}"#, "period"),
                (#"{"period": 1.5}"#, "period"), (#"{"oversold": 50}"#, "oversold"),
                (#"{"overbought": 50}"#, "overbought"), (#"{"exit": 101}"#, "exit"),
                (#"{"offset": 1}"#, "offset"), (#"{"entry": "stop"}"#, "entry"),
                (#"{"entry": 1}"#, "entry"), (#"{"shorts": 1}"#, "shorts"),
                (#"{"shorts": "true"}"#, "shorts"), (#"{"stop": 10000}"#, "stop"),
            ]
        ),
        Made(
            product: "MarketMaker",
            id: "dev.tenon.market-maker",
            running: #"{"offset": 0.01}"#,
            good: [
                "{}", #"{"every": 1, "offset": 0, "max": "0.5", "post_only": true}"#,
                #"{"refresh": "replace", "source": "book", "skew": 3}"#,
            ],
            bad: [
                (#"{"every": 0}"#, "every"), (#"{"offset": -0.1}"#, "offset"),
                (#"{"max": 0}"#, "max"), (#"{"refresh": "never"}"#, "refresh"),
                (#"{"source": "trades"}"#, "source"), (#"{"skew": 1.5}"#, "skew"),
                (#"{"post_only": 1}"#, "post_only"),
            ]
        ),
        Made(
            product: "OrderTour",
            id: "dev.tenon.order-tour",
            good: ["{}", #"{"every": 1, "offset": 100000, "quantity": "2.5", "lifetime": 1}"#],
            bad: [
                (#"{"every": 0}"#, "every"), (#"{"every": true}"#, "every"),
                (#"{"offset": 0}"#, "offset"), (#"{"lifetime": 0.5}"#, "lifetime"),
            ]
        ),
    ]

    var library: BuiltLibrary { get throws { try BuiltLibrary(product) } }

    /// The parameter that is the quantity.
    func quantityID(_ session: Session) throws -> UInt32 {
        let names = try (0..<session.parameterCount())
            .map { unsafe TestHost.text(try session.info($0).name) }
        return UInt32(try #require(names.firstIndex(of: "quantity")) + 1)
    }
}

@Suite("Strategies made with tenon_plugin.h")
struct PluginHeaderTests {
    @Test("what the schema allows is taken", arguments: Made.all)
    func taken(made: Made) throws {
        for config in made.good + [" { } "] {
            let session = try Session(made.library)
            #expect(session.configure(config) == TENON_OK, "\(config): \(session.host.failure)")
        }
    }

    @Test("nonsense is refused with a sentence that names the key", arguments: Made.all)
    func refused(made: Made) throws {
        let session = try Session(made.library)
        try #require(session.configure(#"{"quantity": 3}"#) == TENON_OK)
        let id = try made.quantityID(session)
        for (config, word) in Made.neverGood + made.bad {
            #expect(session.configure(config) == tenon_status(TENON_E_INVALID), "\(config)")
            let sentence = session.host.takeFailure()
            #expect(sentence.hasPrefix("config") && sentence.contains(word), "\(config)")
            #expect(try session.parameter(id) == 300_000_000, "\(config) changed something")
        }
    }

    @Test("damaged texts never crash", arguments: Made.all, Seeds.upTo(60))
    func mutated(made: Made, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let session = try Session(made.library)
        for base in made.good {
            var text = Array(base.utf8)
            for _ in 0...Int.random(in: 0...3, using: &random) {
                let place = Int.random(in: 0..<max(text.count, 1), using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: if !text.isEmpty { text.remove(at: place) }
                case 1: text.insert(UInt8.random(in: 0...255, using: &random), at: place)
                case 2:
                    text.insert(
                        #"{}[]:,"\eE+-.019"#.utf8.randomElement(using: &random) ?? 0,
                        at: place
                    )
                default: text = Array(text.prefix(place))
                }
            }
            let answer = session.configure(text)
            #expect([0, tenon_status(TENON_E_INVALID)].contains(answer))
            #expect(answer == 0 || session.host.takeFailure().hasPrefix("config"))
        }
    }

    @Test("the descriptor is whole, and its schema has every parameter", arguments: Made.all)
    func descriptors(made: Made) throws {
        let library = try made.library
        #expect(library.id == made.id)
        #expect(library.stateWrites == 1 && library.extensions == "tenon.state/1\ntenon.params/1")
        let parsed = try JSONSerialization.jsonObject(with: Data(library.schema.utf8))
        let object = try #require(parsed as? [String: Any])
        #expect(object["additionalProperties"] as? Bool == false)
        let properties = try #require(object["properties"] as? [String: [String: Any]])
        let session = try Session(library)
        let count = try session.parameterCount()
        #expect(properties.count == count + 1 && properties["instrument"] != nil)
        for index in 0..<count {
            let info = try unsafe session.info(index)
            let name = unsafe TestHost.text(info.name)
            let property = try #require(properties[name])
            #expect(unsafe property["description"] as? String == TestHost.text(info.title))
            let isRuntime = property["x-tenon-runtime"] as? Bool == true
            let flags = unsafe Int(info.flags)
            #expect(flags == (isRuntime ? TENON_PARAM_RUNTIME : TENON_PARAM_RESTART))
            // What the schema says it begins with is what it begins with.
            let id = UInt32(index + 1)
            let text = try session.text(id, session.parameter(id))
            let first = try #require(property["default"])
            if Int(unsafe info.type) == TENON_PARAM_ENUM {
                #expect(first as? String == text)
                let words = try #require(property["enum"] as? [String])
                #expect(unsafe TestHost.text(info.choices) == words.joined(separator: "\n"))
            } else if Int(unsafe info.type) == TENON_PARAM_BOOL {
                #expect(first as? Bool == (text == "true"))
            } else {
                #expect(first as? Double == Double(text), "\(name)")
            }
        }
        let permissions = Data(library.permissions.utf8)
        #expect(try JSONSerialization.jsonObject(with: permissions) is [String: Any])
        #expect(
            library.create("dev.tenon.none", session.host, size: 32)
                == tenon_status(TENON_E_INVALID)
        )
        #expect(library.create(made.id, session.host, size: 31) == tenon_status(TENON_E_TOOSMALL))
    }

    @Test("parameters: set, read back, text and back, out of range refused", arguments: Made.all)
    func parameters(made: Made) throws {
        let session = try Session(made.library)
        try #require(session.configure("{}") == TENON_OK)
        for index in 0..<(try session.parameterCount()) {
            let id = UInt32(index + 1)
            let info = try unsafe session.info(index)
            let name = unsafe TestHost.text(info.name)
            let (least, most, initial) = unsafe (info.min.i64, info.max.i64, info.initial.i64)
            for number in [least, most, initial] {
                let text = try session.text(id, number)
                #expect(try session.number(id, text) == (tenon_status(TENON_OK), number), "\(name)")
            }
            #expect(try session.set(id, session.wrapped(id, initial)) == TENON_OK, "\(name)")
            #expect(try session.parameter(id) == initial)
            for number in [least - 1, most + 1] {
                let status = try session.set(id, session.wrapped(id, number))
                #expect(status == tenon_status(TENON_E_INVALID), "\(name) = \(number)")
                #expect(session.host.takeFailure().contains(name))
                #expect(try session.parameter(id) == initial)
            }
            var other = try session.wrapped(id, initial)
            other.type = UInt16(TENON_PARAM_F64)
            #expect(try session.set(id, other) == tenon_status(TENON_E_INVALID))
            #expect(try session.number(id, "no").status == tenon_status(TENON_E_INVALID))
        }
        #expect(try session.number(99, "1").status == tenon_status(TENON_E_INVALID))
    }

    @Test("an event sets what may change while it runs, and only that", arguments: Made.all)
    func events(made: Made) throws {
        let session = try Session(made.library)
        try #require(session.configure(made.running) == 0 && session.activate() == 0)
        try #require(session.start() == 0)
        let id = UInt64(try made.quantityID(session))
        let events = EventList()
        events.instrument()
        events.parameter(id, 300_000_000)
        events.parameter(id, 50_000_000)  // half a unit, of which this instrument has none
        events.parameter(id, 0)
        events.parameter(99, 1)
        for index in 0..<events.count {
            #expect(session.onBatch(events, index..<index + 1).status == TENON_OK)
        }
        #expect(try session.parameter(UInt32(id)) == 300_000_000)
        #expect(session.host.lines.count == 3)
    }

    @Test("damaged states are refused and change nothing", arguments: Made.all, Seeds.upTo(10))
    func damaged(made: Made, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let session = try Session(made.library)
        try #require(session.configure(#"{"instrument": "EURUSD.SIM"}"#) == TENON_OK)
        let state = try session.save()
        let before = try session.digest()
        var bad: [[UInt8]] = [
            [], Array(state.dropLast()), state + [0], Array(repeating: 255, count: state.count),
        ]
        for (offset, byte) in [(8, 0), (9, 0), (9, 32), (72, 2), (79, 1)] {
            var changed = state
            changed[offset] = UInt8(byte)
            bad.append(changed)
        }
        bad.append(state.map { _ in UInt8.random(in: 1...255, using: &random) })
        for bytes in bad {
            #expect(try session.load(bytes) == tenon_status(TENON_E_INVALID))
            #expect(session.host.takeFailure().hasPrefix("state: "))
            #expect(try session.digest() == before)
        }
        #expect(try session.load(state, schema: 2) == tenon_status(TENON_E_VERSION))
        #expect(try session.load(state, step: 23) == TENON_OK)
        try #require(session.configure(#"{"instrument": "OTHER.SIM"}"#) == TENON_OK)
        #expect(try session.load(state) == tenon_status(TENON_E_INVALID))
    }

    @Test("without a grant it says what to grant", arguments: Made.all)
    func grants(made: Made) throws {
        for id in ["tenon.host.orders/1", "tenon.host.subscribe/1"] {
            let session = try Session(made.library)
            session.host.withheld = [id]
            try #require(session.configure("{}") == TENON_OK)
            #expect(session.activate() == tenon_status(TENON_E_PERMISSION))
            #expect(session.host.takeFailure().contains("grant"))
        }
    }

    @Test("what an author compiles by the line in the file is the same plugin")
    func recipes() throws {
        let folder = try TemporaryFolder()
        let sources = Repository.root.appending(path: "Plugins/Strategies").path
        let include = Repository.root.appending(path: "PluginAPI/CTenon/include").path
        let common = "-O2 -Wall -Wextra -Werror -shared -fPIC -fvisibility=hidden -I '\(include)'"
        for line in [
            "cc -std=c11 \(common) -ffp-contract=off '\(sources)'/RSIReversion/*.c -o r.so",
            "cc -std=c11 \(common) '\(sources)'/OrderTour/OrderTour.c -o o.so",
            """
            c++ -std=c++17 \(common) -fno-exceptions -fno-rtti \
            "$(echo 'int x;' | c++ -fno-gnu-unique -x c++ -c -o /dev/null - 2>/dev/null \
            && echo -fno-gnu-unique || echo -fPIC)" '\(sources)'/MarketMaker/MarketMaker.cpp -o m.so
            """,
        ] {
            let run = try ProgramRun("/bin/sh", ["-c", line], folder: folder.url)
            #expect(run.exitCode == 0, "\(run.errors)")
        }
        for (file, made) in zip(["r.so", "m.so", "o.so"], Made.all) {
            let built = try BuiltLibrary(file: folder.url.appending(path: file).path)
            #expect(try built.id == made.id && built.schema == made.library.schema)
            let session = try Session(built)
            #expect(session.configure(made.good[1]) == TENON_OK)
        }
    }
}
