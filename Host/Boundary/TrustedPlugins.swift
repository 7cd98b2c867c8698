internal import Glibc

/// Whether a file's code may run in this process, and by whose word.
package enum TrustDecision: Sendable, Hashable {
    /// The build wrote its hash to the list beside the programs.
    case shipped
    /// The operator pinned its hash in plugins.yaml.
    case pinned
    /// Nobody vouches for it.
    case unlisted
    /// The operator pinned another hash.
    case pinDiffers(String)
    /// The pin is not `sha256:` and 64 hex digits.
    case pinUnreadable(String)
}

/// The hashes of the plugins the build ships, and the check of an operator's pins.
package struct TrustedPlugins: Sendable {
    /// The list's name beside the programs, in the format of `sha256sum`.
    package static let listName = "shipped-plugins.sha256"

    private let hashes: Set<String>

    /// Trusts the given hashes, 64 lower-case hex digits each, and nothing else.
    package init(hashes: Set<String> = []) {
        self.hashes = hashes
    }

    /// Reads a list as `sha256sum` writes it: a hash, two spaces, a name; one a line.
    ///
    /// The names are for people: a file is trusted for what it is, not for what it is called.
    /// - Throws: `PluginError` when the list cannot be read or a line is not such a line.
    package init(list path: String) throws(PluginError) {
        let file = try PluginFile(path: path)
        var found: Set<String> = []
        let lines = file.bytes.split(
            separator: UInt8(ascii: "\n"),
            omittingEmptySubsequences: false
        )
        for (index, line) in lines.enumerated() where !line.isEmpty {
            let hash = String(decoding: line.prefix(64), as: UTF8.self)
            guard Self.isHash(hash), line.dropFirst(64).first == UInt8(ascii: " ") else {
                throw PluginError(
                    .fileUnreadable,
                    file: "\(path):\(index + 1)",
                    message: "is not a line of sha256sum",
                    remedy: "build again, which writes this list"
                )
            }
            found.insert(hash)
        }
        hashes = found
    }

    /// The list beside the running program; an empty one when the build wrote none.
    ///
    /// - Throws: `PluginError` when there is a list and it cannot be read.
    package static func besideProgram() throws(PluginError) -> TrustedPlugins {
        let path = "\(programFolder())/\(listName)"
        guard unsafe access(path, F_OK) == 0 else { return TrustedPlugins() }
        return try TrustedPlugins(list: path)
    }

    /// The folder of the running program, where the shipped plugins lie too.
    package static func programFolder() -> String {
        guard let path = unsafe realpath("/proc/self/exe", nil) else { return "." }
        defer { unsafe free(path) }
        let whole = unsafe String(cString: path)
        return whole.lastIndex(of: "/").map { String(whole[..<$0]) } ?? "."
    }

    /// Decides about a file with this hash.
    ///
    /// - Parameters:
    ///   - sha256: 64 lower-case hex digits.
    ///   - pin: `sha256:` and 64 hex digits from plugins.yaml, or nil. A pin that is there must
    ///     be right, also for a shipped file.
    /// - Returns: By whose word it may run, or why it may not.
    package func trust(sha256: String, pin: String?) -> TrustDecision {
        guard let pin else { return hashes.contains(sha256) ? .shipped : .unlisted }
        guard pin.hasPrefix("sha256:"), Self.isHash(pin.dropFirst(7).lowercased()) else {
            return .pinUnreadable(pin)
        }
        let wanted = pin.dropFirst(7).lowercased()
        return wanted == sha256 ? .pinned : .pinDiffers(wanted)
    }

    /// Refuses a file that nobody vouches for, with the line that would change that.
    ///
    /// - Throws: `PluginError` with `.untrusted`.
    package func require(sha256: String, pin: String?, file: String) throws(PluginError) {
        let line = "pin: sha256:\(sha256)"
        let message: String
        let remedy: String
        switch trust(sha256: sha256, pin: pin) {
        case .shipped, .pinned: return
        case .unlisted:
            message = "is not one of the shipped plugins, and its code would run in this process"
            remedy = "when you trust its author, add to its entry in plugins.yaml: \(line)"
        case .pinDiffers(let wanted):
            message = "its hash is sha256:\(sha256), but the pin says sha256:\(wanted)"
            remedy = "put the pinned file back, or after a review change the entry to: \(line)"
        case .pinUnreadable(let pin):
            message = "its pin '\(pin)' is not 'sha256:' and 64 hex digits"
            remedy = "when you trust its author, write: \(line)"
        }
        throw PluginError(.untrusted, file: file, message: message, remedy: remedy)
    }

    private static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            }
    }
}
