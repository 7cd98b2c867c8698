import Domain

/// A configuration while it is read: what could be had of it, while problems are gathered.
struct Draft {
    var mode: Located<HostConfiguration.Mode>?
    var accounts: [AccountSettings] = []
    var accountNames: [String] = []
    var instances: [InstanceSettings] = []
    var risk: [RiskSettings] = []
    var report: HostConfiguration.Report?
    var clock: Located<HostConfiguration.Clock>?
    var speed: Located<Decimal>?
    var state: Located<String>?
    var lane: LaneSettings?
    var log: LogSettings?
    var notifications: [NotificationRoute] = []
    /// The decimals that accounts set for their currencies; the last one of a currency.
    private(set) var ledger: [String: Int] = [:]
    private let problems: Problems

    /// Reads the whole file; what is missing at its top is reported at `start`.
    init(_ tree: Node, start: Position, problems: Problems) {
        self.problems = problems
        guard
            let top = Section(
                tree,
                path: "",
                position: start,
                keys: KeyTree.top.names,
                later: ["api", "durability", "journal", "auth", "cache", "include"],
                problems: problems
            )
        else { return }
        _ = top.required("tenon", ScalarKind("the version 1", such: "1") { $0 == "1" ? $0 : nil })
        mode = readMode(top)
        clock = readClock(top)
        speed = top.optional("speed", .speed)
        state = top.optional("state", .text, default: ".tenon")
        accountNames = keys(top, "accounts").map(\.key)
        ledger = Draft.ledger(keys(top, "accounts"))
        accounts = named(top, "accounts")
            .compactMap { [ledger] in
                AccountSettings($0, ledger: ledger, problems: problems)
            }
        instances = named(top, "plugins").compactMap { InstanceSettings($0, problems: problems) }
        let scopes = section(top, "risk")?.entries ?? []
        risk = scopes.compactMap { RiskSettings($0, problems: problems) }
        lane = LaneSettings(top)
        log = LogSettings(top)
        notifications = NotificationRoute.all(top, instances: keys(top, "plugins").map(\.key))
        report = readReport(top)
        noteDefaults(top)
        checkNames(top, scopes: scopes)
        checkCurrencies(top)
        checkLimits(top, scopes: scopes)
    }

    /// The defaults in force where keys were left out.
    var defaults: [DefaultSetting] { problems.defaults }

    /// The defaults that follow from other keys.
    private func noteDefaults(_ top: Section) {
        let isBacktest = mode?.value != .paper
        for account in accounts {
            let name = "accounts.\(account.name.value)"
            if account.profile == nil {
                let profile = account.profile(isBacktest: isBacktest)
                problems.note(DefaultSetting(name, "profile", profile.rawValue))
            }
            if account.decimals == nil {
                let kept = ledger[account.currency.value] ?? AccountSettings.standardDecimals
                problems.note(DefaultSetting(name, "decimals", "\(kept)"))
            }
        }
        if report?.directory == nil, let state {
            let folder = "\(state.value)/\(isBacktest ? "backtest" : "paper")"
            problems.note(DefaultSetting("report", "directory", folder))
        }
    }

    private func readMode(_ top: Section) -> Located<HostConfiguration.Mode>? {
        guard let entry = top.requiredEntry("mode") else { return nil }
        if entry.value.text == "live" {
            problems.add(
                entry.value.position,
                "mode: live is not available in this build",
                hint: "use backtest or paper"
            )
            return nil
        }
        return top.scalar(entry.value, of: "mode", .word("a mode"))
    }

    private func readClock(_ top: Section) -> Located<HostConfiguration.Clock> {
        let isWall = top.entry("clock")?.value.text == "wall"
        if isWall, let place = top.entry("clock")?.value.position {
            problems.add(place, "clock: wall is not available in this build", hint: "use data")
            return Located(.data, at: place)
        }
        return top.optional("clock", .word("a clock"), default: "data")
    }

    private func readReport(_ top: Section) -> HostConfiguration.Report {
        let section = top.section("report", keys: KeyTree.report.names)
        let sampling =
            ScalarKind("bar or a duration", such: "bar or 1m") { text in
                text == "bar" ? .bar : ScalarKind.duration.read(text).map { .every($0) }
            } as ScalarKind<HostConfiguration.EquitySampling>
        // Between two bars nothing is filled and nothing is worth anything else.
        let isOnBars = !accounts.isEmpty && accounts.allSatisfy(\.model.value.isOnBars)
        return HostConfiguration.Report(
            directory: section.optional("directory", .text),
            equity: section.optional("equity", sampling, default: isOnBars ? "bar" : "1m"),
            periodsPerYear: section.optional("periods_per_year", .positive)
        )
    }

    /// The mapping of a key whose own keys are names.
    private func section(_ top: Section, _ key: String) -> Section? {
        top.entry(key)
            .flatMap { entry in
                Section(
                    entry.value,
                    path: key,
                    position: entry.keyPosition,
                    keys: nil,
                    problems: problems
                )
            }
    }

    /// The entries of a required mapping from names, those with a usable name.
    private func named(_ top: Section, _ key: String) -> [Node.Entry] {
        guard top.requiredEntry(key) != nil, let section = section(top, key) else { return [] }
        if section.entries.isEmpty {
            problems.add(section.position, "\(key): is empty", hint: "add at least one")
        }
        return section.entries.filter { entry in
            let bytes = Array(entry.key.utf8)
            let isName =
                (1...64).contains(bytes.count) && isLetter(bytes[0])
                && bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == 0x2D || $0 == 0x5F }
            if !isName {
                problems.add(
                    entry.keyPosition,
                    "'\(Node.shortened(entry.key))' is no name for \(key)",
                    hint: "a letter, then letters, digits, - and _"
                )
            }
            return isName
        }
    }

    private func isLetter(_ byte: UInt8) -> Bool { isLower(byte | 0x20) && byte >= 0x41 }

    /// Names are unique over accounts and instances, and what refers to one finds it.
    private func checkNames(_ top: Section, scopes: [Node.Entry]) {
        // By what is written, so that an account that is wrong inside is still known.
        let accounts = keys(top, "accounts").map(\.key)
        let plugins = keys(top, "plugins")
        let accountNames = Set(accounts)
        for entry in plugins where accountNames.contains(entry.key) {
            problems.add(
                entry.keyPosition,
                "'\(entry.key)' is an account already",
                hint: "limits are given by name: call the instance something else"
            )
        }
        for instance in instances {
            guard let account = instance.account, !accountNames.contains(account.value) else {
                continue
            }
            problems.add(
                account.position,
                "unknown account '\(Node.shortened(account.value))'",
                hint: NearestWord.hint(for: account.value, among: accounts)
            )
        }
        let names = accountNames.union(plugins.map(\.key))
        for scope in scopes where !names.contains(scope.key) {
            problems.add(
                scope.keyPosition,
                "risk: '\(Node.shortened(scope.key))' is neither an account nor an instance",
                hint: NearestWord.hint(for: scope.key, among: accounts + plugins.map(\.key))
            )
        }
    }

    private func keys(_ top: Section, _ key: String) -> [Node.Entry] {
        guard case .mapping(let entries)? = top.entry(key)?.value.content else { return [] }
        return entries
    }

    private static func ledger(_ accounts: [Node.Entry]) -> [String: Int] {
        accounts.reduce(into: [:]) { ledger, account in
            guard let currency = account.value["currency"]?.text,
                let decimals = account.value["decimals"]?.text,
                let count = ScalarKind.count(AccountSettings.decimalsRange).read(decimals)
            else { return }
            ledger[currency] = count
        }
    }

    /// Limits are in the currency of the account: this build converts nothing.
    private func checkCurrencies(_ top: Section) {
        // By what is written, so that an account that is wrong elsewhere is still compared.
        let currencies = Dictionary(
            keys(top, "accounts").map { ($0.key, $0.value["currency"]?.text) },
            uniquingKeysWith: { first, _ in first }
        )
        let accountOfInstance = Dictionary(
            instances.map { ($0.name.value, $0.account?.value) },
            uniquingKeysWith: { first, _ in first }
        )
        for limits in risk {
            let scope = limits.scope.value
            guard let notional = limits.maximumOrderNotional,
                let account = accountOfInstance[scope] ?? scope,
                let currency = currencies[account] ?? nil,
                ScalarKind.isCurrency(currency), notional.value.currency != currency
            else { continue }
            problems.add(
                notional.position,
                "the limit is in \(notional.value.currency), account '\(account)' in \(currency)",
                hint: "give it in \(currency)"
            )
        }
    }

    /// R02, R03 and R06 have no default: without them, no trading.
    private func checkLimits(_ top: Section, scopes: [Node.Entry]) {
        let trading = Set(instances.compactMap { $0.account?.value })
        for account in keys(top, "accounts") where trading.contains(account.key) {
            let scope = scopes.first { $0.key == account.key }
            if let scope, case .mapping = scope.value.content {} else if scope != nil { continue }
            let missing = ["max_order_quantity", "max_order_notional", "max_position"]
                .filter { scope?.value[$0] == nil }
            guard !missing.isEmpty else { continue }
            problems.add(
                scope?.keyPosition ?? account.keyPosition,
                "risk.\(account.key) sets no \(missing.joined(separator: ", no "))",
                hint: "required: without them no order of \(account.key) would be approved"
            )
        }
    }
}
