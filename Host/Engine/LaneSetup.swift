package import Boundary
package import Domain
package import Orders
package import Risk
package import Simulation

/// What a lane is made of: the instances and accounts in configuration order.
package struct LaneSetup {
    /// One instance.
    package struct Instance {
        package var port: HostPort
        package var isStrategy: Bool
        /// A number that the instances of one plugin file share.
        package var file: Int
        /// The account of a strategy.
        package var account: AccountID?
        package var limits: RiskLimits
        /// Whether the operator allows it to trade a symbol.
        package var mayTrade: (String) -> Bool
        /// Largest order the operator allows, in the instrument's unit.
        package var maximumQuantity: Decimal?

        package init(
            port: HostPort,
            isStrategy: Bool,
            file: Int,
            account: AccountID?,
            limits: RiskLimits,
            maximumQuantity: Decimal?,
            mayTrade: @escaping (String) -> Bool
        ) {
            self.port = port
            self.isStrategy = isStrategy
            self.file = file
            self.account = account
            self.limits = limits
            self.maximumQuantity = maximumQuantity
            self.mayTrade = mayTrade
        }
    }

    /// One account.
    package struct Account {
        package var currency: CurrencyID
        /// The currency's ledger exponent.
        package var exponent: Int
        /// Opening cash at that exponent.
        package var cash: Int64
        package var venue: VenueAccount
        /// What the venue does itself; the host emulates the rest, or denies it.
        package var abilities: VenueAbilities
        package var fees: FeeModel
        package var limits: RiskLimits
        package var profile: RiskProfile

        package init(
            currency: CurrencyID,
            exponent: Int,
            cash: Int64,
            venue: VenueAccount,
            abilities: VenueAbilities = .all,
            fees: FeeModel,
            limits: RiskLimits,
            profile: RiskProfile
        ) {
            self.currency = currency
            self.exponent = exponent
            self.cash = cash
            self.venue = venue
            self.abilities = abilities
            self.fees = fees
            self.limits = limits
            self.profile = profile
        }
    }

    /// When the accounts are valued for the equity curve.
    package enum Sampling: Sendable {
        /// Once for each time at which connectors published bars.
        case bar
        /// Every so many ns of lane time.
        case every(Int64)
        case never
    }

    package var instances: [Instance]
    package var accounts: [Account]
    package var sampling: Sampling
    /// Whether order and position events are kept for the reports.
    package var keepsEvents: Bool
    /// Whether the marks of all instruments are kept at each sample.
    package var samplesMarks: Bool
    /// Whether a sole viewer may get several events at once; the outcome is the same without.
    package var runsAhead: Bool
    /// Times the way from input to order; without it the lane reads no clock.
    package var meter: LaneMeter?
    /// Whether connectors run on threads of their own; without, the lane gives them their turns.
    package var hasThreads: Bool
    /// Makes the plugin's own calls when a command stops or starts an instance, at lane time and
    /// with the next sequence number; answers what went wrong, or `nil`.
    package var control: (InstanceID, Control, Int64, UInt64) -> String?

    /// What a command wants of the plugin itself.
    package enum Control: Sendable {
        /// Drain and deactivate: the lane has let go of it.
        case stop
        /// Activate and start: the lane takes it in when that went well.
        case start
    }

    package init(
        instances: [Instance],
        accounts: [Account],
        sampling: Sampling,
        keepsEvents: Bool,
        samplesMarks: Bool = false,
        runsAhead: Bool = true,
        meter: LaneMeter? = nil,
        hasThreads: Bool = false,
        control: @escaping (InstanceID, Control, Int64, UInt64) -> String? = { _, _, _, _ in nil }
    ) {
        self.control = control
        self.meter = meter
        self.hasThreads = hasThreads
        self.runsAhead = runsAhead
        self.instances = instances
        self.accounts = accounts
        self.sampling = sampling
        self.keepsEvents = keepsEvents
        self.samplesMarks = samplesMarks
    }
}
