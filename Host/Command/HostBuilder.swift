import Boundary
import CTenon
import Domain
import Engine
import Foundation
import Instances
import MarketData
import Orders
import Risk
import Settings
import Simulation

/// A host put together from a configuration: every instance made, none started.
struct BuiltHost: ~Copyable {
    var lane: Lane
    let services: HostServices
    let configuration: HostConfiguration
    /// In lane order.
    let instances: [SupervisedInstance]
    /// The settings of each, in lane order.
    let settings: [InstanceSettings]
    /// JSON for each plugin, in lane order.
    let configs: [String]
    /// The same with secrets in place, for `configure` and nothing else.
    let privateConfigs: [String]
    /// Instances that could not be made, and why.
    let failures: [PluginError]
    /// The plugins, whose private copies it keeps until the run ends.
    let resolution: PluginResolution
}

/// Why there is no host.
enum BuildError: Error {
    /// The configuration, with every diagnostic.
    case settings(String)
}

/// Builds a host from `plugins.yaml`; the only place that knows every module.
struct HostBuilder {
    let resolution: PluginResolution
    /// Keeps order and position events for the reports.
    let keepsEvents: Bool
    /// Keeps the marks at each sample for the page.
    var samplesMarks = false
    /// Whether connectors get threads of their own and the strict profile is the default.
    var isPaper = false
    /// Times the way from quote to order.
    var meter: LaneMeter?
    /// Takes plugins' log lines.
    let log: (String, Int32, String) -> Void

    private final class Roster {
        var names: [String] = []
        var symbols: [Set<String>] = []
        var patterns: [[String]?] = []

        func permits(_ instance: InstanceID, _ symbol: String) -> Bool {
            guard instance.index < symbols.count, symbols[instance.index].contains(symbol) else {
                return false
            }
            guard let patterns = patterns[instance.index] else { return true }
            return patterns.contains { SymbolPattern($0).matches(symbol) }
        }
    }

    private var configuration: HostConfiguration { resolution.configuration }

    func build() -> BuiltHost {
        let isPaper = isPaper
        let roster = Roster()
        let log = log
        let services = HostServices(
            currencyExponents: ledgerExponents,
            permits: { roster.permits($0, $1) },
            log: { id, severity, text in
                let name = id.index < roster.names.count ? roster.names[id.index] : "?"
                log(name, severity, text)
            }
        )
        let accounts = accounts(services)
        var instances: [SupervisedInstance] = []
        var settings: [InstanceSettings] = []
        var configs: [String] = []
        var privateConfigs: [String] = []
        var failures = resolution.failures
        for resolved in resolution.entries where makes(resolved) {
            let entry = resolved.settings
            do throws(PluginError) {
                let privateConfig = try resolved.privateConfig()
                let account = accountID(of: entry)
                roster.names.append(entry.name.value)
                roster.symbols.append(Set(entry.instruments.map(\.value)))
                roster.patterns.append(entry.permissions.instruments?.map(\.value))
                let made = try SupervisedInstance(
                    module: resolved.module,
                    pluginID: resolved.descriptor.id,
                    id: InstanceID(UInt32(instances.count)),
                    name: entry.name.value,
                    account: account,
                    services: services
                )
                instances.append(made)
                settings.append(entry)
                configs.append(resolved.config.text)
                privateConfigs.append(privateConfig)
            } catch {
                while roster.names.count > instances.count {
                    roster.names.removeLast()
                    roster.symbols.removeLast()
                    roster.patterns.removeLast()
                }
                failures.append(HostBuilder.placed(error, entry))
            }
        }
        let files = instances.map(\.plugin.module.stagedFile)
        let setup = LaneSetup(
            instances: zip(instances, settings)
                .map { instance, entry in
                    LaneSetup.Instance(
                        port: instance.port,
                        isStrategy: instance.plugin.kind == .strategy,
                        file: files.firstIndex(of: instance.plugin.module.stagedFile) ?? 0,
                        account: accountID(of: entry),
                        limits: limits(of: entry.name.value, permissions: entry.permissions),
                        maximumQuantity: entry.permissions.maximumQuantity?.value,
                        mayTrade: { roster.permits(instance.id, $0) }
                    )
                },
            accounts: accounts,
            sampling: sampling,
            keepsEvents: keepsEvents,
            samplesMarks: samplesMarks,
            meter: meter,
            hasThreads: isPaper,
            control: { [instances] id, control, now, sequence in
                let instance = instances[id.index]
                // A connector with a thread of its own is called there.
                if isPaper, instance.plugin.kind == .connector { return nil }
                switch control {
                case .stop: instance.stop(now: now)
                case .start:
                    instance.activate(now: now)
                    _ = instance.start(firstSequence: sequence + 1, now: now)
                }
                return instance.problem?.description
            }
        )
        for (instance, entry) in zip(instances, settings) {
            if let operations = entry.permissions.operations {
                instance.port.grant(operations: operations.map { HostBuilder.operation($0.value) })
            }
        }
        return BuiltHost(
            lane: Lane(setup, services: services),
            services: services,
            configuration: configuration,
            instances: instances,
            settings: settings,
            configs: configs,
            privateConfigs: privateConfigs,
            failures: failures,
            resolution: resolution
        )
    }

    /// Whether the lane has an instance of it; a host that goes on running may enable it later.
    private func makes(_ entry: PluginResolution.Entry) -> Bool {
        guard entry.settings.enabled.value || isPaper else { return false }
        switch entry.descriptor.kind {
        case .strategy, .connector: return true
        case .broker, .channel: return false
        }
    }

    /// An error that says where in the configuration its instance stands.
    static func placed(_ error: PluginError, _ entry: InstanceSettings) -> PluginError {
        PluginError(
            error.code,
            file: "\(entry.name.position): \(error.file)",
            instance: error.instance ?? entry.name.value,
            call: error.call,
            message: error.message,
            remedy: error.remedy
        )
    }

    // MARK: - Accounts and limits

    private func accountID(of entry: InstanceSettings) -> AccountID? {
        guard let name = entry.account?.value,
            let index = configuration.accounts.firstIndex(where: { $0.name.value == name })
        else { return nil }
        return AccountID(UInt32(index + 1))
    }

    private func accounts(_ services: HostServices) -> [LaneSetup.Account] {
        configuration.accounts.map { account in
            let exponent =
                ledgerExponents[account.currency.value] ?? HostServices.ledgerExponent
            let currency = services.registry.enterCurrency(
                account.currency.value,
                exponent: exponent
            )
            var profile: RiskProfile =
                account.profile(isBacktest: !isPaper) == .live ? .live : .research
            let risk = configuration.risk.first { $0.scope.value == account.name.value }
            if let collar = risk?.collar?.value.mantissa(at: -9) { profile.collar = collar }
            return LaneSetup.Account(
                currency: currency ?? CurrencyID(0),
                exponent: exponent,
                cash: account.cash.value.mantissa(at: exponent) ?? 0,
                venue: VenueAccount(
                    model: HostBuilder.model(account.model.value),
                    latency: account.latency.value,
                    participation: account.participation?.value.mantissa(at: -9)
                ),
                abilities: HostBuilder.abilities(of: account),
                fees: HostBuilder.fees(of: account),
                limits: limits(of: account.name.value, permissions: nil),
                profile: profile
            )
        }
    }

    private static func model(_ model: AccountSettings.Model) -> VenueModel {
        switch model {
        case .sameQuote: .sameQuote
        case .nextQuote: .nextQuote
        case .nextTrade: .nextTrade
        case .book: .book
        case .sameBarClose: .sameBarClose
        case .nextBarOpen: .nextBarOpen
        }
    }

    private static func fees(of account: AccountSettings) -> FeeModel {
        var fees = FeeModel(rate: account.feeRate.value, decimals: account.feeDecimals?.value)
        if let rate = account.makerRate { fees.makerRate = rate.value }
        if let rate = account.takerRate { fees.takerRate = rate.value }
        if let amount = account.feePerUnit { fees.perUnit = amount.value }
        fees.minimum = account.feeMinimum?.value
        return fees
    }

    /// What the venue of an account takes; everything it was not told to leave out.
    private static func abilities(of account: AccountSettings) -> VenueAbilities {
        var abilities = VenueAbilities.all
        if let offers = account.orderTypes {
            abilities.types = offers.reduce(0) {
                $0 | ($1.value.type.map { 1 << $0.rawValue } ?? 0)
            }
            abilities.showsParts = offers.contains { $0.value == .iceberg }
        }
        if let times = account.timesInForce {
            abilities.timesInForce = times.reduce(0) { $0 | 1 << $1.value.time.rawValue }
        }
        return abilities
    }

    private func limits(of scope: String, permissions: PermissionSettings?) -> RiskLimits {
        var limits = RiskLimits()
        if let risk = configuration.risk.first(where: { $0.scope.value == scope }) {
            limits.maximumOrderQuantity = risk.maximumOrderQuantity?.value
            limits.maximumOrderNotional = risk.maximumOrderNotional?.value.amount
            limits.maximumPosition = risk.maximumPosition?.value
            limits.maximumOpenOrders = risk.maximumOpenOrders?.value
            limits.maximumPriceAge = risk.maximumPriceAge?.value
            limits.restricted = Set(risk.restricted.map(\.value))
        }
        if let most = permissions?.maximumOpen?.value {
            limits.maximumOpenOrders = min(limits.maximumOpenOrders ?? .max, most)
        }
        return limits
    }

    /// The ledger exponents that accounts set for their currencies.
    private var ledgerExponents: [String: Int] {
        configuration.accounts.reduce(into: [:]) { exponents, account in
            if let decimals = account.decimals {
                exponents[account.currency.value] = -decimals.value
            }
        }
    }

    private var sampling: LaneSetup.Sampling {
        switch configuration.report.equity.value {
        case .bar: .bar
        case .every(let period): .every(period)
        }
    }

    private static func operation(_ operation: PermissionSettings.Operation) -> UInt16 {
        switch operation {
        case .new: UInt16(TENON_OP_NEW)
        case .cancel: UInt16(TENON_OP_CANCEL)
        case .replace: UInt16(TENON_OP_REPLACE)
        case .cancelAll: UInt16(TENON_OP_CANCEL_ALL)
        case .query: UInt16(TENON_OP_QUERY)
        }
    }
}

extension LaneMeter {
    /// The meter that `lane.meter` asks for, on the machine's monotonic clock.
    init?(_ settings: LaneSettings, _ stages: Stages) {
        guard settings.meter.value == .on else { return nil }
        self.init(stages: stages, clock: { MonotonicClock.now() })
    }
}

/// A symbol pattern: `*` stands for any characters.
struct SymbolPattern {
    private let parts: [Substring]

    init(_ text: String) {
        parts = text.split(separator: "*", omittingEmptySubsequences: false)
    }

    /// Whether the whole symbol fits.
    func matches(_ symbol: String) -> Bool {
        guard let first = parts.first, let last = parts.last, symbol.hasPrefix(first) else {
            return false
        }
        if parts.count == 1 { return symbol == first }
        var rest = symbol.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
