/// What became of a notice on one channel: an event of the host, named `notify.…`.
package struct DeliveryReport: Sendable, Equatable {
    /// The outcomes; the raw value is fit for a metric label.
    package enum Outcome: String, Sendable, CaseIterable {
        /// The channel has it.
        case delivered
        /// A try failed; the next one is at `retryNs`.
        case retrying
        /// Given up, for the reason.
        case failed
        /// Never tried: its place in the full queue went to another.
        case dropped
        /// The channel has not answered for twice its deadline; its fate is not known yet.
        case hung
    }

    /// `Notice.number`; with several notices, that of the first.
    package let number: UInt64
    /// `Notice.name`.
    package let noticeName: String
    /// The channel instance's name.
    package let channel: String
    /// Which try it is about, from 1; 0 when there was none.
    package let attempt: Int
    /// What happened.
    package let outcome: Outcome
    /// Why, in words; empty when delivered.
    package let reason: String
    /// When the next try is due, ns of the dispatcher's clock; only when retrying.
    package let retryNs: Int64?
    /// When it happened, ns of the dispatcher's clock.
    package let wallNs: Int64
    /// How many notices it is about: 1, or more when a flood was dropped.
    package var count = 1

    /// The name of the event: `notify.delivered`, `notify.retrying`, `notify.failed`,
    /// `notify.dropped` or `notify.hung`.
    package var name: String { "notify.\(outcome.rawValue)" }

    /// Whether the notice was itself about a delivery: news of that must not become notices
    /// again, or a broken channel would feed itself.
    package var isAboutDelivery: Bool { noticeName.hasPrefix("notify.") }
}

/// How a channel fares; every notice offered is in one of `waiting`, `underway`, `delivered`,
/// `failed`, `dropped`.
package struct ChannelCounters: Sendable, Equatable {
    /// Taken by `post` for this channel.
    package var offered: UInt64 = 0
    package var delivered: UInt64 = 0
    /// Given up.
    package var failed: UInt64 = 0
    /// Left out because the queue was full.
    package var dropped: UInt64 = 0
    /// Tries after the first, and after a busy channel.
    package var retries: UInt64 = 0
    /// In the queue now.
    package var waiting = 0
    /// In the channel's hands now: 0 or 1.
    package var underway = 0
    /// Whether the channel has not answered for twice its deadline.
    package var isHung = false

    /// A channel that nothing was offered to.
    package init() {}
}
