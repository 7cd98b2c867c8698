import Logging

/// The door from swift-log into the hub.
struct HubLogHandler: LogHandler {
    let hub: LogHub
    let module: LogModule
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel: Logger.Level

    init(hub: LogHub, module: LogModule) {
        self.hub = hub
        self.module = module
        logLevel = hub.levels[module]
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var all = metadataProvider?.get() ?? [:]
        all.merge(metadata) { $1 }
        all.merge(event.metadata ?? [:]) { $1 }
        var fields = all.mapValues(Self.text)
        if let error = event.error { fields["error"] = "\(error)" }
        hub.append(event.level, module, event.message.description, fields)
    }

    private static func text(_ value: Logger.MetadataValue) -> String {
        if value.attributes[LogSensitivity.self] == .secret { return Secret.mask }
        switch value {
        case .string(let text): return text
        case .stringConvertible(let value): return value.description
        case .array(let values): return "[" + values.map(text).joined(separator: ", ") + "]"
        case .dictionary(let values):
            return "["
                + values.keys.sorted()
                .map { "\($0): \(values[$0].map(text) ?? "")" }
                .joined(separator: ", ") + "]"
        }
    }
}
