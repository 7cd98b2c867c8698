import Boundary
import CTenon
import Domain

/// A data connector that publishes what it was given, a piece at each turn.
@safe
final class ScriptedConnector {
    // Sound because a stage keeps its members as long as its lane, on the test's own thread.

    /// What is still to be published on one stream.
    struct Stream {
        var records: [Tape.Record]
        var next = 0
        /// Whether END_OF_DATA follows the last record.
        var ends = true
    }

    let port: HostPort
    let id: InstanceID
    var atActivation: (ScriptedConnector) -> Void = { _ in }
    /// What it does in `start` beside publishing a first piece of each stream.
    var atStart: (ScriptedConnector) -> Void = { _ in }
    /// Replaces the ordinary turn when set; answers the status of `on_batch`.
    var turn: ((ScriptedConnector) -> Int)?
    /// How many records of a stream it publishes in one turn.
    var piece: () -> Int = { 64 }
    /// How often `publish` answered AGAIN.
    private(set) var refusals = 0
    private(set) var turns = 0
    /// Control events it was given.
    private(set) var events: [SeenEvent] = []
    private(set) var streams: [UInt32: Stream] = [:]

    init(port: HostPort, id: InstanceID) {
        self.port = port
        self.id = id
        unsafe port.connect(
            implementation: Unmanaged.passUnretained(self).toOpaque(),
            onBatch: { instance, batch, consumed in
                guard let instance = unsafe instance, let batch = unsafe batch,
                    let consumed = unsafe consumed
                else { return tenon_status(TENON_E_INVALID) }
                let connector = unsafe Unmanaged<ScriptedConnector>.fromOpaque(instance)
                    .takeUnretainedValue()
                return unsafe connector.receive(batch.pointee, &consumed.pointee)
            }
        )
    }

    /// Gives a stream its records.
    func feed(_ records: [Tape.Record], on number: UInt32 = 0, ends: Bool = true) {
        streams[number] = Stream(records: records, ends: ends)
    }

    /// Adds records to a stream.
    func more(_ records: [Tape.Record], on number: UInt32 = 0) {
        streams[number, default: Stream(records: [])].records += records
    }

    // MARK: - Host functions

    private var host: UnsafePointer<tenon_host> { unsafe port.table }

    private func table<T>(_ id: String, _ type: T.Type) -> UnsafePointer<T>? {
        guard let find = unsafe host.pointee.get_ext else { return nil }
        return unsafe find(host, id)?.assumingMemoryBound(to: type)
    }

    /// Publishes the bytes of records in one call.
    @unsafe
    func publish(raw bytes: UnsafeRawBufferPointer, on stream: UInt32 = 0) -> Int {
        guard
            let publishing = unsafe table("tenon.host.publish/1", tenon_host_publish.self),
            let publish = unsafe publishing.pointee.publish
        else { return TENON_E_NOSYS }
        return unsafe Int(publish(host, stream, bytes.baseAddress, UInt64(bytes.count)))
    }

    /// Publishes records in one call.
    @discardableResult
    func publish(_ records: [Tape.Record], on stream: UInt32 = 0) -> Int {
        let bytes = Array(records.joined())
        let status = unsafe bytes.withUnsafeBytes { unsafe publish(raw: $0, on: stream) }
        if status == TENON_E_AGAIN { refusals += 1 }
        return status
    }

    /// The number of a currency.
    @discardableResult
    func currency(_ code: String, exponent: Int) -> UInt32 {
        guard
            let registry = unsafe table("tenon.host.registry/1", tenon_host_registry.self),
            let currency = unsafe registry.pointee.currency
        else { return 0 }
        var number: UInt32 = 0
        _ = unsafe code.withCString { text in
            unsafe currency(
                host,
                tenon_str(ptr: text, len: UInt64(code.utf8.count)),
                Int8(exponent),
                &number
            )
        }
        return number
    }

    /// Defines an instrument and tells its handle, or the status.
    @discardableResult
    func define(_ definition: tenon_ev_instrument) -> Result<UInt32, ScriptedStrategy.Answer> {
        guard
            let registry = unsafe table("tenon.host.registry/1", tenon_host_registry.self),
            let define = unsafe registry.pointee.define
        else { return .failure(ScriptedStrategy.Answer(status: TENON_E_NOSYS)) }
        var handle: UInt32 = 0
        var copy = definition
        let status = unsafe define(host, &copy, &handle)
        return status == 0
            ? .success(handle) : .failure(ScriptedStrategy.Answer(status: Int(status)))
    }

    @discardableResult
    func setTimer(_ id: UInt64, at time: Int64) -> Int {
        guard let set = unsafe host.pointee.timer_set else { return TENON_E_NOSYS }
        return Int(unsafe set(host, id, time))
    }

    func wake() { if let wake = unsafe host.pointee.wake { unsafe wake(host) } }

    // MARK: - Turns

    /// Publishes a piece of every stream that has something left.
    ///
    /// - Returns: Whether something is left.
    @discardableResult
    func publishPieces() -> Bool {
        var isMore = false
        for number in streams.keys.sorted() {
            guard var stream = streams[number] else { continue }
            let total = stream.records.count + (stream.ends ? 1 : 0)
            let end = min(total, stream.next + max(1, piece()))
            if stream.next < end {
                var records = Array(stream.records[stream.next..<min(end, stream.records.count)])
                if end > stream.records.count { records.append(Tape.end) }
                if publish(records, on: number) == 0 { stream.next = end }
            }
            if stream.next < total { isMore = true }
            streams[number] = stream
        }
        return isMore
    }

    private func receive(_ batch: tenon_batch, _ consumed: inout UInt32) -> tenon_status {
        var offset = 0
        while unsafe consumed < batch.count, let start = unsafe batch.bytes {
            let size = Int(
                unsafe UnsafeRawPointer(start).load(fromByteOffset: offset, as: UInt32.self)
            )
            unsafe events.append(
                SeenEvent(bytes: Array(UnsafeBufferPointer(start: start + offset, count: size)))
            )
            offset += size
            consumed += 1
        }
        turns += 1
        if let turn { return tenon_status(turn(self)) }
        return tenon_status(publishPieces() ? TENON_E_AGAIN : TENON_OK)
    }
}
