import CTenon
import Foundation
import Support
import Testing

@Suite("EMA cross: configuration")
struct ConfigTests {
    static let good = [
        "{}", " { } ", #"{"fast": 1, "slow": 2}"#, #"{"fast": 1e2, "slow": 200.0}"#,
        #"{"quantity": "0.5"}"#, #"{"quantity": 0.00000001}"#, #"{"quantity": 10000000000}"#,
        #"{"f\u0061st": 5}"#, #"{"instrument": "BRK\/B.XNYS"}"#, #"{"short": true}"#,
        #"{"source": "trade", "entry": "always", "seed": "mean"}"#,
    ]
    static let bad = [
        ("", "config"), ("null", "config"), ("[]", "config"), ("{", "config"), ("{}x", "config"),
        (#"{"fast": 10,}"#, "config"), (#"{"fast" 10}"#, "config"), ("\u{0}", "config"),
        (#"{"fast": "10"}"#, "fast"), (#"{"fast": 0}"#, "fast"), (#"{"fast": 1.5}"#, "fast"),
        (#"{"fast": -1}"#, "fast"), (#"{"fast": 1e30}"#, "fast"), (#"{"fast": true}"#, "fast"),
        (#"{"fast": 20, "slow": 20}"#, "slow"), (#"{"slow": 5}"#, "slow"),
        (#"{"slow": 1000001}"#, "slow"), (#"{"quantity": 0}"#, "quantity"),
        (#"{"quantity": -1}"#, "quantity"), (#"{"quantity": "1x"}"#, "quantity"),
        (#"{"quantity": 0.000000001}"#, "quantity"), (#"{"quantity": 10000000001}"#, "quantity"),
        (#"{"seed": "last"}"#, "seed"), (#"{"seed": 1}"#, "seed"), (#"{"entry": ""}"#, "entry"),
        (#"{"short": 1}"#, "short"), (#"{"short": "true"}"#, "short"),
        (#"{"source": "book"}"#, "source"), (#"{"instrument": ""}"#, "instrument"),
        (#"{"instrument": "A B"}"#, "instrument"), (#"{"instrument": "é"}"#, "instrument"),
        (#"{"instrument": null}"#, "instrument"), (#"{"fats": 1}"#, "fats"),
        (#"{"fast": 5, "fast": 6}"#, "fast"), (#"{"fast": 05}"#, "config"),
        (#"{"fast": [1]}"#, "fast"), (#"{"fast": {}}"#, "fast"),
    ]

    @Test("what the schema allows is taken", arguments: Twin.allCases, good)
    func taken(twin: Twin, config: String) throws {
        let session = try Session(twin.library)
        #expect(session.configure(config) == TENON_OK, "\(session.host.failure)")
    }

    @Test("nonsense is refused, named, and changes nothing", arguments: Twin.allCases, bad)
    func refused(twin: Twin, config: (text: String, names: String)) throws {
        let session = try Session(twin.library)
        try #require(session.configure(#"{"fast": 7, "quantity": 3}"#) == TENON_OK)
        #expect(session.configure(config.text) == tenon_status(TENON_E_INVALID))
        #expect(session.host.takeFailure().contains(config.names), "\(config.text)")
        #expect(try session.parameter(1) == 7)
        #expect(try session.parameter(3) == 300_000_000)
    }

    @Test("damaged texts never crash, and both languages judge alike", arguments: Seeds.upTo(300))
    func mutated(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let base =
            #"{"instrument": "A.B", "fast": 10, "slow": 2e1, "quantity": "1.5", "short": true}"#
        var text = Array(base.utf8)
        for _ in 0...Int.random(in: 0...3, using: &random) {
            let place = Int.random(in: 0..<max(text.count, 1), using: &random)
            switch Int.random(in: 0..<4, using: &random) {
            case 0: if !text.isEmpty { text.remove(at: place) }
            case 1: text.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 2:
                text.insert(#"{}[]:,"\eE+-.019"#.utf8.randomElement(using: &random) ?? 0, at: place)
            default: text = Array(text.prefix(place))
            }
        }
        let answers = try Twin.allCases.map { try Session($0.library).configure(text) }
        #expect(answers[0] == answers[1], "seed \(seed): \(String(decoding: text, as: UTF8.self))")
        #expect([0, tenon_status(TENON_E_INVALID)].contains(answers[0]))
    }

    @Test("both descriptors are whole and show the same schema")
    func descriptors() throws {
        let (swift, c) = (try Twin.swift.library, try Twin.c.library)
        #expect(swift.id == "dev.tenon.ema-cross")
        #expect(c.id == "dev.tenon.ema-cross-c")
        let schema = swift.schema
        #expect(schema == c.schema)
        let parsed = try JSONSerialization.jsonObject(with: Data(schema.utf8))
        let object = try #require(parsed as? [String: Any])
        #expect(object["additionalProperties"] as? Bool == false)
        let properties = try #require(object["properties"] as? [String: [String: Any]])
        #expect(properties.count == 8)
        #expect(properties.values.allSatisfy { $0["description"] is String })
        for library in [swift, c] {
            #expect(library.stateWrites == 1)
            #expect(library.extensions == "tenon.state/1\ntenon.params/1")
            let permissions = Data(library.permissions.utf8)
            #expect(try JSONSerialization.jsonObject(with: permissions) is [String: Any])
        }
    }
}
