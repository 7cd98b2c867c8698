import CTenon
import Foundation
import Support

/// One life of a connector, from its built library.
struct FeedRun {
    /// Everything it said and published.
    let host: FeedHost
    /// The answer of the call that was not OK, `TENON_OK` when all were.
    let status: tenon_status
    /// How many turns it took until the end.
    let turns: Int

    /// A test's own mistake.
    struct Failure: Error { let message: String }

    /// Runs a configuration from `configure` to `destroy`.
    ///
    /// - Throws: When the library cannot be loaded, or the end does not come.
    init(
        _ config: String,
        host: FeedHost = FeedHost(),
        library: String = "libCSV.so",
        id: String = "dev.tenon.csv"
    ) throws {
        self.host = host
        var instance = unsafe tenon_instance()
        unsafe instance.size = UInt32(MemoryLayout<tenon_instance>.size)
        let factory = try unsafe Self.factory(library)
        guard let create = unsafe factory.pointee.create,
            unsafe create(id, host.pointer, &instance) == tenon_status(TENON_OK)
        else { throw Failure(message: "create: \(host.failures)") }
        (status, turns) = try unsafe Self.live(instance, config, host)
        unsafe instance.life.pointee.destroy(instance.impl)
    }

    private static func live(
        _ instance: tenon_instance,
        _ config: String,
        _ host: FeedHost
    ) throws -> (tenon_status, Int) {
        let life = unsafe instance.life.pointee
        let impl = unsafe instance.impl
        let calls: [() -> tenon_status] = [
            {
                var config = config
                return config.withUTF8 { text in
                    let start = unsafe UnsafeRawPointer(text.baseAddress)?
                        .assumingMemoryBound(to: CChar.self)
                    return unsafe life.configure(
                        impl,
                        tenon_str(ptr: start, len: UInt64(text.count))
                    )
                }
            },
            { unsafe life.activate(impl) },
            { unsafe life.start(impl, 1) },
        ]
        for call in calls {
            let status = call()
            if status != tenon_status(TENON_OK) { return (status, 0) }
        }
        defer { unsafe life.deactivate(impl) }
        guard let table = unsafe instance.table else { throw Failure(message: "no table") }
        let connector = unsafe table.load(as: tenon_connector.self)
        for turn in 1...200_000 {
            var batch = unsafe tenon_batch()
            unsafe batch.size = UInt32(MemoryLayout<tenon_batch>.size)
            var consumed: UInt32 = 0
            let status = unsafe connector.on_batch(impl, &batch, &consumed)
            if status != tenon_status(TENON_OK), status != tenon_status(TENON_E_AGAIN) {
                return (status, turn)
            }
            if !host.controls(last: TENON_TYPE_END_OF_DATA).isEmpty { return (status, turn) }
        }
        throw Failure(message: "no end of data after 200,000 turns")
    }

    /// The configuration schema of the first plugin of a library.
    static func configSchema(_ library: String) throws -> String {
        let factory = try unsafe factory(library)
        guard let descriptor = unsafe factory.pointee.describe(0) else {
            throw Failure(message: "\(library) describes nothing")
        }
        let text = unsafe descriptor.pointee.config_schema
        let bytes = unsafe UnsafeRawBufferPointer(start: text.ptr, count: Int(text.len))
        return unsafe String(decoding: bytes, as: UTF8.self)
    }

    private static func factory(_ name: String) throws -> UnsafePointer<tenon_factory> {
        let path = Repository.products.appending(path: name).path
        guard let library = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE),
            let symbol = unsafe dlsym(library, "tenon_entry_0")
        else { throw Failure(message: unsafe String(cString: dlerror())) }
        typealias Entry =
            @convention(c) (
                UnsafePointer<tenon_host_info>?, UnsafeMutablePointer<UnsafePointer<tenon_entry>?>?
            ) -> tenon_status
        let entry = unsafe unsafeBitCast(symbol, to: Entry.self)
        var info = unsafe tenon_host_info()
        unsafe info.size = UInt32(MemoryLayout<tenon_host_info>.size)
        var table: UnsafePointer<tenon_entry>?
        guard unsafe entry(&info, &table) == tenon_status(TENON_OK), let table = unsafe table,
            let factory = unsafe table.pointee.get_factory("tenon.factory/1")
        else { throw Failure(message: "\(name) has no factory") }
        return unsafe factory.assumingMemoryBound(to: tenon_factory.self)
    }
}

extension FeedHost {
    /// The last event, when it is a control event of that type.
    fileprivate func controls(last type: Int) -> [tenon_ev_control] {
        let size = MemoryLayout<tenon_ev_control>.size
        guard bytes.count >= size else { return [] }
        let event = unsafe bytes.withUnsafeBytes {
            unsafe $0.loadUnaligned(fromByteOffset: bytes.count - size, as: tenon_ev_control.self)
        }
        let isControl = Int(event.h.space) == TENON_SPACE_CONTROL && event.h.size == UInt32(size)
        return isControl && Int(event.h.type) == type ? [event] : []
    }
}
