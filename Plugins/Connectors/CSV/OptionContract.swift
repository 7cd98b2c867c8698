import TenonKit

/// The terms of one listed option, as a row names them.
struct OptionContract: Hashable {
    /// `TENON_RIGHT_CALL` or `TENON_RIGHT_PUT`.
    let right: UInt8
    /// The strike in thousandths of the currency.
    let strike: Int64
    /// The last day, as days since 1970-01-01.
    let expiry: Int64
    /// `TENON_EXERCISE_EUROPEAN` or `TENON_EXERCISE_AMERICAN`.
    let exercise: UInt8
    /// The symbol behind the underlying's: `140606C00490000`, as the options industry writes it.
    let suffix: String

    /// The decimals of `strike`.
    static let strikeDecimals = 3

    /// Reads the columns right, strike, expiry and style.
    ///
    /// - Returns: `nil`, with the row refused, when they name no contract.
    init?(_ cursor: inout RowCursor) {
        let right = unsafe Self.choice(cursor.text(), "call", "put")
        cursor.comma()
        let strike = cursor.decimal(fraction: Self.strikeDecimals)
        cursor.comma()
        let expiry = unsafe CalendarDay(cursor.text())
        cursor.comma()
        let exercise = unsafe Self.choice(cursor.text(), "european", "american")
        guard cursor.refusal == nil else { return nil }
        guard let right, let expiry, let exercise, (1...99_999_999).contains(strike) else {
            cursor.refuse(.notContract)
            return nil
        }
        self.right = right
        self.strike = strike
        self.expiry = expiry.daysSince1970
        self.exercise = exercise
        func digits(_ value: Int, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        suffix =
            digits(expiry.year % 100, 2) + digits(expiry.month, 2) + digits(expiry.day, 2)
            + (right == 1 ? "C" : "P") + digits(Int(strike), 8)
    }

    /// 1 for the first word, 2 for the second: the header's numbers of rights and of styles.
    private static func choice(
        _ text: UnsafeBufferPointer<UInt8>,
        _ first: StaticString,
        _ second: StaticString
    ) -> UInt8? {
        if unsafe text.elementsEqual(first.bytes) { return 1 }
        return unsafe text.elementsEqual(second.bytes) ? 2 : nil
    }
}

extension StaticString {
    /// The characters as bytes.
    var bytes: UnsafeBufferPointer<UInt8> {
        unsafe UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)
    }
}
