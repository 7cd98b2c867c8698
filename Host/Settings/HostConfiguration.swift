package import Domain

/// What `plugins.yaml` and the overrides of the command line say, checked as far as it can be
/// without loading a plugin.
///
/// Every value keeps the place it was written, for what can be found wrong only later.
package struct HostConfiguration: Sendable {
    /// Which clock and which venues a run has.
    ///
    /// It says what `tenon run` does; `tenon backtest` runs either as a backtest.
    package enum Mode: String, CaseIterable, Sendable {
        case backtest
        /// The simulated venue on the data's time, as fast as `speed` says.
        case paper
    }

    /// Whose time is the lane's.
    package enum Clock: String, CaseIterable, Sendable {
        /// That of the recorded data.
        case data
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
        /// it; `nil` when not given, see `reportDirectory(isBacktest:)`.
        package let directory: Located<String>?
        /// When not given: at each bar where every account's model fills on bars, else once a minute.
        package let equity: Located<EquitySampling>
        /// Returns a year, for annual statistics; when not given the times of the samples tell.
        package let periodsPerYear: Located<Decimal>?
    }

    package let mode: Located<Mode>
    /// `data` when not given.
    package let clock: Located<Clock>
    /// The seconds of data that pass in a second of a paper run.
    ///
    /// From 0.01 to 1,000,000; when not given the connectors set the pace. A backtest is as fast
    /// as it can be.
    package let speed: Located<Decimal>?
    /// The folder of what a host keeps; relative as `Report.directory` is, `.tenon` when not given.
    package let state: Located<String>
    /// In the order of the file, at least one; names are unique over accounts and instances.
    package let accounts: [AccountSettings]
    /// In the order of the file, at least one: the configuration order of the lane.
    package let instances: [InstanceSettings]
    /// In the order of the file, each scope once.
    package let risk: [RiskSettings]
    package let lane: LaneSettings
    package let log: LogSettings
    /// In the order of the file.
    package let notifications: [NotificationRoute]
    package let report: Report
    /// The whole tree with overrides applied, and how it came to be.
    let provenance: Provenance

    /// A longer file is refused unread.
    package static let maximumBytes = YAMLReader.Limit.bytes

    /// Reads a configuration, without its plugins.
    ///
    /// - Parameters:
    ///   - bytes: The content of the file.
    ///   - name: What diagnostics call the file, usually the path as the operator gave it.
    ///   - environment: Its variables that begin with `TENON__` go before the file.
    ///   - overrides: `key.key=value` each, in the order given; they go before all else, and a
    ///     later one before an earlier one.
    /// - Throws: Everything wrong, in the order of the file, then the environment and overrides.
    package init(
        bytes: [UInt8],
        name: String,
        environment: [String: String] = [:],
        overrides: [String] = []
    ) throws(SettingsError) {
        self =
            try HostConfiguration.read(
                bytes: bytes,
                name: name,
                environment: environment,
                overrides: overrides
            )
            .configuration()
    }

    /// Reads a configuration as far as it goes; parameters as those of `init`.
    package static func read(
        bytes: [UInt8],
        name: String,
        environment: [String: String] = [:],
        overrides: [String] = []
    ) -> ConfigurationReading {
        let problems = Problems()
        // What is too long to be read is not shown either.
        let isShort = bytes.count <= YAMLReader.Limit.bytes
        // Some editors begin a file with a mark of its byte order; UTF-8 has only one.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        let source = SourceText(name: name, bytes: isShort ? text : [])
        let start = Position(source, line: 1, column: 1)
        guard isShort else {
            problems.add(
                start,
                "more bytes than settings may have",
                hint: "at most \(HostConfiguration.maximumBytes) bytes"
            )
            return ConfigurationReading(problems: problems)
        }
        guard let tree = YAMLReader.read(source, problems: problems) else {
            // Without a tree there is nothing to override and nothing to check.
            if problems.isEmpty {
                problems.add(start, "the file is empty", hint: "begin with tenon: 1")
            }
            return ConfigurationReading(problems: problems)
        }
        var provenance = Provenance(tree)
        for override in Variable.overrides(of: environment, for: tree, problems: problems) {
            provenance.apply(override, problems: problems)
        }
        for (index, text) in overrides.enumerated() {
            // Ranks go on behind those of the variables, however many there are.
            let rank = environment.count + index + 1
            if let override = Override(text, rank: rank, problems: problems) {
                provenance.apply(override, problems: problems)
            }
        }
        let draft = Draft(provenance.tree, start: start, problems: problems)
        provenance.defaults = draft.defaults
        return ConfigurationReading(draft, provenance, problems: problems)
    }

    /// What a draft without problems amounts to.
    init?(_ draft: Draft, _ provenance: Provenance) {
        guard let mode = draft.mode, let clock = draft.clock,
            let state = draft.state, let lane = draft.lane, let log = draft.log,
            let report = draft.report
        else { return nil }
        self.mode = mode
        accounts = draft.accounts
        instances = draft.instances
        risk = draft.risk
        self.clock = clock
        speed = draft.speed
        self.state = state
        self.lane = lane
        self.log = log
        notifications = draft.notifications
        self.report = report
        self.provenance = provenance
    }

    /// Where a run leaves its reports: `report.directory`, or `backtest` or `paper` in `state`.
    package func reportDirectory(isBacktest: Bool) -> String {
        report.directory?.value ?? "\(state.value)/\(isBacktest ? "backtest" : "paper")"
    }
}
