import Boundary
import CTenon
import Domain
import Engine
import Foundation
import Instances
import MarketData
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
    /// Instances that could not be made, and why.
    let failures: [PluginError]
    /// Keeps the private copies of the plugins until the run ends.
    let staging: StagingDirectory
}

/// Why there is no host.
enum BuildError: Error {
    /// The configuration, with every diagnostic.
    case settings(String)
    /// Something of the machine.
    case plugin(PluginError)
}

/// Builds a host from `plugins.yaml`; the only place that knows every module.
struct HostBuilder {
    let configuration: HostConfiguration
    /// Keeps order and position events for the reports.
    let keepsEvents: Bool
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

    func build() throws(BuildError) -> BuiltHost {
        try refuseMissingLimits()
        try refuseUnfitMoney()
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
        let staging = try HostBuilder.wrapped { () throws(PluginError) in
            try StagingDirectory(in: ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")
        }
        let path = staging.path
        let trusted = try HostBuilder.wrapped { () throws(PluginError) in
            try TrustedPlugins.besideProgram()
        }
        let catalog = try HostBuilder.wrapped { () throws(PluginError) in
            PluginCatalog(
                folders: HostBuilder.folders,
                stagingDirectory: path,
                trusted: trusted,
                pins: Set(configuration.instances.compactMap { $0.pin?.value })
            )
        }
        let accounts = accounts(services)
        var instances: [SupervisedInstance] = []
        var settings: [InstanceSettings] = []
        var configs: [String] = []
        var failures: [PluginError] = []
        var problems = ""
        for entry in configuration.instances where entry.enabled.value {
            do throws(PluginError) {
                let (module, id) = try find(entry, catalog, trusted)
                let kind = module.descriptors.first { $0.id == id }?.kind
                if kind == .strategy, entry.account == nil {
                    problems +=
                        (problems.isEmpty ? "" : "\n")
                        + Diagnostic(
                            at: entry.name.position,
                            "the strategy '\(entry.name.value)' names no account",
                            hint: "add account: with one of "
                                + configuration.accounts.map(\.name.value).joined(separator: ", ")
                        )
                        .description
                    continue
                }
                for (position, key) in misplaced(entry, kind) {
                    problems +=
                        (problems.isEmpty ? "" : "\n")
                        + Diagnostic(
                            at: position,
                            "\(key) binds nothing for '\(entry.name.value)'",
                            hint: kind == .strategy
                                ? "set it for the account" : "it is for strategies: take it out"
                        )
                        .description
                }
                guard let config = config(entry, module, id, &problems) else { continue }
                let account = accountID(of: entry)
                roster.names.append(entry.name.value)
                roster.symbols.append(Set(entry.instruments.map(\.value)))
                roster.patterns.append(entry.permissions.instruments?.map(\.value))
                let made = try SupervisedInstance(
                    module: module,
                    pluginID: id,
                    id: InstanceID(UInt32(instances.count)),
                    name: entry.name.value,
                    account: account,
                    services: services
                )
                if made.plugin.kind == .broker || made.plugin.kind == .channel {
                    throw PluginError(
                        .unknownID,
                        file: entry.name.position.description,
                        instance: entry.name.value,
                        message: "is a \(made.plugin.kind); a backtest runs strategies and "
                            + "connectors",
                        remedy: "take its entry out of this plugins.yaml"
                    )
                }
                instances.append(made)
                settings.append(entry)
                configs.append(config)
            } catch {
                while roster.names.count > instances.count {
                    roster.names.removeLast()
                    roster.symbols.removeLast()
                    roster.patterns.removeLast()
                }
                failures.append(HostBuilder.placed(error, entry))
            }
        }
        if !problems.isEmpty { throw .settings(problems) }
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
            keepsEvents: keepsEvents
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
            failures: failures,
            staging: staging
        )
    }

    private static func wrapped<R: ~Copyable>(_ body: () throws(PluginError) -> R)
        throws(BuildError) -> R
    {
        do throws(PluginError) {
            return try body()
        } catch {
            throw .plugin(error)
        }
    }

    /// Where plugins are looked for: beside the program, then the folders of `TENON_PLUGIN_PATH`.
    static var folders: [String] {
        let more = ProcessInfo.processInfo.environment["TENON_PLUGIN_PATH"] ?? ""
        return [TrustedPlugins.programFolder()] + more.split(separator: ":").map(String.init)
    }

    private func find(
        _ entry: InstanceSettings,
        _ catalog: PluginCatalog,
        _ trusted: TrustedPlugins
    ) throws(PluginError) -> (PluginModule, String) {
        let pin = entry.pin.map { "sha256:\($0.value)" }
        switch entry.source {
        case .identifier(let id):
            let module = try catalog.module(offering: id.value)
            if let pin { try trusted.require(sha256: module.sha256, pin: pin, file: module.file) }
            return (module, id.value)
        case .file(let path, let identifier):
            let module = try catalog.module(file: path.value, pin: pin)
            if let identifier { return (module, identifier.value) }
            guard module.descriptors.count == 1, let only = module.descriptors.first else {
                throw PluginError(
                    .unknownID,
                    file: path.value,
                    instance: entry.name.value,
                    message: "holds several plugins",
                    remedy: "add plugin: with one of "
                        + module.descriptors.map(\.id).joined(separator: ", ")
                )
            }
            return (module, only.id)
        }
    }

    /// The plugin's configuration as JSON, typed by its schema; `nil` after a diagnostic.
    private func config(
        _ entry: InstanceSettings,
        _ module: PluginModule,
        _ id: String,
        _ problems: inout String
    ) -> String? {
        let text = module.descriptors.first { $0.id == id }?.configSchema ?? ""
        do {
            let schema = text.isEmpty ? nil : try ConfigSchema(text)
            return
                try PluginConfiguration.json(
                    of: entry.config,
                    instance: entry.name,
                    schema: schema
                )
                .text
        } catch let error as ConfigSchema.Failure {
            let place = "\(entry.name.position): instance '\(entry.name.value)': plugin \(id)"
            problems +=
                (problems.isEmpty ? "" : "\n")
                + "\(place): \(error)\n    the plugin's description is at fault: tell its author"
            return nil
        } catch {
            problems += (problems.isEmpty ? "" : "\n") + "\(error)"
            return nil
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
                account.profile(isBacktest: true) == .live ? .live : .research
            let risk = configuration.risk.first { $0.scope.value == account.name.value }
            if let collar = risk?.collar?.value.mantissa(at: -9) { profile.collar = collar }
            return LaneSetup.Account(
                currency: currency ?? CurrencyID(0),
                exponent: exponent,
                cash: account.cash.value.mantissa(at: exponent) ?? 0,
                model: HostBuilder.model(account.model.value),
                fees: FeeModel(
                    rate: account.feeRate.value,
                    decimals: account.feeDecimals?.value
                ),
                limits: limits(of: account.name.value, permissions: nil),
                profile: profile
            )
        }
    }

    /// Keys that this build would accept and not use.
    private func misplaced(
        _ entry: InstanceSettings,
        _ kind: PluginKind?
    ) -> [(Settings.Position, String)] {
        // An id that the file does not have is an error of its own.
        guard let kind else { return [] }
        let risk = configuration.risk.first { $0.scope.value == entry.name.value }
        if kind == .strategy { return risk?.collar.map { [($0.position, "collar")] } ?? [] }
        var found: [(Settings.Position, String)] = []
        if let account = entry.account { found.append((account.position, "account")) }
        if let scope = risk?.scope { found.append((scope.position, "risk.\(scope.value)")) }
        if let permitted = entry.permissions.maximumQuantity?.position
            ?? entry.permissions.maximumOpen?.position
            ?? entry.permissions.operations?.first?.position
            ?? entry.permissions.instruments?.first?.position
        {
            found.append((permitted, "permissions"))
        }
        return found
    }

    private static func model(_ model: AccountSettings.Model) -> VenueModel {
        switch model {
        case .sameQuote: .sameQuote
        case .nextQuote: .nextQuote
        case .sameBarClose: .sameBarClose
        case .nextBarOpen: .nextBarOpen
        }
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

    /// R02, R03 and R06 have no default: without them, no trading (RISK.md).
    private func refuseMissingLimits() throws(BuildError) {
        var problems: [String] = []
        for account in configuration.accounts {
            let name = account.name.value
            guard configuration.instances.contains(where: { $0.account?.value == name }) else {
                continue
            }
            let risk = configuration.risk.first { $0.scope.value == name }
            let missing = [
                ("max_order_quantity", risk?.maximumOrderQuantity == nil),
                ("max_order_notional", risk?.maximumOrderNotional == nil),
                ("max_position", risk?.maximumPosition == nil),
            ]
            .filter(\.1).map(\.0)
            if !missing.isEmpty {
                problems.append(
                    Diagnostic(
                        at: risk?.scope.position ?? account.name.position,
                        "risk.\(name) sets no \(missing.joined(separator: ", no "))",
                        hint: "required: without them no order of \(name) would be approved"
                    )
                    .description
                )
            }
        }
        if !problems.isEmpty { throw .settings(problems.joined(separator: "\n")) }
    }

    /// The ledger exponents that accounts set for their currencies.
    private var ledgerExponents: [String: Int] {
        configuration.accounts.reduce(into: [:]) { exponents, account in
            if let decimals = account.decimals {
                exponents[account.currency.value] = -decimals.value
            }
        }
    }

    /// Amounts are 64-bit mantissas of one exponent for each currency.
    private func refuseUnfitMoney() throws(BuildError) {
        var problems: [String] = []
        for account in configuration.accounts {
            let currency = account.currency.value
            let exponent = ledgerExponents[currency] ?? HostServices.ledgerExponent
            func refuse<Value>(_ place: Located<Value>, _ message: String, _ hint: String) {
                let text = Diagnostic(at: place.position, message, hint: hint).description
                problems.append(text)
            }
            if let decimals = account.decimals, -decimals.value != exponent {
                refuse(
                    decimals,
                    "another account keeps \(currency) with \(-exponent) decimals",
                    "give all accounts of a currency the same decimals"
                )
            }
            if account.cash.value.mantissa(at: exponent) == nil {
                refuse(
                    account.cash,
                    "\(account.cash.value) cannot be kept with \(-exponent) decimals",
                    "such an account has up to \(Decimal.text(Int128(Int64.max), exponent: exponent))"
                        + "; decimals: sets how many it keeps"
                )
            }
            if let decimals = account.feeDecimals, -decimals.value < exponent {
                refuse(
                    decimals,
                    "fees cannot have more decimals than the account, \(-exponent)",
                    "use \(-exponent) or fewer, or set decimals: of the account"
                )
            }
        }
        if !problems.isEmpty { throw .settings(problems.joined(separator: "\n")) }
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
