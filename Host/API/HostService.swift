/// What a running host does for whoever asks: the one service layer behind the socket, the commands
/// and every later surface.
///
/// Readings are what the lane last published and may be some tens of milliseconds old. A command
/// that changes trading state answers after the lane has made it an input of its sequence.
package protocol HostService: Sendable {
    /// The host as a whole.
    func status() async -> StatusView
    /// The market of every instrument, in the order of definition.
    func quotes() async -> [QuoteView]
    /// What strategies and accounts hold, in configuration order.
    func positions() async -> [PositionView]
    /// Orders, the newest first.
    ///
    /// - Parameters:
    ///   - isOpenOnly: Leave out what is final.
    ///   - most: At most so many.
    /// - Returns: The orders, each with its latest status.
    func orders(isOpenOnly: Bool, most: Int) async -> [OrderView]
    /// Executions, the newest first, at most so many.
    func fills(most: Int) async -> [FillView]
    /// Every configured plugin, in configuration order.
    func instances() async -> [InstanceView]
    /// One plugin in full.
    ///
    /// - Throws: `ServiceError.unknownInstance` with the nearest names.
    func instance(_ name: String) async throws(ServiceError) -> InstanceDetail
    /// What happened to an instance so far, the oldest first.
    func history(_ name: String) async throws(ServiceError) -> [HistoryEntry]
    /// Carries out a command of an operator and waits until it has taken effect.
    func perform(_ command: InstanceCommand, by actor: Actor) async throws(ServiceError)
        -> CommandReceipt
    /// Log lines that a filter lets through, the oldest first: at most `last` that are there
    /// already, then new ones as they come for as long as the stream is read, if it follows.
    func logs(_ filter: LogFilter, last: Int, follow: Bool) async -> AsyncStream<LogLine>
    /// Ends the run: drains the instances, writes the reports.
    ///
    /// - Returns: A receipt at once; the socket closes when all has ended.
    func stop(by actor: Actor) async throws(ServiceError) -> CommandReceipt
}

/// Who asks: the peer of the socket.
package struct Actor: Codable, Equatable, Sendable {
    package var uid: UInt32
    package var pid: Int32

    package init(uid: UInt32, pid: Int32) {
        self.uid = uid
        self.pid = pid
    }

    /// `uid 1000 pid 4711`.
    package var text: String { "uid \(uid) pid \(pid)" }
}

/// What an operator wants of one instance.
package struct InstanceCommand: Codable, Equatable, Sendable {
    /// `plugins start|pause|resume|stop|enable|disable|set`.
    package enum Action: String, Codable, CaseIterable, Sendable {
        case start, pause, resume, stop, enable, disable, set
    }

    package var instance: String
    package var action: Action
    /// Of `set`: parameter and value as text, in order, all or nothing.
    package var values: [ParameterSetting]

    package init(instance: String, action: Action, values: [ParameterSetting] = []) {
        self.instance = instance
        self.action = action
        self.values = values
    }
}

/// `key=value` of `tenon plugins set`.
package struct ParameterSetting: Codable, Equatable, Sendable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// What came of a command.
package struct CommandReceipt: Codable, Equatable, Sendable {
    /// Sequence number and lane time of the input it became; 0 where it changed no trading state.
    package var sequence: UInt64
    package var timeNs: Int64
    /// In words: `ema paused, 1 open order kept`.
    package var message: String

    package init(sequence: UInt64, timeNs: Int64, message: String) {
        self.sequence = sequence
        self.timeNs = timeNs
        self.message = message
    }
}

/// Which log lines somebody wants to see.
package struct LogFilter: Codable, Equatable, Sendable {
    /// The least level, `trace` … `critical`; `nil`: all.
    package var level: String?
    /// Words that must all fit: a module, `key=value` of a field, or a part of the message.
    package var words: [String]

    package init(level: String? = nil, words: [String] = []) {
        self.level = level
        self.words = words
    }
}

/// Why a service did not do what it was asked to: a stable code, a sentence, a remedy.
package struct ServiceError: Error, Codable, Equatable, Sendable {
    /// Each goes with a status of HTTP.
    package enum Code: String, Codable, CaseIterable, Sendable {
        /// 404.
        case unknownInstance
        /// 404: no such route.
        case notFound
        /// 400: the request cannot be read.
        case badRequest
        /// 422: no such parameter, out of its range, or not for changing while it runs.
        case badValue
        /// 409: not in the state the instance or host is in.
        case wrongState
        /// 403: the peer may not.
        case forbidden
        /// 504: it was taken, and has not taken effect in time.
        case timedOut
        /// 500: a bug of the host.
        case inside
    }

    package var code: Code
    package var message: String
    package var remedy: String

    package init(_ code: Code, _ message: String, remedy: String) {
        self.code = code
        self.message = message
        self.remedy = remedy
    }
}
