import Domain
import Settings
import Testing

@Suite("Host configuration")
struct HostConfigurationTests {
    @Test("every key arrives with its value and its place")
    func everything() throws {
        let settings = try configuration(validText)
        #expect(settings.mode.value == .backtest)
        let account = try #require(settings.accounts.first)
        #expect(account.name.value == "main")
        #expect(account.name.position.description == "plugins.yaml:4:3")
        #expect(account.model.value == .sameQuote)
        #expect(account.cash.value == Decimal(mantissa: 10_000_050, exponent: -2))
        #expect(account.cash.position.description == "plugins.yaml:4:69")
        #expect(account.profile?.value == .live)
        #expect(account.feeRate.value == Decimal(mantissa: 1, exponent: -3))
        #expect(account.feeDecimals?.value == 2)
        #expect(settings.instances.map(\.name.value) == ["eurusd", "ema", "own"])
        let limits = try #require(settings.risk.first)
        #expect(limits.scope.value == "main")
        #expect(limits.maximumOrderQuantity?.value == Decimal(100_000))
        #expect(
            limits.maximumOrderNotional?.value
                == MoneyAmount(amount: Decimal(200_000), currency: "USD")
        )
        #expect(limits.maximumOpenOrders?.value == 200)
        #expect(limits.maximumPriceAge?.value == 2_000_000_000)
        #expect(limits.collar?.value == Decimal(mantissa: 5, exponent: -2))
        #expect(limits.restricted.map(\.value) == ["NO", "Y"])
        #expect(settings.risk.last?.maximumPosition?.value == Decimal(50_000))
        #expect(settings.report.directory?.value == "out")
        #expect(settings.report.equity.value == .every(60_000_000_000))
    }

    @Test("an instance has its plugin, permissions and changes")
    func instances() throws {
        let settings = try configuration(validText)
        let ema = settings.instances[1]
        guard case .identifier(let identifier) = ema.source else {
            Issue.record("expected an id, found \(ema.source)")
            return
        }
        #expect(identifier.value == "dev.tenon.ema-cross")
        #expect(ema.instruments.map(\.value) == ["EURUSD.FXCM", "ON", "1:30"])
        #expect(ema.permissions.maximumQuantity?.value == Decimal(100_000))
        #expect(ema.permissions.maximumOpen?.value == 5)
        #expect(ema.permissions.operations?.map(\.value) == [.new, .cancel])
        #expect(ema.permissions.instruments?.map(\.value) == ["*.FXCM"])
        #expect(ema.changes.first?.moment.value == 1_399_552_800_000_000_000)
        #expect(ema.changes.first?.values?["quantity"]?.text == "20000")
        guard case .file(let path, identifier: nil) = settings.instances[2].source else {
            Issue.record("expected a file, found \(settings.instances[2].source)")
            return
        }
        #expect(path.value == "./libOwn.so")
        let pin = try #require(settings.instances[2].pin)
        #expect(pin.value.hasPrefix("e3b0c442") && pin.value.utf8.count == 64)
    }

    @Test("how a host runs, logs and notifies arrives with its places")
    func running() throws {
        let settings = try configuration(validText)
        #expect(settings.speed?.value == Decimal(60))
        #expect(settings.speed?.position.description == "plugins.yaml:27:8")
        #expect(settings.state.value == "kept")
        #expect(settings.reportDirectory(isBacktest: false) == "out")
        #expect(settings.lane.wait.value == .spin)
        #expect(settings.log.level.value == .notice)
        #expect(settings.log.format.value == .json)
        #expect(settings.log.level(of: .risk) == .debug)
        #expect(settings.log.level(of: .api) == .error)
        #expect(settings.log.level(of: .lane) == .notice)
        let eurusd = settings.instances[0]
        #expect(!eurusd.enabled.value && eurusd.onPause.value == .cancel)
        guard case .lifecycle(let action)? = eurusd.changes.first?.action else {
            Issue.record("expected a pause, found \(eurusd.changes)")
            return
        }
        #expect(action.value == .pause && action.position.line == 7)
        #expect(settings.notifications.count == 2)
        let route = try #require(settings.notifications.first)
        #expect(route.receivers.map(\.value) == ["own"])
        #expect(route.takes("risk.denied", .warning) && route.takes("order.rejected", .critical))
        #expect(!route.takes("risk.denied", .notice) && !route.takes("order.filled", .error))
        #expect(NotificationEvent.names.allSatisfy { settings.notifications[1].takes($0, .trace) })
    }

    @Test(
        "a star in a pattern stands for any characters",
        arguments: [
            ("*", "risk.denied", true), ("risk.*", "risk.denied", true),
            ("*.denied", "risk.denied", true), ("r*k.*d", "risk.denied", true),
            ("risk.denied", "risk.denied", true), ("risk.denied*", "risk.denied", true),
            ("risk.*", "order.denied", false), ("*.den", "risk.denied", false),
            ("risk", "risk.denied", false), ("", "risk.denied", false), ("", "", true),
            ("*i*k*i*", "risk.denied", true), ("*ii*", "risk.denied", false),
        ]
    )
    func patterns(_ pattern: String, _ name: String, _ isMatch: Bool) {
        #expect(NotificationEvent.matches(pattern, name) == isMatch)
    }

    @Test("severities are ordered and numbered as the plugin interface numbers them")
    func severities() {
        #expect(Severity.allCases == Severity.allCases.sorted())
        #expect(Severity.trace.rank == 1 && Severity.warning.rank == 5)
        #expect(Severity.critical.rank == 7)
    }

    @Test("a paper run may be fast or slow, within reason")
    func speeds() throws {
        for (text, isSpeed) in [
            ("0.01", true), ("1000000", true), ("0.009", false), ("1000000.1", false),
            ("0", false), ("-1", false), ("x60", false),
        ] {
            let changed = validText.replacing("speed: 60", with: "speed: \(text)")
            #expect(report(changed).isEmpty == isSpeed, "\(text): \(report(changed))")
        }
        let paper = validText.replacing("mode: backtest", with: "mode: paper")
        #expect(try configuration(paper).mode.value == .paper)
        #expect(
            try configuration(validText.replacing("cash: 100000.50", with: "cash: 5 USD"))
                .accounts[0].cash.value == Decimal(5)
        )
    }

    @Test("what is left out has its stated default")
    func defaults() throws {
        let settings = try configuration(
            """
            tenon: 1
            mode: backtest
            accounts: { a: { venue: simulated, model: next-bar-open, currency: EUR, cash: 0 } }
            plugins: { p: { plugin: dev.tenon.csv } }
            """
        )
        #expect(settings.accounts[0].profile == nil)
        #expect(settings.accounts[0].feeRate.value == Decimal(0))
        #expect(settings.accounts[0].feeDecimals == nil)
        #expect(settings.instances[0].isolation.value == .inProcess)
        #expect(settings.instances[0].config == nil)
        #expect(settings.risk.isEmpty)
        #expect(settings.accounts[0].profile(isBacktest: true) == .research)
        #expect(settings.accounts[0].profile(isBacktest: false) == .live)
        #expect(settings.report.directory == nil)
        #expect(settings.reportDirectory(isBacktest: true) == ".tenon/backtest")
        #expect(settings.reportDirectory(isBacktest: false) == ".tenon/paper")
        #expect(settings.clock.value == .data)
        #expect(settings.speed == nil)
        #expect(settings.state.value == ".tenon")
        #expect(settings.lane.wait.value == .park)
        #expect(settings.log.level.value == .info)
        #expect(settings.log.format.value == .text)
        #expect(settings.log.level(of: .risk) == .info)
        #expect(settings.notifications.isEmpty)
        #expect(settings.instances[0].enabled.value)
        #expect(settings.instances[0].onPause.value == .keep)
        #expect(settings.report.equity.value == .bar)
    }

    @Test(
        "equity is sampled at each bar where every account fills on bars, else once a minute",
        arguments: [
            ("same-bar-close", "next-bar-open", .bar), ("next-bar-open", "same-quote", minute),
            ("book", "next-trade", minute),
        ] as [(String, String, HostConfiguration.EquitySampling)]
    )
    func sampling(
        first: String,
        second: String,
        expected: HostConfiguration.EquitySampling
    ) throws {
        let settings = try configuration(
            """
            tenon: 1
            mode: backtest
            accounts:
              a: { venue: simulated, model: \(first), currency: EUR, cash: 0 }
              b: { venue: simulated, model: \(second), currency: EUR, cash: 0 }
            plugins: { p: { plugin: dev.tenon.csv } }
            """
        )
        #expect(settings.report.equity.value == expected)
    }

    private static let minute = HostConfiguration.EquitySampling.every(60_000_000_000)

    @Test(
        "a moment is exact to the nanosecond",
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("2014-05-08T12:40:00Z", 1_399_552_800_000_000_000),
            ("2024-02-29T23:59:59.000000001Z", 1_709_251_199_000_000_001),
            ("1969-12-31T23:59:59.5Z", -500_000_000),
            ("2262-04-11T23:47:16.854775807Z", Int64.max),
        ]
    )
    func moments(_ text: String, _ expected: Int64) throws {
        let changed = validText.replacing("2014-05-08T12:40:00Z", with: text)
        #expect(try configuration(changed).instances[1].changes[0].moment.value == expected)
    }

    @Test(
        "what is no moment is refused",
        arguments: [
            "2023-02-29T00:00:00Z", "2014-13-08T12:40:00Z", "2014-05-08T24:00:00Z",
            "2014-05-08T12:40:00", "2014-05-08 12:40:00Z", "2014-05-08T12:40:00.Z",
            "2014-05-08T12:40:00.0000000001Z", "2262-04-11T23:47:16.854775808Z",
            "2014-05-08T12:40:00+02:00", "0000-00-00T00:00:00Z",
        ]
    )
    func notMoments(_ text: String) {
        let changed = validText.replacing("2014-05-08T12:40:00Z", with: text)
        #expect(report(changed).contains("plugins.yaml:16:13: plugins.ema.changes[0].at: expected"))
    }

    @Test(
        "a duration is whole and above 0",
        arguments: [
            ("250ms", 250_000_000), ("1ns", 1), ("4h", 14_400_000_000_000),
            ("1d", 86_400_000_000_000), ("2", nil), ("0s", nil), ("-1s", nil), ("1.5s", nil),
            ("1 s", nil), ("300000d", nil), ("2S", nil),
        ] as [(String, Int64?)]
    )
    func durations(_ text: String, _ expected: Int64?) {
        let changed = validText.replacing("max_price_age: 2s", with: "max_price_age: \(text)")
        #expect((try? configuration(changed))?.risk[0].maximumPriceAge?.value == expected)
        #expect(report(changed).isEmpty == (expected != nil))
    }
}
