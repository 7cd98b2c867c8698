package import Boundary
import CTenon
import Synchronization

/// A host table that only writes down what a plugin says.
///
/// Sound across threads: what changes is behind a lock, and the table is written once.
@safe
package final class StubHost: @unchecked Sendable {
    private struct Said {
        var failure = ""
        var lines: [String] = []
    }

    private let said = Mutex(Said())
    private let table = UnsafeMutablePointer<tenon_host>.allocate(capacity: 1)

    /// A host with nothing said yet.
    package init() {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe table.initialize(to: tenon_host())
        unsafe table.pointee.size = UInt32(MemoryLayout<tenon_host>.size)
        unsafe table.pointee.ctx = context
        unsafe table.pointee.get_ext = { _, _ in nil }
        unsafe table.pointee.fail = { host, _, why in
            let text = unsafe StubHost.text(why)
            unsafe StubHost.of(host)?.said.withLock { $0.failure = text }
        }
        unsafe table.pointee.log = { host, _, message in
            let text = unsafe StubHost.text(message)
            unsafe StubHost.of(host)?.said.withLock { $0.lines.append(text) }
        }
        unsafe table.pointee.now_ns = { _ in 0 }
        unsafe table.pointee.random_u64 = { _ in 4 }
        unsafe table.pointee.timer_set = { _, _, _ in tenon_status(TENON_E_STATE) }
        unsafe table.pointee.timer_clear = { _, _ in tenon_status(TENON_E_STATE) }
        unsafe table.pointee.wake = { _ in }
    }

    deinit { unsafe table.deallocate() }

    /// What plugins logged, in order.
    package var lines: [String] { said.withLock { $0.lines } }

    /// Returns and forgets the last text given to `fail`.
    package func takeFailure() -> String {
        said.withLock { said in
            defer { said.failure = "" }
            return said.failure
        }
    }

    /// Creates an instance that keeps this host alive.
    ///
    /// - Throws: `PluginError`.
    package func create(
        _ module: PluginModule,
        id: String = "test.benign",
        name: String
    ) throws(PluginError) -> PluginInstance {
        try unsafe module.create(
            id: id,
            host: UnsafePointer(table),
            instance: name,
            failureText: { self.takeFailure() }
        )
    }

    private static func of(_ host: UnsafePointer<tenon_host>?) -> StubHost? {
        guard let context = unsafe host?.pointee.ctx else { return nil }
        return unsafe Unmanaged<StubHost>.fromOpaque(context).takeUnretainedValue()
    }

    private static func text(_ text: tenon_str) -> String {
        let bytes = unsafe UnsafeRawBufferPointer(start: text.ptr, count: Int(text.len))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}
