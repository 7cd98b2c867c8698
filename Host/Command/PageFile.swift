import Foundation

/// The file of a run's page.
struct PageFile {
    private let path: String

    /// The page at a path.
    init(_ path: String) { self.path = path }

    /// How each of our pages begins.
    static let mark = "<!DOCTYPE html>"

    /// Refuses a path at which something else would be lost.
    ///
    /// - Parameter directory: Where the tables of the run go, `nil` for nowhere.
    /// - Throws: `ReportError` naming the file and the remedy.
    func check(besides directory: String?) throws {
        if let directory, PageFile.tables.contains(where: { isSame(as: "\(directory)/\($0)") }) {
            throw ReportError(
                description: "\(path): is a table of this run\n    name another file with --report"
            )
        }
        guard isPlain else { return }
        let file = FileHandle(forReadingAtPath: path)
        defer { try? file?.close() }
        guard let start = try? file?.read(upToCount: PageFile.mark.utf8.count) else {
            // What is empty has nothing to lose; a file that cannot be read may have.
            if file != nil { return }
            throw ReportError(
                description: "\(path): exists and cannot be read, so it may not be a page\n"
                    + "    remove it, or name another file with --report"
            )
        }
        guard start.isEmpty || start == Data(PageFile.mark.utf8) else {
            throw ReportError(
                description: "\(path): exists and is no page of a run, which it would be lost to\n"
                    + "    remove it, or name another file with --report"
            )
        }
    }

    /// Makes sure that the page can be written, and takes an earlier one away.
    ///
    /// - Throws: `ReportError` naming the file and the remedy.
    func clear() throws {
        let files = FileManager.default
        var isFolder: ObjCBool = false
        let folder = URL(filePath: path).deletingLastPathComponent().path
        guard unsafe files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue
        else {
            throw ReportError(
                description: "\(path): the folder '\(folder)' does not exist\n"
                    + "    make it, or name another file with --report"
            )
        }
        if unsafe files.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
            throw ReportError(
                description: "\(path): is a folder\n    name a file with --report"
            )
        }
        try write("")
        // A run that fails leaves no page; what is no plain file is not ours to remove.
        if isPlain { try? files.removeItem(atPath: resolved(path)) }
    }

    private static let tables = [
        "orders.csv", "fills.csv", "positions.csv", "equity.csv", "strategies.csv",
        "performance.csv", "performance.json", "summary.json",
    ]

    /// Whether a plain file is there, with links followed.
    private var isPlain: Bool {
        let files = FileManager.default
        let kind = try? files.attributesOfItem(atPath: resolved(path))[.type] as? FileAttributeType
        return kind == .typeRegular
    }

    private func isSame(as other: String) -> Bool { resolved(path) == resolved(other) }

    /// The path with its links followed, as far as it exists.
    private func resolved(_ path: String) -> String {
        URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
    }

    /// Writes the page.
    ///
    /// - Throws: `ReportError` naming the file and the remedy.
    func write(_ text: String) throws {
        do {
            try Data(text.utf8).write(to: URL(filePath: path))
        } catch {
            throw ReportError(
                description: "\(path): cannot be written: \(error.localizedDescription)\n"
                    + "    make room and leave to write there, or name another file with --report"
            )
        }
    }
}
