import Logging

/// The log on standard error, as text or as JSON lines.
package struct ConsoleSink: LogSink {
    private let isJSON: Bool

    /// Lines as `LogText.line` shapes them, or `LogText.json`.
    package init(isJSON: Bool = false) { self.isJSON = isJSON }

    package func write(_ records: [LogRecord]) -> Int {
        let text = records.map {
            isJSON
                ? LogText.json($0) + "\n"
                : LogText.line(
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
