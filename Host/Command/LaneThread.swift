import Boundary
import Domain
import Engine
import Instances
import Memory
import Synchronization

/// What the lane has decided since the follower last looked.
struct LaneNews: ~Copyable {
    /// Order and position events, as `Lane.kept` has them.
    var records = RecordBuffer(capacity: 65_536)
    var samples: [EquitySample] = []
    var strategySamples: [StrategySample] = []
    var faults: [InstanceFault] = []
    /// Whether the data has ended, or the lane has failed.
    var isOver = false
}

/// The thread that owns the lane: it takes what is due, carries out what others ask for between two
/// inputs, and hands on what was decided.
///
/// It parks while nothing is due, or spins if it was told to. Others reach the lane by jobs alone.
final class LaneThread: @unchecked Sendable {
    // Sound because the lane is touched by its own thread alone from `begin` to `end`, and by the
    // one thread that owns this object before and after.
    typealias Job = @Sendable (inout Lane) -> Void

    private struct Box {
        var jobs: [Job] = []
        var isEnding = false
    }

    /// Inputs taken in a row before jobs are looked at.
    private static let stretch = 256
    /// How long jobs wait for what is due, ns: in a flood it never ends.
    private static let catchUp: Int64 = 20_000_000
    /// Bytes of news at which the lane waits for the follower.
    private static let mostNews = 32 << 20

    private var lane: Lane
    private let spins: Bool
    private let clock: DataClock?
    /// A timer of a connector has fired.
    private let timerFired: (FiredTimer) -> Void
    /// An instance is out of use; called on the lane's thread.
    private let faulted: (InstanceFault) -> Void
    private let box = Mutex(Box())
    private let news = Mutex(LaneNews())
    let bell = Doorbell()
    /// Rung when there are news.
    let follower = Doorbell()
    private var thread: WorkerThread?
    /// Processor time of the thread so far, ns.
    let processorTime = Atomic<Int64>(0)
    /// Since when the lane is in one stretch of inputs or one job; 0 while it rests.
    private let busySince = Atomic<Int64>(0)
    private var seenFaults = 0
    private var isOver = false
    private var hasClock = false
    private var isCrowded = false

    init(
        _ lane: consuming Lane,
        spins: Bool,
        clock: DataClock?,
        timerFired: @escaping (FiredTimer) -> Void,
        faulted: @escaping (InstanceFault) -> Void
    ) {
        self.lane = lane
        self.spins = spins
        self.clock = clock
        self.timerFired = timerFired
        self.faulted = faulted
    }

    /// Uses the lane before the thread starts or after it has ended.
    func withLane<R, E: Error>(_ body: (inout Lane) throws(E) -> R) throws(E) -> R {
        try body(&lane)
    }

    /// Starts the thread.
    func begin() throws(PluginError) {
        thread = try WorkerThread("lane") { [weak self] in self?.work() }
    }

    /// Runs a job on the lane's thread, between two inputs.
    func submit(_ job: @escaping Job) {
        box.withLock { $0.jobs.append(job) }
        bell.ring()
    }

    /// Runs a job there and waits for what it returns.
    ///
    /// - Parameters:
    ///   - most: At most so many ns.
    ///   - body: The job.
    /// - Returns: `nil` when it has not run by then; it may still.
    func ask<R: Sendable>(most: Int64, _ body: @escaping @Sendable (inout Lane) -> R) -> R? {
        let answer = Answer<R>()
        submit { lane in answer.give(body(&lane)) }
        return answer.wait(most: most)
    }

    /// Ends the thread after the input it is at.
    ///
    /// - Returns: Whether it has ended within `most` ns.
    func end(most: Int64) -> Bool {
        box.withLock { $0.isEnding = true }
        bell.ring()
        return thread?.join(most: most) ?? true
    }

    /// What to say when the lane does not come out of a call, or `nil`.
    var hang: String? {
        let since = busySince.load(ordering: .relaxed)
        let seconds = since == 0 ? 0 : (MonotonicClock.now() - since) / 1_000_000_000
        guard seconds >= 2 else { return nil }
        return "the lane has been in one call for \(seconds) s: a strategy does not return"
    }

    /// Takes what was decided since the last call.
    func takeNews() -> LaneNews {
        news.withLock { news in
            let taken = news
            news = LaneNews()
            return taken
        }
    }

    // MARK: - On the thread

    private func work() {
        while true {
            busySince.store(MonotonicClock.now(), ordering: .relaxed)
            let (jobs, isEnding) = box.withLock { box in
                defer { box.jobs = [] }
                return (box.jobs, box.isEnding)
            }
            if !jobs.isEmpty {
                // A command comes behind everything that is due by now, and never between two events
                // of one time.
                let end = MonotonicClock.now() + LaneThread.catchUp
                while takeDue() == .more, MonotonicClock.now() < end {}
                if !isOver { _ = lane.advance(inputs: LaneThread.stretch, until: lane.now) }
                for job in jobs {
                    busySince.store(MonotonicClock.now(), ordering: .relaxed)
                    job(&lane)
                }
                noteProcessorTime()
            }
            if isEnding {
                handOn()
                busySince.store(0, ordering: .relaxed)
                return
            }
            let progress = takeDue()
            busySince.store(0, ordering: .relaxed)
            rest(after: progress)
        }
    }

    private func takeDue() -> Lane.Progress {
        if isOver { return .over }
        busySince.store(MonotonicClock.now(), ordering: .relaxed)
        guard startClock() else { return .waiting }
        let progress = lane.advance(inputs: LaneThread.stretch, until: clock?.now() ?? .max)
        if progress == .over { isOver = true }
        handOn()
        return progress
    }

    /// The data's time begins with the first event, however late it comes.
    ///
    /// - Returns: Whether it has begun, or never will.
    private func startClock() -> Bool {
        guard let clock, !hasClock else { return true }
        if lane.now == 0 { lane.seek() }
        guard lane.now > 0 else { return lane.isIdle }
        clock.run(from: lane.now)
        hasClock = true
        return true
    }

    private func noteProcessorTime() {
        processorTime.store(MonotonicClock.ofThisThread(), ordering: .relaxed)
    }

    private func rest(after progress: Lane.Progress) {
        if isCrowded {
            // Nothing is lost and memory stays bounded: the lane waits for the reports.
            bell.wait(most: 1_000_000)
            return
        }
        guard !spins, progress != .more else { return }
        switch progress {
        case .more: break
        case .early(let time): bell.wait(most: clock?.wait(until: time) ?? 0)
        case .waiting, .over: bell.wait(most: 1_000_000_000)
        }
    }

    /// Leaves news for the follower, and tells the executors which timers have fired.
    private func handOn() {
        for timer in lane.firedTimers { timerFired(timer) }
        lane.firedTimers = []
        let faults = Array(lane.faults[seenFaults...])
        seenFaults = lane.faults.count
        for fault in faults { faulted(fault) }
        let isOver = isOver
        if isOver { noteProcessorTime() }
        if isCrowded { isCrowded = news.withLock { $0.records.count > LaneThread.mostNews } }
        guard !lane.kept.isEmpty || lane.samples.count > 0 || !faults.isEmpty || isOver else {
            return
        }
        let hadNews = news.withLock { news in
            let before = news.isOver
            news.records.append(lane.kept.all)
            for place in 0..<lane.samples.count { news.samples.append(lane.samples[place]) }
            for place in 0..<lane.strategySamples.count {
                news.strategySamples.append(lane.strategySamples[place])
            }
            news.faults += faults
            news.isOver = isOver
            isCrowded = news.records.count > LaneThread.mostNews
            return !before || !isOver
        }
        lane.kept.removeAll()
        lane.samples.removeAll()
        lane.strategySamples.removeAll()
        if hadNews { follower.ring() }
    }
}
