package import Foundation
import Synchronization

/// The log as JSON lines in a file that is put aside when it has grown: `tenon.jsonl`, then
/// `tenon.1.jsonl`, the younger of the old ones, and so on.
package final class FileSink: LogSink {
    private struct Current {
        var descriptor: LogDescriptor?
        var size: Int
    }

    private let file: URL
    private let limit: Int
    private let kept: Int
    private let current: Mutex<Current>

    /// Opens the file for appending, and the folder it lies in, both for their owner alone.
    ///
    /// - Parameters:
    ///   - file: Ends in `.jsonl`; what it holds already stays.
    ///   - limit: Bytes after which a new one is begun.
    ///   - kept: How many old ones stay.
    /// - Throws: `LogFileError` with the path and the reason.
    package init(_ file: URL, limit: Int = 16 << 20, kept: Int = 3) throws(LogFileError) {
        self.file = file
        self.limit = limit
        self.kept = kept
        let folder = file.deletingLastPathComponent()
        do {
            try FileManager.default.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw LogFileError(path: folder.path, reason: error.localizedDescription)
        }
        let descriptor = try LogDescriptor.appending(to: file.path)
        let size = descriptor.size
        current = Mutex(Current(descriptor: descriptor, size: size))
    }

    package func write(_ records: [LogRecord]) -> Int {
        current.withLock { current in
            var failed = 0
            var text = ""
            for record in records {
                text += LogText.json(record) + "\n"
                guard current.size + text.utf8.count >= limit else { continue }
                failed += put(&text, into: &current)
                rotate(&current)
            }
            return failed + put(&text, into: &current)
        }
    }

    /// - Returns: How many lines could not be written.
    private func put(_ text: inout String, into current: inout Current) -> Int {
        defer { text = "" }
        guard !text.isEmpty else { return 0 }
        guard let descriptor = current.descriptor, descriptor.write(text) else {
            return text.utf8.count { $0 == UInt8(ascii: "\n") }
        }
        current.size += text.utf8.count
        return 0
    }

    private func rotate(_ current: inout Current) {
        let files = FileManager.default
        // Best effort: where a name cannot be moved, the file goes on growing under its own.
        if kept > 0 {
            try? files.removeItem(at: old(kept))
            for age in stride(from: kept - 1, to: 0, by: -1) {
                try? files.moveItem(at: old(age), to: old(age + 1))
            }
            try? files.moveItem(at: file, to: old(1))
        } else {
            try? files.removeItem(at: file)
        }
        let next = try? LogDescriptor.appending(to: file.path)
        current.descriptor?.close()
        current.descriptor = next
        current.size = next?.size ?? 0
    }

    private func old(_ age: Int) -> URL {
        file.deletingPathExtension().appendingPathExtension("\(age).jsonl")
    }
}

/// Why a log file cannot be written.
package struct LogFileError: Error, CustomStringConvertible, Sendable {
    package let path: String
    package let reason: String

    package var description: String {
        "\(path): the log cannot be written: \(reason); name another folder with state:"
    }
}
