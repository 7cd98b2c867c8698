import Domain
import Orders
import Support
import Testing

@Suite("Cash ledger")
struct CashLedgerTests {
    private let account = AccountID(1)

    private func ledger(_ balance: Int64, exponent: Int) -> CashLedger {
        var ledger = CashLedger()
        ledger.open(Cash(balance: balance, currency: CurrencyID(1), exponent: exponent))
        return ledger
    }

    /// Everything an account has, with 18 digits beyond the ledger's exponent.
    private func wealth(_ cash: Cash) -> Int128 {
        Int128(cash.balance) * FixedPoint.power(18) + cash.rounding
    }

    @Test("balance and rounding together are exact", arguments: Seeds.upTo(40))
    func conservation(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let exponent = Int.random(in: -8...0, using: &random)
        var ledger = ledger(1_000_000, exponent: exponent)
        var expected = Int128(1_000_000) * FixedPoint.power(18)
        var fees: Int64 = 0
        for _ in 0..<500 {
            let finer = Int.random(in: -3...9, using: &random)
            let bits = Int64.random(in: 30..<63, using: &random)
            let value = Int128(Int64(truncatingIfNeeded: random.next()) >> bits)
            let fee = Int64.random(in: -5...100, using: &random)
            let isPosted = ledger.post(account, value: value, exponent: exponent - finer, fee: fee)
            if !isPosted { Issue.record("seed \(seed): \(value) was refused") }
            expected += value * FixedPoint.power(18 - finer) - Int128(fee) * FixedPoint.power(18)
            fees += fee
            let cash = ledger[account]
            if wealth(cash) != expected || cash.fees != fees {
                Issue.record("seed \(seed): \(value) at \(exponent - finer)")
            }
        }
    }

    @Test(
        "a value between two units goes to the even one",
        arguments: [
            (15, 2, -5), (25, 2, 5), (-15, -2, 5), (-25, -2, -5), (14, 1, 4), (16, 2, -4),
            (4, 0, 4), (5, 0, 5), (-5, 0, -5), (6, 1, -4),
        ] as [(Int128, Int64, Int128)]
    )
    func rounding(value: Int128, balance: Int64, left: Int128) {
        var ledger = ledger(0, exponent: -2)
        let isPosted = ledger.post(account, value: value, exponent: -3, fee: 0)
        #expect(isPosted)
        #expect(ledger[account].balance == balance)
        #expect(ledger[account].rounding == left * FixedPoint.power(17))
    }

    @Test("what does not fit is refused, and nothing is posted")
    func overflow() {
        let cases: [(balance: Int64, fees: Int64, value: Int128, exponent: Int, fee: Int64)] = [
            (.max, 0, 1, 0, 0), (.min, 0, -1, 0, 0), (0, 0, Int128(Int64.max) + 1, 0, 0),
            (0, 0, Int128(Int64.min) - 1, 0, 0), (.min, 0, 0, 0, 1), (0, .max, 0, 0, 1),
            (0, 0, .max, 0, 0), (0, 0, .min, 0, 0), (0, 0, .min, 0, 1), (0, 0, .max, 0, -1),
            (0, 0, .max, -1, 0), (0, 0, .min, -1, 1), (0, 0, .max, -18, 0), (0, 0, .min, -18, 0),
            (0, 0, .max, 18, 0), (0, 0, 1, 19, 0), (0, 0, 1, -19, 0), (0, 0, 10, 18, 0),
        ]
        for one in cases {
            var cash = Cash(balance: one.balance, currency: CurrencyID(1), exponent: 0)
            cash.fees = one.fees
            var ledger = CashLedger()
            ledger.open(cash)
            let isPosted = ledger.post(
                account,
                value: one.value,
                exponent: one.exponent,
                fee: one.fee
            )
            #expect(!isPosted, "\(one)")
            let after = ledger[account]
            #expect(after.balance == one.balance)
            #expect(after.fees == one.fees)
            #expect(after.rounding == 0)
        }
    }

    @Test("the ends of the reach are taken")
    func ends() {
        let cases: [(value: Int128, exponent: Int, fee: Int64, balance: Int64)] = [
            (Int128(Int64.max) + 1, 0, 1, .max), (Int128(Int64.min) - 1, 0, -1, .min),
            (9, 18, 0, 9_000_000_000_000_000_000), (Int128(Int64.max) * 1_000 + 499, -3, 0, .max),
        ]
        for one in cases {
            var ledger = ledger(0, exponent: 0)
            let isPosted = ledger.post(
                account,
                value: one.value,
                exponent: one.exponent,
                fee: one.fee
            )
            #expect(isPosted, "\(one)")
            #expect(ledger[account].balance == one.balance)
        }
    }

    @Test("accounts are apart")
    func accounts() {
        var ledger = ledger(10, exponent: -2)
        ledger.open(Cash(balance: 20, currency: CurrencyID(2), exponent: 0))
        let isPosted = ledger.post(AccountID(2), value: 5, exponent: 0, fee: 1)
        #expect(isPosted)
        #expect(ledger[AccountID(1)].balance == 10)
        #expect(ledger[AccountID(2)].balance == 24)
        #expect(ledger[AccountID(2)].fees == 1)
        #expect(ledger.count == 2)
    }
}
