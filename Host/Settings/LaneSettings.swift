/// How the thread that trades behaves: `lane`.
package struct LaneSettings: Sendable {
    /// What the lane does while there is nothing to do.
    package enum Wait: String, CaseIterable, Sendable {
        /// Sleeps until something comes.
        case park
        /// Asks again and again: the first input is taken sooner, at the price of a core.
        case spin
    }

    /// Whether the way from quote to order is timed.
    package enum Meter: String, CaseIterable, Sendable {
        case on
        case off
    }

    /// `park` when not given.
    package let wait: Located<Wait>
    /// `on` when not given.
    package let meter: Located<Meter>

    init(_ top: Section) {
        let section = top.section("lane", keys: KeyTree.lane.names)
        wait = section.optional("wait", .word("a way to wait"), default: "park")
        meter = section.optional("meter", .word("on or off"), default: "on")
    }
}
