import API
import Testing

@Suite("Log filter")
struct FilterTests {
    private static let line = LogLine(
        number: 1,
        wallNs: 0,
        level: "warning",
        module: "risk",
        message: "order denied",
        fields: ["rule": "max_position", "order": "7"]
    )

    @Test(
        "lets a line through when all words fit",
        arguments: [
            ([], true), (["risk"], true), (["RISK"], true), (["orders"], false),
            (["rule=max_position"], true), (["rule=max"], false), (["rule="], false),
            (["denied"], true), (["Denied"], true), (["risk", "denied", "order=7"], true),
            (["risk", "filled"], false),
        ]
    )
    func words(words: [String], fits: Bool) {
        #expect(LogFilter(words: words).fits(Self.line) == fits)
    }

    @Test(
        "lets through from the level up",
        arguments: [("trace", true), ("warning", true), ("error", false), ("critical", false)]
    )
    func level(level: String, fits: Bool) {
        #expect(LogFilter(level: level).fits(Self.line) == fits)
    }

    @Test("refuses a level that is none, with the nearest")
    func unknownLevel() throws {
        try LogFilter(level: "notice").checked()
        let error = #expect(throws: ServiceError.self) { try LogFilter(level: "warnin").checked() }
        #expect(error?.remedy == "did you mean warning?")
    }
}
