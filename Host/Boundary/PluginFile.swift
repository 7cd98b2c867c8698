internal import CSodium
internal import Glibc
internal import Synchronization

/// One plugin file as it was at one moment: read once, on one descriptor.
///
/// The hash, the inspection and the staged copy all come from the same bytes, so nothing that
/// happens to the path or to the file afterwards can put other code between check and load.
/// Symbolic links are refused: a pin and an error message then speak of the file that is there.
package struct PluginFile: ~Copyable {
    /// The largest plugin file that is read, in bytes.
    package static let largest = 512 * 1024 * 1024
    /// One number per staged copy in this process: a staged name is never used twice.
    private static let generations = Atomic<UInt64>(0)

    /// The path as it was given.
    package let path: String
    /// The whole file.
    package let bytes: [UInt8]
    /// SHA-256 of `bytes`, 64 lower-case hex digits.
    package let sha256: String

    /// Opens, checks and reads the file at `path`: a regular file of 1 byte to 512 MiB.
    ///
    /// Devices, pipes, folders and symbolic links are refused without being read.
    /// - Throws: `PluginError` with `.fileRefused` or `.fileUnreadable`.
    package init(path: String) throws(PluginError) {
        self.path = path
        bytes = try Self.read(path)
        sha256 = Self.hash(bytes)
    }

    /// Copies the file into `directory` under a name that was never used before.
    ///
    /// - Parameters:
    ///   - directory: A folder of this user that nobody else can write to.
    ///   - name: The start of the copy's name, without a slash.
    /// - Returns: The absolute path of the copy: `name-generation-hash8.so`, mode 0500.
    /// - Throws: `PluginError` with `.stagingFailed`; nothing is left behind.
    package func stage(in directory: String, name: String) throws(PluginError) -> String {
        let folder = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { throw stagingError("cannot open folder \(directory)", errno) }
        defer { close(folder) }
        try requirePrivate(folder, directory)
        while true {
            let generation = Self.generations.add(1, ordering: .relaxed).newValue
            let copy = "\(name)-\(generation)-\(sha256.prefix(8)).so"
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
            let target = unsafe openat(folder, copy, flags, 0o600)
            if target < 0 && errno == EEXIST { continue }
            guard target >= 0 else {
                throw stagingError("cannot create \(directory)/\(copy)", errno)
            }
            defer { close(target) }
            guard write(to: target), fchmod(target, 0o500) == 0 else {
                let reason = errno
                unsafe unlinkat(folder, copy, 0)
                throw stagingError("cannot write \(directory)/\(copy)", reason)
            }
            return try absolute(directory) + "/" + copy
        }
    }

    /// SHA-256 of `bytes` as 64 lower-case hex digits.
    package static func hash(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_BYTES))
        // A plain function of its input: sodium_init chooses nothing for SHA-256.
        unsafe crypto_hash_sha256(&digest, bytes, UInt64(bytes.count))
        return digest.reduce(into: "") { text, byte in
            let digits = String(byte, radix: 16)
            text += digits.count == 1 ? "0" + digits : digits
        }
    }

    private static func read(_ path: String) throws(PluginError) -> [UInt8] {
        let place = PluginPlace(file: path)
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw place.error(.fileRefused, "not a path", "name the plugin's file")
        }
        // O_NONBLOCK: opening a pipe must not wait for its other end.
        let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
        let descriptor = unsafe open(path, flags)
        guard descriptor >= 0 else { throw openError(place, errno) }
        defer { close(descriptor) }
        var facts = stat()
        guard unsafe fstat(descriptor, &facts) == 0 else {
            throw place.error(.fileUnreadable, reason(errno), "check the file and its disk")
        }
        guard facts.st_mode & S_IFMT == S_IFREG else {
            let kind = fileKind(facts.st_mode)
            throw place.error(.fileRefused, "is \(kind), not a file", "name the plugin's .so file")
        }
        guard facts.st_size >= 1, facts.st_size <= largest else {
            throw place.error(
                .fileRefused,
                "has \(facts.st_size) bytes; a plugin has 1 to \(largest)",
                "build or copy the plugin again"
            )
        }
        return try contents(of: descriptor, count: Int(facts.st_size), place)
    }

    private static func contents(
        of descriptor: Int32,
        count: Int,
        _ place: PluginPlace
    ) throws(PluginError) -> [UInt8] {
        var failure: Int32 = 0
        // One byte more than the size: a file that grows meanwhile is seen.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count + 1) { buffer, filled in
            while filled < count + 1, let base = buffer.baseAddress {
                let got = unsafe Glibc.read(descriptor, base + filled, count + 1 - filled)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { return }
                filled += got
            }
        }
        guard failure == 0 else {
            throw place.error(.fileUnreadable, reason(failure), "check the file and its disk")
        }
        guard bytes.count == count else {
            throw place.error(
                .fileUnreadable,
                "changed its size while it was read",
                "wait until it is written, then start again; replace plugins by rename, not in place"
            )
        }
        return bytes
    }

    private static func openError(_ place: PluginPlace, _ number: Int32) -> PluginError {
        switch number {
        case ENOENT, ENOTDIR:
            place.error(.fileRefused, "no such file", "correct the path, or build the plugin")
        case ELOOP:
            place.error(
                .fileRefused,
                "is a symbolic link",
                "name the file it points to (readlink -f)"
            )
        case EACCES, EPERM:
            place.error(.fileUnreadable, reason(number), "give this user the right to read it")
        case ENXIO, ENODEV:
            place.error(.fileRefused, "is a device or socket", "name the plugin's .so file")
        default: place.error(.fileUnreadable, reason(number), "check the file and its disk")
        }
    }

    private static func fileKind(_ mode: mode_t) -> String {
        switch mode & S_IFMT {
        case S_IFDIR: "a folder"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
    }

    private func requirePrivate(_ folder: Int32, _ directory: String) throws(PluginError) {
        var facts = stat()
        guard unsafe fstat(folder, &facts) == 0 else {
            throw stagingError("cannot look at folder \(directory)", errno)
        }
        guard facts.st_uid == geteuid(), facts.st_mode & 0o022 == 0 else {
            throw PluginError(
                .stagingFailed,
                file: path,
                message: "others can write to the staging folder \(directory)",
                remedy: "give it to this user alone: chmod 700 \(directory)"
            )
        }
    }

    private func write(to target: Int32) -> Bool {
        var done = 0
        return unsafe bytes.withUnsafeBytes { buffer in
            while done < buffer.count, let base = buffer.baseAddress {
                let put = unsafe Glibc.write(target, base + done, buffer.count - done)
                if put < 0 && errno == EINTR { continue }
                if put <= 0 { return false }
                done += put
            }
            return true
        }
    }

    private func absolute(_ directory: String) throws(PluginError) -> String {
        guard let resolved = unsafe realpath(directory, nil) else {
            throw stagingError("cannot resolve \(directory)", errno)
        }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    private func stagingError(_ what: String, _ number: Int32) -> PluginError {
        PluginError(
            .stagingFailed,
            file: path,
            message: "\(what): \(reason(number))",
            remedy: "name a staging folder that exists, has room, and belongs to this user"
        )
    }
}

/// The system's words for an error number.
func reason(_ number: Int32) -> String {
    guard let text = unsafe strerror(number) else { return "error \(number)" }
    return unsafe String(cString: text)
}
