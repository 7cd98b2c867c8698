import Domain
import Risk
import Settings

extension PluginResolution {
    /// What is in force for keys that are not given, besides what the configuration knows itself:
    /// the thresholds of the accounts' profiles, and what the plugins' schemas say.
    var defaults: [DefaultSetting] {
        profileDefaults(isBacktest: configuration.mode.value == .backtest) + pluginDefaults
    }

    /// What a backtest runs with of accounts, limits and samples, for its page.
    var settingsOfBacktest: [(name: String, text: String)] {
        configuration.settings(adding: profileDefaults(isBacktest: true))
            .filter { setting in
                // A profile that is not given depends on the run; the page has it at its head.
                let isOpen = setting.position == nil && setting.key.hasSuffix(".profile")
                return !isOpen
                    && ["accounts.", "risk.", "report.equity", "report.periods_per_year"]
                        .contains { setting.key.hasPrefix($0) }
            }
            .map { ($0.key, $0.position == nil ? "\($0.text) (default)" : $0.text) }
    }

    private func profileDefaults(isBacktest: Bool) -> [DefaultSetting] {
        let trading = Set(configuration.instances.compactMap { $0.account?.value })
        return configuration.accounts.filter { trading.contains($0.name.value) }
            .flatMap { account in
                let isLive = account.profile(isBacktest: isBacktest) == .live
                let profile: RiskProfile = isLive ? .live : .research
                var values = [("max_open_orders", "\(profile.maximumOpenOrders)")]
                if let age = profile.maximumPriceAge {
                    values.append(("max_price_age", PluginResolution.duration(age)))
                }
                // A percentage is a ratio with two decimals less.
                let collar = Decimal.shortText(Int128(profile.collar), exponent: -7)
                values.append(("collar", "\(collar)%"))
                return values.map {
                    DefaultSetting("risk.\(account.name.value)", $0.0, $0.1)
                }
            }
    }

    private var pluginDefaults: [DefaultSetting] {
        entries.flatMap { entry in
            (entry.schema?.properties ?? [])
                .compactMap { property in
                    property.schema.standard.map { standard in
                        DefaultSetting(
                            "plugins.\(entry.settings.name.value).config",
                            property.name,
                            standard.plainText
                        )
                    }
                }
        }
    }

    /// As `max_price_age` has it, in the largest unit that divides it.
    private static func duration(_ nanoseconds: Int64) -> String {
        let units: [(String, Int64)] = [
            ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("m", 60_000_000_000),
            ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000),
        ]
        let unit = units.first { nanoseconds.isMultiple(of: $0.1) } ?? ("ns", 1)
        return "\(nanoseconds / unit.1)\(unit.0)"
    }
}
