/// A data connector: defines instruments and publishes what happens to them.
///
/// Its order of work: `activate` opens the source and defines (`ConnectorRegistry`); `start`
/// publishes something on every stream it will use, at least a watermark (`ConnectorStream`); from
/// then on each `onTurn` is its turn to publish.
public protocol Connector: Plugin, ~Copyable {
    /// The connector's turn: publish until a stream answers `.again` or nothing is left.
    ///
    /// A thrown error faults the instance; publish the end of every stream before.
    ///
    /// - Parameter now: Time of the call, ns since the Unix epoch, `TENON_NONE` when not known.
    /// - Returns: What the host is to do next.
    /// - Throws: Why this instance cannot go on.
    mutating func onTurn(now: Int64) throws(PluginError) -> ConnectorTurn

    /// From now on these streams of the instrument are wanted, `TENON_STREAM_…` bits.
    ///
    /// - Parameters:
    ///   - instrument: The host's handle.
    ///   - streams: Bits to add to what is wanted.
    ///   - depth: Levels of the order book, 0 for all.
    /// - Throws: `.invalid` for an unknown instrument, `.notOffered` for a stream it has not.
    mutating func subscribe(
        _ instrument: UInt32,
        streams: UInt32,
        depth: UInt32
    ) throws(PluginError)

    /// These streams are not wanted any more; ones that were not are passed over.
    mutating func unsubscribe(_ instrument: UInt32, streams: UInt32) throws(PluginError)
}

/// What a connector wants after its turn.
public enum ConnectorTurn: Sendable {
    /// Nothing more now: a wake or an event brings the next turn.
    case idle
    /// There is more: call again when there is room.
    case more
}

extension ExportedPlugin {
    /// A data connector.
    ///
    /// A C function cannot be made from generic code, so three one-line closures stand in the
    /// author's module:
    ///
    /// ```swift
    /// .connector(
    ///     Mine.self,
    ///     onBatch: { unsafe takeTurn(Mine.self, $0, $1, $2) },
    ///     subscribe: { unsafe beginStreams(Mine.self, $0, $1, $2, $3) },
    ///     unsubscribe: { unsafe endStreams(Mine.self, $0, $1, $2) }
    /// )
    /// ```
    ///
    /// - Returns: An entry for `PluginLibrary`. Requests are answered with `TENON_E_NOSYS`.
    public static func connector<C: Connector & ~Copyable>(
        _ type: C.Type,
        onBatch: OnBatch,
        subscribe:
            @convention(c) (UnsafeMutableRawPointer?, UInt32, UInt32, UInt32) ->
            tenon_status,
        unsubscribe: @convention(c) (UnsafeMutableRawPointer?, UInt32, UInt32) -> tenon_status
    ) -> ExportedPlugin {
        unsafe ExportedPlugin(
            type,
            kind: .connector,
            table: Immortal(
                tenon_connector(
                    size: UInt32(MemoryLayout<tenon_connector>.size),
                    reserved0: 0,
                    on_batch: onBatch,
                    subscribe: subscribe,
                    unsubscribe: unsubscribe,
                    request: nil
                )
            )
            .rawAddress
        )
    }
}

/// Gives a connector its turn; every event of the batch counts as taken.
///
/// - Returns: The status for the host.
@inlinable
@unsafe
public func takeTurn<C: Connector & ~Copyable>(
    _ type: C.Type,
    _ impl: UnsafeMutableRawPointer?,
    _ batch: UnsafePointer<tenon_batch>?,
    _ consumed: UnsafeMutablePointer<UInt32>?
) -> tenon_status {
    guard let impl = unsafe impl, let batch = unsafe batch, let consumed = unsafe consumed else {
        return tenon_status(TENON_E_INVALID)
    }
    unsafe consumed.pointee = batch.pointee.count
    do throws(PluginError) {
        let state = unsafe impl.assumingMemoryBound(to: C.self)
        switch try unsafe state.pointee.onTurn(now: batch.pointee.now_ns) {
        case .idle: return tenon_status(TENON_OK)
        case .more: return tenon_status(TENON_E_AGAIN)
        }
    } catch {
        return unsafe failed(impl, error)
    }
}

/// Begins streams of an instrument, for `tenon_connector.subscribe`.
@inlinable
@unsafe
public func beginStreams<C: Connector & ~Copyable>(
    _ type: C.Type,
    _ impl: UnsafeMutableRawPointer?,
    _ instrument: UInt32,
    _ streams: UInt32,
    _ depth: UInt32
) -> tenon_status {
    guard let impl = unsafe impl else { return tenon_status(TENON_E_INVALID) }
    do throws(PluginError) {
        let state = unsafe impl.assumingMemoryBound(to: C.self)
        try unsafe state.pointee.subscribe(instrument, streams: streams, depth: depth)
        return tenon_status(TENON_OK)
    } catch {
        return unsafe failed(impl, error)
    }
}

/// Ends streams of an instrument, for `tenon_connector.unsubscribe`.
@inlinable
@unsafe
public func endStreams<C: Connector & ~Copyable>(
    _ type: C.Type,
    _ impl: UnsafeMutableRawPointer?,
    _ instrument: UInt32,
    _ streams: UInt32
) -> tenon_status {
    guard let impl = unsafe impl else { return tenon_status(TENON_E_INVALID) }
    do throws(PluginError) {
        let state = unsafe impl.assumingMemoryBound(to: C.self)
        try unsafe state.pointee.unsubscribe(instrument, streams: streams)
        return tenon_status(TENON_OK)
    } catch {
        return unsafe failed(impl, error)
    }
}
