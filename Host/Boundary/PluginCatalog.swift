internal import Glibc

/// The plugins this process has loaded, found by id in folders or loaded by file name.
///
/// Only trusted files are loaded, so no unknown code runs to learn its id. A file is loaded once,
/// however many instances want it.
package final class PluginCatalog {
    /// Files named `lib*.so` that were looked at and not loaded, each with its reason.
    package private(set) var problems: [PluginError] = []

    private let folders: [String]
    private let stagingDirectory: String
    private let trusted: TrustedPlugins
    private let pins: Set<String>
    private var modules: [PluginModule] = []
    private var isScanned = false

    /// Searches nothing yet: that happens at the first question by id.
    ///
    /// - Parameters:
    ///   - folders: Where `lib*.so` are looked for, in this order; not below them.
    ///   - stagingDirectory: A folder of this user alone.
    ///   - trusted: The shipped hashes.
    ///   - pins: Hashes that the operator pinned: 64 hex digits each.
    package init(
        folders: [String],
        stagingDirectory: String,
        trusted: TrustedPlugins,
        pins: Set<String> = []
    ) {
        self.pins = pins
        self.folders = folders
        self.stagingDirectory = stagingDirectory
        self.trusted = trusted
    }

    /// The module that offers `id`.
    ///
    /// - Returns: A module out of the folders or one loaded by file before.
    /// - Throws: `PluginError` with `.unknownID` and the nearest ids, or `.duplicateID` when two
    ///   different files offer it.
    package func module(offering id: String) throws(PluginError) -> PluginModule {
        scan()
        let offering = modules.filter { module in module.descriptors.contains { $0.id == id } }
        guard let module = offering.first else { throw unknown(id) }
        guard offering.count == 1 else {
            throw PluginError(
                .duplicateID,
                file: module.file,
                message: "has the id '\(id)', and so has "
                    + offering.dropFirst().map(\.file).joined(separator: ", "),
                remedy: "remove one of the files, or rename the id in one of them"
            )
        }
        return module
    }

    /// The module in the file at `path`.
    ///
    /// - Parameters:
    ///   - path: A plugin's file; one with the same bytes that is loaded already is not loaded
    ///     twice.
    ///   - pin: `sha256:…` from plugins.yaml, or nil.
    /// - Returns: The module.
    /// - Throws: `PluginError` as `PluginModule.load` does.
    package func module(file path: String, pin: String?) throws(PluginError) -> PluginModule {
        let sha256 = try PluginFile(path: path).sha256
        if let known = modules.first(where: { $0.sha256 == sha256 }) {
            try trusted.require(sha256: sha256, pin: pin, file: path)
            return known
        }
        let module = try PluginModule.load(
            path: path,
            stagingDirectory: stagingDirectory,
            trusted: trusted,
            pin: pin
        )
        modules.append(module)
        return module
    }

    private func scan() {
        guard !isScanned else { return }
        isScanned = true
        for folder in folders {
            guard let names = fileNames(in: folder) else {
                problems.append(
                    PluginError(
                        .fileUnreadable,
                        file: folder,
                        message: "cannot be searched for plugins: \(reason(errno))",
                        remedy: "correct the folder's name, or make it"
                    )
                )
                continue
            }
            for name in names where name.hasPrefix("lib") && name.hasSuffix(".so") {
                consider("\(folder)/\(name)")
            }
        }
    }

    /// Loads one found file when it is trusted; a library without an entry is nobody's plugin.
    private func consider(_ path: String) {
        do throws(PluginError) {
            let sha256 = try PluginFile(path: path).sha256
            _ = try module(file: path, pin: pins.contains(sha256) ? "sha256:\(sha256)" : nil)
        } catch {
            if error.code != .noEntry { problems.append(error) }
        }
    }

    /// The remedy names the nearest ids first, then where they were looked for and what was found
    /// there and not loaded, a line each.
    private func unknown(_ id: String) -> PluginError {
        let known = modules.flatMap { $0.descriptors.map(\.id) }.sorted()
        let near = known.map { (id: $0, distance: distance($0, id)) }
            .filter { $0.distance <= max(2, id.utf8.count / 3) }
            .sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }
            .prefix(3).map(\.id)
        var remedy =
            near.isEmpty
            ? "known ids: \(known.isEmpty ? "none" : known.joined(separator: ", "))"
            : "did you mean \(near.joined(separator: " or "))?"
        remedy += "\n    searched: \(folders.joined(separator: ", "))"
        for problem in problems.prefix(8) {
            remedy += "\n    not loaded: \(problem.file): \(problem.message)"
        }
        if problems.count > 8 { remedy += "\n    and \(problems.count - 8) more not loaded" }
        return PluginError(
            .unknownID,
            file: folders.joined(separator: ":"),
            message: "no plugin here has the id '\(id)'",
            remedy: remedy
        )
    }
}

/// How many letters must change, go or come to make `left` into `right`.
private func distance(_ left: String, _ right: String) -> Int {
    let (left, right) = (Array(left.utf8), Array(right.utf8))
    var row = Array(0...right.count)
    for (index, letter) in left.enumerated() {
        var diagonal = row[0]
        row[0] = index + 1
        for column in right.indices {
            let changed = diagonal + (letter == right[column] ? 0 : 1)
            diagonal = row[column + 1]
            row[column + 1] = min(changed, diagonal + 1, row[column] + 1)
        }
    }
    return row[right.count]
}
