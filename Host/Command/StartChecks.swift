import Boundary
import CTenon
import Domain
import Engine
import Instances
import MarketData
import Settings

/// What can be judged only when the connectors have defined their instruments.
struct StartChecks {
    let configuration: HostConfiguration
    let instances: [SupervisedInstance]
    /// Of each instance.
    let settings: [InstanceSettings]
    /// Instances that do not start: what they would define is not known.
    var disabled: Set<String> = []
    let services: HostServices
    /// Whether an instance could not be made.
    let hasFailures: Bool

    /// A symbol that no connector defines, or that settles in another currency than the account,
    /// is a mistake of the configuration.
    func refuseUnknownSymbols() throws {
        let registry = services.registryNow()
        let known = registry.entries.map(\.symbol)
        // A connector that failed has its own error; what it would have defined is not known.
        let isComplete = instances.allSatisfy { instance in
            instance.plugin.kind != .connector
                || instance.problem == nil && !disabled.contains(instance.name)
        }
        guard isComplete, !hasFailures else { return }
        var problems: [Diagnostic] = []
        for settings in settings {
            let account = configuration.accounts.first { account in
                account.name.value == settings.account?.value
            }
            for symbol in settings.instruments {
                guard let id = registry.find(symbol.value), let entry = registry[id] else {
                    problems.append(
                        Diagnostic(
                            at: symbol.position,
                            "no connector defines '\(symbol.value)'",
                            hint: "known: \(known.prefix(8).joined(separator: ", "))"
                        )
                    )
                    continue
                }
                let currency = registry.currency(entry.instrument.settlement)?.code ?? ""
                if let account, account.currency.value != currency {
                    problems.append(
                        Diagnostic(
                            at: symbol.position,
                            "\(symbol.value) settles in \(currency), account "
                                + "\(account.name.value) is in \(account.currency.value)",
                            hint: "use an account in \(currency)"
                        )
                    )
                }
            }
        }
        guard problems.isEmpty else {
            throw BuildError.settings(problems.map(\.description).joined(separator: "\n"))
        }
    }
}

extension StartChecks {
    /// Changes whose moment the data never reached, `now` being the end.
    static func unmade(_ settings: [InstanceSettings], now: Int64) -> [String] {
        settings.flatMap(\.changes)
            .filter { $0.moment.value > now }
            .map { change in
                Diagnostic(
                    at: change.moment.position,
                    "the data ended before this change was made",
                    hint: "the last input was at \(now) ns since the epoch"
                )
                .description
            }
    }

    /// Changes that came at a moment when they could not be made.
    static func refusals(
        _ refused: [RefusedCommand],
        _ instances: [SupervisedInstance],
        _ settings: [InstanceSettings]
    ) -> [String] {
        refused.map { one in
            let index = one.instance.index
            let change = settings[index].changes.first { $0.moment.value == one.time }
            let position = change?.moment.position ?? settings[index].name.position
            return Diagnostic(
                at: position,
                "this change was not made: \(instances[index].name) \(one.reason)",
                hint: "leave it out, or give it another time"
            )
            .description
        }
    }

    /// Enters the parameter changes of `plugins.<name>.changes`.
    static func schedule(
        _ instances: [SupervisedInstance],
        _ settings: [InstanceSettings],
        enter: (ScheduledChange) -> Void
    ) throws {
        for (instance, settings) in zip(instances, settings) {
            guard !settings.changes.isEmpty, instance.problem == nil else { continue }
            let parameters = try instance.plugin.parameters()
            let text = instance.plugin.descriptor.configSchema
            let schema = text.isEmpty ? nil : try? ConfigSchema(text)
            for change in settings.changes {
                if case .lifecycle(let action) = change.action {
                    let wanted = StartChecks.action(action.value, onPause: settings.onPause.value)
                    enter(scheduled(wanted, of: instance, at: change))
                    continue
                }
                let values = try PluginConfiguration.json(
                    of: change,
                    instance: settings.name,
                    schema: schema
                )
                guard case .object(let members) = values else { continue }
                for member in members {
                    guard let found = parameters.first(where: { $0.name == member.key }),
                        found.isRuntime, let value = found.value(of: member.value.plainText)
                    else {
                        throw BuildError.settings(
                            Diagnostic(
                                at: change.values?.position ?? change.moment.position,
                                "\(settings.name.value) does not take this '\(member.key)'",
                                hint: "while it runs it takes "
                                    + parameters.filter(\.isRuntime).map(\.name)
                                    .joined(separator: ", ")
                            )
                            .description
                        )
                    }
                    enter(
                        scheduled(
                            .set(parameter: found.id, value: value),
                            of: instance,
                            at: change
                        )
                    )
                }
            }
        }
    }

    private static func scheduled(
        _ action: LaneCommand.Action,
        of instance: SupervisedInstance,
        at change: InstanceChange
    ) -> ScheduledChange {
        ScheduledChange(
            time: change.moment.value,
            command: LaneCommand(action, of: instance.id)
        )
    }

    /// The lane's word for a step of plugins.yaml.
    static func action(
        _ step: InstanceChange.Lifecycle,
        onPause: InstanceSettings.OnPause
    ) -> LaneCommand.Action {
        switch step {
        case .pause: .pause(cancelsOrders: onPause == .cancel)
        case .resume: .resume
        case .stop: .stop
        case .start: .start
        }
    }
}

extension JSONValue {
    /// A scalar as parameters read it; a text without its quotes.
    var plainText: String {
        if case .string(let text) = self { text } else { text }
    }
}
