package import CTenon
package import Domain

/// What an operator, or plugins.yaml at a moment of the data, wants of one instance: an input of
/// the lane's sequence like any other.
package struct LaneCommand: Sendable {
    package enum Action: Sendable {
        /// A new value of a parameter, as a PARAM event.
        case set(parameter: UInt32, value: tenon_param_value)
        /// It is not called any more; its order events are kept for it.
        case pause(cancelsOrders: Bool)
        /// It gets what was kept, and a GAP where market events have passed it by.
        case resume
        /// Its working orders are canceled and it leaves the lane.
        case stop
        /// It joins the lane and gets the opening burst.
        case start
    }

    /// Who wants it.
    package struct Origin: BitwiseCopyable, Sendable {
        /// User and process of the peer; both 0 for plugins.yaml and the host itself.
        package var user: UInt32
        package var process: Int32

        package init(user: UInt32 = 0, process: Int32 = 0) {
            self.user = user
            self.process = process
        }
    }

    package let instance: InstanceID
    package let action: Action
    package let origin: Origin

    package init(_ action: Action, of instance: InstanceID, by origin: Origin = Origin()) {
        self.action = action
        self.instance = instance
        self.origin = origin
    }
}

/// A command that waits for its moment.
package struct ScheduledChange: Sendable {
    /// Lane time, ns since the epoch, UTC.
    package let time: Int64
    package let command: LaneCommand

    package init(time: Int64, command: LaneCommand) {
        self.time = time
        self.command = command
    }
}

/// A command of plugins.yaml that was not made at its moment.
package struct RefusedCommand: Sendable {
    package let instance: InstanceID
    /// Lane time.
    package let time: Int64
    package let reason: String
}

/// What came of a command.
package struct LaneAnswer: Equatable, Sendable {
    /// Sequence number and lane time of the input it became; 0 when it was refused.
    package var sequence: UInt64
    package var time: Int64
    /// Why nothing was done, or `nil`.
    package var refusal: String?

    package init(sequence: UInt64, time: Int64, refusal: String? = nil) {
        self.sequence = sequence
        self.time = time
        self.refusal = refusal
    }
}

/// A command in the lane's records: an input of 64 bytes.
struct CommandInput: BitwiseCopyable {
    var header: tenon_ev
    var instance: UInt32
    /// 1 set, 2 pause, 3 pause and cancel, 4 resume, 5 stop, 6 start.
    var action: UInt16
    /// Of a parameter's value.
    var valueType: UInt16
    var parameter: UInt32
    var user: UInt32
    var process: Int32
    var exponent: Int32
    /// The value's `i64`, or the bits of its `f64`.
    var value: UInt64
}
