import Settings
import Testing

@Suite("What is in force, and why")
struct ProvenanceTests {
    private func settings(
        _ text: String = validText,
        environment: [String: String] = [:],
        overrides: [String] = []
    ) throws -> [SettingInForce] {
        try HostConfiguration(
            bytes: Array(text.utf8),
            name: "plugins.yaml",
            environment: environment,
            overrides: overrides
        )
        .settings()
    }

    @Test("what the file gives has its place, in the order of the file")
    func file() throws {
        let all = try settings()
        #expect(all.first?.key == "tenon" && all.first?.text == "1")
        let given = all.filter { $0.position != nil }
        let places = given.compactMap { $0.position.map { ($0.line, $0.column) } }
        #expect(zip(places, places.dropFirst()).allSatisfy(<))
        let instruments = try #require(all.first { $0.key == "plugins.ema.instruments" })
        #expect(instruments.text == "[EURUSD.FXCM, ON, 1:30]")
        #expect(instruments.position?.description == "plugins.yaml:12:18")
        #expect(all.contains { $0.key == "plugins.ema.changes[0].set.quantity" })
        #expect(all.contains { $0.key == "notify[1].to" && $0.text == "[own, eurusd]" })
        #expect(Set(all.map(\.key)).count == all.count)
    }

    @Test("what is left out has its default, and a default for nothing that is given")
    func defaults() throws {
        let text = """
            tenon: 1
            mode: paper
            accounts: { a: { venue: simulated, model: next-bar-open, currency: EUR, cash: 0 } }
            plugins: { p: { plugin: dev.tenon.csv } }
            log: { level: debug }
            """
        let defaults = try settings(text).filter { $0.position == nil }
            .map { "\($0.key)=\($0.text)" }
        #expect(
            defaults == [
                "accounts.a.latency=0", "accounts.a.fee_rate=0", "accounts.a.profile=live",
                "accounts.a.decimals=8",
                "plugins.p.isolation=inprocess", "plugins.p.enabled=true",
                "plugins.p.on_pause=keep", "log.format=text", "clock=data",
                "state=.tenon", "lane.wait=park", "lane.meter=on", "report.equity=bar",
                "report.directory=.tenon/paper",
            ]
        )
        let backtest = try settings(text.replacing("paper", with: "backtest"))
        #expect(backtest.contains { $0.key == "accounts.a.profile" && $0.text == "research" })
        #expect(backtest.contains { $0.key == "report.directory" && $0.text == ".tenon/backtest" })
    }

    @Test("every default is what the configuration has")
    func defaultsAreTrue() throws {
        let bare = """
            tenon: 1
            mode: backtest
            accounts: { a: { venue: simulated, model: next-bar-open, currency: EUR, cash: 0 } }
            plugins: { p: { plugin: dev.tenon.csv } }
            """
        let given = try settings(bare).filter { $0.position == nil }
        // Writing every default out changes no default and no value.
        let overrides = given.map { "\($0.key)=\($0.text)" }
        let spelled = try settings(bare, overrides: overrides)
        #expect(spelled.allSatisfy { $0.position != nil })
        #expect(
            Set(spelled.map { "\($0.key)=\($0.text)" })
                == Set(try settings(bare).map { "\($0.key)=\($0.text)" })
        )
    }

    @Test("what was replaced is told, the latest first")
    func replaced() throws {
        let all = try settings(
            environment: ["TENON__RISK__MAIN__MAX_POSITION": "5", "TENON__REPORT": "{equity: 2m}"],
            overrides: ["risk.main.max_position=6", "risk.main.max_position=7", "speed=61"]
        )
        let position = try #require(all.first { $0.key == "risk.main.max_position" })
        #expect(position.text == "7")
        #expect(position.position?.description == "--set risk.main.max_position")
        #expect(position.replaced.map(\.text) == ["6", "5", "100000"])
        #expect(
            position.replaced.map(\.position.description) == [
                "--set risk.main.max_position", "environment TENON__RISK__MAIN__MAX_POSITION",
                "plugins.yaml:22:85",
            ]
        )
        let equity = try #require(all.first { $0.key == "report.equity" })
        #expect(equity.text == "2m" && equity.replaced.map(\.text) == ["1m"])
        // The mapping of the file went as a whole.
        #expect(all.first { $0.key == "report.directory" }?.position == nil)
        #expect(all.filter { !$0.replaced.isEmpty }.count == 3)
    }

    @Test("plugins' defaults join their sections, and give way to what is given")
    func plugins() throws {
        let more = [
            DefaultSetting("plugins.ema.config", "seed", "first"),
            DefaultSetting("plugins.ema.config", "fast", "1"),
            DefaultSetting("plugins.own.config", "a.b", "x"),
        ]
        let all = try configuration(validText).settings(adding: more)
        #expect(all.first { $0.key == "plugins.ema.config.fast" }?.text == "100")
        let place = try #require(all.firstIndex { $0.key == "plugins.ema.config.seed" })
        #expect(all[place - 1].key == "plugins.ema.config.quantity")
        #expect(all.contains { $0.key == "plugins.own.config.a.b" && $0.text == "x" })
    }
}
