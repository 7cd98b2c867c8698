/// Hands the events of a batch to a strategy, one by one, stepping by their size.
///
/// Stops after an event that had an effect. An unknown space or type is passed over, so newer hosts
/// may send more. It is always inlined into the author's one-line closure, where `S` is concrete:
/// per event there is no call but the handler's, no reference counting and no exclusivity check.
///
/// - Returns: The status for the host; on an error `consumed` counts the events before it.
@inlinable
@inline(__always)
@unsafe
public func deliver<S: Strategy & ~Copyable>(
    _ type: S.Type,
    _ impl: UnsafeMutableRawPointer?,
    _ batch: UnsafePointer<tenon_batch>?,
    _ consumed: UnsafeMutablePointer<UInt32>?
) -> tenon_status {
    guard let impl = unsafe impl, let batch = unsafe batch, let consumed = unsafe consumed else {
        return tenon_status(TENON_E_INVALID)
    }
    let state = unsafe impl.assumingMemoryBound(to: S.self)
    let header = unsafe InstanceHeader.of(impl)
    var effects = unsafe Effects(host: header.pointee.host, orders: header.pointee.orders)
    let (count, total) = unsafe (batch.pointee.count, Int(batch.pointee.nbytes))
    var (taken, offset) = (UInt32(0), 0)
    unsafe consumed.pointee = 0
    guard count > 0 else { return tenon_status(TENON_OK) }
    guard let bytes = unsafe UnsafeRawPointer(batch.pointee.bytes) else {
        return unsafe failed(impl, .invalid("a batch of \(count) events without bytes"))
    }
    do throws(PluginError) {
        while taken < count {
            let left = total &- offset
            guard left >= MemoryLayout<tenon_ev>.size else { throw broken(offset) }
            let event = unsafe bytes + offset
            let size = unsafe Int(event.assumingMemoryBound(to: tenon_ev.self).pointee.size)
            guard size >= MemoryLayout<tenon_ev>.size && size <= left else { throw broken(offset) }
            try unsafe handle(event, size, impl, state, &effects)
            taken &+= 1
            offset &+= size
            if effects.happened { break }
        }
    } catch {
        unsafe consumed.pointee = taken
        return unsafe failed(impl, error)
    }
    unsafe consumed.pointee = taken
    return tenon_status(TENON_OK)
}

/// Calls the handler of one event; market data first.
@inlinable
@inline(__always)
@unsafe
func handle<S: Strategy & ~Copyable>(
    _ event: UnsafeRawPointer,
    _ size: Int,
    _ impl: UnsafeMutableRawPointer,
    _ state: UnsafeMutablePointer<S>,
    _ effects: inout Effects
) throws(PluginError) {
    let head = unsafe event.assumingMemoryBound(to: tenon_ev.self)
    let (space, type) = unsafe (Int(head.pointee.space), Int(head.pointee.type))
    if space == TENON_SPACE_MARKET {
        if type == TENON_TYPE_QUOTE {
            try unsafe state.pointee.onQuote(view(event, size).pointee, &effects)
            return
        }
        switch type {
        case TENON_TYPE_BAR:
            try unsafe state.pointee.onBar(view(event, size).pointee, &effects)
        case TENON_TYPE_TRADE:
            try unsafe state.pointee.onTrade(view(event, size).pointee, &effects)
        case TENON_TYPE_BOOK:
            try unsafe state.pointee.onBook(view(event, size).pointee, &effects)
        case TENON_TYPE_STATUS:
            try unsafe state.pointee.onStatus(view(event, size).pointee, &effects)
        default: break
        }
        return
    }
    switch (space, type) {
    case (TENON_SPACE_ORDER, TENON_TYPE_ORDER):
        try unsafe state.pointee.onOrder(view(event, size).pointee, &effects)
    case (TENON_SPACE_ORDER, TENON_TYPE_POSITION):
        try unsafe state.pointee.onPosition(view(event, size).pointee, &effects)
    case (TENON_SPACE_ORDER, TENON_TYPE_BALANCE):
        try unsafe state.pointee.onBalance(view(event, size).pointee, &effects)
    case (TENON_SPACE_REFERENCE, TENON_TYPE_INSTRUMENT):
        try unsafe state.pointee.onInstrument(view(event, size).pointee, &effects)
    case (TENON_SPACE_REFERENCE, TENON_TYPE_CURRENCY):
        try unsafe state.pointee.onCurrency(view(event, size).pointee, &effects)
    case (TENON_SPACE_CONTROL, TENON_TYPE_PARAM):
        try unsafe setParameter(impl, view(event, size).pointee)
    case (TENON_SPACE_CONTROL, TENON_TYPE_WORKER_REPLY), (TENON_SPACE_CONTROL, TENON_TYPE_SIGNAL):
        break
    case (TENON_SPACE_CONTROL, _):
        try unsafe state.pointee.onControl(view(event, size).pointee, &effects)
    default: break
    }
}

/// An event as its struct.
///
/// - Throws: `.invalid` when it is shorter than version 0.0 of the header made it: no host may.
@inlinable
@inline(__always)
@unsafe
func view<Event: BitwiseCopyable>(
    _ event: UnsafeRawPointer,
    _ size: Int
) throws(PluginError) -> UnsafePointer<Event> {
    guard size >= MemoryLayout<Event>.size else { throw short(size) }
    return unsafe event.assumingMemoryBound(to: Event.self)
}

@usableFromInline
@inline(never)
func broken(_ offset: Int) -> PluginError {
    .invalid("the event at byte \(offset) of the batch does not fit into it")
}

@usableFromInline
@inline(never)
func short(_ size: Int) -> PluginError {
    .invalid("an event of \(size) bytes is shorter than its type")
}

/// Applies a parameter event: kind, range and right are checked here, sense by the author.
///
/// A value the author refuses is logged and the old one stays: it is the operator's mistake and no
/// reason to stop trading.
@usableFromInline
@inline(never)
@unsafe
func setParameter(
    _ impl: UnsafeMutableRawPointer,
    _ event: tenon_ev_control
) throws(PluginError) {
    let header = unsafe InstanceHeader.of(impl)
    let id = UInt32(clamping: event.id)
    do throws(PluginError) {
        let all = unsafe header.pointee.operations.pointee.parameters
        guard let parameter = all.first(where: { $0.id == id }) else {
            throw .invalid("parameter \(event.id) is unknown")
        }
        guard parameter.change == .runtime else {
            throw PluginError(.state, "\(parameter.name): cannot be changed while running")
        }
        try unsafe header.pointee.operations.pointee.set(impl, id, parameter.value(event))
    } catch {
        unsafe header.pointee.host.log(.warning, "parameter refused: \(error.why)")
    }
}
