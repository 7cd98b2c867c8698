package import Domain

/// What a venue does itself; the host emulates the rest where it can, and denies it where not.
package struct VenueAbilities: BitwiseCopyable, Sendable {
    /// Bit n: the order type with the raw value n.
    package var types: UInt32
    /// Bit n: the time in force with the raw value n.
    package var timesInForce: UInt32
    /// Whether it shows a part of an order and keeps the rest.
    package var showsParts: Bool

    /// Everything an order can ask for.
    package static let all = VenueAbilities(
        types: 0x3FE,
        timesInForce: 0xFE,
        showsParts: true
    )

    package init(types: UInt32, timesInForce: UInt32, showsParts: Bool) {
        self.types = types
        self.timesInForce = timesInForce
        self.showsParts = showsParts
    }

    /// Less what the definition of an instrument says its venue does not take; a set of 0 says
    /// nothing.
    package func limited(to instrument: Instrument) -> VenueAbilities {
        var less = self
        if instrument.orderTypes != 0 { less.types &= instrument.orderTypes }
        if instrument.timesInForce != 0 { less.timesInForce &= instrument.timesInForce }
        return less
    }

    /// What strategies may send: what the venue takes, and what the host does in its place.
    package var served: VenueAbilities {
        var more = self
        more.types |= OrderType.allConditional
        more.timesInForce |= 1 << UInt32(TimeInForce.gtd.rawValue)
        more.timesInForce |= 1 << UInt32(TimeInForce.day.rawValue)
        more.showsParts = true
        return more
    }

    /// Whether the venue takes orders of a type.
    package func takes(_ type: OrderType) -> Bool { types & 1 << UInt32(type.rawValue) != 0 }

    /// Whether the venue keeps a time in force.
    package func keeps(_ time: TimeInForce) -> Bool {
        timesInForce & 1 << UInt32(time.rawValue) != 0
    }
}

extension OrderType {
    /// The types that wait for a price, bit n for the raw value n.
    fileprivate static var allConditional: UInt32 {
        let types: [OrderType] = [
            .stop, .stopLimit, .marketIfTouched, .limitIfTouched, .trailingStop,
            .trailingStopLimit,
        ]
        return types.reduce(0) { $0 | 1 << UInt32($1.rawValue) }
    }
}
