public import Memory

/// A 256-bit running digest of whole 32-byte blocks, for telling two runs apart.
///
/// Four multiply-rotate lanes: fast enough to run on every decision, not a protection against
/// someone who forges records (the journal on disk has checksums and a hash chain for that).
@frozen
@usableFromInline
package struct RunningDigest: BitwiseCopyable, Equatable, Sendable {
    @usableFromInline var a: UInt64 = 0x243F_6A88_85A3_08D3
    @usableFromInline var b: UInt64 = 0x1319_8A2E_0370_7344
    @usableFromInline var c: UInt64 = 0xA409_3822_299F_31D0
    @usableFromInline var d: UInt64 = 0x082E_FA98_EC4E_6C89

    @inlinable
    package init() {}

    /// Adds one value; its size is a multiple of 32 bytes and it has no padding.
    @inlinable
    package mutating func add<Value: BitwiseCopyable>(_ value: Value) {
        unsafe withUnsafeBytes(of: value) { bytes in
            precondition(bytes.count & 31 == 0, "a digest takes whole blocks of 32 bytes")
            var offset = 0
            while offset < bytes.count {
                unsafe a = RunningDigest.mix(a, bytes.word(offset))
                unsafe b = RunningDigest.mix(b, bytes.word(offset &+ 8))
                unsafe c = RunningDigest.mix(c, bytes.word(offset &+ 16))
                unsafe d = RunningDigest.mix(d, bytes.word(offset &+ 24))
                offset &+= 32
            }
        }
    }

    /// Adds the bytes of packed records; their length is a multiple of 64.
    ///
    /// Each lane takes sixteen bytes a step through one full-width product (the folded multiply of
    /// wyhash, Wang Yi), half the steps of word by word.
    @inlinable
    package mutating func add(_ run: RecordRun) {
        precondition(run.count & 63 == 0, "records are multiples of 64 bytes")
        var (a, b, c, d) = (a, b, c, d)
        unsafe run.withBytes { bytes in
            var offset = 0
            while offset < bytes.count {
                unsafe a = RunningDigest.fold(a, bytes.word(offset), bytes.word(offset &+ 8))
                unsafe b = RunningDigest.fold(b, bytes.word(offset &+ 16), bytes.word(offset &+ 24))
                unsafe c = RunningDigest.fold(c, bytes.word(offset &+ 32), bytes.word(offset &+ 40))
                unsafe d = RunningDigest.fold(d, bytes.word(offset &+ 48), bytes.word(offset &+ 56))
                offset &+= 64
            }
        }
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    @inlinable
    @inline(__always)
    static func fold(_ lane: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
        let product = (first ^ lane).multipliedFullWidth(by: second ^ 0xE703_7ED1_A0B4_28DB)
        // The lane is kept beside the product: a factor of 0 must not forget what came before.
        return product.high ^ product.low ^ (lane &* 0x9E37_79B9_7F4A_7C15)
    }

    @inlinable
    @inline(__always)
    static func mix(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        let mixed = (lane ^ word) &* 0x9E37_79B9_7F4A_7C15
        return mixed ^ (mixed >> 32)
    }

    /// 64 hex digits.
    @usableFromInline package var text: String {
        [a, b, c, d]
            .map { word in
                let digits = String(word, radix: 16)
                return String(repeating: "0", count: 16 - digits.count) + digits
            }
            .joined()
    }
}

extension UnsafeRawBufferPointer {
    @inlinable
    @inline(__always)
    func word(_ offset: Int) -> UInt64 {
        unsafe loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
}
