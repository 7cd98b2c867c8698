import Boundary
import CTenon
package import Domain
package import Journal
import MarketData
package import Memory
package import Orders
import Risk
import Simulation

/// The lane: the one thread and the one sequence that own trading state.
///
/// `advance` takes inputs in the order of time and carries each to its end: apply, deliver, execute
/// the intents, deliver what they caused, until nothing is left. It sees no clock; time comes with
/// the inputs.
package struct Lane: ~Copyable {
    /// What the lane keeps of one instance.
    struct InstanceState: BitwiseCopyable {
        var port: HostPort
        var isStrategy: Bool
        var isRunning = false
        /// Whether an operator has paused it: it is not called, its order events are kept.
        var isPaused = false
        /// Whether market events have passed it by since.
        var hasMissed = false
        /// Whether it answered AGAIN and waits with events in its inbox.
        var isWaiting = false
        /// Whether the event that is being delivered is in its inbox already.
        var isAhead = false
        /// Whether it asked for an empty batch.
        var wantsTurn = false
        var account: AccountID
        /// Events in the inbox.
        var inboxCount = 0
        /// Bytes of the outbox that have a cause already.
        var outboxSeen = 0
        var routes = 0
    }

    /// Part of an outbox and the event it answers.
    struct Cause: BitwiseCopyable {
        var instance: Int
        var start: Int
        var end: Int
        var sequence: UInt64
        var ordinal: UInt16
    }

    /// Who sees what of an instrument.
    struct Route: BitwiseCopyable {
        var instrument: InstrumentID
        var instance: Int
        var streams: UInt32
        var barPeriod: UInt32
        var barUnit: UInt32
    }

    /// The lane's end of one stream.
    struct StreamEnd: BitwiseCopyable {
        var ring: RecordRing
        var instance: Int
        var isOpen = true
        /// Whether its connector said that it has nothing now.
        var isQuiet = false
    }

    /// What an order and its fills need to know of an account.
    struct Terms: BitwiseCopyable {
        var currency: CurrencyID
        var exponent: Int
        var fees: FeeModel
        var abilities: VenueAbilities
        var isOnBars: Bool
    }

    let setup: LaneSetup
    var terms = Slab<Terms>(capacity: 4)
    let keepsEvents: Bool
    let services: HostServices
    package internal(set) var sequence: UInt64 = 0
    var ordinal: UInt16 = 0
    /// Lane time, ns since the epoch, UTC; 0 before the first input.
    package internal(set) var now: Int64 = 0
    package internal(set) var journal = MemoryJournal()
    package internal(set) var counts = LaneCounts()
    /// Order and position events since the caller last emptied it, when the setup keeps them.
    package var kept = RecordBuffer(capacity: 65_536)
    /// Equity samples since the caller last emptied it.
    package var samples = Slab<EquitySample>(capacity: 64)
    /// Those of the strategies, in the same manner.
    package var strategySamples = Slab<StrategySample>(capacity: 64)
    /// Marks at the samples, where the setup wants them.
    package var markSamples = Slab<MarkSample>(capacity: 64)
    package internal(set) var faults: [InstanceFault] = []
    /// Timers of connectors on threads of their own, since the caller last emptied it.
    package var firedTimers: [FiredTimer] = []
    /// Scheduled commands that were refused when their time came.
    package internal(set) var refused: [RefusedCommand] = []
    /// Why the lane cannot go on, or `nil`.
    package internal(set) var failure: String?

    package internal(set) var markets = Slab<MarketState>()
    /// The displayed levels of instruments with an L2 stream.
    package internal(set) var depths = DepthBooks()
    var instruments = Slab<Instrument>()
    package internal(set) var books: Books
    package internal(set) var cash = CashLedger()
    var gate: RiskGate
    var orders: OrderTable
    var venue: SimulatedVenue
    /// Orders that hang together by their links.
    var groups = ContingentGroups()
    /// Prices and times that the host watches because the venue does not.
    var emulator = Emulator()
    /// Live orders that may only reduce.
    var reduceOnlyOrders = 0
    /// Reductions that wait for the answer to a replace.
    var reductions = Slab<Reduction>(capacity: 16)
    /// Orders chosen to be acted on, a stack.
    var chosen = Slab<OrderID>(capacity: 64)
    /// Whether reports are being carried out.
    var isTaking = false
    var states: Slab<InstanceState>
    var causes = Slab<Cause>(capacity: 64)
    /// Intents and decisions of the present step, in order, until they are committed: built in
    /// place, journaled together, then copied to their owners.
    var written = RecordBuffer(capacity: 16_384)
    /// The instance that each written record is for; -1 for an intent.
    var owners = Slab<Int32>(capacity: 64)
    /// Of each, when events are kept: what the reports are told besides.
    var keptTerms = Slab<KeptTerms>(capacity: 64)
    var routes = Slab<Route>(capacity: 16)
    /// First route of each instrument; one more at the end.
    var routeStarts = Slab<Int>()
    var streams = Slab<StreamEnd>(capacity: 4)
    var builders = Slab<BarBuilder>(capacity: 4)
    var timers = TimerQueue()
    /// Holds a bar of the host's own while it is delivered.
    var scratch = RecordBuffer(capacity: 256)
    var changes: [ScheduledChange] = []
    /// Instances with events in their inbox.
    var pending = 0
    /// The earliest moment at which something other than the next market event is due.
    var boundary = Int64.max
    var nextSample = Int64.max
    /// Whether a sample is taken when lane time moves on: all bars of one close come first.
    var sampleIsDue = false
    private(set) var lastSample = Int64.min
    /// Turns given to connectors since the last event.
    var turns = 0
    /// Instances that asked for an empty batch.
    var wakeCount = 0
    /// Whether a subscription has changed since the routes were built.
    var mustRoute = false
    /// Whether what is due is being carried out: timers parked meanwhile wait for the next input.
    var isPassing = false
    /// Whether a connector has been called outside its turn.
    var mustAbsorb = false
    var meter: LaneMeter?
    /// What came of the last command.
    var lastAnswer: LaneAnswer?
    /// Whether nothing is there now and something may still come.
    var isStarved = false
    /// The one instance that sees market events, or -1.
    var soleViewer = -1
    /// How many events the next run-ahead may deliver.
    var window = 32

    /// A lane at sequence number 0.
    package init(_ setup: LaneSetup, services: HostServices) {
        self.setup = setup
        keepsEvents = setup.keepsEvents
        meter = setup.meter
        self.services = services
        let strategies = setup.instances.count
        books = Books(strategies: strategies, accounts: setup.accounts.count)
        gate = RiskGate(
            strategies: setup.instances.map { $0.limits },
            accounts: setup.accounts.map { (limits: $0.limits, profile: $0.profile) }
        )
        orders = OrderTable(instances: strategies)
        venue = SimulatedVenue(accounts: setup.accounts.map(\.venue))
        states = Slab(capacity: strategies)
        for instance in setup.instances {
            states.append(
                InstanceState(
                    port: instance.port,
                    isStrategy: instance.isStrategy,
                    account: instance.account ?? AccountID(0)
                )
            )
        }
        for account in setup.accounts {
            terms.append(
                Terms(
                    currency: account.currency,
                    exponent: account.exponent,
                    fees: account.fees,
                    abilities: account.abilities,
                    isOnBars: account.venue.model.isOnBars
                )
            )
            cash.open(
                Cash(balance: account.cash, currency: account.currency, exponent: account.exponent)
            )
        }
        routeStarts.append(0)
        if case .every = setup.sampling { nextSample = 0 }
        boundary = nextSample
    }

    /// Takes up to `budget` inputs.
    ///
    /// - Returns: Whether there is more: `false` when every stream has ended or nothing can go on;
    ///   `failure` then says why.
    package mutating func advance(inputs budget: Int) -> Bool {
        if case .more = advance(inputs: budget, until: .max) { true } else { false }
    }

    /// How a stretch of inputs ended.
    package enum Progress: Equatable, Sendable {
        /// The budget is used up.
        case more
        /// Connectors have shown nothing yet.
        case waiting
        /// The next event is of this time, which has not come.
        case early(Int64)
        /// Every stream has ended, or `failure` says why nothing can go on.
        case over
    }

    /// Takes up to `budget` inputs that are due.
    ///
    /// - Parameters:
    ///   - budget: At most so many.
    ///   - due: Events up to this time may be taken; when they are, lane time moves on to it, and
    ///     what falls due by then is carried out.
    /// - Returns: Why it stopped.
    package mutating func advance(inputs budget: Int, until due: Int64) -> Progress {
        var left = budget
        isStarved = false
        services.laneTime = now
        absorbChanges()
        while left > 0 {
            guard failure == nil else { return .over }
            guard var head = nextHead() else { return isStarved ? .waiting : .over }
            guard head.time <= due else {
                moveTime(to: due)
                return .early(head.time)
            }
            head.limit = min(head.limit, due)
            left -= drain(head, most: left)
        }
        return .more
    }

    /// Lets lane time pass without an event.
    mutating func moveTime(to time: Int64) {
        guard time > now else { return }
        if sampleIsDue { sampleEquity() }
        if time >= boundary { passBoundaries(until: time) }
        now = max(now, time)
    }

    /// Brings lane time to the first event of the data, so that what starts next starts at its time
    /// and not at the epoch; an input of its own.
    package mutating func seek() {
        absorbChanges()
        guard now == 0, let head = nextHead() else { return }
        let first = streams[head.stream].ring.readable().load(at: 0, as: tenon_ev.self)
        now = first.ts_ns
        services.laneTime = now
        sequence += 1
        ordinal = 0
        var clock = control(TENON_TYPE_CLOCK)
        clock.i64 = now
        journal.append(input: clock)
    }

    /// Whether no stream is open and none can come.
    package var isIdle: Bool {
        for place in 0..<streams.count where streams[place].isOpen { return false }
        return !mayOpenStream
    }

    /// Values the accounts a last time, unless the last bar's sample showed the same already.
    package mutating func finishSampling() {
        if case .bar = setup.sampling, !sampleIsDue, lastSample == now { return }
        if counts.marketEvents > 0 { sampleEquity() }
    }

    /// Notes that the accounts were valued at the present lane time.
    mutating func noteSample() {
        sampleIsDue = false
        lastSample = now
    }

    /// Enters a parameter change to be made when lane time reaches its moment.
    package mutating func schedule(_ change: ScheduledChange) {
        let place = changes.firstIndex { $0.time > change.time } ?? changes.count
        changes.insert(change, at: place)
        refreshBoundary()
    }
}

extension Lane {
    /// Takes over what an instance has defined, opened or subscribed in a control call.
    package mutating func absorb() { absorbChanges() }
}
