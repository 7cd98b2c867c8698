/// Eight digits read as one word: times have nineteen, and most of a quote's row is its time.
enum EightDigits {
    /// The number that eight characters write.
    ///
    /// - Parameter text: The characters as they stand in memory, little endian.
    /// - Returns: `nil` when one of them is no digit.
    @inline(__always)
    static func value(of text: UInt64) -> UInt64? {
        // A digit is 0x30 to 0x39: its upper half is 3, and stays 3 when 6 is added.
        let upper = text & 0xF0F0_F0F0_F0F0_F0F0
        let raised = (text &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0
        guard upper | (raised >> 4) == 0x3333_3333_3333_3333 else { return nil }
        // Neighbours become pairs, pairs become halves, halves the whole.
        let digits = text &- 0x3030_3030_3030_3030
        let pairs = digits &* 10 &+ digits >> 8
        let mask: UInt64 = 0x0000_00FF_0000_00FF
        let high = (pairs & mask) &* (100 &+ 1_000_000 << 32)
        let low = (pairs >> 16 & mask) &* (1 &+ 10_000 << 32)
        return (high &+ low) >> 32
    }
}
