package import API

/// What the terminal page shows at one moment: the views of a running host and what the caller
/// has sampled beside them.
///
/// Text that comes from plugins or configuration may hold anything: the page escapes it.
package struct LiveFrame: Sendable {
    package var status: StatusView
    /// In the order of definition.
    package var quotes: [QuoteView]
    /// The newest first.
    package var fills: [FillView]
    /// Denied orders, the newest first.
    package var denials: [OrderView]
    /// Profit of each strategy by its name, the oldest sample first; what is not finite is left
    /// out.
    package var profitHistory: [String: [Double]]
    /// Whether the operator has the run paused.
    package var isPaused: Bool
    /// A sentence to the operator in the last line, or `nil`.
    package var message: String?
    /// How far the data is, or `nil` where it has no end that is known.
    package var progress: LiveProgress?

    package init(
        status: StatusView,
        quotes: [QuoteView] = [],
        fills: [FillView] = [],
        denials: [OrderView] = [],
        profitHistory: [String: [Double]] = [:],
        isPaused: Bool = false,
        message: String? = nil,
        progress: LiveProgress? = nil
    ) {
        self.status = status
        self.quotes = quotes
        self.fills = fills
        self.denials = denials
        self.profitHistory = profitHistory
        self.isPaused = isPaused
        self.message = message
        self.progress = progress
    }
}

/// How far recorded data is.
package struct LiveProgress: Equatable, Sendable {
    /// Of the data that is through, 0…1.
    package var share: Double
    /// Seconds by the wall clock until the data ends.
    package var secondsLeft: Double

    package init(share: Double, secondsLeft: Double) {
        self.share = share
        self.secondsLeft = secondsLeft
    }
}
