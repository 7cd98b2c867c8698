import CTenon
import Domain
import Memory

/// `tenon.host.orders/1`: takes intents into the port's outbox after the checks that need nothing
/// but the instance's own grants and what it has seen.
enum OrdersExtension {
    static func table() -> tenon_host_orders {
        var table = tenon_host_orders()
        table.size = UInt32(MemoryLayout<tenon_host_orders>.size)
        unsafe table.submit = { host, intents, count in
            guard let port = unsafe HostTables.storage(host) else { return HostTables.invalid }
            return unsafe OrdersExtension.submit(port, intents, count)
        }
        return table
    }

    private static func submit(
        _ port: UnsafeMutablePointer<PortStorage>,
        _ intents: UnsafeRawPointer?,
        _ count: UInt64
    ) -> tenon_status {
        guard unsafe port.pointee.isInCall, unsafe !port.pointee.isControl else {
            return unsafe refuse(port, TENON_E_STATE, "submit outside on_batch")
        }
        let phase = unsafe port.pointee.phase
        guard phase == .running || phase == .draining else {
            return unsafe refuse(port, TENON_E_STATE, "submit while not running")
        }
        let known = MemoryLayout<tenon_intent>.size
        guard let intents = unsafe intents, count >= UInt64(known) else {
            return unsafe refuse(port, TENON_E_INVALID, "submit: no whole intent")
        }
        guard count <= 1 << 20 else {
            return unsafe refuse(port, TENON_E_LIMIT, "submit: more than 1 MiB of intents at once")
        }
        let before = unsafe port.pointee.outbox.count
        let lastBefore = unsafe port.pointee.lastIntent
        var offset = 0
        let end = Int(count)
        while offset < end {
            guard end - offset >= known else {
                return unsafe takeBack(
                    port,
                    before,
                    lastBefore,
                    TENON_E_INVALID,
                    "submit: the last intent is cut off"
                )
            }
            let size = unsafe Int(
                intents.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            )
            guard size >= known, size & 7 == 0, size <= end - offset else {
                return unsafe takeBack(
                    port,
                    before,
                    lastBefore,
                    TENON_E_INVALID,
                    "submit: intent.size \(size) does not fit"
                )
            }
            // Copied once and judged where it will stay; what is refused is taken back.
            let copy = unsafe append(port, intents + offset)
            let id = copy.view(at: 0, as: tenon_intent.self)[\.intent_id]
            if let (status, why) = unsafe objection(port, copy, phase) {
                let answer = unsafe takeBack(port, before, lastBefore, status, why)
                if status == TENON_E_FAULT {
                    // Whatever the plugin makes of the answer: the lane takes it out of use.
                    var effect = PortEffect(.diverged)
                    effect.id = id
                    unsafe port.pointee.outbox.append(effect)
                }
                return answer
            }
            unsafe remember(port, id, digest(copy))
            offset += size
        }
        return 0
    }

    /// Why an intent is refused at once, or `nil`.
    @inline(__always)
    private static func objection(
        _ port: UnsafeMutablePointer<PortStorage>,
        _ copy: RecordRun,
        _ phase: PortPhase
    ) -> (Int, String)? {
        let intent = copy.view(at: 0, as: tenon_intent.self)
        let operation = UInt32(intent[\.op])
        guard operation >= TENON_OP_NEW, operation <= TENON_OP_QUERY else {
            return (TENON_E_INVALID, "submit: op \(operation) is not an operation")
        }
        guard unsafe port.pointee.operations & (1 << operation) != 0 else {
            return (TENON_E_PERMISSION, "submit: op \(operation) is not granted")
        }
        guard unsafe port.pointee.account == intent[\.account] else {
            return (TENON_E_PERMISSION, "submit: account \(intent[\.account]) is not granted")
        }
        if let repeated = unsafe repetition(port, intent[\.intent_id], copy) { return repeated }
        guard operation == TENON_OP_NEW || operation == TENON_OP_REPLACE else {
            return nil
        }
        if operation == TENON_OP_NEW {
            if phase == .draining, intent[\.flags] & UInt32(TENON_ORDER_REDUCE_ONLY) == 0 {
                return (TENON_E_STATE, "submit: while draining new orders only reduce")
            }
            guard intent[\.side] == 1 || intent[\.side] == 2 else {
                return (TENON_E_INVALID, "submit: side \(intent[\.side]) is not a side")
            }
            guard intent[\.otype] >= 1, intent[\.otype] <= 9, intent[\.tif] <= 7 else {
                return (TENON_E_INVALID, "submit: unknown order type or time in force")
            }
        }
        let place = Int(intent[\.instrument]) - 1
        guard place >= 0, unsafe place < port.pointee.grants.count else {
            return (TENON_E_INVALID, "submit: no instrument \(intent[\.instrument])")
        }
        let grant = unsafe port.pointee.grants[place]
        guard grant.version != 0 else {
            return (
                TENON_E_PERMISSION, "submit: instrument \(intent[\.instrument]) not granted"
            )
        }
        guard intent[\.def_version] == grant.version else {
            return (
                TENON_E_STALE,
                "submit: def_version \(intent[\.def_version]), the definition is \(grant.version)"
            )
        }
        guard intent[\.qty] <= grant.maximumQuantity else {
            return (
                TENON_E_LIMIT,
                "submit: quantity above the granted orders.max_qty"
            )
        }
        return nil
    }

    /// Intent ids grow; a repeat is told from a contradiction by its content.
    @inline(__always)
    private static func repetition(
        _ port: UnsafeMutablePointer<PortStorage>,
        _ id: UInt64,
        _ copy: RecordRun
    ) -> (Int, String)? {
        if unsafe id > port.pointee.lastIntent { return nil }
        let known = unsafe port.pointee.recent[recentPlace(id)]
        if known.id == id, known.digest == digest(copy) {
            return (TENON_E_DUPLICATE, "submit: intent \(id) is known")
        }
        return (TENON_E_FAULT, "DIVERGED: intent \(id) came again with other content")
    }

    @inline(__always)
    private static func remember(
        _ port: UnsafeMutablePointer<PortStorage>,
        _ id: UInt64,
        _ digest: UInt64
    ) {
        unsafe port.pointee.lastIntent = id
        let place = recentPlace(id)
        unsafe port.pointee.recent[place] = RecentIntent(id: id, digest: digest)
    }

    private static func recentPlace(_ id: UInt64) -> Int {
        unsafe Int(id % UInt64(PortStorage.recentIntents))
    }

    /// Copies an intent to the end of the outbox, with the size this host knows and its account.
    ///
    /// - Returns: The copy; it stays where it is until the outbox next changes.
    @inline(__always)
    private static func append(
        _ port: UnsafeMutablePointer<PortStorage>,
        _ intent: UnsafeRawPointer
    ) -> RecordRun {
        let offset = unsafe port.pointee.outbox.count
        unsafe port.pointee.outbox.append(intent.loadUnaligned(as: tenon_intent.self))
        let account = unsafe port.pointee.account
        unsafe port.pointee.outbox.withRecord(at: offset, as: tenon_intent.self) { copy in
            copy.size = UInt32(MemoryLayout<tenon_intent>.size)
            if copy.account == 0 { copy.account = account }
        }
        return unsafe port.pointee.outbox.tail(from: offset)
    }

    /// A digest of everything in an intent: two lanes side by side, sixteen bytes a step.
    @inline(__always)
    private static func digest(_ intent: RecordRun) -> UInt64 {
        unsafe intent.withBytes { bytes in
            var (a, b) = (UInt64(1), UInt64(2))
            for offset in stride(from: 0, to: MemoryLayout<tenon_intent>.size, by: 32) {
                unsafe a = fold(a, bytes, offset)
                unsafe b = fold(b, bytes, offset &+ 16)
            }
            return a ^ (b << 32 | b >> 32)
        }
    }

    /// The folded product of wyhash (Wang Yi), the lane kept beside it: a factor of 0 forgets
    /// nothing.
    @inline(__always)
    private static func fold(_ lane: UInt64, _ bytes: UnsafeRawBufferPointer, _ offset: Int)
        -> UInt64
    {
        let first = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        let second = unsafe bytes.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
        let product = (first ^ lane).multipliedFullWidth(by: second ^ 0xE703_7ED1_A0B4_28DB)
        return product.high ^ product.low ^ (lane &* 0x9E37_79B9_7F4A_7C15)
    }

    private static func refuse(
        _ port: UnsafeMutablePointer<PortStorage>,
        _ status: Int,
        _ why: String
    ) -> tenon_status {
        unsafe port.pointee.failure = why
        if unsafe port.pointee.refusals == 0 { unsafe port.pointee.firstRefusal = why }
        unsafe port.pointee.refusals += 1
        return tenon_status(status)
    }

    private static func takeBack(
        _ port: UnsafeMutablePointer<PortStorage>,
        _ count: Int,
        _ lastIntent: UInt64,
        _ status: Int,
        _ why: String
    ) -> tenon_status {
        unsafe port.pointee.outbox.truncate(to: count)
        unsafe port.pointee.lastIntent = lastIntent
        return unsafe refuse(port, status, why)
    }
}
