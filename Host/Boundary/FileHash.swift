import CSodium
internal import Glibc

/// The SHA-256 of a file of any size, read piece by piece.
package enum FileHash {
    /// The hash as 64 hex digits, or `nil` when the file cannot be read to its end.
    package static func sha256(of path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var state = crypto_hash_sha256_state()
        guard unsafe crypto_hash_sha256_init(&state) == 0 else { return nil }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe read(descriptor, &piece, piece.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                return nil
            }
            guard unsafe crypto_hash_sha256_update(&state, piece, UInt64(count)) == 0 else {
                return nil
            }
        }
        var hash = [UInt8](repeating: 0, count: 32)
        guard unsafe crypto_hash_sha256_final(&state, &hash) == 0 else { return nil }
        return
            hash.map { byte in
                let digits = String(byte, radix: 16)
                return byte < 16 ? "0" + digits : digits
            }
            .joined()
    }
}
