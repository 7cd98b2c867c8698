package import Memory

/// How long the stages from an input to its order take, on a clock that is passed in.
///
/// One reading of the clock for each timed step, and three more for each order of it. The lane
/// writes, any thread may read the histograms.
package struct LaneMeter: BitwiseCopyable {
    /// Nanoseconds of a monotonic clock.
    package typealias Clock = @convention(c) () -> Int64

    /// Each from the end of the stage before.
    package struct Stages: BitwiseCopyable, Sendable {
        /// From the lane taking the input to the strategy's intent.
        package let strategy = LatencyHistogram()
        /// From there to the gate's verdict.
        package let risk = LatencyHistogram()
        /// From there to the venue having the order.
        package let venue = LatencyHistogram()
        /// From the lane taking the input to the venue having the order.
        package let total = LatencyHistogram()

        package init() {}
    }

    package let stages: Stages
    private let clock: Clock
    /// Steps whose number has none of these bits are timed.
    private let mask: UInt64
    private var steps: UInt64 = 0
    /// When the present step began; 0 while it is not timed.
    private var began: Int64 = 0
    private var mark: Int64 = 0

    /// A meter that times one step of `every`, a power of two.
    package init(stages: Stages, clock: @escaping Clock, every: UInt64) {
        precondition(every.nonzeroBitCount == 1, "one of 1, 2, 4, 8 … steps is timed")
        self.stages = stages
        self.clock = clock
        mask = every - 1
    }

    /// A step begins: the lane takes an input.
    @inline(__always)
    mutating func begin() {
        steps &+= 1
        began = steps & mask == 0 ? clock() : 0
        mark = began
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
