package import Domain
import Memory
package import Orders

/// The lane's state at one moment, copied for whoever shows it.
///
/// Taken on the lane's thread between two inputs, when somebody asks; the copy is read elsewhere.
package struct LaneSnapshot: Sendable {
    /// What a strategy or an account holds of one instrument.
    package struct Holding: Sendable {
        /// Index of the strategy or account, from 0.
        package let owner: Int
        package let isAccount: Bool
        package let instrument: InstrumentID
        package let entry: BookEntry
    }

    /// What an account has.
    package struct Account: Sendable {
        /// Cash and holdings at their marks, at `exponent`.
        package let cash: Int64
        package let holdings: Int64
        package let exponent: Int
    }

    /// How an instance stands in the lane.
    package struct Member: Sendable {
        package let isRunning: Bool
        package let isPaused: Bool
    }

    package let sequence: UInt64
    /// Lane time, ns since the epoch, UTC.
    package let time: Int64
    package let counts: LaneCounts
    /// By instrument index.
    package let markets: [MarketState]
    /// Strategies first, each with what it ever traded, in configuration order.
    package let holdings: [Holding]
    package let accounts: [Account]
    package let members: [Member]
    package let faults: [InstanceFault]
    package let failure: String?
}

extension Lane {
    /// A copy of what operators look at.
    package func snapshot() -> LaneSnapshot {
        var markets: [MarketState] = []
        for place in 0..<self.markets.count { markets.append(self.markets[place]) }
        var holdings: [LaneSnapshot.Holding] = []
        for place in 0..<states.count where states[place].isStrategy {
            let owner = InstanceID(UInt32(truncatingIfNeeded: place))
            for index in 0..<instruments.count {
                let entry = books[owner, instruments[index].id]
                if entry.fills == 0 { continue }
                holdings.append(
                    LaneSnapshot.Holding(
                        owner: place,
                        isAccount: false,
                        instrument: instruments[index].id,
                        entry: entry
                    )
                )
            }
        }
        var accounts: [LaneSnapshot.Account] = []
        for place in 0..<cash.count {
            let id = AccountID(UInt32(place + 1))
            for index in 0..<instruments.count {
                let entry = books[id, instruments[index].id]
                if entry.fills == 0 { continue }
                holdings.append(
                    LaneSnapshot.Holding(
                        owner: place,
                        isAccount: true,
                        instrument: instruments[index].id,
                        entry: entry
                    )
                )
            }
            accounts.append(
                LaneSnapshot.Account(
                    cash: cash[id].balance,
                    holdings: self.holdings(of: id),
                    exponent: cash[id].exponent
                )
            )
        }
        var members: [LaneSnapshot.Member] = []
        for place in 0..<states.count {
            members.append(
                LaneSnapshot.Member(
                    isRunning: states[place].isRunning,
                    isPaused: states[place].isPaused
                )
            )
        }
        return LaneSnapshot(
            sequence: sequence,
            time: now,
            counts: counts,
            markets: markets,
            holdings: holdings,
            accounts: accounts,
            members: members,
            faults: faults,
            failure: failure
        )
    }
}
