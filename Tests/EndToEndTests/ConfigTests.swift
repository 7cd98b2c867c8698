import Foundation
import HostilePlugins
import Support
import Testing

@Suite("tenon config")
struct ConfigTests {
    /// Runs `tenon config` in a folder with this plugins.yaml.
    private func config(
        _ settings: String,
        _ arguments: [String],
        in folder: TemporaryFolder? = nil,
        environment: [String: String] = [:]
    ) throws -> ProgramRun {
        let folder = try folder ?? TemporaryFolder()
        try folder.write(settings, to: "plugins.yaml")
        return try ProgramRun(
            Backtest.program,
            ["config"] + arguments,
            folder: folder.url,
            environment: environment
        )
    }

    /// Ten mistakes of ten sorts.
    private static let mistaken = """
        tenon: 1
        mode: papper
        accounts:
          main: { venue: simulated, model: next-bar-open, currency: USD, cash: 1e5 }
          main: { venue: simulated }
        plugins:
          bars:
            plugin: dev.tenon.csw
            config: { file: bars.csv }
          ema:
            plugin: dev.tenon.ema-cross-c
            acount: main
            account: main
            instruments: [AAA.TEST]
            config: { instrument: AAA.TEST, fast: 5, slow: twelve, quantiti: 10, quantity: 1 }
          own:
            path: ./libAbsent.so
        risk:
          main: { max_order_quantity: 1000000, max_order_notional: 100000 EUR, max_position: 10 }
        notify:
          - { on: [risc.*], to: [own] }

        """

    private static let report = """
        plugins.yaml:2:7: mode: expected a mode, found 'papper'
        mode: papper
              ^   did you mean paper?
        plugins.yaml:4:72: accounts.main.cash: expected a decimal number, 0 or more, found '1e5'
          main: { venue: simulated, model: next-bar-open, currency: USD, cash: 1e5 }
                                                                               ^   such as 100000, 0.25 or 100000 USD
        plugins.yaml:5:3: key 'main' is given twice
          main: { venue: simulated }
          ^   keep one of them
        plugins.yaml:8:13: no plugin here has the id 'dev.tenon.csw'
            plugin: dev.tenon.csw
                    ^   did you mean dev.tenon.csv?
            searched: FOLDER
        plugins.yaml:12:5: unknown key 'acount' in plugins.ema
            acount: main
            ^   did you mean account?
        plugins.yaml:15:52: plugins.ema.config.slow: expected a whole number in prices from 2 to 1000000, found 'twelve'
            config: { instrument: AAA.TEST, fast: 5, slow: twelve, quantiti: 10, quantity: 1 }
                                                           ^   Period of the slow average; no order before as many prices
        plugins.yaml:15:60: unknown key 'quantiti' in plugins.ema.config
            config: { instrument: AAA.TEST, fast: 5, slow: twelve, quantiti: 10, quantity: 1 }
                                                                   ^   did you mean quantity?
        plugins.yaml:17:11: ./libAbsent.so: no such file
            path: ./libAbsent.so
                  ^   correct the path, or build the plugin
        plugins.yaml:19:60: the limit is in EUR, account 'main' in USD
          main: { max_order_quantity: 1000000, max_order_notional: 100000 EUR, max_position: 10 }
                                                                   ^   give it in USD
        plugins.yaml:21:12: notify[0].on: expected an event or a pattern, found 'risc.*'
          - { on: [risc.*], to: [own] }
                   ^   did you mean risk.*?

        """

    @Test("a file with ten mistakes of ten sorts shows ten errors, exactly, whatever reads it")
    func tenMistakes() throws {
        let places = Repository.products.path
        let expected = Self.report.replacing("FOLDER", with: places)
        #expect(expected.matches(of: /(?m)^plugins\.yaml:/).count == 10)
        let check = try config(Self.mistaken, ["check"])
        #expect(check.exitCode == 3)
        // Libraries of other tests lie beside the program, and nobody vouches for them.
        let ours = check.errors.replacing(/(?m)^\s+not loaded: .*\n/, with: "")
        #expect(ours == expected)
        #expect(check.output.isEmpty)
        #expect(try config(Self.mistaken, ["explain"]).errors == check.errors)
        let backtest = try Backtest(Self.mistaken)
        #expect(backtest.run.exitCode == 3)
        #expect(backtest.run.errors == check.errors)
    }

    @Test("as JSON each problem has its place, message, remedy and origin")
    func json() throws {
        let check = try config(
            Self.mistaken,
            ["check", "--json", "--set", "speed=fast"],
            environment: ["TENON__LOG__LEVEL": "loud"]
        )
        #expect(check.exitCode == 3 && check.errors.isEmpty)
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(check.output.utf8)) as? [String: Any]
        )
        #expect(object["ok"] as? Bool == false)
        let problems = try #require(object["problems"] as? [[String: Any]])
        #expect(problems.count == 12)
        let first = try #require(problems.first)
        #expect(first["file"] as? String == "plugins.yaml")
        #expect(first["line"] as? Int == 2 && first["column"] as? Int == 7)
        #expect(first["message"] as? String == "mode: expected a mode, found 'papper'")
        #expect(first["hint"] as? String == "did you mean paper?")
        #expect(first["origin"] as? String == "plugins.yaml:2:7")
        let origins = problems.suffix(2).map { $0["origin"] as? String }
        #expect(origins == ["environment TENON__LOG__LEVEL", "--set speed"])
        #expect(problems.last?["file"] is NSNull && problems.last?["line"] is NSNull)
    }

    @Test("a file that is right is counted, and nothing of it runs")
    func good() throws {
        let folder = try TemporaryFolder()
        let good = Market.settings(Market.bars, Market.cross("ema"))
        let check = try config(good, ["check"], in: folder)
        #expect(check.exitCode == 0, "\(check.errors)")
        #expect(check.output == "plugins.yaml: ok, 2 plugins, 1 account\n")
        // There is no bars.csv and no report: only a run would have missed one and made the other.
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(files == ["plugins.yaml"])
        let json = try config(good, ["check", "plugins.yaml", "--json"])
        #expect(
            json.output == #"{"ok":true,"plugins":2,"accounts":1,"problems":[],"omitted":0}"# + "\n"
        )
        #expect(try config(good, ["check", "absent.yaml"]).exitCode == 3)
        #expect(try config(good, ["check", "--no-such"]).exitCode == 2)
        #expect(try config(good, ["explain", "rsik"]).exitCode == 1)
        #expect(try config("tenon: [\n", ["check"]).errors.hasPrefix("plugins.yaml:2:1: "))
    }

    @Test("one id in two files, and a broken file, are errors at their places")
    func plugins() throws {
        let one = try BuiltPlugin(name: "libone.so")
        let two = try BuiltPlugin(["-DGENERATION=2"], name: "libtwo.so")
        let folder = try TemporaryFolder()
        let broken = try folder.write("not a library\n", to: "libbroken.so")
        let settings =
            Market.settings(Market.bars) + """
                  one: { plugin: test.benign, pin: 'sha256:\(one.sha256)' }
                  two: { plugin: test.benign, pin: 'sha256:\(two.sha256)' }
                  broken: { \(try Library.source(at: broken.path)) }

                """
        let check = try config(
            settings,
            ["check"],
            in: folder,
            environment: [
                "TENON_PLUGIN_PATH": "\(one.folder.url.path):\(two.folder.url.path)"
            ]
        )
        #expect(check.exitCode == 3)
        let lines = check.errors.split(separator: "\n").map(String.init)
        let both = "\(one.path): has the id 'test.benign', and so has \(two.path)"
        #expect(lines.count == 9, "\(check.errors)")
        #expect(lines.first == "plugins.yaml:12:18: \(both)", "\(check.errors)")
        #expect(lines.contains("plugins.yaml:13:18: \(both)"), "\(check.errors)")
        #expect(lines.contains { $0.hasPrefix("plugins.yaml:14:19: \(broken.path): ") })
        withExtendedLifetime((one, two)) {}
    }

    @Test("a key that binds nothing for the kind of plugin is an error")
    func idle() throws {
        let channel = """
            console:
              plugin: dev.tenon.console
              account: main
              instruments: [AAA.TEST]
              permissions: { orders: { max_qty: 1 } }
              on_pause: keep
            """
        let settings =
            Market.settings(Market.bars, Market.cross("ema"), channel)
            + "notify: [{ on: ['*'], to: [ema] }]\n"
        let errors = try config(settings, ["check"]).errors
        for place in [
            "19:14: account binds nothing for 'console'", "20:19: instruments binds nothing",
            "21:39: permissions binds nothing", "22:15: on_pause binds nothing",
            "23:28: 'ema' is a strategy, which notifies nobody",
        ] {
            #expect(errors.contains("plugins.yaml:\(place)"), "\(errors)")
        }
        #expect(errors.matches(of: /(?m)^plugins\.yaml:/).count == 5, "\(errors)")
    }

    @Test("explain tells each value, its origin and what it replaced")
    func explain() throws {
        let good = Market.settings(Market.bars, Market.cross("ema"))
        let run = try config(
            good,
            ["explain", "risk.main", "--set", "risk.main.max_position=6"],
            environment: ["TENON__RISK__MAIN__MAX_POSITION": "5"]
        )
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(
            run.output == """
                risk.main.max_order_quantity  1000000        plugins.yaml:5:37
                risk.main.max_order_notional  100000000 USD  plugins.yaml:5:66
                risk.main.max_position        6              --set risk.main.max_position, before \
                5 (environment TENON__RISK__MAIN__MAX_POSITION), before 1000000 (plugins.yaml:5:95)
                risk.main.max_open_orders     200            default
                risk.main.collar              5%             default

                """
        )
        let all = try config(good, ["explain", "plugins.yaml"])
        #expect(all.output.contains(/(?m)^plugins\.ema\.config\.seed +first +default$/))
        #expect(all.output.contains(/(?m)^accounts\.main\.profile +research +default$/))
        let json = try config(good, ["explain", "plugins.ema.config.fast", "--json"])
        #expect(
            json.output.hasPrefix(
                #"{"ok":true,"settings":[{"key":"plugins.ema.config.fast","value":"5","#
                    + #""origin":"plugins.yaml:16:43","file":"plugins.yaml","line":16,"column":43"#
            ),
            "\(json.output)"
        )
    }

    @Test("an instance that is not enabled is checked and takes no part in a backtest")
    func disabled() throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(50, seed: 4), to: "bars.csv")
        let off = Market.cross("off", entry: "  enabled: false")
        let backtest = try Backtest(
            Market.settings(Market.bars, Market.cross("ema"), off),
            in: folder
        )
        #expect(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        #expect(!backtest.run.output.contains("off"))
        let wrong = Market.settings(Market.bars, off.replacing("fast", with: "fats"))
        #expect(try config(wrong, ["check"]).errors.contains("did you mean fast?"))
    }

    @Test("a paper file backtests, with the thresholds of a backtest")
    func paper() throws {
        let folder = try TemporaryFolder()
        try folder.write(Market.minutes(50, seed: 4), to: "bars.csv")
        let paper = Market.settings(Market.bars, Market.cross("ema"))
            .replacing("mode: backtest", with: "mode: paper")
        let backtest = try Backtest(paper, in: folder)
        #expect(backtest.run.exitCode == 0, "\(backtest.run.errors)")
        #expect(backtest.run.output.contains("profile research"))
    }
}
