import Glibc
import Synchronization

/// A thread of its own that takes a turn whenever it is rung or the time it named has passed.
package final class Worker: Sendable {
    private let name: String
    private let bell: Bell
    private let isOver = Bell()
    private let isEnding = Atomic(false)
    private let hasEnded = Atomic(false)
    private let turn: @Sendable () -> Int64?
    private let last: @Sendable () -> Void

    /// Starts the thread; its first turn comes at once.
    ///
    /// - Parameters:
    ///   - name: For the sentence when no thread can be made.
    ///   - bell: What rings it; no other thread waits for it.
    ///   - turn: What to do; answers how many ns to wait at most before the next turn, `nil` for
    ///     "until rung".
    ///   - last: What to do after the last turn.
    package init(
        name: String,
        bell: Bell = Bell(),
        turn: @escaping @Sendable () -> Int64?,
        last: @escaping @Sendable () -> Void = {}
    ) {
        self.name = name
        self.bell = bell
        self.turn = turn
        self.last = last
        start()
    }

    /// Asks for a turn soon; from any thread, never blocks.
    package func ring() { bell.ring() }

    /// Asks the thread to end after the turn it is at; never blocks.
    package func end() {
        isEnding.store(true, ordering: .releasing)
        bell.ring()
    }

    /// Waits until the thread has ended; for one waiter.
    ///
    /// - Returns: `false` when it was still at its turn after so many ns.
    package func hasEnded(within nanoseconds: Int64) -> Bool {
        if hasEnded.load(ordering: .acquiring) { return true }
        isOver.wait(atMost: nanoseconds)
        return hasEnded.load(ordering: .acquiring)
    }

    private func run() {
        while !isEnding.load(ordering: .acquiring) { bell.wait(atMost: turn()) }
        last()
        hasEnded.store(true, ordering: .releasing)
        isOver.ring()
    }

    private func start() {
        var attributes = pthread_attr_t()
        unsafe pthread_attr_init(&attributes)
        // Detached: one that hangs for good is left alone and asks nobody to wait.
        unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        // Signals belong to the thread of the command.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, &before)
        var thread = pthread_t()
        // The thread holds the worker until it has ended.
        let kept = unsafe Unmanaged.passRetained(self)
        let status = unsafe pthread_create(
            &thread,
            &attributes,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let worker = unsafe Unmanaged<Worker>.fromOpaque(argument).takeRetainedValue()
                worker.run()
                return nil
            },
            kept.toOpaque()
        )
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        unsafe pthread_attr_destroy(&attributes)
        precondition(status == 0, "no thread '\(name)' could be made: error \(status)")
    }
}
