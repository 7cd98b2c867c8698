internal import Glibc

/// A folder of this process alone for the private copies of plugins, removed at the end.
///
/// The copies stay while the process lives, so that a debugger and a backtrace find their
/// symbols. Keep it until the program ends.
package struct StagingDirectory: ~Copyable {
    /// The absolute path.
    package let path: String

    /// Makes a new folder, mode 0700, inside `parent`.
    ///
    /// - Parameter parent: A folder that exists, such as the one for temporary files.
    /// - Throws: `PluginError` with `.stagingFailed`.
    package init(in parent: String) throws(PluginError) {
        var number = 0
        while true {
            number += 1
            let candidate = "\(parent)/tenon-\(getuid())-\(getpid())-\(number)"
            if unsafe mkdir(candidate, 0o700) == 0 {
                path = candidate
                return
            }
            // An older process with our number may have left its folder behind.
            guard errno == EEXIST else {
                throw PluginError(
                    .stagingFailed,
                    file: candidate,
                    message: "cannot make the folder for copies of plugins: \(reason(errno))",
                    remedy: "name a folder for temporary files that exists and is writable (TMPDIR)"
                )
            }
        }
    }

    deinit {
        for name in fileNames(in: path) ?? [] { unsafe unlink("\(path)/\(name)") }
        unsafe rmdir(path)
    }
}

/// The names in a folder, sorted, without `.` and `..`; nil when it cannot be read.
func fileNames(in folder: String) -> [String]? {
    guard let stream = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(stream) }
    var names: [String] = []
    while let entry = unsafe readdir(stream) {
        let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
            unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
}
