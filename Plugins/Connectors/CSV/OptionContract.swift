import TenonKit

/// The terms of one listed option, as a row names them.
struct OptionContract: Hashable {
    /// `TENON_RIGHT_CALL` or `TENON_RIGHT_PUT`.
    let right: UInt8
    /// The strike in thousandths of the currency.
    let strike: Int64
    /// The last day.
    let expiry: CalendarDay
    /// `TENON_EXERCISE_EUROPEAN` or `TENON_EXERCISE_AMERICAN`.
    let exercise: UInt8
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
        self.expiry = expiry
        self.exercise = exercise
    }

    /// The contract's symbol, as the options industry writes it: `AAPL140606C00490000.OPRA`.
    ///
    /// - Parameter underlying: The configured symbol; its venue goes behind.
    /// - Returns: The symbol.
    func symbol(of underlying: String) -> String {
        func digits(_ value: Int, _ count: Int) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
        }
        let point = underlying.lastIndex(of: ".") ?? underlying.endIndex
        let date = digits(expiry.year % 100, 2) + digits(expiry.month, 2) + digits(expiry.day, 2)
        let letter = right == 1 ? "C" : "P"
        return underlying[..<point] + date + letter + digits(Int(strike), 8) + underlying[point...]
    }

    /// Every contract that the good rows of a file name, in the order of its first row.
    ///
    /// - Throws: `.io` when the file cannot be opened.
    static func all(
        in file: FileSettings,
        symbol: String
    ) throws(PluginError) -> [OptionContract] {
        var reader = try FileSettings.open(file.path).takeReader()
        var seen: Set<OptionContract> = []
        var contracts: [OptionContract] = []
        while let line = unsafe reader.next() {
            guard let base = unsafe line.bytes.baseAddress else { continue }
            var cursor = unsafe RowCursor(line.bytes, base: base)
            _ = unsafe cursor.text()
            cursor.comma()
            guard unsafe cursor.text().elementsEqual(symbol.utf8) else { continue }
            cursor.comma()
            if let contract = OptionContract(&cursor), seen.insert(contract).inserted {
                contracts.append(contract)
            }
        }
        return contracts
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
