import Boundary
import Foundation
import Glibc
import Settings

/// The regular files this process reads, as the kernel knows them: what connectors feed from.
///
/// They are found by their descriptors, so that any connector that keeps its files open is covered.
struct DataFiles {
    private struct File {
        let descriptor: String
        let path: String
        let size: Double
    }
    private let files: [File]

    /// Looks at what is open now.
    init() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        files =
            names.compactMap { name in
                var status = stat()
                guard let number = Int32(name), number > 2, unsafe fstat(number, &status) == 0,
                    status.st_mode & S_IFMT == S_IFREG, status.st_size > 0,
                    fcntl(number, F_GETFL) & O_ACCMODE == O_RDONLY,
                    let path = try? FileManager.default.destinationOfSymbolicLink(
                        atPath: "/proc/self/fd/\(name)"
                    )
                else { return nil }
                return File(descriptor: name, path: path, size: Double(status.st_size))
            }
            .sorted { $0.path < $1.path }
    }

    /// How much of them was read so far, 0 to 1; `nil` when that cannot be told.
    var share: Double? {
        let total = files.reduce(0) { $0 + $1.size }
        let done = files.reduce(0) { $0 + min(position(of: $1.descriptor), $1.size) }
        return total > 0 && done > 0 ? done / total : nil
    }

    /// Name, size and SHA-256 of each, for the record of what a run was made from.
    ///
    /// Names only: the same data in another folder is the same run.
    var references: JSONValue {
        .array(
            files.map { file in
                let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
                return .object([
                    JSONValue.Member(key: "name", value: .string(name)),
                    JSONValue.Member(key: "bytes", value: .number("\(Int(file.size))")),
                    JSONValue.Member(
                        key: "sha256",
                        value: FileHash.sha256(of: file.path).map { .string($0) } ?? .null
                    ),
                ])
            }
        )
    }

    private func position(of descriptor: String) -> Double {
        guard
            let text = try? String(
                contentsOfFile: "/proc/self/fdinfo/\(descriptor)",
                encoding: .utf8
            ), let line = text.split(separator: "\n").first(where: { $0.hasPrefix("pos:") })
        else { return 0 }
        return Double(line.dropFirst(4).trimmingCharacters(in: .whitespaces)) ?? 0
    }
}
