import CTenon
import Foundation
import Support
import Testing

/// A plugin library as the build or a test made it, opened the way the host does.
@safe
struct BuiltLibrary: Sendable {
    nonisolated(unsafe) let factory: UnsafePointer<tenon_factory>
    nonisolated(unsafe) let descriptor: UnsafePointer<tenon_descriptor>

    /// Opens a library of the build by its product name.
    init(_ product: String) throws {
        try self.init(file: Repository.products.appending(path: "lib\(product).so").path)
    }

    /// Opens any library; it stays.
    init(file: String) throws {
        let entry = try unsafe BuiltLibrary.entry(file, major: 0)
        let found = unsafe entry.pointee.get_factory?("tenon.factory/1")
        unsafe factory = try unsafe #require(unsafe found)
            .assumingMemoryBound(to: tenon_factory.self)
        let described = unsafe factory.pointee.describe?(0)
        unsafe descriptor = try unsafe #require(unsafe described)
    }

    /// Asks the one exported symbol for the entry, as a host of major version `major`.
    static func entry(_ file: String, major: UInt32) throws -> UnsafePointer<tenon_entry> {
        guard let handle = unsafe dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE),
            let symbol = unsafe dlsym(handle, "tenon_entry_0")
        else { throw LibraryError(why: unsafe String(cString: dlerror())) }
        typealias Entry =
            @convention(c) (
                UnsafePointer<tenon_host_info>?, UnsafeMutablePointer<UnsafePointer<tenon_entry>?>?
            ) -> tenon_status
        let function = unsafe unsafeBitCast(symbol, to: Entry.self)
        var info = unsafe tenon_host_info()
        unsafe info.size = UInt32(MemoryLayout<tenon_host_info>.size)
        unsafe info.abi_major = major
        var out: UnsafePointer<tenon_entry>?
        let status = unsafe function(&info, &out)
        guard status == TENON_OK else { throw LibraryError(why: "status \(status)") }
        return try unsafe #require(unsafe out)
    }

    var id: String { unsafe TestHost.text(descriptor.pointee.id) }
    var schema: String { unsafe TestHost.text(descriptor.pointee.config_schema) }
    var permissions: String { unsafe TestHost.text(descriptor.pointee.permissions) }
    var extensions: String { unsafe TestHost.text(descriptor.pointee.extensions) }
    var stateWrites: UInt32 { unsafe descriptor.pointee.state_writes }

    /// Calls `create` with room for `size` bytes of `tenon_instance`.
    func create(_ id: String, _ host: TestHost, size: Int) -> tenon_status {
        var out = unsafe tenon_instance()
        unsafe out.size = UInt32(size)
        return unsafe factory.pointee.create?(id, host.table, &out) ?? -1_000
    }
}

/// Why a library could not be opened.
struct LibraryError: Error {
    let why: String
}

/// The strategy in its two languages.
enum Twin: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case swift = "EMACross"
    case c = "EMACrossC"

    var testDescription: String { rawValue }
    var library: BuiltLibrary { get throws { try BuiltLibrary(rawValue) } }
}
