import Domain

/// R04: whole lots, whole ticks, inside the venue's size and value filters.
enum R04VenueFilters {
    @inline(__always)
    static func check(
        _ order: OrderProposal,
        _ notional: Int128?,
        _ instrument: Instrument
    ) -> RiskFinding? {
        let quantity = order.quantity
        if quantity <= 0 || (instrument.lot > 1 && quantity % instrument.lot != 0) {
            return finding(.quantity, quantity, instrument.lot, instrument.quantityExponent)
        }
        if instrument.minimumQuantity != Domain.none, quantity < instrument.minimumQuantity {
            return finding(
                .quantity,
                quantity,
                instrument.minimumQuantity,
                instrument.quantityExponent
            )
        }
        if instrument.maximumQuantity != Domain.none, quantity > instrument.maximumQuantity {
            return finding(
                .quantity,
                quantity,
                instrument.maximumQuantity,
                instrument.quantityExponent
            )
        }
        if order.price != Domain.none, instrument.tick > 1, order.price % instrument.tick != 0 {
            return finding(.price, order.price, instrument.tick, instrument.priceExponent)
        }
        if instrument.minimumNotional != .min {
            // The collar of a market order lifts its notional, but not what the venue will see.
            let least = order.plainNotional(of: instrument)
            guard let least, least >= instrument.minimumNotional else {
                return RiskFinding(
                    .venueFilters,
                    .instrument,
                    .money,
                    value: least,
                    limit: instrument.minimumNotional,
                    exponent: instrument.valueExponent
                )
            }
        }
        if instrument.maximumNotional != .min {
            guard let notional, notional <= instrument.maximumNotional else {
                return RiskFinding(
                    .venueFilters,
                    .instrument,
                    .money,
                    value: notional,
                    limit: instrument.maximumNotional,
                    exponent: instrument.valueExponent
                )
            }
        }
        return nil
    }

    private static func finding(_ unit: RiskUnit, _ value: Int64, _ limit: Int64, _ exponent: Int)
        -> RiskFinding
    {
        RiskFinding(
            .venueFilters,
            .instrument,
            unit,
            value: Int128(value),
            limit: Int128(limit),
            exponent: exponent
        )
    }
}
