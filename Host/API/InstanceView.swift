/// One configured plugin: a line of `tenon plugins list`.
package struct InstanceView: Codable, Equatable, Sendable {
    package var name: String
    package var plugin: String
    package var version: String
    /// `strategy`, `connector`, `broker` or `channel`.
    package var kind: String
    /// As the plugin says it, such as `C` or `Swift`.
    package var language: String
    /// `inprocess`.
    package var isolation: String
    /// Of the file, 64 hexadecimal digits.
    package var sha256: String
    /// `created`, `configured`, `activated`, `running`, `paused`, `draining`, `stopped`, `faulted`,
    /// `disabled` or `failed`.
    package var state: String
    /// Why it is in that state, where there is a reason.
    package var reason: String?
    package var isEnabled: Bool
    package var account: String?
    package var instruments: [String]
    /// Strategies only.
    package var trading: StrategyView?

    package init(name: String, plugin: String) {
        self.name = name
        self.plugin = plugin
        version = ""
        kind = ""
        language = ""
        isolation = "inprocess"
        sha256 = ""
        state = "created"
        isEnabled = true
        instruments = []
    }
}

/// What a strategy has done.
package struct StrategyView: Codable, Equatable, Sendable {
    /// Sum over its instruments that settle in `currency`, decimal text.
    package var position: String
    package var openOrders: Int
    package var orders: UInt64
    package var filled: UInt64
    package var denied: UInt64
    /// Realized and unrealized, less fees, in `currency`.
    package var profit: String
    package var currency: String

    package init() {
        position = "0"
        openOrders = 0
        orders = 0
        filled = 0
        denied = 0
        profit = "0"
        currency = ""
    }
}

/// One plugin in full: `tenon plugins inspect NAME`.
package struct InstanceDetail: Codable, Equatable, Sendable {
    package var instance: InstanceView
    package var summary: String
    package var vendor: String
    package var licence: String
    /// The file as it was found.
    package var file: String
    package var parameters: [ParameterView]
    /// The plugin's configuration, JSON text.
    package var config: String
    package var positions: [PositionView]

    package init(instance: InstanceView) {
        self.instance = instance
        summary = ""
        vendor = ""
        licence = ""
        file = ""
        parameters = []
        config = "{}"
        positions = []
    }
}

/// One parameter of an instance and its value in force.
package struct ParameterView: Codable, Equatable, Sendable {
    package var name: String
    package var value: String
    package var unit: String
    /// `integer`, `number`, `boolean`, `choice` or `decimal`.
    package var type: String
    package var minimum: String?
    package var maximum: String?
    package var choices: [String]
    /// Whether `tenon plugins set` may change it while the instance runs.
    package var isRuntime: Bool

    package init(name: String, value: String, unit: String, type: String, isRuntime: Bool) {
        self.name = name
        self.value = value
        self.unit = unit
        self.type = type
        self.isRuntime = isRuntime
        choices = []
    }
}

/// One step in the life of an instance: a line of `tenon plugins history NAME`.
package struct HistoryEntry: Codable, Equatable, Sendable {
    /// Lane time and the sequence number of the input; 0 before the lane began.
    package var timeNs: Int64
    package var sequence: UInt64
    /// By the wall clock.
    package var wallNs: Int64
    /// `started`, `paused`, `resumed`, `stopped`, `set`, `faulted`, `enabled`, `disabled`.
    package var what: String
    /// In words: `fast = 50`, or the reason.
    package var detail: String
    /// Who asked: `uid 1000 pid 4711`, `plugins.yaml` or `host`.
    package var actor: String

    package init(
        timeNs: Int64,
        sequence: UInt64,
        wallNs: Int64,
        what: String,
        detail: String,
        actor: String
    ) {
        self.timeNs = timeNs
        self.sequence = sequence
        self.wallNs = wallNs
        self.what = what
        self.detail = detail
        self.actor = actor
    }
}
