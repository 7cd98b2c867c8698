import Logging

/// The log as text on standard error.
package struct ConsoleSink: LogSink {
    /// Lines as `LogText.line` shapes them.
    package init() {}

    package func write(_ records: [LogRecord]) -> Int {
        let text = records.map {
            LogText.line(
                wallNs: $0.wallNs,
                level: $0.level.rawValue,
                module: $0.module.rawValue,
                message: $0.message,
                fields: $0.fields
            ) + "\n"
        }
        return LogDescriptor.standardError.write(text.joined()) ? 0 : records.count
    }
}
