import Foundation

/// Random numbers that a seed names, so that a failure can be had again (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// A generator whose whole stream follows from `seed`.
    package init(seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

    /// The next 64 bits of the stream.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// How many seeds a property test goes through.
package enum Seeds {
    /// Whether this is a run of `Tests/long`.
    package static var isLong: Bool { ProcessInfo.processInfo.environment["TENON_LONG"] == "1" }

    /// `0..<count`, twenty times as many under `Tests/long`.
    package static func upTo(_ count: UInt64) -> Range<UInt64> {
        0..<(isLong ? count * 20 : count)
    }
}
