/// How the thread that trades behaves: `lane`.
package struct LaneSettings: Sendable {
    /// What the lane does while there is nothing to do.
    package enum Wait: String, CaseIterable, Sendable {
        /// Sleeps until something comes.
        case park
        /// Asks again and again: the first input is taken sooner, at the price of a core.
        case spin
    }

    /// `park` when not given.
    package let wait: Located<Wait>

    init(_ top: Section) {
        let section = top.section("lane", keys: KeyTree.lane.names)
        wait = section.optional("wait", .word("a way to wait"), default: "park")
    }
}
