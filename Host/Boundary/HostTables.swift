import CTenon
import Domain
import Memory

/// The C side of the host: one set of function tables for all instances, never freed.
///
/// Each function finds its instance by the table's `ctx` and answers a status; nothing here can
/// block, and nothing calls back into a plugin.
enum HostTables {
    /// The table of one instance, without its `ctx`.
    static func host(instance: UInt64) -> tenon_host {
        var host = unsafe tenon_host()
        unsafe host.size = UInt32(MemoryLayout<tenon_host>.size)
        unsafe host.abi_minor = abiMinor
        unsafe host.instance = instance
        unsafe host.get_ext = { host, id in
            guard let port = unsafe HostTables.storage(host), let id = unsafe id else {
                return nil
            }
            return unsafe HostTables.tables.find(String(cString: id), kind: port.pointee.kind)
        }
        unsafe host.fail = { host, status, why in
            guard let port = unsafe HostTables.storage(host) else { return }
            unsafe port.pointee.failure = HostTables.text(why, most: 4_096)
        }
        unsafe host.log = { host, severity, message in
            guard let port = unsafe HostTables.storage(host) else { return }
            unsafe HostTables.log(port, severity, message)
        }
        unsafe host.now_ns = { host in
            guard let port = unsafe HostTables.storage(host), unsafe port.pointee.isInCall else {
                return Domain.none
            }
            return unsafe port.pointee.batch.now_ns
        }
        unsafe host.random_u64 = { host in
            guard let port = unsafe HostTables.storage(host), unsafe port.pointee.isInCall else {
                return 0
            }
            return unsafe HostTables.random(&port.pointee.random)
        }
        unsafe host.timer_set = { host, id, at in
            guard let port = unsafe HostTables.storage(host) else { return HostTables.invalid }
            guard unsafe HostTables.maySchedule(port) else { return HostTables.state }
            guard at != Domain.none else {
                unsafe port.pointee.failure = "timer_set: a timer needs a time"
                return HostTables.invalid
            }
            guard unsafe port.pointee.timers.insert(id) else {
                unsafe port.pointee.failure = "timer_set: \(TimerIDs.most) timers are set already"
                return tenon_status(TENON_E_LIMIT)
            }
            var effect = PortEffect(.timerSet)
            effect.id = id
            effect.time = at
            unsafe port.pointee.outbox.append(effect)
            return 0
        }
        unsafe host.timer_clear = { host, id in
            guard let port = unsafe HostTables.storage(host) else { return HostTables.invalid }
            guard unsafe HostTables.maySchedule(port) else { return HostTables.state }
            guard unsafe port.pointee.timers.remove(id) else {
                unsafe port.pointee.failure = "timer_clear: no timer \(id) is set"
                return HostTables.invalid
            }
            var effect = PortEffect(.timerClear)
            effect.id = id
            unsafe port.pointee.outbox.append(effect)
            return 0
        }
        unsafe host.wake = { host in
            guard let port = unsafe HostTables.storage(host) else { return }
            if unsafe port.pointee.kind == UInt32(TENON_KIND_STRATEGY) {
                unsafe port.pointee.wantsTurn = true
            } else {
                unsafe port.pointee.services.wake(port.pointee.instance)
            }
        }
        return unsafe host
    }

    /// The minor version of the interface that this host serves.
    static var abiMinor: UInt32 { 0 }

    static let tables = ExtensionTables()
    static var invalid: tenon_status { tenon_status(TENON_E_INVALID) }
    static var state: tenon_status { tenon_status(TENON_E_STATE) }
    static var permission: tenon_status { tenon_status(TENON_E_PERMISSION) }

    static func storage(_ host: UnsafePointer<tenon_host>?) -> UnsafeMutablePointer<PortStorage>? {
        unsafe host?.pointee.ctx?.assumingMemoryBound(to: PortStorage.self)
    }

    static func maySchedule(_ port: UnsafeMutablePointer<PortStorage>) -> Bool {
        guard unsafe port.pointee.isInCall else { return false }
        switch unsafe port.pointee.phase {
        case .activated, .starting, .running, .draining: return true
        case .closed, .configured: return false
        }
    }

    /// Lines an instance may log in one minute of lane time; more are counted and left out.
    private static var mostLines: Int { 10_000 }

    private static func log(
        _ port: UnsafeMutablePointer<PortStorage>,
        _ severity: Int32,
        _ message: tenon_str
    ) {
        let minute = unsafe port.pointee.batch.now_ns / 60_000_000_000
        if unsafe minute != port.pointee.logMinute {
            let left = unsafe max(0, port.pointee.logLines - mostLines)
            unsafe port.pointee.logMinute = minute
            unsafe port.pointee.logLines = 0
            if left > 0 {
                unsafe port.pointee.services.log(
                    port.pointee.instance,
                    severity: Int32(TENON_LOG_WARNING),
                    text: "\(left) lines of one minute were left out"
                )
            }
        }
        unsafe port.pointee.logLines += 1
        let lines = unsafe port.pointee.logLines
        guard lines <= mostLines else { return }
        unsafe port.pointee.services.log(
            port.pointee.instance,
            severity: severity,
            text: text(message, most: 4_096)
        )
        guard lines == mostLines else { return }
        unsafe port.pointee.services.log(
            port.pointee.instance,
            severity: Int32(TENON_LOG_WARNING),
            text: "further lines of this minute are left out"
        )
    }

    /// A copy of plugin text: cut, with control characters and broken UTF-8 made visible.
    static func text(_ string: tenon_str, most: Int) -> String {
        guard let start = unsafe string.ptr, unsafe string.len > 0 else { return "" }
        let bytes = unsafe UnsafeRawBufferPointer(
            start: start,
            count: Int(clamping: min(string.len, UInt64(most)))
        )
        var result = ""
        for scalar in unsafe String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar.value < 32 || scalar.value == 127 {
                result += "\\u{\(String(scalar.value, radix: 16))}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// The next draw of a SplitMix64 stream (Steele, Lea, Flood 2014).
    static func random(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
