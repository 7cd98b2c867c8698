import Domain
import Simulation
import Testing

@Suite("Fees")
struct FeeModelTests {
    /// The fee of a value in cents, in a ledger of cents.
    private func cents(_ value: Int128, _ rate: String, decimals: Int? = nil) throws -> Int64? {
        let rate = try #require(Decimal(rate))
        return FeeModel(rate: rate, decimals: decimals).fee(value: value, exponent: -2, ledger: -2)
    }

    @Test("halves: the ledger goes to the even unit, a venue's decimals away from zero")
    func halves() throws {
        // 0.02 % of 25.00 is 0.005, of 75.00 it is 0.015, of 125.00 it is 0.025.
        for (value, ledger, venue): (Int128, Int64, Int64) in [
            (2_499, 0, 0), (2_500, 0, 1), (2_501, 1, 1), (7_499, 1, 1), (7_500, 2, 2),
            (7_501, 2, 2), (12_500, 2, 3), (12_501, 3, 3), (0, 0, 0),
        ] {
            #expect(try cents(value, "0.0002") == ledger)
            #expect(try cents(value, "0.0002", decimals: 2) == venue)
            // The sign of the value makes no difference; a rebate is the fee with its sign changed.
            #expect(try cents(-value, "0.0002") == ledger)
            #expect(try cents(value, "-0.0002") == -ledger)
            #expect(try cents(-value, "-0.0002", decimals: 2) == -venue)
        }
    }

    @Test("a venue's decimals are written in the ledger's finer unit")
    func decimals() throws {
        let rate = try #require(Decimal("0.001"))
        // 0.1 % of 1234.56 is 1.23456.
        for (decimals, fee): (Int?, Int64) in [
            (nil, 123_456_000), (0, 100_000_000), (2, 123_000_000), (4, 123_460_000),
            (8, 123_456_000),
        ] {
            let model = FeeModel(rate: rate, decimals: decimals)
            #expect(model.fee(value: 123_456, exponent: -2, ledger: -8) == fee)
        }
    }

    @Test("values coarser or far finer than the ledger")
    func exponents() throws {
        let whole = FeeModel(rate: Decimal(2))
        #expect(whole.fee(value: 3, exponent: 3, ledger: -2) == 600_000)
        #expect(whole.fee(value: 3, exponent: 0, ledger: 0) == 6)
        #expect(whole.fee(value: 49, exponent: -2, ledger: 0) == 1)
        #expect(whole.fee(value: 25, exponent: -2, ledger: 0) == 0)
        #expect(whole.fee(value: 75, exponent: -2, ledger: 0) == 2)
        // 10^38 times too fine and more: nothing is left of it.
        let fine = FeeModel(rate: Decimal(mantissa: 1, exponent: -18))
        #expect(fine.fee(value: 1_000_000, exponent: -18, ledger: 0) == 0)
        #expect(fine.fee(value: .max, exponent: -18, ledger: 2) == 2)
        #expect(fine.fee(value: .max, exponent: -18, ledger: 3) == 0)
    }

    @Test("no rate, no fee")
    func none() throws {
        #expect(try cents(.max, "0") == 0)
        #expect(try cents(.max, "0.000", decimals: 2) == 0)
    }

    @Test("a fee that leaves the numbers, or a venue finer than the ledger, is refused")
    func refusals() throws {
        #expect(try cents(.max, "0.001") == nil)
        #expect(try cents(.min, "0.001") == nil)
        #expect(try cents(Int128(Int64.max) * 1_000, "0.001") == .max)
        #expect(try cents((Int128(Int64.max) + 1) * 1_000, "0.001") == nil)
        #expect(try cents(1, "0.001", decimals: 3) == nil)
        let whole = FeeModel(rate: Decimal(1))
        #expect(whole.fee(value: 1, exponent: 9, ledger: -12) == nil)
        #expect(whole.fee(value: 1, exponent: 9, ledger: -9) == 1_000_000_000_000_000_000)
    }
}

@Suite("Fees by liquidity, unit and minimum")
struct FeeChargeTests {
    private func charge(
        _ model: FeeModel,
        _ value: Int128,
        _ quantity: Int64,
        _ liquidity: Liquidity = .taker,
        before: Int64? = nil
    ) -> FeeModel.Charge? {
        model.charge(
            value: value,
            exponent: -2,
            quantity: quantity,
            quantityExponent: -1,
            liquidity: liquidity,
            ledger: -2,
            before: before
        )
    }

    private func model(_ maker: String, _ taker: String, unit: String = "0", least: String? = nil)
        throws -> FeeModel
    {
        var model = FeeModel(rate: try #require(Decimal(taker)))
        model.makerRate = try #require(Decimal(maker))
        model.perUnit = try #require(Decimal(unit))
        model.minimum = try least.map { try #require(Decimal($0)) }
        return model
    }

    @Test("makers and takers have their own rates; an auction takes; a rebate is below 0")
    func liquidity() throws {
        let model = try model("-0.0001", "0.0005")
        #expect(charge(model, 1_000_000, 10, .maker)?.fee == -100)
        #expect(charge(model, -1_000_000, 10, .taker)?.fee == 500)
        #expect(charge(model, 1_000_000, 10, .auction)?.fee == 500)
    }

    @Test("rate and units are added before they are rounded")
    func units() throws {
        // 0.1 % of 4.00 is 0.4 of a cent, 0.3 units at 0.01 are 0.3 of a cent: together one cent.
        let both = try model("0.001", "0.001", unit: "0.01")
        #expect(charge(both, 400, 3)?.fee == 1)
        #expect(charge(try model("0", "0", unit: "0.01"), 400, 3)?.fee == 0)
        #expect(charge(try model("0", "0", unit: "0.005"), 400, 2_000)?.fee == 100)
        #expect(charge(try model("0", "0", unit: "-0.005"), 400, 2_000)?.fee == -100)
    }

    @Test("a minimum is charged once, with the first fill, and used up by the next ones")
    func minimum() throws {
        let model = try model("0.001", "0.001", least: "1.00")
        let first = try #require(charge(model, 30_000, 1))
        #expect((first.raw, first.fee) == (30, 100))
        let second = try #require(charge(model, 50_000, 1, before: first.raw))
        #expect((second.raw, second.fee) == (50, 0))
        let third = try #require(charge(model, 50_000, 1, before: first.raw + second.raw))
        #expect((third.raw, third.fee) == (50, 30))
        // The total is the greater of both, however the order was split.
        #expect(first.fee + second.fee + third.fee == 130)
        // A first fill so small that it costs nothing by itself is a first fill all the same.
        #expect(charge(model, 1, 1)?.fee == 100)
        #expect(charge(model, 1, 1, before: 0)?.fee == 0)
    }

    @Test("what leaves the numbers is refused")
    func reach() throws {
        let model = try model("0.001", "0.001", unit: "1", least: "1")
        #expect(charge(model, .max, 1) == nil)
        #expect(charge(model, .min, 1) == nil)
        #expect(charge(model, 400, .max) == nil)
        #expect(charge(model, 400, 1, before: .max) == nil)
    }
}
