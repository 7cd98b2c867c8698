public import Domain
public import Memory

/// What one book holds of one instrument.
@frozen
@usableFromInline
package struct BookEntry: BitwiseCopyable, Sendable {
    @usableFromInline package var position = Position()
    /// Fees paid, at the ledger exponent of the settlement currency.
    @usableFromInline package var fees: Int64 = 0
    /// Sum of absolute fill values, at the value exponent.
    @usableFromInline package var turnover: Int128 = 0
    @usableFromInline package var fills: UInt64 = 0

    /// Nothing held, nothing paid.
    package init() {}

    /// Books one fill.
    ///
    /// - Parameters:
    ///   - signed: Quantity, positive for a buy.
    ///   - price: Fill price, a price mantissa.
    ///   - value: Signed value of the fill, at the value exponent.
    ///   - fee: At the ledger exponent.
    ///   - instrument: The instrument of this entry.
    /// - Returns: `false` on overflow; nothing is booked then.
    package mutating func apply(
        signed: Int64,
        price: Int64,
        value: Int128,
        fee: Int64,
        of instrument: Instrument
    ) -> Bool {
        let (paid, over) = fees.addingReportingOverflow(fee)
        guard !over, value != .min else { return false }
        let (sum, tooMuch) = turnover.addingReportingOverflow(value < 0 ? -value : value)
        guard !tooMuch,
            position.apply(signed: signed, price: price, value: value, of: instrument) != nil
        else { return false }
        fees = paid
        turnover = sum
        fills &+= 1
        return true
    }
}

/// The books: one of each strategy (its virtual account) and one of each account, by instrument.
///
/// Strategies' books come first, in configuration order, then the accounts'.
@usableFromInline
package struct Books: ~Copyable {
    @usableFromInline var entries: Slab<BookEntry>
    @usableFromInline let strategies: Int
    @usableFromInline let rows: Int

    /// Empty books.
    package init(strategies: Int, accounts: Int) {
        self.strategies = strategies
        rows = strategies + accounts
        entries = Slab(capacity: max(16, rows))
    }

    /// Makes room for an instrument.
    package mutating func add(_ instrument: InstrumentID) {
        entries.extend(to: (instrument.index + 1) * rows, with: BookEntry())
    }

    /// The book entry of a strategy.
    @inlinable
    package subscript(instance: InstanceID, instrument: InstrumentID) -> BookEntry {
        entries[instrument.index * rows + instance.index]
    }

    /// The book entry of an account.
    @inlinable
    package subscript(account: AccountID, instrument: InstrumentID) -> BookEntry {
        entries[instrument.index * rows + strategies + account.index]
    }

    /// Books one fill in the book of the strategy and in that of its account.
    ///
    /// - Parameters:
    ///   - instance: The strategy.
    ///   - account: Its account.
    ///   - signed: Quantity, positive for a buy.
    ///   - price: Fill price, a price mantissa.
    ///   - value: Signed value of the fill, at the value exponent.
    ///   - fee: At the ledger exponent.
    ///   - instrument: What was traded.
    /// - Returns: `false` on overflow; the books are then not to be used any more.
    package mutating func apply(
        _ instance: InstanceID,
        _ account: AccountID,
        signed: Int64,
        price: Int64,
        value: Int128,
        fee: Int64,
        of instrument: Instrument
    ) -> Bool {
        let first = instrument.id.index * rows
        return entries[first + instance.index]
            .apply(
                signed: signed,
                price: price,
                value: value,
                fee: fee,
                of: instrument
            )
            && entries[first + strategies + account.index]
                .apply(
                    signed: signed,
                    price: price,
                    value: value,
                    fee: fee,
                    of: instrument
                )
    }

    /// How many instruments there is room for.
    package var instruments: Int { rows == 0 ? 0 : entries.count / rows }
}
