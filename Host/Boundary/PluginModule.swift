package import CTenon
internal import Glibc

/// One loaded plugin file.
///
/// It stays mapped until the process ends: nothing is ever unloaded.
/// Calls into the factory are control calls: one at a time, from one thread.
package final class PluginModule {
    /// The path as the operator named it.
    package let file: String
    /// The private copy that is mapped.
    package let stagedFile: String
    /// SHA-256 of the file, 64 lower-case hex digits.
    package let sha256: String
    /// What it offers, in its own order; never empty, no id twice.
    package let descriptors: [PluginDescriptor]
    /// An instance answered FATAL: no further one is created.
    package private(set) var isCondemned = false

    private let factory: tenon_factory
    private var instances: [Weak] = []

    private struct Weak {
        weak var instance: PluginInstance?
    }

    /// Loads a file: read once, inspected, trusted, copied, mapped, asked what it is.
    ///
    /// No code of it runs before it is trusted.
    /// - Parameters:
    ///   - path: The plugin's file.
    ///   - stagingDirectory: A folder of this user alone; the copy stays there.
    ///   - trusted: The shipped hashes.
    ///   - pin: `sha256:…` from plugins.yaml, or nil.
    /// - Returns: The module, its descriptors read and checked.
    /// - Throws: `PluginError`; a file that was mapped by then stays mapped.
    package static func load(
        path: String,
        stagingDirectory: String,
        trusted: TrustedPlugins,
        pin: String? = nil
    ) throws(PluginError) -> PluginModule {
        let file = try PluginFile(path: path)
        let image = try ELFImage(file.bytes, file: path)
        try requireEntry(image, path)
        try trusted.require(sha256: file.sha256, pin: pin, file: path)
        let staged = try file.stage(in: stagingDirectory, name: stem(of: path))
        return try PluginModule(file: path, sha256: file.sha256, staged: staged)
    }

    private init(file: String, sha256: String, staged: String) throws(PluginError) {
        self.file = file
        self.sha256 = sha256
        stagedFile = staged
        let place = PluginPlace(file: file)
        let before = HostFootprint()
        let opened = Result<Opened, PluginError> { () throws(PluginError) in
            try Self.open(staged, place)
        }
        let changed = before.restore()
        guard changed.isEmpty else {
            throw place.error(
                .hostDisturbed,
                "changed \(changed.joined(separator: " and ")) of this process while it was "
                    + "loaded; it was put back, and the plugin is not used",
                "link it without -ffast-math, and let its constructors and entry touch nothing "
                    + "outside the plugin"
            )
        }
        (factory, descriptors) = try opened.get()
    }

    /// Makes an instance of the plugin `id` in state `created`.
    ///
    /// - Parameters:
    ///   - id: One of `descriptors`.
    ///   - host: The table this instance gets; it must outlive the instance.
    ///   - instance: The name in plugins.yaml, for errors.
    ///   - failureText: Returns and forgets the last text the plugin gave to `host->fail`. The
    ///     instance keeps it until it is destroyed: capture what owns `host` to keep that alive.
    /// - Returns: The instance, its tables checked and its extensions found.
    /// - Throws: `PluginError`; nothing of the instance is left.
    package func create(
        id: String,
        host: UnsafePointer<tenon_host>,
        instance: String,
        failureText: @escaping () -> String = { "" }
    ) throws(PluginError) -> PluginInstance {
        let place = PluginPlace(file: file, instance: instance, call: "create")
        guard let descriptor = descriptors.first(where: { $0.id == id }) else {
            throw place.error(
                .unknownID,
                "has no plugin '\(id)'",
                "it has \(descriptors.map(\.id).joined(separator: ", "))"
            )
        }
        guard !isCondemned else {
            throw place.error(
                .faulted,
                "an instance of this file answered E_FATAL",
                "start the host again, with a corrected build of the plugin"
            )
        }
        _ = failureText()
        var made = unsafe tenon_instance()
        unsafe made.size = UInt32(MemoryLayout<tenon_instance>.size)
        let status = unsafe id.withCString { unsafe factory.create($0, host, &made) }
        guard status == TENON_OK else {
            if status == TENON_E_FATAL { condemn("an instance answered E_FATAL to create") }
            throw place.error(
                .createFailed,
                "answered \(statusName(status)): \(spoken(failureText()))",
                "correct what it names, in plugins.yaml or on the machine, and start again"
            )
        }
        let created = try unsafe PluginInstance(
            module: self,
            descriptor: descriptor,
            name: instance,
            made: made,
            failureText: failureText
        )
        instances.removeAll { $0.instance == nil }
        instances.append(Weak(instance: created))
        return created
    }

    /// Makes an instance behind a port: the plugin gets the port's table, and the port its
    /// `on_batch`.
    ///
    /// - Parameters:
    ///   - id: Which plugin of the file.
    ///   - port: The host side of the instance.
    ///   - instance: The instance's name in the configuration.
    /// - Returns: The instance, created.
    /// - Throws: As `create(id:host:instance:failureText:)`.
    package func create(
        id: String,
        behind port: HostPort,
        instance: String
    ) throws(PluginError) -> PluginInstance {
        let made = try port.control(now: 0) { () throws(PluginError) in
            try unsafe create(
                id: id,
                host: port.table,
                instance: instance,
                failureText: { port.takeFailure() }
            )
        }
        unsafe port.connect(implementation: made.impl, onBatch: made.tables.onBatch)
        return made
    }

    /// Puts the whole file out of use: one instance answered FATAL, so none may be called again.
    func condemn(_ reason: String) {
        isCondemned = true
        for known in instances { known.instance?.fault(reason) }
    }

    private static func requireEntry(_ image: ELFImage, _ path: String) throws(PluginError) {
        let major = PluginInterface.major
        guard !image.entries.contains(major) else { return }
        guard !image.entries.isEmpty else {
            throw PluginError(
                .noEntry,
                file: path,
                message: "exports no tenon_entry_\(major): it is not a plugin of this host",
                remedy: "define and export tenon_entry_\(major) as tenon.h declares it"
            )
        }
        let found = image.entries.map { "tenon_entry_\($0)" }.joined(separator: ", ")
        throw PluginError(
            .versionMismatch,
            file: path,
            message: "exports \(found); this host calls tenon_entry_\(major)",
            remedy: "build the plugin with this host's tenon.h, or use the host it was built for"
        )
    }

    private static func stem(of path: String) -> String {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return name.hasSuffix(".so") ? String(name.dropLast(3)) : name
    }
}

/// A plugin's words for an error, or the sentence that it gave none.
func spoken(_ text: String) -> String {
    text.isEmpty ? "it gave no reason, though a plugin calls host->fail first" : text
}
