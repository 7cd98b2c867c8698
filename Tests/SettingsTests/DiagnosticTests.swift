import Domain
import Settings
import Testing

@Suite("Diagnostics")
struct DiagnosticTests {
    @Test("ten mistakes in one file are ten diagnostics in the order of the file")
    func tenMistakes() {
        let text = """
            tenon: 2
            mode: live
            acounts: {}
            accounts:
              main: { venue: simulated, model: same-qoute, currency: usd, cash: 1e5 }
            plugins:
              ema:
                plugin: dev.tenon.ema-cross
                isolation: sandbox
                acount: main
                account: mian
            risk:
              main: { max_position: -1, collar: 5 }
            """
        let expected = """
            plugins.yaml:1:8: tenon: expected the version 1, found '2'
            tenon: 2
                   ^   such as 1
            plugins.yaml:2:7: mode: live is not available in this build
            mode: live
                  ^   use backtest or paper
            plugins.yaml:3:1: unknown key 'acounts'
            acounts: {}
            ^   did you mean accounts?
            plugins.yaml:5:36: accounts.main.model: expected a venue model, found 'same-qoute'
              main: { venue: simulated, model: same-qoute, currency: usd, cash: 1e5 }
                                               ^   did you mean same-quote?
            plugins.yaml:5:58: accounts.main.currency: expected a currency code, found 'usd'
              main: { venue: simulated, model: same-qoute, currency: usd, cash: 1e5 }
                                                                     ^   such as USD
            plugins.yaml:5:69: accounts.main.cash: expected a decimal number, 0 or more, found '1e5'
              main: { venue: simulated, model: same-qoute, currency: usd, cash: 1e5 }
                                                                                ^   such as 100000, 0.25 or 100000 USD
            plugins.yaml:9:16: isolation: sandbox is not available in this build
                isolation: sandbox
                           ^   use inprocess; a plugin that is not shipped needs pin: as well
            plugins.yaml:10:5: unknown key 'acount' in plugins.ema
                acount: main
                ^   did you mean account?
            plugins.yaml:11:14: unknown account 'mian'
                account: mian
                         ^   did you mean main?
            plugins.yaml:13:25: risk.main.max_position: expected a decimal number, 0 or more, found '-1'
              main: { max_position: -1, collar: 5 }
                                    ^   such as 100000 or 0.25
            plugins.yaml:13:37: risk.main.collar: expected a percentage of 0% to 100%, found '5'
              main: { max_position: -1, collar: 5 }
                                                ^   such as 5% or 0.5%
            """
        #expect(report(text) == expected)
    }

    @Test("a permission that is not enforced is refused where it stands")
    func permissions() {
        let text = validText.replacing("max_open: 5", with: "max_rate: 20/s")
        #expect(
            report(text)
                .hasPrefix(
                    "plugins.yaml:13:47: 'max_rate' in plugins.ema.permissions.orders is not available"
                )
        )
    }

    @Test(
        "what belongs together is checked together",
        arguments: [
            ("ema: { max_position", "emma: { max_position", "24:3: risk: 'emma' is neither"),
            ("  own:\n", "  main:\n", "18:3: 'main' is an account already"),
            ("200000 USD", "200000 EUR", "22:59: the limit is in EUR, account 'main' in USD"),
            ("    path: ./libOwn.so\n", "", "18:3: plugins.own: names no plugin"),
            ("  own:\n", "  @house:\n", "18:3: found character that cannot start any token"),
            ("  own:\n", "  '@house':\n", "18:3: '@house' is no name for plugins"),
            ("mode: backtest\n", "", "1:1: the key 'mode' is missing"),
            ("currency: USD, ", "", "4:3: accounts.main: the key 'currency' is missing"),
            ("set: { quantity: 20000 }", "set: {}", "17:14: plugins.ema.changes[0].set: changes"),
            ("[EURUSD.FXCM, \"ON\", 1:30]", "EURUSD.FXCM", "12:18: plugins.ema.instruments: exp"),
            ("cash: 100000.50", "cash: ''", "4:69: accounts.main.cash: expected a decimal number"),
            ("[NO, Y]", "[NO, [Y]]", "23:81: risk.main.restricted: expected a symbol, found a"),
            ("NEW, CANCEL", "NEW, CANSEL", "13:71: plugins.ema.permissions.orders.ops: expect"),
            ("max_open: 5", "max_open: 5.0", "13:57: plugins.ema.permissions.orders.max_open: "),
            ("pin: sha256:E", "pin: sha256:", "20:10: plugins.own.pin: expected sha256: and 64"),
            ("clock: data", "clock: wall", "26:8: clock: wall is not available in this build"),
            ("speed: 60", "speed: fast", "27:8: speed: expected a factor from 0.01 to 1000000"),
            ("wait: spin", "wait: spinn", "29:15: lane.wait: expected a way to wait, found"),
            ("level: notice", "level: notify", "30:15: log.level: expected a level, found"),
            ("api: error }", "apy: error }", "30:61: unknown key 'apy' in log.modules"),
            ("risk.*,", "risks.*,", "32:12: notify[0].on: expected an event or a pattern, found"),
            ("to: [own]", "to: [owm]", "32:42: notify[0].to: expected an instance, found 'owm'"),
            ("on: [\"*\"]", "on: []", "33:11: notify[1].on: is empty"),
            ("on: [\"*\"], ", "", "33:5: notify[1]: the key 'on' is missing"),
            ("severity: warning", "severity: bad", "32:58: notify[0].severity: expected a se"),
            ("do: pause", "do: park", "7:172: plugins.eurusd.changes[0].do: expected an action"),
            (", do: pause", "", "7:140: plugins.eurusd.changes[0]: does nothing"),
            ("do: pause", "do: pause, set: { a: 1 }", "7:168: plugins.eurusd.changes[0]: set an"),
            ("enabled: false", "enabled: no", "7:105: plugins.eurusd.enabled: expected true or"),
            ("on_pause: cancel", "on_pause: flat", "7:122: plugins.eurusd.on_pause: expected keep"),
            ("cash: 100000.50", "cash: 100000 EUR", "4:69: accounts.main.cash: is in EUR, the"),
            ("max_open_orders: 200", "daily_loss: 2%", "23:11: 'daily_loss' in risk.main is not"),
            ("max_open_orders: 200", "max_order_rate: 9", "23:11: 'max_order_rate' in risk.mai"),
            ("equity: 1m", "equity: 1 m", "25:35: report.equity: expected bar or a duration"),
        ]
    )
    func places(_ old: String, _ new: String, _ expected: String) throws {
        let changed = validText.replacing(old, with: new)
        try #require(changed != validText)
        #expect(report(changed).hasPrefix("plugins.yaml:\(expected)"), "\(report(changed))")
    }

    @Test("the nearest word is the one with the fewest slips, and long lists are cut")
    func nearest() {
        let words = ["cash", "model", "mode", "moder", "currency"]
        #expect(NearestWord.nearest(to: "mod", among: words) == "mode")
        #expect(NearestWord.nearest(to: "modle", among: words) == "model")
        #expect(NearestWord.nearest(to: "MODE", among: words) == "mode")
        #expect(NearestWord.nearest(to: "curency", among: words) == "currency")
        #expect(NearestWord.nearest(to: "xyz", among: words) == nil)
        #expect(NearestWord.nearest(to: "", among: words) == nil)
        let many = (0..<5_000).map { "name-\($0)" }
        let hint = NearestWord.hint(for: "else", among: many)
        #expect(hint.hasPrefix("use one of name-0, name-1, "))
        #expect(hint.hasSuffix(", name-29 and 4970 more"))
    }

    @Test("a long line is shown in part, and what a terminal would obey is not")
    func longLines() {
        let text = "tenon: 1\n\(String(repeating: "x", count: 500)): \u{202E}y\n"
        let lines = report(text).split(separator: "\n")
        #expect(lines.allSatisfy { $0.unicodeScalars.count <= 200 })
        #expect(!report(text).contains("\u{202E}"))
        #expect(!report("tenon: \u{1B}[31m1\n").contains("\u{1B}"))
    }

    @Test("an override is checked like the file, and named in what is wrong with it")
    func overrides() throws {
        let changed = try configuration(
            validText,
            overrides: [
                "risk.main.max_position=5", "risk.main.max_position=7", "plugins.own.config.a=b: c",
                "risk.main.restricted=[A, \"B C\"]".replacing(" C", with: "C"),
            ]
        )
        #expect(changed.risk[0].maximumPosition?.value.description == "7")
        #expect(
            changed.risk[0].maximumPosition?.position.description
                == "--set risk.main.max_position"
        )
        #expect(changed.risk[0].restricted.map(\.value) == ["A", "BC"])
        #expect(changed.instances[2].config?["a"]?.text == "b: c")
        let expected = """
            --set risk.main.max_position: risk.main.max_position: expected a decimal number, 0 or more, \
            found 'many'
            risk.main.max_position=many
                                   ^   such as 100000 or 0.25
            --set report.colour: unknown key 'colour' in report
            report.colour=red
            ^   use one of directory, equity, periods_per_year
            --set risk.main.restricted: risk.main.restricted: expected a symbol, found 'a b'
            risk.main.restricted=[A, "a b"]
                                     ^   such as EURUSD.FXCM
            --set mode.fast: mode is 'backtest', which has no key 'fast'
            mode.fast=1
            ^   replace mode as a whole
            --set nonsense: not of the form key.key=value
            nonsense
            ^   such as mode=backtest
            """
        let found = report(
            validText,
            overrides: [
                "risk.main.max_position=many", "report.colour=red",
                "risk.main.restricted=[A, \"a b\"]", "mode.fast=1", "nonsense",
            ]
        )
        #expect(found == expected)
    }
}
