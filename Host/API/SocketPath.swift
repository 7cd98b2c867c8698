package import Foundation
import Glibc

/// Why the socket of a host cannot be made or reached.
package struct SocketError: Error, Equatable, CustomStringConvertible, Sendable {
    package var message: String
    package var remedy: String

    package init(_ message: String, remedy: String) {
        self.message = message
        self.remedy = remedy
    }

    package var description: String { "\(message); \(remedy)" }
}

/// The socket in a state folder.
package struct SocketPath: Equatable, Sendable {
    /// What `sockaddr_un.sun_path` holds on Linux besides the zero at its end.
    package static let longest = 107

    package let folder: URL
    /// `<folder>/tenon.sock`, absolute.
    package var path: String { folder.appending(path: "tenon.sock").path }

    /// - Parameter folder: The state folder; it need not exist.
    /// - Throws: `SocketError` where the path is longer than the system allows for sockets.
    package init(stateFolder folder: URL) throws(SocketError) {
        self.folder = folder.absoluteURL.standardizedFileURL
        guard path.utf8.count <= Self.longest else {
            throw SocketError(
                "the path of the socket has \(path.utf8.count) bytes, and the system takes at most "
                    + "\(Self.longest): \(path)",
                remedy: "name a shorter folder with state: in plugins.yaml, or --state"
            )
        }
    }

    /// Makes the folder its owner's alone, so that nobody reaches the socket before it is closed
    /// to others itself.
    func prepare() throws(SocketError) {
        let files = FileManager.default
        do {
            try files.createDirectory(
                at: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
        } catch {
            throw SocketError(
                "\(folder.path): cannot be made a folder of its owner alone: "
                    + error.localizedDescription,
                remedy: "name a folder of your own with state: in plugins.yaml, or --state"
            )
        }
        guard let type = attributes?[.type] as? FileAttributeType else { return }
        guard type == .typeSocket else {
            throw SocketError("\(path): is there and is no socket", remedy: "move it away")
        }
        // Of a host that died: the caller holds the lock of the folder.
        try? files.removeItem(atPath: path)
    }

    /// Closes the socket to everybody but its owner.
    func restrict() {
        try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    /// Takes the socket away.
    func remove() { try? FileManager.default.removeItem(atPath: path) }

    /// Whether there is a socket or whatever else of that name.
    package var isPresent: Bool { attributes != nil }

    /// The user the socket belongs to; `nil` where there is none.
    package var owner: UInt32? {
        (attributes?[.ownerAccountID] as? NSNumber)?.uint32Value
    }

    /// Tells one socket of this name from the next one; `nil` where there is none.
    package var identity: UInt64? {
        (attributes?[.systemFileNumber] as? NSNumber)?.uint64Value
    }

    private var attributes: [FileAttributeKey: Any]? {
        // Does not follow a link: one in the place of the socket is no socket.
        try? FileManager.default.attributesOfItem(atPath: path)
    }
}
