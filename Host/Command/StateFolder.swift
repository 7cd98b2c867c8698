import Boundary
import Foundation
import Glibc

/// Where a host keeps what outlives it, locked: `state:` of plugins.yaml.
final class StateFolder {
    /// Why a host may not have the folder.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    let url: URL
    private let lock: Int32

    /// What a folder says of the host that has it.
    private struct Holder: Codable {
        let pid: Int32
        let since: String
    }

    /// Makes the folder, for its owner alone, and locks it.
    ///
    /// - Parameters:
    ///   - path: As plugins.yaml has it, from the working directory unless absolute.
    ///   - isFresh: Begin anew: what a host keeps in it is removed.
    ///   - now: The present time in words.
    /// - Throws: `Refusal` naming the pid that has it, or why it cannot be used.
    init(_ path: String, isFresh: Bool, now: String) throws {
        let base = URL(
            filePath: FileManager.default.currentDirectoryPath,
            directoryHint: .isDirectory
        )
        url = URL(filePath: path, relativeTo: base).absoluteURL.standardizedFileURL
        try StateFolder.make(url)
        let file = url.appending(path: "lock").path
        lock = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else {
            throw Refusal(
                description: "\(file): cannot be opened: \(unsafe String(cString: strerror(errno)))"
                    + "\n    name another folder with state:"
            )
        }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let holder = (try? Data(contentsOf: URL(filePath: file)))
                .flatMap { try? JSONDecoder().decode(Holder.self, from: $0) }
            let who = holder.map { "pid \($0.pid) since \($0.since)" } ?? "another process"
            throw Refusal(
                description: "\(url.path): in use by \(who)\n"
                    + "    end that host with: tenon stop --state \(url.path)\n"
                    + "    or give this one a folder of its own with: --set state=FOLDER"
            )
        }
        let holder = Holder(pid: getpid(), since: now)
        let text = Array(((try? JSONEncoder().encode(holder)) ?? Data()) + Data("\n".utf8))
        guard ftruncate(lock, 0) == 0, unsafe pwrite(lock, text, text.count, 0) == text.count else {
            throw Refusal(
                description:
                    "\(file): cannot be written: \(unsafe String(cString: strerror(errno)))"
                    + "\n    make room, or name another folder with state:"
            )
        }
        if isFresh { try clear() }
    }

    deinit { close(lock) }

    private static func make(_ url: URL) throws {
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o700],
                ofItemAtPath: url.path
            )
        } catch {
            throw Refusal(
                description: "\(url.path): cannot be made a folder of your own: "
                    + "\(error.localizedDescription)\n    name another one with state:"
            )
        }
    }

    /// Removes what hosts leave here, and nothing else that may lie beside it.
    private func clear() throws {
        for name in ["log", "paper", "instances.json", "tenon.sock"] {
            let item = url.appending(path: name)
            guard FileManager.default.fileExists(atPath: item.path) else { continue }
            do {
                try FileManager.default.removeItem(at: item)
            } catch {
                throw Refusal(
                    description: "\(item.path): cannot be removed: \(error.localizedDescription)"
                )
            }
        }
    }

    // MARK: - Instances that an operator has disabled

    private var instancesFile: URL { url.appending(path: "instances.json") }

    /// The names disabled by `tenon plugins disable` and not enabled since.
    ///
    /// - Throws: `Refusal` when the file is there and cannot be read.
    func disabled() throws -> Set<String> {
        guard FileManager.default.fileExists(atPath: instancesFile.path) else { return [] }
        do {
            let data = try Data(contentsOf: instancesFile)
            return Set(
                try JSONDecoder().decode([String: [String]].self, from: data)["disabled"] ?? []
            )
        } catch {
            throw Refusal(
                description:
                    "\(instancesFile.path): cannot be read: \(error.localizedDescription)\n"
                    + "    remove it, or begin anew with --fresh"
            )
        }
    }

    /// Keeps the names for the next start; whole or not at all.
    func keep(disabled: Set<String>) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(["disabled": disabled.sorted()])
        try data.write(to: instancesFile, options: .atomic)
    }
}
