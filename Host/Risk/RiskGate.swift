package import Domain
import Memory
package import Orders

/// The gate every order passes: all rules, at every scope, before it exists for anyone else.
///
/// Checking and reserving are one step on the lane, so no two orders can both use the last unit of
/// a limit. All rules fail closed: an overflow or a missing reference is a no.
package struct RiskGate: ~Copyable {
    private let strategies: Int
    private let rows: Int
    private let limits: [RiskLimits]
    private var profiles: Slab<RiskProfile>
    private var compiled: Slab<CompiledLimits>
    /// R09 and R16 by row: they do not depend on the instrument.
    private var openOrders: Slab<Int>
    private var priceAges: Slab<Int64>
    /// Every open order's worst case.
    package private(set) var reservations: ReservationLedger

    /// A gate with no instruments yet.
    ///
    /// - Parameters:
    ///   - strategies: Limits of each instance, in configuration order.
    ///   - accounts: Limits and profile of each account.
    package init(strategies: [RiskLimits], accounts: [(limits: RiskLimits, profile: RiskProfile)]) {
        self.strategies = strategies.count
        rows = strategies.count + accounts.count
        limits = strategies + accounts.map { $0.limits }
        profiles = Slab(capacity: max(1, accounts.count))
        for one in accounts { profiles.append(one.profile) }
        compiled = Slab(capacity: max(16, rows))
        openOrders = Slab(capacity: max(1, rows))
        priceAges = Slab(capacity: max(1, rows))
        for one in strategies {
            openOrders.append(one.maximumOpenOrders ?? .max)
            priceAges.append(one.maximumPriceAge ?? .max)
        }
        for one in accounts {
            openOrders.append(one.limits.maximumOpenOrders ?? one.profile.maximumOpenOrders)
            priceAges.append(one.limits.maximumPriceAge ?? one.profile.maximumPriceAge ?? .max)
        }
        reservations = ReservationLedger(strategies: strategies.count, accounts: accounts.count)
    }

    /// Compiles the limits for an instrument, or again for a new definition of it.
    package mutating func add(_ instrument: Instrument, symbol: String) {
        let first = instrument.id.index * rows
        compiled.extend(to: first + rows, with: CompiledLimits())
        for row in 0..<rows {
            compiled[first + row] = CompiledLimits(
                limits[row],
                for: instrument,
                symbol: symbol,
                isRequired: row >= strategies
            )
        }
        reservations.add(instrument.id)
    }

    /// Runs every rule on a proposed order: R17, R16, R04, R02, R03, R06, R09, R20, R29, each for the
    /// strategy and then for its account.
    ///
    /// - Returns: Approval, or the first no with its numbers and the set of all rules that objected.
    package func check(_ order: OrderProposal, of instrument: Instrument)
        -> RiskVerdict
    {
        var verdict = RiskVerdict()
        let id = instrument.id
        let accountRow = strategies + order.account.index
        let profile = profiles[order.account.index]
        let accountLimits = compiled[id.index * rows + accountRow]
        let strategyLimits = compiled[id.index * rows + order.instance.index]
        verdict.note(R17Permission.check(order, strategyLimits, .strategy, instrument))
        verdict.note(R17Permission.check(order, accountLimits, .account, instrument))
        let allowedAge = R16StaleData.allowedAge(
            min(priceAges[accountRow], priceAges[order.instance.index]),
            profile,
            order.market
        )
        verdict.note(
            R16StaleData.check(
                order,
                allowedAge: allowedAge,
                allowsCrossed: profile.allowsCrossed,
                instrument
            )
        )
        let notional = order.riskPrice(collar: profile.collar, of: instrument)
            .flatMap { instrument.value(price: $0, quantity: order.quantity) }
            .map { $0 < 0 ? -$0 : $0 }
        verdict.note(R04VenueFilters.check(order, notional, instrument))
        verdict.note(R02MaximumQuantity.check(order, strategyLimits, .strategy, instrument))
        verdict.note(R02MaximumQuantity.check(order, accountLimits, .account, instrument))
        verdict.note(R03MaximumNotional.check(notional, strategyLimits, .strategy, instrument))
        verdict.note(R03MaximumNotional.check(notional, accountLimits, .account, instrument))
        verdict.note(
            R06Position.check(
                order,
                position: order.strategyPosition,
                open: reservations.open(order.instance, id),
                strategyLimits,
                .strategy,
                instrument
            )
        )
        verdict.note(
            R06Position.check(
                order,
                position: order.accountPosition,
                open: reservations.open(order.account, id),
                accountLimits,
                .account,
                instrument
            )
        )
        verdict.note(
            R09OpenOrders.check(
                open: reservations.count(order.instance),
                most: openOrders[order.instance.index],
                .strategy
            )
        )
        verdict.note(
            R09OpenOrders.check(
                open: reservations.count(order.account),
                most: openOrders[accountRow],
                .account
            )
        )
        if order.isReduceOnly { verdict.note(R20ReduceOnly.check(order, instrument)) }
        if profile.guardsMarketOrders {
            verdict.note(
                R29MarketOrderGuard.check(order, allowedAge: allowedAge, instrument)
            )
        }
        return verdict
    }

    /// The worst fill price of an approved market order under R29, or `none` where it is not bound.
    package func protection(_ order: OrderProposal) -> Int64 {
        let profile = profiles[order.account.index]
        guard profile.guardsMarketOrders, R29MarketOrderGuard.guards(order.type) else {
            return Domain.none
        }
        return R29MarketOrderGuard.protection(order, collar: profile.collar) ?? Domain.none
    }

    /// Enters the reservation of an order that was approved.
    package mutating func reserve(_ order: Order) {
        reservations.change(
            order.instance,
            order.account,
            order.instrument,
            order.side,
            quantity: order.quantity,
            orders: 1
        )
    }

    /// R29 alone, for an order that the host has watched and now sends as a market order.
    package func checkGuard(_ order: OrderProposal, of instrument: Instrument) -> RiskVerdict {
        var verdict = RiskVerdict()
        let profile = profiles[order.account.index]
        guard profile.guardsMarketOrders else { return verdict }
        let allowedAge = R16StaleData.allowedAge(
            min(
                priceAges[strategies + order.account.index],
                priceAges[order.instance.index]
            ),
            profile,
            order.market
        )
        verdict.note(R29MarketOrderGuard.check(order, allowedAge: allowedAge, instrument))
        return verdict
    }

    /// Judges an amend: as a new order of what would be open, in the place of the old one.
    ///
    /// Approved, the larger of the two stays reserved until the venue has answered.
    ///
    /// - Parameters:
    ///   - order: What would be open, its quantity that of the new leaves.
    ///   - old: The order as it stands, with its reservation.
    ///   - change: By how much the ordered quantity would change.
    ///   - instrument: What it trades.
    /// - Returns: As of a new order.
    package mutating func check(
        _ order: OrderProposal,
        amending old: Order,
        by change: Int64,
        of instrument: Instrument
    ) -> RiskVerdict {
        hold(old, quantity: -(old.quantity - old.filled), orders: -1)
        let verdict = check(order, of: instrument)
        let more = verdict.isApproved ? max(0, change) : 0
        hold(old, quantity: old.quantity - old.filled + more, orders: 1)
        return verdict
    }

    /// Frees what an approved amend added and the venue did not do.
    package mutating func free(_ increase: Int64, of order: Order) {
        hold(order, quantity: -increase, orders: 0)
    }

    private mutating func hold(_ order: Order, quantity: Int64, orders: Int) {
        reservations.change(
            order.instance,
            order.account,
            order.instrument,
            order.side,
            quantity: quantity,
            orders: orders
        )
    }

    /// Carries out what the state machine asked for after it took a report.
    ///
    /// - Parameters:
    ///   - effect: The state machine's answer.
    ///   - order: The order as it stands after the report.
    package mutating func settle(_ effect: ReservationEffect, of order: Order) {
        let freed: Int64
        switch effect {
        case .keep: return
        case .shrink(let quantity): freed = quantity
        case .resize(let change): freed = -change
        case .free: freed = order.quantity - order.filled
        }
        reservations.change(
            order.instance,
            order.account,
            order.instrument,
            order.side,
            quantity: -freed,
            orders: order.status.isFinal ? -1 : 0
        )
    }
}
