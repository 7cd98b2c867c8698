import TenonKit

/// Reads one line field by field, front to back, without a copy.
///
/// The first fault sticks in `refusal` and every later read answers 0 or `TENON_NONE`, so a layout
/// reads all its columns in a row and looks once. The bytes belong to the `LineReader`, which keeps
/// them until its next line: no cursor outlives the call that was given the line.
@safe
struct RowCursor {
    private var next: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    /// The first fault, `nil` while every field was good.
    private(set) var refusal: Refusal?
    /// Whether a decimal was rounded.
    private(set) var didRound = false

    /// - Parameters:
    ///   - line: The bytes between two line ends, without them.
    ///   - base: Where they begin.
    init(_ line: UnsafeBufferPointer<UInt8>, base: UnsafePointer<UInt8>) {
        unsafe next = base
        unsafe end = base + line.count
    }

    /// Refuses the row; the first reason stays.
    mutating func refuse(_ reason: Refusal) {
        if refusal == nil { refusal = reason }
        unsafe next = end
    }

    /// Steps over the comma that must follow the field just read.
    @inline(__always)
    mutating func comma() {
        guard unsafe next < end, unsafe next[0] == UInt8(ascii: ",") else {
            return refuse(unsafe next == end ? .columns : .notNumber)
        }
        unsafe next += 1
    }

    /// Checks that the last field ended the line.
    @inline(__always)
    mutating func finish() {
        guard unsafe next != end else { return }
        refuse(unsafe next[0] == UInt8(ascii: ",") ? .columns : .notNumber)
    }

    /// Whether the field that begins here has no character.
    var isEmptyField: Bool {
        @inline(__always) get { unsafe next == end || next[0] == UInt8(ascii: ",") }
    }

    /// A time as whole nanoseconds since 1970, from 1 on: 0 stands where a time is missing.
    @inline(__always)
    mutating func time() -> Int64 {
        let value = unsigned(.notTime)
        guard value > 0, value <= UInt64(ConfiguredTime.last) else {
            refuse(.notTime)
            return 0
        }
        return Int64(truncatingIfNeeded: value)
    }

    /// A time, or `TENON_NONE` for an empty field.
    @inline(__always)
    mutating func optionalTime() -> Int64 { isEmptyField ? .min : time() }

    /// A venue's sequence number or id, 0 for an empty field.
    @inline(__always)
    mutating func identifier() -> UInt64 { isEmptyField ? 0 : unsigned(.notNumber) }

    /// A flag written as `0` or `1`.
    @inline(__always)
    mutating func flag() -> Bool {
        guard unsafe next < end, unsafe next[0] &- UInt8(ascii: "0") <= 1 else {
            refuse(.notFlag)
            return false
        }
        let value = unsafe next[0] == UInt8(ascii: "1")
        unsafe next += 1
        return value
    }

    /// One printable character.
    ///
    /// - Parameter fault: What an empty or longer field is refused as.
    /// - Returns: The character, 0 when refused.
    @inline(__always)
    mutating func letter(_ fault: Refusal) -> UInt8 {
        guard !isEmptyField, unsafe next[0] > UInt8(ascii: " "), unsafe next[0] < 0x7F else {
            refuse(unsafe next == end ? .columns : fault)
            return 0
        }
        let letter = unsafe next[0]
        unsafe next += 1
        if !isEmptyField { refuse(fault) }
        return letter
    }

    /// Up to eight hexadecimal digits, 0 for an empty field.
    mutating func hexadecimal() -> UInt32 {
        var value: UInt64 = 0
        while !isEmptyField {
            let byte = unsafe next[0]
            let digit: UInt8 =
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
                case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
                case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
                default: 16
                }
            value = value &* 16 &+ UInt64(digit)
            guard digit < 16, value <= UInt64(UInt32.max) else {
                refuse(digit < 16 ? .overflow : .notNumber)
                return 0
            }
            unsafe next += 1
        }
        return UInt32(truncatingIfNeeded: value)
    }

    /// The bytes up to the next comma or the line's end.
    mutating func text() -> UnsafeBufferPointer<UInt8> {
        let start = unsafe next
        while !isEmptyField { unsafe next += 1 }
        return unsafe UnsafeBufferPointer(start: start, count: next - start)
    }

    /// A calendar day `YYYY-MM-DD` as days since 1970-01-01.
    mutating func day() -> Int64 {
        let field = unsafe text()
        guard let date = unsafe CalendarDay(field) else {
            refuse(.notDate)
            return 0
        }
        return date.daysSince1970
    }

    /// A decimal number as a mantissa with `fraction` decimals, exact.
    ///
    /// - Parameters:
    ///   - fraction: Decimals the mantissa keeps, 0 to 18.
    ///   - rounding: Whether digits beyond `fraction` are rounded half to even instead of refused.
    /// - Returns: The mantissa; 0 with `refusal` set when the text is no number, too fine, or too
    ///   large.
    @inline(__always)
    mutating func decimal(fraction: Int, rounding: Bool = false) -> Int64 {
        let first = unsafe next
        var at = unsafe next
        let limit = unsafe end
        if unsafe at < limit, unsafe at[0] == UInt8(ascii: "-") { unsafe at += 1 }
        let wholeStart = unsafe at
        var value: UInt64 = 0
        while unsafe at < limit {
            let digit = unsafe at[0] &- UInt8(ascii: "0")
            if digit > 9 { break }
            value = value &* 10 &+ UInt64(digit)
            unsafe at += 1
        }
        let whole = unsafe at - wholeStart
        var kept = 0
        if unsafe at < limit, unsafe at[0] == UInt8(ascii: ".") {
            unsafe at += 1
            let pointAt = unsafe at
            while unsafe at < limit, kept < fraction {
                let digit = unsafe at[0] &- UInt8(ascii: "0")
                if digit > 9 { break }
                value = value &* 10 &+ UInt64(digit)
                kept += 1
                unsafe at += 1
            }
            while unsafe at < limit, unsafe at[0] == UInt8(ascii: "0") { unsafe at += 1 }
            if unsafe at == pointAt { return notNumber() }
        }
        let isPlain = unsafe at == limit || at[0] == UInt8(ascii: ",")
        guard isPlain, whole > 0, whole &+ fraction <= 18 else {
            return unsafe slowDecimal(from: first, fraction: fraction, rounding: rounding)
        }
        while kept < fraction {
            value = value &* 10
            kept += 1
        }
        let isNegative = unsafe wholeStart != first
        unsafe next = at
        let mantissa = Int64(truncatingIfNeeded: value)
        return isNegative ? 0 &- mantissa : mantissa
    }

    /// A size, or `TENON_NONE` for an empty field: a missing size is unknown, not 0.
    @inline(__always)
    mutating func size(fraction: Int, rounding: Bool = false) -> Int64 {
        if isEmptyField { return .min }
        let value = decimal(fraction: fraction, rounding: rounding)
        if value < 0 { refuse(.negativeSize) }
        return value
    }

    /// A price, or `TENON_NONE` for an empty field: that side has no order.
    @inline(__always)
    mutating func optionalPrice(_ scale: borrowing Scale) -> Int64 {
        isEmptyField && !isAtEnd ? .min : price(scale)
    }

    /// Whether the line has no more characters.
    private var isAtEnd: Bool {
        @inline(__always) get { unsafe next == end }
    }

    /// A price that must be there and not below what the instrument can have.
    @inline(__always)
    mutating func price(_ scale: borrowing Scale) -> Int64 {
        if isEmptyField {
            refuse(unsafe next == end && refusal == nil ? .columns : .missingPrice)
            return 0
        }
        let value = decimal(fraction: scale.price)
        if value < scale.leastPrice, refusal == nil {
            refuse(value < 0 ? .negativePrice : .zeroPrice)
        }
        return value
    }
}

extension RowCursor {
    private mutating func notNumber() -> Int64 {
        refuse(unsafe isEmptyField && next == end ? .columns : .notNumber)
        return 0
    }

    /// Digits up to a comma or the line's end; a value past 64 bits or no digit is a fault.
    @inline(__always)
    private mutating func unsigned(_ fault: Refusal) -> UInt64 {
        let start = unsafe next
        var value: UInt64 = 0
        while unsafe end - next >= 8 {
            let text = unsafe UnsafeRawPointer(next).loadUnaligned(as: UInt64.self)
            guard let eight = EightDigits.value(of: text) else { break }
            value = value &* 100_000_000 &+ eight
            unsafe next += 8
        }
        while unsafe next < end {
            let digit = unsafe next[0] &- UInt8(ascii: "0")
            if digit > 9 { break }
            value = value &* 10 &+ UInt64(digit)
            unsafe next += 1
        }
        let digits = unsafe next - start
        // Nineteen digits always fit in 64 unsigned bits.
        guard digits > 0, digits <= 19, isEmptyField else {
            refuse(unsafe digits == 0 && start == end ? .columns : fault)
            return 0
        }
        return value
    }

    /// The same as `decimal`, for text that is long, finer than the exponent, or no number.
    @inline(never)
    private mutating func slowDecimal(
        from first: UnsafePointer<UInt8>,
        fraction: Int,
        rounding: Bool
    ) -> Int64 {
        unsafe next = first
        let field = unsafe text()
        switch unsafe ExactDecimal.mantissa(of: field, fraction: fraction) {
        case .success(let value): return value
        case .failure(.tooFine) where rounding:
            didRound = true
            let rounded = unsafe ExactDecimal.mantissa(
                of: field,
                fraction: fraction,
                rounding: true
            )
            if case .success(let value) = rounded { return value }
            refuse(.overflow)
            return 0
        case .failure(let fault):
            refuse(unsafe field.isEmpty && next == end ? .columns : fault.refusal)
            return 0
        }
    }
}
