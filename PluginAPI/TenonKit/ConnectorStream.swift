/// One stream of a connector: a queue of events in the order of their time.
@safe
public struct ConnectorStream: Sendable {
    // Sound: the host keeps its table until `destroy` and never changes it.
    nonisolated(unsafe) private let table: UnsafePointer<tenon_host_publish>
    private let host: TenonHost
    /// The number of the stream, from 0; the connector's choice.
    public let number: UInt32

    /// Looks up `tenon.host.publish/1`.
    ///
    /// - Throws: `.permission` when the host does not offer it to this instance.
    public init(_ number: UInt32, host: TenonHost) throws(PluginError) {
        let found = unsafe host.find("tenon.host.publish/1", through: \tenon_host_publish.publish)
        guard let found = unsafe found else {
            throw PluginError(.permission, "the host does not let this instance publish")
        }
        unsafe table = found
        self.host = host
        self.number = number
    }

    /// Appends events, stepped by their size; all or nothing; copied before it returns.
    ///
    /// - Parameter events: Begins on a boundary of 64; times never go back within the stream.
    /// - Returns: `.ok`, or `.again` when the queue is full: publish the same at the next turn.
    /// - Throws: Any other answer, which no second try would change.
    public func publish(_ events: UnsafeRawBufferPointer) throws(PluginError) -> Status {
        guard let publish = unsafe table.pointee.publish else {
            throw PluginError(.notOffered, "the host has no publish function")
        }
        let answer = unsafe Status(
            rawValue: publish(host.table, number, events.baseAddress, UInt64(events.count))
        )
        guard answer == .ok || answer == .again else { throw .refused("publish", answer) }
        return answer
    }

    /// Promises that no event before `time` comes on this stream any more.
    ///
    /// - Parameter time: ns since the Unix epoch, UTC.
    /// - Returns: As `publish`.
    /// - Throws: As `publish`.
    public func publishWatermark(_ time: Int64) throws(PluginError) -> Status {
        try publish(Self.control(TENON_TYPE_WATERMARK, time: time))
    }

    /// Publishes one event of any fixed layout.
    public func publish<Event: BitwiseCopyable>(
        _ event: Event
    ) throws(PluginError) -> Status {
        try unsafe withUnsafeBytes(of: event) { bytes throws(PluginError) in
            try unsafe publish(bytes)
        }
    }

    /// A control event that says something of a whole stream.
    ///
    /// - Parameters:
    ///   - type: `TENON_TYPE_WATERMARK` or `TENON_TYPE_END_OF_DATA`.
    ///   - time: ns since the Unix epoch, UTC.
    ///   - count: For the end: how many events were published.
    /// - Returns: The event, ready to publish.
    public static func control(_ type: Int, time: Int64, count: Int64 = 0) -> tenon_ev_control {
        var event = tenon_ev_control()
        event.h.size = UInt32(MemoryLayout<tenon_ev_control>.size)
        event.h.space = UInt16(truncatingIfNeeded: TENON_SPACE_CONTROL)
        event.h.type = UInt16(truncatingIfNeeded: type)
        event.h.ts_ns = time
        event.i64 = count
        return event
    }
}
