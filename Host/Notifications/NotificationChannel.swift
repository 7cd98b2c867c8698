/// What the dispatcher knows of a channel: something that takes one notice at a time.
package protocol NotificationChannel: AnyObject, Sendable {
    /// Takes one try; never blocks.
    ///
    /// Called only when the last one is done.
    /// - Parameters:
    ///   - attempt: The notice and the try's deadline.
    ///   - done: To be called once, from any thread, also from inside this call.
    func begin(_ attempt: DeliveryAttempt, done: @escaping @Sendable (DeliveryResult) -> Void)

    /// Asks the channel to end after what it is at; never blocks.
    func end()

    /// Waits until it has ended.
    ///
    /// - Parameter nanoseconds: How long at most.
    /// - Returns: Whether it has; `false` abandons it.
    func hasEnded(within nanoseconds: Int64) -> Bool
}

/// One try to deliver one notice.
package struct DeliveryAttempt: Sendable {
    package let notice: Notice
    /// The dispatcher's number of this try, unique for the channel.
    package let token: UInt64
    /// Which try it is, from 1; a busy channel uses up none.
    package let attempt: Int
    /// Until when the channel should have answered, ns of the dispatcher's clock.
    package let deadlineNs: Int64
}

/// How a try ended.
package enum DeliveryResult: Sendable, Equatable {
    case delivered
    /// The channel is full or pausing: nothing was tried.
    case busy(String)
    /// It failed, and may succeed later.
    case retry(String)
    /// It failed for good.
    case refused(String)
    /// The channel is out of use: this notice, those that wait and those to come fail.
    case unusable(String)
}
