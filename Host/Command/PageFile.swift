import Foundation

/// The file of a run's page.
struct PageFile {
    private let path: String

    /// The page at a path.
    init(_ path: String) { self.path = path }

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
        let kind = try? files.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        if kind == .typeRegular { try? files.removeItem(atPath: path) }
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
