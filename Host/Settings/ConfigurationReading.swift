/// A configuration as far as it could be read, before it is known to be whole.
///
/// What is found wrong later, with the plugins at hand, is reported together with what is wrong
/// already: `configuration(adding:)` gives either all of it or a configuration.
package struct ConfigurationReading {
    /// The accounts by name, in the order of the file, those that are not whole as well.
    package let accountNames: [String]
    /// The instances that name a plugin, in the order of the file.
    package let instances: [InstanceSettings]
    /// The limits that are whole.
    package let risk: [RiskSettings]
    package let notifications: [NotificationRoute]
    /// What is wrong so far.
    private let problems: Problems
    private let configuration: HostConfiguration?

    /// Whether something is wrong so far.
    package var hasProblems: Bool { !problems.isEmpty }

    init(_ draft: Draft, _ provenance: Provenance, problems: Problems) {
        accountNames = draft.accountNames
        instances = draft.instances
        risk = draft.risk
        notifications = draft.notifications
        self.problems = problems
        configuration = problems.isEmpty ? HostConfiguration(draft, provenance) : nil
    }

    /// Of a text that could not be read at all.
    init(problems: Problems) {
        accountNames = []
        instances = []
        risk = []
        notifications = []
        self.problems = problems
        configuration = nil
    }

    /// The whole configuration.
    ///
    /// - Parameter more: What else is wrong, in any order.
    /// - Returns: The configuration, when nothing is wrong.
    /// - Throws: Everything wrong, in the order of the file, then that of the other sources.
    package func configuration(
        adding more: [Diagnostic] = []
    ) throws(SettingsError) -> HostConfiguration {
        let all = Problems()
        all.add(problems)
        for diagnostic in more { all.add(diagnostic) }
        try all.throwIfAny()
        guard let configuration else {
            preconditionFailure("a configuration that is incomplete without a problem")
        }
        return configuration
    }
}
