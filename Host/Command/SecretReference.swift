import Foundation
package import Settings

/// Puts secrets in place of their references, as the last step before a plugin is configured.
///
/// Configurations hold references everywhere else, so nothing that shows one shows a secret.
package enum SecretReference {
    /// Why a secret is not to be had: the reference and the reason, never the secret.
    package struct Failure: Error, CustomStringConvertible {
        /// `config.secret`, or empty for a reference that stands alone.
        package var path: String
        package let message: String
        package let remedy: String

        package var description: String {
            "\(path.isEmpty ? "" : "\(path): ")\(message)\n    \(remedy)"
        }
    }

    /// The most a secret may hold, bytes.
    private static let longest = 65_536

    /// The secret that a reference names.
    ///
    /// - Parameters:
    ///   - reference: `env:NAME` or `file:PATH`; of a file one line end at its end is left out.
    ///   - environment: The host's.
    /// - Returns: The secret, never empty.
    /// - Throws: `Failure` for a text that is no reference, a variable that is not set or empty,
    ///   and a file that cannot be read, is readable by others, is empty, or is no UTF-8.
    package static func resolve(
        _ reference: String,
        environment: [String: String]
    ) throws(Failure) -> String {
        switch SecretPlace(reference) {
        case nil:
            throw Failure(
                path: "",
                message: "a secret is named here, not written",
                remedy: "write env:NAME or file:PATH"
            )
        case .environment(let name):
            guard let value = environment[name] else {
                throw Failure(
                    path: "",
                    message: "the environment variable \(name) is not set",
                    remedy: "set it where the host is started, or name a file: file:PATH"
                )
            }
            guard !value.isEmpty else {
                throw Failure(
                    path: "",
                    message: "the environment variable \(name) is empty",
                    remedy: "give it the secret"
                )
            }
            return value
        case .file(let path): return try content(of: path)
        }
    }

    /// A configuration with its secrets in place; everything else is left as it is.
    ///
    /// - Parameters:
    ///   - config: As `PluginConfiguration` gives it.
    ///   - schema: The plugin's; without one nothing is a secret.
    ///   - environment: The host's.
    ///   - path: What a failure calls `config`.
    /// - Returns: What the plugin is given; not to be shown or kept.
    /// - Throws: `Failure` at the first secret that is not to be had.
    package static func resolve(
        _ config: JSONValue,
        schema: ConfigSchema?,
        environment: [String: String],
        path: String = "config"
    ) throws(Failure) -> JSONValue {
        guard let schema else { return config }
        if schema.isSecret, case .string(let reference) = config {
            do throws(Failure) {
                return .string(try resolve(reference, environment: environment))
            } catch {
                throw Failure(path: path, message: error.message, remedy: error.remedy)
            }
        }
        switch config {
        case .null, .boolean, .number, .string: return config
        case .array(let elements):
            var resolved: [JSONValue] = []
            for (index, element) in elements.enumerated() {
                let inner = "\(path)[\(index)]"
                resolved.append(
                    try resolve(
                        element,
                        schema: schema.items,
                        environment: environment,
                        path: inner
                    )
                )
            }
            return .array(resolved)
        case .object(let members):
            var resolved: [JSONValue.Member] = []
            for member in members {
                let value = try resolve(
                    member.value,
                    schema: schema[member.key] ?? schema.others,
                    environment: environment,
                    path: "\(path).\(member.key)"
                )
                resolved.append(JSONValue.Member(key: member.key, value: value))
            }
            return .object(resolved)
        }
    }

    /// The text of a file that nobody but its owner may read; checked on the open file, so that it
    /// is the file that is read.
    private static func content(of path: String) throws(Failure) -> String {
        let remedy = "name a file that holds the secret and that the host's user owns"
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard descriptor >= 0 else {
            let why = unsafe String(cString: strerror(errno))
            throw Failure(path: "", message: "cannot read \(path): \(why)", remedy: remedy)
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(path: "", message: "\(path) is no file", remedy: remedy)
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw Failure(
                path: "",
                message: "\(path) belongs to user \(status.st_uid)",
                remedy: "make it the user's own that the host runs as"
            )
        }
        guard status.st_mode & (S_IRWXG | S_IRWXO) == 0 else {
            throw Failure(
                path: "",
                message: "\(path) can be read by others",
                remedy: "run: chmod 600 \(path)"
            )
        }
        guard status.st_size <= longest else {
            throw Failure(
                path: "",
                message: "\(path) has \(status.st_size) bytes; \(longest) is the most",
                remedy: remedy
            )
        }
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        let bytes = (try? handle.read(upToCount: longest)) ?? Data()
        guard var text = String(bytes: bytes, encoding: .utf8) else {
            throw Failure(path: "", message: "\(path) is no UTF-8", remedy: remedy)
        }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        guard !text.isEmpty else {
            throw Failure(path: "", message: "\(path) is empty", remedy: "write the secret into it")
        }
        return text
    }
}
