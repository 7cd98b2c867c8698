import Notifications
import Support
import Testing

@Suite("Routes")
struct RouteTests {
    @Test(
        "a star stands for any characters",
        arguments: [
            ("risk.denied", "risk.*", true), ("risk.denied", "*", true),
            ("risk.denied", "risk.denied", true), ("risk.denied", "*.denied", true),
            ("plugin.swap.done", "plugin.*", true), ("plugin.swap.done", "p*.s*.d*e", true),
            ("risk.denied", "risk", false), ("risk", "risk.*", false),
            ("risk.denied", "risk.denied.*", false), ("risk.denied", "", false), ("", "*", true),
            ("risk.denied", "denied*", false), ("aab", "*ab", true), ("abab", "*ab", true),
            ("risk.denied", "**", true),
        ]
    )
    func patterns(name: String, pattern: String, isMatch: Bool) {
        #expect(Route.matches(name, pattern: pattern) == isMatch)
    }

    @Test("matching agrees with a plain search of all splits", arguments: Seeds.upTo(300))
    func agrees(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func text(_ letters: [Character], _ most: UInt64) -> String {
            String((0..<random.next() % most).map { _ in letters[Int(random.next() % 3)] })
        }
        for _ in 0..<50 {
            let name = text(["a", "b", "."], 8)
            let pattern = text(["a", "*", "b"], 6)
            #expect(
                Route.matches(name, pattern: pattern) == Self.fits(name[...], pattern[...]),
                "seed \(seed): \(name) against \(pattern)"
            )
        }
    }

    private static func fits(_ name: Substring, _ pattern: Substring) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            return name.indices.contains { fits(name[$0...], pattern.dropFirst()) }
                || fits("", pattern.dropFirst())
        }
        return name.first == first && fits(name.dropFirst(), pattern.dropFirst())
    }

    @Test("a route leaves out what is less severe")
    func severity() {
        let route = Route(patterns: ["risk.*"], channels: ["mail"], minimumSeverity: 5)
        #expect(route.takes(Given.notice(1, severity: 5)))
        #expect(!route.takes(Given.notice(1, severity: 4)))
        #expect(!route.takes(Given.notice(1, severity: 7, name: "order.filled")))
    }

    @Test("the data of a notice is JSON whatever its texts are")
    func data() {
        let notice = Notice(
            number: 1,
            name: "risk.denied",
            severity: 5,
            timeNs: 0,
            wallNs: 0,
            sequence: 7,
            instance: "ema",
            title: "no",
            fields: [("rule", "R0\"2\\"), ("value", "1\n2")]
        )
        #expect(
            notice.data == #"{"name":"risk.denied","sequence":7,"instance":"ema","#
                + #""fields":{"rule":"R0\"2\\","value":"1\u000a2"}}"#
        )
    }
}
