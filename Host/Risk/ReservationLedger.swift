package import Domain
import Memory

/// What open orders of one scope could still buy and sell of one instrument.
package struct OpenQuantity: BitwiseCopyable, Sendable {
    package var buys: Int64 = 0
    package var sells: Int64 = 0
}

/// The reservations: worst-case exposure of every open order, in the strategy's row and in the
/// account's at once.
///
/// What is entered here leaves only when a fill or the venue's word proves it.
package struct ReservationLedger: ~Copyable {
    private var open: Slab<OpenQuantity>
    private var counts: Slab<Int>
    private let strategies: Int
    private let rows: Int

    init(strategies: Int, accounts: Int) {
        self.strategies = strategies
        rows = strategies + accounts
        open = Slab(capacity: max(16, rows))
        counts = Slab(capacity: max(1, rows))
        counts.extend(to: rows, with: 0)
    }

    mutating func add(_ instrument: InstrumentID) {
        open.extend(to: (instrument.index + 1) * rows, with: OpenQuantity())
    }

    @inline(__always)
    private func place(_ instrument: InstrumentID, _ row: Int) -> Int {
        instrument.index * rows + row
    }

    /// Open quantities of a strategy.
    package func open(_ instance: InstanceID, _ instrument: InstrumentID) -> OpenQuantity {
        open[place(instrument, instance.index)]
    }

    /// Open quantities of an account.
    package func open(_ account: AccountID, _ instrument: InstrumentID) -> OpenQuantity {
        open[place(instrument, strategies + account.index)]
    }

    /// Open orders of a strategy.
    package func count(_ instance: InstanceID) -> Int { counts[instance.index] }

    /// Open orders of an account.
    package func count(_ account: AccountID) -> Int { counts[strategies + account.index] }

    /// Changes what is reserved in both scopes by the same amount.
    ///
    /// Freeing more than is there is a programmer's error and stops the program.
    package mutating func change(
        _ instance: InstanceID,
        _ account: AccountID,
        _ instrument: InstrumentID,
        _ side: Side,
        quantity: Int64,
        orders: Int
    ) {
        let both: InlineArray<2, Int> = [instance.index, strategies + account.index]
        for index in both.indices {
            let row = both[index]
            let at = place(instrument, row)
            if side == .buy {
                open[at].buys += quantity
                precondition(open[at].buys >= 0, "a reservation was freed twice")
            } else {
                open[at].sells += quantity
                precondition(open[at].sells >= 0, "a reservation was freed twice")
            }
            counts[row] += orders
            precondition(counts[row] >= 0, "an order was counted down twice")
        }
    }
}
