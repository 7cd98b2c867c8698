package import Logging

/// The levels of a log line by their words in plugins.yaml: `trace` … `critical`.
extension Logger.Level {
    /// The level of a plugin's `TENON_LOG_…` number; numbers out of range are errors.
    package init(plugin severity: Int32) {
        let levels: [Logger.Level] = [
            .trace, .debug, .info, .notice, .warning, .error, .critical,
        ]
        self = (1...7).contains(severity) ? levels[Int(severity) - 1] : .error
    }
}
