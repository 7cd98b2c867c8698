package import Logging

/// The part of the host that a log line is about.
package enum LogModule: String, CaseIterable, Sendable {
    case host, lane, risk, orders, plugins, notify, api
}

/// The least level of each module that is logged at all.
package struct LogLevels: Equatable, Sendable {
    private var levels: [Logger.Level]

    /// The same level for every module.
    package init(_ level: Logger.Level = .info) {
        levels = LogModule.allCases.map { _ in level }
    }

    /// The level of one module.
    package subscript(module: LogModule) -> Logger.Level {
        get { levels[Self.place(of: module)] }
        set { levels[Self.place(of: module)] = newValue }
    }

    private static func place(of module: LogModule) -> Int {
        switch module {
        case .host: 0
        case .lane: 1
        case .risk: 2
        case .orders: 3
        case .plugins: 4
        case .notify: 5
        case .api: 6
        }
    }
}
