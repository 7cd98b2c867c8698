import Boundary
import CTenon
import Domain
import Engine
import Instances
import MarketData
import Settings

// What a backtest does before the first event; a paper run shares its checks.

extension BuiltHost {
    /// Configures, activates and starts all instances of one half: connectors define what the
    /// strategies then find.
    mutating func startInstances(connectors: Bool) {
        for (index, instance) in instances.enumerated()
        where (instance.plugin.kind == .connector) == connectors
            && settings[index].enabled.value
        {
            instance.configure(privateConfigs[index])
            instance.activate(now: lane.now)
            lane.absorb()
            guard
                instance.start(
                    firstSequence: lane.sequence + 1,
                    now: lane.now
                )
            else { continue }
            lane.start(instance.id)
        }
    }

    /// See `StartChecks`.
    func refuseUnknownSymbols() throws {
        try StartChecks(
            configuration: configuration,
            instances: instances,
            settings: settings,
            services: services,
            hasFailures: !failures.isEmpty
        )
        .refuseUnknownSymbols()
    }

    /// See `StartChecks`.
    mutating func scheduleChanges() throws {
        var all: [ScheduledChange] = []
        try StartChecks.schedule(instances, settings) { all.append($0) }
        for change in all { lane.schedule(change) }
    }

    /// Changes whose moment the data never reached.
    func unmadeChanges() -> [String] {
        guard lane.failure == nil else { return [] }
        return StartChecks.unmade(settings, now: lane.now)
    }

    /// The lane, for a thread of its own; this host is done then.
    consuming func takeLane() -> Lane { lane }
}
