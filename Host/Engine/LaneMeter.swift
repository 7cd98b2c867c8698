package import Memory

/// How long the stages from an input to its order take, on a clock that is passed in.
///
/// While inputs come one by one every step is timed: one reading of the clock, and three more for
/// each order. In a flood, where a reading would cost as much as the step, one of 64 is. The lane
/// writes, any thread may read the histograms.
package struct LaneMeter: BitwiseCopyable {
    /// Nanoseconds of a monotonic clock.
    package typealias Clock = @convention(c) () -> Int64

    /// Each from the end of the stage before.
    package struct Stages: BitwiseCopyable, Sendable {
        /// From the lane taking the input to the strategy's intent.
        package let strategy: LatencyHistogram
        /// From there to the gate's verdict.
        package let risk: LatencyHistogram
        /// From there to the venue having the order.
        package let venue: LatencyHistogram
        /// From the lane taking the input to the venue having the order.
        package let total: LatencyHistogram

        /// Stages that are counted where `histogram` says, by their names.
        package init(_ histogram: (String) -> LatencyHistogram) {
            strategy = histogram("strategy")
            risk = histogram("risk")
            venue = histogram("venue")
            total = histogram("total")
        }
    }

    package let stages: Stages
    private let clock: Clock
    /// Steps to go until one is timed again.
    private var skip = 0
    private var lastReading: Int64 = 0
    /// When the present step began; 0 while it is not timed.
    private var began: Int64 = 0
    private var mark: Int64 = 0

    /// Timed steps closer together than this, ns, are a flood.
    private static var flood: Int64 { 20_000 }

    /// A meter that writes to `stages`.
    package init(stages: Stages, clock: @escaping Clock) {
        self.stages = stages
        self.clock = clock
    }

    /// A step begins: the lane takes an input.
    @inline(__always)
    mutating func begin() {
        if skip > 0 {
            skip &-= 1
            began = 0
            return
        }
        began = clock()
        mark = began
        if began &- lastReading < LaneMeter.flood { skip = 63 }
        lastReading = began
    }

    /// The step is over: what comes before the next one is not timed.
    @inline(__always)
    mutating func end() { began = 0 }

    /// The strategy has answered with intents.
    @inline(__always)
    mutating func noteIntent() {
        if began != 0 { note(stages.strategy) }
    }

    /// The gate has judged an order.
    @inline(__always)
    mutating func noteVerdict() {
        if began != 0 { note(stages.risk) }
    }

    /// The venue has an order.
    @inline(__always)
    mutating func noteSent() {
        guard began != 0 else { return }
        note(stages.venue)
        stages.total.record(mark &- began)
    }

    private mutating func note(_ stage: LatencyHistogram) {
        let now = clock()
        stage.record(now &- mark)
        mark = now
    }
}
