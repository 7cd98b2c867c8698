import Boundary
import CTenon
import Domain

/// What a strategy does after it has looked at one event.
enum Reaction {
    /// Takes it, and goes on unless an effect was called.
    case take
    /// Takes it and ends the call.
    case takeAndStop
    /// Leaves it and everything after it, and answers AGAIN.
    case again
    /// Leaves it and answers OK.
    case leave
    /// Answers with this status.
    case fail(Int)
    /// Says it took so many events, whatever was given.
    case claim(UInt32)
}

/// A strategy whose mind is a closure, called by the lane through the C interface alone.
@safe
final class ScriptedStrategy {
    // Sound because a stage keeps its members as long as its lane, on the test's own thread.

    /// One call of `on_batch`.
    struct Call: Equatable {
        var count: UInt32
        var taken: UInt32
        var first: UInt64
        var last: UInt64
        var delivery: UInt64
        var now: Int64
        var isAligned: Bool
    }

    let port: HostPort
    let id: InstanceID
    /// What it does in `activate`.
    var atActivation: (ScriptedStrategy) -> Void = { _ in }
    /// What it does in `start`.
    var atStart: (ScriptedStrategy) -> Void = { _ in }
    /// Sees every event once more each time it is given again.
    var react: (ScriptedStrategy, SeenEvent) -> Reaction = { _, _ in .take }
    /// Called with an empty batch.
    var atWake: (ScriptedStrategy) -> Void = { _ in }
    /// The most events it takes of a batch of so many.
    var appetite: (Int) -> Int = { $0 }
    /// Whether events and calls are remembered.
    var remembers = true

    private(set) var events: [SeenEvent] = []
    private(set) var calls: [Call] = []
    /// Statuses of `submit`, in order.
    private(set) var answers: [tenon_status] = []
    private(set) var nextIntent: UInt64 = 1
    private var hasActed = false
    private var versions: [UInt32: UInt32] = [:]

    init(port: HostPort, id: InstanceID) {
        self.port = port
        self.id = id
        unsafe port.connect(
            implementation: Unmanaged.passUnretained(self).toOpaque(),
            onBatch: { instance, batch, consumed in
                guard let instance = unsafe instance, let batch = unsafe batch,
                    let consumed = unsafe consumed
                else { return tenon_status(TENON_E_INVALID) }
                let strategy = unsafe Unmanaged<ScriptedStrategy>.fromOpaque(instance)
                    .takeUnretainedValue()
                return unsafe strategy.receive(batch.pointee, &consumed.pointee)
            }
        )
    }

    // MARK: - What it saw

    /// The events after the opening burst, as text.
    var lines: [String] { live.map(\.description) }

    /// The events after the opening burst.
    var live: ArraySlice<SeenEvent> {
        events.drop { !$0.isStarted }.dropFirst()
    }

    var fills: [tenon_ev_order] { live.compactMap { $0.isFill ? $0.order : nil } }

    /// The version of the last definition it was told.
    func version(of instrument: UInt32) -> UInt32 { versions[instrument] ?? 0 }

    // MARK: - Effects

    private var host: UnsafePointer<tenon_host> { unsafe port.table }

    private func table<T>(_ id: String, _ type: T.Type) -> UnsafePointer<T>? {
        guard let find = unsafe host.pointee.get_ext else { return nil }
        return unsafe find(host, id)?.assumingMemoryBound(to: type)
    }

    /// A new market order for the newest definition; the id is the next one unless given.
    func order(
        _ side: Int,
        _ quantity: Int64,
        of instrument: UInt32 = 1,
        id: UInt64? = nil,
        tif: Int = TENON_GTC
    ) -> tenon_intent {
        var intent = blank(TENON_OP_NEW, id: id)
        intent.instrument = instrument
        intent.side = UInt8(side)
        intent.otype = UInt8(TENON_MARKET)
        intent.tif = UInt8(tif)
        intent.qty = quantity
        intent.def_version = version(of: instrument)
        return intent
    }

    /// An intent of an operation with nothing else set.
    func blank(_ operation: Int, id: UInt64? = nil) -> tenon_intent {
        var intent = tenon_intent()
        intent.size = UInt32(MemoryLayout<tenon_intent>.size)
        intent.op = UInt16(operation)
        intent.intent_id = id ?? nextIntent
        nextIntent = max(nextIntent, intent.intent_id + 1)
        intent.px = Domain.none
        intent.stop_px = Domain.none
        return intent
    }

    /// Hands intents over in one call.
    @discardableResult
    func submit(_ intents: tenon_intent...) -> Int { submit(bytes: intents.flatMap(Tape.bytes)) }

    /// Hands bytes over as they are.
    @discardableResult
    func submit(bytes: [UInt8]) -> Int {
        guard
            let orders = unsafe table("tenon.host.orders/1", tenon_host_orders.self),
            let submit = unsafe orders.pointee.submit
        else { return TENON_E_NOSYS }
        let status = unsafe bytes.withUnsafeBytes { buffer in
            unsafe submit(host, buffer.baseAddress, UInt64(buffer.count))
        }
        if remembers { answers.append(status) }
        if status == 0 { hasActed = true }
        return Int(status)
    }

    @discardableResult
    func buy(_ quantity: Int64, of instrument: UInt32 = 1, tif: Int = TENON_GTC) -> Int {
        submit(order(TENON_BUY, quantity, of: instrument, tif: tif))
    }

    @discardableResult
    func sell(_ quantity: Int64, of instrument: UInt32 = 1, tif: Int = TENON_GTC) -> Int {
        submit(order(TENON_SELL, quantity, of: instrument, tif: tif))
    }

    /// Cancels the order of an intent.
    @discardableResult
    func cancel(target: UInt64) -> Int {
        var intent = blank(TENON_OP_CANCEL)
        intent.target = target
        return submit(intent)
    }

    /// Cancels an order by the host's number.
    @discardableResult
    func cancel(order: UInt64) -> Int {
        var intent = blank(TENON_OP_CANCEL)
        intent.order = order
        return submit(intent)
    }

    @discardableResult
    func cancelAll(of instrument: UInt32 = 0, side: Int = 0) -> Int {
        var intent = blank(TENON_OP_CANCEL_ALL)
        intent.instrument = instrument
        intent.side = UInt8(side)
        return submit(intent)
    }

    @discardableResult
    func setTimer(_ id: UInt64, at time: Int64) -> Int {
        guard let set = unsafe host.pointee.timer_set else { return TENON_E_NOSYS }
        let status = unsafe set(host, id, time)
        if status == 0 { hasActed = true }
        return Int(status)
    }

    @discardableResult
    func clearTimer(_ id: UInt64) -> Int {
        guard let clear = unsafe host.pointee.timer_clear else { return TENON_E_NOSYS }
        let status = unsafe clear(host, id)
        if status == 0 { hasActed = true }
        return Int(status)
    }

    /// Asks for streams; `bars` is (period, unit).
    @discardableResult
    func subscribe(
        _ instrument: UInt32 = 1,
        to streams: Int,
        bars: (period: Int, unit: Int) = (0, 0)
    ) -> Int {
        guard
            let subscribing = unsafe table("tenon.host.subscribe/1", tenon_host_subscribe.self),
            let subscribe = unsafe subscribing.pointee.subscribe
        else { return TENON_E_NOSYS }
        let status = unsafe subscribe(
            host,
            instrument,
            UInt32(streams),
            0,
            UInt32(bars.period),
            UInt32(bars.unit)
        )
        if status == 0 { hasActed = true }
        return Int(status)
    }

    @discardableResult
    func unsubscribe(_ instrument: UInt32 = 1, from streams: Int) -> Int {
        guard
            let subscribing = unsafe table("tenon.host.subscribe/1", tenon_host_subscribe.self),
            let unsubscribe = unsafe subscribing.pointee.unsubscribe
        else { return TENON_E_NOSYS }
        let status = unsafe unsubscribe(host, instrument, UInt32(streams))
        if status == 0 { hasActed = true }
        return Int(status)
    }

    /// The handle of a symbol, or the status.
    func resolve(_ symbol: String) -> Result<UInt32, Answer> {
        guard
            let subscribing = unsafe table("tenon.host.subscribe/1", tenon_host_subscribe.self),
            let resolve = unsafe subscribing.pointee.resolve
        else { return .failure(Answer(status: TENON_E_NOSYS)) }
        var handle: UInt32 = 0
        let status = unsafe symbol.withCString { text in
            unsafe resolve(host, tenon_str(ptr: text, len: UInt64(symbol.utf8.count)), &handle)
        }
        return status == 0 ? .success(handle) : .failure(Answer(status: Int(status)))
    }

    struct Answer: Error, Equatable { var status: Int }

    /// Asks for an empty batch.
    func wake() { if let wake = unsafe host.pointee.wake { unsafe wake(host) } }

    var now: Int64 {
        guard let now = unsafe host.pointee.now_ns else { return Domain.none }
        return unsafe now(host)
    }

    func random() -> UInt64 {
        guard let draw = unsafe host.pointee.random_u64 else { return 0 }
        return unsafe draw(host)
    }

    /// Whether the host gives an extension.
    func finds(_ id: String) -> Bool { unsafe table(id, UInt8.self) != nil }

    // MARK: - The call

    private func receive(_ batch: tenon_batch, _ consumed: inout UInt32) -> tenon_status {
        hasActed = false
        var status = tenon_status(TENON_OK)
        let count = unsafe Int(batch.count)
        if count == 0 {
            atWake(self)
        } else {
            status = unsafe walk(batch, most: min(count, max(1, appetite(count))), &consumed)
        }
        if remembers { unsafe note(batch, consumed) }
        return status
    }

    private func walk(_ batch: tenon_batch, most: Int, _ consumed: inout UInt32) -> tenon_status {
        var offset = 0
        while Int(consumed) < most {
            let event = unsafe SeenEvent(bytes: ScriptedStrategy.copy(batch, at: offset))
            learn(event)
            switch react(self, event) {
            case .take: break
            case .takeAndStop:
                take(event, &consumed)
                return 0
            case .again: return tenon_status(TENON_E_AGAIN)
            case .leave: return 0
            case .fail(let status): return tenon_status(status)
            case .claim(let number):
                consumed = number
                return 0
            }
            take(event, &consumed)
            if hasActed { return 0 }
            offset += event.bytes.count
        }
        return 0
    }

    private func take(_ event: SeenEvent, _ consumed: inout UInt32) {
        consumed += 1
        if remembers { events.append(event) }
    }

    private func learn(_ event: SeenEvent) {
        guard event.isA(TENON_SPACE_REFERENCE, TENON_TYPE_INSTRUMENT) else { return }
        versions[event.instrument] = event.read(tenon_ev_instrument.self).def_version
    }

    private func note(_ batch: tenon_batch, _ taken: UInt32) {
        unsafe calls.append(
            Call(
                count: batch.count,
                taken: taken,
                first: batch.first_seq,
                last: batch.last_seq,
                delivery: batch.delivery,
                now: batch.now_ns,
                isAligned: UInt(bitPattern: batch.bytes) & 63 == 0
            )
        )
    }

    private static func copy(_ batch: tenon_batch, at offset: Int) -> [UInt8] {
        guard let start = unsafe batch.bytes else { return [] }
        let size = unsafe UnsafeRawPointer(start).load(fromByteOffset: offset, as: UInt32.self)
        return unsafe Array(UnsafeBufferPointer(start: start + offset, count: Int(size)))
    }
}
