package import Domain
import Memory

/// The cash of one account in its one currency.
package struct Cash: BitwiseCopyable, Sendable {
    /// At the currency's ledger exponent.
    package var balance: Int64
    package var fees: Int64 = 0
    /// What rounding to the ledger exponent has left over so far: at the ledger exponent with
    /// `CashLedger.guardDigits` more digits.
    ///
    /// Balance and this together are exact.
    package var rounding: Int128 = 0
    package let currency: CurrencyID
    package let exponent: Int

    /// The opening state of an account.
    package init(balance: Int64, currency: CurrencyID, exponent: Int) {
        self.balance = balance
        self.currency = currency
        self.exponent = exponent
    }
}

/// Cash of every account; every posting is exact or refused.
package struct CashLedger: ~Copyable {
    /// Decimal digits below the ledger exponent that the rounding ledger keeps.
    package static let guardDigits = 18
    private var accounts: Slab<Cash>

    /// No accounts yet.
    package init() { accounts = Slab() }

    /// Opens the next account.
    package mutating func open(_ cash: Cash) { accounts.append(cash) }

    /// The cash of an account.
    package subscript(account: AccountID) -> Cash {
        accounts[account.index]
    }

    /// How many accounts there are.
    package var count: Int { accounts.count }

    /// Posts what a fill pays (negative) or brings (positive), and the fee it costs.
    ///
    /// - Parameters:
    ///   - account: The account that pays or receives.
    ///   - value: At the instrument's value exponent.
    ///   - exponent: That exponent.
    ///   - fee: At the ledger exponent, positive for a cost.
    /// - Returns: `false` on overflow; nothing is posted then.
    package mutating func post(
        _ account: AccountID,
        value: Int128,
        exponent: Int,
        fee: Int64
    ) -> Bool {
        let ledger = accounts[account.index]
        let shift = exponent - ledger.exponent
        let amount: Int128
        var left: Int128 = 0
        if shift >= 0 {
            guard shift <= 18, let exact = FixedPoint.product(value, FixedPoint.small(shift)) else {
                return false
            }
            amount = exact
        } else {
            guard shift >= -CashLedger.guardDigits else { return false }
            let unit = Int128(FixedPoint.small(-shift))
            amount = FixedPoint.dividedHalfEven(value, by: unit)
            // What is left is half a unit at most, also where the product wraps.
            left =
                (value &- amount &* unit)
                * Int128(FixedPoint.small(CashLedger.guardDigits + shift))
        }
        let (net, isHuge) = amount.subtractingReportingOverflow(Int128(fee))
        guard !isHuge, let change = Int64(exactly: net) else { return false }
        let (balance, over) = ledger.balance.addingReportingOverflow(change)
        let (fees, tooMuch) = ledger.fees.addingReportingOverflow(fee)
        guard !over, !tooMuch else { return false }
        accounts[account.index].balance = balance
        accounts[account.index].fees = fees
        accounts[account.index].rounding += left
        return true
    }
}
