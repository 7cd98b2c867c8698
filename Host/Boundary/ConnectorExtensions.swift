import CTenon
import Domain
import Memory

/// `tenon.host.publish/1`: checks that the bytes are whole records and passes them on.
enum PublishExtension {
    static func table() -> tenon_host_publish {
        var table = tenon_host_publish()
        table.size = UInt32(MemoryLayout<tenon_host_publish>.size)
        unsafe table.publish = { host, stream, events, count in
            guard let port = unsafe HostTables.storage(host) else { return HostTables.invalid }
            switch unsafe port.pointee.phase {
            case .starting, .running, .draining: break
            case .closed, .configured, .activated:
                unsafe port.pointee.failure = "publish before start"
                return HostTables.state
            }
            guard let events = unsafe events, count >= 64, count & 63 == 0, count <= 1 << 20,
                UInt(bitPattern: events) & 7 == 0
            else {
                unsafe port.pointee.failure =
                    "publish: \(count) bytes are no whole events on a boundary of 8"
                return HostTables.invalid
            }
            let run = unsafe RecordRun(
                base: UnsafeMutableRawPointer(mutating: events),
                count: Int(count)
            )
            let answer = unsafe port.pointee.services.publish(
                port.pointee.instance,
                stream: stream,
                records: run
            )
            if answer.status != 0, !answer.reason.isEmpty {
                unsafe port.pointee.failure = answer.reason
            }
            return answer.status
        }
        return table
    }
}

/// `tenon.host.registry/1`: instruments and currencies get their handles.
enum RegistryExtension {
    static func table() -> tenon_host_registry {
        var table = tenon_host_registry()
        table.size = UInt32(MemoryLayout<tenon_host_registry>.size)
        unsafe table.define = { host, definition, handle in
            guard let port = unsafe HostTables.storage(host), let definition = unsafe definition,
                let handle = unsafe handle
            else { return HostTables.invalid }
            guard unsafe RegistryExtension.isOpen(port) else { return HostTables.state }
            guard unsafe Int(definition.pointee.h.size) >= MemoryLayout<tenon_ev_instrument>.size
            else {
                unsafe port.pointee.failure = "define: the event's size is too small"
                return HostTables.invalid
            }
            let answer = unsafe port.pointee.services.define(
                port.pointee.instance,
                symbol: RegistryExtension.symbol(of: definition.pointee),
                definition.pointee
            )
            if answer.status != 0 { unsafe port.pointee.failure = answer.reason }
            unsafe handle.pointee = answer.value
            return answer.status
        }
        unsafe table.currency = { host, code, exponent, handle in
            guard let port = unsafe HostTables.storage(host), let handle = unsafe handle else {
                return HostTables.invalid
            }
            guard unsafe RegistryExtension.isOpen(port) else { return HostTables.state }
            let answer = unsafe port.pointee.services.currency(
                port.pointee.instance,
                code: HostTables.text(code, most: 16),
                exponent: Int(exponent)
            )
            if answer.status != 0 { unsafe port.pointee.failure = answer.reason }
            unsafe handle.pointee = answer.value
            return answer.status
        }
        return table
    }

    /// The symbol of a definition: up to 64 bytes, ended by the first NUL.
    private static func symbol(of definition: tenon_ev_instrument) -> String {
        unsafe withUnsafeBytes(of: definition.symbol) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    private static func isOpen(_ port: UnsafeMutablePointer<PortStorage>) -> Bool {
        switch unsafe port.pointee.phase {
        case .activated, .starting, .running, .draining: return true
        case .closed, .configured:
            unsafe port.pointee.failure = "the registry is open from activate on"
            return false
        }
    }
}

/// `tenon.host.subscribe/1`: at once in `activate`, as an effect in `on_batch`.
enum SubscribeExtension {
    static func table() -> tenon_host_subscribe {
        var table = tenon_host_subscribe()
        table.size = UInt32(MemoryLayout<tenon_host_subscribe>.size)
        unsafe table.resolve = { host, symbol, handle in
            guard let port = unsafe HostTables.storage(host), let handle = unsafe handle else {
                return HostTables.invalid
            }
            guard unsafe HostTables.maySchedule(port) else { return HostTables.state }
            let answer = unsafe port.pointee.services.resolve(
                port.pointee.instance,
                symbol: HostTables.text(symbol, most: 64)
            )
            guard answer.status == 0 else {
                unsafe port.pointee.failure = answer.reason
                return answer.status
            }
            unsafe handle.pointee = answer.value
            return 0
        }
        unsafe table.subscribe = { host, instrument, streams, depth, period, unit in
            guard let port = unsafe HostTables.storage(host) else { return HostTables.invalid }
            guard unsafe HostTables.maySchedule(port) else { return HostTables.state }
            guard unsafe port.pointee.phase != .draining else { return HostTables.state }
            guard depth == 0 else {
                unsafe port.pointee.failure = "a depth of levels is not available in this build: 0"
                return tenon_status(TENON_E_NOSYS)
            }
            let wish = Subscription(
                instrument: InstrumentID(instrument),
                streams: streams,
                depth: depth,
                barPeriod: period,
                barUnit: unit
            )
            let services = unsafe port.pointee.services
            let instance = unsafe port.pointee.instance
            let isControl = unsafe port.pointee.isControl
            let answer =
                isControl
                ? services.subscribe(instance, to: wish) : services.check(instance, wish)
            guard answer.status == 0, !isControl else {
                if answer.status != 0 { unsafe port.pointee.failure = answer.reason }
                return answer.status
            }
            var effect = PortEffect(.subscribe)
            effect.instrument = instrument
            effect.streams = streams
            effect.depth = depth
            effect.barPeriod = period
            effect.barUnit = unit
            unsafe port.pointee.outbox.append(effect)
            return 0
        }
        unsafe table.unsubscribe = { host, instrument, streams in
            guard let port = unsafe HostTables.storage(host) else { return HostTables.invalid }
            guard unsafe HostTables.maySchedule(port) else { return HostTables.state }
            if unsafe port.pointee.isControl {
                let answer = unsafe port.pointee.services.unsubscribe(
                    port.pointee.instance,
                    instrument: InstrumentID(instrument),
                    streams: streams
                )
                if answer.status != 0 { unsafe port.pointee.failure = answer.reason }
                return answer.status
            }
            var effect = PortEffect(.unsubscribe)
            effect.instrument = instrument
            effect.streams = streams
            unsafe port.pointee.outbox.append(effect)
            return 0
        }
        unsafe table.history = { host, _, _, _, _, _, _, _, _ in
            guard let port = unsafe HostTables.storage(host) else { return HostTables.invalid }
            unsafe port.pointee.failure = "history is not available in this build"
            return tenon_status(TENON_E_NOSYS)
        }
        return table
    }
}
