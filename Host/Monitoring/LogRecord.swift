package import Logging

/// One line of the log before anybody has formatted it.
package struct LogRecord: Equatable, Sendable {
    /// Counts the lines of this run from 1; 0 for what the log says about itself.
    package var number: UInt64
    /// By the wall clock, ns since the Unix epoch.
    package var wallNs: Int64
    package var level: Logger.Level
    package var module: LogModule
    /// Constant; what varies is in `fields`.
    package var message: String
    package var fields: [String: String]

    package init(
        number: UInt64,
        wallNs: Int64,
        level: Logger.Level,
        module: LogModule,
        message: String,
        fields: [String: String]
    ) {
        self.number = number
        self.wallNs = wallNs
        self.level = level
        self.module = module
        self.message = message
        self.fields = fields
    }

    /// What is written where lines had to be left out because nobody took them in time.
    package static func dropped(_ count: UInt64, wallNs: Int64) -> LogRecord {
        LogRecord(
            number: 0,
            wallNs: wallNs,
            level: .warning,
            module: .host,
            message: "log lines dropped",
            fields: ["count": "\(count)"]
        )
    }
}
