import CTenon
internal import Glibc

/// The way from a mapped file to its descriptors, one call of the plugin after the other.
extension PluginModule {
    typealias Entry =
        @convention(c) (
            UnsafePointer<tenon_host_info>?, UnsafeMutablePointer<UnsafePointer<tenon_entry>?>?
        ) -> tenon_status

    /// What opening a module yields: its factory and what that offers.
    typealias Opened = (tenon_factory, [PluginDescriptor])

    /// Maps the staged file and asks it what it is.
    static func open(_ staged: String, _ place: PluginPlace) throws(PluginError) -> Opened {
        let entry = unsafe try openEntry(staged, place)
        let table = unsafe try callEntry(entry, place.during(LifecycleCall.entry.rawValue))
        let factory = try findFactory(table, place)
        return (factory, try describeAll(factory, place))
    }

    /// Maps the staged file for ever and finds its entry.
    private static func openEntry(_ staged: String, _ place: PluginPlace) throws(PluginError)
        -> Entry
    {
        let symbol = "tenon_entry_\(PluginInterface.major)"
        guard let handle = unsafe dlopen(staged, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE) else {
            throw place.error(
                .linkFailed,
                "cannot be linked: \(loaderWords(without: staged))",
                "link the plugin with what it uses: -Wl,-z,defs shows what is missing"
            )
        }
        guard let address = unsafe dlsym(handle, symbol) else {
            throw place.error(
                .noEntry,
                "\(symbol) cannot be found: \(loaderWords(without: staged))",
                "define and export \(symbol) as tenon.h declares it"
            )
        }
        // The address of a C function, as tenon.h declares it.
        return unsafe unsafeBitCast(address, to: Entry.self)
    }

    /// Tells the plugin who we are and gets its entry table, versions checked.
    private static func callEntry(_ entry: Entry, _ place: PluginPlace) throws(PluginError)
        -> tenon_entry
    {
        var table: UnsafePointer<tenon_entry>?
        let status = unsafe entry(HostIdentity.info, &table)
        guard status == TENON_OK else {
            let versions = "this host is \(PluginInterface.major).\(PluginInterface.minor)"
            throw place.error(
                .entryFailed,
                "answered \(statusName(status)); \(versions)",
                "use a build of the plugin for this host"
            )
        }
        let copy = try unsafe copyTable(
            UnsafeRawPointer(table),
            zero: tenon_entry(),
            minimum: end(of: \tenon_entry.get_factory),
            name: "tenon_entry",
            place
        )
        let (major, needed) = (copy.abi_major, copy.abi_minor_needed)
        guard major == PluginInterface.major else {
            throw place.error(
                .versionMismatch,
                "its entry says major \(major); this host is major \(PluginInterface.major)",
                "build the plugin with this host's tenon.h"
            )
        }
        guard needed <= PluginInterface.minor else {
            throw place.error(
                .versionMismatch,
                "needs interface \(major).\(needed); "
                    + "this host has \(PluginInterface.major).\(PluginInterface.minor)",
                "use a newer host, or build the plugin with TENON_TARGET_MINOR "
                    + "\(PluginInterface.minor)"
            )
        }
        try unsafe requireSlots("tenon_entry", [("get_factory", copy.get_factory != nil)], place)
        return copy
    }

    /// Gets the factory table.
    private static func findFactory(
        _ entry: tenon_entry,
        _ place: PluginPlace
    ) throws(PluginError) -> tenon_factory {
        let place = place.during("get_factory")
        let found = unsafe TENON_EXT_FACTORY.withCString { unsafe entry.get_factory($0) }
        let factory = try unsafe copyTable(
            found,
            zero: tenon_factory(),
            minimum: end(of: \tenon_factory.create),
            name: "tenon_factory",
            place
        )
        try unsafe requireSlots(
            "tenon_factory",
            [
                ("count", factory.count != nil), ("describe", factory.describe != nil),
                ("create", factory.create != nil),
            ],
            place
        )
        return factory
    }

    /// Copies every descriptor.
    private static func describeAll(
        _ factory: tenon_factory,
        _ place: PluginPlace
    ) throws(PluginError) -> [PluginDescriptor] {
        let count = factory.count()
        guard count >= 1, count <= PluginInterface.mostPlugins else {
            throw place.during("count")
                .error(
                    .badDescriptor,
                    "says it holds \(count) plugins; a file holds 1 to \(PluginInterface.mostPlugins)",
                    authorRemedy
                )
        }
        var all: [PluginDescriptor] = []
        for index in 0..<count {
            let call = place.during("describe(\(index))")
            let descriptor = try unsafe PluginDescriptor(factory.describe(index), call)
            guard !all.contains(where: { $0.id == descriptor.id }) else {
                throw call.error(.duplicateID, "has the id '\(descriptor.id)' twice", authorRemedy)
            }
            all.append(descriptor)
        }
        return all
    }

    /// The loader's last sentence; the staged copy's path in it would only mislead.
    private static func loaderWords(without staged: String) -> String {
        guard let text = unsafe dlerror() else { return "no reason given" }
        let words = unsafe String(cString: text)
        guard words.hasPrefix(staged + ": ") else { return words }
        return String(words.dropFirst(staged.utf8.count + 2))
    }
}

/// Who this host is, as every plugin is told.
private enum HostIdentity {
    /// The same for every plugin, so it is made once and never freed; nothing writes to it again.
    nonisolated(unsafe) static let info: UnsafePointer<tenon_host_info> = {
        let block = UnsafeMutablePointer<tenon_host_info>.allocate(capacity: 1)
        unsafe block.initialize(
            to: tenon_host_info(
                size: UInt32(MemoryLayout<tenon_host_info>.size),
                abi_major: PluginInterface.major,
                abi_minor: PluginInterface.minor,
                flags: 0,
                name: text(PluginInterface.hostName),
                version: text(PluginInterface.hostVersion)
            )
        )
        return unsafe UnsafePointer(block)
    }()

    private static func text(_ text: StaticString) -> tenon_str {
        unsafe tenon_str(
            ptr: UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self),
            len: UInt64(text.utf8CodeUnitCount)
        )
    }
}
