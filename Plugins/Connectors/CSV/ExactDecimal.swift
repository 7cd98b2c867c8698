/// Decimal text as an `Int64` mantissa, by checked integer arithmetic only.
///
/// The careful twin of `RowCursor.decimal`: it takes every length of text, and it is what reads the
/// numbers of the configuration.
enum ExactDecimal {
    /// What is wrong with a text.
    enum Fault: Error {
        case notNumber
        case tooFine
        case overflow

        /// The same fault, said of a row.
        var refusal: Refusal {
            switch self {
            case .notNumber: .notNumber
            case .tooFine: .tooFine
            case .overflow: .overflow
            }
        }
    }

    /// Mantissas stay below this, so that the host can add two of them.
    private static let reach: UInt64 = 1 << 62

    /// Reads `[-]digits[.digits]`.
    ///
    /// - Parameters:
    ///   - bytes: The text, nothing around it.
    ///   - fraction: Decimals the mantissa keeps.
    ///   - rounding: Whether digits beyond `fraction` are rounded half to even instead of a fault.
    /// - Returns: The mantissa, or what is wrong with the text.
    static func mantissa(
        of bytes: some Sequence<UInt8>,
        fraction: Int,
        rounding: Bool = false
    ) -> Result<Int64, Fault> {
        var isNegative = false
        var value: UInt64 = 0
        var didOverflow = false
        var whole = 0
        var decimals = -1
        var dropped: (first: UInt8, rest: Bool) = (0, false)
        for (index, byte) in bytes.enumerated() {
            if index == 0, byte == UInt8(ascii: "-") {
                isNegative = true
                continue
            }
            if byte == UInt8(ascii: "."), decimals < 0 {
                decimals = 0
                continue
            }
            let digit = byte &- UInt8(ascii: "0")
            guard digit <= 9 else { return .failure(.notNumber) }
            if decimals < 0 { whole += 1 } else { decimals += 1 }
            if decimals <= fraction {
                didOverflow = append(digit, to: &value) || didOverflow
            } else if decimals == fraction + 1 {
                dropped.first = digit
            } else {
                dropped.rest = dropped.rest || digit != 0
            }
        }
        guard whole > 0, decimals != 0 else { return .failure(.notNumber) }
        if !rounding, dropped.first != 0 || dropped.rest { return .failure(.tooFine) }
        for _ in max(decimals, 0)..<max(fraction, decimals) {
            didOverflow = append(0, to: &value) || didOverflow
        }
        let isAboveHalf = dropped.first > 5 || (dropped.first == 5 && dropped.rest)
        if isAboveHalf || (dropped.first == 5 && value & 1 == 1) { value &+= 1 }
        guard !didOverflow, value < reach else { return .failure(.overflow) }
        return .success(isNegative ? -Int64(value) : Int64(value))
    }

    /// Writes one more digit behind `value`.
    ///
    /// - Returns: Whether it no longer fits.
    private static func append(_ digit: UInt8, to value: inout UInt64) -> Bool {
        let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
        let (sum, isTooLargeNow) = product.addingReportingOverflow(UInt64(digit))
        value = sum
        return isTooLarge || isTooLargeNow
    }
}
