/// What `plugins.yaml` and the overrides of the command line say, checked as far as it can be
/// without loading a plugin.
///
/// Every value keeps the place it was written, for what can be found wrong only later.
package struct HostConfiguration: Sendable {
    /// Which clock and which venues a run has.
    package enum Mode: String, Sendable {
        case backtest
    }

    /// How often the equity is written.
    package enum EquitySampling: Sendable, Equatable {
        /// At the close of each bar.
        case bar
        /// Each so many ns of lane time.
        case every(Int64)
    }

    /// What a run leaves behind: `report`.
    package struct Report: Sendable {
        /// Relative to the folder of the configuration file unless absolute, as the host works in
        /// it; `.tenon/backtest` when not given.
        package let directory: Located<String>
        /// Once a minute when not given.
        package let equity: Located<EquitySampling>
    }

    package let mode: Located<Mode>
    /// In the order of the file, at least one; names are unique over accounts and instances.
    package let accounts: [AccountSettings]
    /// In the order of the file, at least one: the configuration order of the lane.
    package let instances: [InstanceSettings]
    /// In the order of the file, each scope once.
    package let risk: [RiskSettings]
    package let report: Report
    /// The whole tree with overrides applied.
    package let tree: Node

    /// Reads a configuration.
    ///
    /// - Parameters:
    ///   - bytes: The content of the file.
    ///   - name: What diagnostics call the file, usually the path as the operator gave it.
    ///   - overrides: `key.key=value` each, in the order given; a later one wins.
    /// - Throws: Everything wrong, in the order of the file, overrides last.
    package init(
        bytes: [UInt8],
        name: String,
        overrides: [String] = []
    ) throws(SettingsError) {
        let problems = Problems()
        // What is too long to be read is not shown either.
        let isShort = bytes.count <= YAMLReader.Limit.bytes
        let source = SourceText(name: name, bytes: isShort ? bytes : [])
        let start = Position(source, line: 1, column: 1)
        if !isShort {
            problems.add(
                start,
                "\(bytes.count) bytes are more than settings may have",
                hint: "at most \(YAMLReader.Limit.bytes) bytes"
            )
            try problems.throwIfAny()
        }
        var tree = Node(content: .refused, position: start)
        if let read = YAMLReader.read(source, problems: problems) {
            tree = read
        } else {
            // Without a tree there is nothing to override and nothing to check.
            if problems.isEmpty {
                problems.add(start, "the file is empty", hint: "begin with tenon: 1")
            }
            try problems.throwIfAny()
        }
        for (index, override) in overrides.enumerated() {
            tree =
                Override(override, rank: index + 1, problems: problems)?
                .applied(to: tree, problems: problems) ?? tree
        }
        let draft = Draft(tree, start: start, problems: problems)
        try problems.throwIfAny()
        guard let mode = draft.mode, let report = draft.report else {
            preconditionFailure("a configuration that is incomplete without a problem")
        }
        self.mode = mode
        accounts = draft.accounts
        instances = draft.instances
        risk = draft.risk
        self.report = report
        self.tree = tree
    }
}
