import CTenon

/// A host made of one table: it writes down what a plugin says and wants.
@safe
final class TestHost {
    /// Intents in the order they were submitted.
    private(set) var intents: [tenon_intent] = []
    /// The last text given to `fail`.
    private(set) var failure = ""
    /// What was logged, in order.
    private(set) var lines: [String] = []
    /// `handle:streams`, in order.
    private(set) var subscriptions: [String] = []
    /// How often it was asked for a turn.
    private(set) var wakes = 0
    /// Instruments that `resolve` knows.
    var handles: [String: UInt32] = [:]
    /// Streams that `subscribe` refuses with NOSYS.
    var missingStreams: UInt32 = 0
    /// Extensions that are not granted.
    var withheld: Set<String> = []
    /// What `submit` answers.
    var verdict = tenon_status(TENON_OK)

    let table: UnsafeMutablePointer<tenon_host>
    private let orders: UnsafeMutablePointer<tenon_host_orders>
    private let subscribe: UnsafeMutablePointer<tenon_host_subscribe>

    init() {
        unsafe table = .allocate(capacity: 1)
        unsafe orders = .allocate(capacity: 1)
        unsafe subscribe = .allocate(capacity: 1)
        unsafe table.initialize(to: tenon_host())
        unsafe orders.initialize(to: tenon_host_orders())
        unsafe subscribe.initialize(to: tenon_host_subscribe())
        unsafe table.pointee.size = UInt32(MemoryLayout<tenon_host>.size)
        unsafe table.pointee.ctx = Unmanaged.passUnretained(self).toOpaque()
        unsafe orders.pointee.size = UInt32(MemoryLayout<tenon_host_orders>.size)
        unsafe subscribe.pointee.size = UInt32(MemoryLayout<tenon_host_subscribe>.size)
        fillHost()
        fillExtensions()
    }

    deinit {
        unsafe table.deallocate()
        unsafe orders.deallocate()
        unsafe subscribe.deallocate()
    }

    /// Returns and forgets the last text given to `fail`.
    func takeFailure() -> String {
        defer { failure = "" }
        return failure
    }

    private func fillHost() {
        unsafe table.pointee.get_ext = { host, id in
            let name = unsafe id.map { unsafe String(cString: $0) } ?? ""
            let this = unsafe TestHost.of(host)
            if this.withheld.contains(name) { return nil }
            switch name {
            case "tenon.host.orders/1": return unsafe UnsafeRawPointer(this.orders)
            case "tenon.host.subscribe/1": return unsafe UnsafeRawPointer(this.subscribe)
            default: return nil
            }
        }
        unsafe table.pointee.fail = { host, _, why in
            unsafe TestHost.of(host).failure = TestHost.text(why)
        }
        unsafe table.pointee.log = { host, _, message in
            unsafe TestHost.of(host).lines.append(TestHost.text(message))
        }
        unsafe table.pointee.now_ns = { _ in 0 }
        unsafe table.pointee.random_u64 = { _ in 4 }
        unsafe table.pointee.timer_set = { _, _, _ in tenon_status(TENON_OK) }
        unsafe table.pointee.timer_clear = { _, _ in tenon_status(TENON_OK) }
        unsafe table.pointee.wake = { host in unsafe TestHost.of(host).wakes += 1 }
    }

    private func fillExtensions() {
        unsafe orders.pointee.submit = { host, bytes, count in
            let this = unsafe TestHost.of(host)
            if this.verdict != TENON_OK { return this.verdict }
            let size = MemoryLayout<tenon_intent>.size
            guard let bytes = unsafe bytes, count > 0, Int(count) % size == 0 else {
                return tenon_status(TENON_E_INVALID)
            }
            for offset in stride(from: 0, to: Int(count), by: size) {
                let intent = unsafe bytes.load(fromByteOffset: offset, as: tenon_intent.self)
                guard intent.intent_id > this.intents.last?.intent_id ?? 0 else {
                    return tenon_status(TENON_E_DUPLICATE)
                }
                this.intents.append(intent)
            }
            return tenon_status(TENON_OK)
        }
        unsafe subscribe.pointee.resolve = { host, symbol, handle in
            let known = unsafe TestHost.of(host).handles[TestHost.text(symbol)]
            guard let known, let handle = unsafe handle else {
                return tenon_status(TENON_E_INVALID)
            }
            unsafe handle.pointee = known
            return tenon_status(TENON_OK)
        }
        unsafe subscribe.pointee.subscribe = { host, instrument, streams, _, _, _ in
            let this = unsafe TestHost.of(host)
            if streams & this.missingStreams != 0 { return tenon_status(TENON_E_NOSYS) }
            this.subscriptions.append("\(instrument):\(streams)")
            return tenon_status(TENON_OK)
        }
        unsafe subscribe.pointee.unsubscribe = { _, _, _ in tenon_status(TENON_OK) }
        unsafe subscribe.pointee.history = { _, _, _, _, _, _, _, _, _ in
            tenon_status(TENON_E_NOSYS)
        }
    }

    private static func of(_ host: UnsafePointer<tenon_host>?) -> TestHost {
        guard let context = unsafe host?.pointee.ctx else {
            preconditionFailure("a plugin called the host without its table")
        }
        return unsafe Unmanaged<TestHost>.fromOpaque(context).takeUnretainedValue()
    }

    static func text(_ text: tenon_str) -> String {
        let bytes = unsafe UnsafeRawBufferPointer(start: text.ptr, count: Int(text.len))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}
