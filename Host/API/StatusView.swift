/// A running host at one moment: what `tenon status` shows.
///
/// Money, prices and quantities are decimal text, exact; times are ns since the Unix epoch, UTC.
/// Views are what the lane last published: reading them costs the lane nothing.
package struct StatusView: Codable, Equatable, Sendable {
    /// `starting`, `running`, `stopping` or `stopped`.
    package var state = "starting"
    package var version = ""
    package var pid: Int32 = 0
    /// `paper`.
    package var mode = ""
    /// `data` or `wall`: whose time the lane has.
    package var clock = ""
    /// How many seconds of data pass in a second; `nil` where the connectors set the pace.
    package var speed: String?
    /// The configuration file and the state folder, absolute.
    package var configuration = ""
    package var stateFolder = ""
    /// When the process became ready, by the wall clock, and how long it took to get there.
    package var startedNs: Int64 = 0
    package var readyMs: Double = 0
    package var uptimeSeconds: Double = 0
    /// Lane time and the sequence number of the last input.
    package var timeNs: Int64 = 0
    package var sequence: UInt64 = 0
    package var counts = Counts()
    /// How long each stage from quote to order takes; in the order of the way.
    package var stages: [StageView] = []
    package var accounts: [AccountView] = []
    package var instances: [InstanceView] = []
    package var notifications = DeliveryCounts()
    /// Lines of plugins and host that were left out because there were too many.
    package var logLinesDropped: UInt64 = 0
    /// Every counter, gauge and histogram of the host, by name.
    package var metrics: [MetricView] = []
    /// Why the lane cannot go on, or `nil`.
    package var failure: String?

    /// What the lane has counted since it started.
    package struct Counts: Codable, Equatable, Sendable {
        package var marketEvents: UInt64 = 0
        /// Market events a second over the last second, by the wall clock.
        package var eventsPerSecond: Double = 0
        package var delivered: UInt64 = 0
        package var intents: UInt64 = 0
        package var orders: UInt64 = 0
        package var denied: UInt64 = 0
        package var fills: UInt64 = 0
        package var canceled: UInt64 = 0
        package var rejected: UInt64 = 0

        package init() {}
    }

    /// How notifications fared, over all channels.
    package struct DeliveryCounts: Codable, Equatable, Sendable {
        package var queued: UInt64 = 0
        package var delivered: UInt64 = 0
        package var failed: UInt64 = 0
        package var dropped: UInt64 = 0
        package var retries: UInt64 = 0

        package init() {}
    }

    package init() {}
}

/// One number that the host keeps of itself.
package struct MetricView: Codable, Equatable, Sendable {
    package var name: String
    /// `counter`, `gauge` or `histogram`.
    package var kind: String
    /// Of a histogram: how many durations it holds.
    package var value: Int64
    /// Of a histogram: upper ends of the buckets that hold these shares, and the longest.
    package var p50Ns: Int64?
    package var p99Ns: Int64?
    package var maxNs: Int64?

    package init(name: String, kind: String, value: Int64) {
        self.name = name
        self.kind = kind
        self.value = value
    }
}

/// One stage between the lane taking a quote and the order at the venue.
package struct StageView: Codable, Equatable, Sendable {
    /// `strategy` (from the input to the intent), `risk`, `venue`, `total`.
    package var name: String
    package var count: UInt64
    /// Upper ends of the buckets that hold these shares.
    package var p50Ns: Int64
    package var p99Ns: Int64
    package var p999Ns: Int64
    package var maxNs: Int64

    package init(
        name: String,
        count: UInt64,
        p50Ns: Int64,
        p99Ns: Int64,
        p999Ns: Int64,
        maxNs: Int64
    ) {
        self.name = name
        self.count = count
        self.p50Ns = p50Ns
        self.p99Ns = p99Ns
        self.p999Ns = p999Ns
        self.maxNs = maxNs
    }
}

/// What one account is worth.
package struct AccountView: Codable, Equatable, Sendable {
    package var name: String
    package var currency: String
    package var cash: String
    /// Cash and holdings at their marks.
    package var equity: String

    package init(name: String, currency: String, cash: String, equity: String) {
        self.name = name
        self.currency = currency
        self.cash = cash
        self.equity = equity
    }
}
