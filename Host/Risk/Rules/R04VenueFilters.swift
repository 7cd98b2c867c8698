import Domain
import Orders

/// R04: whole lots, whole ticks, prices and distances that can be, inside the venue's size and value
/// filters.
enum R04VenueFilters {
    /// Prices and distances stay below this, as in everything that is published.
    static let reach: Int64 = 1 << 62
    /// The widest trail in basis points: a hundred times the price.
    static let widestTrail: Int64 = 1_000_000

    /// What can be said of a proposal, its value included.
    @inline(__always)
    static func check(
        _ order: OrderProposal,
        _ notional: Int128?,
        _ instrument: Instrument
    ) -> RiskFinding? {
        // Of an order that is changed, what is left need be no whole lot, and no smallest order.
        let (ordered, over) = order.quantity.addingReportingOverflow(order.filled)
        if let finding = quantity(over ? .max : ordered, instrument) { return finding }
        if order.quantity <= 0 {
            return finding(.quantity, order.quantity, instrument.lot, instrument)
        }
        if order.price != Domain.none, let finding = price(order.price, instrument) {
            return finding
        }
        if instrument.minimumNotional != .min {
            // The collar of a market order lifts its notional, but not what the venue will see.
            let least = order.plainNotional(of: instrument)
            guard let least, least >= instrument.minimumNotional else {
                return money(least, instrument.minimumNotional, instrument)
            }
        }
        if instrument.maximumNotional != .min {
            guard let notional, notional <= instrument.maximumNotional else {
                return money(notional, instrument.maximumNotional, instrument)
            }
        }
        return nil
    }

    /// What can be said of an order's numbers without a market.
    @inline(__always)
    static func check(_ order: Order, _ instrument: Instrument) -> RiskFinding? {
        if let finding = quantity(order.quantity, instrument) { return finding }
        return order.type == .market ? nil : checkPrices(of: order, instrument)
    }

    private static func checkPrices(of order: Order, _ instrument: Instrument) -> RiskFinding? {
        let (type, terms) = (order.type, order.terms)
        let needsLimit = type.isLimit && type != .trailingStopLimit
        if needsLimit || terms.price != Domain.none,
            let finding = price(terms.price, instrument)
        {
            return finding
        }
        let needsStop = type.isConditional && !type.isTrailing
        if needsStop || terms.stopPrice != Domain.none,
            let finding = price(terms.stopPrice, instrument)
        {
            return finding
        }
        if type.isTrailing,
            let finding = distance(terms.trail, from: 1, terms.trailUnit, instrument)
        {
            return finding
        }
        if type == .trailingStopLimit,
            let finding = distance(terms.limitOffset, from: 0, terms.trailUnit, instrument)
        {
            return finding
        }
        guard terms.displayQuantity != Domain.none else { return nil }
        return shown(terms.displayQuantity, of: order.quantity, instrument)
    }

    @inline(__always)
    private static func quantity(_ quantity: Int64, _ instrument: Instrument) -> RiskFinding? {
        if quantity <= 0 || (instrument.lot > 1 && quantity % instrument.lot != 0) {
            return finding(.quantity, quantity, instrument.lot, instrument)
        }
        if instrument.minimumQuantity != Domain.none, quantity < instrument.minimumQuantity {
            return finding(.quantity, quantity, instrument.minimumQuantity, instrument)
        }
        if instrument.maximumQuantity != Domain.none, quantity > instrument.maximumQuantity {
            return finding(.quantity, quantity, instrument.maximumQuantity, instrument)
        }
        return nil
    }

    /// The part that is shown: whole lots, and not more than there is.
    private static func shown(_ shown: Int64, of ordered: Int64, _ instrument: Instrument)
        -> RiskFinding?
    {
        if shown <= 0 || shown % instrument.lot != 0 {
            return finding(.quantity, shown, instrument.lot, instrument)
        }
        return shown > ordered ? finding(.quantity, shown, ordered, instrument) : nil
    }

    /// A price that the order needs: there, in reach, above zero where prices are, on the tick.
    private static func price(_ price: Int64, _ instrument: Instrument) -> RiskFinding? {
        if price == Domain.none { return finding(.price, price, Domain.none, instrument) }
        if price >= reach || price <= -reach { return finding(.price, price, reach, instrument) }
        let isBelow = price <= 0 && !instrument.allowsNegativePrices
        if isBelow || price % instrument.tick != 0 {
            return finding(.price, price, instrument.tick, instrument)
        }
        return nil
    }

    /// A distance that the order needs: there, no less than one unit (a trail) or none (an offset),
    /// in reach, and on the tick when it is a price.
    private static func distance(
        _ distance: Int64,
        from units: Int64,
        _ unit: TrailUnit,
        _ instrument: Instrument
    ) -> RiskFinding? {
        let kind: RiskUnit = unit == .ticks || unit == .basisPoints ? .count : .price
        let (step, most) =
            switch unit {
            case .none, .price: (instrument.tick, reach - 1)
            case .ticks: (1 as Int64, (reach - 1) / instrument.tick)
            case .basisPoints: (1, widestTrail)
            }
        if distance == Domain.none || distance < units * step {
            return finding(kind, distance, units * step, instrument)
        }
        if distance % step != 0 { return finding(kind, distance, step, instrument) }
        return distance > most ? finding(kind, distance, most, instrument) : nil
    }

    private static func money(_ value: Int128?, _ limit: Int128, _ instrument: Instrument)
        -> RiskFinding
    {
        RiskFinding(
            .venueFilters,
            .instrument,
            .money,
            value: value,
            limit: limit,
            exponent: instrument.valueExponent
        )
    }

    private static func finding(
        _ unit: RiskUnit,
        _ value: Int64,
        _ limit: Int64,
        _ instrument: Instrument
    ) -> RiskFinding {
        let exponent =
            switch unit {
            case .quantity: instrument.quantityExponent
            case .price: instrument.priceExponent
            case .none, .money, .count, .nanoseconds, .ratio, .member: 0
            }
        return RiskFinding(
            .venueFilters,
            .instrument,
            unit,
            value: Int128(value),
            limit: Int128(limit),
            exponent: exponent
        )
    }
}
