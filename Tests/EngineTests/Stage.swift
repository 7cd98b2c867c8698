import Boundary
import CTenon
import Domain
import Engine
import Journal
import MarketData
import Orders
import Risk
import Simulation

/// A lane with scripted members, put together as the host does it: connectors first, then
/// strategies, each configured, activated, started.
final class Stage {
    /// What a stage is made of.
    struct Plan {
        var model = VenueModel.sameQuote
        var fees = FeeModel(rate: Decimal(0))
        var latency: Int64 = 0
        var abilities = VenueAbilities.all
        var sampling = LaneSetup.Sampling.never
        var runsAhead = true
        var keepsEvents = false
        /// Opening cash of every account, whole units.
        var cash: Int64 = 1_000_000
        var accounts = 1
        var accountLimits = Stage.wide
        var profile = RiskProfile.research
        /// Symbols with a definition for each, made by the first connector in `activate`.
        var instruments = [Stage.definition("AAA.X")]
    }

    enum Member {
        case strategy(ScriptedStrategy)
        case connector(ScriptedConnector)
    }

    private final class Roster {
        var symbols: [Set<String>?] = []
        var lines: [String] = []

        func permits(_ instance: InstanceID, _ symbol: String) -> Bool {
            guard instance.index < symbols.count else { return false }
            return symbols[instance.index]?.contains(symbol) ?? true
        }
    }

    /// Ledger exponent of the one currency.
    static let ledger = -8

    let plan: Plan
    let services: HostServices
    private let roster = Roster()
    private(set) var members: [Member] = []
    private var instances: [LaneSetup.Instance] = []
    let currency: CurrencyID

    init(_ plan: Plan = Plan()) {
        self.plan = plan
        let roster = roster
        services = HostServices(
            permits: { roster.permits($0, $1) },
            log: { roster.lines.append("\($0.value) \($1) \($2)") }
        )
        currency =
            services.registry.enterCurrency("USD", exponent: Stage.ledger) ?? CurrencyID(0)
    }

    /// Limits nothing of a test runs into.
    static var wide: RiskLimits {
        var limits = RiskLimits()
        limits.maximumOrderQuantity = Decimal(1_000_000_000)
        limits.maximumOrderNotional = Decimal(1_000_000_000_000)
        limits.maximumPosition = Decimal(1_000_000_000)
        limits.maximumOpenOrders = 100_000
        return limits
    }

    /// A definition with whole prices and quantities unless told otherwise.
    static func definition(
        _ symbol: String,
        price: Int = 0,
        quantity: Int = 0,
        multiplier: (Int64, Int) = (1, 0),
        lot: Int64 = 1,
        tick: Int64 = 1
    ) -> tenon_ev_instrument {
        var event = tenon_ev_instrument()
        event.h.size = UInt32(MemoryLayout<tenon_ev_instrument>.size)
        event.h.space = UInt16(TENON_SPACE_REFERENCE)
        event.h.type = UInt16(TENON_TYPE_INSTRUMENT)
        event.uid = symbol.utf8.reduce(0xCBF2_9CE4_8422_2325) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        event.px_exp = Int8(price)
        event.qty_exp = Int8(quantity)
        event.mult_exp = Int8(multiplier.1)
        event.multiplier = multiplier.0
        event.tick = tick
        event.lot = lot
        event.settle_ccy = 1
        event.quote_ccy = 1
        event.min_qty = Domain.none
        event.max_qty = Domain.none
        event.min_notional = Domain.none
        event.max_notional = Domain.none
        event.expires_ns = Domain.none
        unsafe withUnsafeMutableBytes(of: &event.symbol) { room in
            unsafe room.copyBytes(from: symbol.utf8.prefix(64))
        }
        return event
    }

    /// Adds a connector.
    func connector() -> ScriptedConnector {
        let id = InstanceID(UInt32(members.count))
        let port = HostPort(
            instance: id,
            kind: UInt32(TENON_KIND_CONNECTOR),
            account: nil,
            seed: UInt64(members.count),
            services: services
        )
        let connector = ScriptedConnector(port: port, id: id)
        members.append(.connector(connector))
        roster.symbols.append(nil)
        instances.append(
            LaneSetup.Instance(
                port: port,
                isStrategy: false,
                file: members.count,
                account: nil,
                limits: RiskLimits(),
                maximumQuantity: nil,
                mayTrade: { _ in true }
            )
        )
        return connector
    }

    /// Adds a strategy; `symbols` are those it may see and trade, all when `nil`.
    func strategy(
        account: UInt32 = 1,
        limits: RiskLimits = RiskLimits(),
        maximumQuantity: Decimal? = nil,
        symbols: Set<String>? = nil
    ) -> ScriptedStrategy {
        let id = InstanceID(UInt32(members.count))
        let port = HostPort(
            instance: id,
            kind: UInt32(TENON_KIND_STRATEGY),
            account: AccountID(account),
            seed: UInt64(members.count),
            services: services
        )
        let strategy = ScriptedStrategy(port: port, id: id)
        members.append(.strategy(strategy))
        roster.symbols.append(symbols)
        instances.append(
            LaneSetup.Instance(
                port: port,
                isStrategy: true,
                file: members.count,
                account: AccountID(account),
                limits: limits,
                maximumQuantity: maximumQuantity,
                mayTrade: { symbols?.contains($0) ?? true }
            )
        )
        return strategy
    }

    /// Makes the lane and starts every member.
    @discardableResult
    func open() -> Rig {
        let account = LaneSetup.Account(
            currency: currency,
            exponent: Stage.ledger,
            cash: plan.cash * 100_000_000,
            venue: VenueAccount(model: plan.model, latency: plan.latency),
            abilities: plan.abilities,
            fees: plan.fees,
            limits: plan.accountLimits,
            profile: plan.profile
        )
        let setup = LaneSetup(
            instances: instances,
            accounts: Array(repeating: account, count: plan.accounts),
            sampling: plan.sampling,
            keepsEvents: plan.keepsEvents,
            runsAhead: plan.runsAhead
        )
        let rig = Rig(Lane(setup, services: services), self)
        rig.startConnectors(defining: plan.instruments)
        rig.startStrategies()
        return rig
    }

    /// Lines the members logged.
    var log: [String] { roster.lines }
}

/// A stage whose lane exists.
final class Rig {
    var lane: Lane
    let stage: Stage

    init(_ lane: consuming Lane, _ stage: Stage) {
        self.lane = lane
        self.stage = stage
    }

    fileprivate func startConnectors(defining instruments: [tenon_ev_instrument]) {
        var isFirst = true
        for member in stage.members {
            guard case .connector(let connector) = member else { continue }
            let defined = isFirst ? instruments : []
            isFirst = false
            bring(connector.port, connector.id) {
                for definition in defined { connector.define(definition) }
                connector.atActivation(connector)
            } start: {
                connector.atStart(connector)
                if connector.turn == nil { connector.publishPieces() }
            }
        }
    }

    fileprivate func startStrategies() {
        for member in stage.members {
            guard case .strategy(let strategy) = member else { continue }
            bring(strategy.port, strategy.id) {
                strategy.atActivation(strategy)
            } start: {
                strategy.atStart(strategy)
            }
        }
    }

    private func bring(
        _ port: HostPort,
        _ id: InstanceID,
        activate: () -> Void,
        start: () -> Void
    ) {
        port.enter(.configured)
        port.enter(.activated)
        port.control(now: lane.now, activate)
        lane.absorb()
        port.enter(.starting)
        port.control(now: lane.now, start)
        port.enter(.running)
        lane.start(id)
    }

    /// Runs the lane dry.
    ///
    /// - Returns: The rig, for one-line tests.
    @discardableResult
    func run(inputs: Int = 1_000) -> Rig {
        while lane.advance(inputs: inputs) {}
        return self
    }

    /// Runs a number of inputs.
    func step(_ inputs: Int = 1) { _ = lane.advance(inputs: inputs) }

    var faults: [String] { lane.faults.map { "\($0.instance.value): \($0.reason)" } }
    var digest: String { lane.journal.digest.text }
}
