import Foundation
import Settings
import Support
import Testing

/// Mutated configurations against `PlainScanner`: what is accepted says what the text says.
@Suite("Mutated configurations")
struct MutationTests {
    private static let rounds = 100
    /// A hundred texts a seed: 500 in all, 100,000 in a long run.
    private static var seeds: Range<UInt64> {
        ProcessInfo.processInfo.environment["TENON_LONG"] == "1" ? 0..<1_000 : 0..<5
    }

    /// A value as `explain` lists it.
    private struct Line: Equatable, CustomStringConvertible {
        let key: String
        let text: String
        var description: String { "\(key) = \(text)" }
    }

    @Test("a mutant is refused, or means what an independent reader reads", arguments: seeds)
    func mutants(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let valid = Array(validText.utf8)
        var (accepted, compared) = (0, 0)
        for round in 0..<Self.rounds {
            var bytes = valid
            for _ in 0...Int.random(in: 0..<3, using: &random) { Self.mutate(&bytes, &random) }
            do throws(SettingsError) {
                let configuration = try HostConfiguration(bytes: bytes, name: "plugins.yaml")
                accepted += 1
                guard let value = PlainScanner.read(bytes) else { continue }
                compared += 1
                let place =
                    "seed \(seed), round \(round):\n\(String(decoding: bytes, as: UTF8.self))"
                let lines = Self.lines(value)
                let found = configuration.settings().filter { $0.position != nil }
                    .map { Line(key: $0.key, text: $0.text) }
                #expect(found == lines, "\(place)")
                #expect(lines.allSatisfy(Self.isKnown), "\(place)")
            } catch {
                #expect(!error.diagnostics.isEmpty)
                #expect(error.description.hasPrefix("plugins.yaml:"), "seed \(seed), \(round)")
            }
        }
        // Without mutants to compare the test could not fail.
        #expect(accepted >= 5 && compared * 2 >= accepted, "\(compared) of \(accepted) compared")
    }

    @Test("the text that is mutated is read alike by both")
    func original() throws {
        let value = try #require(PlainScanner.read(Array(validText.utf8)))
        let found = try configuration(validText).settings().filter { $0.position != nil }
            .map { Line(key: $0.key, text: $0.text) }
        #expect(found == Self.lines(value))
        #expect(found.count > 50 && found.allSatisfy(Self.isKnown))
    }

    // MARK: - What a text says

    private static func lines(_ value: PlainScanner.Value, _ label: String = "") -> [Line] {
        switch value {
        case .text(let text): return [Line(key: label, text: text)]
        case .list(let elements):
            if let texts = texts(elements) {
                return [Line(key: label, text: "[\(texts.joined(separator: ", "))]")]
            }
            return elements.enumerated().flatMap { lines($1, "\(label)[\($0)]") }
        case .mapping(let entries):
            if entries.isEmpty { return [Line(key: label, text: "{}")] }
            return entries.flatMap {
                lines($0.value, label.isEmpty ? $0.key : "\(label).\($0.key)")
            }
        }
    }

    private static func texts(_ elements: [PlainScanner.Value]) -> [String]? {
        let texts = elements.compactMap { element -> String? in
            if case .text(let text) = element { text } else { nil }
        }
        return texts.count == elements.count ? texts : nil
    }

    /// The keys of the manual, by hand; names and the plugins' own keys are free.
    private static func isKnown(_ line: Line) -> Bool {
        let key = line.key.replacing(/\[\d+\]/, with: "[]")
        let parts = key.split(separator: ".").map(String.init)
        func ends(_ words: String) -> Bool {
            parts.count == 3 && words.split(separator: " ").contains { $0 == parts[2] }
        }
        switch parts[0] {
        case "accounts":
            return ends("venue model currency decimals cash profile fee_rate fee_decimals")
                || ends("latency participation order_types times_in_force maker_rate taker_rate")
                || ends("fee_per_unit fee_minimum")
        case "plugins" where parts.count > 3 && ["config", "permissions"].contains(parts[2]):
            let inner = parts.dropFirst(3).joined(separator: ".")
            return parts[2] == "config"
                || ["orders", "orders.max_qty", "orders.max_open", "orders.ops", "instruments"]
                    .contains(inner)
        case "plugins" where parts.count > 3 && parts[2] == "changes[]":
            return parts[3] == "set" || ["at", "do"].contains(parts[3]) && parts.count == 4
        case "plugins":
            return ends("plugin path pin isolation account instruments permissions config")
                || ends("enabled on_pause changes")
        case "risk" where parts.count == 3:
            return ends("max_order_quantity max_order_notional max_position max_open_orders")
                || ends("max_price_age collar restricted")
        case "risk": return parts.count <= 2
        default:
            return [
                "tenon", "mode", "clock", "speed", "state", "lane", "lane.wait", "lane.meter",
                "log",
                "log.level", "log.format", "log.modules", "log.modules.host", "log.modules.lane",
                "log.modules.risk", "log.modules.orders", "log.modules.plugins",
                "log.modules.notify", "log.modules.api", "notify", "notify[].on", "notify[].to",
                "notify[].severity", "report", "report.directory", "report.equity",
                "report.periods_per_year",
            ]
            .contains(key)
        }
    }

    // MARK: - Mutations

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            let place = Int.random(in: bytes.indices, using: &random)
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1: lines(&bytes, &random) { lines, place, _ in lines.remove(at: place) }
        case 2:
            lines(&bytes, &random) { lines, place, other in lines.insert(lines[place], at: other) }
        case 3: lines(&bytes, &random) { lines, place, other in lines.swapAt(place, other) }
        case 4:
            let isDeeper = Bool.random(using: &random)
            lines(&bytes, &random) { lines, place, _ in
                if isDeeper {
                    lines[place].insert(contentsOf: [0x20, 0x20], at: 0)
                } else {
                    lines[place].removeFirst(min(2, lines[place].prefix { $0 == 0x20 }.count))
                }
            }
        case 5, 6: swapTokens(&bytes, &random)
        default: digit(&bytes, &random)
        }
        if bytes.isEmpty { bytes = [0x0A] }
    }

    private static func lines(
        _ bytes: inout [UInt8],
        _ random: inout SeededGenerator,
        _ change: (inout [[UInt8]], Int, Int) -> Void
    ) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
        let place = Int.random(in: lines.indices, using: &random)
        change(&lines, place, Int.random(in: lines.indices, using: &random))
        bytes = Array(lines.joined(separator: [0x0A]))
    }

    /// Two words change places.
    private static func swapTokens(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let text = String(decoding: bytes, as: UTF8.self)
        let words = text.matches(of: /[A-Za-z0-9_.%-]+/).map(\.range)
        guard words.count > 1 else { return }
        let one = words[Int.random(in: words.indices, using: &random)]
        let two = words[Int.random(in: words.indices, using: &random)]
        guard one.upperBound <= two.lowerBound else { return }
        bytes = Array(
            (text[..<one.lowerBound] + text[two] + text[one.upperBound..<two.lowerBound]
                + text[one] + text[two.upperBound...])
                .utf8
        )
    }

    /// A digit becomes another one: mostly still a good value.
    private static func digit(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let places = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
        guard let place = places.randomElement(using: &random) else { return }
        bytes[place] = UInt8.random(in: 0x30...0x39, using: &random)
    }
}
