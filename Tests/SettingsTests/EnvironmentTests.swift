import Domain
import Settings
import Testing

@Suite("The environment")
struct EnvironmentTests {
    /// What is wrong, as an operator reads it; empty when nothing is.
    private func problem(_ environment: [String: String], _ text: String = validText) -> String {
        do {
            _ = try read(environment, text)
            return ""
        } catch {
            return error.description
        }
    }

    private func read(
        _ environment: [String: String],
        _ text: String = validText,
        overrides: [String] = []
    ) throws(SettingsError) -> HostConfiguration {
        try HostConfiguration(
            bytes: Array(text.utf8),
            name: "plugins.yaml",
            environment: environment,
            overrides: overrides
        )
    }

    @Test("a variable goes before the file, and --set before the variable")
    func order() throws {
        let environment = [
            "TENON__RISK__MAIN__MAX_POSITION": "5000", "TENON__LOG__MODULES__RISK": "error",
            "TENON__risk__Main__collar": "4%", "HOME": "/", "TENON_PLUGIN_PATH": "/x",
            "tenon__mode": "paper",
        ]
        let settings = try read(environment)
        #expect(settings.risk[0].maximumPosition?.value.description == "5000")
        #expect(
            settings.risk[0].maximumPosition?.position.description
                == "environment TENON__RISK__MAIN__MAX_POSITION"
        )
        #expect(settings.log.level(of: .risk) == .error)
        #expect(settings.risk[0].collar?.value.description == "0.04")
        #expect(settings.mode.value == .backtest)
        let set = try read(environment, overrides: ["risk.main.max_position=7"])
        #expect(set.risk[0].maximumPosition?.value.description == "7")
    }

    @Test("a - of a name is written _, and names may have underscores of their own")
    func names() throws {
        let text = validText.replacing("own", with: "my-own__one")
        let settings = try read(["TENON__PLUGINS__MY_OWN__ONE__ENABLED": "false"], text)
        #expect(settings.instances[2].enabled.value == false)
    }

    @Test("what the file does not give may be meant: keys, and names under risk")
    func absent() throws {
        let settings = try read([
            "TENON__RISK__OWN__MAX_POSITION": "3", "TENON__REPORT__DIRECTORY": "elsewhere",
            "TENON__PLUGINS__OWN__CONFIG__FAST__DEEP": "1",
        ])
        #expect(settings.risk.last?.scope.value == "own")
        #expect(settings.report.directory?.value == "elsewhere")
        #expect(settings.instances[2].config?["fast"]?["deep"]?.text == "1")
    }

    @Test("lists and mappings are YAML, as with --set")
    func values() throws {
        let settings = try read(["TENON__RISK__MAIN__RESTRICTED": "[A, 'B']"])
        #expect(settings.risk[0].restricted.map(\.value) == ["A", "B"])
        #expect(
            problem(["TENON__RISK__MAIN__RESTRICTED": "[A, 'B b']"]) == """
                environment TENON__RISK__MAIN__RESTRICTED: risk.main.restricted: expected a \
                symbol, found 'B b'
                TENON__RISK__MAIN__RESTRICTED=[A, 'B b']
                                                  ^   such as EURUSD.FXCM
                """
        )
    }

    @Test(
        "what fits no key is an error at the word that does not, with the nearest",
        arguments: [
            ("RISK__MAIN__MAX_POSITOIN", 20, "'MAX_POSITOIN' in risk.main", "MAX_POSITION?"),
            ("RSIK__MAIN", 8, "'RSIK'", "RISK?"), ("RISK__MIAN__COLLAR", 14, "'MIAN' in", "MAIN?"),
            ("PLUGINS__EMMA__ENABLED", 17, "'EMMA' in plugins", "did you mean EMA?"),
            ("LOG__MODULES__RISC", 22, "'RISC' in log.modules", "did you mean RISK?"),
            ("REPORT__EQUITY__X", 24, "'X' in report.equity", ""),
            ("NOTIFY__0__ON", 16, "'0' in notify", ""), ("", 8, "''", "use one of TENON, MODE"),
            ("API__LISTEN", 8, "'API'", "use one of TENON"),
        ]
    )
    func unknown(_ name: String, _ column: Int, _ place: String, _ remedy: String) {
        let found = problem(["TENON__\(name)": "1"])
        let lines = found.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 3, "\(found)")
        #expect(found.hasPrefix("environment TENON__\(name): unknown key \(place)"), "\(found)")
        #expect(found.contains(remedy), "\(found)")
        #expect(lines.last?.prefix { $0 == " " }.count == column - 1, "\(found)")
    }

    @Test("what two keys could be is refused, and so are two variables for one key")
    func ambiguous() {
        let twins = validText.replacing("own", with: "EMA")
        #expect(
            problem(["TENON__PLUGINS__EMA__ENABLED": "false"], twins)
                .hasPrefix(
                    "environment TENON__PLUGINS__EMA__ENABLED: TENON__PLUGINS__EMA__ENABLED can "
                        + "mean plugins.ema.enabled or plugins.EMA.enabled\n"
                )
        )
        #expect(
            problem(["TENON__SPEED": "2", "TENON__speed": "3"])
                .hasPrefix("environment TENON__speed: speed is set by TENON__SPEED as well")
        )
    }

    @Test("values are checked like those of the file, behind what is wrong there")
    func checked() {
        let text = validText.replacing("clock: data", with: "clock: sun")
        let found = problem(["TENON__LOG__LEVEL": "loud", "TENON__MODE__FAST": "1"], text)
        let heads = found.split(separator: "\n")
            .filter { $0.contains(": ") && $0.contains("expect") }
        #expect(heads.count == 2, "\(found)")
        #expect(found.hasPrefix("plugins.yaml:26:8: clock: expected a clock"))
        #expect(found.contains("\nenvironment TENON__LOG__LEVEL: log.level: expected a level"))
        #expect(found.contains("\nenvironment TENON__MODE__FAST: unknown key 'FAST' in mode"))
    }
}
