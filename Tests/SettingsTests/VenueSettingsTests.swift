import Domain
import Settings
import Testing

@Suite("The venue of an account")
struct VenueSettingsTests {
    /// An account with these keys besides the required ones; they begin at 3:79.
    private func text(_ keys: String, model: String = "same-quote") -> String {
        """
        tenon: 1
        mode: backtest
        accounts: { a: { venue: simulated, currency: EUR, cash: 0, model: \(model), \(keys) } }
        plugins: { p: { plugin: dev.tenon.csv } }
        """
    }

    private func account(_ keys: String, model: String = "same-quote") throws -> AccountSettings {
        try #require(try configuration(text(keys, model: model)).accounts.first)
    }

    @Test("every key arrives with its value")
    func values() throws {
        let main = try configuration(validText).accounts[0]
        #expect(main.latency.value == 5_000_000)
        #expect(main.makerRate?.value == Decimal(mantissa: -1, exponent: -4))
        #expect(main.takerRate?.value == Decimal(mantissa: 5, exponent: -4))
        #expect(main.feePerUnit?.value == Decimal(mantissa: 5, exponent: -3))
        #expect(main.feeMinimum?.value == Decimal(mantissa: 35, exponent: -2))
        #expect(main.orderTypes?.map(\.value) == [.market, .limit, .iceberg])
        #expect(main.timesInForce?.map(\.value) == [.gtc, .day])
        #expect(main.participation == nil)
    }

    @Test("what is left out has its stated default")
    func defaults() throws {
        let account = try account("fee_rate: 0")
        #expect(account.latency.value == 0)
        #expect(account.participation == nil)
        #expect(account.orderTypes == nil && account.timesInForce == nil)
        #expect(account.makerRate == nil && account.takerRate == nil)
        #expect(account.feePerUnit == nil && account.feeMinimum == nil)
    }

    @Test("words are those of orders, each once, and iceberg besides")
    func words() {
        let types = AccountSettings.OrderKind.allCases
        #expect(types.compactMap(\.type?.rawValue) == Array(1...9))
        #expect(types.allSatisfy { $0.type.map(\.name) ?? "iceberg" == $0.rawValue })
        let times = AccountSettings.Time.allCases
        #expect(times.map(\.time.rawValue) == Array(1...7))
        #expect(times.allSatisfy { $0.time.name == $0.rawValue })
    }

    @Test(
        "a share is a percentage or a fraction, above 0 and up to the whole",
        arguments: [
            ("10%", 100_000_000), ("0.1", 100_000_000), ("100%", 1_000_000_000),
            ("1", 1_000_000_000), ("0.0000001%", 1), ("0.00000001%", nil), ("0%", nil),
            ("0", nil), ("101%", nil), ("1.1", nil), ("-10%", nil), ("a%", nil), ("nan", nil),
        ] as [(String, Int64?)]
    )
    func shares(_ share: String, _ expected: Int64?) {
        let keys = "participation: \(share)"
        let found = try? account(keys, model: "next-bar-open").participation?.value
            .mantissa(at: -9)
        #expect(found == expected)
        let why = report(text(keys, model: "next-bar-open"))
        #expect(why.isEmpty == (expected != nil), "\(why)")
    }

    @Test(
        "a latency is a duration, or 0",
        arguments: [
            ("0", 0), ("0ms", 0), ("250us", 250_000), ("1d", 86_400_000_000_000),
            ("86401s", nil), ("-1ms", nil), ("5", nil), ("", nil),
        ] as [(String, Int64?)]
    )
    func latencies(_ latency: String, _ expected: Int64?) {
        let keys = "latency: \(latency)"
        #expect((try? account(keys))?.latency.value == expected)
        #expect(report(text(keys)).isEmpty == (expected != nil))
    }

    @Test(
        "rates may be negative, the other fees not",
        arguments: [
            ("maker_rate: -0.0001", true), ("taker_rate: 0.001", true), ("taker_rate: 1", false),
            ("maker_rate: -1", false), ("maker_rate: inf", false), ("fee_rate: -0.1", false),
            ("fee_per_unit: -0.1", false), ("fee_minimum: -1", false), ("fee_minimum: 1", true),
            ("maker_rate: 0.1, fee_rate: 0.2", true), ("fee_minimum: 0.123456789", false),
            ("fee_minimum: 0.35, fee_decimals: 1", false), ("fee_per_unit: 0.0000000001", true),
        ]
    )
    func fees(_ keys: String, _ isRight: Bool) {
        #expect(report(text(keys)).isEmpty == isRight, "\(report(text(keys)))")
    }

    @Test("contradictions say where, what and the remedy")
    func contradictions() {
        for (keys, says) in [
            (
                "participation: 10%",
                "plugins.yaml:3:94: participation is a share of a bar's volume, and same-quote"
            ),
            (
                "order_types: [stop, limit]",
                "3:92: accounts.a.order_types: every venue takes market"
            ),
            ("order_types: []", "takes market and limit"),
            ("order_types: market", "expected a list, found 'market'"),
            (
                "order_types: [market, limit, market]",
                "3:108: accounts.a.order_types: 'market' is there twice"
            ),
            ("order_types: [market, limit, stoplimit]", "did you mean stop-limit?"),
            ("times_in_force: [day]", "3:95: accounts.a.times_in_force: every venue takes gtc"),
            ("times_in_force: [gtc, gtx]", "expected a time in force, found 'gtx'"),
        ] {
            let report = report(text(keys))
            #expect(report.contains(says), "\(report)")
            #expect(report.contains("^"), "\(report)")
        }
    }
}
