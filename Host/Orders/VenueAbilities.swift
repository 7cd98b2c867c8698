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

    /// Whether the venue takes orders of a type.
    package func takes(_ type: OrderType) -> Bool { types & 1 << UInt32(type.rawValue) != 0 }

    /// Whether the venue keeps a time in force.
    package func keeps(_ time: TimeInForce) -> Bool {
        timesInForce & 1 << UInt32(time.rawValue) != 0
    }
}
