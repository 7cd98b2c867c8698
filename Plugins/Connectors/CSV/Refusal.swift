/// Why a row of a file was not published.
///
/// The raw value is the index of the reason in the counters of a file; `name` is the word that the
/// summary line counts it under, `text` what the log says beside file and line.
enum Refusal: UInt8, CaseIterable {
    case columns
    case notTime
    case notNumber
    case missingPrice
    case tooFine
    case overflow
    case negativePrice
    case zeroPrice
    case negativeSize
    case notFlag
    case notKind
    case notSide
    case notExchange
    case notDate
    case notContract
    case highLow
    case unknownSymbol
    case bothSidesMissing
    case emptyLine
    case quoteCharacter
    case nulByte
    case tooLong
    case truncated
    case backward
    case beforeSnapshot
    case inSnapshot

    /// The word in `csv.summary`, for example `refused.backward=3`.
    var name: String { "\(self)" }

    /// Whether the layout's own rules drop such a row: the policy `on_bad_row: stop` passes over it.
    var isDocumented: Bool { self == .beforeSnapshot || self == .inSnapshot }

    /// One sentence for the log and for the error that stops a run.
    var text: String {
        switch self {
        case .columns: "the number of columns differs from the header's"
        case .notTime: "a time is not whole nanoseconds since 1970-01-01 UTC, from 1 on"
        case .notNumber: "a value is not a decimal number"
        case .missingPrice: "a price is missing"
        case .tooFine: "a value has more decimals than the instrument's exponent keeps"
        case .overflow: "a value does not fit in 62 bits at the instrument's exponent"
        case .negativePrice: "a price is negative, which this kind of instrument cannot have"
        case .zeroPrice: "a price is zero, which this kind of instrument cannot have"
        case .negativeSize: "a size is negative"
        case .notFlag: "a flag is neither 0 nor 1"
        case .notKind: "the kind is neither diff nor snapshot"
        case .notSide: "the side is neither a nor b"
        case .notExchange: "the exchange is not one letter"
        case .notDate: "a date is not YYYY-MM-DD"
        case .notContract: "right, strike, expiry or style does not name an option contract"
        case .highLow: "the bar's high is below, or its low above, another of its prices"
        case .unknownSymbol: "the row's symbol is empty or too long"
        case .bothSidesMissing: "both sides of the quote are missing"
        case .emptyLine: "the line is empty"
        case .quoteCharacter: "the line has a quote character; values are written bare"
        case .nulByte: "the line has a NUL byte"
        case .tooLong: "the line is longer than \(LineReader.longestLine) bytes"
        case .truncated: "the file ends inside this line: gzip data is truncated or damaged"
        case .backward: "time goes backwards"
        case .beforeSnapshot: "the change is older than the first snapshot"
        case .inSnapshot: "the change is already in the snapshot"
        }
    }
}
